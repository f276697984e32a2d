"""Lesson 4: a heatmap is judged by what it shows, not by how it was made or styled."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import seaborn as sns

import functions
from autograder.call import LocalCall
from autograder.catalogue import find
from autograder.catalogue.heatmaps.drawing import UNWRITABLE
from autograder.compare import Mismatch
from autograder.figures import colours_of, describe_axes
from autograder.judge import random_for


def heatmap(data, *args, title=None, xlabel=None, ylabel=None, save=None, **kwargs):
    """A plain right answer, for tests to change in one point."""
    grid = sns.clustermap(functions.expression_df(data), *args, **kwargs)
    if title is not None:
        grid.figure.suptitle(title)
    grid.ax_heatmap.set(xlabel=xlabel, ylabel=ylabel)
    if save is not None:
        grid.savefig(save)
    return grid


def passes(function, check_name):
    """Whether the answer satisfies the check whose name begins so."""
    exercise = find("plot_heatmap")
    check = next(check for check in exercise.checks if check.name.startswith(check_name))
    try:
        check.run(LocalCall(function), random_for("tests", exercise.name, check.name))
    except Mismatch:
        return False
    return True


@pytest.mark.parametrize("check", find("plot_heatmap").checks, ids=lambda check: check.name)
def test_a_plain_answer_satisfies_every_check(check):
    check.run(LocalCall(heatmap), random_for("tests", "plot_heatmap", check.name))


def test_a_centred_colour_map_keeps_the_colours_of_its_name():
    _, ax = plt.subplots()
    sns.heatmap(np.array([[-1.0, 0.5], [2.0, -0.3]]), vmin=-2, vmax=2, center=0, cmap="PuOr", ax=ax)
    mesh = describe_axes(ax).meshes[0]
    assert mesh.cmap != "PuOr"
    np.testing.assert_allclose(mesh.colours, colours_of("PuOr"), atol=0.02)
    plt.close()


def test_a_style_of_ones_own_is_fine():
    def styled(data, *args, **kwargs):
        defaults = {
            "z_score": 0,
            "center": 0,
            "cmap": "vlag",
            "yticklabels": False,
            "figsize": (3, 3),
        }
        grid = heatmap(data, *args, **{**defaults, **kwargs})
        grid.ax_heatmap.tick_params(left=False)
        return grid

    assert passes(styled, "a ClusterGrid")
    assert passes(styled, "cmap=")
    assert passes(styled, "row_cluster=False")


def test_a_text_on_the_figure_is_a_title():
    def with_text(data, title=None, **kwargs):
        grid = heatmap(data, **kwargs)
        grid.figure.text(0.5, 1, title)
        return grid

    assert passes(with_text, "title=")


def test_a_label_longer_than_asked_is_not_the_label():
    def longer(data, xlabel=None, **kwargs):
        return heatmap(data, xlabel=f"{xlabel} (cells)", **kwargs)

    assert not passes(longer, "xlabel=")


def test_the_error_of_an_unwritable_path_may_be_of_any_type_but_names_it():
    def complaining(words):
        def draw(data, save=None, **kwargs):
            if save == UNWRITABLE:
                raise LookupError(words)
            return heatmap(data, save=save, **kwargs)

        return draw

    name = "a path that cannot be written"
    assert passes(complaining(f"no way to write {UNWRITABLE}!"), name)
    assert not passes(complaining("no way to write it"), name)


def test_no_call_of_a_check_leaves_a_figure_or_a_file_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = plt.get_fignums()
    assert passes(heatmap, "save=")
    assert plt.get_fignums() == before
    assert list(tmp_path.iterdir()) == []
