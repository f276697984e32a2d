"""What the checks of lesson 1 tell apart, and what a learner reads."""

import numpy as np
import pandas as pd

import functions
from autograder.catalogue import find
from autograder.judge import judge
from autograder.verdict import Status


def failed(verdict):
    return {c.name: c.misconception for c in verdict.checks if c.status is not Status.RIGHT}


def test_the_values_of_a_table_without_a_copy_are_explained():
    def from_pd(expr):
        genes, samples = pd.DataFrame(index=expr.index), pd.DataFrame(index=expr.columns)
        return {"expression": expr.to_numpy(), "genes": genes, "samples": samples}

    verdict = judge(find("from_pd"), from_pd)
    assert set(failed(verdict).values()) == {"D2"}
    assert verdict.score == 1


def test_a_table_of_genes_left_whole_costs_its_own_points_only():
    def subset_genes(data, gene_idx):
        return {
            "expression": data["expression"][np.asarray(gene_idx)],
            "genes": data["genes"].copy(),
            "samples": data["samples"].copy(),
        }

    verdict = judge(find("subset_genes"), subset_genes)
    assert failed(verdict)["the table of genes follows, the samples stay"] == "D15"
    assert verdict.score == 1


def test_a_check_of_the_model_in_one_s_own_words_meets_its_misconception():
    def check_data_model(data):
        for key in ("expression", "genes", "samples"):
            if key not in data:
                raise ValueError(f"where is {key}?")
        matrix = data["expression"]
        if not hasattr(matrix, "dtype") and not hasattr(matrix, "dtypes"):
            raise ValueError("expression: that's no array")
        if isinstance(matrix, np.ndarray):
            functions.check_data_model(data)

    wrong_type = "an entry of the wrong type is a ValueError that names it"
    assert failed(judge(find("check_data_model"), check_data_model)) == {wrong_type: "D11"}


def test_the_same_words_for_two_missing_keys_do_not_name_the_key():
    def check_data_model(data):
        if not {"expression", "genes", "samples"} <= set(data):
            raise ValueError("data needs expression, genes and samples")
        functions.check_data_model(data)

    verdict = judge(find("check_data_model"), check_data_model)
    missing_key = "a missing key is a ValueError that names it"
    assert list(failed(verdict)) == [missing_key, "None for valid data"]
    assert "the same for two different keys" in verdict.first_problem.message
    assert "once another check is passed" in verdict.checks[1].message
    assert verdict.score == 2


def test_raising_whatever_comes_earns_nothing():
    def check_data_model(data):
        raise ValueError(f"expression, genes and samples: {data}")

    assert judge(find("check_data_model"), check_data_model).score == 0


def test_a_helper_that_is_missing_is_blamed_not_the_function_that_calls_it():
    def transpose(data):
        return turned(data)  # noqa: F821 - that's the point

    verdict = judge(find("transpose"), transpose)
    assert verdict.status is Status.CRASHED
    assert "turned" in verdict.first_problem.message
