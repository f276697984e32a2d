"""A proposal: a gene, and another cluster for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

import functions
from autograder.catalogue.annealing.partitions import partition
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_conduct,
    expect_untouched,
    expect_value,
    kind,
    shown,
)
from autograder.exercise import Call, exercise

propose_move = exercise(
    "propose_move", lesson="annealing", points=2, reference=functions.propose_move
)


def _generator(rng: np.random.Generator) -> np.random.Generator:
    return np.random.default_rng(int(rng.integers(2**32)))


def _move(answer: Any, labels: np.ndarray, k: int) -> tuple[int, int]:
    """The answer, if it is a gene and a cluster that the gene is not in."""
    if as_numbers(answer, "your move").shape != (2,):
        raise Mismatch(f"your move should be two numbers, a gene and a cluster, not {kind(answer)}")
    gene, cluster = as_numbers(answer, "your move").tolist()
    n = len(labels)
    expect(
        gene in range(n),
        f"the gene should be a position from 0 to {n - 1}, but is {shown(gene)} (gene first, "
        "cluster second)",
    )
    expect(
        cluster in range(k),
        f"with k={k} the new cluster should be from 0 to {k - 1}, but is {shown(cluster)}",
    )
    old = labels[int(gene)]
    expect(cluster != old, f"gene {int(gene)} is in cluster {old}, and your move leaves it there")
    return int(gene), int(cluster)


@propose_move.check("a gene, and a cluster that it is not in", points=0.5)
def another_cluster(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((5, 4), (3, 5, 2, 4)):
        labels, k = partition(rng, *sizes), len(sizes)
        for _ in range(24):
            _move(call(labels, k, _generator(rng)), labels, k)


# Draws until both are likely enough to be uniform, or can't be: a right answer needs 200, seldom 1000,
# and is turned down once in a hundred million times.
DRAWS = ((200, 0.3), (200, 0.1), (600, 0.0))
IMPOSSIBLE = 1e-9


@propose_move.check("all genes and all other clusters equally likely", points=1)
def both_uniform(call: Call, rng: np.random.Generator) -> None:
    labels, k = rng.permutation(3)[partition(rng, 3, 1)], 3  # one cluster is empty
    genes, steps = np.zeros(4, dtype=int), np.zeros(2, dtype=int)
    for n_draws, likely in DRAWS:
        for _ in range(n_draws):
            gene, cluster = _move(call(labels, k, _generator(rng)), labels, k)
            genes[gene] += 1
            steps[(cluster - labels[gene]) % k - 1] += 1
        uniform = [float(stats.chisquare(counts).pvalue) for counts in (genes, steps)]
        expect(
            uniform[0] > IMPOSSIBLE,
            f"in {genes.sum()} moves of 4 genes, in clusters {shown(labels.tolist())}, the genes came "
            f"up {', '.join(map(str, genes))} times: they should be equally likely",
        )
        expect(
            uniform[1] > IMPOSSIBLE,
            f"in {genes.sum()} moves with k=3, the cluster after the old one came up {steps[0]} times "
            f"and the one after that {steps[1]} times: all other clusters should be equally likely",
        )
        if min(uniform) > likely:
            return


@propose_move.check("labels as they were, random numbers from rng alone", points=0.5)
def nothing_moves(call: Call, rng: np.random.Generator) -> None:
    labels = partition(rng, *[3] * 40)
    moves = set()
    for _ in range(4):
        generator = _generator(rng)
        outcome = call.outcome(labels, 40, generator)
        expect_value(outcome)
        expect_untouched(outcome)
        moves.add(_move(outcome.value, labels, 40))
        expect_conduct(call, labels, 40, generator)
    expect(
        len(moves) > 1,
        "four generators give the same move: draw the random numbers from the argument `rng`",
    )


def _gene_of(labels, rng):
    return int(rng.integers(len(labels)))


@propose_move.misconception(
    "S4",
    "Your new cluster can be the one that the gene is in already. One move in k is wasted then. Draw "
    "among the k − 1 others, for instance with a step of 1 to k − 1 from the old one, modulo k.",
    sees=another_cluster,
)
def may_stay(labels, k, rng):
    gene = _gene_of(labels, rng)
    return gene, int(rng.integers(k))


@propose_move.misconception(
    "S20",
    "Your gene always goes to the next cluster. It can reach the others only by way of all between "
    "them. Draw the step: `rng.integers(1, k)`.",
    sees=both_uniform,
)
def always_the_next(labels, k, rng):
    gene = _gene_of(labels, rng)
    return gene, int((labels[gene] + 1) % k)


@propose_move.misconception(
    "S21",
    "When you happen to draw the old cluster, you take the one after it, which so gets twice its "
    "share. Draw again until it is another, or draw among the k − 1 others from the beginning.",
    sees=both_uniform,
)
def next_instead_of_the_same(labels, k, rng):
    gene = _gene_of(labels, rng)
    cluster = int(rng.integers(k))
    return gene, (cluster + 1) % k if cluster == labels[gene] else cluster


@propose_move.misconception(
    "S22",
    "One gene is never drawn: `rng.integers(a, b)` leaves b out, so the last gene comes up with "
    "`rng.integers(n)`, not with n − 1.",
    sees=both_uniform,
)
def never_the_last_gene(labels, k, rng):
    gene = int(rng.integers(len(labels) - 1))
    return gene, int((labels[gene] + rng.integers(1, k)) % k)


@propose_move.misconception(
    "S23",
    "You draw a cluster first and then one of its genes, so a gene in a small cluster comes up more "
    "often than one in a large cluster. Draw among all genes: `rng.integers(len(labels))`.",
    sees=both_uniform,
)
def cluster_before_gene(labels, k, rng):
    cluster = rng.choice(np.unique(labels))
    gene = int(rng.choice(np.flatnonzero(labels == cluster)))
    return gene, int((labels[gene] + rng.integers(1, k)) % k)


@propose_move.misconception(
    "S24",
    "An empty cluster never comes up: you choose among the labels that occur. Then a cluster that "
    "has lost its last gene is lost for good. Choose among all k.",
    sees=both_uniform,
)
def never_an_empty_cluster(labels, k, rng):
    gene = _gene_of(labels, rng)
    others = [cluster for cluster in np.unique(labels) if cluster != labels[gene]]
    return gene, int(rng.choice(others))


@propose_move.misconception(
    "S25",
    "You make a generator of your own with a fixed seed, so every move is the same. Draw from the "
    "argument `rng`.",
    sees=both_uniform,
)
def generator_of_its_own(labels, k, rng):
    return functions.propose_move(labels, k, np.random.default_rng(0))


@propose_move.misconception(
    "S27",
    "You make the move: the gene's label is changed already. A proposal may still be refused; leave "
    "`labels` as it is.",
    sees=nothing_moves,
)
def moved_already(labels, k, rng):
    gene = _gene_of(labels, rng)
    labels[gene] = (labels[gene] + rng.integers(1, k)) % k
    return gene, int(labels[gene])


@propose_move.misconception(
    "S28",
    "You return the cluster first and the gene second. The order is `return gene, new_cluster`.",
    sees=another_cluster,
)
def cluster_first(labels, k, rng):
    gene, cluster = functions.propose_move(labels, k, rng)
    return cluster, gene


propose_move.hints(
    "Two draws: a gene out of n, and a cluster out of k − 1. How can you leave out one number without "
    "favouring another?",
    "`rng.integers(len(labels))` draws a gene. From its cluster, go on by a step of 1 to k − 1 "
    "clusters and begin again at 0: that reaches every other cluster with the same chance.",
    "gene = int(rng.integers(len(labels))); step = int(rng.integers(1, k)); "
    "return gene, int((labels[gene] + step) % k).",
)
