"""Pictures of gene programs."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from functions import (
    consensus_nmf,
    plot_component_distances,
    plot_k_selection,
    plot_network,
    plot_network_heatmap,
    plot_response_heatmap,
    plot_usage,
)
from functions.program_plots import EXCLUDE, SUPPORT, program_positions


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


@pytest.fixture
def couplings():
    names = ["A", "B", "C", "D"]
    values = [[9, 0.2, 1, 0], [0.2, 9, 0, -0.5], [1, 0, 9, 0.01], [0, -0.5, 0.01, 9]]
    return pd.DataFrame(values, index=names, columns=names)


def labels(ticks):
    return [tick.get_text() for tick in ticks]


def test_stability_and_error_have_an_axis_each():
    table = pd.DataFrame({"silhouette": [0.9, 0.5], "error": [7.0, 3.0]}, index=[2, 4])
    ax = plot_k_selection(table)
    assert ax.lines[0].get_ydata().tolist() == [0.9, 0.5]
    assert [text.get_text() for text in ax.get_legend().texts] == ["silhouette", "error"]
    right = next(other for other in ax.figure.axes if other is not ax)
    assert right.lines[0].get_ydata().tolist() == [7, 3]
    with pytest.raises(KeyError, match="no column 'error'"):
        plot_k_selection(table[["silhouette"]])


def test_spectra_of_a_program_are_side_by_side(rng):
    counts = pd.DataFrame(rng.poisson(np.kron(np.eye(2), np.full((15, 20), 9)) + 1))
    result = consensus_nmf(counts, 2, 5, 30)
    shown = plot_component_distances(result).images[0].get_array()
    first = np.count_nonzero(result["clusters"] == 0)
    assert shown.shape[0] == np.count_nonzero(result["clusters"] >= 0)
    assert shown[:first, :first].max() < shown[:first, first:].min()


def test_cells_are_ordered_by_their_main_program():
    usage = pd.DataFrame({"P0": [1.0, 0, 3], "P1": [3.0, 2, 1]})
    shown = plot_usage(usage).images[0].get_array()
    np.testing.assert_allclose(shown, [[0.75, 0, 0.25], [0.25, 1, 0.75]])


def test_programs_of_a_module_are_side_by_side_and_the_diagonal_is_empty(couplings):
    before = couplings.copy()
    ax = plot_network_heatmap(couplings, pd.Series({"A": 1, "B": 0, "C": 1, "D": 0}))
    assert labels(ax.get_yticklabels()) == ["B", "D", "A", "C"]
    image = ax.images[0]
    assert image.get_array()[0, 1] == -0.5
    assert np.ma.getmaskarray(np.ma.masked_invalid(image.get_array())).diagonal().all()
    assert image.norm.vmin == -image.norm.vmax
    pd.testing.assert_frame_equal(couplings, before)


def test_similar_perturbations_are_side_by_side():
    responses = pd.DataFrame(
        {"up": [1.0, 2], "down": [-1.0, -2], "upper": [1.1, 2.1]}, index=["P0", "P1"]
    )
    names = labels(plot_response_heatmap(responses).get_xticklabels())
    assert abs(names.index("up") - names.index("upper")) == 1


class TestNetwork:
    def test_lines_are_couplings_above_the_threshold(self, couplings):
        ax = plot_network(couplings, modules=[0, 0, 1, 1])
        assert [line.get_color() for line in ax.lines] == [SUPPORT, SUPPORT, EXCLUDE]
        assert [line.get_linewidth() for line in ax.lines] == pytest.approx([1.2, 6, 3])
        assert [text.get_text() for text in ax.texts] == ["A", "B", "C", "D"]

    def test_programs_lie_at_their_most_active_cells(self, couplings, rng):
        cells = rng.normal(0, 0.1, (400, 2))
        cells[:100] += (0, 5)
        cells[100:200] += (5, 0)
        usage = np.zeros((400, 4))
        for program in range(4):
            usage[100 * program : 100 * program + 100, program] = 1
        places = program_positions(cells, usage)
        np.testing.assert_allclose(places[:2], [[0, 5], [5, 0]], atol=0.5)
        assert np.linalg.norm(places[2] - places[3]) > 0.05
        ax = plot_network(couplings, cells, usage)
        assert len(ax.collections) == 1

    def test_a_map_needs_the_usage(self, couplings):
        with pytest.raises(ValueError, match="embedding and usage belong together"):
            plot_network(couplings, np.zeros((3, 2)))
        with pytest.raises(ValueError, match="do not fit"):
            plot_network(couplings, np.zeros((3, 2)), np.zeros((4, 4)))
        with pytest.raises(ValueError, match="2 modules do not fit 4 programs"):
            plot_network(couplings, modules=[0, 1])
