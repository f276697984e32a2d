"""Made-up experiments for the checks of lesson 8, and arguments in more than one container."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from autograder.catalogue.inputs import gene_names
from autograder.exercise import Call, Crash

LEVELS = ("wildtype", "knockout", "rescued", "treated")


def sample_ids(rng: np.random.Generator, n: int) -> list[str]:
    """Names of n samples, none of which is a part of another."""
    return [f"NA{number}" for number in rng.choice(np.arange(18_000, 20_000), n, replace=False)]


def groups_of(rng: np.random.Generator, *sizes: int) -> pd.Series:
    """Groups of these sizes, mixed, in no alphabetical order, by sample."""
    levels = rng.permutation(LEVELS)[: len(sizes)]
    labels = [str(label) for label in rng.permutation(np.repeat(levels, sizes))]
    return pd.Series(labels, index=sample_ids(rng, len(labels)), dtype=object, name="genotype")


def counts_of(
    rng: np.random.Generator, n_genes: int, samples: list[str], depth: float = 2.0
) -> pd.DataFrame:
    """Counts whose libraries differ in size by that factor and more, most genes low."""
    levels = rng.lognormal(3.5, 2.0, n_genes)
    sizes = depth ** rng.uniform(-1, 1, len(samples))
    return pd.DataFrame(
        rng.poisson(levels[:, None] * sizes), index=gene_names(rng, n_genes), columns=samples
    )


def ask(call: Call, *forms: tuple[Any, ...]) -> Any:
    """The answer to one question that is put in several forms: the first that the function takes.

    Where a contract doesn't say whether an argument is a table or an array, a function may rely on
    either. Raises `Crash` with the first error if the function takes none of the forms.
    """
    first: Crash | None = None
    for arguments in forms:
        try:
            return call(*arguments)
        except Crash as crash:
            first = first or crash
    raise first or ValueError("there is nothing to ask")


def values_of(answer: Any) -> Any:
    """The values of a table as an array of their own type, anything else as it is.

    Single precision holds fewer digits, which `expect_close` allows for where it sees the type.
    """
    return answer.to_numpy() if isinstance(answer, pd.DataFrame) else answer
