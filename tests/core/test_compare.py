"""What comparisons accept, reject, and say."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from autograder.compare import (
    Mismatch,
    as_numbers,
    expect_close,
    expect_data,
    expect_error,
    expect_names,
    expect_number,
    expect_partition,
    expect_table,
    same_answer,
)
from autograder.exercise import ErrorText, Outcome


@pytest.mark.parametrize(
    "answer",
    [
        [1, 2, 3],
        (1.0, 2.0, 3.0),
        np.array([1, 2, 3], dtype="int16"),
        np.array([1, 2, 3], dtype="float32"),
        pd.Series([1, 2, 3], index=list("xyz")),
        [np.float64(1), np.int64(2), 3],
        np.array([1, 2, 3], dtype=object),
    ],
)
def test_numbers_are_judged_by_value_not_by_container(answer):
    expect_close(answer, np.array([1.0, 2.0, 3.0]))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "is there a `return`"),
        ("text", "should hold numbers"),
        ([1, 2], r"should have shape \(3,\), but has shape \(2,\)"),
        ([[1, 2, 3]], "shape"),
        ([1, 2, 4], "at position 2 should be 3, but is 4"),
        ([1, np.nan, 3], "at position 1 should be 2, but is nan"),
        ([1j, 2, 3], "should hold numbers"),
        (["1", "2", "3"], "should hold numbers"),
        ([[1], [2, 3]], "should hold numbers"),
    ],
)
def test_a_difference_is_told_in_the_learners_terms(answer, says):
    with pytest.raises(Mismatch, match=says):
        expect_close(answer, np.array([1.0, 2.0, 3.0]))


def test_a_gene_is_named_where_rows_have_names():
    table = pd.DataFrame({"F": [1.0, 2.0]}, index=["Mpo", "Klf1"])
    with pytest.raises(Mismatch, match="F of Klf1 should be 2, but is 3"):
        expect_table(pd.DataFrame({"F": [1.0, 3.0]}, index=["Mpo", "Klf1"]), table)


def test_small_values_are_strict_only_where_asked():
    expect_close([1.0, 1e-12], [1.0, 0.0])
    with pytest.raises(Mismatch):
        expect_close([1.0, 2e-12], [1.0, 1e-12], atol=0)


def test_extra_columns_are_fine_missing_ones_and_wrong_order_are_not():
    table = pd.DataFrame({"F": [1.0, 2.0]}, index=["a", "b"])
    expect_table(table.assign(extra="text"), table)
    with pytest.raises(Mismatch, match="no column 'F'"):
        expect_table(table.rename(columns={"F": "f"}), table)
    with pytest.raises(Mismatch, match="in another order"):
        expect_table(table.iloc[::-1], table)
    with pytest.raises(Mismatch, match="should be a DataFrame"):
        expect_table(table["F"], table)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.permutations(range(5)))
def test_labels_count_up_to_renumbering(labels, numbers):
    expect_partition([numbers[label] + 7 for label in labels], labels)


@given(st.lists(st.integers(0, 3), min_size=4, max_size=20))
def test_another_partition_is_rejected(labels):
    other = list(labels)
    other[0] = 9
    if other.count(9) == labels.count(labels[0]):
        expect_partition(other, labels)
    else:
        with pytest.raises(Mismatch):
            expect_partition(other, labels)


def test_merged_clusters_are_rejected_with_the_number():
    with pytest.raises(Mismatch, match="make 1 clusters, where 2 are right"):
        expect_partition([1, 1, 1], [0, 0, 1])
    with pytest.raises(Mismatch, match="Mpo and Klf1 in the wrong clusters"):
        expect_partition([1, 1, 2, 2], [0, 1, 0, 1], names=["Mpo", "Klf1", "a", "b"])


def test_an_error_is_judged_by_its_type_and_by_the_name_in_its_message():
    missing = Outcome(error=ErrorText("MyKeyError", ("KeyError", "LookupError"), "no column 'sex'"))
    expect_error(missing, KeyError, ["sex"])
    with pytest.raises(Mismatch, match="should raise a ValueError, but it raised MyKeyError"):
        expect_error(missing, ValueError)
    with pytest.raises(Mismatch, match="should name 'age'"):
        expect_error(missing, KeyError, ["age"])
    with pytest.raises(Mismatch, match="but it returned None"):
        expect_error(Outcome(), KeyError)


def test_one_number_may_be_a_scalar_or_an_array_of_one():
    for answer in (2, 2.0, np.float64(2), np.array(2.0), np.array([2.0]), pd.Series([2.0])):
        expect_number(answer, 2.0)
    with pytest.raises(Mismatch, match="should be one number"):
        expect_number([1.0, 2.0], 2.0)


def test_a_data_dictionary_is_compared_entry_by_entry():
    data = {
        "expression": np.arange(6.0).reshape(2, 3),
        "genes": pd.DataFrame({"chr": ["1", "X"]}, index=["g1", "g2"]),
        "samples": pd.DataFrame(index=["s1", "s2", "s3"]),
    }
    expect_data({**data, "extra": 1}, data)
    with pytest.raises(Mismatch, match="no entry 'genes'"):
        expect_data({k: v for k, v in data.items() if k != "genes"}, data)
    with pytest.raises(Mismatch, match="lost its column 'chr'"):
        expect_data({**data, "genes": data["genes"][[]]}, data)
    with pytest.raises(Mismatch, match="expression of g1"):
        expect_data({**data, "expression": data["expression"] + 1}, data)


def test_names_differ_by_position():
    with pytest.raises(Mismatch, match="position 1 should be 'b', but is 'c'"):
        expect_names(["a", "c"], ["a", "b"], "the genes")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (np.array([1.0, np.nan]), [1, np.nan], True),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1.0]}), True),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]}), False),
        ({"a": 1}, {"a": 2}, False),
        (None, 0, False),
        ("x", "x", True),
        ([np.zeros(2), "x"], [np.zeros(2), "x"], True),
        (np.zeros(2), np.zeros(3), False),
        (object(), 1, False),
    ],
)
def test_sameness_is_by_value(a, b, same):
    assert same_answer(a, b) is same


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil", "dok", "bsr", "dia"])
@pytest.mark.parametrize("kind", ["matrix", "array"])
def test_sparse_matrices_are_the_same_if_the_same_numbers_stand_in_the_same_places(form, kind):
    dense = np.array([[0.0, 2.0, 0.0], [1.0, 0.0, 0.5]])
    answer = getattr(sparse, f"{form}_{kind}")(dense)
    assert same_answer(answer, sparse.csc_matrix(dense))
    assert same_answer(sparse.coo_array(dense), answer)
    assert same_answer(answer, dense)
    assert not same_answer(answer, sparse.csr_matrix(dense + 1e-3 * (dense == 2)))
    assert not same_answer(answer, sparse.csr_matrix(dense.T))
    assert not same_answer(answer, {(0, 1): 2.0})
    assert not same_answer("csr", answer)


def test_a_sparse_matrix_too_large_to_be_dense_is_compared_all_the_same():
    large = sparse.csr_matrix((1_000_000, 1_000_000))
    assert same_answer(large, large.copy())
    assert not same_answer(large, sparse.eye(1_000_000))


def test_as_numbers_turns_booleans_into_numbers():
    assert as_numbers([True, False]).tolist() == [1.0, 0.0]


def test_what_a_generator_has_drawn_makes_no_difference_between_answers():
    fresh, used = np.random.default_rng(0), np.random.default_rng(0)
    used.random(5)
    assert same_answer((1, fresh), (1, used))
    assert not same_answer(fresh, 0)
