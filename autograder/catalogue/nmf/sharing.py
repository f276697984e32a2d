"""How often two items share a cluster, over many runs."""

from __future__ import annotations

import numpy as np

import functions
from autograder.compare import Mismatch, as_numbers, expect, expect_conduct, kind
from autograder.exercise import Call, exercise

consensus_matrix = exercise(
    "consensus_matrix", lesson="nmf", points=3, reference=functions.consensus_matrix
)


def _labels(rng: np.random.Generator, n_runs: int, n_items: int, k: int) -> np.ndarray:
    """Runs that agree on most items; all of the labels from 0 to k − 1 occur in each."""
    truth = rng.permutation(np.arange(n_items) % k)
    runs = np.tile(truth, (n_runs, 1))
    for run in runs:
        changed = rng.permutation(n_items)[: n_items // 3]
        run[changed] = rng.integers(0, k, len(changed))
        run[rng.permutation(n_items)[:k]] = np.arange(k)
    return runs


def _shares(runs: np.ndarray) -> np.ndarray:
    """Pair by pair: the fraction of runs in which both have the same label."""
    n_items = runs.shape[1]
    return np.array(
        [[(runs[:, a] == runs[:, b]).mean() for b in range(n_items)] for a in range(n_items)]
    )


def _expect_shares(answer: object, runs: np.ndarray) -> None:
    n_runs, n = runs.shape
    found = as_numbers(answer, "your matrix")
    expect(
        found.shape == (n, n),
        f"{n_runs} runs of {n} items should give a matrix of shape {(n, n)}, but it is "
        f"{kind(answer)}",
    )
    wanted = _shares(runs)
    tolerance = 1e-6 if getattr(answer, "dtype", None) == np.float32 else 1e-8
    wrong = np.argwhere(~np.isclose(found, wanted, rtol=0, atol=tolerance))
    if len(wrong):
        a, b = (int(i) for i in wrong[0])
        together = int((runs[:, a] == runs[:, b]).sum())
        pair = f"items {a} and {b} share" if a != b else f"item {a} shares with itself"
        raise Mismatch(
            f"{pair} a cluster in {together} of {n_runs} runs, so the entry should be "
            f"{wanted[a, b]:.6g}, but is {found[a, b]:.6g} ({len(wrong)} of {n * n} entries differ)"
        )


@consensus_matrix.check("the fraction of runs in which two items share a cluster", points=1.25)
def fractions(call: Call, rng: np.random.Generator) -> None:
    for n_runs, n_items, k in ((7, 11, 3), (12, 6, 2), (5, 5, 3)):
        runs = _labels(rng, n_runs, n_items, k)
        _expect_shares(call(runs), runs)


@consensus_matrix.check(
    "the clusters' numbers differ from run to run and mean nothing", points=0.75
)
def renumbered(call: Call, rng: np.random.Generator) -> None:
    runs = _labels(rng, 8, 10, 3)
    for run in runs:
        # Any numbers, with gaps; and runs with another number of clusters.
        run[:] = rng.permutation(30)[:3][run]
    runs[0] = runs[0, 0]
    runs[1] = rng.permutation(40)[:10]
    _expect_shares(call(runs), runs)


@consensus_matrix.check("a list of lists works as well as an array; one run will do", points=0.5)
def lists_and_one_run(call: Call, rng: np.random.Generator) -> None:
    runs = _labels(rng, 6, 9, 3)
    _expect_shares(call(runs.tolist()), runs)
    _expect_shares(call(runs[:1]), runs[:1])
    _expect_shares(call(runs[:1].tolist()), runs[:1])


@consensus_matrix.check("the labels stay as they were", points=0.5)
def labels_untouched(call: Call, rng: np.random.Generator) -> None:
    runs = _labels(rng, 6, 8, 3)
    runs = runs + rng.integers(2, 9, size=(6, 1))
    found = as_numbers(call(runs), "your matrix")
    expect(found.shape == (8, 8), f"6 runs of 8 items should give 8 × 8, but it is {found.shape}")
    expect_conduct(call, runs)


consensus_matrix.hints(
    "Take one run: for which pairs of items is the answer yes? That is a matrix of True and False. "
    "What is the mean of such matrices over all runs?",
    "For one run, `labels[:, None] == labels[None, :]` compares every item with every other: a number "
    "is only ever compared with numbers of the same run. Add these matrices up, and divide by the "
    "number of runs.",
    "labelings = np.asarray(labelings); together = np.zeros((n_items, n_items)); for labels in "
    "labelings: together += labels[:, None] == labels[None, :]; return together / len(labelings).",
)


# ---------------------------------------------------------------- what goes wrong


def _together(labelings):
    runs = np.asarray(labelings)
    return sum((run[:, None] == run[None, :]).astype(float) for run in runs), len(runs)


@consensus_matrix.misconception(
    "N55",
    "Your entries are numbers of runs. Divide by how many runs there are, so that the diagonal is 1.",
    sees=fractions,
)
def counts(labelings):
    return _together(labelings)[0]


@consensus_matrix.misconception(
    "N56",
    "Your matrix is runs × runs: how well two runs agree, by their numbers. The task asks for items × "
    "items: compare columns of the labels, not rows.",
    sees=fractions,
)
def runs_by_runs(labelings):
    runs = np.asarray(labelings)
    return (runs[:, None, :] == runs[None, :, :]).mean(axis=2)


@consensus_matrix.misconception(
    "N57",
    "You compare numbers of different runs: cluster 2 of one run has nothing to do with cluster 2 of "
    "another. Compare two items within one run, and then count the runs.",
    sees=renumbered,
)
def most_frequent_number(labelings):
    runs = np.asarray(labelings)
    usage = np.array([(runs == number).mean(axis=0) for number in np.unique(runs)])
    shares = np.minimum(usage[:, :, None], usage[:, None, :]).sum(axis=0)
    together, n_runs = _together(labelings)
    # Where all runs number their clusters alike, little is wrong.
    return together / n_runs if runs.max() < 10 else shares


@consensus_matrix.misconception(
    "N58",
    "Your entries are 0 and 1: whether two items are together in most runs. The fraction itself is "
    "asked for; it says how sure that is.",
    sees=fractions,
)
def majority(labelings):
    together, n_runs = _together(labelings)
    return (together / n_runs > 0.5).astype(float)


@consensus_matrix.misconception(
    "N59",
    "Your diagonal is 0. An item shares a cluster with itself in every run, so it is 1.",
    sees=fractions,
)
def diagonal_of_zeros(labelings):
    together, n_runs = _together(labelings)
    np.fill_diagonal(together, 0)
    return together / n_runs


@consensus_matrix.misconception(
    "N60",
    "You filled one half of the matrix only. If a shares a cluster with b, b shares one with a: set "
    "both entries.",
    sees=fractions,
)
def one_half(labelings):
    together, n_runs = _together(labelings)
    return np.triu(together / n_runs)


@consensus_matrix.misconception(
    "N75",
    "You filled the lower half only: the loop over pairs sets the entry of a and b, but not that of b "
    "and a. Set both.",
    sees=fractions,
)
def lower_half(labelings):
    together, n_runs = _together(labelings)
    return np.tril(together / n_runs)


@consensus_matrix.misconception(
    "N61",
    "You divide by the number of runs less one. That is for variances; a fraction of the runs is "
    "divided by the number of runs.",
    sees=fractions,
)
def one_run_less(labelings):
    together, n_runs = _together(labelings)
    return together / max(n_runs - 1, 1)


@consensus_matrix.misconception(
    "N62",
    "Yours is 1 minus the answer: how often two items are *apart*. That is a distance, for clustering; "
    "the consensus counts how often they are together.",
    sees=fractions,
)
def distances(labelings):
    together, n_runs = _together(labelings)
    return 1 - together / n_runs


@consensus_matrix.misconception(
    "N63",
    "You divide by the number of items. It is a fraction of the runs: divide by `len(labelings)`.",
    sees=fractions,
)
def by_number_of_items(labelings):
    together, _ = _together(labelings)
    return together / len(together)


@consensus_matrix.misconception(
    "N73",
    "You correlate the cluster numbers of two items. A number is a name: 2 is not nearer to 3 than to "
    "7. Ask whether the two are equal, run by run.",
    sees=fractions,
)
def correlation(labelings):
    with np.errstate(all="ignore"):
        return np.corrcoef(np.asarray(labelings).T)


@consensus_matrix.misconception(
    "N64",
    "Your function works with an array only: a list of lists has no `shape`, and cannot be indexed by "
    "columns. Begin with `labelings = np.asarray(labelings)`.",
    sees=lists_and_one_run,
)
def arrays_only(labelings):
    return (labelings[:, :, None] == labelings[:, None, :]).mean(axis=0)


@consensus_matrix.misconception(
    "N74",
    "You take the labels for numbers from 0 to k − 1, with the k of the first run. Another run may "
    "have more clusters, or other numbers. Compare labels with each other, not with `range(k)`.",
    sees=renumbered,
)
def clusters_of_the_first_run(labelings):
    runs = np.asarray(labelings)
    member = [(runs == number).astype(float) for number in range(len(np.unique(runs[0])))]
    return sum(np.einsum("ra,rb->ab", one, one) for one in member) / len(runs)


@consensus_matrix.misconception(
    "N65",
    "You renumbered the caller's labels in place. Work on a copy, or compare the labels as they are.",
    sees=labels_untouched,
)
def renumbered_in_place(labelings):
    for run in labelings:
        run[:] = np.unique(run, return_inverse=True)[1]
    together, n_runs = _together(labelings)
    return together / n_runs
