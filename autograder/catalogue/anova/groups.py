"""The groups in the names of the samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.inputs import made_up
from autograder.compare import Mismatch, expect_conduct, expect_names, expect_type, kind
from autograder.exercise import Call, exercise

sample_groups = exercise(
    "sample_groups", lesson="anova", points=1, reference=functions.sample_groups
)


def _with_samples(rng: np.random.Generator, names: list[str]) -> dict[str, Any]:
    data = made_up(rng, 4, len(names))
    data["samples"] = data["samples"].set_axis(pd.Index(rng.permutation(names)), axis="index")
    return data


def _expect_groups(answer: Any, data: dict[str, Any]) -> None:
    if not isinstance(answer, pd.Series | np.ndarray | list | tuple):
        raise Mismatch(f"your groups should be a Series, but your answer is {kind(answer)}")
    wanted = [name.split(".", 1)[0] for name in data["samples"].index]
    expect_names(answer, wanted, f"the groups of {', '.join(data['samples'].index)}")


@sample_groups.check("the text before the first dot", points=0.5)
def text_before_the_dot(call: Call, rng: np.random.Generator) -> None:
    data = _with_samples(rng, ["LTHSC.1", "MEP.12", "GMP.3", "MEP.2", "T4.7", "LTHSC.10", "GMP.40"])
    _expect_groups(call(data), data)
    data = _with_samples(rng, ["MEP.a.1", "GMP.b.2", "MEP.b.1", "day 2.x.y.z", "GMP.a.10"])
    _expect_groups(call(data), data)


@sample_groups.check("a name without a dot is its own group", points=0.25)
def name_without_a_dot(call: Call, rng: np.random.Generator) -> None:
    data = _with_samples(rng, ["LTHSC.1", "pool", "MEP.2", "control 1", "LTHSC.2"])
    _expect_groups(call(data), data)


@sample_groups.check("a Series", points=0.125, after=text_before_the_dot)
def a_series(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 5, 7)
    expect_type(call(data), pd.Series, "your groups")
    expect_conduct(call, data)


@sample_groups.check("the sample names as its index", points=0.125)
def indexed_by_sample(call: Call, rng: np.random.Generator) -> None:
    data = made_up(rng, 5, 7)
    groups = call(data)
    expect_type(groups, pd.Series, "your groups")
    expect_names(groups.index, data["samples"].index, "the index of your groups")


def _series(data, groups):
    return pd.Series(list(groups), index=data["samples"].index)


@sample_groups.misconception(
    "G1",
    "You cut at the last dot: `MEP.a.1` becomes `MEP.a`. The group stands before the first one. "
    'Split from the left, and once: `name.split(".", 1)[0]`.',
    sees=text_before_the_dot,
)
def up_to_the_last_dot(data):
    return _series(data, (name.rsplit(".", 1)[0] for name in data["samples"].index))


@sample_groups.misconception(
    "G5",
    'In a regular expression a dot stands for any character, so replacing "..*" leaves nothing of '
    'the names. Write it as `r"\\..*"`, or split at "." without regular expressions.',
    sees=text_before_the_dot,
)
def dot_as_any_character(data):
    return data["samples"].index.to_series().str.replace("..*", "", regex=True)


@sample_groups.misconception(
    "G6",
    "You removed the digits instead of cutting at the dot, so `T4.7` loses a part of its group and "
    "longer names keep what stands behind the dot. Cut at the first dot.",
    sees=text_before_the_dot,
)
def without_digits(data):
    return data["samples"].index.to_series().str.replace(r"\.?\d+", "", regex=True)


@sample_groups.misconception(
    "G4",
    "Names without a dot come out as NaN, because `str.extract` finds no match in them. Such a "
    "sample is its own group: cutting at the dot leaves the name whole if there is none.",
    sees=name_without_a_dot,
)
def no_dot_no_group(data):
    return data["samples"].index.to_series().str.extract(r"^(.*?)\.", expand=False)


@sample_groups.misconception(
    "G2",
    "You return a list of groups, so nobody can look up the group of `MEP.2` or align the groups "
    "with a table. Return a Series: `pd.Series(groups, index=data['samples'].index)`.",
    sees=a_series,
)
def list_of_groups(data):
    return functions.sample_groups(data).tolist()


@sample_groups.misconception(
    "G3",
    "Your Series is indexed 0, 1, 2 …, so it says which group, but not whose. Give it the names: "
    "`index=data['samples'].index`.",
    sees=indexed_by_sample,
)
def numbered_groups(data):
    return functions.sample_groups(data).reset_index(drop=True)


sample_groups.hints(
    "Where are the names of the samples, and what does a Python text offer to cut it at a dot?",
    '`name.split(".")[0]` is what stands before the first dot, and the whole name if there is none. '
    "A pandas index has the same as `.str.split`.",
    "names = data['samples'].index; return pd.Series([name.split('.')[0] for name in names], "
    "index=names).",
)
