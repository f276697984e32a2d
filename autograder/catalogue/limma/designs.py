"""Design matrices, and contrasts written the way they are read."""

from __future__ import annotations

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.limma.inputs import ask, groups_of
from autograder.compare import (
    Mismatch,
    as_numbers,
    expect,
    expect_conduct,
    expect_error,
    expect_names,
    expect_type,
    shown,
)
from autograder.exercise import Call, exercise

design_matrix = exercise(
    "design_matrix", lesson="limma", points=2, reference=functions.design_matrix
)
make_contrast = exercise(
    "make_contrast", lesson="limma", points=3, reference=functions.make_contrast
)


def _design(call: Call, groups: pd.Series) -> pd.DataFrame:
    """The learner's design, if it is a table of the right size."""
    design = ask(call, (groups,), (list(groups),), (groups.to_numpy(),))
    expect_type(design, pd.DataFrame, "your design")
    levels = sorted(set(groups))
    expect(
        design.shape == (len(groups), len(levels)),
        f"the design of {len(groups)} samples in {len(levels)} groups should have shape "
        f"{(len(groups), len(levels))}, a row per sample and a column per group, but has shape "
        f"{design.shape}; its columns are {shown(list(design.columns))}",
    )
    return design


def _expect_levels(design: pd.DataFrame, groups: pd.Series) -> None:
    """Expect a column for every group, in whatever order."""
    for level in sorted(set(groups)):
        expect(
            level in list(design.columns),
            f"your design has no column {level!r}; its columns are {shown(list(design.columns))}",
        )


@design_matrix.check("1 in the column of the sample's group, 0 in the others", points=1)
def one_hot(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((3, 5), (2, 1, 6, 3), (4, 3, 4)):
        groups = groups_of(rng, *sizes)
        design = _design(call, groups)
        _expect_levels(design, groups)
        for level in sorted(set(groups)):
            found = as_numbers(design[level], f"the column {level!r}")
            wrong = np.flatnonzero(found != (groups == level).to_numpy())
            if len(wrong):
                sample, group = wrong[0], groups.iloc[wrong[0]]
                raise Mismatch(
                    f"row {sample} of your design belongs to a sample of group {group!r}, so column "
                    f"{level!r} should be {int(group == level)} there, but is {found[sample]:g} "
                    f"({len(wrong)} of {len(found)} rows differ)"
                )


@design_matrix.check("a DataFrame with the sorted groups as its columns", points=0.5)
def sorted_columns(call: Call, rng: np.random.Generator) -> None:
    for sizes in ((3, 2, 4), (2, 3, 1, 2)):
        groups = groups_of(rng, *sizes)
        levels = sorted(set(groups))
        # The group that comes first must not be the first of the alphabet.
        first = int(np.flatnonzero((groups == levels[-1]).to_numpy())[0])
        order = [first, *(i for i in range(len(groups)) if i != first)]
        groups = groups.iloc[order]
        expect_names(_design(call, groups).columns, levels, "the columns of your design")


@design_matrix.check("numbers, not True and False", points=0.25)
def numeric(call: Call, rng: np.random.Generator) -> None:
    groups = groups_of(rng, 3, 4)
    for name, column in _design(call, groups).items():
        values = np.asarray(column)
        types = {type(value) for value in values.tolist()}
        expect(
            types <= {int, float},
            f"the column {name!r} should hold numbers, 0 and 1, but it holds "
            f"{', '.join(sorted(one.__name__ for one in types))} ({shown(values[:3].tolist())} …)",
        )


@design_matrix.check("the groups stay as they were", points=0.25)
def groups_untouched(call: Call, rng: np.random.Generator) -> None:
    groups = groups_of(rng, 3, 4, 2)
    _design(call, groups)
    taken = next(
        form
        for form in (groups, list(groups), groups.to_numpy())
        if call.outcome(form).error is None
    )
    expect_conduct(call, taken)


design_matrix.hints(
    "One column per group. What does the column `female` hold for a female sample, and what for a "
    "male one? Which groups are there, and in which order?",
    "`sorted(set(groups))` are the columns. For each of them, comparing all groups with that level "
    "gives True and False; `.astype(float)` makes numbers of them. pandas has all of this as "
    "`get_dummies`: mind its `dtype=` and the order of its columns.",
    "return pd.DataFrame({level: (pd.Series(groups) == level).astype(float) for level in "
    "sorted(set(groups))}).",
)


# ---------------------------------------------------------------- contrasts

Weights = dict[str, float]


def _contrast(call: Call, expression: str, levels: list[str]) -> pd.Series:
    contrast = call(expression, levels)
    expect_type(contrast, pd.Series, f"your contrast of {expression!r}")
    return contrast


def _expect_weights(call: Call, expression: str, levels: list[str], weights: Weights) -> None:
    """Expect the weight of every level, 0 where none is given; levels in whatever order."""
    contrast = _contrast(call, expression, levels)
    what = f"your contrast of {expression!r}"
    found = dict(zip(contrast.index, as_numbers(contrast, what), strict=True))
    for level in levels:
        expect(
            level in found,
            f"{what} has no entry for {level!r}; it has {shown(list(found))}",
        )
        wanted = weights.get(level, 0.0)
        expect(
            bool(np.isclose(found[level], wanted, rtol=1e-8, atol=1e-12)),
            f"in {what} the weight of {level!r} should be {wanted:g}, but is {found[level]:g}",
        )
    expect(len(contrast) == len(levels), f"{what} should have {len(levels)} entries, "
           f"but has {len(contrast)}: {shown(list(contrast.index))}")  # fmt: skip


@make_contrast.check("a difference: +1 for the first level, −1 for the second", points=1)
def difference(call: Call, rng: np.random.Generator) -> None:
    for levels in (["female", "male"], ["rescued", "wildtype", "knockout"]):
        first, second = (str(level) for level in rng.permutation(levels)[:2])
        for one, other in ((first, second), (second, first)):
            _expect_weights(call, f"{one} - {other}", levels, {one: 1.0, other: -1.0})


@make_contrast.check("several terms, with numbers", points=0.75)
def terms_with_numbers(call: Call, rng: np.random.Generator) -> None:
    # Names that are parts of others, and names with digits.
    levels = ["wt_day3", "wt", "ko", "wt_day30", "ko_day3", "day3"]
    a, b, c, d = (str(level) for level in rng.permutation(levels)[:4])
    two = rng.choice([2.0, 3.0])
    for expression, weights in (
        (f"{a} - {b} + {c}", {a: 1, b: -1, c: 1}),
        (f"0.5*{b} + 0.5*{c} - {a}", {b: 0.5, c: 0.5, a: -1}),
        (f"{d} - 0.25*{a} - 0.75*{c}", {d: 1, a: -0.25, c: -0.75}),
        (f"{two:g}*{c} - {d} - {b} + 1.5*{a}", {c: two, d: -1, b: -1, a: 1.5}),
        ("wt_day3 - wt", {"wt_day3": 1, "wt": -1}),
        ("ko + wt_day30", {"ko": 1, "wt_day30": 1}),
    ):
        _expect_weights(call, expression, levels, weights)


@make_contrast.check("the signs may stand without spaces", points=0.25)
def without_spaces(call: Call, rng: np.random.Generator) -> None:
    levels = [str(level) for level in rng.permutation(["drug_a", "drug_b", "control"])]
    _expect_weights(call, "drug_b-control", levels, {"drug_b": 1, "control": -1})
    weights = {"drug_a": 0.5, "drug_b": 0.5, "control": -1}
    _expect_weights(call, "0.5*drug_a+0.5*drug_b-control", levels, weights)


@make_contrast.check("a Series over the levels, in their order", points=0.5)
def over_the_levels(call: Call, rng: np.random.Generator) -> None:
    levels = ["rescued", "wildtype", "treated", "knockout"]
    while levels in (sorted(levels), sorted(levels, reverse=True)):
        levels = [str(level) for level in rng.permutation(levels)]
    expression = f"{levels[2]} - {levels[1]}"
    contrast = _contrast(call, expression, levels)
    expect_names(contrast.index, levels, f"the index of your contrast of {expression!r}")
    expect_conduct(call, expression, levels)


@make_contrast.check(
    "a level that isn't there: a KeyError that names it", points=0.5, after=difference
)
def unknown_level(call: Call, rng: np.random.Generator) -> None:
    for expression, levels, unknown in (
        ("placebo - control", ["treated", "control"], "placebo"),
        ("treated - 0.5*control - 0.5*vehicle", ["control", "treated"], "vehicle"),
    ):
        when = f"{expression!r} with the levels {', '.join(levels)}"
        expect_error(call.outcome(expression, levels), KeyError, [unknown], when)


make_contrast.hints(
    "Read the text from left to right: sign, number, level. What is the sign of the first term, and "
    "what is the number where none is written?",
    "Start with a Series of zeros over the levels. `expression.replace('-', '+-').split('+')` gives "
    "the terms, each with its sign; `strip` them. What stands before a `*` is the number, the rest "
    "is the level. Look whether it is among the levels before you add to its weight.",
    "contrast = pd.Series(0.0, index=levels); for term in expression.replace('-', '+-').split('+'): "
    "term = term.strip(); if term: sign = -1 if term[0] == '-' else 1; number, _, level = "
    "term.lstrip('- ').rpartition('*'); raise KeyError(level) if it is unknown; contrast[level] += "
    "sign * float(number or 1).",
)
