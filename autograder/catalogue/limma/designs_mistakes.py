"""Designs and contrasts that go wrong, and what to say of them."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from autograder.catalogue.limma.designs import (
    design_matrix,
    difference,
    make_contrast,
    numeric,
    one_hot,
    over_the_levels,
    sorted_columns,
    terms_with_numbers,
    unknown_level,
    without_spaces,
)

__all__ = ["design_matrix", "make_contrast"]


def _one_hot(groups):
    groups = pd.Series(groups)
    return pd.DataFrame({name: (groups == name).astype(float) for name in sorted(set(groups))})


@design_matrix.misconception(
    "L3",
    "Your design has an intercept. With it the first coefficient is the mean of the reference group, "
    "which is far from 0 for every gene, and the others are differences. Cell means have one column "
    "per group and nothing else: `~ 0 + group`.",
    sees=one_hot,
)
def with_intercept(groups):
    design = _one_hot(groups)
    return design.assign(**{design.columns[0]: 1.0}).rename(
        columns={design.columns[0]: "Intercept"}
    )


@design_matrix.misconception(
    "L4",
    "You dropped the first group (`drop_first=True`): its samples have 0 everywhere, so the model "
    "says that their mean is 0. Leave the column out only where an intercept stands in for it; here "
    "every group has its own.",
    sees=one_hot,
)
def first_group_dropped(groups):
    return _one_hot(groups).iloc[:, 1:]


@design_matrix.misconception(
    "L86",
    "You kept all groups and added an intercept. The groups' columns add up to it, so the design is "
    "rank-deficient: infinitely many coefficients fit equally well. Leave the intercept out.",
    sees=one_hot,
)
def intercept_added(groups):
    design = _one_hot(groups)
    design.insert(0, "Intercept", 1.0)
    return design


@design_matrix.misconception(
    "L39",
    "You numbered the groups 0, 1, 2 … in one column. A regression on that number says that the "
    "groups are in an order, at equal steps. Each group needs a column of its own, with 0 and 1.",
    sees=one_hot,
)
def numbered_groups(groups):
    groups = pd.Series(groups)
    return pd.DataFrame({"group": pd.factorize(groups, sort=True)[0]}, index=groups.index)


@design_matrix.misconception(
    "L40",
    "Your design lies on its side: groups are rows and samples are columns. A model multiplies it "
    "with the coefficients, one per column: samples are the rows.",
    sees=one_hot,
)
def on_its_side(groups):
    return _one_hot(groups).T


@design_matrix.misconception(
    "L41",
    "Your columns are called `group_female` and the like. The contrast `female - male` then finds "
    "no level of that name: call the columns what the groups are called.",
    sees=one_hot,
)
def prefixed_names(groups):
    return _one_hot(groups).add_prefix("group_")


@design_matrix.misconception(
    "L43",
    "You sorted the samples by group. The rows of a design must be in the order of the samples, or "
    "each is compared with another one's values, and no error says so. Only the columns are sorted.",
    sees=one_hot,
)
def samples_sorted(groups):
    return _one_hot(pd.Series(groups).sort_values(kind="stable"))


@design_matrix.misconception(
    "L42",
    "Your design is a bare array: nobody can tell which column is `female`, and a contrast by name "
    "has no names to go by. Make it a DataFrame with the groups as its columns.",
    sees=sorted_columns,
)
def bare_array(groups):
    return _one_hot(groups).to_numpy()


@design_matrix.misconception(
    "L2",
    "Your columns are in the order in which the groups turn up in the data. Another order of samples "
    "gives another design, and a contrast by position another sign. Sort the groups.",
    sees=sorted_columns,
)
def order_of_appearance(groups):
    groups = pd.Series(groups)
    return _one_hot(groups)[list(groups.unique())]


@design_matrix.misconception(
    "L38",
    "`get_dummies` gives True and False. They print like a choice, and some functions of linear "
    "algebra refuse them. Ask for numbers: `dtype=float`, or `.astype(float)`.",
    sees=numeric,
)
def true_and_false(groups):
    return _one_hot(groups).astype(bool)


# ---------------------------------------------------------------- contrasts


def _terms(expression):
    """Sign, number and level of every term; 1 where there is no number."""
    pattern = r"\s*([+-]?)\s*(?:([\d.]+)\s*\*)?\s*(\w+)"
    for sign, number, level in re.findall(pattern, expression):
        yield -1.0 if sign == "-" else 1.0, float(number or 1), level


def _known(level, levels):
    if level not in levels:
        raise KeyError(f"no level {level!r}")
    return level


def _sum(terms, levels):
    contrast = pd.Series(0.0, index=levels)
    for sign, number, level in terms:
        contrast[_known(level, levels)] += sign * number
    return contrast


@make_contrast.misconception(
    "L1",
    'Your contrast has its signs turned round: "female - male" is −1 for female. p-values stay the '
    "same, but every gene that is higher in females is reported as lower. What stands in front "
    "counts as positive.",
    sees=difference,
)
def signs_turned(expression, levels):
    return -_sum(_terms(expression), levels)


@make_contrast.misconception(
    "L87",
    "You give +1 and −1 by the order of `levels`, not by the text: the second level minus the first, "
    "whatever is asked for. Read the names in the expression.",
    sees=difference,
)
def second_minus_first(expression, levels):
    named = [_known(level, levels) for _, _, level in _terms(expression)]
    contrast = pd.Series(0.0, index=levels)
    for weight, level in zip((-1.0, 1.0), sorted(named, key=levels.index), strict=False):
        contrast[level] = weight
    return contrast


@make_contrast.misconception(
    "L48",
    "Your contrast has only the levels that occur in the expression. It is multiplied with all "
    "coefficients, so every level needs a weight: 0 where it does not occur.",
    sees=difference,
)
def mentioned_levels_only(expression, levels):
    contrast = _sum(_terms(expression), levels)
    return contrast[[level for _, _, level in _terms(expression)]]


@make_contrast.misconception(
    "L88",
    "Levels that the expression doesn't mention are NaN in yours. They do not count in the "
    "comparison: their weight is 0.",
    sees=difference,
)
def missing_is_nan(expression, levels):
    contrast = _sum(_terms(expression), levels)
    return contrast[[level for _, _, level in _terms(expression)]].reindex(levels)


@make_contrast.misconception(
    "L44",
    'Numbers before a level have no effect in yours: "0.5*a + 0.5*b - c" compares the sum of two '
    "groups with one, and every gene comes out different. What stands before the `*` is the weight.",
    sees=terms_with_numbers,
)
def numbers_ignored(expression, levels):
    return _sum(((sign, 1.0, level) for sign, _, level in _terms(expression)), levels)


@make_contrast.misconception(
    "L45",
    "You cut at the first minus and count all that follows as negative, so c has −1 in "
    '"a - b + c". Every term has a sign of its own: the one right before it.',
    sees=terms_with_numbers,
)
def all_after_the_minus(expression, levels):
    before, _, after = expression.partition("-")
    positive = ((1.0, number, level) for _, number, level in _terms(before))
    negative = ((-1.0, number, level) for _, number, level in _terms(after))
    return _sum([*positive, *negative], levels)


@make_contrast.misconception(
    "L50",
    "You look for the name of each level anywhere in the text, and find `wt` inside `wt_day3` as "
    "well. Cut the text into terms first, then compare whole names.",
    sees=terms_with_numbers,
)
def parts_of_names(expression, levels):
    contrast = _sum(_terms(expression), levels)
    for level in levels:
        if contrast[level] == 0 and level in expression:
            before = expression[: expression.index(level)].rstrip()
            contrast[level] = -1.0 if before.endswith("-") else 1.0
    return contrast


@make_contrast.misconception(
    "L52",
    'Your function needs spaces around the signs: it takes "a-b" for one name. Nothing says that '
    "there are any; cut at the signs themselves.",
    sees=without_spaces,
)
def needs_spaces(expression, levels):
    contrast = pd.Series(0.0, index=levels)
    sign = 1.0
    for word in expression.split():
        if word in "+-":
            sign = -1.0 if word == "-" else 1.0
            continue
        number, _, level = word.rpartition("*")
        contrast[_known(level, levels)] += sign * float(number or 1)
    return contrast


@make_contrast.misconception(
    "L53",
    "Your weights are a bare array. With the names as its index nobody can mistake their order: "
    "return `pd.Series(weights, index=levels)`.",
    sees=over_the_levels,
)
def bare_weights(expression, levels):
    return _sum(_terms(expression), levels).to_numpy()


@make_contrast.misconception(
    "L89",
    "You return a dictionary. A Series has the names as well, and can be multiplied with "
    "coefficients: `pd.Series(weights, index=levels)`.",
    sees=over_the_levels,
)
def dictionary(expression, levels):
    return _sum(_terms(expression), levels).to_dict()


@make_contrast.misconception(
    "L49",
    "You sorted the levels. A contrast is multiplied with the coefficients by position, so its order "
    "must be that of `levels`: leave it as it is.",
    sees=over_the_levels,
)
def levels_sorted(expression, levels):
    return _sum(_terms(expression), levels).sort_index()


@make_contrast.misconception(
    "L90",
    "The levels of the expression come first in yours, the others after them. A contrast is "
    "multiplied with the coefficients by position, so its order must be that of `levels`.",
    sees=over_the_levels,
)
def mentioned_levels_first(expression, levels):
    named = list(dict.fromkeys(level for _, _, level in _terms(expression)))
    others = [level for level in levels if level not in named]
    return _sum(_terms(expression), levels)[named + others]


@make_contrast.misconception(
    "L46",
    "A level that doesn't exist, a typing error perhaps, is passed over in silence: the contrast "
    "then tests a group's mean, and nearly every gene is significant. Raise a KeyError with its "
    "name.",
    sees=unknown_level,
)
def unknown_passed_over(expression, levels):
    return _sum([term for term in _terms(expression) if term[2] in levels], levels)


@make_contrast.misconception(
    "L54",
    "`contrast[level] = …` adds a level that isn't there to the Series, without a word. It doesn't "
    "fit the coefficients any more: look whether the level is known, and raise a KeyError.",
    sees=unknown_level,
)
def unknown_added(expression, levels):
    contrast = pd.Series(0.0, index=levels)
    for sign, number, level in _terms(expression):
        contrast[level] = sign * number
    return contrast


@make_contrast.misconception(
    "L47",
    "You raise a ValueError. A name that isn't found is a KeyError, as with a dictionary or the "
    "columns of a table: that is what callers look out for.",
    sees=unknown_level,
)
def value_error(expression, levels):
    try:
        return _sum(_terms(expression), levels)
    except KeyError as error:
        raise ValueError(error.args[0]) from None


@make_contrast.misconception(
    "L51",
    "Your KeyError doesn't say which level it misses. Put the name into it: "
    '`raise KeyError(f"no level {level!r}")`.',
    sees=unknown_level,
)
def nameless_error(expression, levels):
    try:
        return _sum(_terms(expression), levels)
    except KeyError:
        raise KeyError("there is no such level") from None


@make_contrast.misconception(
    "L91",
    "`eval` meets a level that isn't there with a NameError of Python's own. Catch it, or look at the "
    "names first, and raise a KeyError that names the level.",
    sees=unknown_level,
)
def name_error(expression, levels):
    units = dict(zip(levels, np.eye(len(levels)), strict=True))
    return pd.Series(eval(expression, {}, units), index=levels, dtype=float)
