"""Consensus NMF: programs that many factorisations of the same counts agree on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .cluster_quality import silhouette
from .counts import count_values, library_sizes
from .data_model import from_pd
from .kmeans import kmeans
from .nmf import draw_factors, iterations, sweep
from .validation import first_name, whole_number

MILLION = 1e6
TOGETHER = 20
"""Runs that are computed at a time: their matrix products are one."""
MOST_ITERATIONS = 500
CHECK_EVERY = 10
TOLERANCE = 1e-6
"""Runs end when so many iterations lower the error by less than this part of the first error."""
NEIGHBOURS = 0.3
"""Share of the runs among which a spectrum's neighbours are looked for."""
SETTLED = 1e-7
MOST_SWEEPS = 2_000
STARTS = 10


def consensus_nmf(
    counts: pd.DataFrame,
    k: int,
    n_repeats: int = 100,
    n_top: int = 2_000,
    density_threshold: float = 0.5,
    seed: int = 0,
) -> dict[str, Any]:
    """Gene programs on which repeated NMF of the counts agrees, and their usage in every cell.

    Parameters
    ----------
    counts
        Genes × cells: counts, not logarithms.
    k
        Number of programs, 2 or more; see `k_selection`.
    n_repeats
        Number of factorisations, each from another random start.
    n_top
        Number of variable genes that are factorised.
    density_threshold
        Spectra whose mean distance to their neighbours is not below this are left out: nothing
        agrees with them. 2 keeps all.
    seed
        The same seed gives the same result.

    Returns
    -------
    dict
        ``usage`` (DataFrame cells × programs), ``spectra`` (DataFrame programs × variable genes,
        rows add up to 1), ``spectra_tpm`` (DataFrame programs × genes, counts per million),
        ``scores`` (DataFrame programs × genes: how much a gene's z-score rises with the usage; the
        markers of a program have the largest), ``components`` (ndarray: the spectra of all runs, of
        length 1), ``density`` (ndarray: their mean distances to their neighbours) and ``clusters``
        (ndarray: the program of each, −1 if left out). The most used program is the first.

    Raises
    ------
    TypeError, ValueError
        If `counts` is not a table of counts, a cell has none, also among the variable genes, no
        spectrum is dense enough, or an argument is out of range.

    Notes
    -----
    Each variable gene is divided by its standard deviation: without that, the few genes with the
    most counts are the programs. The spectra of all runs are clustered by k-means and each
    cluster's median is a program; usage and the other genes' part are least squares without
    negative values. Steps and constants are those of cNMF 1.7 [1]_.

    References
    ----------
    .. [1] D. Kotliar et al., "Identifying gene expression programs of cell-type identity and
       cellular activity with single-cell RNA-Seq", eLife 8, 2019, doi:10.7554/eLife.43803.
    """
    prepared = _Prepared(counts, n_top)
    k = whole_number(k, "k", at_least=2, at_most=min(prepared.scaled.shape))
    components = prepared.factorise(k, n_repeats, seed)
    density = local_density(components, k)
    if not density_threshold > 0:
        raise ValueError(f"density_threshold must be above 0, not {density_threshold!r}")
    clusters = np.full(len(components), -1)
    kept = density < density_threshold
    if kept.sum() < k:
        raise ValueError(
            f"only {kept.sum()} of {len(kept)} spectra have neighbours within {density_threshold}: "
            f"the runs do not agree on {k} programs; try another k, or a higher density_threshold"
        )
    spectra, clusters[kept] = consensus_spectra(components[kept], k)
    return {
        **prepared.programs(spectra, clusters),
        "components": components,
        "density": density,
    }


class _Prepared:
    """Counts per million, and the scaled counts of the variable genes: cells × genes."""

    def __init__(self, counts: pd.DataFrame, n_top: int) -> None:
        values, self.genes, self.cells = count_values(counts)
        sizes = library_sizes(values, self.cells)
        self.tpm = np.ascontiguousarray(values.T / sizes[:, None] * MILLION)
        n_top = whole_number(n_top, "n_top", at_least=2)
        variable = variable_genes(self.tpm, n_top)
        # Counts per million of constant counts vary with the depth alone.
        self.variable = variable[np.ptp(values[variable], axis=1) > 0]
        chosen = values[self.variable].T
        empty = np.asarray(chosen.sum(axis=1) == 0)
        if empty.any():
            raise ValueError(
                f"cell {first_name(self.cells, empty)!r} has no counts of the {chosen.shape[1]} "
                f"variable genes ({np.count_nonzero(empty)} such cells in all): leave it out, or "
                "use a larger n_top"
            )
        self.scaled = np.ascontiguousarray(chosen / chosen.std(axis=0, ddof=1))

    def factorise(self, k: int, n_repeats: int, seed: int) -> npt.NDArray[np.float64]:
        """Spectra of all runs, of length 1: (n_repeats · k, n_variable)."""
        n_repeats = whole_number(n_repeats, "n_repeats", at_least=1)
        rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
        spectra = factorise_many(self.scaled, k, n_repeats, rng).astype(float)
        norms = np.sqrt((spectra**2).sum(axis=1))
        return spectra[norms > 0] / norms[norms > 0, None]

    def programs(self, spectra: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
        """Usage, and spectra of all genes, of programs that are ordered by usage."""
        usage = least_squares(self.scaled, spectra)
        share = usage / np.maximum(usage.sum(axis=1), np.finfo(float).tiny)[:, None]
        order = np.argsort(-share.sum(axis=0), kind="stable")
        usage, share, spectra = usage[:, order], share[:, order], spectra[order]
        in_all_genes = least_squares(self.tpm.T, share.T).T
        scale = np.where(self.tpm.any(axis=0), self.tpm.std(axis=0), 1)
        z = (self.tpm - self.tpm.mean(axis=0)) / np.where(scale > 0, scale, 1)
        scores = np.linalg.lstsq(usage, z, rcond=None)[0]
        # Once more with depth removed: that of cells with many counts was larger.
        chosen = self.tpm[:, self.variable]
        usage = least_squares(
            chosen / chosen.std(axis=0, ddof=1),
            in_all_genes[:, self.variable] / scale[self.variable],
        )
        programs = pd.RangeIndex(len(spectra), name="program")
        renumbered = np.append(np.argsort(order), -1)
        return {
            "usage": pd.DataFrame(usage, index=self.cells.copy(), columns=programs),
            "spectra": pd.DataFrame(spectra, index=programs, columns=self.genes[self.variable]),
            "spectra_tpm": pd.DataFrame(in_all_genes, index=programs, columns=self.genes.copy()),
            "scores": pd.DataFrame(scores, index=programs, columns=self.genes.copy()),
            "clusters": renumbered[clusters],
        }


def variable_genes(tpm: np.ndarray, n_top: int) -> npt.NDArray[np.intp]:
    """Columns that vary more than counts of their mean do, in their order.

    The variance over the mean of a gene that does not differ between cells is A² · mean + B²: A is
    what the genes of highest mean show, B² what most genes do.
    """
    mean, variance = tpm.mean(axis=0), tpm.var(axis=0)
    seen = mean > 0
    ratio = np.divide(variance, mean, out=np.full_like(mean, np.nan), where=seen)
    highest = np.argsort(-mean, kind="stable")[:20]
    a = np.nanmin(np.sqrt(variance[highest]) / np.where(seen[highest], mean[highest], np.nan))
    inside = seen.copy()
    for values in (mean, ratio):
        low, high = np.nanquantile(values, [0.1, 0.9])
        inside &= (values > low) & (values < high)
    b2 = np.median(ratio[inside]) if inside.any() else np.nanmedian(ratio)
    excess = np.where(seen & (variance > 0), ratio / (a**2 * mean + b2), -np.inf)
    most = np.argsort(-excess, kind="stable")[: min(n_top, int((excess > -np.inf).sum()))]
    return np.sort(most)


def factorise_many(
    scaled: np.ndarray, k: int, n_runs: int, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Programs of many runs of NMF (n_runs · k, n_genes), in single precision.

    That runs differ by their starts is the point; the last digits do not matter.
    """
    values, spectra = scaled.astype(np.float32), []
    for first in range(0, n_runs, TOGETHER):
        start = draw_factors(values, k, min(TOGETHER, n_runs - first), rng)
        errors: list[np.ndarray] = []
        for done, (_, h, squared) in enumerate(iterations(values, *start)):  # noqa: B007
            if done % CHECK_EVERY:
                continue
            errors.append(np.sqrt(squared))
            if done == MOST_ITERATIONS:
                break
            if done and (errors[-2] - errors[-1] <= TOLERANCE * errors[0]).all():
                break
        spectra.append(h.reshape(-1, h.shape[2]).copy())
    return np.vstack(spectra)


def local_density(components: np.ndarray, k: int) -> npt.NDArray[np.float64]:
    """Mean distance of every spectrum to its nearest ones: small where runs agree."""
    n_near = max(int(NEIGHBOURS * len(components) / k), 1)
    distances = np.sort(_distances(components), axis=1)
    return distances[:, : n_near + 1].sum(axis=1) / n_near


def _distances(components: np.ndarray) -> npt.NDArray[np.float64]:
    squared = 2 - 2 * components @ components.T  # all have length 1
    np.fill_diagonal(squared, 0)
    return np.sqrt(np.maximum(squared, 0))


def consensus_spectra(components: np.ndarray, k: int) -> tuple[np.ndarray, npt.NDArray[np.intp]]:
    """Median spectrum of every cluster (k, n_genes), adding up to 1, and the cluster of each."""
    labels = kmeans(from_pd(pd.DataFrame(components)), k, n_init=STARTS)[0]
    medians = np.array([np.median(components[labels == cluster], axis=0) for cluster in range(k)])
    if not medians.any(axis=1).all():
        raise ValueError(f"the runs do not agree on {k} programs: try a smaller k")
    return medians / medians.sum(axis=1, keepdims=True), labels


def least_squares(x: np.ndarray, spectra: np.ndarray) -> npt.NDArray[np.float64]:
    """Usage (n, k), not negative, with which the spectra (k, m) fit x (n, m) best."""
    gram, target = (spectra @ spectra.T)[None], np.ascontiguousarray(spectra @ x.T)[None]
    usage = np.maximum(np.linalg.lstsq(gram[0], target[0], rcond=None)[0], 0)[None]
    for _ in range(MOST_SWEEPS):
        before = usage.copy()
        sweep(usage, gram, target)
        if np.abs(usage - before).max() <= SETTLED * np.abs(usage).max():
            break
    return usage[0].T.copy()


def k_selection(
    counts: pd.DataFrame,
    ks: Iterable[int],
    n_repeats: int = 30,
    n_top: int = 2_000,
    seed: int = 0,
) -> pd.DataFrame:
    """How stable the programs are, and how well they fit, for several numbers of programs.

    Parameters
    ----------
    counts
        Genes × cells: counts, not logarithms.
    ks
        Numbers of programs to try, each 2 or more.
    n_repeats
        Number of factorisations of each.
    n_top
        Number of variable genes that are factorised.
    seed
        The same seed gives the same result.

    Returns
    -------
    DataFrame
        Indexed by k: ``silhouette`` of the spectra of all runs (near 1 where they agree) and
        ``error`` (squared, of the consensus). The error falls with k for any data; programs that
        only chance made do not repeat.

    Raises
    ------
    TypeError, ValueError
        If `counts` is not a table of counts, or an argument is out of range.
    """
    prepared = _Prepared(counts, n_top)
    rows = {}
    for k in ks:
        k = whole_number(k, "k", at_least=2, at_most=min(prepared.scaled.shape))
        components = prepared.factorise(k, n_repeats, seed)
        spectra, labels = consensus_spectra(components, k)
        usage = least_squares(prepared.scaled, spectra)
        rows[k] = {
            "silhouette": silhouette(_distances(components), labels),
            "error": float(((prepared.scaled - usage @ spectra) ** 2).sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("k")
