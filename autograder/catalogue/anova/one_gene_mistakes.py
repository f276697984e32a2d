"""Analyses of one gene that go wrong, and what to say of them."""

from __future__ import annotations

import numpy as np
from scipy import stats

import functions
from autograder.catalogue.anova.one_gene import (
    all_equal,
    do_anova,
    equal_within_groups,
    impossible_designs,
    single_sample,
    small_p_value,
    unequal_groups,
)

__all__ = ["do_anova"]


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
