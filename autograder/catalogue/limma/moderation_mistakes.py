"""Moderated t that goes wrong, and what to say of it."""

from __future__ import annotations

import numpy as np
from scipy import stats

from autograder.catalogue.limma.moderation import (
    conduct,
    degrees_of_freedom,
    infinite_prior,
    moderated_t,
    p_values,
    posterior_variance,
    small_p_values,
    statistics,
)

__all__ = ["moderated_t"]


def _posterior(sigma, df, s2_prior, df_prior):
    if np.isinf(df_prior):
        return np.full(len(sigma), float(s2_prior))
    return (df * sigma**2 + df_prior * s2_prior) / (df + df_prior)


def _tails(t, df):
    """Two-sided p-values, with degrees of freedom (n,); scipy takes infinite ones."""
    return 2 * stats.t.sf(np.abs(t), df[:, None])


def _moderated(b, u, sigma, df, s2_prior, df_prior, s2_post=None):
    if s2_post is None:
        s2_post = _posterior(sigma, df, s2_prior, df_prior)
    t = b / (u * np.sqrt(s2_post)[:, None])
    return t, _tails(t, df + df_prior), s2_post, df + df_prior


@moderated_t.misconception(
    "L101",
    "Your t is the ordinary one: the gene's own variance, and nothing of the prior. With few samples "
    "that variance is so uncertain that small ones win by chance. Use s2_post.",
    sees=posterior_variance,
)
def ordinary_t(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t = coefficients / (stdev_unscaled * sigma[:, None])
    return t, _tails(t, df_residual), sigma**2, df_residual


@moderated_t.misconception(
    "L102",
    "You gave all genes the prior's variance. The gene's own variance says something, too: s2_post "
    "is the mean of both, weighted by their degrees of freedom.",
    sees=posterior_variance,
)
def one_pooled_variance(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    pooled = np.full(len(sigma), float(s2_prior))
    return _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior, s2_post=pooled
    )


@moderated_t.misconception(
    "L11",
    "Your s2_post is the plain mean of sigma² and s2_prior. Each counts as much as it is worth: "
    "weight them by df_residual and df_prior.",
    sees=posterior_variance,
)
def plain_mean(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    mean = (sigma**2 + s2_prior) / 2
    mean = mean if np.isfinite(df_prior) else np.full(len(sigma), float(s2_prior))
    return _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior, s2_post=mean
    )


@moderated_t.misconception(
    "L103",
    "In your mean the two weights are exchanged: sigma² has to be weighted by the gene's own "
    "df_residual, and s2_prior by df_prior.",
    sees=posterior_variance,
)
def weights_exchanged(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    if np.isinf(df_prior):
        mean = np.full(len(sigma), float(s2_prior))
    else:
        mean = (df_prior * sigma**2 + df_residual * s2_prior) / (df_residual + df_prior)
    return _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior, s2_post=mean
    )


@moderated_t.misconception(
    "L104",
    "You averaged sigma, a standard deviation, with s2_prior, a variance. Square sigma first.",
    sees=posterior_variance,
)
def sigma_not_squared(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    return _moderated(coefficients, stdev_unscaled, np.sqrt(sigma), df_residual, s2_prior, df_prior)


@moderated_t.misconception(
    "L105",
    "You squared s2_prior. The name says it: s2 is s², a variance already. Only sigma has to be "
    "squared.",
    sees=posterior_variance,
)
def prior_squared(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    return _moderated(coefficients, stdev_unscaled, sigma, df_residual, s2_prior**2, df_prior)


@moderated_t.misconception(
    "L106",
    "Your third value is the standard deviation. s2_post is the variance itself; the root is taken "
    "only inside t.",
    sees=posterior_variance,
)
def standard_deviation(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, p, s2_post, df_total = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    return t, p, np.sqrt(s2_post), df_total


@moderated_t.misconception(
    "L10",
    "You test with df_residual degrees of freedom. The prior's knowledge counts as well, df_total = "
    "df_residual + df_prior: without it the p-values are far too large and true changes are missed.",
    sees=degrees_of_freedom,
)
def residual_df_only(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, _, s2_post, _ = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    return t, _tails(t, df_residual), s2_post, df_residual


@moderated_t.misconception(
    "L107",
    "You capped df_total at the sum of df_residual over the genes. limma's eBayes does that, where "
    "the prior comes from those genes; here the prior is given, and the sum stays as it is.",
    sees=degrees_of_freedom,
)
def capped(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, _, s2_post, df_total = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    df_total = np.minimum(df_total, df_residual.sum())
    return t, _tails(t, df_total), s2_post, df_total


@moderated_t.misconception(
    "L108",
    "You divided by the variance. A t-statistic is a coefficient over its standard error: take the "
    "root of s2_post.",
    sees=statistics,
)
def divided_by_variance(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    s2_post = _posterior(sigma, df_residual, s2_prior, df_prior)
    t = coefficients / (stdev_unscaled * s2_post[:, None])
    return t, _tails(t, df_residual + df_prior), s2_post, df_residual + df_prior


@moderated_t.misconception(
    "L109",
    "You left out stdev_unscaled: the same difference is more certain with more samples. The "
    "standard error of a coefficient is stdev_unscaled · √s2_post.",
    sees=statistics,
)
def without_unscaled(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    return _moderated(
        coefficients, np.ones_like(stdev_unscaled), sigma, df_residual, s2_prior, df_prior
    )


@moderated_t.misconception(
    "L110",
    "You moderated the variance, but divided the coefficients by the gene's own sigma all the same. "
    "t is coefficient / (stdev_unscaled · √s2_post).",
    sees=statistics,
)
def own_sigma(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t = coefficients / (stdev_unscaled * sigma[:, None])
    s2_post = _posterior(sigma, df_residual, s2_prior, df_prior)
    return t, _tails(t, df_residual + df_prior), s2_post, df_residual + df_prior


@moderated_t.misconception(
    "L111",
    "Your t has lost its sign, and with it the direction of the change. Take the absolute value for "
    "the p-value only.",
    sees=statistics,
)
def without_sign(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    return _moderated(np.abs(coefficients), stdev_unscaled, sigma, df_residual, s2_prior, df_prior)


@moderated_t.misconception(
    "L112",
    "Your p-values are one-sided. A gene may go up or down, and both are as surprising: take both "
    "tails, 2 · P(T > |t|).",
    sees=p_values,
)
def one_sided(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, p, *rest = _moderated(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior)
    return (t, p / 2, *rest)


@moderated_t.misconception(
    "L113",
    "You left out the absolute value: for a negative t the tail above it is nearly everything, and "
    "twice that is above 1. Take `np.abs(t)`.",
    sees=p_values,
)
def without_absolute(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, _, s2_post, df_total = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    return t, 2 * stats.t.sf(t, df_total[:, None]), s2_post, df_total


@moderated_t.misconception(
    "L114",
    "Your p-values come from the normal distribution, whose tails are too thin as long as variances "
    "are uncertain: three times too many false alarms at p < 0.01 with few samples. Use the t "
    "distribution with df_total.",
    sees=p_values,
)
def normal_tails(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, _, s2_post, df_total = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    return t, 2 * stats.norm.sf(np.abs(t)), s2_post, df_total


@moderated_t.misconception(
    "L115",
    "df_total is right in yours, but the p-values come from df_residual. The moderated t has "
    "df_total degrees of freedom: give these to the t distribution.",
    sees=p_values,
)
def p_from_residual_df(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, _, s2_post, df_total = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    return t, _tails(t, df_residual), s2_post, df_total


@moderated_t.misconception(
    "L116",
    "With an infinite df_prior your s2_post is inf / inf, NaN, and so is all that follows. All weight "
    "lies on the prior then: s2_post is s2_prior for every gene.",
    sees=infinite_prior,
)
def infinity_is_nan(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    s2_post = (df_residual * sigma**2 + df_prior * s2_prior) / (df_residual + df_prior)
    return _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior, s2_post=s2_post
    )


@moderated_t.misconception(
    "L117",
    "Where df_prior is infinite you put a large number in its place. df_total is then that number, "
    "not infinite, and p is only nearly right. Treat the case by itself: s2_prior, and the normal "
    "distribution.",
    sees=infinite_prior,
)
def large_number(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    return _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, min(df_prior, 1e6)
    )


@moderated_t.misconception(
    "L118",
    "Where df_prior is infinite you fall back on df_residual. It is the other way round: the prior "
    "is certain then, so nothing is left to estimate, and p is that of the normal distribution.",
    sees=infinite_prior,
)
def infinity_is_none(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, p, s2_post, df_total = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    if np.isinf(df_prior):
        return t, _tails(t, df_residual), s2_post, df_residual
    return t, p, s2_post, df_total


@moderated_t.misconception(
    "A18",
    "1 − cdf loses the small p-values: below 1e-16 all become 0, and the strongest genes can't be "
    "told apart. `stats.t.sf(abs(t), df)` computes the upper tail directly.",
    sees=small_p_values,
)
def one_minus_cdf(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, _, s2_post, df_total = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    return t, 2 * (1 - stats.t.cdf(np.abs(t), df_total[:, None])), s2_post, df_total


@moderated_t.misconception(
    "L119",
    "Your four results are in another order. Callers unpack them as `t, p, s2_post, df_total`: "
    "return them like that.",
    sees=conduct,
)
def another_order(coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior):
    t, p, s2_post, df_total = _moderated(
        coefficients, stdev_unscaled, sigma, df_residual, s2_prior, df_prior
    )
    return s2_post, df_total, t, p
