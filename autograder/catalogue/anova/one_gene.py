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


@do_anova.check("all values equal: no p-value, NaN", points=0.5)
def all_equal(call: Call, rng: np.random.Generator) -> None:
    groups = _groups(rng, 3, 5, 4)
    for value in (0.0, float(rng.integers(2, 9))):
        p_value = _number(call(np.full(12, value), groups))
        expect(
            np.isnan(p_value),
            f"with all values equal to {value:g} there is nothing to compare, so the p-value should "
            f"be NaN, but it is {p_value:.4g}",
        )


@do_anova.check("equal within every group, but not between: 0", points=0.5)
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


@do_anova.check("fewer than two groups, or no residual degrees of freedom: ValueError", points=0.5)
def impossible_designs(call: Call, rng: np.random.Generator) -> None:
    one = call.outcome(rng.normal(size=6), _groups(rng, 6))
    expect_error(one, ValueError, when="six samples of one group")
    alone = call.outcome(rng.normal(size=4), _groups(rng, 1, 1, 1, 1))
    expect_error(alone, ValueError, when="four groups of one sample each")


@do_anova.check("one number from 0 to 1, and the values stay as they were", points=0.5)
def one_number(call: Call, rng: np.random.Generator) -> None:
    groups = _groups(rng, 4, 5, 3)
    values = _gene(rng, groups, (0.01, 0.9))
    p_value = _number(call(values, groups))
    expect(0 <= p_value <= 1, f"{p_value:.4g} is no p-value: it is not in [0, 1]")
    expect_conduct(call, values, groups)


# ---------------------------------------------------------------- misconceptions


def _parts(vals, grps):
    vals, grps = np.asarray(vals, dtype=float), np.asarray(grps)
    return [vals[grps == name] for name in sorted(set(grps))]


def _designed(vals, grps):
    """The parts of a design that can be tested; a ValueError for another, as the task asks."""
    parts = _parts(vals, grps)
    if len(parts) < 2 or len(vals) == len(parts):
        raise ValueError(f"{len(vals)} samples in {len(parts)} groups cannot be tested")
    return parts


def _edge(parts):
    """The p-value of the edge cases, None for all others."""
    if np.ptp(np.concatenate(parts)) == 0:
        return float("nan")
    return 0.0 if all(np.ptp(part) == 0 for part in parts) else None


def _sums_of_squares(parts):
    mean = np.concatenate(parts).mean()
    between = sum(len(part) * (part.mean() - mean) ** 2 for part in parts)
    return between, sum(((part - part.mean()) ** 2).sum() for part in parts)


def _by_sums(vals, grps, p_value):
    """A p-value from the sums of squares, with the edge cases in order."""
    parts = _designed(vals, grps)
    edge = _edge(parts)
    return p_value(parts, *_sums_of_squares(parts)) if edge is None else edge


@do_anova.misconception(
    "A1",
    "Your model has no intercept (`~ grp - 1`), so its F tests whether all group means are 0. "
    "Expression lies above 0 anyway, and nearly every gene becomes significant. Keep the "
    "intercept: `vals ~ C(grp)`.",
    sees=unequal_groups,
)
def without_intercept(vals, grps):
    def p_value(parts, between, within):
        n, k = sum(map(len, parts)), len(parts)
        about_zero = sum(len(part) * part.mean() ** 2 for part in parts)
        return stats.f.sf((about_zero / k) / (within / (n - k)), k, n - k)

    return _by_sums(vals, grps, p_value)


@do_anova.misconception(
    "A2",
    "Your F is the ratio of the two sums of squares. Each has to be divided by its degrees of "
    "freedom first, k − 1 between and n − k within: F compares mean squares.",
    sees=unequal_groups,
)
def ratio_of_sums(vals, grps):
    def p_value(parts, between, within):
        n, k = sum(map(len, parts)), len(parts)
        return stats.f.sf(between / within, k - 1, n - k)

    return _by_sums(vals, grps, p_value)


@do_anova.misconception(
    "A3",
    "In the sum of squares between groups you counted every group once, not once per sample. "
    "Multiply each group's squared difference from the mean by its size nₖ. Then the two sums add "
    "up to the total.",
    sees=unequal_groups,
)
def groups_counted_once(vals, grps):
    def p_value(parts, between, within):
        n, k = sum(map(len, parts)), len(parts)
        mean = np.concatenate(parts).mean()
        between = sum((part.mean() - mean) ** 2 for part in parts)
        return stats.f.sf((between / (k - 1)) / (within / (n - k)), k - 1, n - k)

    return _by_sums(vals, grps, p_value)


@do_anova.misconception(
    "A4",
    "You gave the variation within groups n − 1 degrees of freedom. One is lost for every group "
    "mean, so it is n − k for k groups.",
    sees=unequal_groups,
)
def one_degree_lost(vals, grps):
    def p_value(parts, between, within):
        n, k = sum(map(len, parts)), len(parts)
        return stats.f.sf((between / (k - 1)) / (within / (n - 1)), k - 1, n - 1)

    return _by_sums(vals, grps, p_value)


@do_anova.misconception(
    "A32",
    "You took the mean of the group means for the overall mean. With groups of different sizes that "
    "is another number: average over all samples.",
    sees=unequal_groups,
)
def mean_of_means(vals, grps):
    def p_value(parts, between, within):
        n, k = sum(map(len, parts)), len(parts)
        mean = np.mean([part.mean() for part in parts])
        between = sum(len(part) * (part.mean() - mean) ** 2 for part in parts)
        return stats.f.sf((between / (k - 1)) / (within / (n - k)), k - 1, n - k)

    return _by_sums(vals, grps, p_value)


@do_anova.misconception(
    "A5",
    "You took the distribution function, the probability of an F as small as this. A p-value is "
    "the probability of one at least as large: `stats.f.sf`, not `cdf`. Strong genes have p near 1 "
    "in yours.",
    sees=unequal_groups,
)
def lower_tail(vals, grps):
    def p_value(parts, between, within):
        n, k = sum(map(len, parts)), len(parts)
        return stats.f.cdf((between / (k - 1)) / (within / (n - k)), k - 1, n - k)

    return _by_sums(vals, grps, p_value)


@do_anova.misconception(
    "A20",
    "The degrees of freedom are exchanged: `stats.f.sf(F, dfn, dfd)` takes those of the numerator "
    "first, k − 1, then those of the denominator, n − k.",
    sees=unequal_groups,
)
def exchanged_degrees(vals, grps):
    def p_value(parts, between, within):
        n, k = sum(map(len, parts)), len(parts)
        return stats.f.sf((between / (k - 1)) / (within / (n - k)), n - k, k - 1)

    return _by_sums(vals, grps, p_value)


@do_anova.misconception(
    "A18",
    "1 − cdf loses what a small p-value is made of: next to 1, a computer keeps 16 digits, so "
    "below 1e-16 everything becomes 0. `stats.f.sf` computes the upper tail directly.",
    sees=small_p_value,
)
def one_minus_cdf(vals, grps):
    def p_value(parts, between, within):
        n, k = sum(map(len, parts)), len(parts)
        return 1 - stats.f.cdf((between / (k - 1)) / (within / (n - k)), k - 1, n - k)

    return _by_sums(vals, grps, p_value)


@do_anova.misconception(
    "A6",
    "Your groups became numbers, 0, 1, 2 …, and the model fits a straight line through them: one "
    "degree of freedom, and only trends in that order are seen. Groups are categories: `C(grp)`, "
    "with the names as they are.",
    sees=unequal_groups,
)
def groups_as_numbers(vals, grps):
    parts = _designed(vals, grps)
    edge = _edge(parts)
    if edge is not None:
        return edge
    codes = np.unique(np.asarray(grps, dtype=str), return_inverse=True)[1]
    return stats.linregress(codes, np.asarray(vals, dtype=float)).pvalue


@do_anova.misconception(
    "A8",
    "You compared pairs of groups with t-tests and kept the smallest p. Every further pair is a "
    "further chance of a false alarm: with three groups 12 % instead of 5. The F test asks once "
    "whether any group differs.",
    sees=unequal_groups,
)
def smallest_t_test(vals, grps):
    parts = _designed(vals, grps)
    edge = _edge(parts)
    if edge is not None:
        return edge
    pairs = [(a, b) for i, a in enumerate(parts) for b in parts[:i] if len(a) + len(b) > 2]
    return min(stats.ttest_ind(a, b).pvalue for a, b in pairs)


@do_anova.misconception(
    "A33",
    "That is the Kruskal–Wallis test, which looks at ranks only. The task asks for the analysis of "
    "variance, whose F compares mean squares of the values.",
    sees=unequal_groups,
)
def ranks_only(vals, grps):
    parts = _designed(vals, grps)
    edge = _edge(parts)
    return stats.kruskal(*parts).pvalue if edge is None else edge


@do_anova.misconception(
    "A16",
    "You read the p-value from the row of the residuals, which has none: NaN. It stands in the row "
    "of the groups, the first one. Print the whole table once.",
    sees=unequal_groups,
)
def row_of_the_residuals(vals, grps):
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    _designed(vals, grps)
    fit = ols("vals ~ C(grps)", {"vals": np.asarray(vals), "grps": np.asarray(grps)}).fit()
    return anova_lm(fit)["PR(>F)"].iloc[-1]


@do_anova.misconception(
    "A34",
    "You read the p-value from the row of the intercept, which asks whether the first group's mean is "
    "0. It stands in the row of the groups: take it by name, not by position.",
    sees=unequal_groups,
)
def row_of_the_intercept(vals, grps):
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    edge = _edge(_designed(vals, grps))
    if edge is not None:
        return edge
    fit = ols("vals ~ C(grps)", {"vals": np.asarray(vals), "grps": np.asarray(grps)}).fit()
    return anova_lm(fit, typ=3)["PR(>F)"].iloc[0]


@do_anova.misconception(
    "A24",
    "You return F itself. The p-value is the probability of an F at least as large if no group "
    "differs: `stats.f.sf(F, k - 1, n - k)`, or the column `PR(>F)`.",
    sees=unequal_groups,
)
def f_instead_of_p(vals, grps):
    return _by_sums(vals, grps, lambda parts, *_: stats.f_oneway(*parts).statistic)


@do_anova.misconception(
    "A17",
    "For a gene with the same value everywhere, statsmodels divides one rounding error by another "
    "and returns a p-value of noise. Nothing varies, so nothing can be tested: notice it before "
    "fitting, and return NaN.",
    sees=all_equal,
)
def noise_of_a_constant(vals, grps):
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    _designed(vals, grps)
    fit = ols("vals ~ C(grps)", {"vals": np.asarray(vals), "grps": np.asarray(grps)}).fit()
    return float(anova_lm(fit)["PR(>F)"].iloc[0])


@do_anova.misconception(
    "A25",
    "Where the values are equal within every group, you return NaN, because the variance to divide by "
    "is 0. But groups that differ without any spread are as clear as can be: F is infinite and the "
    "p-value 0.",
    sees=equal_within_groups,
)
def no_p_without_spread(vals, grps):
    parts = _designed(vals, grps)
    edge = _edge(parts)
    return stats.f_oneway(*parts).pvalue if edge is None else float("nan")


@do_anova.misconception(
    "A35",
    "For a gene with the same value everywhere you return 1, as if it had been tested and nothing "
    "found. It can't be tested: the task asks for NaN, which doesn't count as a test later on.",
    sees=all_equal,
)
def constant_gives_one(vals, grps):
    p_value = functions.do_anova(vals, grps)
    return 1.0 if np.isnan(p_value) else p_value


@do_anova.misconception(
    "A19",
    "With one group, or without a second sample in any group, you return NaN. The design is at "
    "fault then, not the gene, and the caller should hear of it: raise a ValueError.",
    sees=impossible_designs,
)
def silent_about_designs(vals, grps):
    try:
        return functions.do_anova(vals, grps)
    except ValueError:
        return float("nan")


@do_anova.misconception(
    "A21",
    "You ask for two groups, but not for a second sample in any of them. With as many groups as "
    "samples nothing is left to measure the spread with: n − k is 0, and that is a ValueError, too.",
    sees=impossible_designs,
)
def no_replication(vals, grps):
    parts = _parts(vals, grps)
    if len(parts) == len(vals) > 1:
        return float("nan")
    return functions.do_anova(vals, grps)


@do_anova.misconception(
    "A22",
    "You leave out groups of a single sample. They say nothing about the spread, but they do have a "
    "mean: an analysis of variance takes them as they are.",
    sees=single_sample,
)
def lone_samples_left_out(vals, grps):
    vals, grps = np.asarray(vals, dtype=float), np.asarray(grps)
    alone = [name for name in set(grps) if (grps == name).sum() == 1]
    if len(alone) == len(grps):
        return functions.do_anova(vals, grps)
    kept = ~np.isin(grps, alone)
    return functions.do_anova(vals[kept], grps[kept])


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
