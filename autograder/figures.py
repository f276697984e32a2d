"""A matplotlib figure as data: what is drawn, in which order, with which labels; no pixels."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection, QuadMesh
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend

Colour = tuple[float, float, float, float]


@dataclass(frozen=True)
class LineData:
    """One line: its points, colour, width (points) and label."""

    x: np.ndarray
    y: np.ndarray
    colour: Colour
    width: float
    style: str
    label: str


@dataclass(frozen=True)
class PointsData:
    """One scatter: offsets (n, 2), colours (n, 4) or (1, 4), and its label.

    The colours are those of the faces; of the edges where the dots are hollow.
    """

    offsets: np.ndarray
    colours: np.ndarray
    label: str


@dataclass(frozen=True)
class MeshData:
    """One heatmap mesh: values as drawn, top row first, with colour map and limits.

    ``colours`` are five colours (5, 4) along the colour map, lowest first: they tell which map it
    is where drawing has wrapped it in another of no name, as seaborn's ``center=`` does.
    """

    values: np.ndarray
    cmap: str
    vmin: float
    vmax: float
    colours: np.ndarray = field(default_factory=lambda: np.zeros((0, 4)))


@dataclass(frozen=True)
class AxesData:
    """One panel."""

    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    xticklabels: tuple[str, ...] = ()
    yticklabels: tuple[str, ...] = ()
    visible: bool = True
    lines: tuple[LineData, ...] = ()
    points: tuple[PointsData, ...] = ()
    meshes: tuple[MeshData, ...] = ()
    bars: tuple[tuple[float, float, float, float], ...] = ()
    legend: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    xlim: tuple[float, float] = (0.0, 1.0)
    ylim: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True)
class FigureData:
    """A whole figure: its title, the texts on the figure itself, and its panels."""

    title: str = ""
    texts: tuple[str, ...] = ()
    axes: tuple[AxesData, ...] = ()


@dataclass(frozen=True)
class ClusterGridData:
    """A seaborn ClusterGrid: the matrix as drawn, the trees, and the heatmap's panel."""

    data: pd.DataFrame
    drawn: pd.DataFrame
    row_linkage: np.ndarray | None
    col_linkage: np.ndarray | None
    row_order: tuple[int, ...] | None
    col_order: tuple[int, ...] | None
    heatmap: AxesData = field(default_factory=AxesData)
    figure: FigureData = field(default_factory=FigureData)


def describe(drawn: Any) -> AxesData | FigureData | ClusterGridData:
    """Describe a Figure, an Axes or a seaborn ClusterGrid as data.

    Raises
    ------
    TypeError
        For anything else.
    """
    if is_cluster_grid(drawn):
        return describe_cluster_grid(drawn)
    if _is_a(drawn, "matplotlib.figure", "Figure"):
        return describe_figure(drawn)
    if _is_a(drawn, "matplotlib.axes", "Axes"):
        return describe_axes(drawn)
    raise TypeError(f"{type(drawn).__name__} is not a figure")


def is_drawing(value: Any) -> bool:
    """Whether `describe` knows how to describe the value."""
    return (
        _is_a(value, "matplotlib.figure", "Figure")
        or _is_a(value, "matplotlib.axes", "Axes")
        or is_cluster_grid(value)
    )


def _is_a(value: Any, module: str, name: str) -> bool:
    """Whether the value is one of the class; where its module wasn't imported, there is none."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(value, getattr(loaded, name))


def is_cluster_grid(value: Any) -> bool:
    """Whether the value is a seaborn ClusterGrid; doesn't import seaborn to find out."""
    bases = {f"{base.__module__}.{base.__qualname__}" for base in type(value).__mro__}
    return "seaborn.matrix.ClusterGrid" in bases


def describe_cluster_grid(grid: Any) -> ClusterGridData:
    """Describe a seaborn ClusterGrid."""
    rows, cols = grid.dendrogram_row, grid.dendrogram_col
    return ClusterGridData(
        data=pd.DataFrame(grid.data).copy(),
        drawn=pd.DataFrame(grid.data2d).copy(),
        row_linkage=None if rows is None else np.array(rows.linkage, dtype=float),
        col_linkage=None if cols is None else np.array(cols.linkage, dtype=float),
        row_order=None if rows is None else tuple(int(i) for i in rows.reordered_ind),
        col_order=None if cols is None else tuple(int(i) for i in cols.reordered_ind),
        heatmap=describe_axes(grid.ax_heatmap),
        figure=describe_figure(grid.figure),
    )


def describe_figure(figure: Figure) -> FigureData:
    """Describe a figure and all its panels."""
    return FigureData(
        title=figure.get_suptitle(),
        texts=tuple(text.get_text() for text in figure.texts),
        axes=tuple(describe_axes(panel) for panel in figure.axes),
    )


def describe_axes(panel: Axes) -> AxesData:
    """Describe one panel."""
    from matplotlib.collections import PathCollection, QuadMesh

    titles = [panel.get_title(loc=where) for where in ("center", "left", "right")]
    scatters = [c for c in _as_stacked(panel.collections) if isinstance(c, PathCollection)]
    meshes = [c for c in panel.collections if isinstance(c, QuadMesh)]
    return AxesData(
        title=next((title for title in titles if title), ""),
        xlabel=panel.get_xlabel(),
        ylabel=panel.get_ylabel(),
        xticklabels=tuple(t.get_text() for t in panel.get_xticklabels()),
        yticklabels=tuple(t.get_text() for t in panel.get_yticklabels()),
        visible=bool(panel.get_visible() and panel.axison),
        lines=tuple(_line(line) for line in _as_stacked(panel.get_lines())),
        points=tuple(_points(scatter) for scatter in scatters),
        meshes=tuple(_mesh(mesh) for mesh in meshes),
        bars=tuple(
            (float(p.get_x()), float(p.get_y()), float(p.get_width()), float(p.get_height()))
            for container in panel.containers
            for p in getattr(container, "patches", ())
        ),
        legend=tuple(text.get_text() for legend in _legends(panel) for text in legend.get_texts()),
        texts=tuple(text.get_text() for text in panel.texts),
        xlim=_pair(panel.get_xlim()),
        ylim=_pair(panel.get_ylim()),
    )


def _as_stacked(artists: Iterable[Any]) -> list[Any]:
    """Artists of one kind in the order in which they are painted, the topmost last."""
    return sorted(artists, key=lambda artist: artist.get_zorder())


def _legends(panel: Axes) -> list[Legend]:
    """The panel's legends, or where it has none, those that stand on its figure."""
    from matplotlib.legend import Legend

    own = [child for child in panel.get_children() if isinstance(child, Legend)]
    return own or list(panel.figure.legends)


def _pair(limits: tuple[float, float]) -> tuple[float, float]:
    return float(limits[0]), float(limits[1])


def _line(line: Any) -> LineData:
    from matplotlib.colors import to_rgba

    return LineData(
        x=np.array(line.get_xdata(orig=False), dtype=float),
        y=np.array(line.get_ydata(orig=False), dtype=float),
        colour=to_rgba(_line_colour(line), line.get_alpha()),
        width=float(line.get_linewidth()),
        style=str(line.get_linestyle()),
        label=str(line.get_label()),
    )


def _line_colour(line: Any) -> Any:
    if line.get_linestyle() not in ("None", "none", " ", ""):
        return line.get_color()
    face = line.get_markerfacecolor()  # dots without a line
    return line.get_markeredgecolor() if isinstance(face, str) and face == "none" else face


def _points(scatter: PathCollection) -> PointsData:
    scatter.update_scalarmappable()  # numbers become colours, as they do when it is painted
    colours = scatter.get_facecolor() if len(scatter.get_facecolor()) else scatter.get_edgecolor()
    return PointsData(
        offsets=np.array(np.ma.filled(scatter.get_offsets(), np.nan), dtype=float),
        colours=np.array(colours, dtype=float),
        label=str(scatter.get_label()),
    )


def _mesh(mesh: QuadMesh) -> MeshData:
    vmin, vmax = mesh.get_clim()
    n_rows = len(np.asarray(mesh.get_coordinates())) - 1
    values = np.ma.filled(np.ma.asarray(mesh.get_array()).astype(float), np.nan)
    return MeshData(
        values=np.asarray(values).reshape(n_rows, -1),
        cmap=mesh.get_cmap().name,
        vmin=float("nan") if vmin is None else float(vmin),
        vmax=float("nan") if vmax is None else float(vmax),
        colours=_colours(mesh.get_cmap()),
    )


def colours_of(name: str) -> np.ndarray:
    """Five colours (5, 4) along matplotlib's colour map of that name, as in `MeshData`."""
    from matplotlib import colormaps

    return _colours(colormaps[name])


def _colours(colour_map: Colormap) -> np.ndarray:
    return np.array(colour_map(np.linspace(0.0, 1.0, 5)), dtype=float)
