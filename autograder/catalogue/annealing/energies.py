"""The energy of a partition."""

from __future__ import annotations

import numpy as np

import functions
from autograder.catalogue.annealing.partitions import distances, energy_of, partition
from autograder.compare import expect_conduct, expect_number
from autograder.exercise import Call, exercise

energy = exercise("energy", lesson="annealing", points=3, reference=functions.energy)


def _expect_energy(call: Call, rng: np.random.Generator, *sizes: int) -> None:
    labels, k = partition(rng, *sizes), len(sizes)
    dist_matrix = distances(rng, len(labels))
    of = ", ".join(map(str, sizes))
    what = f"the energy of {'clusters' if k > 1 else 'one cluster'} of {of} genes (k={k})"
    expect_number(call(labels, dist_matrix, k), energy_of(labels, dist_matrix, k), what, atol=1e-10)


@energy.check("distances within clusters, each pair twice, divided by k", points=1.5)
def within_clusters(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((4, 7, 3), (5, 2, 6, 3), (9,)):
        _expect_energy(call, rng, *sizes)


@energy.check("divided by k, even where a cluster is empty", points=0.5)
def empty_clusters(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((5, 0, 4), (0, 6, 3, 0), (7, 0)):
        _expect_energy(call, rng, *sizes)


@energy.check("a gene alone adds nothing", points=0.5)
def lonely_genes(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((1, 5, 1), (1, 1, 1, 1)):
        _expect_energy(call, rng, *sizes)


@energy.check("labels and distances stay as they were", points=0.5)
def inputs_untouched(call: Call, rng: np.random.Generator) -> None:
    _expect_energy(call, rng, 4, 3)
    expect_conduct(call, partition(rng, 4, 3, 5), distances(rng, 12), 3)


def _blocks(labels, dist_matrix, clusters):
    """Distances of every cluster's genes to each other."""
    return [dist_matrix[labels == c][:, labels == c] for c in clusters]


@energy.misconception(
    "S2",
    "You count each pair once: your energy is half of what it should be. The sum runs over ordered "
    "pairs, (i, j) and (j, i). It matters, since a temperature is compared with energies.",
    sees=within_clusters,
)
def pairs_counted_once(labels, dist_matrix, k):
    return sum(block.sum() for block in _blocks(labels, dist_matrix, range(k))) / (2 * k)


@energy.misconception(
    "S12",
    "You didn't divide by the number of clusters: the energy is the sum over clusters *over k*.",
    sees=within_clusters,
)
def not_divided(labels, dist_matrix, k):
    return sum(block.sum() for block in _blocks(labels, dist_matrix, range(k)))


@energy.misconception(
    "S13",
    "You divide each cluster's sum by its size. That is another energy, much like the inertia of "
    "k-means. This one divides by k alone, and for that reason it favours equal sizes.",
    sees=within_clusters,
)
def divided_by_sizes(labels, dist_matrix, k):
    blocks = _blocks(labels, dist_matrix, range(k))
    return sum(block.sum() / len(block) for block in blocks if len(block)) / k


@energy.misconception(
    "S14",
    "You took the mean distance within every cluster, not the sum. Then one huge cluster costs no "
    "more than small ones. Add up the distances, and divide by k in the end.",
    sees=within_clusters,
)
def mean_distances(labels, dist_matrix, k):
    blocks = _blocks(labels, dist_matrix, range(k))
    return sum(block.mean() for block in blocks if len(block)) / k


@energy.misconception(
    "S15",
    "You squared the distances. The energy adds up the distances as they are in the matrix.",
    sees=within_clusters,
)
def squared_distances(labels, dist_matrix, k):
    return sum((block**2).sum() for block in _blocks(labels, dist_matrix, range(k))) / k


@energy.misconception(
    "S16",
    "You added up the distances *between* clusters. The energy is small for a good partition, where "
    "genes of one cluster are close: take pairs whose labels are equal.",
    sees=within_clusters,
)
def between_clusters(labels, dist_matrix, k):
    apart = labels[:, None] != labels[None, :]
    return dist_matrix[apart].sum() / k


@energy.misconception(
    "S17",
    "You go through the clusters 1 to k, but they are numbered 0 to k − 1: the genes of cluster 0 "
    "don't count. `range(k)` has the right numbers.",
    sees=within_clusters,
)
def clusters_from_one(labels, dist_matrix, k):
    return sum(block.sum() for block in _blocks(labels, dist_matrix, range(1, k + 1))) / k


@energy.misconception(
    "S18",
    "You divide by the number of clusters that have genes. Divide by `k`, as the task says: else a "
    "partition that leaves a cluster empty looks worse than it is, and energies of two partitions "
    "can't be compared.",
    sees=empty_clusters,
)
def divided_by_clusters_in_use(labels, dist_matrix, k):
    used = np.unique(labels)
    return sum(block.sum() for block in _blocks(labels, dist_matrix, used)) / len(used)


@energy.misconception(
    "S19",
    "A cluster without a gene, or with a single one, makes your energy NaN: the mean of no number. "
    "It adds nothing: a sum of no number is 0.",
    sees=empty_clusters,
)
def nan_for_empty(labels, dist_matrix, k):
    total = 0.0
    for block in _blocks(labels, dist_matrix, range(k)):
        n = len(block)
        with np.errstate(all="ignore"):
            total += block[~np.eye(n, dtype=bool)].mean() * n * (n - 1)
    return total / k


energy.hints(
    "Which entries of the distance matrix belong to pairs of one cluster? How often is each pair in "
    "the matrix?",
    "`dist_matrix[np.ix_(members, members)]` is the block of one cluster: it holds d_ij and d_ji, and "
    "zeros on the diagonal. Add up the blocks of all clusters, and divide by k.",
    "total = 0; for cluster in range(k): members = np.flatnonzero(labels == cluster); total += "
    "dist_matrix[np.ix_(members, members)].sum(); return float(total / k).",
)
