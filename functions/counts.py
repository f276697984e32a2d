"""RNA-seq counts: library sizes, composition, and which genes to keep."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .validation import first_name, group_labels

MILLION = 1e6
LOGARITHMS_END = 50.0
"""No count has a logarithm above this; a table of fractions below it was probably logged."""
TRIMMED_RATIOS = 0.3
TRIMMED_LEVELS = 0.05


def cpm(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts per million: every sample's counts over its library size, in millions.

    Parameters
    ----------
    counts
        Genes × samples.

    Returns
    -------
    DataFrame
        Genes × samples; every column adds up to 1,000,000.

    Raises
    ------
    TypeError, ValueError
        If `counts` is not a numeric table, a value is negative, missing or infinite, or a sample
        has no counts at all.
    """
    values, genes, samples = count_values(counts)
    return as_frame(values / library_sizes(values, samples) * MILLION, genes, samples)


def filter_low_expression(
    counts: pd.DataFrame, groups: npt.ArrayLike | pd.Series
) -> npt.NDArray[np.bool_]:
    """Which genes are expressed enough to be tested.

    Parameters
    ----------
    counts
        Genes × samples.
    groups
        The group of every sample: array or list in the samples' order, or a Series, which is
        aligned by sample name.

    Returns
    -------
    ndarray of bool (n_genes,)
        True where the counts per million are above 10 / (median library size in millions) in at
        least as many samples as the smallest group has. ``counts[mask]`` are the genes to keep.

    Raises
    ------
    TypeError, ValueError
        If `counts` is not a table of counts, a sample has none, or the groups do not fit.

    Notes
    -----
    The cut-off is about 10 reads in a library of median size. Which samples pass it is not asked,
    so that the filter does not know the groups, only the size of the smallest: a filter that looked
    at the difference between groups would bias the test that follows.
    """
    values, _, samples = count_values(counts)
    sizes = library_sizes(values, samples)
    labels = group_labels(groups, samples)
    smallest = np.bincount(pd.factorize(labels)[0]).min()
    cutoff = 10 / (np.median(sizes) / MILLION)
    return np.count_nonzero(values / sizes * MILLION > cutoff, axis=1) >= smallest


def log_cpm(
    counts: pd.DataFrame, lib_size: npt.ArrayLike | pd.Series | None = None
) -> pd.DataFrame:
    """Logarithms (base 2) of counts per million, with half a count added.

    Parameters
    ----------
    counts
        Genes × samples.
    lib_size
        Size of every library; the sums of the columns where not given. The product with
        `tmm_factors` corrects for composition.

    Returns
    -------
    DataFrame
        log2((count + 0.5) / (size + 1) · 1,000,000), genes × samples.

    Raises
    ------
    TypeError, ValueError
        If `counts` is not a table of counts, a sample has none, or the sizes do not fit.

    Notes
    -----
    Half a count keeps zeros finite, and relates to each sample's depth: a zero in a deep library
    is lower than a zero in a shallow one.
    """
    values, genes, samples = count_values(counts)
    sizes = effective_sizes(values, samples, lib_size)
    return as_frame(log_cpm_values(values, sizes), genes, samples)


def tmm_factors(counts: pd.DataFrame) -> pd.Series:
    """Factors that correct library sizes for composition: trimmed means of M values.

    Parameters
    ----------
    counts
        Genes × samples.

    Returns
    -------
    Series (n_samples,)
        With geometric mean 1. Library size times factor is the effective library size.

    Raises
    ------
    TypeError, ValueError
        If `counts` is not a table of counts, or a sample has none.

    Notes
    -----
    A few genes that take up many reads in one sample leave fewer for all others, which then look
    lower although they are not. The factor of a sample is the typical ratio of its genes to those
    of a reference sample: the mean over genes of M = log2 ratio of shares, weighted by precision,
    without the 30 % most extreme M at either end and the 5 % most extreme A (mean log2 share)
    [1]_. The reference is the sample whose upper quartile is closest to the mean of them.

    References
    ----------
    .. [1] M. D. Robinson and A. Oshlack, "A scaling normalization method for differential
       expression analysis of RNA-seq data", Genome Biol. 11, 2010,
       doi:10.1186/gb-2010-11-3-r25.
    """
    values, _, samples = count_values(counts)
    sizes = library_sizes(values, samples)
    values = values[values.any(axis=1)]
    quartiles = np.quantile(values, 0.75, axis=0) / sizes
    reference = int(np.abs(quartiles - quartiles.mean()).argmin())
    if np.median(quartiles) < 1e-20:  # most genes are zero: the sample with most to compare
        reference = int(np.sqrt(values).sum(axis=0).argmax())
    logs = np.array(
        [
            _log_tmm(values[:, sample], sizes[sample], values[:, reference], sizes[reference])
            for sample in range(len(samples))
        ]
    )
    return pd.Series(2 ** (logs - logs.mean()), index=samples.copy(), name="tmm_factor")


def _log_tmm(ours: np.ndarray, size: float, reference: np.ndarray, reference_size: float) -> float:
    """Trimmed weighted mean of M values (base 2) of one sample against the reference."""
    both = (ours > 0) & (reference > 0)
    if not both.any():
        return 0.0
    share, reference_share = ours[both] / size, reference[both] / reference_size
    ratio = np.log2(share / reference_share)
    level = (np.log2(share) + np.log2(reference_share)) / 2
    # The variance of a log ratio of two binomial shares, by the delta method.
    variance = (1 - share) / ours[both] + (1 - reference_share) / reference[both]
    if np.abs(ratio).max() < 1e-6:
        return 0.0
    kept = _without_extremes(ratio, TRIMMED_RATIOS) & _without_extremes(level, TRIMMED_LEVELS)
    if not (kept & (variance > 0)).any():
        return 0.0
    weight = 1 / variance[kept]
    return float(ratio[kept] @ weight / weight.sum())


def _without_extremes(values: np.ndarray, share: float) -> npt.NDArray[np.bool_]:
    ranks = pd.Series(values).rank().to_numpy()
    cut = int(len(values) * share)
    return (ranks >= cut + 1) & (ranks <= len(values) - cut)


def count_values(counts: Any) -> tuple[npt.NDArray[np.float64], pd.Index, pd.Index]:
    """Values, genes and samples of a table of counts, or an error or warning that says what it is.

    Parameters
    ----------
    counts
        Genes × samples: a DataFrame, or a matrix, whose genes and samples are then numbered.

    Returns
    -------
    values : ndarray of float (n_genes, n_samples)
    genes, samples : Index

    Raises
    ------
    TypeError
        If `counts` is no table.
    ValueError
        If a value is no number, missing, infinite or negative, or the table is empty.

    Warns
    -----
    UserWarning
        If there are fractions: of logarithms, of counts per million, or others.
    """
    if isinstance(counts, dict):
        raise TypeError(
            "counts must be a DataFrame of genes × samples, not a dictionary: "
            "expression_df(data) makes one of a data dictionary"
        )
    table = counts if isinstance(counts, pd.DataFrame) else pd.DataFrame(np.asarray(counts))
    for sample, dtype in zip(table.columns, table.dtypes, strict=True):
        if not pd.api.types.is_any_real_numeric_dtype(dtype):
            raise ValueError(
                f"sample {sample!r} is not numeric: the gene names belong into the index, the "
                "columns must be counts"
            )
    whole = all(pd.api.types.is_integer_dtype(dtype) for dtype in table.dtypes)
    values = table.to_numpy(dtype=float, na_value=np.nan)
    if values.size == 0:
        raise ValueError(f"there are no counts: {values.shape} genes and samples")
    _require_counts(values, table)
    if not whole:
        _warn_about_fractions(values, table)
    return values, table.index, table.columns


def _require_counts(values: np.ndarray, table: pd.DataFrame) -> None:
    if values.min() >= 0 and values.max() < np.inf:  # false for NaN, too
        return
    bad = ~((values >= 0) & (values < np.inf))
    row, column = np.argwhere(bad)[0]
    value = values[row, column]
    place = f"gene {table.index[row]!r} in sample {table.columns[column]!r}"
    if not np.isfinite(value):
        raise ValueError(
            f"counts must not be missing or infinite, but {place} is {value} "
            f"({np.count_nonzero(bad)} such values in all)"
        )
    raise ValueError(
        f"counts cannot be negative, but {place} is {value} ({np.count_nonzero(bad)} such values "
        "in all): these look like logarithms or corrected values; give the raw counts"
    )


def _warn_about_fractions(values: np.ndarray, table: pd.DataFrame) -> None:
    fractions = values != np.floor(values)
    if not fractions.any():
        return
    sums, largest = values.sum(axis=0), values.max()
    if sums.max() <= MILLION * (1 + 1e-6) and sums.min() >= 0.9 * MILLION:
        what = (
            "these are fractions, and every sample adds up to nearly 1,000,000: they look like "
            "counts per million, not counts"
        )
    elif largest < LOGARITHMS_END:
        what = (
            f"these are fractions, none above {largest:.3g}: they look like logarithms, not counts"
        )
    else:
        row, column = np.argwhere(fractions)[0]
        what = (
            f"{np.count_nonzero(fractions)} of {values.size} values are fractions (gene "
            f"{table.index[row]!r} in sample {table.columns[column]!r} is "
            f"{values[row, column]:.6g}): fine for expected counts of a quantification program, "
            "wrong for values that were normalised"
        )
    # To the caller of the function that was given the table.
    warnings.warn(what, UserWarning, stacklevel=4)


def library_sizes(values: np.ndarray, samples: pd.Index) -> npt.NDArray[np.float64]:
    """Sums of the columns, or a ValueError naming a sample without counts."""
    sizes = values.sum(axis=0)
    if not sizes.all():
        empty = samples[sizes == 0]
        raise ValueError(
            f"sample {empty[0]!r} has no counts: its library size is 0 "
            f"({len(empty)} such samples in all); leave it out"
        )
    return sizes


def effective_sizes(
    values: np.ndarray, samples: pd.Index, lib_size: npt.ArrayLike | pd.Series | None
) -> npt.NDArray[np.float64]:
    """The library sizes that are given, in the samples' order, or else the sums of the columns."""
    sums = library_sizes(values, samples)
    if lib_size is None:
        return sums
    if isinstance(lib_size, pd.Series) and not samples.isin(lib_size.index).all():
        absent = samples[~samples.isin(lib_size.index)]
        raise ValueError(f"lib_size has no entry for sample {absent[0]!r}")
    given = lib_size.loc[samples] if isinstance(lib_size, pd.Series) else lib_size
    sizes = np.asarray(given, dtype=float)
    if sizes.shape != sums.shape:
        raise ValueError(f"{sizes.size} library sizes do not fit {len(samples)} samples")
    wrong = ~((sizes > 0) & (sizes < np.inf))
    if wrong.any():
        raise ValueError(
            f"library sizes must be above 0, but that of sample {first_name(samples, wrong)!r} is "
            f"{sizes[wrong][0]}"
        )
    return sizes


def log_cpm_values(values: np.ndarray, sizes: np.ndarray) -> npt.NDArray[np.float64]:
    """log2((count + 0.5) / (size + 1) · 1,000,000)."""
    logs = values + 0.5
    np.log2(logs, out=logs)
    logs += np.log2(MILLION / (sizes + 1))
    return logs


def as_frame(values: np.ndarray, genes: pd.Index, columns: pd.Index) -> pd.DataFrame:
    """Table around the array, which is not copied; the index objects are."""
    return pd.DataFrame(values, index=genes.copy(), columns=columns.copy(), copy=False)
