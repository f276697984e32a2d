"""Counts per million and filters that go wrong, and what to say of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from autograder.catalogue.limma.counts import (
    MILLION,
    blind_to_groups,
    boolean_mask,
    counts_untouched,
    cpm,
    cut_off,
    empty_library,
    filter_low_expression,
    per_million,
    smallest_group,
)

__all__ = ["cpm", "filter_low_expression"]


def _sized(counts):
    """Library sizes; a ValueError for an empty one, as the task asks."""
    sizes = counts.sum()
    for sample in sizes.index[sizes == 0]:
        raise ValueError(f"sample {sample!r} has no counts")
    return sizes


@cpm.misconception(
    "L19",
    "You divided by the sums of the rows: the total of every gene, not of every sample. The library "
    "size is the sum of a sample's column, `counts.sum(axis=0)`.",
    sees=per_million,
)
def by_gene_totals(counts):
    _sized(counts)
    return counts.div(counts.sum(axis=1), axis=0) * MILLION


@cpm.misconception(
    "Z3",
    "`counts / counts.sum(axis=1)` looks for a gene's sum under the name of a sample, finds none, "
    "and fills with NaN, without a word. A DataFrame meets a Series by its column names: divide by "
    "`counts.sum(axis=0)`.",
    sees=per_million,
)
def misaligned(counts):
    _sized(counts)
    return counts / counts.sum(axis=1) * MILLION


@cpm.misconception(
    "L20",
    "You divided all samples by one number. Libraries differ in size: a sample that was sequenced "
    "twice as deep has twice the counts of the same expression. Divide every column by its own sum.",
    sees=per_million,
)
def by_the_mean_size(counts):
    return counts / _sized(counts).mean() * MILLION


@cpm.misconception(
    "L21",
    "Your values add up to 1 in every sample: fractions of the library. Counts per *million* are a "
    "million times that.",
    sees=per_million,
)
def fractions(counts):
    return counts / _sized(counts)


@cpm.misconception(
    "L22",
    "You return logarithms. The task asks for counts per million themselves; the logarithm is "
    "another step, which needs something added to the zeros first.",
    sees=per_million,
)
def log_counts_per_million(counts):
    return np.log2(counts / _sized(counts) * MILLION + 1)


@cpm.misconception(
    "L23",
    "A sample without counts becomes a column of NaN in yours, 0/0, and everything computed from it "
    "later does, too. Look at the library sizes first and raise a ValueError with the sample's "
    "name.",
    sees=empty_library,
)
def empty_sample_is_nan(counts):
    return counts / counts.sum() * MILLION


@cpm.misconception(
    "L24",
    "A sample without counts becomes a column of zeros in yours, as if nothing were expressed in "
    "it. It was not measured: raise a ValueError with the sample's name.",
    sees=empty_library,
)
def empty_sample_is_zero(counts):
    return (counts / counts.sum() * MILLION).fillna(0)


@cpm.misconception(
    "L25",
    "Your error doesn't say which sample it is about, and a study may have hundreds. Put its name "
    'into the message: `raise ValueError(f"sample {name} has no counts")`.',
    sees=empty_library,
)
def nameless_error(counts):
    if (counts.sum() == 0).any():
        raise ValueError("a library size is 0")
    return counts / counts.sum() * MILLION


@cpm.misconception(
    "L81",
    "You divided the caller's table itself, column by column: after the call it holds no counts any "
    "more. Divide a copy, or write `counts / sizes`, which makes a new table.",
    sees=counts_untouched,
)
def changed_in_place(counts):
    sizes = _sized(counts)
    for sample in counts.columns:
        counts[sample] = counts[sample] / sizes[sample] * MILLION
    return counts


# ---------------------------------------------------------------- the filter


def _above(counts, cutoff=None):
    sizes = counts.to_numpy().sum(axis=0)
    cutoff = 10 / (np.median(sizes) / MILLION) if cutoff is None else cutoff
    return counts.to_numpy() / sizes * MILLION > cutoff


def _group_sizes(groups):
    return pd.Series(list(groups)).value_counts()


def _enough(counts, groups, cutoff=None):
    return _above(counts, cutoff).sum(axis=1) >= _group_sizes(groups).min()


@filter_low_expression.misconception(
    "L29",
    "Your cut-off uses the mean of the library sizes. One very deep sample pulls the mean up and the "
    "cut-off down for all genes; the task takes the median.",
    sees=cut_off,
)
def mean_library(counts, groups):
    return _enough(counts, groups, 10 / (counts.sum().mean() / MILLION))


@filter_low_expression.misconception(
    "L30",
    "Your cut-off is 10 CPM, however deep the libraries are. Ten *reads* in a library of median size "
    "are meant: 10 divided by the median library size in millions.",
    sees=cut_off,
)
def ten_per_million(counts, groups):
    return _enough(counts, groups, 10)


@filter_low_expression.misconception(
    "L31",
    "You compare the raw counts with 10. A deep library passes that with less expression than a "
    "shallow one: compare counts per million.",
    sees=cut_off,
)
def raw_counts(counts, groups):
    return (counts.to_numpy() > 10).sum(axis=1) >= _group_sizes(groups).min()


@filter_low_expression.misconception(
    "L36",
    "Your median library size is not in millions, so the cut-off is a million times too low, and "
    "every gene with a single read passes it. Divide the median by 1,000,000 first.",
    sees=cut_off,
)
def not_in_millions(counts, groups):
    return _enough(counts, groups, 10 / counts.sum().median())


@filter_low_expression.misconception(
    "L82",
    "Your cut-off is the median library size divided by 10: turned upside down. The deeper the "
    "libraries, the fewer counts per million are 10 reads: 10 / median, in millions.",
    sees=cut_off,
)
def upside_down(counts, groups):
    return _enough(counts, groups, counts.sum().median() / MILLION / 10)


@filter_low_expression.misconception(
    "L32",
    "You compare a gene's mean CPM with the cut-off. A single sample with a high value lifts the "
    "mean; the task counts the samples that are above.",
    sees=smallest_group,
)
def mean_above(counts, groups):
    sizes = counts.sum()
    return ((counts / sizes * MILLION).mean(axis=1) > 10 / (sizes.median() / MILLION)).to_numpy()


@filter_low_expression.misconception(
    "L26",
    "You keep a gene as soon as one sample is above the cut-off. One lucky sample is no expression: "
    "it takes as many as the smallest group has.",
    sees=smallest_group,
)
def any_sample(counts, groups):
    return _above(counts).any(axis=1)


@filter_low_expression.misconception(
    "L27",
    "You ask for all samples. A gene that is silent in one group and high in another is what the "
    "analysis looks for, and is lost: as many samples as the smallest group has are enough.",
    sees=smallest_group,
)
def all_samples(counts, groups):
    return _above(counts).all(axis=1)


@filter_low_expression.misconception(
    "L28",
    "You ask for as many samples as the *largest* group has. A gene that is expressed in the "
    "smallest group only can't reach that: take the smallest group's size.",
    sees=smallest_group,
)
def largest_group(counts, groups):
    return _above(counts).sum(axis=1) >= _group_sizes(groups).max()


@filter_low_expression.misconception(
    "L83",
    "You ask for as many samples as there are groups: `len(set(groups))` is their number, not their "
    "size. `value_counts().min()` is the size of the smallest.",
    sees=smallest_group,
)
def number_of_groups(counts, groups):
    return _above(counts).sum(axis=1) >= len(set(groups))


@filter_low_expression.misconception(
    "L33",
    "You ask for more samples than the smallest group has. *At least* as many are enough: a gene "
    "expressed in that whole group, and nowhere else, is kept. Compare with `>=`.",
    sees=smallest_group,
)
def more_than_the_smallest(counts, groups):
    return _above(counts).sum(axis=1) > _group_sizes(groups).min()


@filter_low_expression.misconception(
    "L17",
    "You keep genes that are above the cut-off in a whole group. Such a filter looks at the groups "
    "that will be compared, and biases the test. It does not matter in which samples a gene is "
    "above, only in how many.",
    sees=blind_to_groups,
)
def within_a_group(counts, groups):
    above, labels = _above(counts), np.asarray(list(groups))
    return np.any([above[:, labels == level].all(axis=1) for level in sorted(set(labels))], axis=0)


@filter_low_expression.misconception(
    "L84",
    "You count the samples of every group by itself and keep a gene if one group has enough. Such a "
    "filter looks at the groups that will be compared. Count over all samples.",
    sees=blind_to_groups,
)
def enough_in_one_group(counts, groups):
    above, labels = _above(counts), np.asarray(list(groups))
    smallest = _group_sizes(groups).min()
    return np.any(
        [above[:, labels == level].sum(axis=1) >= smallest for level in sorted(set(labels))], axis=0
    )


@filter_low_expression.misconception(
    "L34",
    "You return the counts of the genes that are left. Return the mask, so that the caller can use "
    "it for other tables of the same genes, too: `counts[mask]` is then one step away.",
    sees=boolean_mask,
)
def filtered_table(counts, groups):
    return counts[_enough(counts, groups)]


@filter_low_expression.misconception(
    "L85",
    "You return the names of the genes to keep. Return a mask: one True or False for every gene, in "
    "the order of the table.",
    sees=boolean_mask,
)
def names_of_genes(counts, groups):
    return list(counts.index[_enough(counts, groups)])


@filter_low_expression.misconception(
    "L35",
    "Your mask holds 1 and 0. As an index these are positions or names, not a choice: `counts[mask]` "
    "fails, or picks the wrong rows. Leave the comparison as it is: True and False.",
    sees=boolean_mask,
)
def ones_and_zeros(counts, groups):
    return _enough(counts, groups).astype(int)
