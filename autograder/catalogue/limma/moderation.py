"""Moderated t: variances that borrow from a prior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import functions
from autograder.catalogue.inputs import gene_names
from autograder.catalogue.limma.inputs import ask, values_of
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_close,
    expect_conduct,
    kind,
    shown,
)
from autograder.exercise import Call, exercise

moderated_t = exercise("moderated_t", lesson="limma", points=4, reference=functions.moderated_t)


@dataclass(frozen=True)
class Genes:
    """Estimates of genes, and the prior of their variances."""

    names: list[str]
    coefficients: np.ndarray
    stdev_unscaled: np.ndarray
    sigma: np.ndarray
    df_residual: np.ndarray
    s2_prior: float
    df_prior: float

    @property
    def arrays(self) -> tuple[Any, ...]:
        return (
            self.coefficients,
            self.stdev_unscaled,
            self.sigma,
            self.df_residual,
            self.s2_prior,
            self.df_prior,
        )

    @property
    def tables(self) -> tuple[Any, ...]:
        """The same as tables, as `functions.lm_fit` gives them."""
        columns = ["wildtype", "knockout", "rescued", "treated"][: self.coefficients.shape[1]]
        return (
            *(pd.DataFrame(one, self.names, columns) for one in self.arrays[:2]),
            *(pd.Series(one, self.names) for one in self.arrays[2:4]),
            *self.arrays[4:],
        )


def _genes(
    rng: np.random.Generator,
    n_genes: int,
    n_coefficients: int,
    df_prior: float,
    df_residual: float | None = None,
    effect: float = 0.8,
) -> Genes:
    """Genes whose residual degrees of freedom differ, unless they are given."""
    shape = (n_genes, n_coefficients)
    df = rng.integers(2, 9, n_genes) if df_residual is None else np.full(n_genes, df_residual)
    return Genes(
        names=gene_names(rng, n_genes),
        coefficients=rng.uniform(-effect, effect, shape),
        stdev_unscaled=rng.uniform(0.3, 0.9, shape),
        sigma=rng.uniform(0.3, 3, n_genes),
        df_residual=df.astype(float),
        s2_prior=float(rng.uniform(0.4, 2)),
        df_prior=df_prior,
    )


def _expected(genes: Genes) -> dict[str, np.ndarray]:
    """Gene by gene, after the formulas; p from scipy's t or normal distribution."""
    d0, s0 = genes.df_prior, genes.s2_prior
    posterior, t, p = [], [], []
    for b, u, s, d in zip(
        genes.coefficients, genes.stdev_unscaled, genes.sigma, genes.df_residual, strict=True
    ):
        posterior.append(s0 if np.isinf(d0) else (d * s**2 + d0 * s0) / (d + d0))
        t.append(b / (u * np.sqrt(posterior[-1])))
        distribution = stats.norm if np.isinf(d0) else stats.t(d + d0)
        p.append(2 * distribution.cdf(-np.abs(t[-1])))
    return {
        "t": np.array(t),
        "p": np.array(p),
        "s2_post": np.array(posterior),
        "df_total": genes.df_residual + d0,
    }


def _answer(call: Call, genes: Genes) -> dict[str, Any]:
    answer = ask(call, genes.arrays, genes.tables)
    if answer is None:
        raise Mismatch("your answer is None: is there a `return`?")
    expect(
        isinstance(answer, tuple | list) and len(answer) == 4,
        "your answer should be four things, (t, p, s2_post, df_total), but it is "
        + (f"{len(answer)} of them" if isinstance(answer, tuple | list) else kind(answer)),
    )
    return dict(zip(("t", "p", "s2_post", "df_total"), map(values_of, answer), strict=True))


def _expect_part(call: Call, genes: Genes, *parts: str, rtol: float = 1e-8) -> None:
    answer, expected = _answer(call, genes), _expected(genes)
    for part in parts:
        found, wanted = answer[part], expected[part]
        if wanted.ndim == 1 and np.shape(found) == (len(wanted), 1):
            found = np.asarray(found)[:, 0]  # a column is one value per gene, too
        case = f"{part} (df_prior {shown(genes.df_prior)}, s2_prior {genes.s2_prior:.4g})"
        expect_close(found, wanted, case, rtol=rtol, atol=0, names=genes.names)


@moderated_t.check("s2_post, the mean of the variances weighted by degrees of freedom", points=0.75)
def posterior_variance(call: Call, rng: np.random.Generator) -> None:
    for df_prior in (3.7, 11.0):
        _expect_part(call, _genes(rng, 7, 2, df_prior), "s2_post")
    _expect_part(call, _genes(rng, 3, 3, 4.2, df_residual=5), "s2_post")


@moderated_t.check("df_total, the sum of the degrees of freedom", points=0.5)
def degrees_of_freedom(call: Call, rng: np.random.Generator) -> None:
    for n_genes, df_prior in ((6, 4.98), (3, 120.5)):
        _expect_part(call, _genes(rng, n_genes, 2, df_prior), "df_total")


@moderated_t.check("t of every coefficient", points=0.75)
def statistics(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_coefficients in ((8, 3), (6, 1), (4, 4)):
        _expect_part(call, _genes(rng, n_genes, n_coefficients, 3.3), "t")


@moderated_t.check("two-sided p, with df_total degrees of freedom", points=0.75)
def p_values(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_coefficients, df_prior in ((8, 2, 4.6), (5, 1, 2.5), (3, 3, 60.0)):
        _expect_part(call, _genes(rng, n_genes, n_coefficients, df_prior), "p")


@moderated_t.check(
    "an infinite prior: s2_prior for all, and p of the normal distribution", points=0.75
)
def infinite_prior(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_coefficients in ((7, 2), (5, 1)):
        genes = _genes(rng, n_genes, n_coefficients, float("inf"))
        _expect_part(call, genes, "s2_post", "df_total", "t", "p")


@moderated_t.check("a very small p keeps its digits", points=0.25)
def small_p_values(call: Call, rng: np.random.Generator) -> None:
    genes = _genes(rng, 6, 2, 25.0, df_residual=40)
    strong = np.sign(genes.coefficients) * rng.uniform(9, 14, genes.coefficients.shape)
    genes.coefficients[:] = strong * genes.stdev_unscaled * genes.sigma.max()
    _expect_part(call, genes, "p", rtol=1e-7)


@moderated_t.check("four things in order; the arguments stay as they were", points=0.25)
def conduct(call: Call, rng: np.random.Generator) -> None:
    genes = _genes(rng, 6, 2, 5.5)
    answer = {key: as_numbers(one, f"your {key}") for key, one in _answer(call, genes).items()}
    for key, shape in (("t", (6, 2)), ("p", (6, 2))):
        expect(
            answer[key].shape == shape,
            f"your {key} should have shape {shape}, like the coefficients, "
            f"but has shape {answer[key].shape}",
        )
    for key in ("s2_post", "df_total"):
        expect(
            answer[key].shape in ((6,), (6, 1)),
            f"your {key} should hold one value per gene, but has shape {answer[key].shape}",
        )
    expect(
        bool(((answer["p"] >= 0) & (answer["p"] <= 1)).all()),
        "the second of the four should be the p-values, but it is not in [0, 1]",
    )
    taken = genes.arrays if call.outcome(*genes.arrays).error is None else genes.tables
    expect_conduct(call, *taken)


moderated_t.hints(
    "Which of the four can be computed first? With df_prior = 0, everything should be as in an "
    "ordinary t-test; with a huge df_prior, all genes share one variance.",
    "df_total = df_residual + df_prior; s2_post = (df_residual · sigma² + df_prior · s2_prior) / "
    "df_total, except for an infinite prior, where that is inf / inf. sigma is one per gene, the "
    "coefficients are genes × p: `[:, None]` makes a column of a gene's value. `stats.t.sf(abs(t), "
    "df)` is one tail.",
    "df_total = df_residual + df_prior; s2_post = np.full(len(sigma), s2_prior) if "
    "np.isinf(df_prior) else (df_residual * sigma**2 + df_prior * s2_prior) / df_total; t = "
    "coefficients / (stdev_unscaled * np.sqrt(s2_post)[:, None]); p = 2 * stats.t.sf(np.abs(t), "
    "df_total[:, None]), which is the normal distribution's for df inf; return t, p, s2_post, "
    "df_total.",
)
