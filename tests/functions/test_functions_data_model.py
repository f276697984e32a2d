"""The data dictionary: making, checking, cutting and turning it."""

import copy

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import functions
from functions import (
    check_data_model,
    expression_df,
    from_pd,
    samples_in,
    subset_genes,
    transpose,
)

FRAME = pd.DataFrame([[1, 2, 3], [4, 5, 6]], index=["Mpo", "Klf1"], columns=["A.1", "A.2", "B.1"])


class TestFromPd:
    def test_names_become_the_index_of_tables_without_columns(self):
        data = from_pd(FRAME)
        assert data["expression"].dtype == float
        assert data["expression"].tolist() == [[1, 2, 3], [4, 5, 6]]
        for key, names in (("genes", FRAME.index), ("samples", FRAME.columns)):
            assert isinstance(data[key], pd.DataFrame)
            assert list(data[key].index) == list(names)
            assert data[key].shape[1] == 0

    def test_the_frame_is_copied_down_to_the_names_of_its_axes(self):
        frame = FRAME.astype(float)
        data = from_pd(frame)
        data["expression"][:] = 0
        data["genes"].index.name = "gene"
        data["samples"].index.name = "sample"
        pd.testing.assert_frame_equal(frame, FRAME.astype(float))

    def test_genes_lie_side_by_side_in_memory_even_from_a_table_read_by_column(self):
        by_column = pd.DataFrame(np.asfortranarray(np.ones((4, 3))))
        assert from_pd(by_column)["expression"].flags.c_contiguous

    def test_missing_values_stay_and_nullable_ones_become_nan(self):
        frame = pd.DataFrame({"A": pd.array([1.5, None], dtype="Float64"), "B": [1, 2]})
        np.testing.assert_array_equal(from_pd(frame)["expression"], [[1.5, 1], [np.nan, 2]])

    def test_an_array_is_refused(self):
        with pytest.raises(TypeError, match="DataFrame, not ndarray"):
            from_pd(FRAME.to_numpy())

    def test_a_column_of_text_is_named(self):
        with pytest.raises(ValueError, match="'symbol' is not numeric"):
            from_pd(FRAME.assign(symbol=["a", "b"]))

    def test_numbers_written_as_text_are_not_converted_silently(self):
        with pytest.raises(ValueError, match=r"'A\.1' is not numeric"):
            from_pd(FRAME.astype(str))

    @pytest.mark.parametrize(
        ("frame", "message"),
        [
            (pd.DataFrame(1.0, index=["Mpo", "Mpo"], columns=["A"]), "gene 'Mpo'"),
            (pd.DataFrame(1.0, index=["Mpo"], columns=["A", "A"]), "sample 'A'"),
        ],
    )
    def test_a_repeated_name_is_named(self, frame, message):
        with pytest.raises(ValueError, match=f"{message} occurs more than once"):
            from_pd(frame)


class TestExpressionDf:
    def test_it_is_the_inverse_of_from_pd(self):
        pd.testing.assert_frame_equal(expression_df(from_pd(FRAME)), FRAME.astype(float))

    def test_the_table_shares_nothing_with_the_data(self, small):
        before = copy.deepcopy(small)
        table = expression_df(small)
        table.iloc[0, 0] = -1
        table.index.name = "other"
        assert small["expression"][0, 0] == before["expression"][0, 0]
        assert small["genes"].index.name is None


class TestCheckDataModel:
    def test_valid_data_give_none(self, small):
        assert check_data_model(small) is None

    def test_data_without_genes_or_samples_and_with_missing_values_are_valid(self, build):
        check_data_model(build(np.empty((0, 3))))
        check_data_model(build(np.empty((3, 0))))
        check_data_model(build([[np.nan, np.inf]]))

    def test_extra_entries_and_integer_values_are_fine(self, small):
        check_data_model({**small, "expression": small["expression"].astype(int), "note": "x"})

    @pytest.mark.parametrize("key", ["expression", "genes", "samples"])
    def test_a_missing_key_is_named(self, small, key):
        del small[key]
        with pytest.raises(ValueError, match=f"'{key}'"):
            check_data_model(small)

    @pytest.mark.parametrize(
        ("key", "wrong"),
        [
            ("expression", [[1, 2, 3, 4]] * 3),
            ("expression", pd.DataFrame(np.ones((3, 4)))),
            ("expression", np.ones(12)),
            ("expression", np.ones((3, 4), dtype=object)),
            ("expression", np.ones((3, 4), dtype=bool)),
            ("expression", np.ones((3, 4), dtype=complex)),
            ("genes", ["Mpo", "Klf1", "Procr"]),
            ("samples", pd.Series(range(4))),
        ],
    )
    def test_an_entry_of_the_wrong_type_is_named(self, small, key, wrong):
        small[key] = wrong
        with pytest.raises(ValueError, match=f"'{key}' must"):
            check_data_model(small)

    def test_a_table_of_the_wrong_length_is_named_with_both_numbers(self, small):
        with pytest.raises(ValueError, match="'genes' has 2 rows, but 'expression' has 3 rows"):
            check_data_model({**small, "genes": small["genes"].iloc[:2]})
        with pytest.raises(ValueError, match=r"'samples' has 3 rows.* has 4 columns"):
            check_data_model({**small, "samples": small["samples"].iloc[:3]})

    @pytest.mark.parametrize(("key", "entry"), [("genes", "gene 'x'"), ("samples", "sample 'x'")])
    def test_a_repeated_name_is_named(self, small, key, entry):
        small[key].index = ["x", "y", "x", "z"][: len(small[key])]
        with pytest.raises(ValueError, match=f"{entry} occurs more than once in '{key}'"):
            check_data_model(small)

    def test_something_that_is_not_a_dictionary_is_refused(self):
        with pytest.raises(ValueError, match="dictionary, not DataFrame"):
            check_data_model(FRAME)


class TestSubsetGenes:
    def test_rows_come_in_the_order_given(self, small):
        subset = subset_genes(small, [2, 0])
        assert subset["expression"].tolist() == [[0, 0, 5, 5], [1, 2, 3, 4]]
        assert list(subset["genes"].index) == ["Procr", "Mpo"]
        assert list(subset["genes"]["marker_of"]) == ["LTHSC", "GMP"]
        pd.testing.assert_frame_equal(subset["samples"], small["samples"])

    @pytest.mark.parametrize(
        "mask",
        [
            [True, False, True],
            np.array([True, False, True]),
            pd.Series([True, False, True], index=["Mpo", "Klf1", "Procr"]),
        ],
    )
    def test_a_mask_keeps_the_rows_that_are_true(self, small, mask):
        assert list(subset_genes(small, mask)["genes"].index) == ["Mpo", "Procr"]

    @pytest.mark.parametrize("nothing", [[], np.array([], dtype=int), [False] * 3])
    def test_no_genes_can_be_chosen(self, small, nothing):
        subset = subset_genes(small, nothing)
        assert subset["expression"].shape == (0, 4)
        assert len(subset["genes"]) == 0

    @pytest.mark.parametrize("everything", [[0, 1, 2], [True] * 3])
    def test_the_subset_shares_nothing_with_the_original(self, small, everything, same_data):
        before = copy.deepcopy(small)
        subset = subset_genes(small, everything)
        subset["expression"][:] = -1
        subset["genes"]["marker_of"] = "none"
        subset["samples"].loc["A.1", "population"] = "none"
        same_data(small, before)

    def test_a_mask_of_the_wrong_length_is_refused_with_both_numbers(self, small):
        with pytest.raises(ValueError, match="2 values does not fit 3 genes"):
            subset_genes(small, [True, False])

    def test_a_position_without_a_gene_is_named(self, small):
        with pytest.raises(IndexError, match="position 3: 3 genes"):
            subset_genes(small, [0, 3])

    def test_gene_names_and_fractions_are_no_positions(self, small):
        with pytest.raises(TypeError, match="'Mpo'"):
            subset_genes(small, ["Mpo"])
        with pytest.raises(TypeError, match=r"1\.0"):
            subset_genes(small, [1.0])

    def test_a_gene_chosen_twice_is_named(self, small):
        with pytest.raises(ValueError, match="gene 'Klf1' occurs more than once"):
            subset_genes(small, [1, 0, 1])

    @given(st.data())
    def test_a_mask_and_its_positions_choose_the_same(self, data):
        n = data.draw(st.integers(1, 8))
        frame = pd.DataFrame(np.arange(2.0 * n).reshape(n, 2), columns=["a", "b"])
        mask = data.draw(hnp.arrays(bool, n))
        by_mask = subset_genes(from_pd(frame), mask)
        by_position = subset_genes(from_pd(frame), np.flatnonzero(mask))
        np.testing.assert_array_equal(by_mask["expression"], by_position["expression"])
        pd.testing.assert_frame_equal(by_mask["genes"], by_position["genes"])


class TestSamplesIn:
    def test_names_come_as_a_list_in_the_order_of_the_table(self, small):
        assert samples_in(small, "population", "B") == ["B.1", "B.2"]
        assert samples_in(small, "depth", 1.0) == ["A.1", "B.1"]

    def test_a_value_that_no_sample_has_gives_an_empty_list(self, small):
        assert samples_in(small, "population", "C") == []
        assert samples_in(small, "depth", np.nan) == []

    def test_a_category_that_does_not_exist_gives_an_empty_list(self, small):
        small["samples"]["population"] = small["samples"]["population"].astype("category")
        assert samples_in(small, "population", "A") == ["A.1", "A.2"]
        assert samples_in(small, "population", "C") == []

    def test_an_unknown_column_is_named(self, small):
        with pytest.raises(KeyError, match="tissue"):
            samples_in(small, "tissue", "B")

    def test_a_list_of_values_is_refused(self, small):
        with pytest.raises(TypeError, match="single value"):
            samples_in(small, "population", ["A", "B"])


class TestTranspose:
    def test_expression_is_turned_and_the_tables_change_places(self, small):
        turned = transpose(small)
        np.testing.assert_array_equal(turned["expression"], small["expression"].T)
        pd.testing.assert_frame_equal(turned["genes"], small["samples"])
        pd.testing.assert_frame_equal(turned["samples"], small["genes"])

    def test_twice_gives_the_original(self, small, same_data):
        same_data(transpose(transpose(small)), small)

    def test_the_result_shares_nothing_with_the_original(self, small):
        turned = transpose(small)
        turned["expression"][:] = -1
        turned["genes"]["population"] = "none"
        assert small["expression"].max() == 5
        assert list(small["samples"]["population"]) == ["A", "A", "B", "B"]


@pytest.mark.parametrize(
    "function",
    [
        functions.expression_df,
        functions.transpose,
        functions.get_top_variable_genes,
        functions.zscore_rows,
        functions.minmax_rows,
        functions.vectorized_dist,
        functions.order_by_clustering,
        functions.plot_heatmap,
        functions.sample_groups,
        lambda data: functions.subset_genes(data, [0]),
        lambda data: functions.samples_in(data, "population", "A"),
        lambda data: functions.cluster_rows(data, 2),
        lambda data: functions.run_anova(data, ["A", "A", "B", "B"]),
    ],
)
def test_every_function_refuses_data_whose_tables_do_not_fit(small, function):
    small["genes"] = small["genes"].iloc[:2]
    with pytest.raises(ValueError, match="'genes' has 2 rows, but 'expression' has 3 rows"):
        function(small)
