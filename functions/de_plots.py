"""Pictures of differential expression: volcano, MD, MDS, densities, voom's trend, heatmap."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .anova import adjust_bh
from .counts import log_cpm
from .data_model import from_pd
from .heatmaps import plot_heatmap
from .mds import mds_coordinates
from .results import coefficient_position
from .validation import group_labels, whole_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from seaborn.matrix import ClusterGrid

COLOURS = {"up": "#c0392b", "down": "#2a6fb0", "n.s.": "0.75"}
SMALLEST_P = np.nextafter(0, 1)
"""Stands in for p-values that are too small for a number, where their logarithm is drawn."""
GRID_POINTS = 512


def plot_volcano(table: pd.DataFrame, alpha: float = 0.05, *, ax: Axes | None = None) -> Axes:
    """Significance of every gene against its log fold change.

    Parameters
    ----------
    table
        What `top_table` returns, with ``log_fc``, ``p_value`` and ``adj_p_value``; of all genes
        (``number=None``).
    alpha
        Level of the false discovery rate: genes with a smaller ``adj_p_value`` are coloured.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        −log10 p against the log2 fold change; ``up``, ``down`` and ``n.s.`` in three colours, with
        their counts in the legend. A dashed line is drawn at the largest p-value that the false
        discovery rate lets pass, not at p = `alpha`, which does not separate the colours.

    Raises
    ------
    KeyError
        If the table lacks a column.
    ValueError
        If `alpha` is not between 0 and 1.
    """
    for column in ("log_fc", "p_value", "adj_p_value"):
        if column not in table:
            raise KeyError(f"no column {column!r} in the table; it has {list(table.columns)}")
    log_fc = table["log_fc"].to_numpy(dtype=float)
    p_value = table["p_value"].to_numpy(dtype=float)
    adjusted = table["adj_p_value"].to_numpy(dtype=float)
    height = -np.log10(np.maximum(p_value, SMALLEST_P))
    ax = _scatter_calls(_axes(ax), log_fc, height, _calls(log_fc, adjusted, alpha))
    if (adjusted < alpha).any():
        cutoff = height[adjusted < alpha].min()
        ax.axhline(cutoff, color="0.4", linestyle="--", linewidth=0.8)
        ax.annotate(
            f"FDR {alpha:g}",
            (1, cutoff),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="bottom",
            fontsize="small",
            color="0.3",
        )
    ax.set(xlabel="log2 fold change", ylabel="−log10 p-value")
    return ax


def plot_md(
    fit: Mapping[str, Any], coef: Hashable = 0, alpha: float = 0.05, *, ax: Axes | None = None
) -> Axes:
    """Log fold change of every gene against its mean expression.

    Parameters
    ----------
    fit
        What `e_bayes` returns.
    coef
        The coefficient, by position or by name.
    alpha
        Level of the false discovery rate (Benjamini–Hochberg over all genes).
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Colours and legend as in `plot_volcano`; the vertical axis names the contrast.

    Raises
    ------
    KeyError
        If there is no coefficient of that name, or the fit has not been moderated.
    TypeError, ValueError
        If the position is out of range, or `alpha` is not between 0 and 1.
    """
    column = coefficient_position(fit, coef)
    log_fc = fit["coefficients"].iloc[:, column].to_numpy(dtype=float)
    adjusted = adjust_bh(fit["p_value"].iloc[:, column].to_numpy(dtype=float))
    calls = _calls(log_fc, adjusted, alpha)
    ax = _scatter_calls(_axes(ax), np.asarray(fit["ave_expr"], dtype=float), log_fc, calls)
    ax.axhline(0, color="0.4", linewidth=0.8)
    name = fit["coefficients"].columns[column]
    ax.set(xlabel="mean log2 expression", ylabel=f"log2 fold change: {name}")
    return ax


def _calls(log_fc: np.ndarray, adjusted: np.ndarray, alpha: float) -> npt.NDArray[np.str_]:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be between 0 and 1, not {alpha!r}")
    significant = adjusted < alpha
    return np.select(
        [significant & (log_fc > 0), significant & (log_fc < 0)], ["up", "down"], "n.s."
    )


def _axes(ax: Axes | None) -> Axes:
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(layout="constrained")
    return ax


def _scatter_calls(ax: Axes, x: np.ndarray, y: np.ndarray, calls: np.ndarray) -> Axes:
    """Dots by call, the significant ones on top, and a legend with counts."""
    for call in ("n.s.", "up", "down"):
        chosen = calls == call
        ax.scatter(
            x[chosen],
            y[chosen],
            s=6 if call == "n.s." else 12,
            color=COLOURS[call],
            linewidths=0,
            label=f"{call} ({np.count_nonzero(chosen)})",
            rasterized=len(calls) > 5_000,  # a dot per gene makes a vector file slow
        )
    handles, labels = ax.get_legend_handles_labels()
    ax.legend([handles[i] for i in (1, 2, 0)], [labels[i] for i in (1, 2, 0)], markerscale=2)
    return ax


def plot_mds(
    x: pd.DataFrame,
    groups: npt.ArrayLike | pd.Series | None = None,
    top: int = 500,
    dims: tuple[int, int] = (1, 2),
    *,
    ax: Axes | None = None,
) -> Axes:
    """Samples as points whose distances approximate their leading log fold changes.

    Parameters
    ----------
    x
        Log values, genes × samples.
    groups
        The group of every sample, for the colours and a legend.
    top
        Genes that count in each pair of samples, see `mds_coordinates`.
    dims
        The dimensions to draw, from 1 on.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Each point is annotated with its sample if there are not more than 30. The axes say which
        share of the squared leading log fold changes (not of the data's variance) they show.

    Raises
    ------
    TypeError, ValueError
        If the values, the groups or the dimensions do not fit.
    """
    first, second = (whole_number(dim, "dims", at_least=1, at_most=x.shape[1] - 1) for dim in dims)
    coordinates, explained = mds_coordinates(x, top, max(first, second))
    across, up = coordinates.iloc[:, first - 1], coordinates.iloc[:, second - 1]
    ax = _axes(ax)
    if groups is None:
        ax.scatter(across, up)
    else:
        labels = group_labels(groups, coordinates.index)
        for level in sorted(labels.unique()):
            chosen = (labels == level).to_numpy()
            ax.scatter(across[chosen], up[chosen], label=str(level))
        ax.legend()
    if len(coordinates) <= 30:
        for name, position in zip(coordinates.index, zip(across, up, strict=True), strict=True):
            ax.annotate(str(name), position, fontsize="x-small")
    for dim, set_label in ((first, ax.set_xlabel), (second, ax.set_ylabel)):
        set_label(f"leading log2 fold change, dimension {dim} ({explained[dim - 1]:.1%})")
    return ax


def plot_voom_trend(voomed: Mapping[str, Any], *, ax: Axes | None = None) -> Axes:
    """Variability of every gene against its mean count, and the trend that `voom` uses.

    Parameters
    ----------
    voomed
        What `voom` returns.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Square root of the residual standard deviation against the mean log2 count.

    Raises
    ------
    ValueError
        If there is no trend, since there were no replicates.
    """
    points, trend = voomed["points"], voomed["trend"]
    if not len(trend):
        raise ValueError("there is no trend to draw: voom had no replicates to learn it from")
    ax = _axes(ax)
    ax.scatter(
        points["mean_log_count"],
        points["sqrt_sd"],
        s=4,
        color="0.6",
        linewidths=0,
        rasterized=len(points) > 5_000,
    )
    ax.plot(trend["mean_log_count"], trend["sqrt_sd"], color=COLOURS["up"], linewidth=2)
    ax.set(xlabel="mean log2(count + 0.5)", ylabel="√ residual standard deviation")
    return ax


def plot_de_heatmap(
    x: pd.DataFrame,
    table: pd.DataFrame,
    groups: npt.ArrayLike | pd.Series,
    n_genes: int = 50,
    alpha: float = 0.05,
    **kwargs: Any,
) -> ClusterGrid:
    """Clustered heatmap of the significant genes with the smallest p-values, as z-scores.

    Parameters
    ----------
    x
        Log values, genes × samples.
    table
        What `top_table` returns.
    groups
        The group of every sample, for a band of colours above the columns.
    n_genes
        How many genes, at most. Only genes with ``adj_p_value`` below `alpha` are drawn: fewer
        where there are fewer.
    alpha
        Level of the false discovery rate.
    **kwargs
        Passed on to `plot_heatmap` and to `seaborn.clustermap`; they beat the defaults.

    Returns
    -------
    seaborn.matrix.ClusterGrid
        Its title says how many genes of how many significant ones are drawn.

    Raises
    ------
    KeyError
        If a gene of the table is not in `x`.
    TypeError, ValueError
        If no gene is significant, or the values or the groups do not fit.

    Notes
    -----
    Genes that were chosen because they differ between groups will look as if they did, in pure
    noise, too: such a heatmap illustrates a result, and does not support it.
    """
    n_genes = whole_number(n_genes, "n_genes", at_least=1)
    significant = table[table["adj_p_value"] < alpha].sort_values("p_value", kind="stable")
    if significant.empty:
        raise ValueError(f"no gene of the table has adj_p_value below {alpha:g}: nothing to draw")
    chosen = significant.index[:n_genes]
    absent = chosen[~chosen.isin(x.index)]
    if len(absent):
        raise KeyError(f"gene {absent[0]!r} of the table is not in x")
    labels = group_labels(groups, x.columns)
    levels = sorted(labels.unique())
    colours = {level: f"C{i}" for i, level in enumerate(levels)}
    defaults = {
        "z_score": 0,
        "method": "average",
        "metric": "correlation",
        "col_colors": [colours[label] for label in labels],
        "title": f"{len(chosen)} of {len(significant)} genes with FDR below {alpha:g}",
        "yticklabels": len(chosen) <= 60,
    }
    grid = plot_heatmap(from_pd(x.loc[chosen]), **{**defaults, **kwargs})
    handles = [grid.ax_heatmap.scatter([], [], marker="s", color=colours[name]) for name in levels]
    grid.ax_heatmap.legend(
        handles, [str(level) for level in levels], loc="lower left", bbox_to_anchor=(1.05, 1.0)
    )
    return grid


def plot_log_cpm_density(
    counts: pd.DataFrame,
    groups: npt.ArrayLike | pd.Series | None = None,
    *,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Distribution of the log2 counts per million of every sample, one line per sample.

    Parameters
    ----------
    counts
        Genes × samples.
    groups
        The group of every sample, for the colours and a legend.
    title
        Title of the plot.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If `counts` is not a table of counts, a sample has none, or the groups do not fit.

    Notes
    -----
    Each curve is a Gaussian kernel density estimate with Scott's bandwidth. A peak at the left is
    genes with hardly a read; samples whose curves lie apart differ in depth or composition.
    """
    import matplotlib.pyplot as plt

    table = log_cpm(counts)
    if ax is None:
        _, ax = plt.subplots(layout="constrained")
    labels = None if groups is None else group_labels(groups, table.columns)
    levels = [] if labels is None else sorted(labels.unique())
    for position, name in enumerate(table.columns):
        grid, density = _kernel_density(table.iloc[:, position].to_numpy())
        group = None if labels is None else labels.iloc[position]
        colour = "C0" if group is None else f"C{levels.index(group)}"
        ax.plot(grid, density, color=colour, linewidth=0.8, alpha=0.7, label=str(name))
    if levels:
        lines = [plt.Line2D([], [], color=f"C{i}") for i in range(len(levels))]
        ax.legend(lines, [str(level) for level in levels])
    ax.set(xlabel="log2 counts per million", ylabel="density")
    if title is not None:
        ax.set_title(title)
    return ax


def _kernel_density(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gaussian kernel density on a grid, from values shared out to the grid's points.

    Thousands of values in a few hundred bins: one convolution, and not a kernel per value.
    """
    width = max(values.std(ddof=1) if len(values) > 1 else 0.0, 1e-3) * len(values) ** -0.2
    grid = np.linspace(values.min() - 3 * width, values.max() + 3 * width, GRID_POINTS)
    step = grid[1] - grid[0]
    place = (values - grid[0]) / step
    left = place.astype(int)
    right_share = place - left
    mass = np.bincount(left, 1 - right_share, GRID_POINTS)
    mass += np.bincount(left + 1, right_share, GRID_POINTS)
    offsets = np.arange(1 - GRID_POINTS, GRID_POINTS) * step
    kernel = np.exp(-0.5 * (offsets / width) ** 2) / (width * np.sqrt(2 * np.pi))
    return grid, np.convolve(mass, kernel, mode="valid") / len(values)
