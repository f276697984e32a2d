"""Markers, annotation and proportions: scipy, scanpy, and tables by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control, ttest_ind

from functions import (
    annotate,
    clr,
    from_pd,
    proportions,
    rank_all_markers,
    rank_markers,
)

# Cells of seven types in three samples of bone marrow.
MARROW = pd.DataFrame(
    [
        [104, 277, 359, 160, 3456, 107, 1],
        [5, 427, 213, 235, 1500, 66, 217],
        [173, 420, 135, 84, 1750, 62, 3],
    ],
    index=["distal", "niche", "normal"],
    columns=["DCp", "MDP", "MM", "Mo", "Neu", "Prog", "iMac"],
)


@pytest.fixture
def cells(rng):
    values = np.maximum(rng.normal(0.5, 1, (50, 60)), 0)
    labels = rng.choice(["a", "b", "c"], 60)
    values[:5, labels == "b"] += 2
    return from_pd(pd.DataFrame(values, index=[f"g{i}" for i in range(50)])), labels


class TestMarkers:
    def test_every_column_is_what_it_says(self, cells):
        data, labels = cells
        table = rank_markers(data, labels, "b")
        x = data["expression"]
        inside, outside = x[:, labels == "b"], x[:, labels != "b"]
        expected = ttest_ind(inside, outside, axis=1, equal_var=False)
        ours = table.loc[data["genes"].index]
        np.testing.assert_allclose(ours["t"], expected.statistic, rtol=1e-10)
        np.testing.assert_allclose(ours["p_value"], expected.pvalue, rtol=1e-9)
        adjusted = false_discovery_control(expected.pvalue)
        np.testing.assert_allclose(ours["adj_p_value"], adjusted, rtol=1e-9)
        np.testing.assert_allclose(ours["pct_in"], (inside > 0).mean(axis=1))
        np.testing.assert_allclose(ours["pct_out"], (outside > 0).mean(axis=1))
        ratio = np.expm1(inside.mean(axis=1)) / np.expm1(outside.mean(axis=1))
        np.testing.assert_allclose(ours["log_fc"], np.log2(ratio), rtol=1e-6)
        assert table["p_value"].is_monotonic_increasing
        assert set(table.index[:5]) == {f"g{i}" for i in range(5)}

    def test_all_groups_at_once_are_the_single_ones(self, cells):
        data, labels = cells
        table = rank_all_markers(data, labels)
        for group in "abc":
            one = rank_markers(data, labels, group)
            pd.testing.assert_frame_equal(table.loc[group], one, check_names=False)

    def test_real_cells_have_the_markers_of_scanpy(self, reference):
        scanpy = pytest.importorskip("scanpy", reason="scanpy, which brings the data, is absent")
        pbmc = scanpy.datasets.pbmc68k_reduced()
        raw = pbmc.raw.X
        x = (raw.toarray() if hasattr(raw, "toarray") else np.asarray(raw)).astype(float)
        data = from_pd(pd.DataFrame(x.T, index=pbmc.raw.var_names, columns=pbmc.obs_names))
        table = rank_all_markers(data, pbmc.obs["bulk_labels"].astype(str))
        expected = reference("pbmc68k_markers_scanpy.tsv.gz").set_index(["group", "index"])
        ours = table.loc[expected.index]
        np.testing.assert_allclose(ours["t"], expected["scores"], rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(ours["p_value"], expected["pvals"], rtol=1e-5, atol=1e-300)
        np.testing.assert_allclose(ours["adj_p_value"], expected["pvals_adj"], rtol=1e-5)
        np.testing.assert_allclose(ours["pct_in"], expected["pct_nz_group"], rtol=1e-12)
        np.testing.assert_allclose(ours["pct_out"], expected["pct_nz_reference"], rtol=1e-12)
        np.testing.assert_allclose(ours["log_fc"], expected["logfoldchanges"], rtol=1e-3, atol=1e-4)

    def test_genes_without_any_difference_come_last(self):
        data = from_pd(pd.DataFrame([[1.0, 1, 1, 1], [0.3, 0.3, 0.1, 0.1], [1, 3, 2, 2.5]]))
        table = rank_markers(data, ["x", "x", "y", "y"], "x")
        assert table.loc[0, ["t", "p_value"]].tolist() == [0, 1]
        assert table.loc[1, "t"] == np.inf
        assert table.loc[1, "p_value"] == 0
        assert table.index.tolist() == [1, 2, 0]

    def test_a_group_of_one_cell_and_an_unknown_group_are_refused(self, cells):
        data, labels = cells
        with pytest.raises(KeyError, match="no cells of group 'd'; there are a, b, c"):
            rank_markers(data, labels, "d")
        labels = np.array(["a"] * 59 + ["lonely"])
        with pytest.raises(ValueError, match="group 'lonely' has 1 cells"):
            rank_markers(data, labels, "lonely")
        data["expression"][3, 3] = np.nan
        with pytest.raises(ValueError, match="gene 'g3' has a missing"):
            rank_markers(data, labels, "a")


class TestAnnotation:
    def test_every_cell_gets_its_clusters_type(self):
        types = annotate([13, 0, 3, 0], {"Neu": [13, 3], "Mo": 0})
        assert types.tolist() == ["Neu", "Mo", "Neu", "Mo"]

    def test_a_series_keeps_its_cells(self):
        labels = pd.Series([1, 2], index=["c1", "c2"])
        types = annotate(labels, {"B": [2], "A": np.array([1])})
        assert types.to_dict() == {"c1": "A", "c2": "B"}

    def test_clusters_with_two_types_or_none_are_named(self):
        with pytest.raises(ValueError, match="cluster 3 is given to two types: 'Neu' and 'Mo'"):
            annotate([3], {"Neu": [3], "Mo": [3]})
        with pytest.raises(ValueError, match="no type for cluster 7, 8"):
            annotate([1, 7, 8], {"Neu": [1]})


class TestProportions:
    def test_the_table_of_the_marrow(self):
        counts = MARROW.to_numpy().ravel()
        samples = np.repeat(np.repeat(MARROW.index, 7), counts)
        types = np.repeat(np.tile(MARROW.columns, 3), counts)
        table = proportions(samples, types)
        np.testing.assert_allclose(table, MARROW.div(MARROW.sum(axis=1), axis=0))
        assert list(table.columns) == list(MARROW.columns)

    def test_an_absent_type_is_0_and_rows_add_up(self):
        table = proportions(["s1", "s1", "s2"], ["A", "B", "A"])
        assert table.loc["s2", "B"] == 0
        np.testing.assert_allclose(table.sum(axis=1), 1)

    def test_series_are_aligned_by_cell(self):
        samples = pd.Series(["s1", "s2", "s2"], index=["a", "b", "c"])
        types = pd.Series(["Y", "Y", "X"], index=["c", "b", "a"])
        assert proportions(samples, types).loc["s1", "X"] == 1

    def test_different_numbers_of_cells_are_refused(self):
        with pytest.raises(ValueError, match="1 group labels do not fit 2"):
            proportions(["s1", "s1"], ["A"])


class TestCentredLogRatios:
    def test_rows_add_up_to_0_and_shares_do_as_well_as_counts(self):
        table = clr(MARROW)
        np.testing.assert_allclose(table.sum(axis=1), 0, atol=1e-12)
        np.testing.assert_allclose(clr(MARROW.div(MARROW.sum(axis=1), axis=0)), table)
        ratio = np.log(MARROW.loc["niche", "Mo"] / MARROW.loc["niche", "Neu"])
        assert table.loc["niche", "Mo"] - table.loc["niche", "Neu"] == pytest.approx(ratio)

    def test_zeros_need_a_pseudocount(self):
        table = pd.DataFrame({"A": [1, 2], "B": [0, 2]}, index=["s1", "s2"])
        with pytest.raises(ValueError, match="'B' in sample 's1' is not above 0"):
            clr(table)
        np.testing.assert_allclose(clr(table, 0.5).loc["s1", "A"], np.log(3) / 2)
