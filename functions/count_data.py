"""RNA-seq counts to learn on: simulated ones with a known truth, and the real ones on request."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from .data_model import ExpressionData, from_pd
from .datasets import DataUnavailable, SourceFile, _course_folder, _download
from .validation import whole_number

GROUPS = ("control", "treated")
READS_PER_GENE = 400
COMPOSITION_GENES = 0.01
"""Share of the genes that take up the reads where a composition is asked for."""
COMPOSITION_LOG_FC = 3.0
SILENT_GENES = 0.3
"""Share of the genes that are hardly expressed."""
BATCH_GENES = 0.5
"""Share of the genes that differ between batches."""

# A copy of the counts that Bioconductor's package tweeDEseqCountData holds as an R object.
YORUBA_BASE = (
    "https://raw.githubusercontent.com/john-mulvey/pylimma/"
    "1f2324eb1e6d0e458045ad1ec4e51983afacde1e/data/"
)
YORUBA_COUNTS = SourceFile(
    "yoruba_counts.csv.gz", "20db453370ca8a2dc4355d60bb21270c7cfc13841f766c3eb58add3649c1aebe"
)
YORUBA_TARGETS = SourceFile(
    "yoruba_targets.csv", "99ee65656e7ee14d4e7d497d58057b9635d49f7100b27bf00fb6a543f9ca1abc"
)
PACKED = {
    YORUBA_COUNTS.name: "2ae5662ab6df46fd02967125c400b422108390b3aa0a5ed7e085f9621c779a9f",
    YORUBA_TARGETS.name: YORUBA_TARGETS.sha256,
}
"""sha256 of the files as they are downloaded, packed."""


def simulate_counts(
    n_genes: int = 2_000,
    n_per_group: int = 4,
    n_batches: int = 2,
    seed: int = 0,
    *,
    de_share: float = 0.08,
    composition: float = 0.2,
) -> ExpressionData:
    """Simulated RNA-seq counts of a control and a treated group, with a known truth.

    Parameters
    ----------
    n_genes
        Number of genes, 100 or more.
    n_per_group
        Number of samples of each group.
    n_batches
        Number of batches, over which the samples of each group are dealt out in turn.
    seed
        The same seed gives the same data.
    de_share
        Share of the genes that the treatment changes, half up and half down; 0 for none. Genes
        that are hardly expressed never change.
    composition
        Share of the treated samples' reads that a few more genes take up, which rise eightfold;
        0 for none.

    Returns
    -------
    ExpressionData
        ``expression`` holds whole counts. The truth: ``genes`` has ``log_fc`` (log2, treated over
        control, of the molecules in a cell) and ``batch_2`` … (log2, over the first batch);
        ``samples`` has ``group``, ``batch``, ``depth`` (expected library size) and ``norm_factor``
        (what `tmm_factors` estimates). Samples are named ``control.1`` … and ``treated.1`` ….

    Raises
    ------
    TypeError, ValueError
        If a number is not whole, too small, or a share is not from 0 to less than 1.

    Notes
    -----
    Counts are negative binomial: molecules vary between individuals, with a dispersion that falls
    with the mean and differs from gene to gene, and reads are drawn from them in proportion to
    their share in the sample. Because of that, genes that rise a lot make all others look lower.
    """
    n_genes = whole_number(n_genes, "n_genes", at_least=100)
    n_per_group = whole_number(n_per_group, "n_per_group", at_least=1)
    n_batches = whole_number(n_batches, "n_batches", at_least=1, at_most=n_per_group)
    for name, share in (("de_share", de_share), ("composition", composition)):
        if not 0 <= share < 1:
            raise ValueError(f"{name} must be from 0 to less than 1, not {share!r}")
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))

    samples = _draw_samples(n_genes, n_per_group, n_batches, rng)
    treated = (samples["group"] == "treated").to_numpy().astype(float)
    silent = rng.random(n_genes) < SILENT_GENES
    expressed = rng.permutation(np.flatnonzero(~silent))
    log_fc, takes_reads = _draw_effects(n_genes, expressed, de_share, composition, rng)
    affected = rng.random(n_genes) < BATCH_GENES
    batch_effects = 0.6 * affected[:, None] * rng.normal(size=(n_genes, n_batches))
    batch_effects = batch_effects - batch_effects[:, :1] + 0.0  # and no negative zeros
    batches = samples["batch"].astype(int).to_numpy() - 1

    level = rng.normal(np.where(silent, -2.5, 4.5), np.where(silent, 1.5, 2.0))
    molecules = 2 ** (level[:, None] + np.outer(log_fc, treated) + batch_effects[:, batches])
    molecules[takes_reads] *= _needed(molecules, takes_reads, treated, composition)
    total = molecules.sum(axis=0)
    samples["norm_factor"] = np.exp(np.log(total).mean()) / total
    expected = molecules / total * samples["depth"].to_numpy()
    names = pd.Index([f"gene{i:0{len(str(n_genes))}d}" for i in range(1, n_genes + 1)], name="gene")
    genes = pd.DataFrame({"log_fc": log_fc}, index=names)
    for batch in range(1, n_batches):
        genes[f"batch_{batch + 1}"] = batch_effects[:, batch]
    return {"expression": _draw_counts(expected, rng), "genes": genes, "samples": samples}


def _draw_samples(
    n_genes: int, n_per_group: int, n_batches: int, rng: np.random.Generator
) -> pd.DataFrame:
    names = [f"{group}.{i}" for group in GROUPS for i in range(1, n_per_group + 1)]
    depth = n_genes * READS_PER_GENE * np.exp(rng.normal(0, 0.35, size=len(names)))
    return pd.DataFrame(
        {
            "group": [name.partition(".")[0] for name in names],
            "batch": [str(i % n_batches + 1) for _ in GROUPS for i in range(n_per_group)],
            "depth": np.rint(depth),
        },
        index=pd.Index(names, name="sample"),
    )


def _draw_effects(
    n_genes: int,
    expressed: npt.NDArray[np.intp],
    de_share: float,
    composition: float,
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """True log2 fold changes, and which genes take up reads."""
    n_changed = min(round(de_share * n_genes), len(expressed))
    log_fc, takes_reads = np.zeros(n_genes), np.zeros(n_genes, dtype=bool)
    sizes = 0.6 + rng.gamma(2.0, 0.4, size=n_changed)
    log_fc[expressed[:n_changed]] = sizes * np.where(np.arange(n_changed) % 2, -1, 1)
    if composition:
        taking = expressed[-max(1, round(COMPOSITION_GENES * n_genes)) :]
        takes_reads[taking] = True
        log_fc[taking] = COMPOSITION_LOG_FC
    return log_fc, takes_reads


def _needed(
    molecules: np.ndarray, takes_reads: np.ndarray, treated: np.ndarray, composition: float
) -> float:
    """Factor by which some genes must grow to take up that share of the treated samples' reads."""
    mean = molecules[:, treated > 0].mean(axis=1)
    others, taking = mean[~takes_reads].sum(), mean[takes_reads].sum()
    return composition / (1 - composition) * others / taking if taking else 1.0


def _draw_counts(expected: np.ndarray, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    scatter = 8 / rng.chisquare(8, size=len(expected))
    dispersion = ((0.03 + 0.8 / (expected.mean(axis=1) + 1)) * scatter)[:, None]
    varied = rng.gamma(1 / dispersion, expected * dispersion)
    return rng.poisson(varied).astype(float)


def fetch_yoruba() -> ExpressionData:
    """RNA-seq of 69 Yoruba individuals: the real data.

    Returns
    -------
    ExpressionData
        38,415 genes × 69 samples, raw counts of lymphoblastoid cell lines. ``samples`` has the
        columns of the source; ``gender`` holds the sex of the donor (40 female, 29 male).

    Raises
    ------
    DataUnavailable
        If there is no network, a file is not in the folder ``COURSE_DATA``, or it is damaged.

    Notes
    -----
    The first call downloads 3 MB and keeps them in a cache. With ``COURSE_DATA`` set to a folder,
    ``yoruba_counts.csv.gz`` and ``yoruba_targets.csv`` are read from there. They are the counts and
    the sample table of ``pickrell1`` in Bioconductor's tweeDEseqCountData 1.48 (MIT licence),
    written as CSV.

    References
    ----------
    .. [1] J. K. Pickrell et al., "Understanding mechanisms underlying human gene expression
       variation with RNA sequencing", Nature 464, 2010, doi:10.1038/nature08872.
    """
    tables = []
    for file in (YORUBA_COUNTS, YORUBA_TARGETS):
        folder = _course_folder()
        path = _download_yoruba(file) if folder is None else folder / file.name
        tables.append(pd.read_csv(file.read(path), index_col=0))
    counts, targets = tables
    data = from_pd(counts.rename_axis(index="gene", columns="sample"))
    data["samples"] = targets.rename_axis(index="sample").loc[data["samples"].index]
    return data


def _download_yoruba(file: SourceFile) -> Path:
    try:
        return _download(SourceFile(file.name, PACKED[file.name]), YORUBA_BASE)
    except DataUnavailable as error:
        raise DataUnavailable(
            f"{file.name} could not be downloaded from {YORUBA_BASE} ({error.__cause__}). It holds "
            "the data pickrell1 of Bioconductor's package tweeDEseqCountData. Check the network; "
            f"or put {YORUBA_COUNTS.name} and {YORUBA_TARGETS.name} into a folder and set the "
            "environment variable COURSE_DATA to it; or work with simulated data "
            "(simulate_counts), which need no download"
        ) from error
