"""Gene programs and networks against dspin, and repeated NMF against cNMF and scikit-learn.

dspin and cnmf are no part of the course: where they are not installed, they are left out.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.decomposition import non_negative_factorization

from functions import network_inference, simulate_perturbseq, soft_orthogonal_nmf
from functions.cnmf import factorise_many
from functions.networks import exact_gradient, pseudolikelihood_gradient

from . import real_data
from .measuring import Table, medians, progress, ratio, seconds

ABSENT = "not installed"
RUNS = 20
PEER_RUNS = 4
"""Runs of cNMF, which makes one after the other."""


def measure(quick: bool) -> list[Table]:
    """Three tables: gradients of the network, orthogonal NMF, repeated NMF."""
    repeats = 3 if quick else 7
    return [_networks(quick, repeats), _orthogonal(quick, repeats), _repeated(quick)]


def _dspin() -> object | None:
    if importlib.util.find_spec("dspin") is None:
        return None
    import dspin.compute

    return dspin.compute


def _networks(quick: bool, repeats: int) -> Table:
    name, states, codes = real_data.states(quick)
    k, n_samples = states.shape[1], int(codes.max()) + 1
    progress(f"  networks of {k} programs, {n_samples} samples: {name}")
    fit = network_inference(states, codes, "pseudolikelihood", n_epochs=50)
    j, h = fit["J"].to_numpy(), fit["h"].to_numpy()
    exact = exact_gradient(states, codes, n_samples)
    pseudo = pseudolikelihood_gradient(states, codes, n_samples)
    parts = [np.ascontiguousarray(states[codes == code].T) for code in range(n_samples)]
    peer = _dspin()
    rows = []
    for method, ours, theirs in (
        ("exact", exact, lambda c: peer.para_moments(j, np.ascontiguousarray(h[:, c]))),
        ("pseudolikelihood", pseudo, lambda c: peer.pseudol_gradient(j, h[:, c : c + 1], parts[c])),
    ):
        runs = {"ours": lambda ours=ours: ours(j, h)}
        if peer:
            runs["dspin"] = lambda theirs=theirs: [theirs(c) for c in range(n_samples)]
        rows.append((method, *_compared(medians(runs, repeats), "dspin")))
    return Table(
        "Gradient of a network of programs",
        f"{name[0].upper()}{name[1:]}: {len(states):,} cells, {k} programs, {n_samples} samples. "
        "What every step of `network_inference` computes, against the compiled loops of dspin over "
        "the samples (without their compilation).",
        ("method", "ours", "dspin", "ratio"),
        rows,
    )


def _orthogonal(quick: bool, repeats: int) -> Table:
    n, m, n_iter = (300, 200, 20) if quick else (1_500, 1_000, 50)
    progress(f"  orthogonal NMF, {n:,} × {m:,}")
    x = np.random.default_rng(0).gamma(0.5, 1, (n, m))
    single, peer = x.astype(np.float32), _dspin()
    runs = {
        "ours": lambda: soft_orthogonal_nmf(x, 10, n_iter),
        "single": lambda: soft_orthogonal_nmf(single, 10, n_iter),
    }
    if peer:
        runs["dspin"] = lambda: peer.onmf(x, 10, n_iter)
    times = medians(runs, min(repeats, 5))
    rows = [
        (name, *_compared({**times, "ours": times[key]}, "dspin"))
        for name, key in (("double precision", "ours"), ("single precision", "single"))
    ]
    return Table(
        f"Orthogonal NMF, {n:,} × {m:,}, 10 programs, {n_iter} iterations",
        "`soft_orthogonal_nmf` against dspin's `onmf`, which has the same updates.",
        ("numbers", "ours", "dspin", "ratio"),
        rows,
    )


def _repeated(quick: bool) -> Table:
    data = simulate_perturbseq(120 if quick else 500, 5 if quick else 10, seed=1)
    counts = pd.DataFrame(data["expression"].T, data["samples"].index, data["genes"].index)
    counts = counts.loc[:, counts.std() > 0]
    counts = counts.loc[counts.any(axis=1)]
    x = np.ascontiguousarray(counts / counts.std())
    progress(f"  repeated NMF, {x.shape[0]:,} × {x.shape[1]:,}")
    spectra: dict[str, list[np.ndarray]] = {"ours": [], "scikit-learn": []}

    def ours() -> None:
        found = factorise_many(x, 6, RUNS, np.random.default_rng(0)).astype(float)
        spectra["ours"] = list(found.reshape(RUNS, 6, -1))

    def theirs() -> None:
        run = non_negative_factorization(
            x, n_components=6, init="random", tol=1e-4, max_iter=1000,
            random_state=len(spectra["scikit-learn"]),
        )  # fmt: skip
        spectra["scikit-learn"].append(run[1])

    contenders: dict[str, Callable[[], object]] = {"ours": ours, "scikit-learn": theirs}
    runs = {"ours": RUNS, "scikit-learn": 1, "cNMF": PEER_RUNS}
    with tempfile.TemporaryDirectory() as folder:
        cnmf = _prepared_cnmf(counts, Path(folder))
        if cnmf is not None:

            def factorise() -> None:
                cnmf.factorize()
                spectra["cNMF"] = list(cnmf.combine_nmf(6).to_numpy().reshape(PEER_RUNS, 6, -1))

            contenders["cNMF"] = lambda: _quietly(factorise)
        times = medians(contenders, 3)
    rows = []
    for peer in ("cNMF", "scikit-learn"):
        row = (f"{x.shape[0]:,} × {x.shape[1]:,}", peer, seconds(times["ours"] / RUNS))
        if peer in times:
            each = times[peer] / runs[peer]
            row += (seconds(each), ratio(each, times["ours"] / RUNS))
        else:
            row += (ABSENT, "–")
        rows.append(row + tuple(_typical(x, spectra.get(of)) for of in ("ours", peer)))
    return Table(
        "NMF for a consensus, for each repeat",
        f"{RUNS} runs together in single precision, as in `consensus_nmf`, against `factorize` of "
        "cNMF, which reads the prepared counts and writes a file for every run, and against "
        "scikit-learn's coordinate descent with cNMF's settings (`init='random'`, `tol=1e-4`) "
        "alone, which does the work in there. The errors are medians over the runs, with the best "
        "usage for the spectra.",
        ("cells × genes", "peer", "ours", "peer's", "ratio", "our error", "theirs"),
        rows,
    )


def _prepared_cnmf(counts: pd.DataFrame, folder: Path) -> Any:
    """A cNMF run of these counts and all of their genes, ready to factorise."""
    if importlib.util.find_spec("cnmf") is None:
        return None
    from cnmf import cNMF

    table, genes = folder / "counts.tsv", folder / "genes.txt"
    counts.to_csv(table, sep="\t")
    genes.write_text("\n".join(counts.columns), encoding="utf-8")
    peer = cNMF(output_dir=str(folder), name="benchmark")
    settings = {"n_iter": PEER_RUNS, "seed": 0, "densify": True, "genes_file": str(genes)}
    # Names as plain objects: anndata does not write the strings of pandas 3 unless it is told to.
    with pd.option_context("future.infer_string", False):
        _quietly(lambda: peer.prepare(str(table), components=[6], **settings))
    return peer


def _quietly(run: Callable[[], object]) -> None:
    """Standard output is for the results."""
    with contextlib.redirect_stdout(io.StringIO()):
        run()


def _typical(x: np.ndarray, spectra: list[np.ndarray] | None) -> str:
    """Median error of the runs, as text."""
    return f"{statistics.median(_error(x, h) for h in spectra):.6g}" if spectra else "–"


def _error(x: np.ndarray, h: np.ndarray) -> float:
    w = non_negative_factorization(x, H=h, n_components=len(h), update_H=False, tol=1e-6)[0]
    return float(np.linalg.norm(x - w @ h))


def _compared(times: dict[str, float], peer: str) -> tuple[str, ...]:
    if peer not in times:
        return seconds(times["ours"]), ABSENT, "–"
    return seconds(times["ours"]), seconds(times[peer]), ratio(times[peer], times["ours"])
