"""Linear models of all genes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import gene_names
from autograder.catalogue.limma.inputs import groups_of, values_of
from autograder.compare import (
    Mismatch,
    expect,
    expect_close,
    expect_conduct,
    expect_error,
    expect_type,
    kind,
    shown,
)
from autograder.exercise import Call, exercise

lm_fit = exercise("lm_fit", lesson="limma", points=6, reference=functions.lm_fit)

ENTRIES = (
    "coefficients",
    "stdev_unscaled",
    "sigma",
    "df_residual",
    "cov_coefficients",
    "design",
)


def _cell_means(groups: pd.Series) -> pd.DataFrame:
    levels = sorted(set(groups))
    return pd.DataFrame({level: (groups == level).astype(float) for level in levels})


def _covariates(rng: np.random.Generator, groups: pd.Series) -> pd.DataFrame:
    """Cell means, a batch and a dose, none at a right angle to another.

    Every group of two or more is in both batches, so that no batch is a group.
    """
    turn = groups.groupby(groups).cumcount() + groups.map(lambda group: group == groups.iloc[0])
    dose = np.round(rng.uniform(0, 9, len(groups)), 1)
    return _cell_means(groups).assign(batchB=(turn % 2).astype(float), dose=dose)


def _values(rng: np.random.Generator, n_genes: int, design: pd.DataFrame) -> pd.DataFrame:
    n, p = design.shape
    coefficients = rng.normal(3, 2, (n_genes, p))
    noise = rng.normal(size=(n_genes, n)) * rng.uniform(0.2, 2, (n_genes, 1))
    values = coefficients @ design.to_numpy().T + noise
    return pd.DataFrame(values, index=gene_names(rng, n_genes), columns=design.index)


def _weights(rng: np.random.Generator, y: pd.DataFrame) -> pd.DataFrame:
    """Weights that differ between genes and between samples, as those of voom do."""
    return pd.DataFrame(rng.uniform(0.3, 6, y.shape), index=y.index, columns=y.columns)


def _designs(rng: np.random.Generator) -> list[pd.DataFrame]:
    """Designs of cell means and with covariates, for different numbers of samples."""
    two, three = groups_of(rng, 5, 3), groups_of(rng, 4, 2, 5)
    return [_cell_means(two), _covariates(rng, three), _cell_means(three)]


def _expected(y: np.ndarray, design: np.ndarray, weights: np.ndarray | None) -> dict[str, Any]:
    """One gene after the other, by least squares on rows times the root of their weights."""
    n, p = design.shape
    roots = np.ones_like(y) if weights is None else np.sqrt(weights)
    coefficients, unscaled, sums = [], [], []
    for values, root in zip(y, roots, strict=True):
        rows = design * root[:, None]
        coefficients.append(np.linalg.lstsq(rows, values * root, rcond=None)[0])
        inverse = np.linalg.inv(np.linalg.qr(rows)[1])
        unscaled.append(np.linalg.norm(inverse, axis=1))
        sums.append(((values * root - rows @ coefficients[-1]) ** 2).sum())
    return {
        "coefficients": np.array(coefficients),
        "stdev_unscaled": np.array(unscaled),
        "sigma": np.sqrt(np.array(sums) / (n - p)),
        "df_residual": np.full(len(y), float(n - p)),
        "cov_coefficients": np.linalg.inv(design.T @ design),
        "design": design,
    }


def _fit(answer: Any) -> Mapping[str, Any]:
    if answer is None:
        raise Mismatch("your answer is None: is there a `return`?")
    expect_type(answer, dict, "your fit")
    return answer


def _entry(fit: Mapping[str, Any], key: str) -> Any:
    expect(key in fit, f"your fit has no {key!r}; it has {shown(list(fit))}")
    return fit[key]


def _expect_entries(
    call: Call,
    keys: tuple[str, ...],
    y: pd.DataFrame,
    design: pd.DataFrame,
    weights: pd.DataFrame | None = None,
    as_arrays: bool = False,
) -> None:
    """Expect these entries of the fit; y and the weights are handed over as tables or as arrays."""
    given: list[Any] = [y] if weights is None else [y, weights]
    if as_arrays:
        given = [one.to_numpy() for one in given]
    fit = _fit(call(given[0], design, *given[1:]))
    expected = _expected(
        y.to_numpy(), design.to_numpy(), None if weights is None else weights.to_numpy()
    )
    case = f"{'with' if weights is not None else 'without'} weights, {len(y)} genes and a design "
    case += f"of {len(design)} samples × {design.shape[1]}"
    for key in keys:
        names = list(design.columns) if key == "cov_coefficients" else list(y.index)
        names = list(design.index) if key == "design" else names
        found = values_of(_entry(fit, key))
        expect(found is not None, f"`{key}` is None")
        expect_close(found, expected[key], f"`{key}` ({case})", names=names)


@lm_fit.check("coefficients of every gene", points=0.75)
def coefficients(call: Call, rng: np.random.Generator) -> None:
    for design in _designs(rng):
        _expect_entries(call, ("coefficients",), _values(rng, 7, design), design)


@lm_fit.check("sigma of every gene", points=0.5)
def residual_spread(call: Call, rng: np.random.Generator) -> None:
    for design in _designs(rng):
        _expect_entries(call, ("sigma",), _values(rng, 9, design), design)


@lm_fit.check("df_residual of every gene, with or without weights", points=0.25)
def residual_degrees(call: Call, rng: np.random.Generator) -> None:
    for design in _designs(rng)[:2]:
        y = _values(rng, 9, design)
        for weights in (None, _weights(rng, y)):
            _expect_entries(call, ("df_residual",), y, design, weights)


@lm_fit.check("stdev_unscaled of every coefficient", points=0.5)
def unscaled(call: Call, rng: np.random.Generator) -> None:
    for design in _designs(rng):
        _expect_entries(call, ("stdev_unscaled",), _values(rng, 6, design), design)


@lm_fit.check("with weights: coefficients", points=1)
def weighted_coefficients(call: Call, rng: np.random.Generator) -> None:
    for design in _designs(rng):
        y = _values(rng, 7, design)
        _expect_entries(call, ("coefficients",), y, design, _weights(rng, y))


@lm_fit.check("with weights: sigma and stdev_unscaled", points=0.75)
def weighted_spread(call: Call, rng: np.random.Generator) -> None:
    for design in _designs(rng):
        y = _values(rng, 9, design)
        _expect_entries(call, ("sigma", "stdev_unscaled"), y, design, _weights(rng, y))


@lm_fit.check("cov_coefficients, which knows no weights", points=0.75)
def covariance(call: Call, rng: np.random.Generator) -> None:
    for design in _designs(rng)[:2]:
        y = _values(rng, 6, design)
        for weights in (None, _weights(rng, y)):
            _expect_entries(call, ("cov_coefficients",), y, design, weights)


@lm_fit.check("y and weights as arrays", points=0.5)
def arrays(call: Call, rng: np.random.Generator) -> None:
    design = _designs(rng)[1]
    y = _values(rng, 8, design)
    keys = ("coefficients", "stdev_unscaled", "sigma")
    for weights in (None, _weights(rng, y)):
        _expect_entries(call, keys, y, design, weights, as_arrays=True)


@lm_fit.check(
    "a redundant column of the design: a ValueError that names one", points=0.75, after=coefficients
)
def redundant_column(call: Call, rng: np.random.Generator) -> None:
    groups = groups_of(rng, 3, 4, 4)
    cell_means = _cell_means(groups)
    levels = list(cell_means.columns)
    dose = np.round(rng.uniform(0, 9, len(groups)), 1)
    confounded = (groups == levels[-1]).astype(float)
    cases = (
        ("an intercept besides all groups", cell_means.assign(intercept=1.0, dose=dose)),
        (
            f"a batch that is the group {levels[-1]}",
            cell_means.assign(dose=dose, batchB=confounded),
        ),
        ("a dose in two units", cell_means.assign(micrograms=1000 * dose, milligrams=dose)),
    )
    for case, design in cases:
        redundant = _redundant(design)
        for weighted in (False, True):
            y = _values(rng, 6, design)
            given = (y, design, _weights(rng, y)) if weighted else (y, design)
            outcome = call.outcome(*given)
            expect_error(outcome, ValueError, when=case)
            message = outcome.error.message if outcome.error else ""
            expect(
                any(name in message for name in redundant),
                f"{case}: the ValueError's message should name a column that is a combination of "
                f"others ({' or '.join(redundant)}), but it says: {shown(message, 120)}",
            )


def _redundant(design: pd.DataFrame) -> list[str]:
    """Columns without which the design has the same rank."""
    rank = np.linalg.matrix_rank(design.to_numpy())
    return [
        str(name)
        for name in design.columns
        if np.linalg.matrix_rank(design.drop(columns=name).to_numpy()) == rank
    ]


@lm_fit.check("a dictionary with all entries; the arguments stay as they were", points=0.25)
def entries(call: Call, rng: np.random.Generator) -> None:
    design = _designs(rng)[1]
    y = _values(rng, 6, design)
    weights = _weights(rng, y)
    fit = _fit(call(y, design, weights))
    for key in ENTRIES:
        _entry(fit, key)
    found = fit["design"]
    expect(found is not None, f"`design` is {kind(found)}")
    expect_close(found, design.to_numpy(), "`design`", names=list(design.index))
    expect_conduct(call, y, design, weights)


lm_fit.hints(
    "With one gene and no weights, which function of NumPy solves least squares? What do weights "
    "change: the values, the rows of the design, or both?",
    "Multiply a gene's values and the rows of the design by the *root* of the weights; ordinary "
    "least squares of these (`np.linalg.lstsq`) gives coefficients and residuals. stdev_unscaled is "
    "the root of the diagonal of (XᵀWX)⁻¹, sigma² the sum of squared residuals over n − p. Check "
    "the rank of the design first, column by column.",
    "for j in range(p): if matrix_rank(X[:, :j + 1]) <= j: raise ValueError(design.columns[j]). Then "
    "for every gene: root = sqrt(w); A = X * root[:, None]; b = lstsq(A, y * root)[0]; unscaled = "
    "sqrt(diag(inv(A.T @ A))); sigma = sqrt(((y * root - A @ b)**2).sum() / (n - p)). "
    "cov_coefficients = inv(X.T @ X).",
)
