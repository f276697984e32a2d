"""Distances of one centroid to all genes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.spatial.distance import cdist

import functions
from autograder.compare import (
    Mismatch,
    expect_close,
    expect_conduct,
    expect_error,
    expect_value,
    time_ratio,
)
from autograder.exercise import Call, NotAllowed, clock, exercise, more_calls_than

dist_to_centroid = exercise(
    "dist_to_centroid", lesson="kmeans", points=2, reference=functions.dist_to_centroid
)


def _draw(rng: np.random.Generator, n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    return 6 + 2 * rng.normal(size=d), 6 + 2 * rng.normal(size=(n, d))


def _expect_distances(answer: object, centroid: np.ndarray, mat: np.ndarray) -> None:
    what = f"your distances to {len(mat)} rows of {mat.shape[1]} values"
    expect_close(answer, cdist(centroid[None, :], mat)[0], what)


@dist_to_centroid.check("the Euclidean distance to every row", points=0.75)
def distance_to_every_row(call: Call, rng: np.random.Generator) -> None:
    for n, d in ((7, 4), (3, 6), (5, 5), (4, 1), (1, 3)):
        centroid, mat = _draw(rng, n, d)
        _expect_distances(call(centroid, mat), centroid, mat)


@dist_to_centroid.check(
    "a centroid of another length is a ValueError", points=0.5, after=distance_to_every_row
)
def length_mismatch(call: Call, rng: np.random.Generator) -> None:
    for n, d, length in ((7, 4, 5), (7, 4, 3), (4, 6, 4), (7, 4, 1), (6, 1, 6)):
        centroid, mat = _draw(rng, n, d)
        outcome = call.outcome(np.resize(centroid, length), mat)
        case = f"a centroid of length {length} and a matrix of shape ({n}, {d})"
        expect_error(outcome, ValueError, when=case)


# Who visits the rows one by one calls a function for each, or is slower than a loop that does.
N_ROWS = 3000
AT_MOST = 1.5


@dist_to_centroid.check("all rows at once, without a Python loop over them", points=0.5)
def no_loop_over_rows(call: Call, rng: np.random.Generator) -> None:
    few = _draw(rng, 5, 4)
    _expect_distances(call(*few), *few)  # whatever there is to import is imported
    centroid, mat = _draw(rng, N_ROWS, 4)
    outcome = call.without(more_calls_than(int(0.9 * N_ROWS))).outcome(centroid, mat)
    if outcome.error is not None and outcome.error.type == NotAllowed.__name__:
        raise Mismatch(
            f"with {N_ROWS} rows your function calls other functions about as often: it goes "
            "through the rows one by one; let NumPy work on all of them at once"
        )
    _expect_distances(expect_value(outcome), centroid, mat)
    ratio = time_ratio(call, (centroid, mat), _row_loop(centroid, mat), AT_MOST)
    if ratio > AT_MOST:
        raise Mismatch(
            f"your function takes {ratio:.2g} times as long as a loop over all rows in Python; let "
            "NumPy work on all of them at once"
        )


def _row_loop(centroid: np.ndarray, mat: np.ndarray) -> Callable[[], float]:
    """The fastest loop over rows that one would write in Python, and its time."""

    def run() -> float:
        started = clock()
        distance, point = math.dist, centroid.tolist()
        [distance(point, row) for row in mat.tolist()]
        return clock() - started

    return run


@dist_to_centroid.check("centroid and matrix stay as they were", points=0.25)
def inputs_untouched(call: Call, rng: np.random.Generator) -> None:
    centroid, mat = _draw(rng, 6, 3)
    _expect_distances(call(centroid, mat), centroid, mat)
    expect_conduct(call, centroid, mat)


def _fitting(centroid, mat):
    """The arguments as arrays that fit; a ValueError for others, as the task asks."""
    centroid, mat = np.asarray(centroid), np.asarray(mat)
    if len(centroid) != mat.shape[1]:
        raise ValueError(f"a centroid of length {len(centroid)} for rows of {mat.shape[1]} values")
    return centroid, mat


@dist_to_centroid.misconception(
    "H11",
    "You added the differences up before squaring, so a plus and a minus cancel: (0, 0) and "
    "(1, −1) would be the same point. Square first, then sum over `axis=1`, then take the root.",
    sees=distance_to_every_row,
)
def summed_before_squaring(centroid, mat):
    centroid, mat = _fitting(centroid, mat)
    return np.sqrt((mat - centroid).sum(axis=1) ** 2)


@dist_to_centroid.misconception(
    "K11",
    "These are squared distances: the square root is missing. Try the centroid (0, 0) and the row "
    "(3, 4), whose distance is 5.",
    sees=distance_to_every_row,
)
def root_forgotten(centroid, mat):
    return functions.dist_to_centroid(*_fitting(centroid, mat)) ** 2


@dist_to_centroid.misconception(
    "K12",
    "You summed down the columns, so there is one number for every sample. Each row is a gene: sum "
    "over `axis=1`, and compare `len` of the answer with the number of rows.",
    sees=distance_to_every_row,
)
def summed_over_rows(centroid, mat):
    centroid, mat = _fitting(centroid, mat)
    return np.sqrt(((mat - centroid) ** 2).sum(axis=0))


@dist_to_centroid.misconception(
    "K13",
    "You have one number for the whole matrix. `np.linalg.norm` and `.sum()` take everything "
    "together unless you say which axis: `axis=1` gives one distance per row.",
    sees=distance_to_every_row,
)
def one_number_for_all(centroid, mat):
    centroid, mat = _fitting(centroid, mat)
    return np.linalg.norm(mat - centroid)


@dist_to_centroid.misconception(
    "K14",
    "You added up the absolute differences: the Manhattan distance. The Euclidean one squares the "
    "differences, adds them up, and takes the root.",
    sees=distance_to_every_row,
)
def manhattan(centroid, mat):
    centroid, mat = _fitting(centroid, mat)
    return np.abs(mat - centroid).sum(axis=1)


@dist_to_centroid.misconception(
    "K15",
    "You took the mean of the squared differences, not their sum, so the distances are too small by "
    "the root of the number of columns. Use `.sum(axis=1)`.",
    sees=distance_to_every_row,
)
def mean_of_squares(centroid, mat):
    centroid, mat = _fitting(centroid, mat)
    return np.sqrt(((mat - centroid) ** 2).mean(axis=1))


@dist_to_centroid.misconception(
    "K16",
    "A centroid of the wrong length can slip through: NumPy stretches a single value over all "
    "columns, and a single column over all values, without a word. Compare `len(centroid)` with "
    "`mat.shape[1]` and raise a ValueError.",
    sees=length_mismatch,
)
def stretched(centroid, mat):
    return np.sqrt(((np.asarray(mat) - np.asarray(centroid)) ** 2).sum(axis=1))


@dist_to_centroid.misconception(
    "K17",
    "The distances are right, but Python visits the rows one by one. `mat - centroid` subtracts the "
    "centroid from every row at once; the sum over `axis=1` does the rest.",
    sees=no_loop_over_rows,
)
def row_by_row(centroid, mat):
    centroid, mat = _fitting(centroid, mat)
    return np.array([math.dist(centroid, row) for row in mat])


@dist_to_centroid.misconception(
    "K18",
    "You subtracted the centroid from `mat` itself (`mat -= centroid`), so the caller's matrix is "
    "shifted now, and the next centroid is compared with other points. Write `mat - centroid`.",
    sees=inputs_untouched,
)
def shifted_in_place(centroid, mat):
    centroid, mat = _fitting(centroid, mat)
    mat -= centroid
    return np.sqrt((mat**2).sum(axis=1))


dist_to_centroid.hints(
    "What does NumPy do with `mat - centroid`, if one has the shape (n, d) and the other (d,)?",
    "The difference has the shape of `mat`. Square it, add up along each row (`axis=1`), take the "
    "root. Look at the lengths first: NumPy stretches a single value over a whole row without asking.",
    "if len(centroid) != mat.shape[1]: raise ValueError(...); "
    "return np.sqrt(((mat - centroid) ** 2).sum(axis=1)).",
)
