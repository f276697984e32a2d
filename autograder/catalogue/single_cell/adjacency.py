"""The graph of neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial.distance import cdist

import functions
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_untouched,
    expect_value,
    is_sparse,
    kind,
    shown,
)
from autograder.exercise import Call, exercise

neighbour_graph = exercise(
    "neighbour_graph", lesson="single_cell", points=3, reference=functions.neighbour_graph
)

GAP = 1e-4
"""Distances of which the order matters differ by this part or more."""


def nearest(x: np.ndarray, k: int) -> np.ndarray:
    """True where column j is among the k nearest of row i, itself left out."""
    distances = cdist(x, x)
    np.fill_diagonal(distances, np.inf)
    ranks = distances.argsort(axis=1).argsort(axis=1)
    return ranks < k


def _settled(x: np.ndarray, k: int) -> bool:
    """Whether no cell's k-th and next neighbour are nearly as far as each other."""
    distances = np.sort(cdist(x, x), axis=1)
    if k + 1 >= len(x):
        return True
    return bool((distances[:, k + 1] > (1 + GAP) * distances[:, k]).all())


def _cells(rng: np.random.Generator, n: int, n_features: int, k: int) -> np.ndarray:
    """A dense group, a sparse one and some cells far out, which are nobody's nearest.

    The first feature varies most, as in principal components.
    """
    spread = np.linspace(2.0, 0.7, n_features)
    while True:
        width = rng.choice([0.3, 1.0, 3.0], size=(n, 1), p=[0.4, 0.4, 0.2])
        x = rng.normal(size=(n, n_features)) * spread * width + rng.normal(size=n_features)
        near = nearest(x, k)
        if _settled(x, k) and (k + 1 == n or (near & ~near.T).sum() >= n // 4):
            return x


def _graph(answer: Any, n: int) -> np.ndarray:
    """The numbers of the learner's adjacency matrix, sparse or not."""
    if answer is None:
        raise Mismatch("your answer is None: is there a `return`?")
    numbers = answer if is_sparse(answer) else as_numbers(answer, "your graph")
    expect(
        numbers.shape == (n, n),
        f"the graph of {n} cells should have shape {(n, n)}, a row and a column for every cell, "
        f"but it is {kind(answer)}",
    )
    return as_numbers(answer.toarray(), "your graph") if is_sparse(answer) else numbers


def _expect_joined(graph: np.ndarray, x: np.ndarray, k: int) -> None:
    """Expect edges, in either direction, where one of two cells is near to the other."""
    near = nearest(x, k)
    wanted = near | near.T
    found = (graph != 0) | (graph.T != 0)
    np.fill_diagonal(found, False)
    wrong = np.argwhere(found != wanted)
    if not len(wrong):
        return
    i, j = (int(one) for one in wrong[0])
    if wanted[i, j]:
        a, b = (i, j) if near[i, j] else (j, i)
        why = f"should be joined, since {b} is among the {k} nearest of {a}, but they are not"
    else:
        why = f"are joined, but neither is among the {k} nearest of the other"
    raise Mismatch(
        f"of {len(x)} cells, {i} and {j} {why} ({len(wrong) // 2} of {len(x) * (len(x) - 1) // 2} "
        "pairs differ)"
    )


@neighbour_graph.check("cells are joined when either is among the other's k nearest", points=1.25)
def joined(call: Call, rng: np.random.Generator) -> None:
    for n, n_features, k in ((24, 3, 4), (33, 5, 7), (20, 2, 1), (19, 4, 18)):
        x = _cells(rng, n, n_features, k)
        _expect_joined(_graph(call(x, k), n), x, k)


@neighbour_graph.check("symmetric: row i, column j is row j, column i", points=0.5, after=joined)
def symmetric(call: Call, rng: np.random.Generator) -> None:
    for n, k in ((26, 3), (30, 6)):
        graph = _graph(call(_cells(rng, n, 3, k), k), n)
        differ = np.argwhere(graph != graph.T)
        if len(differ):
            i, j = (int(one) for one in differ[0])
            raise Mismatch(
                f"your graph holds {graph[i, j]:g} at ({i}, {j}), but {graph[j, i]:g} at "
                f"({j}, {i}): it is not symmetric"
            )


@neighbour_graph.check("no cell is its own neighbour", points=0.25, after=joined)
def empty_diagonal(call: Call, rng: np.random.Generator) -> None:
    graph = _graph(call(_cells(rng, 22, 3, 4), 4), 22)
    loops = np.flatnonzero(graph.diagonal())
    expect(
        not len(loops),
        f"{len(loops)} of 22 cells are joined with themselves: the diagonal should hold nothing",
    )


@neighbour_graph.check("0 and 1, no other values", points=0.25, after=joined)
def zeros_and_ones(call: Call, rng: np.random.Generator) -> None:
    graph = _graph(call(_cells(rng, 25, 3, 5), 5), 25)
    others = graph[(graph != 0) & (graph != 1)]
    expect(
        not len(others),
        f"the graph should hold 0 and 1, but {len(others)} entries differ, such as "
        f"{shown(round(float(others[0]), 6)) if len(others) else ''}",
    )


@neighbour_graph.check("a sparse matrix", points=0.25, after=joined)
def sparse_matrix(call: Call, rng: np.random.Generator) -> None:
    answer = call(_cells(rng, 21, 3, 3), 3)
    expect(
        is_sparse(answer),
        f"your graph should be a sparse matrix of `scipy.sparse`, but it is {kind(answer)}: of "
        "10,000 cells that would be 800 MB, nearly all of it zeros",
    )


@neighbour_graph.check("15 neighbours where k is not given", points=0.25, after=joined)
def default_k(call: Call, rng: np.random.Generator) -> None:
    x = _cells(rng, 34, 3, 15)
    _expect_joined(_graph(call(x), 34), x, 15)


@neighbour_graph.check("the cells stay as they were", points=0.25, after=joined)
def cells_untouched(call: Call, rng: np.random.Generator) -> None:
    x = _cells(rng, 23, 3, 4)
    outcome = call.outcome(x, 4)
    first = _graph(expect_value(outcome), 23)
    expect_untouched(outcome)
    expect(
        np.array_equal(first, _graph(call(x, 4), 23)),
        "called twice with the same input, the function gave two different answers",
    )


neighbour_graph.hints(
    "Is being near mutual? A cell far out has k nearest cells like any other, but is it among "
    "theirs? And which cell is the nearest of all to itself?",
    "`NearestNeighbors(n_neighbors=k).fit(x).kneighbors_graph()`, without an argument, leaves every "
    "cell itself out, and gives a sparse matrix with a 1 from each cell to its k nearest. Turn it "
    "around with `.T`, and keep the larger of the two: an edge where either has one.",
    "near = cdist(x, x); np.fill_diagonal(near, np.inf); near = np.argsort(near, axis=1)[:, :k]; "
    "rows = np.repeat(np.arange(len(x)), k); A = sparse.csr_matrix((np.ones(rows.size), (rows, "
    "near.ravel())), shape=(len(x), len(x))); return A.maximum(A.T).",
)
