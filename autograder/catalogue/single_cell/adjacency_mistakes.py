"""Graphs of neighbours that go wrong, and what to say of them."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.spatial.distance import cdist

from autograder.catalogue.single_cell.adjacency import (
    cells_untouched,
    default_k,
    empty_diagonal,
    joined,
    nearest,
    neighbour_graph,
    sparse_matrix,
    symmetric,
    zeros_and_ones,
)

__all__ = ["neighbour_graph"]


def _either(near):
    return sparse.csr_matrix((near | near.T).astype(float))


@neighbour_graph.misconception(
    "C20",
    "You joined cells only where *both* are among the other's k nearest. A cell far out is in "
    "nobody's list and would have no neighbour at all. Either of the two is enough: "
    "`A.maximum(A.T)`, not the minimum or the product.",
    sees=joined,
)
def mutual(x, k=15):
    near = nearest(x, k)
    return sparse.csr_matrix((near & near.T).astype(float))


@neighbour_graph.misconception(
    "C21",
    "Your graph has an edge from each cell to its k nearest, but not back: j may be near to i while "
    "i is not among j's nearest. Communities are found in a symmetric graph; add the other direction "
    "with `A.maximum(A.T)`.",
    sees=symmetric,
)
def one_way(x, k=15):
    return sparse.csr_matrix(nearest(x, k).astype(float))


@neighbour_graph.misconception(
    "C22",
    "You counted each cell among its own k nearest, so it has k − 1 others. The cell itself, at "
    "distance 0, always comes first: leave it out before you count.",
    sees=joined,
)
def itself_counted(x, k=15):
    return _either(nearest(x, k - 1) | np.eye(len(x), dtype=bool))


@neighbour_graph.misconception(
    "C23",
    "You counted each cell among its own k nearest and then removed it: k − 1 neighbours are left. "
    "Ask for k + 1, or set the diagonal of the distances to infinity first.",
    sees=joined,
)
def one_too_few(x, k=15):
    return _either(nearest(x, k - 1))


@neighbour_graph.misconception(
    "C24",
    "You asked for k + 1 neighbours, since the cell itself is among them, but you left it in: every "
    "cell is joined with itself. Take it out of the lists, or empty the diagonal.",
    sees=empty_diagonal,
)
def loops(x, k=15):
    return _either(nearest(x, k) | np.eye(len(x), dtype=bool))


@neighbour_graph.misconception(
    "C25",
    "`A + A.T` holds a 2 where each of two cells is near to the other. The graph says whether, not "
    "how often: take the maximum of both, or set all entries to 1.",
    sees=zeros_and_ones,
)
def twos(x, k=15):
    near = nearest(x, k).astype(float)
    return sparse.csr_matrix(near + near.T)


@neighbour_graph.misconception(
    "C26",
    "`(A + A.T) / 2` holds a half where only one of two cells is near to the other. An edge in "
    "either direction is an edge: 1.",
    sees=zeros_and_ones,
)
def halves(x, k=15):
    near = nearest(x, k).astype(float)
    return sparse.csr_matrix((near + near.T) / 2)


@neighbour_graph.misconception(
    "C27",
    "Your graph holds distances. The largest weight is then that of the most different neighbours, "
    'and a community search would join these. Write 1 for an edge: `mode="connectivity"`.',
    sees=zeros_and_ones,
)
def distances_as_weights(x, k=15):
    near = nearest(x, k)
    return sparse.csr_matrix(np.where(near | near.T, cdist(x, x), 0))


@neighbour_graph.misconception(
    "C28",
    "Your graph is a dense array with a number for every pair of cells: nearly all zeros, and 800 MB "
    "for 10,000 cells. Build a sparse matrix, which stores the edges only.",
    sees=sparse_matrix,
)
def dense_array(x, k=15):
    return _either(nearest(x, k)).toarray()


@neighbour_graph.misconception(
    "C7",
    "`k` has no effect in yours: there are always 15 neighbours. It is a choice that changes the "
    "clusters (5 neighbours give more and smaller ones than 30), so the caller makes it.",
    sees=joined,
)
def always_fifteen(x, k=15):
    return _either(nearest(x, min(15, len(x) - 1)))


@neighbour_graph.misconception(
    "C29",
    "You joined each cell with the k cells that are *furthest* away: you took the wrong end of the "
    "sorted distances.",
    sees=joined,
)
def furthest(x, k=15):
    distances = -cdist(x, x)
    np.fill_diagonal(distances, np.inf)
    return _either(distances.argsort(axis=1).argsort(axis=1) < k)


@neighbour_graph.misconception(
    "C30",
    "Your graph joins features: its size is the number of columns. Here the rows of `x` are the "
    "cells; don't transpose.",
    sees=joined,
)
def of_features(x, k=15):
    return _either(nearest(x.T, min(k, x.shape[1] - 1)))


@neighbour_graph.misconception(
    "C31",
    "Your neighbours are the nearest by cosine, which knows a cell's direction only, not how far out "
    "it is. The task takes Euclidean distances.",
    sees=joined,
)
def by_cosine(x, k=15):
    return _either(nearest(x / np.linalg.norm(x, axis=1, keepdims=True), k))


@neighbour_graph.misconception(
    "C32",
    "You added up absolute differences, the Manhattan distance. Euclid squares them, adds them up, "
    "and takes the root.",
    sees=joined,
)
def by_manhattan(x, k=15):
    distances = cdist(x, x, "cityblock")
    np.fill_diagonal(distances, np.inf)
    return _either(distances.argsort(axis=1).argsort(axis=1) < k)


@neighbour_graph.misconception(
    "C33",
    "You scaled every column to the same spread first. The columns are principal components: the "
    "first varies most because it carries most, and scaling makes the noise of the last as "
    "important. Take the distances as they are.",
    sees=joined,
)
def scaled_columns(x, k=15):
    return _either(nearest((x - x.mean(axis=0)) / x.std(axis=0), k))


@neighbour_graph.misconception(
    "C11",
    "You looked for neighbours in the first two columns only, in the picture. Cells that lie on each "
    "other there may be far apart in the other dimensions: use all columns of `x`.",
    sees=joined,
)
def in_the_picture(x, k=15):
    return _either(nearest(x[:, :2], k))


@neighbour_graph.misconception(
    "C34",
    "You joined all cells within one radius. Crowded cells then have very many neighbours and cells "
    "far out none. Here it is the number of neighbours that is the same for all: the k nearest, "
    "however far.",
    sees=joined,
)
def within_a_radius(x, k=15):
    distances = cdist(x, x)
    radius = np.sort(distances, axis=1)[:, k].mean()
    return _either((distances <= radius) & ~np.eye(len(x), dtype=bool))


@neighbour_graph.misconception(
    "C35",
    "Where `k` is not given, it is 15, as in the signature of the task: `def neighbour_graph(x, "
    "k=15)`.",
    sees=default_k,
)
def another_default(x, k=10):
    return _either(nearest(x, k))


@neighbour_graph.misconception(
    "C36",
    "You changed the caller's cells, by centring them in place. Distances don't need it; if "
    "you want it, `x = x - x.mean(axis=0)` makes a new array, `x -= …` doesn't.",
    sees=cells_untouched,
)
def centred_in_place(x, k=15):
    x -= x.mean(axis=0)
    return _either(nearest(x, k))
