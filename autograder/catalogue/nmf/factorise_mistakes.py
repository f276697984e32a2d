"""NMF that goes wrong, and what to say of it.

Every one of them is the plain method, multiplicative updates, but for one thing.
"""

from __future__ import annotations

import numpy as np

from autograder.catalogue.nmf.factorise import (
    errors_of_iterations,
    good_fit,
    negative_input,
    never_increasing,
    nmf,
    not_negative,
    seeded_and_untouched,
    three_results,
)

__all__ = ["nmf"]

TINY = 1e-12


def _start(x, k, seed):
    if (x < 0).any():
        raise ValueError("x has negative values")
    rng = np.random.default_rng(seed)
    return rng.uniform(size=(x.shape[0], k)), rng.uniform(size=(k, x.shape[1]))


def _better_h(x, w, h, tiny=TINY):
    return h * (w.T @ x) / (w.T @ w @ h + tiny)


def _better_w(x, w, h, tiny=TINY):
    return w * (x @ h.T) / (w @ (h @ h.T) + tiny)


def _norm(x, w, h):
    return np.linalg.norm(x - w @ h)


def _step(x, w, h, tiny=TINY):
    h = _better_h(x, w, h, tiny)
    return _better_w(x, w, h, tiny), h


def _run(x, w, h, n_iter, step=_step, error=_norm):
    errors = [error(x, w, h)]
    for _ in range(n_iter):
        w, h = step(x, w, h)
        errors.append(error(x, w, h))
    return w, h, np.array(errors)


@nmf.misconception(
    "N11",
    "Both of your updates use the old factors: the new h is kept aside until w is updated too. Each "
    "update is right for the other factor as it then is, so together they overshoot, and the error "
    "rises. Update h first, then w with the new h.",
    sees=never_increasing,
)
def both_from_old_values(x, k, n_iter=500, seed=0):
    def step(x, w, h):
        return _better_w(x, w, h), _better_h(x, w, h)

    return _run(x, *_start(x, k, seed), n_iter, step)


@nmf.misconception(
    "N12",
    "A gene or cell that is 0 everywhere makes 0/0 in your update, and the NaN spreads over "
    "everything. Add something tiny to the denominator, 1e-12.",
    sees=not_negative,
)
def nothing_over_nothing(x, k, n_iter=500, seed=0):
    def step(x, w, h):
        with np.errstate(all="ignore"):
            return _step(x, w, h, tiny=0)

    return _run(x, *_start(x, k, seed), n_iter, step)


@nmf.misconception(
    "N66",
    "You start from zeros. A multiplicative update multiplies, so a zero stays zero for ever. Start "
    "from random numbers above 0.",
    sees=never_increasing,
)
def start_at_zero(x, k, n_iter=500, seed=0):
    w, h = _start(x, k, seed)
    return _run(x, 0 * w, 0 * h, n_iter)


@nmf.misconception(
    "N67",
    "You start from the same number everywhere. All programs are then updated alike and stay copies "
    "of one program for ever: you get the fit of k=1. Start from random numbers.",
    sees=good_fit,
)
def start_alike(x, k, n_iter=500, seed=0):
    w, h = _start(x, k, seed)
    return _run(x, np.ones_like(w), np.ones_like(h), n_iter)


@nmf.misconception(
    "N13",
    "You solve least squares without the condition and cut negative values off afterwards. That is "
    "not the best factor without negative values, so nothing keeps the error from rising. Use "
    "multiplicative updates, or least squares with the condition built in "
    "(`scipy.optimize.nnls`).",
    sees=never_increasing,
)
def clipped_least_squares(x, k, n_iter=500, seed=0):
    def step(x, w, h):
        h = np.maximum(np.linalg.lstsq(w, x, rcond=None)[0], 0)
        return np.maximum(np.linalg.lstsq(h.T, x.T, rcond=None)[0].T, 0), h

    return _run(x, *_start(x, k, seed), n_iter, step)


@nmf.misconception(
    "N7",
    "Yours is a singular value decomposition: the best fit of all, but with negative values in it. "
    "The programs of an NMF only add up; that is what makes them readable, and costs a little fit.",
    sees=not_negative,
)
def singular_vectors(x, k, n_iter=500, seed=0):
    _start(x, k, seed)
    u, s, v = np.linalg.svd(x, full_matrices=False)
    w, h = u[:, :k] * s[:k], v[:k]
    return w, h, np.full(n_iter + 1, _norm(x, w, h))


@nmf.misconception(
    "N68",
    "You update the programs only; w stays the random start. Both factors are unknown: update h with "
    "w held fixed, then w with h held fixed, in every iteration.",
    sees=good_fit,
)
def programs_only(x, k, n_iter=500, seed=0):
    return _run(x, *_start(x, k, seed), n_iter, lambda x, w, h: (w, _better_h(x, w, h)))


@nmf.misconception(
    "N19",
    "Your errors are squared. The task asks for the Frobenius norm itself, "
    "`np.linalg.norm(x - w @ h)`: the root of the sum of squares.",
    sees=errors_of_iterations,
)
def squared_errors(x, k, n_iter=500, seed=0):
    return _run(x, *_start(x, k, seed), n_iter, error=lambda *given: _norm(*given) ** 2)


@nmf.misconception(
    "N20",
    "Your errors are divided by the norm of x. The task asks for the norm of x − w h as it is.",
    sees=errors_of_iterations,
)
def relative_errors(x, k, n_iter=500, seed=0):
    start = _start(x, k, seed)
    return _run(x, *start, n_iter, error=lambda *given: _norm(*given) / np.linalg.norm(x))


@nmf.misconception(
    "N21",
    "Your errors begin after the first iteration. The error of the start belongs to them, as "
    "errors[0], so that there are n_iter + 1.",
    sees=three_results,
)
def error_of_the_start_left_out(x, k, n_iter=500, seed=0):
    w, h, errors = _run(x, *_start(x, k, seed), n_iter)
    return w, h, errors[1:]


@nmf.misconception(
    "N22",
    "Your last error is not that of the factors that you return: you write the error down before "
    "the update, and once more of what was there before. Write it down once for the start, and then "
    "after every iteration.",
    sees=errors_of_iterations,
)
def error_before_the_step(x, k, n_iter=500, seed=0):
    w, h, errors = _run(x, *_start(x, k, seed), n_iter)
    return w, h, np.concatenate([errors[:1], errors[:-1]])


@nmf.misconception(
    "N31",
    "You write the error down between the two updates, when h is new and w still old. An iteration "
    "is over when both are updated.",
    sees=errors_of_iterations,
)
def error_of_half_a_step(x, k, n_iter=500, seed=0):
    w, h = _start(x, k, seed)
    errors = [_norm(x, w, h)]
    for _ in range(n_iter):
        h = _better_h(x, w, h)
        errors.append(_norm(x, w, h))
        w = _better_w(x, w, h)
    return w, h, np.array(errors)


@nmf.misconception(
    "N69",
    "Your errors are root mean squares: divided by the number of values. The Frobenius norm is the "
    "root of the sum.",
    sees=errors_of_iterations,
)
def root_mean_squares(x, k, n_iter=500, seed=0):
    start = _start(x, k, seed)
    return _run(x, *start, n_iter, error=lambda *given: _norm(*given) / np.sqrt(x.size))


@nmf.misconception(
    "N23",
    "Your factors are those of the transposed matrix. The rows of x belong to w (n, k), its columns "
    "to h (k, m), so that `w @ h` has the shape of x.",
    sees=three_results,
)
def transposed(x, k, n_iter=500, seed=0):
    w, h, errors = _run(x, *_start(x, k, seed), n_iter)
    return h.T, w.T, errors


@nmf.misconception(
    "N24",
    "You return w and h alone. The errors tell whether it has converged, and belong to the answer: "
    "`return w, h, errors`.",
    sees=three_results,
)
def two_results(x, k, n_iter=500, seed=0):
    return _run(x, *_start(x, k, seed), n_iter)[:2]


@nmf.misconception(
    "N29",
    "You stop after a few iterations, whatever n_iter says, and fill the errors up. The fit is not "
    "there yet.",
    sees=good_fit,
)
def a_few_iterations(x, k, n_iter=500, seed=0):
    few = min(n_iter, 9)
    w, h, errors = _run(x, *_start(x, k, seed), few)
    return w, h, np.concatenate([errors, np.full(n_iter - few, errors[-1])])


@nmf.misconception(
    "N6",
    "You set negative values to 0 and go on. Of z-scores that is more than half of the data. The "
    "task asks for a ValueError: who has negative values should scale without subtracting the mean.",
    sees=negative_input,
)
def negative_values_clipped(x, k, n_iter=500, seed=0):
    x = np.maximum(x, 0)
    return _run(x, *_start(x, k, seed), n_iter)


@nmf.misconception(
    "N25",
    "You don't look for negative values in x. The updates then make negative factors, or NaN, and "
    "nobody is told why. Raise a ValueError before you start.",
    sees=negative_input,
)
def negative_values_ignored(x, k, n_iter=500, seed=0):
    return _run(x, *_start(np.abs(x), k, seed), n_iter)


@nmf.misconception(
    "N26",
    "You check x with `assert`. An AssertionError is no ValueError, and assertions are left out when "
    "Python runs with -O. Write `if (x < 0).any(): raise ValueError(...)`.",
    sees=negative_input,
)
def asserted(x, k, n_iter=500, seed=0):
    assert (x >= 0).all(), "x has negative values"
    return _run(x, *_start(x, k, seed), n_iter)


@nmf.misconception(
    "N27",
    "You set NumPy's global generator (`np.random.seed`), and so change the random numbers of "
    "everything that runs after you. Make your own: `rng = np.random.default_rng(seed)`.",
    sees=seeded_and_untouched,
)
def global_generator(x, k, n_iter=500, seed=0):
    _start(x, k, seed)
    np.random.seed(seed)
    w = np.random.uniform(size=(x.shape[0], k))
    return _run(x, w, np.random.uniform(size=(k, x.shape[1])), n_iter)


@nmf.misconception(
    "N28",
    "You scaled the caller's matrix itself (`x /= ...`): after the call it holds other values, and "
    "your factors fit those. If you need a scaled one, make a new matrix.",
    sees=errors_of_iterations,
)
def scaled_in_place(x, k, n_iter=500, seed=0):
    x /= x.max()
    return _run(x, *_start(x, k, seed), n_iter)
