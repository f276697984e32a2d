"""Clustered heatmaps."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from .data_model import ExpressionData, expression_df
from .validation import first_name, require_finite

if TYPE_CHECKING:
    from seaborn.matrix import ClusterGrid


def plot_heatmap(
    data: ExpressionData,
    *args: Any,
    title: str | None = None,
    xlabel: str | None = None,
    ylabel: str | None = None,
    save: str | os.PathLike[str] | None = None,
    **kwargs: Any,
) -> ClusterGrid:
    """Clustered heatmap of the expression, genes as rows and samples as columns.

    Parameters
    ----------
    data
        The data dictionary; it is not changed.
    *args, **kwargs
        Passed on to `seaborn.clustermap`: ``z_score=0``, ``method="ward"``, ``row_cluster=False``,
        ``cmap=…`` and so on.
    title
        Title of the figure.
    xlabel, ylabel
        Labels of the heatmap's axes.
    save
        File to write the figure to; its ending (``.png``, ``.pdf``, ``.svg``) gives the format.

    Returns
    -------
    seaborn.matrix.ClusterGrid
        With the figure (``.figure``), the axes (``.ax_heatmap``) and the trees
        (``.dendrogram_row``, ``.dendrogram_col``).

    Raises
    ------
    ValueError
        If there is nothing to draw, values to be clustered are missing or infinite, or a gene
        (a sample) to be z-scored is constant.
    OSError
        If the figure cannot be written to `save`; the message contains the path.

    Notes
    -----
    z-scores get a diverging colour map with white at 0, everything else a sequential one; a single
    row or column is not clustered. A keyword of the caller beats these defaults.
    """
    import matplotlib.pyplot as plt
    import seaborn as sns

    table = expression_df(data)
    options = {**_defaults(table.shape, kwargs.get("z_score")), **kwargs}
    _check_drawable(data, options)
    with warnings.catch_warnings():
        # 500 genes take scipy milliseconds: no reason to ask for another package.
        warnings.filterwarnings("ignore", message="Clustering large matrix with scipy")
        grid = sns.clustermap(table, *args, **options)
    if title is not None:
        grid.figure.suptitle(title, y=1.02)
    if xlabel is not None:
        grid.ax_heatmap.set_xlabel(xlabel)
    if ylabel is not None:
        grid.ax_heatmap.set_ylabel(ylabel)
    if save is not None:
        try:
            grid.savefig(save)
        except (OSError, ValueError) as error:
            plt.close(grid.figure)
            raise OSError(
                f"the heatmap could not be saved to {os.fspath(save)}: {error}"
            ) from error
    return grid


def _defaults(shape: tuple[int, ...], z_score: int | None) -> dict[str, Any]:
    n_genes, n_samples = shape
    colours = {"cmap": "viridis"} if z_score is None else {"cmap": "vlag", "center": 0}
    return {**colours, "row_cluster": n_genes > 1, "col_cluster": n_samples > 1}


def _check_drawable(data: ExpressionData, options: dict[str, Any]) -> None:
    expression, genes = data["expression"], data["genes"].index
    if expression.size == 0:
        raise ValueError(f"there is nothing to draw: {expression.shape} genes and samples")
    if options["row_cluster"] or options["col_cluster"]:
        require_finite(expression, genes, "clustered heatmaps")
    z_score = options.get("z_score")
    if z_score in (0, 1):
        by_row = expression if z_score == 0 else expression.T
        constant = np.ptp(by_row, axis=1) == 0
        if constant.any():
            kind, names = ("gene", genes) if z_score == 0 else ("sample", data["samples"].index)
            raise ValueError(
                f"{kind} {first_name(names, constant)!r} is constant, so it has no z-score: "
                "leave it out, or draw zscore_rows(data), where it becomes 0"
            )
