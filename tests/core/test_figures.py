"""Figures as data: what a reader sees of dots and legends, however they were drawn."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgba

from autograder.figures import describe_axes

X, Y = [0.0, 1.0, 2.0], [3.0, 5.0, 4.0]
RED, BLUE = to_rgba("red"), to_rgba("blue")


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def test_numbers_as_colours_are_read_as_the_colours_that_they_become(ax):
    ax.scatter(X, Y, c=[0, 1, 0], cmap="coolwarm")
    colours = describe_axes(ax).points[0].colours
    low, high = plt.get_cmap("coolwarm")([0.0, 1.0])
    np.testing.assert_allclose(colours, [low, high, low])


def test_hollow_dots_have_the_colour_of_their_edge(ax):
    ax.scatter(X, Y, facecolors="none", edgecolors="red")
    ax.plot(X, Y, "o", markerfacecolor="none", markeredgecolor="blue")
    described = describe_axes(ax)
    np.testing.assert_allclose(described.points[0].colours, [RED])
    assert described.lines[0].colour == BLUE


def test_markers_without_a_line_have_the_colour_of_their_face_and_lines_their_own(ax):
    ax.plot(X, Y, "o", color="blue", markerfacecolor="red")
    ax.plot(X, Y, "o-", color="blue", markerfacecolor="red")
    assert [line.colour for line in describe_axes(ax).lines] == [RED, BLUE]


def test_dots_come_in_the_order_in_which_they_are_painted(ax):
    ax.scatter(X, Y, color="red", zorder=3, label="above")
    ax.scatter(X, Y, color="blue", label="below")
    assert [dots.label for dots in describe_axes(ax).points] == ["below", "above"]


def test_every_legend_is_read_and_the_figure_s_where_the_panel_has_none(ax):
    dots = ax.scatter(X, Y, label="up")
    ax.figure.legend()
    assert describe_axes(ax).legend == ("up",)
    first = ax.legend([dots], ["down"])
    ax.legend([dots], ["n.s."])
    ax.add_artist(first)
    assert sorted(describe_axes(ax).legend) == ["down", "n.s."]
