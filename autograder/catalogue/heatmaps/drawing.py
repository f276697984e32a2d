"""What a heatmap of one's own has to show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist

import functions
from autograder.catalogue.inputs import data_of
from autograder.compare import (
    Mismatch,
    expect,
    expect_close,
    expect_conduct,
    expect_value,
    kind,
    shown,
)
from autograder.exercise import Call, Outcome, exercise
from autograder.figures import ClusterGridData, colours_of

plot_heatmap = exercise(
    "plot_heatmap", lesson="heatmaps", points=6, reference=functions.plot_heatmap
)

Data = dict[str, Any]


def _data(rng: np.random.Generator) -> Data:
    """Few genes and samples, so that drawing is quick and every name is on the axis."""
    return data_of(6 + 2 * rng.normal(size=(8, 6)), rng)


def _table(data: Data) -> pd.DataFrame:
    return pd.DataFrame(
        data["expression"], index=list(data["genes"].index), columns=list(data["samples"].index)
    )


def _grid(value: Any) -> ClusterGridData:
    if value is None:
        raise Mismatch("your answer is None: is there a `return`?")
    expect(
        isinstance(value, ClusterGridData),
        f"your answer should be seaborn's ClusterGrid, but it is {_drawing(value)}",
    )
    return value


def _drawing(value: Any) -> str:
    return {"FigureData": "a Figure", "AxesData": "an Axes"}.get(type(value).__name__, kind(value))


def _draw(call: Call, *args: Any, **kwargs: Any) -> ClusterGridData:
    return _grid(call(*args, **kwargs))


def _expect_values(found: pd.DataFrame, expected: pd.DataFrame, what: str) -> None:
    expect(
        found.shape == expected.shape,
        f"{what} should have {expected.shape[0]} rows and {expected.shape[1]} columns, "
        f"but has {found.shape[0]} and {found.shape[1]}",
    )
    expect_close(found, expected.to_numpy(), what, names=list(expected.index))


def _expect_drawn(grid: ClusterGridData, values: pd.DataFrame, what: str) -> None:
    """Expect these values, in the order of the grid's own trees."""
    rows, columns = _orders(grid, values)
    _expect_values(grid.drawn, values.iloc[rows, columns], what)


def _orders(grid: ClusterGridData, table: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Positions of the table's rows and columns, as they are drawn."""
    orders = []
    for side, order, n in zip(
        ("rows", "columns"), (grid.row_order, grid.col_order), table.shape, strict=True
    ):
        positions = list(range(n)) if order is None else list(order)
        expect(
            sorted(positions) == list(range(n)),
            f"the tree of the {side} should have {n} leaves, but has {len(positions)}",
        )
        orders.append(positions)
    return orders[0], orders[1]


# ---------------------------------------------------------------- what is drawn


@plot_heatmap.check("a ClusterGrid of the expression, genes as rows, samples as columns", points=1)
def expression_with_names(call: Call, rng: np.random.Generator) -> None:
    data = _data(rng)
    table = _table(data)
    grid = _draw(call, data)
    _expect_values(grid.data, table, "the table in your ClusterGrid")
    rows, columns = _orders(grid, table)
    _expect_named("rows", "gene", grid.data.index, grid.heatmap.yticklabels, table.index, rows)
    _expect_named(
        "columns", "sample", grid.data.columns, grid.heatmap.xticklabels, table.columns, columns
    )


def _expect_named(
    side: str, thing: str, in_table: pd.Index, ticks: tuple[str, ...], names: pd.Index, order: list
) -> None:
    """Expect the names in the table or on the axis; on the axis, in the order as drawn."""
    in_order = [names[i] for i in order]
    on_axis = list(ticks) == in_order
    expect(
        list(in_table) == list(names) or on_axis,
        f"the {side} should carry the {thing} names {shown(list(names[:3]))} …, "
        f"but carry {shown(list(in_table[:3]))}",
    )
    if sorted(ticks) == sorted(names):
        wrong = next((i for i, tick in enumerate(ticks) if tick != in_order[i]), 0)
        expect(
            on_axis,
            f"the labels of the {side} do not go with the {side} as drawn: "
            f"number {wrong} is {shown(in_order[wrong])}, but is labelled {shown(ticks[wrong])}",
        )


# ---------------------------------------------------------------- keywords for seaborn


def z_scored(table: pd.DataFrame) -> pd.DataFrame:
    return table.sub(table.mean(axis=1), axis=0).div(table.std(axis=1), axis=0)


def _expect_tree(tree: np.ndarray | None, values: np.ndarray, method: str, metric: str) -> None:
    expected = linkage(pdist(values, metric), method)
    what = f"the tree (method={method!r}, metric={metric!r})"
    if tree is None:
        raise Mismatch(f"{what} is missing: nothing was clustered")
    expect_close(tree[:, 2], expected[:, 2], f"the heights of {what}")


@plot_heatmap.check("z_score=, method= and metric= go to seaborn.clustermap", points=1)
def keywords_of_the_trees(call: Call, rng: np.random.Generator) -> None:
    data = _data(rng)
    table = _table(data)
    method, metric = "average", "cityblock"
    both = {"row_cluster": True, "col_cluster": True}
    grid = _draw(call, data, z_score=0, method=method, metric=metric, **both)
    values = z_scored(table)
    _expect_drawn(grid, values, "the matrix drawn with z_score=0")
    _expect_tree(grid.row_linkage, values.to_numpy(), method, metric)
    _expect_tree(grid.col_linkage, values.to_numpy().T, method, metric)


@plot_heatmap.check("cmap=, vmin= and vmax= go to seaborn.clustermap", points=0.5)
def keywords_of_the_colours(call: Call, rng: np.random.Generator) -> None:
    # Limits that lie evenly about the centre: then a map that seaborn centred has the same colours.
    limits = {"vmin": -2.0, "vmax": 2.0, "center": 0.0}
    grid = _draw(call, _data(rng), z_score=0, cmap="PuOr", **limits)
    expect(grid.heatmap.meshes, "there is nothing drawn on the heatmap's axes")
    mesh = grid.heatmap.meshes[0]
    expect(
        np.abs(mesh.colours - colours_of("PuOr")).max() < 0.05,
        f"with cmap='PuOr' the colours should be those of PuOr, but they are {mesh.cmap!r}",
    )
    expect_close([mesh.vmin, mesh.vmax], [-2.0, 2.0], "the limits of the colours (vmin, vmax)")


@plot_heatmap.check("row_cluster=False keeps the genes in their order", points=0.5)
def rows_left_in_order(call: Call, rng: np.random.Generator) -> None:
    data = _data(rng)
    table = _table(data)
    grid = _draw(call, data, row_cluster=False, col_cluster=True, z_score=None)
    expect(grid.row_order is None, "with row_cluster=False the rows should not be clustered")
    expect(grid.col_order is not None, "with col_cluster=True the columns should be clustered")
    _expect_drawn(grid, table, "the matrix drawn with row_cluster=False, z_score=None")


@plot_heatmap.check(
    "positional arguments go to seaborn.clustermap as they are",
    points=0.25,
    after=expression_with_names,
)
def positional_arguments(call: Call, rng: np.random.Generator) -> None:
    outcome = call.outcome(_data(rng), None)
    expect(
        outcome.error is not None,
        "a second positional argument should reach seaborn.clustermap, which takes none and says "
        "so with a TypeError; yours was ignored or taken for something else",
    )


# ---------------------------------------------------------------- title and labels


@plot_heatmap.check("title= is the figure's title", points=0.5)
def figure_title(call: Call, rng: np.random.Generator) -> None:
    title = f"Stem cells, run {rng.integers(100, 999)}"
    grid = _draw(call, _data(rng), title=title)
    figure = grid.figure
    if title in (figure.title.strip(), *(text.strip() for text in figure.texts)):
        return
    on_panel = any(title == panel.title.strip() for panel in figure.axes)
    expect(
        False,
        f"the figure's title should be {shown(title)}, but "
        + ("it stands on one of its panels" if on_panel else f"is {shown(figure.title)}"),
    )


@plot_heatmap.check("xlabel= and ylabel= are the labels of the heatmap's axes", points=0.75)
def axis_labels(call: Call, rng: np.random.Generator) -> None:
    number = rng.integers(100, 999)
    xlabel, ylabel = f"cells of run {number}", f"genes of run {number}"
    grid = _draw(call, _data(rng), xlabel=xlabel, ylabel=ylabel)
    for side, label, wanted in (
        ("x", grid.heatmap.xlabel, xlabel),
        ("y", grid.heatmap.ylabel, ylabel),
    ):
        expect(
            label.strip() == wanted,
            f"the heatmap's {side} label should be {shown(wanted)}, but is {shown(label)}",
        )


# ---------------------------------------------------------------- saving

UNWRITABLE = "/dev/null/heatmap.png"


@plot_heatmap.check("save= writes the file", points=0.5)
def saved_file(call: Call, rng: np.random.Generator) -> None:
    data = _data(rng)
    for name in ("heatmap.png", "figure 2.pdf"):
        outcome = call.outcome(data, save=name)
        _grid(expect_value(outcome))
        expect(
            name in outcome.files,
            f"save={name!r} should write that file, but "
            + (f"there is {shown(list(outcome.files))}" if outcome.files else "there is none"),
        )
        # The smallest PNG that holds any picture is longer than that.
        expect(outcome.files[name] > 100, f"the file {name!r} holds no picture")


@plot_heatmap.check(
    "a path that cannot be written is an error that names it",
    points=0.5,
    after=expression_with_names,
)
def unwritable_path(call: Call, rng: np.random.Generator) -> None:
    outcome: Outcome = call.outcome(_data(rng), save=UNWRITABLE)
    if outcome.error is None:
        raise Mismatch(
            f"with save={UNWRITABLE!r} no file can be written, so the call should raise an "
            f"exception, but it returned {_drawing(outcome.value)}"
        )
    expect(
        UNWRITABLE in outcome.error.message,
        f"the exception's message should contain the path {UNWRITABLE!r}, "
        f"but it says: {shown(outcome.error.message, 120)}",
    )


@plot_heatmap.check("the data stay as they were", points=0.5, after=expression_with_names)
def data_untouched(call: Call, rng: np.random.Generator) -> None:
    expect_conduct(call, _data(rng), z_score=0, title="Genes", xlabel="samples")


plot_heatmap.hints(
    "seaborn's `clustermap` does nearly all of it. What does it need to know the names, and what "
    "does it give back that you can set a title, labels and a file on?",
    "Give `sns.clustermap` the table of `expression_df(data)` and hand `*args, **kwargs` on. The "
    "ClusterGrid has `.figure` (with `suptitle`), `.ax_heatmap` (with `set_xlabel`, `set_ylabel`) "
    "and `savefig`. A default of your own gives way to the caller's keyword.",
    "grid = sns.clustermap(expression_df(data), *args, **{'method': 'ward', **kwargs}); if title is "
    "not None: grid.figure.suptitle(title, y=1.02); the same for grid.ax_heatmap.set_xlabel(xlabel) "
    "and ylabel; if save is not None: grid.savefig(save); return grid. No try around it.",
)
