"""Numbers that prove four of the planted errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.capstone import repaired
from autograder.catalogue.inputs import gene_names
from autograder.compare import Mismatch, expect_conduct, expect_number, expect_type
from autograder.exercise import Call, exercise

evidence = exercise("evidence", lesson="capstone", points=4, reference=repaired.evidence)


def _inputs(rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
    values = pd.DataFrame(
        rng.normal(rng.uniform(2, 9, (14, 1)), 1, (14, 6)), index=gene_names(rng, 14),
        columns=[f"s{i}" for i in range(6)],
    )  # fmt: skip
    pvals = rng.permutation(np.concatenate([rng.uniform(0.002, 1, 280), rng.uniform(0, 0.002, 12)]))
    table = pd.DataFrame(rng.integers(20, 900, (3, 4)), index=list("abc"), columns=list("wxyz"))
    return values, pvals, table


def _expect_entry(call: Call, rng: np.random.Generator, key: str) -> None:
    inputs = _inputs(rng)
    answer: Any = call(*inputs)
    expect_type(answer, dict, "your evidence")
    if key not in answer:
        raise Mismatch(f"your evidence has no entry {key!r}")
    expect_number(answer[key], repaired.evidence(*inputs)[key], f"`{key}`")
    expect_conduct(call, *inputs)


@evidence.check("gene_mean: genes are not centred by a scaling of the samples", points=1)
def gene_mean(call: Call, rng: np.random.Generator) -> None:
    _expect_entry(call, rng, "gene_mean")


@evidence.check("tree_height: a square matrix makes another tree", points=1)
def tree_height(call: Call, rng: np.random.Generator) -> None:
    _expect_entry(call, rng, "tree_height")


@evidence.check("extra_calls: adjusting survivors invents discoveries", points=1)
def extra_calls(call: Call, rng: np.random.Generator) -> None:
    _expect_entry(call, rng, "extra_calls")


@evidence.check("share_change: a share falls though its type stays", points=1)
def share_change(call: Call, rng: np.random.Generator) -> None:
    _expect_entry(call, rng, "share_change")


@evidence.misconception(
    "R10",
    "This is the number of the *right* scaling, where it is 0 but for rounding. Evidence of an "
    "error is what the error does: scale the columns, as your colleague did, and look at the means "
    "of the rows.",
    sees=gene_mean,
)
def right_scaling(values, pvals, table):
    array = values.to_numpy(dtype=float)
    scaled = (array - array.mean(axis=1, keepdims=True)) / array.std(axis=1, ddof=1, keepdims=True)
    return {
        **repaired.evidence(values, pvals, table), "gene_mean": float(np.abs(scaled.mean(axis=1)).max())
    }  # fmt: skip


@evidence.misconception(
    "R15",
    "You divided the right height by the wrong one. The wrong one comes first: how many times too "
    "high is the last merge?",
    sees=tree_height,
)
def turned_round(values, pvals, table):
    found = repaired.evidence(values, pvals, table)
    return {**found, "tree_height": 1 / found["tree_height"]}


@evidence.misconception(
    "R16",
    "These are all discoveries of the survivors' adjustment. The evidence is how many *more* they "
    "are than those of all p-values adjusted together: subtract.",
    sees=extra_calls,
)
def all_survivors(values, pvals, table):
    chosen = pvals[pvals < 0.05]
    return {
        **repaired.evidence(values, pvals, table),
        "extra_calls": int((functions.adjust_bh(chosen) < 0.05).sum()),
    }


@evidence.misconception(
    "R17",
    "You give the change of the first type, which was tripled. The proof is the second type: "
    "nothing happened to it, and its share falls all the same.",
    sees=share_change,
)
def of_the_tripled_type(values, pvals, table):
    counts = table.to_numpy(dtype=float)[0]
    share = counts[0] / counts.sum()
    tripled = 3 * counts[0] / (counts.sum() + 2 * counts[0])
    return {**repaired.evidence(values, pvals, table), "share_change": float(tripled / share)}


evidence.hints(
    "Each entry sets your colleague's step beside the right one, on the data that come in.",
    '`linkage(squareform(pdist(values)), "ward")[-1, 2]` is the height of the colleague\'s last merge.',
    "For the shares: triple column 0, divide each row by its sum, before and after; take row 0, column 1.",
)
