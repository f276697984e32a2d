"""What the checks of lesson 2 tell apart, and what a learner reads."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from autograder.call import LocalCall
from autograder.catalogue import find
from autograder.exercise import more_calls_than
from autograder.judge import judge
from autograder.verdict import Status


def failed(verdict):
    return {c.name: c.misconception for c in verdict.checks if c.status is not Status.RIGHT}


def test_a_right_result_that_is_returned_as_well_loses_one_point_part_only():
    def zscore_rows(data):
        values = data["expression"]
        sd = values.std(axis=1, ddof=1, keepdims=True)
        data["expression"] = (values - values.mean(axis=1, keepdims=True)) / np.where(sd, sd, 1)
        return data

    verdict = judge(find("zscore_rows"), zscore_rows)
    assert set(failed(verdict).values()) == {"V11"}
    assert verdict.score == 2.5


def test_missing_keepdims_is_named_although_numpy_raises():
    def zscore_rows(data):
        values = data["expression"]
        data["expression"] = (values - values.mean(axis=1)) / values.std(axis=1)

    verdict = judge(find("zscore_rows"), zscore_rows)
    assert failed(verdict)["every row has mean 0 and standard deviation 1"] == "Z3"


def test_scaling_in_single_precision_is_right():
    def minmax_rows(data):
        values = data["expression"]
        low = values.min(axis=1, keepdims=True)
        span = np.ptp(values, axis=1, keepdims=True)
        data["expression"] = ((values - low) / np.where(span, span, 1)).astype(np.float32)

    assert judge(find("minmax_rows"), minmax_rows).status is Status.RIGHT


def one_pair_at_a_time(a, b, metric):
    return np.linalg.norm(a - b) if metric == "euclidean" else 1 - np.corrcoef(a, b)[0, 1]


@pytest.mark.parametrize("style", ["two loops", "comprehension", "numpy.vectorize"])
def test_a_loop_over_pairs_is_explained_in_whatever_style(style):
    def vectorized_dist(data, metric="euclidean"):
        if metric not in ("euclidean", "correlation"):
            raise ValueError(f"what is {metric}?")
        x = data["expression"]
        first, second = np.triu_indices(len(x), 1)
        if style == "two loops":
            found = []
            for i in range(len(x)):
                for j in range(i + 1, len(x)):
                    found.append(one_pair_at_a_time(x[i], x[j], metric))
            return found
        if style == "comprehension":
            return [one_pair_at_a_time(a, b, metric) for a, b in zip(x[first], x[second])]
        return np.vectorize(lambda i, j: one_pair_at_a_time(x[i], x[j], metric))(first, second)

    verdict = judge(find("vectorized_dist"), vectorized_dist)
    wanted = {"no loop over pairs: Euclidean", "no loop over pairs: correlation"}
    assert failed(verdict) == dict.fromkeys(wanted, "V26")
    assert verdict.score == 3


def test_half_a_metric_earns_its_half():
    def vectorized_dist(data, metric="euclidean"):
        if metric != "euclidean":
            raise ValueError(f"not yet: {metric}")
        return pdist(data["expression"])

    assert judge(find("vectorized_dist"), vectorized_dist).score == 2.5


def test_calls_are_counted_in_python_and_out_of_it():
    def loop(n):
        return [abs(i) for i in range(n)]

    def product(n):
        return np.ones((n, n)) @ np.ones((n, n))

    few = more_calls_than(100)
    assert LocalCall(loop).without(few).outcome(99 // 2).error is None
    assert LocalCall(product).without(few).outcome(300).error is None
    assert LocalCall(loop).without(few).outcome(300).error.type == "NotAllowed"
    assert LocalCall(loop).outcome(300).error is None
