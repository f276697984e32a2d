"""Adjusted p-values."""

from __future__ import annotations

from typing import Any

import numpy as np

import functions
from autograder.compare import Mismatch, as_numbers, expect, expect_close, expect_conduct, kind
from autograder.exercise import Call, exercise

adjust_bh = exercise("adjust_bh", lesson="anova", points=4, reference=functions.adjust_bh)


def _step_up(pvals: np.ndarray, factors: np.ndarray) -> np.ndarray:
    """p-values times the factors of their ranks, made monotone from the largest down."""
    order = np.argsort(pvals, kind="stable")
    raised = (pvals[order] * factors)[::-1]
    adjusted = np.empty(len(pvals))
    adjusted[order] = np.minimum(np.minimum.accumulate(raised)[::-1], 1)
    return adjusted


def _bh(pvals: np.ndarray) -> np.ndarray:
    tested = ~np.isnan(pvals)
    m = int(tested.sum())
    adjusted = np.full(len(pvals), np.nan)
    adjusted[tested] = _step_up(pvals[tested], m / np.arange(1, m + 1))
    return adjusted


def _pvals(rng: np.random.Generator, m: int) -> np.ndarray:
    """p-values in no order, some small, where p·m/rank is not monotone in p."""
    while True:
        some = rng.uniform(0, 0.01, size=m // 3)
        pvals = rng.permutation(np.concatenate([some, rng.uniform(size=m - m // 3)]))
        raised = np.sort(pvals) * m / np.arange(1, m + 1)
        if (np.diff(raised) < 0).sum() >= 3 and raised[:-1].max() > raised[-1]:
            return pvals


def _adjusted(value: Any, pvals: np.ndarray) -> np.ndarray:
    adjusted = as_numbers(value, "your adjusted p-values")
    if adjusted.shape != pvals.shape:
        raise Mismatch(
            f"{len(pvals)} p-values should give an array of {len(pvals)} adjusted ones, "
            f"but your answer is {kind(adjusted)}"
        )
    return adjusted


@adjust_bh.check("the adjusted p-values, in the order given", points=1.5)
def values_in_order(call: Call, rng: np.random.Generator) -> None:
    for m in (24, 7):
        pvals = _pvals(rng, m)
        expect_close(call(pvals), _bh(pvals), "your adjusted p-values", atol=0)
    pvals = rng.uniform(size=1)
    expect_close(call(pvals), pvals, "the adjusted p-value of a single p-value", atol=0)


@adjust_bh.check("never falling where p rises, never above 1", points=0.75, after=values_in_order)
def monotone_and_at_most_one(call: Call, rng: np.random.Generator) -> None:
    pvals = rng.permutation(np.concatenate([_pvals(rng, 24), rng.uniform(0.6, 1, size=16)]))
    adjusted = _adjusted(call(pvals), pvals)
    order = np.argsort(pvals)
    falls = np.flatnonzero(np.diff(adjusted[order]) < -1e-12)
    if len(falls):
        low, high = order[falls[0]], order[falls[0] + 1]
        raise Mismatch(
            f"p = {pvals[low]:.4g} became {adjusted[low]:.4g}, but the larger p = {pvals[high]:.4g} "
            f"became {adjusted[high]:.4g}: adjusted p-values must not fall where p rises"
        )
    expect(
        (adjusted <= 1 + 1e-12).all(), f"{np.nanmax(adjusted):.4g} is above 1: no p-value can be"
    )
    expect(
        (adjusted >= pvals * (1 - 1e-12)).all(),
        "an adjusted p-value can't be smaller than the p-value itself, but some of yours are",
    )


@adjust_bh.check("NaN stays NaN and does not count", points=1)
def missing_p_values(call: Call, rng: np.random.Generator) -> None:
    pvals = _pvals(rng, 18)
    pvals[rng.choice(18, size=5, replace=False)] = np.nan
    adjusted = _adjusted(call(pvals), pvals)
    missing = int(np.isnan(adjusted).sum())
    expect(
        np.array_equal(np.isnan(adjusted), np.isnan(pvals)),
        f"5 of 18 p-values are NaN, and the same 5 should be NaN afterwards, but {missing} are"
        + (", at other positions" if missing == 5 else ""),
    )
    expect_close(adjusted, _bh(pvals), "your adjusted p-values (13 numbers, 5 NaN)", atol=0)


@adjust_bh.check("equal p-values stay equal", points=0.25)
def equal_p_values(call: Call, rng: np.random.Generator) -> None:
    some = rng.uniform(0.001, 0.04, size=4)
    pvals = rng.permutation(np.concatenate([np.repeat(some, (1, 4, 2, 1)), [0.3, 0.3, 0.9]]))
    expect_close(call(pvals), _bh(pvals), "your adjusted p-values (some p are equal)", atol=0)


@adjust_bh.check("the p-values given stay as they were", points=0.5, after=values_in_order)
def p_values_untouched(call: Call, rng: np.random.Generator) -> None:
    pvals = _pvals(rng, 16)
    pvals[rng.integers(16)] = np.nan
    _adjusted(call(pvals), pvals)
    expect_conduct(call, pvals)


# ---------------------------------------------------------------- misconceptions


def _among_tested(adjust):
    """The adjustment of the p-values that are not NaN; NaN elsewhere."""

    def adjusted(pvals):
        answer = np.full(len(pvals), np.nan)
        tested = ~np.isnan(pvals)
        answer[tested] = adjust(pvals[tested])
        return answer

    return adjusted


def _raised(pvals):
    """p·m/rank of the sorted p-values, and their order."""
    order = np.argsort(pvals, kind="stable")
    return order, pvals[order] * len(pvals) / np.arange(1, len(pvals) + 1)


def _put_back(order, values):
    back = np.empty(len(values))
    back[order] = values
    return back


@adjust_bh.misconception(
    "F2",
    "You multiplied every p-value by the number of tests: that is Bonferroni's correction. It keeps "
    "the chance of a single false alarm low and finds far less. Benjamini and Hochberg divide by the "
    "rank as well: p·m/rank.",
    sees=values_in_order,
)
def bonferroni(pvals):
    return _among_tested(lambda p: np.minimum(p * len(p), 1))(pvals)


@adjust_bh.misconception(
    "F6",
    "p·m/rank is only the first half. It can fall where p rises, and exceed 1: take the running "
    "minimum from the largest p down, so that no p-value is adjusted to more than a larger one.",
    sees=values_in_order,
)
def not_monotone(pvals):
    return _among_tested(lambda p: _put_back(*_raised(p)))(pvals)


@adjust_bh.misconception(
    "F34",
    "You cap p·m/rank at 1, but that doesn't make it monotone: it can still fall where p rises. Take "
    "the running minimum from the largest p down.",
    sees=values_in_order,
)
def capped_only(pvals):
    return _among_tested(lambda p: np.minimum(_put_back(*_raised(p)), 1))(pvals)


@adjust_bh.misconception(
    "F7",
    "You took the running minimum from the smallest p-value on, so one small value pulls down all "
    "that follow, and far too many become significant. Start at the largest p and go down.",
    sees=values_in_order,
)
def minimum_from_the_small_end(pvals):
    def adjust(p):
        order, raised = _raised(p)
        return _put_back(order, np.minimum(np.minimum.accumulate(raised), 1))

    return _among_tested(adjust)(pvals)


@adjust_bh.misconception(
    "F8",
    "You made the values monotone with a running maximum. That raises p-values that larger ones have "
    "already earned a lower one for. Take the running minimum, from the largest p down.",
    sees=values_in_order,
)
def running_maximum(pvals):
    def adjust(p):
        order, raised = _raised(p)
        return _put_back(order, np.minimum(np.maximum.accumulate(raised), 1))

    return _among_tested(adjust)(pvals)


@adjust_bh.misconception(
    "F9",
    "Your values are right, but sorted: the first is that of the smallest p, not that of the first "
    "gene. Put them back: `adjusted[order] = sorted_adjusted`.",
    sees=values_in_order,
)
def never_put_back(pvals):
    return _among_tested(lambda p: np.sort(_bh(p)))(pvals)


@adjust_bh.misconception(
    "F35",
    "You put the sorted values back with `sorted_adjusted[order]`, which shuffles them once more. "
    "`order` says where each sorted value came from: assign to it, `adjusted[order] = "
    "sorted_adjusted`.",
    sees=values_in_order,
)
def put_back_the_wrong_way(pvals):
    def adjust(p):
        order = np.argsort(p, kind="stable")
        return _bh(p)[order][order]

    return _among_tested(adjust)(pvals)


@adjust_bh.misconception(
    "F10",
    "You divided by the position in the input instead of the rank: the first gene's p by 1, the "
    "second's by 2. Sort first; the rank is the position among the sorted p-values.",
    sees=values_in_order,
)
def position_as_rank(pvals):
    def adjust(p):
        raised = p * len(p) / np.arange(1, len(p) + 1)
        return np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1)

    return _among_tested(adjust)(pvals)


@adjust_bh.misconception(
    "F12",
    "These are Hochberg's values, p·(m + 1 − rank), which R's `p.adjust` calls \"hochberg\". They "
    'guard against a single false alarm. Benjamini–Hochberg, R\'s "BH", is p·m/rank.',
    sees=values_in_order,
)
def hochberg(pvals):
    return _among_tested(lambda p: _step_up(p, np.arange(len(p), 0, -1)))(pvals)


@adjust_bh.misconception(
    "F16",
    "These are Holm's values, which guard against a single false alarm. Ask for the false discovery "
    'rate: `multipletests(pvals, method="fdr_bh")`; its default is another method.',
    sees=values_in_order,
)
def holm(pvals):
    def adjust(p):
        order = np.argsort(p, kind="stable")
        raised = p[order] * np.arange(len(p), 0, -1)
        return _put_back(order, np.minimum(np.maximum.accumulate(raised), 1))

    return _among_tested(adjust)(pvals)


@adjust_bh.misconception(
    "F17",
    "These are the values of Benjamini and Yekutieli, for tests that depend on each other in any "
    'way: larger by 1 + 1/2 + … + 1/m. The task asks for Benjamini–Hochberg, "fdr_bh" or "bh".',
    sees=values_in_order,
)
def benjamini_yekutieli(pvals):
    def adjust(p):
        ranks = np.arange(1, len(p) + 1)
        return _step_up(p, len(p) / ranks * (1 / ranks).sum())

    return _among_tested(adjust)(pvals)


@adjust_bh.misconception(
    "F36",
    "You return whether each p-value passes a threshold, not its adjusted value. `multipletests` "
    "returns both: the second one is wanted.",
    sees=values_in_order,
)
def verdicts_instead(pvals):
    return _bh(pvals) <= 0.05


@adjust_bh.misconception(
    "F13",
    "One NaN among the p-values, and all of yours become NaN: `multipletests` does that without a "
    "word. A gene without a p-value was not tested: adjust the others among themselves, and leave "
    "the NaN where it was.",
    sees=missing_p_values,
)
def all_nan(pvals):
    return _bh(pvals) if not np.isnan(pvals).any() else np.full(len(pvals), np.nan)


@adjust_bh.misconception(
    "F18",
    "You dropped the NaN, so the answer is shorter than the input and no longer fits the genes. "
    "Adjust the others, and put NaN where it was: start from `np.full(len(pvals), np.nan)`.",
    sees=missing_p_values,
)
def nan_dropped(pvals):
    return _bh(pvals[~np.isnan(pvals)])


@adjust_bh.misconception(
    "F19",
    "You counted the NaN among the tests. A gene without a p-value was not tested, so m is the "
    "number of p-values that are numbers: `np.sum(~np.isnan(pvals))`.",
    sees=missing_p_values,
)
def nan_counted(pvals):
    adjusted = _bh(np.where(np.isnan(pvals), 1.0, pvals))
    return np.where(np.isnan(pvals), np.nan, adjusted)


@adjust_bh.misconception(
    "F20",
    "You made every NaN a 1. That says that the gene was tested and shows nothing, and it counts as "
    "a test. It should stay NaN, and not count.",
    sees=missing_p_values,
)
def nan_as_one(pvals):
    return _bh(np.where(np.isnan(pvals), 1.0, pvals))


@adjust_bh.misconception(
    "F21",
    "For equal p-values you took the mean of their ranks. The step-up rule gives all of them the "
    'value of the largest rank among them: `rankdata(pvals, method="max")`, or any order and then '
    "the running minimum over all.",
    sees=equal_p_values,
)
def mean_ranks(pvals):
    from scipy.stats import rankdata

    def adjust(p):
        order = np.argsort(p, kind="stable")
        raised = (p * len(p) / rankdata(p))[order]
        return _put_back(order, np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1))

    return _among_tested(adjust)(pvals)


@adjust_bh.misconception(
    "F22",
    "`pvals.sort()` sorts the caller's array itself: afterwards nobody knows which gene had which "
    "p-value. Use `np.sort(pvals)` or `np.argsort(pvals)`, which leave it alone.",
    sees=p_values_untouched,
)
def sorted_in_place(pvals):
    adjusted = _bh(pvals)
    pvals.sort()
    return adjusted


adjust_bh.hints(
    "Take five p-values, write p·m/rank below each, and look at it from the right: which values "
    "have to give way so that no p-value is adjusted to more than a larger one?",
    "Four steps: set NaN aside, sort, p·m/rank, running minimum from the largest down. Then undo the "
    "sorting. `np.argsort` remembers the order, `np.minimum.accumulate` is the running minimum.",
    "ok = np.flatnonzero(~np.isnan(pvals)); order = ok[np.argsort(-pvals[ok])], largest first; m = "
    "len(ok); adjusted = np.full(len(pvals), np.nan); adjusted[order] = "
    "np.minimum.accumulate(pvals[order] * m / np.arange(m, 0, -1)).",
)
