"""NMF: what has to hold of any algorithm, whatever its start."""

from __future__ import annotations

import numpy as np

import functions
from autograder.catalogue.nmf.factors import expect_not_negative, mixed_programs, read_factors
from autograder.compare import (
    expect,
    expect_close,
    expect_conduct,
    expect_error,
    expect_value,
)
from autograder.exercise import Call, exercise

nmf = exercise("nmf", lesson="nmf", points=6, reference=functions.nmf)

ROUNDING = 1e-6
"""An error may rise by this part: a small number in a denominator does that."""
GOOD = 1.02
"""At most so many times the best fit that is known."""


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(10_000))


def _factors(
    call: Call, x: np.ndarray, k: int, n_iter: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    w, h, errors = read_factors(call(x, k, n_iter=n_iter, seed=seed), x.shape, k, 3)
    return w, h, errors.ravel()


def _norm(x: np.ndarray, w: np.ndarray, h: np.ndarray) -> float:
    return float(np.sqrt(((x - w @ h) ** 2).sum()))


@nmf.check("w (n, k), h (k, m), and n_iter + 1 errors", points=0.75)
def three_results(call: Call, rng: np.random.Generator) -> None:
    for n, m, k, n_iter in ((12, 7, 3, 8), (6, 11, 2, 1), (9, 5, 1, 5)):
        x = mixed_programs(rng, n, m, k)
        _, _, errors = _factors(call, x, k, n_iter, 0)
        expect(
            len(errors) == n_iter + 1,
            f"{n_iter} iterations have {n_iter + 1} errors, that of the start and one after each "
            f"iteration, but yours are {len(errors)}",
        )


@nmf.check("no negative value in w and h, and no NaN", points=1)
def not_negative(call: Call, rng: np.random.Generator) -> None:
    x = mixed_programs(rng, 14, 9, 3)
    silent = x.copy()
    silent[:, int(rng.integers(9))] = 0
    silent[int(rng.integers(14))] = 0
    for matrix, case in ((x, ""), (silent, "one gene and one cell of the data are 0 everywhere")):
        w, h, errors = _factors(call, matrix, 3, 60, _seed(rng))
        for values, name in ((w, "w"), (h, "h"), (errors, "errors")):
            expect_not_negative(values, name, case)
    mean = np.sqrt((x**2).sum())
    w, h, _ = _factors(call, x, 3, 60, 0)
    expect(
        _norm(x, w, h) < 0.9 * mean,
        "after 60 iterations w h has nothing to do with x: is w (n, k) times h (k, m) close to it?",
    )


@nmf.check("errors[i] is the norm of x − w h after i iterations", points=1.25)
def errors_of_iterations(call: Call, rng: np.random.Generator) -> None:
    x = mixed_programs(rng, 15, 10, 3) * rng.uniform(2, 3)
    for n_iter in (4, 9, 1):
        seed = _seed(rng)
        w, h, errors = _factors(call, x, 3, n_iter, seed)
        times = "iteration" if n_iter == 1 else "iterations"
        expect(len(errors) == n_iter + 1, f"there should be {n_iter + 1} errors, not {len(errors)}")
        what = f"the last of your errors (n_iter={n_iter}), the norm of x − w h as you return them,"
        expect_close(errors[-1], _norm(x, w, h), what)
        # A shorter run from the same start shows what a longer one had on its way. Who chooses
        # among several starts may end up with another one; then there is nothing to compare.
        for shorter in {1, n_iter - 2} - {n_iter, 0, -1}:
            w, h, before = _factors(call, x, 3, shorter, seed)
            if np.isclose(before[0], errors[0], rtol=1e-9, atol=0):
                what = f"errors[{shorter}] of {n_iter} {times}"
                expect_close(errors[shorter], _norm(x, w, h), what)


@nmf.check("the error never increases", points=1)
def never_increasing(call: Call, rng: np.random.Generator) -> None:
    # Large values: a start that does not know their scale has to be corrected by a long step.
    for n, m, k, scale in ((20, 12, 3, 20), (10, 16, 4, 1), (12, 9, 2, 50), (16, 8, 3, 5)):
        x, seed = mixed_programs(rng, n, m, k) * scale, _seed(rng)
        w, h, errors = _factors(call, x, k, 60, seed)
        expect(bool(np.isfinite(errors).all()), "your errors are not all numbers")
        rise = np.diff(errors)
        worst = int(rise.argmax())
        expect(
            rise[worst] <= ROUNDING * errors[0],
            f"the error rises, from {errors[worst]:.6g} after {worst} iterations to "
            f"{errors[worst + 1]:.6g} after {worst + 1}: does each update use the newest factors, "
            "and can it only make the fit better?",
        )
        expect(
            errors[-1] < errors[0] * (1 - 1e-3),
            f"60 iterations bring the error from {errors[0]:.6g} to {errors[-1]:.6g} only",
        )
        expect_close(errors[-1], _norm(x, w, h), "the last of your errors", rtol=1e-6)


@nmf.check("500 iterations: the best of 3 seeds fits as well as scikit-learn's", points=1.25)
def good_fit(call: Call, rng: np.random.Generator) -> None:
    n, m, k = 24, 16, 3
    x = mixed_programs(rng, n, m, k)
    fits = [_norm(x, *_factors(call, x, k, 500, seed)[:2]) for seed in range(3)]
    # The same fit as scikit-learn's on such data, which is not loaded for it; a test compares them.
    # Its steps need fewer iterations than those that most learners write.
    best = min(functions.nmf(x, k, 200, seed=seed)[2][-1] for seed in range(3))
    expect(
        min(fits) <= GOOD * best,
        f"the best of 3 seeds leaves an error of {min(fits):.5g} after 500 iterations, but there is "
        f"a fit with {best:.5g}",
    )


@nmf.check("a negative value in x is a ValueError", points=0.25, after=three_results)
def negative_input(call: Call, rng: np.random.Generator) -> None:
    x = mixed_programs(rng, 8, 6, 2)
    slightly = x.copy()
    slightly[int(rng.integers(8)), int(rng.integers(6))] = -0.25
    scores = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    for matrix, case in ((slightly, "a matrix with the value -0.25 in it"), (scores, "z-scores")):
        expect_error(call.outcome(matrix, 2, n_iter=5, seed=0), ValueError, when=case)


@nmf.check("random numbers from the seed alone; x stays as it was", points=0.5)
def seeded_and_untouched(call: Call, rng: np.random.Generator) -> None:
    x = mixed_programs(rng, 10, 7, 2)
    read_factors(expect_value(call.outcome(x, 2, n_iter=15, seed=3)), x.shape, 2, 3)
    expect_conduct(call, x, 2, n_iter=15, seed=3)


nmf.hints(
    "If h were known, finding w would be least squares with a condition, w ≥ 0; and the other way "
    "round. So improve one with the other held fixed, in turn. How do you start, and when do you "
    "write down the error?",
    "Start from random numbers above 0, `rng.uniform(size=(n, k))`, and write down the error of the "
    "start. The multiplicative updates are `h *= (w.T @ x) / (w.T @ w @ h)` and `w *= (x @ h.T) / "
    "(w @ h @ h.T)`, where the second uses the new h. Add something tiny, 1e-12, to the denominators: "
    "a gene that is 0 everywhere makes 0/0.",
    "if (x < 0).any(): raise ValueError('x has negative values'); rng = np.random.default_rng(seed); "
    "w = rng.uniform(size=(n, k)); h = rng.uniform(size=(k, m)); errors = [np.linalg.norm(x - w @ h)]; "
    "then n_iter times: h = h * (w.T @ x) / (w.T @ w @ h + 1e-12); w = w * (x @ h.T) / "
    "(w @ (h @ h.T) + 1e-12); errors.append(np.linalg.norm(x - w @ h)); return w, h, np.array(errors).",
)
