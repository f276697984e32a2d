"""Pictures of single cells."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from functions import (
    plot_dotplot,
    plot_embedding,
    plot_matrixplot,
    plot_proportions,
    plot_stacked_violin,
    plot_tracksplot,
)

GENES = ["Mpo", "Klf1"]


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def labels(ticks):
    return [tick.get_text() for tick in ticks]


class TestMap:
    def test_groups_are_named_with_their_sizes(self, rng):
        ax = plot_embedding(rng.normal(size=(5, 2)), ["Mo", "Neu", "Mo", "Mo", "Neu"], title="Map")
        assert [text.get_text() for text in ax.get_legend().texts] == ["Mo (3)", "Neu (2)"]
        assert [text.get_text() for text in ax.texts] == ["Mo", "Neu"]
        assert ax.get_title() == "Map"
        assert len(ax.get_xticks()) == 0

    def test_numbers_have_a_colour_bar(self, rng):
        values = pd.Series([0.5, 1, 2], name="Mpo")
        ax = plot_embedding(rng.normal(size=(3, 2)), values)
        np.testing.assert_array_equal(ax.collections[0].get_array(), values)
        assert ax.figure.axes[1].get_ylabel() == "Mpo"

    def test_shapes_must_fit(self):
        with pytest.raises(ValueError, match=r"two columns, not the shape \(3, 3\)"):
            plot_embedding(np.zeros((3, 3)))
        with pytest.raises(ValueError, match="2 colours do not fit 3 cells"):
            plot_embedding(np.zeros((3, 2)), ["a", "b"])


def test_dots_are_shares_and_colours_scaled_means(small):
    ax = plot_dotplot(small, ["Procr", "Mpo"], small["samples"]["population"])
    dots = ax.collections[0]
    np.testing.assert_allclose(dots.get_array(), [0, 0, 1, 1])
    np.testing.assert_allclose(dots.get_sizes() / dots.get_sizes().max(), [0, 1, 1, 1])
    assert labels(ax.get_xticklabels()) == ["Procr", "Mpo"]
    assert labels(ax.get_yticklabels()) == ["A", "B"]


def test_the_matrix_holds_scaled_means(small):
    ax = plot_matrixplot(small, GENES, small["samples"]["population"])
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0, 1], [1, 0]])


@pytest.mark.parametrize("plot", [plot_stacked_violin, plot_tracksplot])
def test_every_gene_has_a_row(small, plot):
    figure = plot(small, ["Mpo", "Procr"], small["samples"]["population"])
    assert [ax.get_ylabel() for ax in figure.axes] == ["Mpo", "Procr"]
    assert labels(figure.axes[-1].get_xticklabels()) == ["A", "B"]


@pytest.mark.parametrize("plot", [plot_dotplot, plot_matrixplot, plot_tracksplot])
def test_unknown_genes_and_wrong_groups_are_named(small, plot):
    with pytest.raises(KeyError, match="no gene 'Xist'"):
        plot(small, ["Xist"], list("aabb"))
    with pytest.raises(ValueError, match="3 group labels do not fit 4"):
        plot(small, GENES, list("aab"))


def test_bars_add_up_to_1():
    table = pd.DataFrame({"Mo": [0.25, 0.5], "Neu": [0.75, 0.5]}, index=["s1", "s2"])
    ax = plot_proportions(table)
    tops = [bar.get_y() + bar.get_height() for bar in ax.patches]
    np.testing.assert_allclose(tops, [0.25, 0.5, 1, 1])
    assert [text.get_text() for text in ax.get_legend().texts] == ["Mo", "Neu"]
