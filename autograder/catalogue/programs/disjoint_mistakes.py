"""Orthogonal NMF that goes wrong, and what to say of it."""

from __future__ import annotations

import numpy as np

from autograder.catalogue.programs.disjoint import (
    good_fit,
    not_negative,
    orthogonal_nmf,
    orthogonal_rows,
    seeded_and_untouched,
    two_factors,
)

__all__ = ["orthogonal_nmf"]

TINY = 1e-12


def _plain(x, k, n_iter, rng):
    """NMF by multiplicative updates, programs of length 1."""
    w, h = rng.uniform(0.1, 1, (len(x), k)), rng.uniform(0.1, 1, (k, x.shape[1]))
    for _ in range(n_iter):
        h = h * (w.T @ x) / (w.T @ w @ h + TINY)
        w = w * (x @ h.T) / (w @ (h @ h.T) + TINY)
    return _unit(w, h)


def _unit(w, h):
    norms = np.sqrt((h**2).sum(axis=1))
    norms[norms == 0] = 1
    return w * norms, h / norms[:, None]


def _alone(h):
    """The largest loading of every gene, the others 0."""
    return np.where(h == h.max(axis=0), h, 0)


def _refitted(x, h):
    """Usage and programs of disjoint genes: improved in turn."""
    for _ in range(100):
        _, h = _unit(np.ones((1, len(h))), h)
        h = _alone((x @ h.T / np.maximum(np.linalg.norm(x @ h.T, axis=0), TINY)).T @ x)
    _, h = _unit(np.ones((1, len(h))), h)
    return x @ h.T, h


@orthogonal_nmf.misconception(
    "M1",
    "Yours is an ordinary NMF: its programs share genes. Orthogonal programs without negative values "
    "share none: give every gene to one program, and fit the programs again on their genes.",
    sees=orthogonal_rows,
)
def ordinary_nmf(x, k, n_iter=300, seed=0):
    return _plain(x, k, n_iter, np.random.default_rng(seed))


@orthogonal_nmf.misconception(
    "N14",
    "The multiplicative update of orthogonal NMF pulls towards orthogonal programs, but does not get "
    "there: after hundreds of iterations genes are still in two programs. Give every gene to the "
    "program with the largest loading at the end, and fit again.",
    sees=orthogonal_rows,
)
def nearly_orthogonal(x, k, n_iter=300, seed=0):
    rng = np.random.default_rng(seed)
    w, h = rng.uniform(0.1, 1, (len(x), k)), rng.uniform(0.1, 1, (k, x.shape[1]))
    for _ in range(min(n_iter, 60)):
        w = w * (x @ h.T) / (w @ (h @ h.T) + TINY)
        h = h * (w.T @ x) / (h @ x.T @ w @ h + TINY)
    w, h = _unit(w, h)
    return w * ((x * (w @ h)).sum() / ((w @ h) ** 2).sum()), h


@orthogonal_nmf.misconception(
    "N16",
    "You made the other factor orthogonal: every cell has one program, and genes are in several. "
    "Programs are the rows of h; they have to be orthogonal.",
    sees=orthogonal_rows,
)
def cells_in_one_program(x, k, n_iter=300, seed=0):
    w, _ = _plain(x, k, n_iter, np.random.default_rng(seed))
    h, w = _refitted(x.T, _alone(w.T))
    return _unit(w.T, h.T)


@orthogonal_nmf.misconception(
    "M2",
    "Singular vectors are orthogonal, but have negative values: a program that takes genes away. "
    "Without negative values, orthogonal means that no gene is in two programs.",
    sees=not_negative,
)
def singular_vectors(x, k, n_iter=300, seed=0):
    u, s, v = np.linalg.svd(x, full_matrices=False)
    return u[:, :k] * s[:k], v[:k]


@orthogonal_nmf.misconception(
    "M57",
    "You made the rows of h orthogonal with a QR decomposition, which subtracts programs from each "
    "other: negative values come in. Give every gene to one program instead.",
    sees=not_negative,
)
def rotated(x, k, n_iter=300, seed=0):
    _, h = _plain(x, k, min(n_iter, 50), np.random.default_rng(seed))
    q = np.linalg.qr(h.T)[0].T
    q = -q * np.sign(q[:, :1] + TINY)
    return x @ q.T, q


@orthogonal_nmf.misconception(
    "M7",
    "You scaled both factors to length 1, so the product is another one: how much of a program there is "
    "has to be in one of the two. With rows of h of length 1, `w = x @ h.T`.",
    sees=good_fit,
)
def both_of_length_one(x, k, n_iter=300, seed=0):
    w, h = _plain(x, k, n_iter, np.random.default_rng(seed))
    w, h = _refitted(x, _alone(h))
    return w / np.linalg.norm(w, axis=0), h


@orthogonal_nmf.misconception(
    "M5",
    "Your genes are in programs by chance: the start is never improved. Move every gene to the "
    "program that explains it best, fit again, and repeat until nothing moves.",
    sees=good_fit,
)
def programs_by_chance(x, k, n_iter=300, seed=0):
    genes = np.random.default_rng(seed).permutation(np.arange(x.shape[1]) % k)
    h = (genes == np.arange(k)[:, None]) * x.mean(axis=0)
    h = _unit(np.ones((1, k)), h)[1]
    return x @ h.T, h


@orthogonal_nmf.misconception(
    "M9",
    "All genes of one of your programs have the same loading. Genes of a program differ in how strong "
    "they are: the best loadings are the leading singular vector of its genes.",
    sees=good_fit,
)
def equal_loadings(x, k, n_iter=300, seed=0):
    _, h = _plain(x, k, n_iter, np.random.default_rng(seed))
    h = (_refitted(x, _alone(h))[1] > 0).astype(float)
    h = _unit(np.ones((1, k)), h)[1]
    return x @ h.T, h


@orthogonal_nmf.misconception(
    "M58",
    "You fitted one program only, and the others are empty. Each of the k programs has genes of its "
    "own: start from k different programs.",
    sees=good_fit,
)
def one_program(x, k, n_iter=300, seed=0):
    u, s, v = np.linalg.svd(x, full_matrices=False)
    w, h = np.zeros((len(x), k)), np.zeros((k, x.shape[1]))
    w[:, 0], h[0] = np.abs(u[:, 0] * s[0]), np.abs(v[0])
    return w, h


@orthogonal_nmf.misconception(
    "M4",
    "Your factors belong to the transposed matrix, or h is transposed: it should have a row for every "
    "program and a column for every gene, so that `w @ h` has the shape of x.",
    sees=two_factors,
)
def transposed(x, k, n_iter=300, seed=0):
    w, h = _plain(x, k, n_iter, np.random.default_rng(seed))
    w, h = _refitted(x, _alone(h))
    return w, h.T


@orthogonal_nmf.misconception(
    "M59",
    "You return h alone. How much of each program a cell shows is half of the answer: `return w, h`.",
    sees=two_factors,
)
def programs_alone(x, k, n_iter=300, seed=0):
    return _refitted(x, _alone(_plain(x, k, n_iter, np.random.default_rng(seed))[1]))[1]


@orthogonal_nmf.misconception(
    "M6",
    "You set NumPy's global generator (`np.random.seed`), and so change the random numbers of "
    "everything that runs after you. Make your own: `rng = np.random.default_rng(seed)`.",
    sees=seeded_and_untouched,
)
def global_generator(x, k, n_iter=300, seed=0):
    np.random.seed(seed)
    return _best(x, k, np.random.RandomState(np.random.randint(1000)))


@orthogonal_nmf.misconception(
    "M8",
    "You added something tiny to the caller's x itself (`x += ...`), or scaled it. Whoever calls your "
    "function finds other data afterwards. Work on a copy.",
    sees=seeded_and_untouched,
)
def changed_in_place(x, k, n_iter=300, seed=0):
    x += 1e-9
    return _best(x, k, np.random.default_rng(seed))


def _best(x, k, rng):
    """The best of several starts."""
    runs = [_refitted(x, _alone(_plain(x, k, 60, rng)[1])) for _ in range(4)]
    return min(runs, key=lambda run: np.linalg.norm(x - run[0] @ run[1]))
