"""The data dictionary: an expression matrix with a table of its genes and one of its samples.

``data["expression"]`` is an array (n_genes, n_samples), ``data["genes"]`` a DataFrame with one row
per gene and ``data["samples"]`` one with a row per sample, both indexed by name.
"""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

from .validation import first_name


class ExpressionData(TypedDict):
    """The data dictionary.

    Attributes
    ----------
    expression
        Values (n_genes, n_samples), usually on a log2 scale.
    genes
        Table of the genes, n_genes rows, indexed by gene name.
    samples
        Table of the samples, n_samples rows, indexed by sample name.
    """

    expression: npt.NDArray[Any]
    genes: pd.DataFrame
    samples: pd.DataFrame


def from_pd(expr: pd.DataFrame) -> ExpressionData:
    """Data dictionary of a table of expression values.

    Parameters
    ----------
    expr
        Genes × samples, numeric, with the names as index and columns.

    Returns
    -------
    ExpressionData
        ``expression`` is a float copy; the two tables have the names and no columns yet.

    Raises
    ------
    TypeError
        If `expr` is not a DataFrame.
    ValueError
        If a column is not numeric, or a gene or sample name occurs twice.
    """
    if not isinstance(expr, pd.DataFrame):
        raise TypeError(f"expr must be a DataFrame, not {type(expr).__name__}")
    numeric = np.array([_is_number(dtype) for dtype in expr.dtypes], dtype=bool)
    if not numeric.all():
        sample = first_name(expr.columns, ~numeric)
        raise ValueError(
            f"sample {sample!r} is not numeric: the gene names belong into the index "
            "(expr.set_index, or index_col= when reading), the other columns must be numbers"
        )
    # A file's table is stored by column; gene by gene (order="C") is what the lessons work on.
    data: ExpressionData = {
        "expression": np.array(expr.to_numpy(dtype=float, na_value=np.nan), order="C"),
        # Copies, since two tables that share one Index object would also share its name.
        "genes": pd.DataFrame(index=expr.index.copy()),
        "samples": pd.DataFrame(index=expr.columns.copy()),
    }
    check_data_model(data)
    return data


def _is_number(dtype: Any) -> bool:
    return pd.api.types.is_any_real_numeric_dtype(dtype)


def expression_df(data: ExpressionData) -> pd.DataFrame:
    """Table of the expression values, genes × samples: the inverse of `from_pd`.

    Parameters
    ----------
    data
        The data dictionary; the result shares nothing with it.

    Returns
    -------
    DataFrame
        Gene names as index, sample names as columns.

    Raises
    ------
    ValueError
        If `data` is not valid, see `check_data_model`.
    """
    check_data_model(data)
    return pd.DataFrame(
        data["expression"].copy(),
        index=data["genes"].index.copy(),
        columns=data["samples"].index.copy(),
    )


def check_data_model(data: ExpressionData) -> None:
    """Raise an error that says what is wrong, unless `data` is a valid data dictionary.

    Parameters
    ----------
    data
        What should be a data dictionary.

    Raises
    ------
    ValueError
        Naming the missing key, the entry of the wrong type, the table whose length does not fit
        (with both numbers), or the gene or sample name that occurs more than once.
    """
    if problem := _first_problem(data):
        raise ValueError(problem)


def _first_problem(data: Any) -> str | None:
    if not isinstance(data, dict):
        return f"data must be a dictionary, not {type(data).__name__}: see from_pd"
    for key in ("expression", "genes", "samples"):
        if key not in data:
            return f"data has no entry {key!r}; it has {sorted(map(str, data))}"

    expression = data["expression"]
    if not isinstance(expression, np.ndarray):
        return f"'expression' must be an array, not {type(expression).__name__}"
    if expression.ndim != 2:
        return f"'expression' must have 2 dimensions, not {expression.ndim}"
    if expression.dtype.kind not in "iuf":
        return f"'expression' must hold numbers, not {expression.dtype}"

    n_genes, n_samples = expression.shape
    return _table_problem(data["genes"], "genes", n_genes, "rows") or _table_problem(
        data["samples"], "samples", n_samples, "columns"
    )


def _table_problem(table: Any, key: str, length: int, axis: str) -> str | None:
    if not isinstance(table, pd.DataFrame):
        return f"{key!r} must be a DataFrame, not {type(table).__name__}"
    if len(table) != length:
        return f"{key!r} has {len(table)} rows, but 'expression' has {length} {axis}"
    if not table.index.is_unique:
        name = first_name(table.index, table.index.duplicated())
        return f"{key[:-1]} {name!r} occurs more than once in {key!r}"
    return None


def subset_genes(data: ExpressionData, gene_idx: npt.ArrayLike) -> ExpressionData:
    """New data with some of the genes.

    Parameters
    ----------
    data
        The data dictionary.
    gene_idx
        Positions of the genes, in the order wanted (negative ones count from the end), or a
        boolean mask with one value per gene. List or 1-D array.

    Returns
    -------
    ExpressionData
        The chosen rows with all samples; it shares nothing with `data`.

    Raises
    ------
    TypeError
        If `gene_idx` holds neither integers nor booleans, gene names for example.
    ValueError
        If a mask has another length than there are genes, or a gene is chosen twice.
    IndexError
        If there is no gene at a position.
    """
    check_data_model(data)
    rows = _row_positions(gene_idx, len(data["genes"]))
    subset: ExpressionData = {
        "expression": data["expression"][rows],
        "genes": data["genes"].iloc[rows].copy(),
        "samples": data["samples"].copy(),
    }
    check_data_model(subset)
    return subset


def _row_positions(gene_idx: npt.ArrayLike, n_genes: int) -> npt.NDArray[np.intp]:
    idx = np.asarray(gene_idx)
    if idx.ndim != 1:
        raise ValueError(f"gene_idx must have 1 dimension, not {idx.ndim}")
    if idx.dtype == bool:
        if len(idx) != n_genes:
            raise ValueError(f"a mask of {len(idx)} values does not fit {n_genes} genes")
        return np.flatnonzero(idx)
    if idx.size and idx.dtype.kind not in "iu":
        raise TypeError(
            f"gene_idx must hold positions or a boolean mask, not {idx[0]!r}; positions of "
            "names come from data['genes'].index.get_indexer(names)"
        )
    outside = (idx < -n_genes) | (idx >= n_genes)
    if outside.any():
        raise IndexError(f"there is no gene at position {idx[outside][0]}: {n_genes} genes")
    return idx.astype(np.intp)


def samples_in(data: ExpressionData, col_name: str, value: Any) -> list[Any]:
    """Names of the samples whose column equals a value.

    Parameters
    ----------
    data
        The data dictionary.
    col_name
        Column of ``data["samples"]``.
    value
        The value to look for: a single string, number or truth value.

    Returns
    -------
    list
        Sample names in the table's order; empty where no sample has the value.

    Raises
    ------
    KeyError
        If the table of samples has no such column.
    TypeError
        If `value` is a list or an array.
    """
    check_data_model(data)
    samples = data["samples"]
    if col_name not in samples.columns:
        raise KeyError(f"no column {col_name!r} in 'samples'; it has {list(samples.columns)}")
    if not pd.api.types.is_scalar(value):
        raise TypeError(f"value must be a single value, not {value!r}")
    return samples.index[samples[col_name] == value].tolist()


def transpose(data: ExpressionData) -> ExpressionData:
    """New data with genes and samples in each other's place.

    Parameters
    ----------
    data
        The data dictionary.

    Returns
    -------
    ExpressionData
        ``expression`` is (n_samples, n_genes), ``genes`` the table of samples and the other way
        round; it shares nothing with `data`. Twice gives the original.

    Raises
    ------
    ValueError
        If `data` is not valid, see `check_data_model`.
    """
    check_data_model(data)
    return {
        "expression": data["expression"].T.copy(),
        "genes": data["samples"].copy(),
        "samples": data["genes"].copy(),
    }
