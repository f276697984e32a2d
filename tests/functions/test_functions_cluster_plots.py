"""Panels of clusters."""

import copy

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from functions import plot_cluster_patterns


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture
def clustered(random_data):
    random_data["genes"]["cluster"] = np.repeat([2, 0, 1, 4, 3], [20, 9, 5, 5, 1])
    return random_data


def panels(figure):
    return [axis for axis in figure.axes if axis.get_visible()]


def test_every_cluster_has_a_panel_with_its_name_and_size(clustered):
    figure = plot_cluster_patterns(clustered, "cluster")
    assert isinstance(figure, Figure)
    titles = [axis.get_title() for axis in panels(figure)]
    assert titles == ["0 (9 genes)", "1 (5 genes)", "2 (20 genes)", "3 (1 gene)", "4 (5 genes)"]
    assert len(figure.axes) == 8  # two rows of four; three are hidden


def test_a_panel_has_a_thin_line_per_member_and_one_thick_mean(clustered):
    figure = plot_cluster_patterns(clustered, "cluster")
    panel = panels(figure)[1]
    members = clustered["expression"][29:34]
    lines = panel.get_lines()
    thick = [line for line in lines if line.get_linewidth() > 2]
    thin = [line for line in lines if line.get_linewidth() < 1]
    assert (len(thin), len(thick)) == (5, 1)
    np.testing.assert_allclose(thick[0].get_ydata(), members.mean(axis=0))
    np.testing.assert_allclose([line.get_ydata() for line in thin], members)


def test_the_number_of_columns_is_the_callers(clustered):
    figure = plot_cluster_patterns(clustered, "cluster", ncols=2)
    grid = figure.axes[0].get_gridspec()
    assert (grid.nrows, grid.ncols) == (3, 2)
    assert len(panels(figure)) == 5


def test_the_lowest_panel_of_every_column_names_the_samples(clustered):
    figure = plot_cluster_patterns(clustered, "cluster", ncols=3)
    figure.draw_without_rendering()
    named = [
        any(label.get_text() and label.get_visible() for label in axis.get_xticklabels())
        for axis in panels(figure)
    ]
    assert named == [False, False, True, True, True]


def test_names_are_clusters_too_and_unused_categories_are_not(clustered):
    clustered["genes"]["kind"] = (
        clustered["genes"]["cluster"]
        .map({0: "b", 1: "b", 2: "a", 3: "a", 4: "a"})
        .astype("category")
    ).cat.add_categories(["zz"])
    titles = [axis.get_title() for axis in panels(plot_cluster_patterns(clustered, "kind"))]
    assert titles == ["a (26 genes)", "b (14 genes)"]


def test_the_input_is_not_touched(clustered, same_data):
    before = copy.deepcopy(clustered)
    plot_cluster_patterns(clustered, "cluster")
    same_data(clustered, before)


def test_an_unknown_column_is_named(clustered):
    with pytest.raises(KeyError, match="no column 'klusters'"):
        plot_cluster_patterns(clustered, "klusters")


def test_a_gene_without_a_cluster_is_named(clustered):
    clustered["genes"]["cluster"] = clustered["genes"]["cluster"].astype(float)
    clustered["genes"].loc["Gene7", "cluster"] = np.nan
    with pytest.raises(ValueError, match="gene 'Gene7' has no cluster in 'cluster'"):
        plot_cluster_patterns(clustered, "cluster")


def test_no_columns_and_no_genes_are_refused(clustered, build):
    with pytest.raises(ValueError, match="ncols must be at least 1, not 0"):
        plot_cluster_patterns(clustered, "cluster", ncols=0)
    empty = build(np.empty((0, 3)))
    empty["genes"]["cluster"] = []
    with pytest.raises(ValueError, match="no genes"):
        plot_cluster_patterns(empty, "cluster")
