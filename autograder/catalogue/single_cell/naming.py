"""Cell types from clusters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.limma.inputs import ask
from autograder.compare import (
    Mismatch,
    expect,
    expect_conduct,
    expect_error,
    kind,
    shown,
)
from autograder.exercise import Call, Outcome, exercise

annotate = exercise("annotate", lesson="single_cell", points=2, reference=functions.annotate)

TYPES = ("Neu", "Mo", "Prog", "DCp", "MM", "iMac")
# Some are a part of another: 3 of 13 and 33, 1 of 11.
CLUSTERS = (3, 13, 33, 1, 11, 0, 7, 20)

Mapping = dict[str, list[Any]]


def _annotation(
    rng: np.random.Generator, n_types: int, n_cells: int, text: bool = False
) -> tuple[pd.Series, Mapping]:
    """Clusters of cells, and two clusters or more for the first type, one or more for others."""
    clusters = [int(one) for one in rng.permutation(CLUSTERS)]
    of_type = [0, 0, *range(n_types), *rng.integers(n_types, size=len(clusters) - n_types - 2)]
    types = [str(name) for name in rng.permutation(TYPES)[:n_types]]
    mapping: Mapping = {name: [] for name in types}
    for cluster, number in zip(clusters, of_type, strict=True):
        mapping[types[number]].append(str(cluster) if text else cluster)
    labels = rng.permutation([*clusters, *rng.choice(clusters, n_cells - len(clusters))])
    cells = [f"cell{number}" for number in rng.permutation(n_cells)]
    values = [str(one) for one in labels] if text else labels
    return pd.Series(values, index=cells, name="cluster"), mapping


def _forms(labels: pd.Series) -> tuple[Any, ...]:
    values = labels.to_numpy() if labels.dtype.kind == "i" else np.array(labels.tolist())
    return values, labels, labels.tolist()


def _types(answer: Any, n_cells: int) -> list[str]:
    if not isinstance(answer, np.ndarray | pd.Series | list | tuple) or np.ndim(answer) != 1:
        raise Mismatch(
            "your answer should be the cell types, one for each label, as an array, a Series or a "
            f"list, but it is {kind(answer)}"
        )
    expect(
        len(answer) == n_cells,
        f"there are {n_cells} labels, so there should be {n_cells} cell types, "
        f"but there are {len(answer)}",
    )
    return list(answer)


@annotate.check("every label gets the type that it was given to", points=1)
def types_of_labels(call: Call, rng: np.random.Generator) -> None:
    for n_types, n_cells, text in ((3, 30, False), (5, 41, False), (4, 26, True)):
        labels, mapping = _annotation(rng, n_types, n_cells, text)
        answer = ask(call, *((form, mapping) for form in _forms(labels)))
        found = _types(answer, n_cells)
        type_of = {one: name for name, clusters in mapping.items() for one in clusters}
        for i, (label, name) in enumerate(zip(labels.tolist(), found, strict=True)):
            expect(
                name == type_of[label],
                f"label {label!r} (cell {i}) is in the list of {type_of[label]!r}, but your answer "
                f"there is {shown(name)}; the mapping is {shown(mapping, 150)}",
            )


def _refusal(call: Call, labels: pd.Series, mapping: Mapping) -> Outcome:
    """The outcome for one form of labels, in which a ValueError was raised if in any."""
    for form in _forms(labels):
        outcome = call.outcome(form, mapping)
        if outcome.error is None or "ValueError" in (outcome.error.type, *outcome.error.bases):
            break
    return outcome


@annotate.check(
    "a label given to two types: a ValueError that names it", points=0.375, after=types_of_labels
)
def two_types(call: Call, rng: np.random.Generator) -> None:
    for position in (0, -1):
        labels, mapping = _annotation(rng, 4, 30)
        first, *_, last = mapping
        mapping[first][position] = 57
        mapping[last].insert(0, 57)
        known = [one for clusters in mapping.values() for one in clusters]
        labels = labels.where(labels.isin(known), 57)
        when = f"label 57 is given to {first!r} and to {last!r}"
        expect_error(_refusal(call, labels, mapping), ValueError, [57], when)


@annotate.check(
    "a label without a type: a ValueError that names it", points=0.375, after=types_of_labels
)
def no_type(call: Call, rng: np.random.Generator) -> None:
    for position in (0, 17):
        labels, mapping = _annotation(rng, 4, 30)
        labels.iloc[position] = 64
        when = "label 64 is in no list of the mapping"
        expect_error(_refusal(call, labels, mapping), ValueError, [64], when)


@annotate.check("labels and mapping stay as they were", points=0.25, after=types_of_labels)
def inputs_untouched(call: Call, rng: np.random.Generator) -> None:
    labels, mapping = _annotation(rng, 4, 25)
    ask(call, *((form, mapping) for form in _forms(labels)))
    taken = next(form for form in _forms(labels) if call.outcome(form, mapping).error is None)
    expect_conduct(call, taken, mapping)


annotate.hints(
    "The mapping goes from a type to its labels. In which direction do you need it, to look a label "
    "up? And what must be true of the lists, so that it can be turned around?",
    "Build a dictionary from label to type with two loops: over `mapping.items()`, and over the "
    "labels in each list. A label that is in it already was given to another type. Then look at "
    "each label, and see whether it is in the dictionary.",
    "type_of = {}; for name, own in mapping.items(): for label in own: if label in type_of: raise "
    "ValueError(f'label {label} has two types'); type_of[label] = name. Then for label in labels: if "
    "label not in type_of: raise ValueError(f'label {label} has no type'); and return "
    "np.array([type_of[label] for label in labels]).",
)


# ---------------------------------------------------------------- annotations that go wrong


def _turned(mapping):
    """Types by label; a ValueError for a label with two, as the task asks."""
    type_of = {}
    for name, clusters in mapping.items():
        for one in clusters:
            if one in type_of and type_of[one] != name:
                raise ValueError(f"label {one} is given to two types")
            type_of[one] = name
    return type_of


def _looked_up(labels, type_of):
    for label in labels:
        if label not in type_of:
            raise ValueError(f"label {label} has no type")
    return np.array([type_of[label] for label in labels])


@annotate.misconception(
    "C80",
    "You return one type for each *different* label. There is one for every cell: as many as there "
    "are labels, in their order.",
    sees=types_of_labels,
)
def one_per_cluster(labels, mapping):
    return _looked_up(pd.unique(np.asarray(labels)), _turned(mapping))


@annotate.misconception(
    "C81",
    "You return the mapping turned around. That is the table to look up in; use it for every cell: "
    "`[type_of[label] for label in labels]`.",
    sees=types_of_labels,
)
def mapping_returned(labels, mapping):
    type_of = _turned(mapping)
    _looked_up(labels, type_of)
    return type_of


@annotate.misconception(
    "C82",
    "You searched for a label in the *text* of a list: 3 is a part of '13'. Compare labels as they "
    "are, `label in clusters`.",
    sees=types_of_labels,
)
def as_a_part_of_text(labels, mapping):
    _looked_up(labels, _turned(mapping))
    return np.array(
        [next(name for name, own in mapping.items() if str(label) in str(own)) for label in labels]
    )


@annotate.misconception(
    "C83",
    "Your cells come out in another order than the labels: sorted, or type by type. The answer's "
    "first entry belongs to the first label.",
    sees=types_of_labels,
)
def type_by_type(labels, mapping):
    return np.sort(_looked_up(labels, _turned(mapping)))


@annotate.misconception(
    "C84",
    "You say nothing when a label is given to two types, and the last one wins. Which of them is "
    "right is for a person to say: raise a ValueError with the label.",
    sees=two_types,
)
def last_type_wins(labels, mapping):
    return _looked_up(labels, {one: name for name, own in mapping.items() for one in own})


@annotate.misconception(
    "C85",
    "You say nothing when a label is given to two types, and the first one wins. Which of them is "
    "right is for a person to say: raise a ValueError with the label.",
    sees=two_types,
)
def first_type_wins(labels, mapping):
    type_of = {}
    for name, own in mapping.items():
        for one in own:
            type_of.setdefault(one, name)
    return _looked_up(labels, type_of)


@annotate.misconception(
    "C86",
    "A label without a type keeps its number in yours, which then passes for a cell type in every "
    "table and plot that follows. Raise a ValueError that names it.",
    sees=no_type,
)
def number_kept(labels, mapping):
    type_of = _turned(mapping)
    return np.array([type_of.get(label, str(label)) for label in labels])


@annotate.misconception(
    "C87",
    "A label without a type becomes NaN in yours (`Series.map` does that), and these cells vanish "
    "from every count that follows. Raise a ValueError that names the label.",
    sees=no_type,
)
def becomes_nan(labels, mapping):
    return pd.Series(list(labels)).map(_turned(mapping)).to_numpy()


@annotate.misconception(
    "C19",
    "You call a label without a type “unknown”, without being told to. Unknown is a good answer, but "
    'a person\'s: it can be written into the mapping, `"unknown": [64]`. A label that was forgotten '
    "is a ValueError that names it.",
    sees=no_type,
)
def silently_unknown(labels, mapping):
    type_of = _turned(mapping)
    return np.array([type_of.get(label, "unknown") for label in labels])


@annotate.misconception(
    "C88",
    "A label without a type ends in a KeyError of the dictionary. Look first, and say what is "
    'wrong: `raise ValueError(f"label {label} has no type")`.',
    sees=no_type,
)
def key_error(labels, mapping):
    type_of = _turned(mapping)
    return np.array([type_of[label] for label in labels])


@annotate.misconception(
    "C89",
    "Your error doesn't say which label has no type, and there may be thirty clusters. Put it into "
    "the message.",
    sees=no_type,
)
def nameless_error(labels, mapping):
    type_of = _turned(mapping)
    if any(label not in type_of for label in labels):
        raise ValueError("every label needs a type")
    return np.array([type_of[label] for label in labels])


@annotate.misconception(
    "C90",
    "You changed the caller's labels or mapping: names were written into it, or lists emptied. "
    "Build a new dictionary and a new array.",
    sees=inputs_untouched,
)
def mapping_emptied(labels, mapping):
    type_of = _turned(mapping)
    for own in mapping.values():
        own.clear()
    return _looked_up(labels, type_of)
