"""Pictures of gene programs: how many, how used, how they hang together, what shifts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.cluster.hierarchy import leaves_list, linkage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DIVERGING = "RdBu_r"
SUPPORT, EXCLUDE = "#b2182b", "#2166ac"
TOP_CELLS = 99.5
"""Percentile of the usage above which cells tell where a program lies."""
REPULSION = 0.02
"""How strongly the names of programs keep apart, as a share of the picture."""
LAYOUT_STEPS = 200
WIDEST_LINE = 6.0
NAMED = 60
"""Rows and columns are named as long as there are no more."""


def plot_k_selection(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Stability and error against the number of programs.

    Parameters
    ----------
    table
        What `k_selection` returns.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Of the silhouette; the error has an axis of its own at the right.

    Raises
    ------
    KeyError
        If the table lacks a column.
    """
    for column in ("silhouette", "error"):
        if column not in table:
            raise KeyError(f"no column {column!r} in the table; it has {list(table.columns)}")
    ax = ax or _new_axes()
    (first,) = ax.plot(table.index, table["silhouette"], "o-", color="C0", label="silhouette")
    right = ax.twinx()
    (second,) = right.plot(table.index, table["error"], "s--", color="C1", label="error")
    ax.set(xlabel="number of programs", ylabel="silhouette of the repeats", xticks=table.index)
    right.set_ylabel("squared error")
    ax.legend(handles=[first, second])
    return ax


def plot_component_distances(result: Mapping[str, Any], *, ax: Axes | None = None) -> Axes:
    """Distances between the spectra of all runs, those of a program side by side.

    Parameters
    ----------
    result
        What `consensus_nmf` returns.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Dark squares along the diagonal are programs on which the runs agree. Spectra that were
        left out are not shown.
    """
    kept = np.flatnonzero(result["clusters"] >= 0)
    order = kept[np.argsort(result["clusters"][kept], kind="stable")]
    components = result["components"][order]
    distances = np.sqrt(np.maximum(2 - 2 * components @ components.T, 0))
    ax = ax or _new_axes()
    image = ax.imshow(distances, cmap="viridis", vmin=0, interpolation="nearest")
    ax.figure.colorbar(image, ax=ax, label="distance of the spectra")
    sizes = np.bincount(result["clusters"][order])
    _name(ax, "y", sizes.cumsum() - (sizes + 1) / 2, [f"program {i}" for i in range(len(sizes))])
    ax.set(xticks=[], xlabel=f"spectra of all runs ({len(order)} of {len(result['clusters'])})")
    _lines(ax, sizes)
    return ax


def plot_usage(usage: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Share of every program in every cell, cells with the same main program side by side.

    Parameters
    ----------
    usage
        Cells × programs, as from `consensus_nmf` or `gene_programs`.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
    """
    values = usage.to_numpy(dtype=float)
    share = values / np.maximum(values.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    order = np.lexsort([-share.max(axis=1), share.argmax(axis=1)])
    ax = ax or _new_axes()
    image = ax.imshow(
        share[order].T, cmap="magma", vmin=0, vmax=1, aspect="auto", interpolation="nearest"
    )
    ax.figure.colorbar(image, ax=ax, label="share of the cell's usage")
    _name(ax, "y", range(usage.shape[1]), usage.columns)
    ax.set(xlabel=f"{len(usage):,} cells, by main program", ylabel="program", xticks=[])
    return ax


def plot_network_heatmap(
    j: pd.DataFrame | npt.ArrayLike,
    modules: pd.Series | npt.ArrayLike | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Couplings of the programs, programs of the same module side by side.

    Parameters
    ----------
    j
        Couplings (k, k); the diagonal is not shown.
    modules
        Module of every program, as from `network_modules`.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Red programs support each other, blue ones exclude each other.
    """
    couplings = _table(j)
    labels = _modules(modules, couplings.index)
    order = np.argsort(labels, kind="stable")
    shown = couplings.to_numpy()[np.ix_(order, order)].copy()
    np.fill_diagonal(shown, np.nan)
    ax = _diverging(shown, "coupling", ax)
    names = couplings.index[order]
    _name(ax, "x", range(len(names)), names)
    _name(ax, "y", range(len(names)), names)
    _lines(ax, np.bincount(labels))
    return ax


def plot_response_heatmap(
    responses: pd.DataFrame,
    modules: pd.Series | npt.ArrayLike | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Responses of the programs to perturbations, similar perturbations side by side.

    Parameters
    ----------
    responses
        Programs × perturbations, as from `responses_relative_to_control`.
    modules
        Module of every program; programs of the same one are drawn side by side.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Red programs are pushed up, blue ones down. Perturbations are in the order of a Ward tree.
    """
    labels = _modules(modules, responses.index)
    rows, columns = np.argsort(labels, kind="stable"), np.arange(responses.shape[1])
    if responses.shape[1] > 2:
        columns = leaves_list(linkage(responses.to_numpy(dtype=float).T, "ward"))
    ax = _diverging(responses.to_numpy(dtype=float)[np.ix_(rows, columns)], "response", ax)
    _name(ax, "x", range(len(columns)), responses.columns[columns])
    _name(ax, "y", range(len(rows)), responses.index[rows])
    ax.set(xlabel="perturbation", ylabel="program")
    for edge in np.bincount(labels).cumsum()[:-1]:
        ax.axhline(edge - 0.5, color="black", linewidth=1)
    return ax


def plot_network(
    j: pd.DataFrame | npt.ArrayLike,
    embedding: npt.ArrayLike | None = None,
    usage: pd.DataFrame | npt.ArrayLike | None = None,
    modules: pd.Series | npt.ArrayLike | None = None,
    *,
    threshold: float = 0.05,
    seed: int = 0,
    ax: Axes | None = None,
) -> Axes:
    """The network of programs, over a map of the cells if there is one.

    Parameters
    ----------
    j
        Couplings (k, k).
    embedding
        Position of every cell (n_cells, 2), as from UMAP or PCA.
    usage
        Cells × programs. With `embedding`, each program lies where its most active cells are, as
        far as names do not cover each other.
    modules
        Module of every program: its colour.
    threshold
        Couplings that are not larger than this are not drawn.
    seed
        Of the positions where there is no map.
    ax
        Where to draw; a new figure where not given.

    Returns
    -------
    matplotlib.axes.Axes
        Red lines join programs that support each other, blue ones those that exclude each other;
        the stronger, the wider. A coupling has no direction.

    Raises
    ------
    ValueError
        If there is an embedding without usage, or the other way round, or shapes do not fit.
    """
    couplings = _table(j)
    if (embedding is None) != (usage is None):
        raise ValueError("embedding and usage belong together: give both, or neither")
    labels = _modules(modules, couplings.index)
    ax = ax or _new_axes()
    if embedding is not None:
        cells = np.asarray(embedding, dtype=float)
        positions = program_positions(cells, np.asarray(usage, dtype=float))
        if len(positions) != len(couplings):
            raise ValueError(f"usage of {len(positions)} programs, but {len(couplings)} couplings")
        x, y = cells.T
        ax.scatter(x, y, s=4, color="0.85", linewidths=0, zorder=0, rasterized=True)
    else:
        positions = _spring(couplings.to_numpy(), seed)
    values = couplings.to_numpy()
    a, b = np.triu_indices(len(values), 1)
    drawn = np.abs(values[a, b]) > threshold
    largest = np.abs(values[a, b]).max(initial=threshold)
    for first, second in zip(a[drawn], b[drawn], strict=True):
        strength = values[first, second]
        ax.plot(
            *positions[[first, second]].T,
            color=SUPPORT if strength > 0 else EXCLUDE,
            linewidth=WIDEST_LINE * abs(strength) / largest,
            alpha=0.3 + 0.6 * abs(strength) / largest,
            solid_capstyle="round",
            zorder=1,
        )
    for name, (x, y), label in zip(couplings.index, positions, labels, strict=True):
        ax.text(
            x, y, str(name), ha="center", va="center", zorder=3,
            bbox={"boxstyle": "round", "facecolor": "white", "edgecolor": f"C{label}"},
        )  # fmt: skip
    ax.update_datalim(positions)
    ax.margins(0.1)
    ax.autoscale_view()
    ax.set(xticks=[], yticks=[])
    return ax


def _table(j: Any) -> pd.DataFrame:
    return (j if isinstance(j, pd.DataFrame) else pd.DataFrame(np.asarray(j))).astype(float)


def program_positions(cells: np.ndarray, usage: np.ndarray) -> npt.NDArray[np.float64]:
    """Where on a map of the cells every program lies: (k, 2).

    Means of the most active cells, which then push each other apart a little.
    """
    if cells.ndim != 2 or cells.shape[1] != 2 or usage.ndim != 2 or len(cells) != len(usage):
        raise ValueError(
            f"an embedding {cells.shape} and a usage {usage.shape} do not fit: cells × 2 and cells "
            "× programs"
        )
    weights = np.where(usage >= np.percentile(usage, TOP_CELLS, axis=0), np.abs(usage), 0)
    weights[:, ~weights.any(axis=0)] = 1.0
    home = weights.T @ cells / weights.sum(axis=0)[:, None]
    extent = np.ptp(cells, axis=0).max() or 1.0
    place = home / extent + 1e-3 * np.column_stack(_circle(len(home)))
    for step in np.linspace(0.2, 0.01, LAYOUT_STEPS):
        gap = place[:, None] - place
        squared = (gap**2).sum(axis=2) + np.eye(len(place))
        push = REPULSION**2 * (gap / squared[:, :, None]).sum(axis=1)
        place += step * (home / extent - place + push)
    return place * extent


def _circle(n: int) -> tuple[np.ndarray, np.ndarray]:
    angles = 2 * np.pi * np.arange(n) / n
    return np.cos(angles), np.sin(angles)


def _spring(couplings: np.ndarray, seed: int) -> npt.NDArray[np.float64]:
    import networkx as nx

    supporting = np.maximum(couplings - np.diag(np.diag(couplings)), 0)
    places = nx.spring_layout(nx.from_numpy_array(supporting), seed=seed)
    return np.array([places[node] for node in range(len(couplings))])


def _modules(modules: Any, programs: pd.Index) -> npt.NDArray[np.intp]:
    """Number of the module of every program, all 0 where none are given."""
    if modules is None:
        return np.zeros(len(programs), dtype=int)
    labels = modules.loc[programs] if isinstance(modules, pd.Series) else np.asarray(modules)
    if len(labels) != len(programs):
        raise ValueError(f"{len(labels)} modules do not fit {len(programs)} programs")
    return np.asarray(pd.factorize(labels, sort=True)[0])


def _new_axes() -> Axes:
    import matplotlib.pyplot as plt

    return plt.subplots(layout="constrained")[1]


def _diverging(values: np.ndarray, label: str, ax: Axes | None) -> Axes:
    ax = ax or _new_axes()
    known = np.abs(values[np.isfinite(values)])
    limit = float(np.percentile(known, 98)) if known.size else 1.0
    limit = limit or float(known.max(initial=0)) or 1.0
    image = ax.imshow(
        values, cmap=DIVERGING, vmin=-limit, vmax=limit, aspect="auto", interpolation="nearest"
    )
    ax.figure.colorbar(image, ax=ax, label=label, extend="both")
    return ax


def _name(ax: Axes, axis: str, places: Any, names: Any) -> None:
    names = [str(name) for name in names]
    if len(names) > NAMED:
        return
    if axis == "x":
        ax.set_xticks(places, names, rotation=90)
    else:
        ax.set_yticks(places, names)


def _lines(ax: Axes, sizes: np.ndarray) -> None:
    """Lines between blocks of these sizes, both ways."""
    for edge in sizes.cumsum()[:-1]:
        ax.axhline(edge - 0.5, color="black", linewidth=1)
        ax.axvline(edge - 0.5, color="black", linewidth=1)
