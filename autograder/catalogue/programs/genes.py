"""To which program a gene belongs."""

from __future__ import annotations

import numpy as np

import functions
from autograder.compare import Mismatch, as_numbers, expect, expect_conduct, kind, shown
from autograder.exercise import Call, exercise

assign_programs = exercise(
    "assign_programs", lesson="programs", points=1, reference=functions.assign_programs
)


def _programs(rng: np.random.Generator, k: int, n_genes: int) -> np.ndarray:
    """Loadings without ties, where programs and genes differ in scale; every program has a gene."""
    h = rng.gamma(0.8, size=(k, n_genes)) * rng.uniform(0.5, 2, n_genes) + 0.001
    h *= rng.uniform(0.5, 2, k)[:, None]
    h[rng.permutation(np.arange(n_genes) % k), np.arange(n_genes)] += 0.6
    return h


def _labels(call: Call, h: np.ndarray) -> np.ndarray:
    answer = call(h)
    found = as_numbers(answer, "your answer")
    expect(
        found.shape == (h.shape[1],),
        f"{len(h)} programs of {h.shape[1]} genes should give one number for each gene, but your "
        f"answer is {kind(answer)}",
    )
    return found


def _expect_largest(found: np.ndarray, h: np.ndarray) -> None:
    for gene, loadings in enumerate(h.T):
        wanted = int(loadings.argmax()) if loadings.max() > 0 else -1
        if found[gene] != wanted:
            values = ", ".join(f"{value:.3g}" for value in loadings)
            raise Mismatch(
                f"gene {gene} has the loadings {values}: its program should be {wanted}, but is "
                f"{shown(float(found[gene]))}"
            )


@assign_programs.check("the program with the largest loading, for every gene", points=0.5)
def largest_loading(call: Call, rng: np.random.Generator) -> None:
    for k, n_genes in ((3, 14), (6, 5), (2, 9)):
        h = _programs(rng, k, n_genes)
        _expect_largest(_labels(call, h), h)


@assign_programs.check("−1 for a gene without a loading", points=0.375)
def no_loading(call: Call, rng: np.random.Generator) -> None:
    h = _programs(rng, 3, 12)
    h[:, rng.permutation(12)[:4]] = 0
    _expect_largest(_labels(call, h), h)
    # Disjoint programs: most loadings are 0.
    _expect_largest(_labels(call, alone := np.where(h == h.max(axis=0), h, 0)), alone)


@assign_programs.check("h stays as it was", points=0.125)
def programs_untouched(call: Call, rng: np.random.Generator) -> None:
    h = _programs(rng, 3, 8)
    h[:, 2] = 0
    _labels(call, h)
    expect_conduct(call, h)


assign_programs.hints(
    "Genes are the columns of h. Along which axis do you compare programs? And what does `argmax` say "
    "of a column of zeros?",
    "`h.argmax(axis=0)` gives the row of the largest value of every column, and 0 for a column of "
    "zeros, which would be the first program. Find such columns with `h.max(axis=0) == 0`.",
    "labels = h.argmax(axis=0); labels[h.max(axis=0) == 0] = -1; return labels.",
)


def _marked(h, labels):
    return np.where(h.max(axis=0) > 0, labels, -1)


@assign_programs.misconception(
    "M10",
    "A gene without any loading goes to program 0 in yours: `argmax` of equal values is the first of "
    "them. Such a gene belongs to no program: −1.",
    sees=no_loading,
)
def first_program_by_default(h):
    return h.argmax(axis=0)


@assign_programs.misconception(
    "M11",
    "You looked along the wrong axis: that is the strongest gene of every program. For the program of "
    "every gene, compare the programs: `argmax(axis=0)`.",
    sees=largest_loading,
)
def strongest_gene(h):
    return h.argmax(axis=1)


@assign_programs.misconception(
    "M12",
    "Your programs count from 1. They are positions in h, from 0 to k − 1, so that `h[label]` is the "
    "program.",
    sees=largest_loading,
)
def from_one(h):
    return np.where(h.max(axis=0) > 0, h.argmax(axis=0) + 1, -1)


@assign_programs.misconception(
    "M13",
    "You took the program with the smallest loading. Use `argmax`.",
    sees=largest_loading,
)
def smallest_loading(h):
    return _marked(h, h.argmin(axis=0))


@assign_programs.misconception(
    "M60",
    "You divided every program by its largest loading before comparing. The task compares the "
    "loadings as they are; scale the programs before, if you want to.",
    sees=largest_loading,
)
def scaled_first(h):
    return _marked(h, (h / h.max(axis=1, keepdims=True)).argmax(axis=0))


@assign_programs.misconception(
    "M14",
    "You left genes without a loading out, so the labels no longer go with the genes. Give them −1.",
    sees=no_loading,
)
def left_out(h):
    return h.argmax(axis=0)[h.max(axis=0) > 0]


@assign_programs.misconception(
    "M61",
    "A gene without a loading has NaN in yours. The task asks for −1, so that all labels are integers.",
    sees=no_loading,
)
def missing(h):
    return np.where(h.max(axis=0) > 0, h.argmax(axis=0), np.nan)


@assign_programs.misconception(
    "M62",
    "You give −1 to a gene as soon as one of its loadings is 0. Only a gene without any loading has no "
    "program: `h.max(axis=0) == 0`, not `h.min(axis=0) == 0`.",
    sees=no_loading,
)
def any_zero(h):
    return np.where(h.min(axis=0) > 0, h.argmax(axis=0), -1)


@assign_programs.misconception(
    "M15",
    "You changed h itself on the way. Whoever calls the function wants their programs back as they "
    "were: work on a copy.",
    sees=programs_untouched,
)
def in_place(h):
    h[h == 0] = -1
    return np.where(h.max(axis=0) > 0, h.argmax(axis=0), -1)
