"""Orthogonal NMF: what has to hold of any algorithm."""

from __future__ import annotations

import numpy as np

import functions
from autograder.catalogue.nmf.factors import expect_not_negative, mixed_programs, read_factors
from autograder.compare import Mismatch, expect, expect_conduct
from autograder.exercise import Call, exercise

orthogonal_nmf = exercise(
    "orthogonal_nmf",
    lesson="programs",
    points=5,
    reference=functions.orthogonal_nmf,
    needs=["assign_programs"],
)

ORTHONORMAL = 1e-6
NO_PART = 1e-9
"""A loading below this part of its program's largest is none."""
GOOD = 1.05
"""At most so many times the error of the planted programs."""


def _answer(call: Call, x: np.ndarray, k: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    w, h = read_factors(call(x, k, seed=seed), x.shape, k)
    for values, name in ((w, "w"), (h, "h")):
        expect(bool(np.isfinite(values).all()), f"{name} has values that are no numbers")
    return w, h


def planted(
    rng: np.random.Generator, n_cells: int, sizes: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Cells × genes of disjoint programs with noise, and what the programs themselves make of it.

    Every program has cells of its own, and about as much of the data as the others.
    """
    k, n_genes = len(sizes), sum(sizes)
    w = rng.gamma(0.4, size=(n_cells, k))
    w[np.arange(n_cells), rng.permutation(np.arange(n_cells) % k)] += 1.5
    program = np.repeat(np.arange(k), sizes)
    h = np.zeros((k, n_genes))
    h[program, np.arange(n_genes)] = rng.uniform(0.6, 1.4, n_genes)
    h /= np.sqrt((h**2).sum(axis=1))[:, None]
    order = rng.permutation(n_genes)
    truth = 5 * (w @ h)[:, order]
    noise = rng.normal(0, 0.25 * truth.std(), truth.shape)
    return np.maximum(truth + noise, 0), truth


@orthogonal_nmf.check("w is cells × k and h is k × genes", points=0.5)
def two_factors(call: Call, rng: np.random.Generator) -> None:
    for n_cells, sizes in ((18, (5, 4)), (9, (4, 4, 5))):
        x, _ = planted(rng, n_cells, sizes)
        _answer(call, x, len(sizes), 0)


@orthogonal_nmf.check("w and h have no negative value", points=1)
def not_negative(call: Call, rng: np.random.Generator) -> None:
    for x, k in ((planted(rng, 20, (6, 5, 7))[0], 3), (mixed_programs(rng, 16, 12, 2), 2)):
        w, h = _answer(call, x, k, int(rng.integers(1000)))
        expect_not_negative(w, "w")
        expect_not_negative(h, "h")
        left = np.linalg.norm(x - w @ h) / np.linalg.norm(x)
        expect(
            left < 0.8,
            f"w h leaves {left:.0%} of the norm of x: cells × genes should be close to w h",
        )


def _expect_orthogonal(h: np.ndarray, case: str) -> None:
    """Rows of h that are orthonormal, or each gene in one program only."""
    k = len(h)
    products = h @ h.T
    if np.abs(products - np.eye(k)).max() <= ORTHONORMAL:
        return
    part = np.abs(h) > NO_PART * np.abs(h).max(axis=1, keepdims=True)
    shared = int((part.sum(axis=0) > 1).sum())
    if not shared:
        return
    lengths = np.sqrt(np.diag(products))
    lengths[lengths == 0] = 1
    cosines = products / np.outer(lengths, lengths)
    np.fill_diagonal(cosines, 0)
    a, b = np.unravel_index(np.abs(cosines).argmax(), cosines.shape)
    raise Mismatch(
        f"programs {a} and {b} are not orthogonal ({case}): the cosine between the rows of h is "
        f"{cosines[a, b]:.3g}, and {shared} of {h.shape[1]} genes are in more than one program"
    )


@orthogonal_nmf.check("programs are orthonormal, or no gene is in two of them", points=1.5)
def orthogonal_rows(call: Call, rng: np.random.Generator) -> None:
    for x, k, case in (
        (planted(rng, 24, (7, 6, 5))[0], 3, "disjoint programs with noise"),
        (mixed_programs(rng, 20, 14, 3), 3, "programs that share genes"),
        (mixed_programs(rng, 12, 16, 2), 2, "programs that share genes"),
    ):
        w, h = _answer(call, x, k, int(rng.integers(1000)))
        _expect_orthogonal(h, case)
        # Nothing is orthogonal to everything.
        fit, size = np.linalg.norm(x - w @ h), np.linalg.norm(x)
        expect(fit < 0.9 * size, f"w h has little to do with x: it leaves {fit / size:.0%} of it")


@orthogonal_nmf.check("planted disjoint programs are fitted as well as they fit", points=1.5)
def good_fit(call: Call, rng: np.random.Generator) -> None:
    for n_cells, sizes in ((30, (8, 6, 7)), (24, (9, 9))):
        x, truth = planted(rng, n_cells, sizes)
        w, h = _answer(call, x, len(sizes), int(rng.integers(1000)))
        fit, best = np.linalg.norm(x - w @ h), np.linalg.norm(x - truth)
        expect(
            fit <= GOOD * best,
            f"the error is {fit:.5g}, {fit / best:.3g} times that of the {len(sizes)} disjoint "
            f"programs that were planted ({best:.5g})",
        )


@orthogonal_nmf.check("random numbers from the seed alone; x stays as it was", points=0.5)
def seeded_and_untouched(call: Call, rng: np.random.Generator) -> None:
    x, _ = planted(rng, 15, (5, 6))
    _answer(call, x, 2, 4)
    expect_conduct(call, x, 2, n_iter=40, seed=4)


orthogonal_nmf.hints(
    "Two rows without negative values are orthogonal only if no gene is in both. So which question "
    "has an answer of its own for every gene? And what remains to be found when the genes of a "
    "program are known?",
    "Begin with an NMF. Give every gene to its program (normalise the programs, then take the largest "
    "loading). Then fit each program on its genes alone: the best product of one column and one row "
    "is the leading pair of singular vectors, whose signs can be chosen so that neither is negative. "
    "Genes may change to the program that explains them best; repeat until none does.",
    "w, h = factors of nmf, programs normalised; genes = h.argmax(axis=0); repeat: for each j: block = "
    "x[:, genes == j]; u, s, v = np.linalg.svd(block, full_matrices=False); direction[j] = "
    "np.abs(u[:, 0]); then genes = (direction @ x).argmax(axis=0) until nothing changes; h[j, genes == "
    "j] = (direction @ x)[j, genes == j], rows divided by their norms; w = x @ h.T.",
)
