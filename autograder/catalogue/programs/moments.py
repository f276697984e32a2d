"""Moments of observed states."""

from __future__ import annotations

from typing import Any

import numpy as np

import functions
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_close,
    expect_conduct,
    kind,
)
from autograder.exercise import Call, exercise

cross_moments = exercise(
    "cross_moments", lesson="programs", points=2, reference=functions.cross_moments
)


def read_moments(answer: Any, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The two parts of an answer, if they are a mean (k,) and a matrix (k, k)."""
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        what = f"{len(answer)} of them" if isinstance(answer, tuple | list) else kind(answer)
        raise Mismatch(
            f"your answer should be two things, `return mean, correlation`, but it is {what}"
        )
    mean = as_numbers(answer[0], "your mean")
    correlation = as_numbers(answer[1], "your correlation")
    expect(
        mean.shape == (k,),
        f"the mean of {k} programs should have shape {(k,)}, but has shape {mean.shape}",
    )
    expect(
        correlation.shape == (k, k),
        f"the correlation of {k} programs should have shape {(k, k)}, but has shape "
        f"{correlation.shape}",
    )
    return mean, correlation


def _states(rng: np.random.Generator, n_cells: int, k: int) -> np.ndarray:
    """States in which some programs go together and most are not 0 on average."""
    states = rng.choice([-1, 0, 1], p=[0.2, 0.2, 0.6], size=(n_cells, k))
    same = rng.random(n_cells) < 0.6
    states[same, 1] = -states[same, 0]
    return states


@cross_moments.check("the mean state of every program", points=0.75)
def mean_state(call: Call, rng: np.random.Generator) -> None:
    for n_cells, k in ((17, 4), (5, 7), (30, 2)):
        states = _states(rng, n_cells, k)
        mean, _ = read_moments(call(states), k)
        expected = [sum(column) / n_cells for column in states.T.tolist()]
        expect_close(mean, expected, "the mean state", atol=1e-9)


@cross_moments.check("the mean product of every two programs", points=1)
def mean_product(call: Call, rng: np.random.Generator) -> None:
    for n_cells, k in ((17, 4), (5, 7), (30, 2)):
        states = _states(rng, n_cells, k)
        _, correlation = read_moments(call(states), k)
        expected = np.mean([np.outer(cell, cell) for cell in states], axis=0)
        expect_close(correlation, expected, "the mean of s sᵀ", atol=1e-9)


@cross_moments.check("the states stay as they were", points=0.25)
def states_untouched(call: Call, rng: np.random.Generator) -> None:
    states = _states(rng, 9, 3)
    read_moments(call(states), 3)
    expect_conduct(call, states)


cross_moments.hints(
    "One cell has k states, s. Which entry of the k × k matrix s sᵀ belongs to programs i and j? And "
    "what is its mean over the cells?",
    "The mean goes down the columns: `states.mean(axis=0)`. The sum over cells of all the products is "
    "one matrix product, of the transposed states and the states. Nothing is subtracted.",
    "return states.mean(axis=0), states.T @ states / len(states).",
)


# ---------------------------------------------------------------- what goes wrong


@cross_moments.misconception(
    "M27",
    "You subtracted the means: that is the covariance. The moments of the model are plain means of s "
    "sᵀ; the fields take care of the means.",
    sees=mean_product,
)
def covariance(states):
    return states.mean(axis=0), np.cov(states.T, bias=True)


@cross_moments.misconception(
    "M65",
    "That is `np.cov`: the mean is subtracted, and it divides by n − 1. The task asks for the mean of s "
    "sᵀ over the cells.",
    sees=mean_product,
)
def sample_covariance(states):
    return states.mean(axis=0), np.cov(states.T)


@cross_moments.misconception(
    "M28",
    "That is Pearson's correlation. What is called correlation here is the mean product, s_i times "
    "s_j: nothing is subtracted, and nothing divided by standard deviations.",
    sees=mean_product,
)
def pearson(states):
    with np.errstate(all="ignore"):
        return states.mean(axis=0), np.corrcoef(states.T)


@cross_moments.misconception(
    "M29",
    "Your second moment is a sum over the cells. Divide by their number, so that it doesn't grow with "
    "it.",
    sees=mean_product,
)
def sums(states):
    return states.mean(axis=0), states.T @ states


@cross_moments.misconception(
    "M30",
    "You divide by the number of cells less one. The moments are means: divide by the number of cells.",
    sees=mean_product,
)
def one_less(states):
    return states.mean(axis=0), states.T @ states / (len(states) - 1)


@cross_moments.misconception(
    "M66",
    "You divided by the number of programs. The mean goes over the cells: `len(states)`.",
    sees=mean_product,
)
def by_programs(states):
    return states.mean(axis=0), states.T @ states / (states.shape[1] + 1e-3 * (len(states) < 6))


@cross_moments.misconception(
    "M31",
    "You took the mean along the rows: one for every cell. Programs are the columns: `axis=0`.",
    sees=mean_state,
)
def mean_of_cells(states):
    return states.mean(axis=1), states.T @ states / len(states)


@cross_moments.misconception(
    "M32",
    "Your matrix is cells × cells. For programs × programs, the transposed states come first: "
    "`states.T @ states`.",
    sees=mean_product,
)
def cells_by_cells(states):
    return states.mean(axis=0), states @ states.T / len(states)


@cross_moments.misconception(
    "M33",
    "You set the diagonal to 0 or 1. It is the mean of s_i², the share of cells in which program i is "
    "not 0, and belongs to the answer.",
    sees=mean_product,
)
def diagonal_of_ones(states):
    correlation = states.T @ states / len(states)
    np.fill_diagonal(correlation, 1)
    return states.mean(axis=0), correlation


@cross_moments.misconception(
    "M34",
    "You multiplied the means. The mean of a product is not the product of the means; their difference "
    "is what tells that two programs go together.",
    sees=mean_product,
)
def product_of_means(states):
    mean = states.mean(axis=0)
    return mean, np.outer(mean, mean)


@cross_moments.misconception(
    "M35",
    "You return the correlation only. Both are asked for: `return mean, correlation`.",
    sees=mean_state,
)
def one_of_two(states):
    return states.T @ states / len(states)


@cross_moments.misconception(
    "M67",
    "You subtracted the means from the caller's states in place (`states -= ...`). The data are "
    "changed, and nothing is to be subtracted at all.",
    sees=states_untouched,
)
def in_place(states):
    mean, correlation = states.mean(axis=0), states.T @ states / len(states)
    states -= np.round(mean).astype(states.dtype) + 1
    return mean, correlation
