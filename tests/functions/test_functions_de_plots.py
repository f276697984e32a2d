"""Pictures of differential expression."""

import copy

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from seaborn.matrix import ClusterGrid

from functions import (
    contrasts_fit,
    design_matrix,
    e_bayes,
    expression_df,
    lm_fit,
    make_contrast,
    plot_de_heatmap,
    plot_md,
    plot_mds,
    plot_volcano,
    plot_voom_trend,
    simulate_counts,
    top_table,
    voom,
)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture
def table():
    """Six genes: two up, one down, three not; one p-value too small for a number."""
    return pd.DataFrame(
        {
            "log_fc": [2.0, 1.0, -3.0, 0.5, -0.4, 4.0],
            "p_value": [0.0, 1e-4, 1e-6, 0.3, 0.9, 0.04],
            "adj_p_value": [0.0, 2e-4, 3e-6, 0.45, 0.9, 0.06],
        },
        index=list("abcdef"),
    )


@pytest.fixture(scope="module")
def analysed():
    """Simulated counts all the way: groups, voom, fit, table."""
    data = simulate_counts(400, 4, 1, composition=0)
    groups = data["samples"]["group"]
    design = design_matrix(groups)
    v = voom(expression_df(data), design)
    fit = lm_fit(v["E"], design, v["weights"])
    fit = e_bayes(contrasts_fit(fit, make_contrast("treated - control", design)))
    return {"groups": groups, "voom": v, "fit": fit, "table": top_table(fit, 0, None)}


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def dots(ax, label):
    found = [dots for dots in ax.collections if str(dots.get_label()).startswith(label)]
    assert len(found) == 1
    return found[0]


class TestVolcano:
    def test_dots_are_coloured_by_call_and_counted_in_the_legend(self, table):
        ax = plot_volcano(table)
        assert isinstance(ax, Axes)
        assert legend(ax) == ["up (2)", "down (1)", "n.s. (3)"]
        assert dots(ax, "up").get_offsets()[:, 0].tolist() == [2, 1]
        assert dots(ax, "down").get_offsets().tolist() == [[-3, 6]]
        assert len(dots(ax, "n.s.").get_offsets()) == 3
        colours = {tuple(dots(ax, call).get_facecolor()[0]) for call in ("up", "down", "n.s.")}
        assert len(colours) == 3
        assert ax.get_xlabel() == "log2 fold change"
        assert "p-value" in ax.get_ylabel()

    def test_a_p_value_of_0_is_drawn_above_all_others(self, table):
        height = dots(plot_volcano(table), "up").get_offsets()[:, 1]
        assert np.isfinite(height).all()
        assert height[0] > 300
        assert height[1] == pytest.approx(4)

    def test_the_line_lies_where_the_rate_says_not_at_alpha(self, table):
        lines = plot_volcano(table).get_lines()
        assert [line.get_ydata()[0] for line in lines] == [pytest.approx(4)]

    def test_without_calls_there_are_three_entries_and_no_line(self, table):
        ax = plot_volcano(table, alpha=1e-300).get_figure().axes[0]
        assert legend(ax) == ["up (1)", "down (0)", "n.s. (5)"]
        ax = plot_volcano(table.assign(adj_p_value=1.0))
        assert legend(ax) == ["up (0)", "down (0)", "n.s. (6)"]
        assert len(ax.get_lines()) == 0

    def test_alpha_is_the_callers_and_is_strict(self, table):
        assert legend(plot_volcano(table, 0.06)) == ["up (2)", "down (1)", "n.s. (3)"]
        assert legend(plot_volcano(table, 0.061)) == ["up (3)", "down (1)", "n.s. (2)"]

    def test_it_draws_where_it_is_told_and_leaves_the_table_alone(self, table):
        before = copy.deepcopy(table)
        _, ax = plt.subplots()
        assert plot_volcano(table, ax=ax) is ax
        pd.testing.assert_frame_equal(table, before)

    def test_a_missing_column_and_a_senseless_alpha_are_refused(self, table):
        with pytest.raises(KeyError, match="no column 'adj_p_value'"):
            plot_volcano(table.drop(columns="adj_p_value"))
        with pytest.raises(ValueError, match="alpha must be between 0 and 1, not 2"):
            plot_volcano(table, alpha=2)


class TestMd:
    def test_the_axis_names_the_contrast_and_calls_agree_with_the_volcano(self, analysed):
        ax = plot_md(analysed["fit"])
        assert ax.get_ylabel() == "log2 fold change: treated - control"
        assert legend(ax) == legend(plot_volcano(analysed["table"]))
        up = analysed["table"].query("adj_p_value < 0.05 and log_fc > 0")
        offsets = dots(ax, "up").get_offsets()
        assert sorted(offsets[:, 1]) == pytest.approx(sorted(up["log_fc"]))
        assert sorted(offsets[:, 0]) == pytest.approx(sorted(up["ave_expr"]))

    def test_an_unknown_coefficient_is_refused(self, analysed):
        with pytest.raises(KeyError, match="no coefficient 'control - treated'"):
            plot_md(analysed["fit"], "control - treated")


class TestMds:
    def test_groups_are_coloured_and_the_axes_say_what_they_show(self, analysed):
        ax = plot_mds(analysed["voom"]["E"], analysed["groups"])
        assert legend(ax) == ["control", "treated"]
        assert "dimension 1" in ax.get_xlabel()
        assert "%" in ax.get_ylabel()
        assert [text.get_text() for text in ax.texts] == list(analysed["groups"].index)

    def test_other_dimensions_and_no_groups(self, analysed):
        ax = plot_mds(analysed["voom"]["E"], dims=(2, 3))
        assert "dimension 3" in ax.get_ylabel()
        assert ax.get_legend() is None

    def test_dimensions_that_do_not_exist_are_refused(self, analysed):
        with pytest.raises(ValueError, match="dims must be at most 7, not 8"):
            plot_mds(analysed["voom"]["E"], dims=(1, 8))


class TestTrend:
    def test_the_trend_runs_through_the_points(self, analysed):
        ax = plot_voom_trend(analysed["voom"])
        trend = ax.get_lines()[0]
        np.testing.assert_array_equal(
            trend.get_xdata(), analysed["voom"]["trend"]["mean_log_count"]
        )
        assert len(ax.collections[0].get_offsets()) == len(analysed["voom"]["points"])
        assert "standard deviation" in ax.get_ylabel()

    def test_without_a_trend_there_is_nothing_to_draw(self, analysed):
        v = {**analysed["voom"], "trend": analysed["voom"]["trend"][:0]}
        with pytest.raises(ValueError, match="no trend to draw"):
            plot_voom_trend(v)


class TestHeatmap:
    def test_only_significant_genes_are_drawn_smallest_p_first(self, analysed):
        grid = plot_de_heatmap(
            analysed["voom"]["E"], analysed["table"], analysed["groups"], n_genes=10
        )
        assert isinstance(grid, ClusterGrid)
        assert set(grid.data2d.index) == set(analysed["table"].index[:10])
        n = (analysed["table"]["adj_p_value"] < 0.05).sum()
        assert grid.figure.get_suptitle() == f"10 of {n} genes with FDR below 0.05"

    def test_there_are_no_more_than_are_significant(self, analysed):
        n = (analysed["table"]["adj_p_value"] < 0.05).sum()
        grid = plot_de_heatmap(
            analysed["voom"]["E"], analysed["table"], analysed["groups"], n_genes=n + 50
        )
        assert len(grid.data2d) == n

    def test_rows_are_z_scores_and_columns_have_their_groups_colours(self, analysed):
        grid = plot_de_heatmap(
            analysed["voom"]["E"], analysed["table"], analysed["groups"], col_cluster=False
        )
        np.testing.assert_allclose(grid.data2d.std(axis=1, ddof=1), 1)
        band = grid.ax_col_colors.collections[0]
        assert len({tuple(to_rgba(colour)) for colour in band.get_facecolors()}) == 2
        assert [text.get_text() for text in grid.ax_heatmap.get_legend().get_texts()] == [
            "control",
            "treated",
        ]

    def test_the_callers_keywords_win(self, analysed):
        grid = plot_de_heatmap(
            analysed["voom"]["E"], analysed["table"], analysed["groups"], title="Mine", method="ward",
            metric="euclidean",
        )  # fmt: skip
        assert grid.figure.get_suptitle() == "Mine"

    def test_nothing_significant_is_refused(self, analysed):
        with pytest.raises(ValueError, match=r"no gene of the table has adj_p_value below 0\.05"):
            plot_de_heatmap(
                analysed["voom"]["E"],
                analysed["table"].assign(adj_p_value=1.0),
                analysed["groups"],
            )

    def test_a_gene_that_is_not_in_the_values_is_named(self, analysed):
        first = analysed["table"].index[0]
        with pytest.raises(KeyError, match=f"gene '{first}' of the table is not in x"):
            plot_de_heatmap(
                analysed["voom"]["E"].drop(index=first), analysed["table"], analysed["groups"]
            )
