"""`anneal` against a loop that computes the whole energy for every proposed move."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
from scipy.spatial.distance import squareform

from functions import anneal, minmax_rows, simulate_hspc, vectorized_dist

from .measuring import Table, medians, progress, ratio, seconds
from .real_data import yeast

MOVES = 25_000
K = 8


def measure(quick: bool) -> list[Table]:
    """Two tables: time at the course's size, and memory as genes become more."""
    name, data = yeast()
    minmax_rows(data)
    distances = squareform(vectorized_dist(data))
    loop_moves, repeats = (100, 3) if quick else (1_000, 9)
    progress(f"  {len(distances)} genes, {MOVES:,} moves")
    ours = medians({"ours": lambda: anneal(distances, K, n_iter=MOVES)}, repeats)["ours"]
    start = time.process_time()
    full_energy_loop(distances, K, loop_moves)
    loop = (time.process_time() - start) / loop_moves * MOVES
    energies = [anneal(distances, K, seed=seed)[1][-1] / 2 for seed in range(20)]
    times = [
        (
            f"{name}: {len(distances)}, {K}",
            seconds(ours),
            seconds(loop),
            ratio(loop, ours),
            f"{np.median(energies):.1f}",
            f"{max(energies):.1f}",
        )
    ]
    sizes = (250, 500) if quick else (500, 1_000, 2_000, 4_000)
    return [
        Table(
            f"Simulated annealing, {MOVES:,} moves",
            "`anneal` against a loop that computes the whole energy from the stored distances once "
            f"per proposed move; its time is **extrapolated** from {loop_moves:,} moves. The "
            "energies are those that the defaults end in (20 seeds), each pair counted once; the "
            "best known on the yeast data is 471.3.",
            ("genes, clusters", "ours", "loop", "ratio", "median energy", "highest"),
            times,
        ),
        Table(
            "Memory of annealing",
            "The largest amount that `anneal` takes at any time besides the matrix of distances "
            f"that it is given, with {K} clusters and 1,000 moves.",
            ("genes", "matrix", "anneal", "share"),
            [_memory(n) for n in sizes],
        ),
    ]


def full_energy_loop(distances: np.ndarray, k: int, n_iter: int) -> np.ndarray:
    """What one writes first: propose, compute the energy of the result, accept or not."""
    rng = np.random.default_rng(0)
    labels = rng.integers(k, size=len(distances))
    temp = 1.0

    def energy(labels: np.ndarray) -> float:
        return distances[labels[:, None] == labels].sum() / k

    now = energy(labels)
    for _ in range(n_iter):
        proposal = labels.copy()
        gene = rng.integers(len(labels))
        proposal[gene] = (labels[gene] + rng.integers(1, k)) % k
        then = energy(proposal)
        if then < now or rng.random() < np.exp((now - then) / temp):
            labels, now = proposal, then
        temp *= 0.999
    return labels


def _memory(n_genes: int) -> tuple[str, ...]:
    distances = squareform(vectorized_dist(simulate_hspc(n_genes, 5)))
    tracemalloc.start()
    anneal(distances, K, n_iter=1_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (
        f"{n_genes:,}",
        f"{distances.nbytes / 1e6:.1f} MB",
        f"{peak / 1e6:.2f} MB",
        f"{peak / distances.nbytes:.1%}",
    )
