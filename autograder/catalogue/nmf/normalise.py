"""Two factors on one scale and in one order, without a change of their product."""

from __future__ import annotations

from typing import Any

import numpy as np

import functions
from autograder.catalogue.nmf.factors import read_factors
from autograder.compare import expect, expect_close, expect_conduct
from autograder.exercise import Call, exercise

normalise_programs = exercise(
    "normalise_programs", lesson="nmf", points=2, reference=functions.normalise_programs
)

Pair = tuple[np.ndarray, np.ndarray]


def _pair(rng: np.random.Generator, n: int, m: int, k: int) -> Pair:
    """Two factors, neither of them in order, nor of one scale."""
    w = rng.gamma(0.8, size=(n, k)) * rng.permutation(4.0 ** np.arange(k))
    return w, rng.gamma(0.8, size=(k, m)) * rng.permutation(5.0 ** np.arange(k))[:, None]


def _answer(call: Call, w: np.ndarray, h: np.ndarray) -> Pair:
    found = read_factors(call(w, h), (len(w), h.shape[1]), len(h))
    return found[0], found[1]


@normalise_programs.check("every row of h has unit Euclidean norm", points=0.5)
def unit_rows(call: Call, rng: np.random.Generator) -> None:
    for n, m, k in ((9, 6, 3), (5, 8, 4), (4, 7, 1)):
        _, h = _answer(call, *_pair(rng, n, m, k))
        norms = np.sqrt((h**2).sum(axis=1))
        expect_close(norms, np.ones(k), "the Euclidean norm of the rows of your h")


@normalise_programs.check("w h is the same product as before", points=0.5, after=unit_rows)
def same_product(call: Call, rng: np.random.Generator) -> None:
    for n, m, k in ((9, 6, 3), (5, 8, 4)):
        w, h = _pair(rng, n, m, k)
        new_w, new_h = _answer(call, w, h)
        expect_close(new_w @ new_h, w @ h, "the product w h")


def _untidy(rng: np.random.Generator) -> Pair:
    """Factors whose programs have another order by norm, by sum, and before they are scaled."""
    shapes = np.zeros((8, 4))
    shapes[0, 0] = 8.0  # one cell: norm 8, sum 8
    shapes[:, 1] = 2.0  # all cells: norm 5.7, sum 16
    shapes[:4, 2] = 2.2  # half of them: norm 4.4, sum 8.8
    shapes[5, 3] = 3.0
    shapes[rng.permutation(8)] = shapes * rng.uniform(0.95, 1.05, shapes.shape)
    h = rng.uniform(0.2, 1, size=(4, 6))
    h /= np.sqrt((h**2).sum(axis=1))[:, None]
    scale = np.array([9.0, 3.0, 1.0, 1.0])  # without it, the third is the largest
    # Neither in any of those orders, nor in one that is its own inverse.
    order = [[3, 0, 2, 1], [2, 0, 3, 1]][int(rng.integers(2))]
    return (shapes / scale)[:, order], (h * scale[:, None])[order]


@normalise_programs.check("the program whose column of w is largest comes first", points=0.5)
def largest_first(call: Call, rng: np.random.Generator) -> None:
    for w, h in (_untidy(rng), _untidy(rng), _pair(rng, 7, 9, 4)):
        lengths = np.sqrt((h**2).sum(axis=1))
        norms = np.sqrt(((w * lengths) ** 2).sum(axis=0))
        order = np.argsort(-norms)
        new_w, new_h = _answer(call, w, h)
        found = np.sqrt((new_w**2).sum(axis=0))
        expect(
            bool((np.diff(found) <= 1e-9 * found.max()).all()),
            "the norms of the columns of your w should fall from left to right, but are "
            f"{', '.join(f'{norm:.4g}' for norm in found)}",
        )
        expect_close(found, norms[order], "the norm of the columns of your w")
        expect_close(
            new_h, (h / lengths[:, None])[order], "your h, whose rows go with w's columns,"
        )


@normalise_programs.check("a program that is zero everywhere is left as it is", points=0.25)
def zero_program(call: Call, rng: np.random.Generator) -> None:
    # In the last place already, so that nothing hangs on where such a program is put.
    for rest in (0.0, 0.01):
        w, h = _pair(rng, 8, 6, 3)
        h[2] = 0
        w[:, 2] = rest * rng.uniform(0.5, 1, 8) * w[:, :2].max() * 0.1
        new_w, new_h = _answer(call, w, h)
        expect(
            bool(np.isfinite(new_w).all() and np.isfinite(new_h).all()),
            "a program that is 0 everywhere becomes NaN: its norm is 0, and 0/0 is no number",
        )
        expect_close(new_h[2], np.zeros(6), "the program that is 0 everywhere")
        expect_close(new_w[:, 2], w[:, 2], "the usage of the program that is 0 everywhere")
        lengths = np.sqrt((new_h[:2] ** 2).sum(axis=1))
        expect_close(lengths, np.ones(2), "the Euclidean norm of the other programs")
        expect_close(new_w @ new_h, w @ h, "the product w h")


@normalise_programs.check("w and h stay as they were", points=0.25)
def factors_untouched(call: Call, rng: np.random.Generator) -> None:
    w, h = _pair(rng, 6, 5, 3)
    _answer(call, w, h)
    expect_conduct(call, w, h)


normalise_programs.hints(
    "If a row of h is divided by 7, what must happen to a column of w, so that the product stays the "
    "same? And which is done first, scaling or ordering?",
    "`np.linalg.norm(h, axis=1)` are the lengths of the programs; put 1 where one is 0. Multiply the "
    "columns of w by them (`w * norms`), divide the rows of h (`h / norms[:, None]`). Then order "
    "both alike by the norm of w's columns.",
    "norms = np.linalg.norm(h, axis=1); norms = np.where(norms == 0, 1, norms); w = w * norms; h = h "
    "/ norms[:, None]; order = np.argsort(-np.linalg.norm(w, axis=0)); return w[:, order], h[order].",
)


# ---------------------------------------------------------------- what goes wrong


def _lengths(values: Any, axis: int = 1) -> np.ndarray:
    norms = np.sqrt((values**2).sum(axis=axis))
    return np.where(norms == 0, 1.0, norms)


def _sorted(w, h, sizes=None):
    sizes = np.sqrt((w**2).sum(axis=0)) if sizes is None else sizes
    order = np.argsort(-sizes, kind="stable")
    return w[:, order], h[order]


@normalise_programs.misconception(
    "N32",
    "Your programs add up to 1. Unit *Euclidean* norm means that their squares do: divide by "
    "`np.linalg.norm(h, axis=1)`, not by the sum.",
    sees=unit_rows,
)
def sums_of_one(w, h):
    sums = h.sum(axis=1)
    sums[sums == 0] = 1
    return _sorted(w * sums, h / sums[:, None])


@normalise_programs.misconception(
    "N44",
    "You divided by the largest loading of every program. Unit Euclidean norm means that the squares "
    "of a row add up to 1.",
    sees=unit_rows,
)
def largest_is_one(w, h):
    tops = h.max(axis=1)
    tops[tops == 0] = 1
    return _sorted(w * tops, h / tops[:, None])


@normalise_programs.misconception(
    "N35",
    "You scaled the columns of h, every gene by itself. A program is a row: "
    "`np.linalg.norm(h, axis=1)`, and `h / norms[:, None]`.",
    sees=unit_rows,
)
def columns_scaled(w, h):
    return _sorted(w, h / _lengths(h, axis=0))


@normalise_programs.misconception(
    "N70",
    "You scaled the usage, so that every column of w has norm 1. The task asks for programs, rows of "
    "h, of norm 1; w takes over what they lose.",
    sees=unit_rows,
)
def usage_scaled(w, h):
    norms = _lengths(w, axis=0)
    return _sorted(w / norms, h * norms[:, None], norms)


@normalise_programs.misconception(
    "N33",
    "You scaled h and left w alone, so the product has changed. What a row of h is divided by, its "
    "column of w has to be multiplied by.",
    sees=same_product,
)
def usage_left_alone(w, h):
    return _sorted(w, h / _lengths(h)[:, None])


@normalise_programs.misconception(
    "N34",
    "You divided both factors. What h loses, w has to gain: multiply the columns of w by the norms.",
    sees=same_product,
)
def both_divided(w, h):
    return _sorted(w / _lengths(h), h / _lengths(h)[:, None])


@normalise_programs.misconception(
    "N38",
    "You ordered the columns of w and left the rows of h where they were, so usage and program no "
    "longer belong together. Use the same order for both.",
    sees=same_product,
)
def usage_ordered_alone(w, h):
    norms = _lengths(h)
    return _sorted(w * norms, h)[0], h / norms[:, None]


@normalise_programs.misconception(
    "N3",
    "You left the programs in the order in which the factorisation made them, which is an accident of "
    "the start. Order them by the norm of w's columns, largest first.",
    sees=largest_first,
)
def order_kept(w, h):
    norms = _lengths(h)
    return w * norms, h / norms[:, None]


@normalise_programs.misconception(
    "N37",
    "Your smallest program comes first. `argsort` counts upwards: sort the negative norms, or turn "
    "the order round with `[::-1]`.",
    sees=largest_first,
)
def smallest_first(w, h):
    norms = _lengths(h)
    w, h = w * norms, h / norms[:, None]
    return _sorted(w, h, -np.sqrt((w**2).sum(axis=0)))


@normalise_programs.misconception(
    "N39",
    "You ordered by the sum of w's columns. The task asks for their norm: a program that few cells use "
    "much counts more there than one that all cells use a little.",
    sees=largest_first,
)
def ordered_by_sums(w, h):
    norms = _lengths(h)
    return _sorted(w * norms, h / norms[:, None], (w * norms).sum(axis=0))


@normalise_programs.misconception(
    "N40",
    "You ordered by the norms that w had before it was scaled, which mean nothing: any of them can be "
    "made the largest. Scale first, then order by the new w.",
    sees=largest_first,
)
def ordered_before_scaling(w, h):
    norms = _lengths(h)
    return _sorted(w * norms, h / norms[:, None], np.sqrt((w**2).sum(axis=0)))


@normalise_programs.misconception(
    "N41",
    "A program without any loading has norm 0, and 0/0 is NaN. Put 1 in place of a norm of 0, so that "
    "such a program is left as it is.",
    sees=zero_program,
)
def nothing_becomes_nan(w, h):
    with np.errstate(all="ignore"):
        norms = np.sqrt((h**2).sum(axis=1))
        return _sorted(w * norms, h / norms[:, None])


@normalise_programs.misconception(
    "N42",
    "You dropped the program that is 0 everywhere. Then there are fewer than k, and whoever counts on "
    "k finds another shape. Leave it as it is.",
    sees=zero_program,
)
def nothing_dropped(w, h):
    kept = (h != 0).any(axis=1)
    norms = _lengths(h[kept])
    return _sorted(w[:, kept] * norms, h[kept] / norms[:, None])


@normalise_programs.misconception(
    "N43",
    "You scaled the caller's factors themselves (`h /= ...`). Write `h = h / ...`, which makes a new "
    "array.",
    sees=factors_untouched,
)
def in_place(w, h):
    norms = _lengths(h)
    w *= norms
    h /= norms[:, None]
    return _sorted(w, h)
