"""Input of a factorisation, responses relative to controls, and compositions."""

from __future__ import annotations

import numpy as np
import pandas as pd

import functions
from autograder.catalogue.capstone import repaired
from autograder.compare import expect_close, expect_conduct, expect_table
from autograder.exercise import Call, exercise

# ---------------------------------------------------------------- 10. programs


program_input = exercise(
    "program_input", lesson="capstone", points=2, reference=repaired.program_input
)


def _gene_counts(rng: np.random.Generator) -> np.ndarray:
    return rng.poisson(rng.gamma(1, 60, (12, 1)) + 1, (12, 9)).astype(float)


@program_input.check("every gene has standard deviation 1 and no value below 0", points=1.5)
def unit_variance(call: Call, rng: np.random.Generator) -> None:
    counts = _gene_counts(rng)
    expect_close(call(counts), repaired.program_input(counts), "the input of the factorisation")
    expect_conduct(call, counts)


@program_input.check("a gene that does not vary becomes 0", points=0.5, after=unit_variance)
def constant_gene(call: Call, rng: np.random.Generator) -> None:
    counts = _gene_counts(rng)
    counts[int(rng.integers(12))] = rng.integers(0, 2) * 7.0
    expect_close(call(counts), repaired.program_input(counts), "the input of the factorisation")


@program_input.misconception(
    "N10",
    "Still the planted error: raw counts. A gene with a mean of 1,000 counts a million times as "
    "much in the squared error as one with a mean of 1, so that the programs describe a handful of "
    "genes. Divide every gene by its standard deviation.",
    sees=unit_variance,
)
def raw_counts(counts):
    return np.array(counts, dtype=float)


@program_input.misconception(
    "N6",
    "You centred the genes, so half of the values are negative, and a factorisation into parts "
    "without signs refuses them or loses them. Divide by the standard deviation, and subtract "
    "nothing.",
    sees=unit_variance,
)
def centred(counts):
    counts = np.asarray(counts, dtype=float)
    deviation = counts.std(axis=1, ddof=1, keepdims=True)
    return (counts - counts.mean(axis=1, keepdims=True)) / np.where(deviation > 0, deviation, 1)


@program_input.misconception(
    "R7",
    "You divided by the standard deviations of the samples. The scales that differ are those of "
    "the genes: take them along the rows, `axis=1`.",
    sees=unit_variance,
)
def samples_scaled(counts):
    counts = np.asarray(counts, dtype=float)
    return counts / counts.std(axis=0, ddof=1)


program_input.hints(
    "What share of the sum of squares do the five most abundant genes have?",
    "All genes should weigh the same, and none may become negative.",
    "`counts / counts.std(axis=1, ddof=1, keepdims=True)`, with an eye on genes that never vary.",
)


# ---------------------------------------------------------------- 11. controls


relative_to_controls = exercise(
    "relative_to_controls", lesson="capstone", points=2, reference=repaired.relative_to_controls
)


@relative_to_controls.check("the controls, flagged with 1, have mean 0", points=1.5)
def zeros_and_ones(call: Call, rng: np.random.Generator) -> None:
    for n in (9, 14):
        responses = rng.normal(2, 1, (4, n)) + np.arange(n)
        # neither of the first two, so that flags taken for positions are seen
        flags = np.concatenate([[0, 0], rng.permutation([1] * 4 + [0] * (n - 6))])
        expect_close(
            call(responses, flags), repaired.relative_to_controls(responses, flags), "the responses"
        )
    expect_conduct(call, responses, flags)


@relative_to_controls.check("flags may be True and False", points=0.5, after=zeros_and_ones)
def booleans(call: Call, rng: np.random.Generator) -> None:
    responses = rng.normal(size=(3, 10))
    flags = rng.permutation([True] * 3 + [False] * 7)
    expect_close(
        call(responses, flags), repaired.relative_to_controls(responses, flags), "the responses"
    )


@relative_to_controls.misconception(
    "R5",
    "Still the planted error: an array of the *integers* 0 and 1 is a list of positions, so "
    "`responses[:, is_control]` picks the first two samples again and again. Make it boolean: "
    "`is_control.astype(bool)`.",
    sees=zeros_and_ones,
)
def flags_as_positions(responses, is_control):
    controls = np.asarray(responses)[:, np.asarray(is_control).astype(int)]
    return responses - controls.mean(axis=1, keepdims=True)


@relative_to_controls.misconception(
    "R6",
    "You subtract the mean of all samples. Zero should be what happens without a perturbation: the "
    "mean of the controls.",
    sees=zeros_and_ones,
)
def mean_of_all(responses, is_control):
    return responses - np.asarray(responses).mean(axis=1, keepdims=True)


@relative_to_controls.misconception(
    "N18",
    "The mean is taken over programs and samples at once. Each program has a mean of its own: "
    "`axis=1`.",
    sees=zeros_and_ones,
)
def one_mean_for_all(responses, is_control):
    return responses - np.asarray(responses)[:, np.asarray(is_control).astype(bool)].mean()


relative_to_controls.hints(
    "Take the mean of the controls in the result. It should be 0.",
    "`np.array([10, 20, 30])[np.array([0, 0, 1])]`: what does this give?",
    "`controls = np.asarray(is_control).astype(bool)`, then `responses[:, controls]`.",
)


# ---------------------------------------------------------------- 12. compositions


composition = exercise("composition", lesson="capstone", points=2, reference=repaired.composition)


def _cell_counts(rng: np.random.Generator) -> pd.DataFrame:
    types = [str(name) for name in rng.permutation(["Neu", "Mono", "MEP", "Prog", "Baso"])]
    samples = [f"donor{i}" for i in rng.permutation(4)]
    return pd.DataFrame(rng.integers(5, 900, (4, 5)), index=samples, columns=types)


@composition.check("logarithms relative to the sample's own mean", points=2)
def log_ratios(call: Call, rng: np.random.Generator) -> None:
    table = _cell_counts(rng)
    expect_table(call(table), functions.clr(table), "the log ratios", atol=1e-9)
    expect_conduct(call, table)


@composition.misconception(
    "C15",
    "Still the planted error: shares. They add up to 1, so if one type grows, all others seem to "
    "shrink. Take the logarithm of every count, and subtract the mean logarithm of its sample.",
    sees=log_ratios,
)
def shares(table):
    return table.div(table.sum(axis=1), axis=0)


@composition.misconception(
    "R13",
    "Logarithms of shares are not enough: the total that they are divided by still holds the type "
    "that grew. Subtract the mean logarithm of the sample.",
    sees=log_ratios,
)
def logs_of_shares(table):
    return np.log(table.div(table.sum(axis=1), axis=0))


@composition.misconception(
    "R14",
    "You subtract the mean of every type over the samples. The reference is within the sample: the "
    "mean over its types, `axis=1`.",
    sees=log_ratios,
)
def relative_to_other_samples(table):
    logs = np.log(table)
    return logs - logs.mean()


composition.hints(
    "Triple one type's count and nothing else. Which numbers of the result change?",
    "Ratios of two types do not care what happens to a third. Work with logarithms.",
    "`logs = np.log(table)`, then `logs.sub(logs.mean(axis=1), axis=0)`.",
)
