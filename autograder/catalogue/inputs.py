"""Made-up data dictionaries for checks: no square matrix, no sorted names, tables that say more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

# In no order, as in a real table; some differ in case or in a suffix only.
GENES = (
    "Mpo Klf1 Kit Gata1 H2-Aa Sept2 mt-Nd1 Ctsg 1110008P14Rik Ly6a Procr Actb ACTB Prtn3 Elane "
    "Hbb-bs Aqp1 Car2 Epor Fli1 Meis1 Cd34 Gata2 Irf8 Spi1 Ms4a2 Zfpm1 Mecom Hlf Car1 Gfi1 Nrgn "
    "Gfi1b Itga2b Pf4 Vwf Cebpa Ms4a3 Csf1r Ngp Mki67 Top2a Pcna Gm15915 Slamf1 Cd48 Flt3 Dntt"
).split()
POPULATIONS = ("LTHSC", "MEP", "GMP")


def gene_names(rng: np.random.Generator, n: int) -> list[str]:
    """Names of n genes, all different, in no particular order."""
    if n <= len(GENES):
        return [str(name) for name in rng.permutation(GENES)[:n]]
    return [f"Gm{number}" for number in rng.choice(np.arange(1000, 60_000), n, replace=False)]


def sample_names(rng: np.random.Generator, n: int) -> list[str]:
    """Names of n samples, the populations mixed."""
    names = [f"{POPULATIONS[i % 3]}.{i // 3 + 1}" for i in range(n)]
    return [str(name) for name in rng.permutation(names)]


def eighths(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Values that every float type holds exactly."""
    return rng.integers(-80, 2000, shape) / 8


def data_of(
    expression: np.ndarray, rng: np.random.Generator, tables: bool = True
) -> dict[str, Any]:
    """A data dictionary around the values, its tables with or without columns."""
    n_genes, n_samples = expression.shape
    genes = pd.DataFrame(index=pd.Index(gene_names(rng, n_genes)))
    samples = pd.DataFrame(index=pd.Index(sample_names(rng, n_samples)))
    if tables:
        genes["marker_of"] = rng.choice([*POPULATIONS, ""], n_genes)
        genes["length"] = rng.integers(300, 9000, n_genes)
        # Not what the names say: names are names, the table holds the facts.
        samples["population"] = rng.permutation([POPULATIONS[i % 3] for i in range(n_samples)])
        samples["batch"] = rng.integers(1, 4, n_samples)
    return {"expression": np.array(expression, dtype=float), "genes": genes, "samples": samples}


def made_up(
    rng: np.random.Generator, n_genes: int, n_samples: int, tables: bool = True
) -> dict[str, Any]:
    """A data dictionary of made-up values of that size."""
    return data_of(eighths(rng, n_genes, n_samples), rng, tables)
