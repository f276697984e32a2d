"""The first steps of the analysis: groups from names, logarithms of counts, scaled genes."""

from __future__ import annotations

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.capstone import repaired
from autograder.catalogue.inputs import gene_names
from autograder.compare import expect_conduct, expect_names, expect_table
from autograder.exercise import Call, exercise

# ---------------------------------------------------------------- 1. groups


groups_of = exercise("groups_of", lesson="capstone", points=2, reference=repaired.groups_of)


@groups_of.check("the text before the first dot", points=1.5)
def before_the_dot(call: Call, rng: np.random.Generator) -> None:
    names = [f"{group}.{i}" for group in ("WT", "KO7", "KO12", "day1", "day10") for i in (1, 2, 11)]
    names = [str(name) for name in rng.permutation([*names, "KO7.old.3", "a2.b.1"])]
    expect_names(call(names), repaired.groups_of(names), f"the groups of {', '.join(names)}")
    expect_conduct(call, names)


@groups_of.check("a name without a dot is its own group", points=0.5, after=before_the_dot)
def no_dot(call: Call, rng: np.random.Generator) -> None:
    names = [str(name) for name in rng.permutation(["WT.1", "pool7", "KO12.2", "blank"])]
    expect_names(call(names), repaired.groups_of(names), f"the groups of {', '.join(names)}")


@groups_of.misconception(
    "R1",
    'Still the planted error: `rstrip(".0123456789")` strips any of these characters, not a '
    "pattern. `KO7.1` and `KO12.1` both become `KO`, so two clones are one group. Cut each name at "
    "its first dot.",
    sees=before_the_dot,
)
def characters_stripped(names):
    return [name.rstrip(".0123456789") for name in names]


@groups_of.misconception(
    "G1",
    "You cut at the last dot: `KO7.old.3` becomes `KO7.old`. The group is the text before the "
    "first one.",
    sees=before_the_dot,
)
def up_to_the_last_dot(names):
    return [name.rsplit(".", 1)[0] for name in names]


groups_of.hints(
    "Which groups does the function find in `KO7.1` and `KO12.1`?",
    "The argument of `rstrip` is a set of characters. You want to cut at a place instead.",
    '`name.split(".", 1)[0]` is the text before the first dot, for every name.',
)


# ---------------------------------------------------------------- 2. logarithms


log_expression = exercise(
    "log_expression", lesson="capstone", points=2, reference=repaired.log_expression
)


def _counts(rng: np.random.Generator, n_genes: int, n_samples: int) -> pd.DataFrame:
    """Counts of samples that differ tenfold in depth."""
    means = rng.gamma(2, 20, n_genes)[:, None] * rng.uniform(0.3, 3, n_samples)
    names = [f"s{i}" for i in rng.permutation(n_samples)]
    values = rng.poisson(means).astype(float)
    values[0, :2], values[1, 2:] = 0, 0
    return pd.DataFrame(values, index=gene_names(rng, n_genes), columns=names)


@log_expression.check("logarithms of counts per million, half a count added", points=2)
def logs(call: Call, rng: np.random.Generator) -> None:
    counts = _counts(rng, 14, 5)
    expect_table(call(counts), functions.log_cpm(counts), "your logarithms")
    expect_conduct(call, counts)


@log_expression.misconception(
    "R2",
    "Still the planted error: log2(count + 1) without the library size. A sample that was "
    "sequenced twice as deep is one unit higher in every gene. Divide by the library size: "
    "log2((count + 0.5) / (size + 1) · 1,000,000).",
    sees=logs,
)
def no_library_size(counts):
    return np.log2(counts + 1)


@log_expression.misconception(
    "R9",
    "You divide by the library size first, and add a constant to the result: then a zero says the "
    "same in a shallow and in a deep library. Add half a count to the counts, and 1 to the size.",
    sees=logs,
)
def prior_on_cpm(counts):
    return np.log2(counts / counts.sum() * 1e6 + 0.5)


@log_expression.misconception(
    "R12",
    "You divide by the sums of the rows. The library size is a sample's total: the sum of its "
    "column.",
    sees=logs,
)
def sums_of_genes(counts):
    return np.log2((counts + 0.5).div(counts.sum(axis=1) + 1, axis=0) * 1e6)


log_expression.hints(
    "Multiply one sample's counts by ten. Should its logarithms change?",
    "`counts.sum()` gives the library sizes, one for each column.",
    "`np.log2((counts + 0.5) / (counts.sum() + 1) * 1e6)`: pandas divides column by column.",
)


# ---------------------------------------------------------------- 3. scaled genes


scaled_genes = exercise(
    "scaled_genes", lesson="capstone", points=2, reference=repaired.scaled_genes
)


@scaled_genes.check("every gene has mean 0 and standard deviation 1", points=1.5)
def rows_scaled(call: Call, rng: np.random.Generator) -> None:
    values = pd.DataFrame(
        rng.normal(rng.uniform(2, 9, (9, 1)), rng.uniform(0.5, 3, (9, 1)), (9, 6)),
        index=gene_names(rng, 9), columns=[f"s{i}" for i in rng.permutation(6)],
    )  # fmt: skip
    expect_table(call(values), repaired.scaled_genes(values), "your scaled values", atol=1e-9)
    expect_conduct(call, values)


@scaled_genes.check("a gene that does not vary becomes 0", points=0.5, after=rows_scaled)
def constant_gene(call: Call, rng: np.random.Generator) -> None:
    values = pd.DataFrame(
        rng.normal(5, 1, (6, 7)), index=gene_names(rng, 6), columns=list("tsrqpon")
    )
    values.iloc[int(rng.integers(6))] = 4.0
    expect_table(call(values), repaired.scaled_genes(values), "your scaled values", atol=1e-9)


@scaled_genes.misconception(
    "Z1",
    "Still the planted error: pandas takes means and standard deviations of *columns* unless told "
    "otherwise, so the samples are scaled and not the genes. Take them over `axis=1`, and subtract "
    "with `.sub(…, axis=0)`.",
    sees=rows_scaled,
)
def columns_scaled(values):
    return (values - values.mean()) / values.std()


@scaled_genes.misconception(
    "Z2",
    "The axis is right now. Your standard deviation divides by n: the task asks for ddof = 1, "
    "which is the default of pandas and not of NumPy.",
    sees=rows_scaled,
)
def divided_by_n(values):
    deviation = values.std(axis=1, ddof=0)
    centred = values.sub(values.mean(axis=1), axis=0)
    return centred.div(deviation.where(deviation > 0, 1), axis=0)


@scaled_genes.misconception(
    "Z4",
    "A gene that does not vary has a standard deviation of 0, and 0 / 0 is NaN: the tree is then "
    "refused far from here. Such a gene becomes 0.",
    sees=constant_gene,
)
def not_a_number(values):
    return values.sub(values.mean(axis=1), axis=0).div(values.std(axis=1), axis=0)


scaled_genes.hints(
    "Print the mean of one row and of one column of the result. Which of them is 0?",
    "Means and standard deviations of genes are taken over `axis=1`, the samples.",
    "`values.sub(values.mean(axis=1), axis=0)`, then `.div(sd, axis=0)`; replace an sd of 0 by 1.",
)
