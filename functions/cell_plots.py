"""Pictures of single cells: maps, markers by group, composition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .data_model import ExpressionData, check_data_model
from .validation import group_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LARGEST_DOT = 200
MANY = 20
"""With more groups than this, colours repeat: the names on the map tell them apart."""


def plot_embedding(
    embedding: npt.ArrayLike,
    colour: npt.ArrayLike | pd.Series | None = None,
    *,
    title: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A map of the cells, coloured by group or by a number.

    Parameters
    ----------
    embedding
        Position of every cell (n_cells, 2).
    colour
        Group of every cell (named on the map), or a number, such as the expression of a gene.
    title
        Title of the plot.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Axes have no ticks: the distances mean nothing.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    places = np.asarray(embedding, dtype=float)
    if places.ndim != 2 or places.shape[1] != 2:
        raise ValueError(f"an embedding has two columns, not the shape {places.shape}")
    ax = ax or _new_axes()
    size = float(np.clip(8_000 / len(places), 2, 40))
    if colour is None:
        ax.scatter(places[:, 0], places[:, 1], s=size, color="0.5", linewidths=0)
    else:
        values = np.asarray(colour)
        if len(values) != len(places):
            raise ValueError(f"{len(values)} colours do not fit {len(places)} cells")
        if values.dtype.kind == "f":
            dots = ax.scatter(
                places[:, 0], places[:, 1], s=size, c=values, cmap="viridis", linewidths=0
            )
            ax.figure.colorbar(dots, ax=ax, label=str(getattr(colour, "name", None) or ""))
        else:
            _coloured_groups(ax, places, values, size)
    ax.set(xticks=[], yticks=[])
    if title is not None:
        ax.set_title(title)
    return ax


def _coloured_groups(ax: Axes, places: np.ndarray, values: np.ndarray, size: float) -> None:
    import matplotlib.pyplot as plt

    codes, names = pd.factorize(values, sort=True)
    palette = plt.get_cmap("tab10" if len(names) <= 10 else "tab20").colors  # type: ignore[attr-defined]
    for code, name in enumerate(names):
        inside = codes == code
        x, y = places[inside].T
        label = f"{name} ({np.count_nonzero(inside):,})"
        ax.scatter(x, y, s=size, color=palette[code % len(palette)], linewidths=0, label=label)
        box = {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 1}
        ax.text(np.median(x), np.median(y), str(name), ha="center", va="center", bbox=box)
    if len(names) <= MANY:
        ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), markerscale=2, frameon=False)


def plot_dotplot(
    data: ExpressionData,
    genes: Sequence[str],
    groups: npt.ArrayLike | pd.Series,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Markers by group: colour for the mean, size for the share of cells that show the gene.

    Parameters
    ----------
    data
        The data dictionary, genes × cells, of logarithms.
    genes
        Names of genes.
    groups
        Group of every cell.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Groups × genes. Means are scaled from 0 to 1 for each gene.

    Raises
    ------
    KeyError
        If there is no such gene.
    ValueError
        If the groups do not fit the cells.
    """
    values, codes, names = _of_genes(data, genes, groups)
    means = _by_group(values, codes, len(names))
    share = _by_group((values > 0).astype(float), codes, len(names))
    ax = ax or _new_axes()
    x, y = np.meshgrid(np.arange(len(genes)), np.arange(len(names)))
    dots = ax.scatter(
        x.ravel(), y.ravel(), s=LARGEST_DOT * share.ravel(), c=_scaled(means).ravel(),
        cmap="Reds", vmin=0, vmax=1, edgecolors="0.5", linewidths=0.5,
    )  # fmt: skip
    ax.figure.colorbar(dots, ax=ax, label="mean, scaled by gene")
    for part in (0.25, 0.5, 1.0):
        ax.scatter([], [], s=LARGEST_DOT * part, color="0.6", label=f"{part:.0%}")
    # Above, since the genes' names below may be long.
    ax.legend(
        title="cells above 0", loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False
    )
    _named(ax, genes, names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(-0.5, len(genes) - 0.5)
    return ax


def plot_matrixplot(
    data: ExpressionData,
    genes: Sequence[str],
    groups: npt.ArrayLike | pd.Series,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Mean of every gene in every group, as a heatmap.

    Parameters
    ----------
    data
        The data dictionary, genes × cells, of logarithms.
    genes
        Names of genes.
    groups
        Group of every cell.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Groups × genes, scaled from 0 to 1 for each gene.

    Raises
    ------
    KeyError
        If there is no such gene.
    ValueError
        If the groups do not fit the cells.
    """
    values, codes, names = _of_genes(data, genes, groups)
    ax = ax or _new_axes()
    shown = _scaled(_by_group(values, codes, len(names)))
    image = ax.imshow(shown, cmap="viridis", vmin=0, vmax=1, aspect="auto")
    ax.figure.colorbar(image, ax=ax, label="mean, scaled by gene")
    _named(ax, genes, names)
    return ax


def plot_stacked_violin(
    data: ExpressionData, genes: Sequence[str], groups: npt.ArrayLike | pd.Series
) -> Figure:
    """Distribution of every gene in every group, a row for each gene.

    Parameters
    ----------
    data
        The data dictionary, genes × cells, of logarithms.
    genes
        Names of genes.
    groups
        Group of every cell.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    KeyError
        If there is no such gene.
    ValueError
        If the groups do not fit the cells.
    """
    values, codes, names = _of_genes(data, genes, groups)
    figure, rows = _rows(len(genes), len(names))
    for ax, gene, row in zip(rows, genes, values, strict=True):
        parts = [row[codes == code] for code in range(len(names))]
        # A group in which all cells are equal has no density: it gets a hair of width.
        parts = [p if np.ptp(p) > 0 else p[:1] + np.array([0, 1e-6]) for p in parts]
        ax.violinplot(parts, range(len(names)), widths=0.9, showmedians=True, showextrema=False)
        ax.set_ylabel(str(gene), rotation=0, ha="right", va="center")
    rows[-1].set_xticks(range(len(names)), [str(name) for name in names], rotation=90)
    return figure


def plot_tracksplot(
    data: ExpressionData, genes: Sequence[str], groups: npt.ArrayLike | pd.Series
) -> Figure:
    """Every cell's value of every gene, cells of a group side by side.

    Parameters
    ----------
    data
        The data dictionary, genes × cells, of logarithms.
    genes
        Names of genes.
    groups
        Group of every cell.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    KeyError
        If there is no such gene.
    ValueError
        If the groups do not fit the cells.
    """
    values, codes, names = _of_genes(data, genes, groups)
    figure, rows = _rows(len(genes), 8)
    order = np.argsort(codes, kind="stable")
    ends = np.bincount(codes).cumsum()
    starts = np.append(0, ends[:-1])
    for ax, gene, row in zip(rows, genes, values[:, order], strict=True):
        for code, (start, end) in enumerate(zip(starts, ends, strict=True)):
            ax.fill_between(
                np.arange(start, end), row[start:end], step="mid", color=f"C{code % 10}", lw=0
            )
        ax.set_ylabel(str(gene), rotation=0, ha="right", va="center")
        ax.set(yticks=[], xlim=(0, len(codes)))
    rows[-1].set_xticks((starts + ends) / 2, [str(name) for name in names], rotation=90)
    return figure


def plot_proportions(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Composition of every sample as a stacked bar.

    Parameters
    ----------
    table
        Samples × types, as from `proportions`.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        One bar for each sample. A type's bar can grow because others shrink.
    """
    ax = ax or _new_axes()
    bottom = np.zeros(len(table))
    palette = [f"C{i}" for i in range(10)]
    for i, name in enumerate(table.columns):
        heights = table[name].to_numpy(dtype=float)
        hatch = "" if i < len(palette) else "//"
        ax.bar(
            [str(sample) for sample in table.index], heights, bottom=bottom, label=str(name),
            color=palette[i % len(palette)], hatch=hatch, edgecolor="white", linewidth=0.5,
        )  # fmt: skip
        bottom += heights
    ax.set(ylabel="share of the cells", xlabel=str(table.index.name or "sample"))
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return ax


def _of_genes(
    data: ExpressionData, genes: Sequence[str], groups: Any
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp], pd.Index]:
    """Values (n_genes, n_cells), group number of every cell, and names of the groups."""
    check_data_model(data)
    known = data["genes"].index
    for gene in genes:
        if gene not in known:
            raise KeyError(f"there is no gene {gene!r} in the data")
    if not len(genes):
        raise ValueError("there are no genes to draw")
    labels = group_labels(groups, data["samples"].index)
    codes, names = pd.factorize(labels.to_numpy(), sort=True)
    rows = known.get_indexer(pd.Index(genes))
    return data["expression"][rows].astype(float), codes, pd.Index(names)


def _by_group(values: np.ndarray, codes: np.ndarray, n_groups: int) -> npt.NDArray[np.float64]:
    """Means of every group: groups × genes."""
    member = (codes[:, None] == np.arange(n_groups)).astype(float)
    return (values @ member / member.sum(axis=0)).T


def _scaled(means: np.ndarray) -> npt.NDArray[np.float64]:
    low, span = means.min(axis=0), np.ptp(means, axis=0)
    return (means - low) / np.where(span > 0, span, 1)


def _new_axes() -> Axes:
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


def _rows(n_rows: int, n_groups: int) -> tuple[Figure, Sequence[Axes]]:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        n_rows, 1, sharex=True, squeeze=False, layout="constrained",
        figsize=(max(4.0, 0.6 * n_groups), max(1.5, 0.8 * n_rows)),
    )  # fmt: skip
    return figure, list(axes[:, 0])


def _named(ax: Axes, genes: Sequence[str], names: pd.Index) -> None:
    ax.set_xticks(range(len(genes)), [str(gene) for gene in genes], rotation=90)
    ax.set_yticks(range(len(names)), [str(name) for name in names])
