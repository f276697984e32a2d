"""Orthogonal NMF: programs that share no gene, or next to none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .nmf import non_negative, normalise_programs
from .validation import whole_number

STARTS = 10
SHORT = 20
"""Iterations of every start before the best one is chosen."""
SAME = 1e-14
"""The fit has settled when an iteration explains less than this part more."""


def orthogonal_nmf(
    x: npt.ArrayLike, k: int, n_iter: int = 300, seed: int = 0
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Approximate x by w h, with every gene in one program.

    Parameters
    ----------
    x
        Cells × genes, without negative values. Genes on a common scale (divided by their standard
        deviation, say) count alike.
    k
        Number of programs, at most the number of genes that are not 0 everywhere.
    n_iter
        Most iterations.
    seed
        The same seed gives the same result.

    Returns
    -------
    w : ndarray (n_cells, k)
        Usage, not negative; the programs with the largest come first.
    h : ndarray (k, n_genes)
        Programs, not negative. Rows have length 1 and no gene in common: they are orthonormal.

    Raises
    ------
    TypeError, ValueError
        If `x` is no matrix, has a negative, missing or infinite value or no positive one, or an
        argument is out of range.

    Notes
    -----
    Rows without negative values are orthogonal only if they share no gene. The best h then follows
    from an assignment of genes to programs, and the best usage of a program is the leading singular
    vector of its genes. Both are improved in turn, as in k-means with directions in place of
    centres [1]_, from several random starts. A gene that truly belongs to two programs gets only
    one: that is what orthogonality costs. `soft_orthogonal_nmf` is the method of D-SPIN.

    References
    ----------
    .. [1] F. Pompili, N. Gillis, P.-A. Absil and F. Glineur, "Two algorithms for orthogonal
       nonnegative matrix factorization with application to clustering", Neurocomputing 141, 2014,
       doi:10.1016/j.neucom.2014.02.018.
    """
    values = non_negative(x)
    used = values.any(axis=0)
    k = whole_number(k, "k", at_least=1, at_most=int(used.sum()))
    n_iter = whole_number(n_iter, "n_iter", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    genes = values[:, used]
    squares = np.einsum("ij,ij->j", genes, genes)
    starts = [_draw_directions(genes, squares, k, rng) for _ in range(STARTS)]
    runs = [_improve(genes, squares, start, min(SHORT, n_iter)) for start in starts]
    directions, _ = max(runs, key=lambda run: run[1])
    directions, _ = _improve(genes, squares, directions, n_iter)
    h = np.zeros((k, values.shape[1]))
    h[:, used] = _assigned(directions @ genes)
    norms = np.sqrt((h**2).sum(axis=1))
    h /= np.where(norms > 0, norms, 1)[:, None]
    return normalise_programs(values @ h.T, h)


def _draw_directions(
    genes: np.ndarray, squares: np.ndarray, k: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Directions (k, n_cells) of genes that the earlier directions explain badly."""
    left, directions = squares.copy(), np.empty((k, len(genes)))
    for j in range(k):
        chances = left if left.any() else squares
        gene = int(np.searchsorted(np.cumsum(chances), rng.random() * chances.sum(), "right"))
        gene = min(gene, len(squares) - 1)
        directions[j] = genes[:, gene] / np.sqrt(squares[gene])
        left = np.maximum(np.minimum(left, squares - (directions[j] @ genes) ** 2), 0)
    return directions


def _improve(
    genes: np.ndarray, squares: np.ndarray, directions: np.ndarray, n_iter: int
) -> tuple[npt.NDArray[np.float64], float]:
    """Better directions (k, n_cells) of unit length, and how much of the square they explain."""
    explained = 0.0
    for _ in range(n_iter):
        before = explained
        loadings = _assigned(directions @ genes)
        fit = (loadings**2).sum(axis=0)
        explained = float(fit.sum())
        for empty in np.flatnonzero(~loadings.any(axis=1)):
            worst = int((squares - fit).argmax())
            loadings[:, worst], loadings[empty, worst], fit[worst] = 0, 1, squares[worst]
        if explained - before <= SAME * explained:
            break
        directions = loadings @ genes.T
        directions /= np.sqrt((directions**2).sum(axis=1))[:, None]
    return directions, explained


def _assigned(loadings: np.ndarray) -> npt.NDArray[np.float64]:
    """Loadings (k, m) with the largest of every gene alone."""
    best, each = loadings.argmax(axis=0), np.arange(loadings.shape[1])
    alone = np.zeros_like(loadings)
    alone[best, each] = loadings[best, each]
    return alone


def soft_orthogonal_nmf(
    x: npt.ArrayLike, k: int, n_iter: int = 500, seed: int = 0
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Approximate x by w h with nearly orthogonal programs: the multiplicative updates of D-SPIN.

    Parameters
    ----------
    x
        Cells × genes, without negative values.
    k
        Number of programs, at most the smaller of the two numbers.
    n_iter
        Number of iterations.
    seed
        The same seed gives the same result.

    Returns
    -------
    w : ndarray (n_cells, k)
        Usage, not negative.
    h : ndarray (k, n_genes)
        Programs, not negative, of length 1.

    Raises
    ------
    TypeError, ValueError
        If `x` is no matrix, has a negative, missing or infinite value or no positive one, or an
        argument is out of range.

    Notes
    -----
    The updates pull the programs apart, but never to the end: after 500 iterations most genes still
    load on more than one. Disjoint programs come from what `gene_programs` does afterwards.
    """
    values = non_negative(x)
    if np.asarray(x).dtype == np.float32:  # half the memory to move, and twice as fast
        values = values.astype(np.float32)
    k = whole_number(k, "k", at_least=1, at_most=min(values.shape))
    n_iter = whole_number(n_iter, "n_iter", at_least=1)
    rng = np.random.default_rng(whole_number(seed, "seed", at_least=0))
    w = rng.random((len(values), k)).astype(values.dtype)
    h = np.abs(np.linalg.qr(rng.random((values.shape[1], k)))[0].T).astype(values.dtype)
    return multiplicative_updates(values, w, h, n_iter)


def multiplicative_updates(
    values: np.ndarray, w: np.ndarray, h: np.ndarray, n_iter: int
) -> tuple[np.ndarray, np.ndarray]:
    """Orthogonal NMF from given factors: usage (n_cells, k) and programs (k, n_genes)."""
    for _ in range(n_iter):
        w = w * _ratio(values @ h.T, w @ (h @ h.T))
        projected = w.T @ values
        h = h * _ratio(projected, (h @ projected.T) @ h)
    norms = np.sqrt(np.einsum("ij,ij->i", h, h))
    norms[norms == 0] = 1
    h, w = h / norms[:, None], w * norms
    fitted = w @ h
    return w * (np.vdot(values, fitted) / np.vdot(fitted, fitted)), h


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
