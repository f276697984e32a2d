"""All pairwise distances of the rows, without a loop over pairs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.spatial.distance import pdist, squareform

import functions
from autograder.catalogue.inputs import data_of
from autograder.compare import (
    Mismatch,
    expect_close,
    expect_conduct,
    expect_error,
    expect_value,
    time_ratio,
)
from autograder.exercise import Call, NotAllowed, clock, exercise, more_calls_than

vectorized_dist = exercise(
    "vectorized_dist", lesson="scaling", points=4, reference=functions.vectorized_dist
)
METRICS = ("euclidean", "correlation")


def _points(rng: np.random.Generator, n_genes: int, n_samples: int) -> dict[str, Any]:
    return data_of(rng.normal(3, 1, (n_genes, n_samples)), rng)


def _expect_distances(answer: Any, data: dict[str, Any], metric: str) -> None:
    expected = pdist(data["expression"], metric)
    largest = float(expected.max())
    expect_close(answer, expected, f"the {metric} distance", rtol=0, atol=1e-6 * largest)


@vectorized_dist.check("Euclidean distances of all pairs of rows, condensed", points=1)
def euclidean(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_samples in ((9, 6), (2, 7), (30, 11)):
        data = _points(rng, n_genes, n_samples)
        _expect_distances(call(data), data, "euclidean")
    _expect_distances(call(data, metric="euclidean"), data, "euclidean")
    expect_conduct(call, data)


@vectorized_dist.check("correlation distances: 1 − r", points=1)
def correlation(call: Call, rng: np.random.Generator) -> None:
    for n_genes, n_samples in ((8, 5), (30, 12)):
        data = _points(rng, n_genes, n_samples)
        _expect_distances(call(data, metric="correlation"), data, "correlation")
    expect_conduct(call, data, metric="correlation")


@vectorized_dist.check("identical rows have distance 0", points=0.5)
def identical_rows(call: Call, rng: np.random.Generator) -> None:
    once = rng.normal(3, 1, (75, 20))
    data = data_of(rng.permutation(np.vstack([once, once])), rng)
    _expect_distances(call(data), data, "euclidean")


@vectorized_dist.check("another metric is a ValueError that names it", points=0.5)
def other_metric(call: Call, rng: np.random.Generator) -> None:
    data = _points(rng, 7, 5)
    _expect_distances(call(data), data, "euclidean")
    for metric in ("cityblock", "cosine", "my own"):
        outcome = call.outcome(data, metric=metric)
        expect_error(outcome, ValueError, [metric], when=f"metric={metric!r}")


# ---------------------------------------------------------------- speed

# Who visits the pairs one by one calls a function for each: counted, so that a busy machine makes no
# difference. Who does it by operators alone is slower than a loop that calls `math.dist`: timed.
# What is fast without a loop depends on the size: all differences in one array have to fit into the
# cache, a loop over rows needs many genes to pay, one over samples few samples. One will do.
SIZES = ((48, 48), (400, 4), (300, 40))
AT_MOST = 1.5


def _pair_loop(points: np.ndarray) -> Callable[[], float]:
    """The fastest loop over pairs that one would write in Python, and its time."""

    def run() -> float:
        started = clock()
        rows, distance = [tuple(row) for row in points.tolist()], math.dist
        n = len(rows)
        [distance(rows[i], rows[j]) for i in range(n) for j in range(i + 1, n)]
        return clock() - started

    return run


def _expect_no_call_per_pair(call: Call, rng: np.random.Generator, metric: str) -> None:
    few, data = _points(rng, 12, 9), _points(rng, 300, 6)
    _expect_distances(call(few, metric), few, metric)  # whatever there is to import is imported
    n_pairs = 300 * 299 // 2
    counted = call.without(more_calls_than(int(0.9 * n_pairs)))
    outcome = counted.outcome(data, metric)
    if outcome.error is not None and outcome.error.type == NotAllowed.__name__:
        raise Mismatch(
            f"300 genes make {n_pairs} pairs, and your function calls other functions about as "
            "often: it goes through the pairs one by one; let NumPy work on many at once"
        )
    _expect_distances(expect_value(outcome), data, metric)


def _expect_no_pair_loop(call: Call, rng: np.random.Generator, metric: str) -> None:
    _expect_no_call_per_pair(call, rng, metric)
    ratios = []
    for n_genes, n_samples in SIZES:
        data = _points(rng, n_genes, n_samples)
        loop = _pair_loop(data["expression"])
        ratios.append(time_ratio(call, (data, metric), loop, AT_MOST))
        if not ratios[-1] > AT_MOST:
            return
    raise Mismatch(
        f"your function takes {min(ratios):.2g} times as long as a loop over all pairs in Python; "
        "let NumPy work on many pairs at once"
    )


@vectorized_dist.check("no loop over pairs: Euclidean", points=0.5)
def fast_euclidean(call: Call, rng: np.random.Generator) -> None:
    _expect_no_pair_loop(call, rng, "euclidean")


@vectorized_dist.check("no loop over pairs: correlation", points=0.5)
def fast_correlation(call: Call, rng: np.random.Generator) -> None:
    _expect_no_pair_loop(call, rng, "correlation")


# ---------------------------------------------------------------- misconceptions


def _distances(data: Any, metric: str) -> np.ndarray:
    """What SciPy says, and the error that is asked for."""
    if metric not in METRICS:
        raise ValueError(f"metric must be 'euclidean' or 'correlation', not {metric!r}")
    return pdist(data["expression"], metric)


@vectorized_dist.misconception(
    "H1",
    "You return the square matrix. `linkage` would take its rows for observations and cluster "
    "profiles of distances, with no more than a warning: keep each pair once, "
    "`squareform(matrix)`.",
    sees=euclidean,
)
def square_matrix(data, metric="euclidean"):
    return squareform(_distances(data, metric))


@vectorized_dist.misconception(
    "H11",
    "You added the differences up before squaring, so a plus and a minus cancel: (0, 0) and "
    "(1, −1) would be the same point. Square first, then sum, then take the root.",
    sees=euclidean,
)
def summed_before_squaring(data, metric="euclidean"):
    if metric != "euclidean":
        return _distances(data, metric)
    values = data["expression"]
    first, second = np.triu_indices(len(values), 1)
    return np.sqrt((values[first] - values[second]).sum(axis=1) ** 2)


@vectorized_dist.misconception(
    "V20",
    "These are squared distances: the square root is missing. Try the points (0, 0) and (3, 4), "
    "whose distance is 5.",
    sees=euclidean,
)
def root_forgotten(data, metric="euclidean"):
    distances = _distances(data, metric)
    return distances**2 if metric == "euclidean" else distances


@vectorized_dist.misconception(
    "V21",
    "The distances are right, but in the order of the lower triangle: (1, 0), (2, 0), (2, 1) … "
    "SciPy reads (0, 1), (0, 2), (0, 3) …, so every later step would mix up the pairs. Take the "
    "upper triangle, `np.triu_indices(n, k=1)`.",
    sees=euclidean,
)
def lower_triangle(data, metric="euclidean"):
    square = squareform(_distances(data, metric))
    return square[np.tril_indices(len(square), -1)]


@vectorized_dist.misconception(
    "V22",
    "You return r itself, which is largest for the genes that are most alike. A distance is small "
    "there: 1 − r.",
    sees=correlation,
)
def similarity(data, metric="euclidean"):
    distances = _distances(data, metric)
    return 1 - distances if metric == "correlation" else distances


@vectorized_dist.misconception(
    "V23",
    "With 1 − |r| a gene that falls whenever another rises counts as its nearest neighbour. Here "
    "the sign matters: 1 − r runs from 0 to 2.",
    sees=correlation,
)
def sign_lost(data, metric="euclidean"):
    distances = _distances(data, metric)
    return 1 - np.abs(1 - distances) if metric == "correlation" else distances


@vectorized_dist.misconception(
    "V30",
    "You halved the correlation distance. The one that is asked for is 1 − r, from 0 to 2.",
    sees=correlation,
)
def half_a_distance(data, metric="euclidean"):
    distances = _distances(data, metric)
    return distances / 2 if metric == "correlation" else distances


@vectorized_dist.misconception(
    "V28",
    "You didn't subtract each row's mean, so this is one minus the cosine, not one minus the "
    "correlation: two genes that are merely both high look alike. Centre the rows first.",
    sees=correlation,
)
def not_centred(data, metric="euclidean"):
    if metric == "correlation":
        return pdist(data["expression"], "cosine")
    return _distances(data, metric)


@vectorized_dist.misconception(
    "V29",
    "Your function gives Euclidean distances whatever `metric` says. For 'correlation' it should "
    "return 1 − r of the rows.",
    sees=correlation,
)
def metric_ignored(data, metric="euclidean"):
    _distances(data, metric)
    return pdist(data["expression"])


@vectorized_dist.misconception(
    "V27",
    "These are the distances between the samples, the columns. Rows are asked for: with n genes "
    "there should be n(n − 1)/2 of them.",
    sees=euclidean,
)
def distances_of_samples(data, metric="euclidean"):
    return _distances({"expression": data["expression"].T}, metric)


@vectorized_dist.misconception(
    "V24",
    "Two identical rows got NaN: rounding made their |a|² + |b|² − 2 a·b a little less than 0, and "
    "that has no root. `np.maximum(squared, 0)` before the root mends it.",
    sees=identical_rows,
)
def root_of_less_than_zero(data, metric="euclidean"):
    if metric != "euclidean":
        return _distances(data, metric)
    values = data["expression"]
    first, second = np.triu_indices(len(values), 1)
    length2 = (values**2).sum(axis=1)
    return np.sqrt(length2[first] + length2[second] - 2 * (values @ values.T)[first, second])


@vectorized_dist.misconception(
    "V25",
    "Your function hands every metric on to SciPy, which knows more than twenty, so a 'cosine' "
    "slips through. Two are allowed here: refuse any other with a ValueError that names it.",
    sees=other_metric,
)
def any_metric(data, metric="euclidean"):
    return pdist(data["expression"], metric)


@vectorized_dist.misconception(
    "V26",
    "The distances are right, but Python visits every pair one by one: for 4,000 genes that is 8 "
    "million steps. Let NumPy subtract whole rows at once, or get all products with one `@`.",
    sees=fast_euclidean,
)
def pair_loop(data, metric="euclidean"):
    if metric not in METRICS:
        raise ValueError(f"metric must be 'euclidean' or 'correlation', not {metric!r}")
    values = data["expression"]
    if metric == "correlation":
        values = values - values.mean(axis=1, keepdims=True)
        values = values / np.linalg.norm(values, axis=1, keepdims=True)
    rows, n = [tuple(row) for row in values.tolist()], len(values)
    distances = [math.dist(rows[i], rows[j]) for i in range(n) for j in range(i + 1, n)]
    return np.array(distances) if metric == "euclidean" else np.array(distances) ** 2 / 2


vectorized_dist.hints(
    "For all pairs at once, think of the square matrix of distances. Half of it repeats the other "
    "half, and the diagonal is 0: which entries are left, and in which order?",
    "|a − b|² = |a|² + |b|² − 2 a·b, and `values @ values.T` holds every a·b. For the correlation, "
    "centre the rows and divide them by their length: then a·b is r. "
    "`np.triu_indices(n, k=1)` lists the pairs in SciPy's order.",
    "With `first, second = np.triu_indices(len(values), k=1)` and `length2 = "
    "(values**2).sum(axis=1)`, the Euclidean distances are `np.sqrt(np.maximum(length2[first] + "
    "length2[second] - 2 * (values @ values.T)[first, second], 0))`; the correlation distances are "
    "`1 - (unit @ unit.T)[first, second]`; any other metric is a ValueError.",
)
