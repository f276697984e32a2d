"""Heatmaps that go wrong, and what to say of them."""

from __future__ import annotations

from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist, squareform

import functions
from autograder.catalogue.heatmaps.drawing import (
    axis_labels,
    data_untouched,
    expression_with_names,
    figure_title,
    keywords_of_the_colours,
    keywords_of_the_trees,
    plot_heatmap,
    positional_arguments,
    rows_left_in_order,
    saved_file,
    unwritable_path,
    z_scored,
)

__all__ = ["plot_heatmap"]


def _labelled(grid, title, xlabel, ylabel, save):
    if title is not None:
        grid.figure.suptitle(title, y=1.02)
    if xlabel is not None:
        grid.ax_heatmap.set_xlabel(xlabel)
    if ylabel is not None:
        grid.ax_heatmap.set_ylabel(ylabel)
    if save is not None:
        grid.savefig(save)
    return grid


def _clustermap(*args, **kwargs):
    import seaborn

    return seaborn.clustermap(*args, **kwargs)


@plot_heatmap.misconception(
    "P1",
    "Your heatmap lies on its side: samples are rows and genes are columns. Expression is genes × "
    "samples throughout the course; draw it as it is, without `.T`.",
    sees=expression_with_names,
)
def samples_as_rows(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data).T, *args, **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P2",
    "You gave seaborn the bare array, so rows and columns are called 0, 1, 2 … and nobody can tell "
    "a gene from its neighbour once they are reordered. Give it a table with the names: "
    "`expression_df(data)`.",
    sees=expression_with_names,
)
def bare_numbers(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    return _labelled(_clustermap(data["expression"], *args, **kwargs), title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "H10",
    "You wrote the gene names onto the axis in the order of the data, but the rows have been "
    "reordered by the tree: the names stand beside the wrong rows. Leave the labels to seaborn, "
    "which moves a table's names along with its rows.",
    sees=expression_with_names,
)
def names_not_reordered(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    names = {"yticklabels": True, "xticklabels": True}
    grid = _clustermap(functions.expression_df(data), *args, **{**names, **kwargs})
    grid.ax_heatmap.set_yticklabels(list(data["genes"].index))
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P3",
    "Your function draws, but returns nothing, so the caller has no way to change or save the "
    "figure afterwards. End it with `return` and the ClusterGrid.",
    sees=expression_with_names,
)
def nothing_returned(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P11",
    "You return the figure. The ClusterGrid knows more: the trees, the order of the rows, and the "
    "figure as `.figure`. Return what `clustermap` gave you.",
    sees=expression_with_names,
)
def figure_returned(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save).figure


@plot_heatmap.misconception(
    "P17",
    "You return the heatmap's axes. The ClusterGrid has them as `.ax_heatmap`, and the trees and "
    "the figure besides. Return what `clustermap` gave you.",
    sees=expression_with_names,
)
def axes_returned(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save).ax_heatmap


@plot_heatmap.misconception(
    "P5",
    "You accept `**kwargs` but don't hand them on, so `method=`, `cmap=` or `z_score=` change "
    "nothing, and nobody is told. Pass them: `sns.clustermap(table, **kwargs)`.",
    sees=keywords_of_the_trees,
)
def keywords_swallowed(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args)
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P6",
    'Your own keyword and the caller\'s collide: `clustermap(table, method="ward", **kwargs)` is a '
    "TypeError as soon as the caller names a method. Merge them first, the caller's last: "
    '`{"method": "ward", **kwargs}`.',
    sees=keywords_of_the_trees,
)
def colliding_default(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    import seaborn as sns

    grid = sns.clustermap(functions.expression_df(data), *args, method="ward", **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P19",
    "Your own `z_score=` and the caller's collide: `clustermap(table, z_score=0, **kwargs)` is a "
    "TypeError as soon as the caller names it, too. Leave it to the caller, or merge first, the "
    'caller\'s last: `{"z_score": 0, **kwargs}`.',
    sees=keywords_of_the_trees,
)
def colliding_z_score(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    import seaborn as sns

    grid = sns.clustermap(functions.expression_df(data), *args, z_score=0, **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P20",
    'Your own `cmap=` and the caller\'s collide: `clustermap(table, cmap="vlag", **kwargs)` is a '
    "TypeError as soon as the caller names a colour map. Merge them first, the caller's last: "
    '`{"cmap": "vlag", **kwargs}`.',
    sees=keywords_of_the_colours,
)
def colliding_colours(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    import seaborn as sns

    grid = sns.clustermap(functions.expression_df(data), *args, cmap="vlag", **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P12",
    "Your choice beats the caller's: `kwargs['cmap'] = …` overwrites what was asked for. A default "
    "gives way: `kwargs.setdefault('cmap', …)`, or `{'cmap': …, **kwargs}`.",
    sees=keywords_of_the_colours,
)
def default_that_wins(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    kwargs["cmap"] = "magma"
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P21",
    "`kwargs['z_score'] = 0` z-scores even where the caller says `z_score=None`. A default gives "
    "way: `kwargs.setdefault('z_score', 0)`, or leave it to the caller altogether.",
    sees=rows_left_in_order,
)
def z_score_that_wins(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    kwargs["z_score"] = 0
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P8",
    "You draw z-scores whatever the caller says. The heatmap is of the expression as it is; whoever "
    "wants z-scores asks with `z_score=0`, which seaborn then computes.",
    sees=expression_with_names,
)
def always_z_scored(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    table = z_scored(functions.expression_df(data))
    return _labelled(_clustermap(table, *args, **kwargs), title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P15",
    "You computed trees of your own and passed them as `row_linkage` and `col_linkage`. seaborn then "
    "ignores `method=` and `metric=`, so the caller's wish has no effect. Let seaborn build the "
    "trees, or build yours with the caller's method and metric.",
    sees=keywords_of_the_trees,
)
def own_trees(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    table = functions.expression_df(data)
    trees = {"row_linkage": linkage(table, "ward"), "col_linkage": linkage(table.T, "ward")}
    grid = _clustermap(table, *args, **{**trees, **kwargs})
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "H1",
    "You gave `linkage` square distance matrices, so the trees in your heatmap are those of distance "
    "profiles, not of genes and samples. Let seaborn build them, or give `linkage` the condensed "
    "vector of `pdist`.",
    sees=keywords_of_the_trees,
)
def trees_of_square_matrices(
    data, *args, title=None, xlabel=None, ylabel=None, save=None, method="average", **kwargs
):
    table = functions.expression_df(data)
    metric = kwargs.get("metric", "euclidean")
    trees = {
        "row_linkage": linkage(squareform(pdist(table, metric)), method),
        "col_linkage": linkage(squareform(pdist(table.T, metric)), method),
    }
    grid = _clustermap(table, *args, **{**trees, **kwargs})
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P16",
    "You collect `*args` and drop them. The task hands them to `clustermap` as they are, so that a "
    "mistake of the caller's comes back as seaborn's own error: "
    "`sns.clustermap(table, *args, **kwargs)`.",
    sees=positional_arguments,
)
def positional_swallowed(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P4",
    "Your title stands on the heatmap's panel, in the middle of the figure, squeezed under the "
    "tree. The figure's own title is `grid.figure.suptitle(title)`.",
    sees=figure_title,
)
def title_on_the_heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    if title is not None:
        grid.ax_heatmap.set_title(title)
    return _labelled(grid, None, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P18",
    "`plt.title` writes on the panel that was drawn last, and in a ClusterGrid that is the colour "
    "bar. Talk to the figure itself: `grid.figure.suptitle(title)`.",
    sees=figure_title,
)
def title_on_the_colour_bar(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    if title is not None:
        grid.ax_cbar.set_title(title)
    return _labelled(grid, None, xlabel, ylabel, save)


@plot_heatmap.misconception(
    "P10",
    "`plt.xlabel` and `plt.ylabel` write on the panel that was drawn last, and in a ClusterGrid that "
    "is the colour bar. Name the panel: `grid.ax_heatmap.set_xlabel(xlabel)`.",
    sees=axis_labels,
)
def labels_on_the_colour_bar(
    data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs
):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    if xlabel is not None:
        grid.ax_cbar.set_xlabel(xlabel)
    if ylabel is not None:
        grid.ax_cbar.set_ylabel(ylabel)
    return _labelled(grid, title, None, None, save)


@plot_heatmap.misconception(
    "P14",
    "The two labels are exchanged. In a heatmap of genes × samples the x axis runs along the "
    "columns, so `xlabel` belongs there and `ylabel` beside the rows.",
    sees=axis_labels,
)
def labels_exchanged(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    return _labelled(grid, title, ylabel, xlabel, save)


@plot_heatmap.misconception(
    "P9",
    "You accept `save` but write no file. `grid.savefig(save)` writes the figure; its format comes "
    "from the ending of the name.",
    sees=saved_file,
)
def nothing_saved(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    return _labelled(grid, title, xlabel, ylabel, None)


@plot_heatmap.misconception(
    "P7",
    "Your `try … except` keeps silent where the file cannot be written: the caller believes that it "
    "is there. Let the error through, or raise one that names the path.",
    sees=unwritable_path,
)
def silent_failure(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    try:
        return _labelled(grid, title, xlabel, ylabel, save)
    except OSError:
        return grid


@plot_heatmap.misconception(
    "P13",
    "You replace the error by one that doesn't say which file it is about. Put the path into the "
    'message, `raise OSError(f"cannot write {save}")`, or let the first error through: it has it.',
    sees=unwritable_path,
)
def nameless_failure(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    try:
        return _labelled(grid, title, xlabel, ylabel, save)
    except OSError:
        raise OSError("could not save the figure") from None


@plot_heatmap.misconception(
    "Z10",
    "You z-scored the caller's array on the way: `data['expression']` holds other numbers after the "
    "call, and a second heatmap shows something else. Leave scaling to `z_score=0`, which works on "
    "seaborn's copy.",
    sees=data_untouched,
)
def scaled_in_place(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    if kwargs.get("z_score") == 0:
        kwargs["z_score"] = None
        functions.zscore_rows(data)
    grid = _clustermap(functions.expression_df(data), *args, **kwargs)
    return _labelled(grid, title, xlabel, ylabel, save)
