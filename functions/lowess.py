"""Robust local regression, as R's `lowess` does it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NEARLY_ALL, HARDLY_ANY = 0.999, 0.001
"""Parts of a bandwidth beyond which a weight is 0, and below which it is 1."""


def lowess_anchors(
    x: npt.ArrayLike, y: npt.ArrayLike, span: float, n_robust: int = 3, skip: float = 0.0
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Locally linear, robust fit at some of the x, with straight lines in between.

    Parameters
    ----------
    x
        (n,), sorted, finite.
    y
        (n,), finite.
    span
        Share of the points that each local line looks at.
    n_robust
        How often points far from the curve are given less weight and the fit is repeated.
    skip
        Distance in x within which no other line is fitted.

    Returns
    -------
    x, y : ndarray (m,)
        Where lines were fitted, increasing, and the curve there. `numpy.interp` gives the rest.

    Raises
    ------
    ValueError
        If the lengths differ or `x` is not sorted.

    Notes
    -----
    Each line is a least squares fit weighted by (1 − (distance / bandwidth)³)³, the bandwidth being
    the distance of the furthest point that is looked at. A robust repetition multiplies that by
    (1 − (residual / 6 MAD)²)². See [1]_; constants and corner cases follow R.

    References
    ----------
    .. [1] W. S. Cleveland, "Robust locally weighted regression and smoothing scatterplots",
       J. Am. Stat. Assoc. 74, 1979, doi:10.1080/01621459.1979.10481038.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape or (np.diff(x) < 0).any():
        raise ValueError("x must be sorted and as long as y")
    n = len(x)
    n_near = max(2, min(n, int(span * n + 1e-7)))
    anchors = _anchors(x, skip)
    ends = x[: n - n_near] + x[n_near:]
    windows = [_window(x, x[anchor], n_near, ends) for anchor in anchors]
    # Moments about the middle: all lines share them, whatever the weights.
    centred = x - (x[0] + x[-1]) / 2
    moments = np.stack([np.ones(n), centred, centred**2, y, centred * y])
    robust = np.ones(n)
    for _ in range(n_robust + 1):
        weighted = moments * robust
        sums = np.array([weighted[:, where] @ weights for where, weights in windows])
        at_anchors = _local_lines(sums, centred[anchors], y[anchors], x[-1] - x[0])
        residuals = np.abs(y - np.interp(x, x[anchors], at_anchors))
        scale = 6 * np.median(residuals)
        if scale <= 1e-7 * residuals.mean():
            break
        robust = (1 - np.minimum(residuals / scale, 1) ** 2) ** 2
        robust[residuals <= HARDLY_ANY * scale] = 1
        robust[residuals > NEARLY_ALL * scale] = 0
    return x[anchors], at_anchors


def _anchors(x: np.ndarray, skip: float) -> list[int]:
    """Points to fit lines at: the furthest within `skip` of the last one, or else the next."""
    anchors = [0]
    last = int(np.searchsorted(x, x[0], "right")) - 1
    while last < len(x) - 1:
        within = int(np.searchsorted(x, x[last] + skip, "right")) - 1
        anchors.append(max(last + 1, within))
        last = int(np.searchsorted(x, x[anchors[-1]], "right")) - 1
    return anchors


def _window(
    x: np.ndarray, at: float, n_near: int, ends: np.ndarray
) -> tuple[slice, npt.NDArray[np.float64]]:
    """Points that a line looks at, and their weights.

    `ends` are the sums of every window's first point and the one after its last: the window moves
    right as long as the latter is the closer.
    """
    left = int(np.searchsorted(ends, 2 * at))
    bandwidth = max(at - x[left], x[left + n_near - 1] - at)
    # Ties with the last point are looked at, too.
    right = int(np.searchsorted(x, at + NEARLY_ALL * bandwidth, "right"))
    distance = np.abs(x[left:right] - at)
    relative = distance / bandwidth if bandwidth > 0 else distance
    weights = 1 - relative * relative * relative  # powers of arrays other than 2 are slow
    weights *= weights * weights
    weights[relative <= HARDLY_ANY] = 1
    weights[relative > NEARLY_ALL] = 0
    return slice(left, right), weights


def _local_lines(
    sums: np.ndarray, at: np.ndarray, otherwise: np.ndarray, spread: float
) -> npt.NDArray[np.float64]:
    """Heights of the local lines at their centres, from sums of weights, x, x², y and x y."""
    total = np.where(sums[:, 0] > 0, sums[:, 0], 1)
    mean, square, level, cross = sums[:, 1:].T / total
    variance = square - mean**2
    narrow = variance <= (HARDLY_ANY * spread) ** 2  # too narrow for a slope
    slope = np.where(narrow, 0, (cross - mean * level) / np.where(narrow, 1, variance))
    return np.where(sums[:, 0] > 0, level + slope * (at - mean), otherwise)
