"""Pictures of clusters of genes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .data_model import ExpressionData, check_data_model
from .validation import first_name, whole_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_cluster_patterns(data: ExpressionData, cluster_col: Hashable, ncols: int = 4) -> Figure:
    """Expression of every cluster's genes across the samples, one panel per cluster.

    Parameters
    ----------
    data
        The data dictionary.
    cluster_col
        Column of ``data["genes"]`` with the cluster of every gene.
    ncols
        Panels side by side.

    Returns
    -------
    matplotlib.figure.Figure
        In each panel a thin line per gene, a thick one for their mean, and a title with the
        cluster's name and size. All panels share their axes; left-over ones are hidden.

    Raises
    ------
    KeyError
        If there is no such column.
    TypeError, ValueError
        If `ncols` is not a whole number of 1 or more, a gene has no cluster, or there is no gene.
    """
    import matplotlib.pyplot as plt

    check_data_model(data)
    ncols = whole_number(ncols, "ncols", at_least=1)
    clusters = _clusters_in_order(data["genes"], cluster_col)
    names = [str(name) for name in data["samples"].index]
    nrows = -(-len(clusters) // ncols)
    figure, axes = plt.subplots(
        nrows,
        ncols,
        figsize=(3.2 * ncols, 2.4 * nrows),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    positions = np.arange(len(names))
    for axis, (cluster, members) in zip(axes.flat, clusters.items(), strict=False):
        expression = data["expression"][members]
        axis.plot(positions, expression.T, color="0.6", linewidth=0.5, alpha=0.6)
        axis.plot(positions, expression.mean(axis=0), color="C3", linewidth=2.5)
        size = len(expression)
        axis.set_title(f"{cluster} ({size} gene{'s' if size != 1 else ''})", fontsize="medium")
    for axis in axes.flat[len(clusters) :]:
        axis.set_visible(False)
    _label_samples(axes, len(clusters), names)
    figure.supylabel("expression", fontsize="medium")
    return figure


def _clusters_in_order(genes: pd.DataFrame, column: Hashable) -> dict[Hashable, np.ndarray]:
    """Rows of every cluster, sorted by its name."""
    if column not in genes:
        raise KeyError(f"no column {column!r} in the table of genes; it has {list(genes.columns)}")
    missing = genes[column].isna().to_numpy()
    if missing.any():
        raise ValueError(f"gene {first_name(genes.index, missing)!r} has no cluster in {column!r}")
    if genes.empty:
        raise ValueError("there is nothing to draw: no genes")
    codes, names = pd.factorize(genes[column], sort=True)
    return {name: np.flatnonzero(codes == code) for code, name in enumerate(names)}


def _label_samples(axes: np.ndarray, n_panels: int, names: list[str]) -> None:
    """Name the samples below the lowest panel of every column, where there are not too many."""
    ncols = axes.shape[1]
    shown = np.arange(0, len(names), max(1, len(names) // 16))
    for column in range(min(ncols, n_panels)):
        lowest = axes[(n_panels - 1 - column) // ncols, column]
        lowest.set_xticks(shown, [names[i] for i in shown], rotation=90, fontsize="x-small")
        lowest.tick_params(labelbottom=True)
