"""Made-up data with programs in them, and two factors as a check reads them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.compare import Mismatch, as_numbers, expect, kind


def mixed_programs(rng: np.random.Generator, n: int, m: int, k: int) -> np.ndarray:
    """Cells × genes (n, m) of k programs that share genes, with noise; the mean is 1."""
    w = rng.gamma(0.7, size=(n, k))
    h = rng.gamma(0.7, size=(k, m))
    # Every program has cells and genes of its own, so that the best fit is easy to find.
    w[np.arange(n), rng.permutation(np.arange(n) % k)] += 1.5
    h[rng.permutation(np.arange(m) % k), np.arange(m)] += 1.5
    x = (w @ h) * rng.lognormal(0, 0.35, (n, m))
    return x / x.mean()


def read_factors(answer: Any, shape: tuple[int, int], k: int, number: int = 2) -> list[np.ndarray]:
    """The parts of an answer, if it is ``number`` things that begin with w (n, k) and h (k, m)."""
    wanted = "w, h, errors" if number == 3 else "w, h"
    if not isinstance(answer, tuple | list) or len(answer) != number:
        what = f"{len(answer)} of them" if isinstance(answer, tuple | list) else kind(answer)
        raise Mismatch(
            f"your answer should be {'three' if number == 3 else 'two'} things, "
            f"`return {wanted}`, but it is {what}"
        )
    parts = [
        as_numbers(part, f"your {name}")
        for part, name in zip(answer, ("w", "h", "errors"), strict=False)
    ]
    for part, name, size in zip(parts, ("w", "h"), ((shape[0], k), (k, shape[1])), strict=False):
        expect(
            part.shape == size,
            f"of a matrix {shape} and k={k} programs, {name} should have shape {size}, "
            f"but has shape {part.shape}",
        )
    return parts


def expect_not_negative(values: np.ndarray, name: str, case: str = "") -> None:
    """Expect finite numbers, none of them below 0."""
    where = f" ({case})" if case else ""
    unknown = ~np.isfinite(values)
    if unknown.any():
        at = tuple(int(i) for i in np.argwhere(unknown)[0])
        raise Mismatch(
            f"{name} has a value {values[at]} at position {at}{where}: was something divided by 0?"
        )
    if (values < 0).any():
        at = tuple(int(i) for i in np.argwhere(values < 0)[0])
        raise Mismatch(f"{name} has a negative value, {values[at]:.4g}, at position {at}{where}")
