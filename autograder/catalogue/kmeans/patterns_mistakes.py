"""Pictures of clusters that go wrong, and what to say of them."""

from __future__ import annotations

import numpy as np

import functions
from autograder.catalogue.kmeans.patterns import (
    any_grid,
    data_untouched,
    line_per_gene,
    name_and_size,
    panel_per_cluster,
    plot_cluster_patterns,
    thick_mean,
    unknown_column,
    unused_panels,
)

__all__ = ["plot_cluster_patterns"]


def _draw(data, column, ncols, panel, hide=True):
    """A figure with a panel per cluster, each drawn by a function of axes, name and members."""
    import matplotlib.pyplot as plt

    clusters = data["genes"][column].to_numpy()
    names = sorted(set(clusters))
    nrows = -(-len(names) // ncols)
    figure, axes = plt.subplots(nrows, ncols, squeeze=False)
    for axis, name in zip(axes.flat, names, strict=False):
        panel(axis, name, data["expression"][clusters == name])
    for axis in axes.flat[len(names) :] if hide else ():
        axis.set_visible(False)
    return figure


def _panel(axis, name, members, thin=0.5, thick=3.0, centre=np.mean, title="{name} (n = {size})"):
    axis.plot(members.T, color="0.6", linewidth=thin)
    axis.plot(centre(members, axis=0), color="C3", linewidth=thick)
    axis.set_title(title.format(name=name, size=len(members)))


@plot_cluster_patterns.misconception(
    "K33",
    "Your panels show the samples: each line runs over the genes. matplotlib draws one line per "
    "*column* of what you give it, so transpose: `ax.plot(members.T)`.",
    sees=line_per_gene,
)
def lines_over_genes(data, cluster_col, ncols=4):
    def panel(axis, name, members):
        axis.plot(members, color="0.6", linewidth=0.5)
        axis.plot(members.mean(axis=1), color="C3", linewidth=3)
        axis.set_title(f"{name} (n = {len(members)})")

    return _draw(data, cluster_col, ncols, panel)


@plot_cluster_patterns.misconception(
    "K34",
    "Your panels have the mean alone. A mean hides whether the genes agree with it: draw every gene "
    "of the cluster as a thin line, too.",
    sees=line_per_gene,
)
def mean_alone(data, cluster_col, ncols=4):
    def panel(axis, name, members):
        _panel(axis, name, members[:0], title="")
        axis.clear()
        axis.plot(members.mean(axis=0), color="C3", linewidth=3)
        axis.set_title(f"{name} (n = {len(members)})")

    return _draw(data, cluster_col, ncols, panel)


@plot_cluster_patterns.misconception(
    "K35",
    "The genes are there, but not their mean: add `ax.plot(members.mean(axis=0), linewidth=3)`.",
    sees=thick_mean,
)
def no_mean(data, cluster_col, ncols=4):
    def panel(axis, name, members):
        axis.plot(members.T, color="0.6", linewidth=0.5)
        axis.set_title(f"{name} (n = {len(members)})")

    return _draw(data, cluster_col, ncols, panel)


@plot_cluster_patterns.misconception(
    "K36",
    "The mean is as thin as the genes: only its colour is another. Give it a larger `linewidth` than "
    "theirs.",
    sees=thick_mean,
)
def thin_mean(data, cluster_col, ncols=4):
    def panel(axis, name, members):
        _panel(axis, name, members, thin=1.5, thick=1.5)

    return _draw(data, cluster_col, ncols, panel)


@plot_cluster_patterns.misconception(
    "K37",
    "Your thick line is the median of the genes. The centroid of k-means is their mean: "
    "`members.mean(axis=0)`.",
    sees=thick_mean,
)
def median_line(data, cluster_col, ncols=4):
    def panel(axis, name, members):
        _panel(axis, name, members, centre=np.median)

    return _draw(data, cluster_col, ncols, panel)


@plot_cluster_patterns.misconception(
    "K38",
    "Your titles don't say how many genes a cluster has. A pattern of 3 genes is another thing than "
    "one of 300: add `len(members)` to the title.",
    sees=name_and_size,
)
def no_size(data, cluster_col, ncols=4):
    def panel(axis, name, members):
        _panel(axis, name, members, title="cluster {name}")

    return _draw(data, cluster_col, ncols, panel)


@plot_cluster_patterns.misconception(
    "K39",
    "Your titles number the panels instead of naming the clusters. The first panel need not be "
    "cluster 0: put the value of the column into the title.",
    sees=name_and_size,
)
def numbered_panels(data, cluster_col, ncols=4):
    numbers = iter(range(1000))

    def panel(axis, name, members):
        _panel(axis, next(numbers), members)

    return _draw(data, cluster_col, ncols, panel)


@plot_cluster_patterns.misconception(
    "K40",
    "The grid has more panels than there are clusters, and the empty ones can still be seen. Hide "
    "them: `ax.set_visible(False)`, or `ax.axis('off')`.",
    sees=unused_panels,
)
def empty_panels_shown(data, cluster_col, ncols=4):
    return _draw(data, cluster_col, ncols, _panel, hide=False)


@plot_cluster_patterns.misconception(
    "K41",
    "With one row of panels `plt.subplots` gives a list of axes instead of a table, and with one "
    "panel a single Axes, so `axes[row, column]` or `.flat` fails. `squeeze=False` gives a table "
    "whatever the size.",
    sees=any_grid,
)
def squeezed_axes(data, cluster_col, ncols=4):
    import matplotlib.pyplot as plt

    clusters = data["genes"][cluster_col].to_numpy()
    names = sorted(set(clusters))
    figure, axes = plt.subplots(-(-len(names) // ncols), ncols)
    for i, name in enumerate(names):
        _panel(axes[i // ncols, i % ncols], name, data["expression"][clusters == name])
    for i in range(len(names), axes.size):
        axes[i // ncols, i % ncols].set_visible(False)
    return figure


@plot_cluster_patterns.misconception(
    "K42",
    "All clusters are drawn into one panel. Lines of several clusters on top of each other show no "
    "pattern: make one panel for each.",
    sees=panel_per_cluster,
)
def one_panel_for_all(data, cluster_col, ncols=4):
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots()
    clusters = data["genes"][cluster_col].to_numpy()
    for name in sorted(set(clusters)):
        _panel(axis, name, data["expression"][clusters == name])
    return figure


@plot_cluster_patterns.misconception(
    "K43",
    "An unknown column gives an empty figure, or one panel with all genes, without a word. Let pandas "
    "raise its KeyError: `data['genes'][cluster_col]`, not `.get`.",
    sees=unknown_column,
)
def unknown_column_ignored(data, cluster_col, ncols=4):
    import matplotlib.pyplot as plt

    if cluster_col not in data["genes"]:
        return plt.figure()
    return _draw(data, cluster_col, ncols, _panel)


@plot_cluster_patterns.misconception(
    "K44",
    "You return the axes. The task asks for the Figure, which can be saved and shown as a whole: "
    "`return fig`.",
    sees=panel_per_cluster,
)
def returns_axes(data, cluster_col, ncols=4):
    return list(_draw(data, cluster_col, ncols, _panel).axes)


@plot_cluster_patterns.misconception(
    "K45",
    "You sorted the genes of the data by cluster to draw them, so the caller's data are in another "
    "order now. Choose rows with a mask: `data['expression'][clusters == name]`.",
    sees=data_untouched,
)
def data_sorted_by_cluster(data, cluster_col, ncols=4):
    order = np.argsort(data["genes"][cluster_col].to_numpy(), kind="stable")
    data["expression"] = data["expression"][order]
    data["genes"] = data["genes"].iloc[order]
    return _draw(data, cluster_col, ncols, _panel)


@plot_cluster_patterns.misconception(
    "K46",
    "You z-scored the genes before drawing. The picture is to show the expression that is in the "
    "data; who wants patterns on one scale calls `zscore_rows` before.",
    sees=line_per_gene,
)
def z_scored_lines(data, cluster_col, ncols=4):
    values = data["expression"]
    spread = values.std(axis=1, ddof=1, keepdims=True)
    scaled = (values - values.mean(axis=1, keepdims=True)) / spread
    return functions.plot_cluster_patterns({**data, "expression": scaled}, cluster_col, ncols)
