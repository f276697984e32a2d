"""Analysis of variance of one gene."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import functions
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_conduct,
    expect_error,
    expect_number,
    kind,
)
from autograder.exercise import Call, exercise

do_anova = exercise("do_anova", lesson="anova", points=4, reference=functions.do_anova)

NAMES = ("LTHSC", "MEP", "GMP", "CLP")


def _groups(rng: np.random.Generator, *sizes: int) -> pd.Series:
    """Groups of these sizes, mixed, in no alphabetical order."""
    labels = [
        name for name, size in zip(rng.permutation(NAMES), sizes, strict=False) for _ in range(size)
    ]
    return pd.Series([str(label) for label in rng.permutation(labels)], dtype=object)


def _gene(rng: np.random.Generator, groups: pd.Series, between: tuple[float, float]) -> np.ndarray:
    """Values of a gene whose p-value lies between the two."""
    names = sorted(set(groups))
    for _ in range(5000):
        shift = dict(zip(names, rng.normal(size=len(names)) * rng.uniform(0, 3), strict=True))
        values = 5 + groups.map(shift).to_numpy(dtype=float) + rng.normal(size=len(groups))
        if between[0] < _p_value(values, groups) < between[1]:
            return values
    raise RuntimeError(f"no gene with a p-value in {between}")


def _p_value(values: np.ndarray, groups: pd.Series) -> float:
    parts = [values[(groups == name).to_numpy()] for name in sorted(set(groups))]
    return float(stats.f_oneway(*parts).pvalue)


@do_anova.check("the p-value of groups of different sizes", points=1.25)
def unequal_groups(call: Call, rng: np.random.Generator) -> None:
    for sizes, between in (
        ((3, 7, 5), (0.05, 0.5)),
        ((4, 9), (0.001, 0.2)),
        ((2, 6, 4, 5), (1e-4, 0.05)),
    ):
        groups = _groups(rng, *sizes)
        values = _gene(rng, groups, between)
        what = f"the p-value of {len(sizes)} groups of {', '.join(map(str, sizes))} samples"
        expect_number(call(values, groups), _p_value(values, groups), what, atol=0)


@do_anova.check("a group may have a single sample", points=0.25)
def single_sample(call: Call, rng: np.random.Generator) -> None:
    groups = _groups(rng, 1, 5, 4)
    values = _gene(rng, groups, (0.01, 0.9))
    what = "the p-value of groups of 1, 5 and 4 samples"
    expect_number(call(values, groups), _p_value(values, groups), what, atol=0)


@do_anova.check("a very small p-value keeps its digits", points=0.5)
def small_p_value(call: Call, rng: np.random.Generator) -> None:
    groups = _groups(rng, 8, 10, 9)
    shift = dict(zip(sorted(set(groups)), (0.0, 12.0, 24.0), strict=True))
    values = 5 + groups.map(shift).to_numpy(dtype=float) + rng.normal(size=len(groups))
    what = "the p-value of three groups that lie far apart"
    expect_number(call(values, groups), _p_value(values, groups), what, atol=0)


def _number(value: Any) -> float:
    found = as_numbers(value, "your p-value")
    if found.size != 1:
        raise Mismatch(f"the p-value should be one number, but it is {kind(value)}")
    return float(found.ravel()[0])


@do_anova.check("all values equal: no p-value, NaN", points=0.5, after=unequal_groups)
def all_equal(call: Call, rng: np.random.Generator) -> None:
    groups = _groups(rng, 3, 5, 4)
    for value in (0.0, float(rng.integers(2, 9))):
        p_value = _number(call(np.full(12, value), groups))
        expect(
            np.isnan(p_value),
            f"with all values equal to {value:g} there is nothing to compare, so the p-value should "
            f"be NaN, but it is {p_value:.4g}",
        )


@do_anova.check("equal within every group, but not between: 0", points=0.5, after=unequal_groups)
def equal_within_groups(call: Call, rng: np.random.Generator) -> None:
    groups = _groups(rng, 2, 4, 3)
    level = dict(zip(sorted(set(groups)), rng.permutation([1.0, 3.0, 8.0]), strict=True))
    p_value = _number(call(groups.map(level).to_numpy(dtype=float), groups))
    # What rounding leaves of a variance within groups may count as one: 1e-50 is 0 as well.
    expect(
        0 <= p_value < 1e-12,
        "where values differ between groups and not at all within them, the p-value should be 0, "
        f"but it is {p_value:.4g}",
    )


@do_anova.check(
    "fewer than two groups, or no residual degrees of freedom: ValueError",
    points=0.5,
    after=unequal_groups,
)
def impossible_designs(call: Call, rng: np.random.Generator) -> None:
    one = call.outcome(rng.normal(size=6), _groups(rng, 6))
    expect_error(one, ValueError, when="six samples of one group")
    alone = call.outcome(rng.normal(size=4), _groups(rng, 1, 1, 1, 1))
    expect_error(alone, ValueError, when="four groups of one sample each")


@do_anova.check(
    "one number from 0 to 1, and the values stay as they were", points=0.5, after=unequal_groups
)
def one_number(call: Call, rng: np.random.Generator) -> None:
    groups = _groups(rng, 4, 5, 3)
    values = _gene(rng, groups, (0.01, 0.9))
    p_value = _number(call(values, groups))
    expect(0 <= p_value <= 1, f"{p_value:.4g} is no p-value: it is not in [0, 1]")
    expect_conduct(call, values, groups)


do_anova.hints(
    "An analysis of variance compares the spread between the group means with the spread within "
    "groups. What should come out when one of the two, or both, are 0?",
    "Check the design first (two groups, and more samples than groups), then the two special genes "
    "(all values equal; all equal within their group). For the rest, `scipy.stats.f_oneway` takes "
    "one array per group, and statsmodels has the table: you want the row of the groups.",
    "parts = [vals[grps == g] for g in np.unique(grps)]; raise ValueError if len(parts) < 2 or "
    "len(vals) == len(parts); return nan if np.ptp(vals) == 0; return 0.0 if all(np.ptp(p) == 0 for "
    "p in parts); return float(stats.f_oneway(*parts).pvalue).",
)
