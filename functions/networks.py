"""Networks of gene programs: which states go together, beyond what each does alone (D-SPIN)."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from .validation import group_labels, one_of, whole_number

METHODS = ("auto", "exact", "pseudolikelihood")
MOST_BY_ENUMERATION = 12
"""More programs than this have too many states to go through."""
MANY_SAMPLES = 30
STEP = {"exact": 0.2, "pseudolikelihood": 0.05}
SMOOTH = 1e-3
"""Below this, the pull of the L1 penalty fades: the couplings do not jump around 0."""
BACK = 40
"""Epochs that are taken back when the gradient grows."""
MOST_RETURNS = 5
LAST_EPOCHS = 50
LARGEST_FIELD = 250.0
"""Exponents are kept within this, so that their exponentials are numbers."""

Gradient = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def cross_moments(
    states: npt.ArrayLike | pd.DataFrame,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean state of every program, and mean product of every two.

    Parameters
    ----------
    states
        Cells × programs.

    Returns
    -------
    mean : ndarray (k,)
    correlation : ndarray (k, k)
        Mean of s sᵀ over the cells. The mean is not subtracted.

    Raises
    ------
    ValueError
        If there is no cell, or `states` is no matrix.
    """
    values = np.asarray(states, dtype=float)
    if values.ndim != 2 or not len(values):
        raise ValueError(f"states must be cells × programs, not of shape {values.shape}")
    return values.mean(axis=0), values.T @ values / len(values)


def exact_moments(
    j: npt.ArrayLike, h: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and correlation of states that follow a network, by going through all 3ᵏ states.

    Parameters
    ----------
    j
        Couplings (k, k), symmetric. An entry on the diagonal rewards a program for being in either
        of its outer states; it counts J_ii s_i², not half of it.
    h
        Fields (k,): what pushes each program up or down.

    Returns
    -------
    mean : ndarray (k,)
    correlation : ndarray (k, k)
        Mean of s sᵀ, where p(s) ∝ exp(½ sᵀ J s + hᵀ s), s in {−1, 0, 1}ᵏ.

    Raises
    ------
    ValueError
        If shapes do not fit, J is not symmetric, or there are more than 12 programs.
    """
    couplings, fields = np.asarray(j, dtype=float), np.asarray(h, dtype=float)
    k = len(fields) if fields.ndim == 1 else 0
    if not k or couplings.shape != (k, k):
        raise ValueError(f"couplings {couplings.shape} and fields {fields.shape} do not fit")
    if not np.allclose(couplings, couplings.T, rtol=1e-9, atol=1e-12):
        raise ValueError("couplings must be symmetric: J_ij is the coupling of i and j, both ways")
    halves = _halves(k)
    exponent = _exponents(couplings, halves, fields)
    weight = np.exp(exponent - exponent.max())
    return _summed_moments(weight / weight.sum(), halves)


class _Halves(NamedTuple):
    """All states of the first programs and all of the rest: together all states of all."""

    first: np.ndarray
    rest: np.ndarray


def _halves(k: int) -> _Halves:
    if k > MOST_BY_ENUMERATION:
        raise ValueError(
            f"{k} programs have 3^{k} = {3**k:,} states, too many to go through (the most are "
            f"{MOST_BY_ENUMERATION} programs): use method='pseudolikelihood'"
        )
    parts = [np.indices((3,) * n).reshape(n, 3**n).T - 1.0 for n in ((k + 1) // 2, k // 2)]
    return _Halves(*parts)


def _exponents(
    j: np.ndarray, halves: _Halves, h: np.ndarray | None = None
) -> npt.NDArray[np.float64]:
    """½ sᵀ J s + hᵀ s of every state, as states of the first half × states of the rest."""
    n = halves.first.shape[1]
    doubled = j + np.diag(np.diag(j))

    def alone(states: np.ndarray, block: slice) -> np.ndarray:
        energy = np.einsum("si,ij,sj->s", states, doubled[block, block], states) / 2
        return energy if h is None else energy + states @ h[block]

    between = halves.first @ j[:n, n:] @ halves.rest.T
    between += alone(halves.first, slice(n))[:, None]
    between += alone(halves.rest, slice(n, None))
    return between


def _summed_moments(table: np.ndarray, halves: _Halves) -> tuple[np.ndarray, np.ndarray]:
    """Mean and mean product of the states with these probabilities."""
    first, rest = halves
    by_first, by_rest = table.sum(axis=1), table.sum(axis=0)
    across = first.T @ table @ rest
    correlation = np.block(
        [
            [(first * by_first[:, None]).T @ first, across],
            [across.T, (rest * by_rest[:, None]).T @ rest],
        ]
    )
    return np.concatenate([first.T @ by_first, rest.T @ by_rest]), correlation


def network_inference(
    states: npt.ArrayLike | pd.DataFrame,
    samples: npt.ArrayLike | pd.Series,
    method: str = "auto",
    n_epochs: int = 400,
    step: float | None = None,
    l1_j: float = 0.01,
    l2_h: float = 0.005,
    progress: bool = False,
) -> dict[str, Any]:
    """One network of couplings for all samples, and the fields of every sample.

    Parameters
    ----------
    states
        Cells × programs: −1, 0 or 1, as from `discretise_programs`.
    samples
        Sample of every cell: the perturbation it got.
    method
        ``"exact"`` goes through all states (at most 12 programs), ``"pseudolikelihood"`` predicts
        every program from the others in the same cell, ``"auto"`` is exact for up to 12 programs
        and 30 samples.
    n_epochs
        Number of gradient steps.
    step
        Size of the steps; 0.2 (exact) or 0.05 where not given.
    l1_j
        Penalty of the couplings' size, in every sample: makes weak ones vanish.
    l2_h
        Penalty of the fields' squares.
    progress
        Whether to show a progress bar.

    Returns
    -------
    dict
        ``J`` (DataFrame programs × programs: symmetric couplings; the diagonal is how much a
        program avoids its middle state), ``h`` (DataFrame programs × samples, samples sorted),
        ``method``, and ``gradient`` (norm of the couplings' gradient in every epoch).

    Raises
    ------
    TypeError, ValueError
        If a state is none of −1, 0 and 1, the samples do not fit, there are too many programs for
        the exact method, or an argument is out of range.

    Warns
    -----
    UserWarning
        If the steps are too long for the penalty, so that the couplings do not settle.

    Notes
    -----
    The model of a sample c is log p(s) = h_cᵀ s + Σ_{i<j} J_ij s_i s_j + Σ_i J_ii s_i² + constant
    [1]_: what goes together in all samples is in J, what a perturbation shifts is in its h. The
    likelihood is concave; Adam follows its gradient, which is the difference between the data's
    moments and the model's. A coupling has no direction: J_ij does not tell whether i acts on j.

    References
    ----------
    .. [1] J. Jiang et al., "D-SPIN constructs regulatory network models from multiplexed scRNA-seq
       data revealing organizing principles of cellular perturbation response", bioRxiv 2023,
       doi:10.1101/2023.04.19.537364.
    """
    values, programs, labels = _states_of_samples(states, samples)
    one_of(method, "method", METHODS)
    n_epochs = whole_number(n_epochs, "n_epochs", at_least=1)
    codes, names = pd.factorize(labels, sort=True)
    if method == "auto":
        few = values.shape[1] <= MOST_BY_ENUMERATION and len(names) <= MANY_SAMPLES
        method = "exact" if few else "pseudolikelihood"
    for value, name in ((l1_j, "l1_j"), (l2_h, "l2_h")):
        if not 0 <= value < np.inf:
            raise ValueError(f"{name} must be a penalty, 0 or more, not {value!r}")
    step = STEP[method] if step is None else step
    if not 0 < step < np.inf:
        raise ValueError(f"step must be above 0, not {step!r}")
    makers = {"exact": exact_gradient, "pseudolikelihood": pseudolikelihood_gradient}
    fit = makers[method](values, codes, len(names))

    def gradient(j: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        of_j, of_h = fit(j, h)
        of_j += len(names) * l1_j * np.clip(j / SMOOTH, -1, 1)
        of_h += l2_h * h
        return of_j, of_h

    j, h, trace = _learn(gradient, values.shape[1], len(names), n_epochs, step, progress)
    left = trace[-LAST_EPOCHS:].min()
    if left > trace[0] / 2 and n_epochs > LAST_EPOCHS:
        warnings.warn(
            f"the couplings have not settled: steps of {step:.2g} jump to and fro across 0 (the "
            f"gradient is still {left:.2g}); use a smaller step=, or more epochs",
            UserWarning,
            stacklevel=2,
        )
    return {
        "J": pd.DataFrame(j, index=programs.copy(), columns=programs.copy()),
        "h": pd.DataFrame(h, index=programs.copy(), columns=pd.Index(names, name="sample")),
        "method": method,
        "gradient": trace,
    }


def _states_of_samples(
    states: Any, samples: Any
) -> tuple[npt.NDArray[np.float64], pd.Index, pd.Series]:
    """States as floats, names of the programs, and the sample of every cell."""
    values = np.asarray(states, dtype=float)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"states must be cells × programs, not of shape {values.shape}")
    wrong = ~np.isin(values, (-1, 0, 1))
    if wrong.any():
        raise ValueError(
            f"states must be −1, 0 or 1, not {values[wrong][0]}: discretise_programs(usage) makes "
            "them"
        )
    if isinstance(states, pd.DataFrame):
        return values, states.columns, group_labels(samples, states.index)
    cells = pd.RangeIndex(len(values))
    return values, pd.RangeIndex(values.shape[1]), group_labels(np.asarray(samples), cells)


def exact_gradient(states: np.ndarray, codes: np.ndarray, n_samples: int) -> Gradient:
    """Gradient of the negative log-likelihood: couplings summed over samples, and fields.

    The weights of all states factor into one table that all samples share and one factor for each
    half of the programs, so that a few matrix products serve all samples together.
    """
    halves = _halves(states.shape[1])
    moments = [cross_moments(states[codes == sample]) for sample in range(n_samples)]
    mean = np.column_stack([of_sample[0] for of_sample in moments])
    correlation = np.sum([of_sample[1] for of_sample in moments], axis=0)
    n = halves.first.shape[1]

    def gradient(j: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        shared = _exponents(j, halves)
        shared = np.exp(shared - shared.max())
        fields = halves.first @ h[:n], halves.rest @ h[n:]
        first, rest = (np.exp(field - field.max(axis=0)) for field in fields)
        seen_first, seen_rest = shared @ rest, shared.T @ first
        total = np.einsum("sc,sc->c", first, seen_first)
        of_first = halves.first.T @ (first * seen_first)
        model_mean = np.vstack([of_first, halves.rest.T @ (rest * seen_rest)]) / total
        shared *= first @ (rest / total).T
        return _summed_moments(shared, halves)[1] - correlation, model_mean - mean

    return gradient


def pseudolikelihood_gradient(states: np.ndarray, codes: np.ndarray, n_samples: int) -> Gradient:
    """Gradient of the negative log-pseudolikelihood: couplings summed over samples, and fields.

    Cells of the same sample in the same state are counted, not repeated.
    """
    rows = np.column_stack([codes, states])
    different, counts = np.unique(rows, axis=0, return_counts=True)
    sample, s = different[:, 0].astype(int), np.ascontiguousarray(different[:, 1:].T)
    share = counts / np.bincount(codes, minlength=n_samples)[sample]
    begins = np.searchsorted(sample, np.arange(n_samples))
    width = np.diff(np.append(begins, len(sample)))
    outer_share = np.einsum("is,is,s->i", s, s, share)
    weighted, transposed = s * share, np.ascontiguousarray(s.T)

    def gradient(j: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        others = j.copy()
        np.fill_diagonal(others, 0)
        up = np.exp(np.diag(j))[:, None]
        field = others @ s
        field += np.repeat(h, width, axis=1)
        if np.abs(others).sum(axis=1).max() + np.abs(h).max() > LARGEST_FIELD:
            np.clip(field, -LARGEST_FIELD, LARGEST_FIELD, out=field)
        # State 1 weighs up · e^field, −1 weighs up / e^field, 0 weighs 1: all times e^field, so
        # that there is one exponential and one division.
        middle = np.exp(field, out=field)
        high = middle * middle
        high *= up
        middle += high
        middle += up
        rate = np.divide(share, middle, out=middle)
        outer = np.einsum("is,is->i", high, rate) + up[:, 0] * rate.sum(axis=1)
        high -= up
        high *= rate
        surprise = np.subtract(weighted, high, out=high)
        of_j = surprise @ transposed
        of_j = (of_j + of_j.T) / 2
        np.fill_diagonal(of_j, outer_share - outer)
        return -of_j, -np.add.reduceat(surprise, begins, axis=1)

    return gradient


def _learn(
    gradient: Gradient, k: int, n_samples: int, n_epochs: int, step: float, progress: bool
) -> tuple[np.ndarray, np.ndarray, npt.NDArray[np.float64]]:
    """Adam from zero, with steps a quarter as long after the gradient grew.

    Of the last epochs, that with the smallest gradient of the couplings is the result.
    """
    bar = _progress_bar(n_epochs) if progress else None
    norms = np.full(n_epochs, np.inf)
    parameters = (np.zeros((k, k)), np.zeros((k, n_samples)))
    averages = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    past: list[Any] = [None] * n_epochs
    epoch = returns = 0
    while epoch < n_epochs:
        slopes = gradient(*parameters)
        averages = [
            (0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope**2)
            for (m, v), slope in zip(averages, slopes, strict=True)
        ]
        rates = 1 - 0.9 ** (epoch + 1), 1 - 0.999 ** (epoch + 1)
        parameters = tuple(  # type: ignore[assignment]
            p - step * (m / rates[0]) / (np.sqrt(v / rates[1]) + 1e-8)
            for p, (m, v) in zip(parameters, averages, strict=True)
        )
        norms[epoch] = np.linalg.norm(slopes[0])
        past[epoch] = parameters, averages
        if not _grew(norms, epoch):
            epoch += 1
            if bar is not None:
                bar.update()
            continue
        returns += 1
        if returns > MOST_RETURNS:
            break
        parameters, averages = past[epoch - BACK]
        epoch += 1 - BACK
        step /= 4
    if bar is not None:
        bar.close()
    known = np.flatnonzero(np.isfinite(norms))[-LAST_EPOCHS:]
    best = known[norms[known].argmin()]
    (j, h), _ = past[best]
    return j, h, norms[np.isfinite(norms)]


def _grew(norms: np.ndarray, epoch: int) -> bool:
    """Whether the gradient is larger than it was some epochs ago, at once or on average."""
    if epoch < BACK:
        return False
    if norms[epoch] > 1.5 * norms[epoch - BACK]:
        return True
    if epoch < 2 * BACK or (epoch + 1) % BACK:
        return False
    recent, before = norms[epoch - BACK : epoch], norms[epoch - 2 * BACK : epoch - BACK]
    return bool(recent.mean() > 1.05 * before.mean())


def _progress_bar(n_epochs: int) -> Any:
    from tqdm.auto import tqdm

    return tqdm(total=n_epochs, unit="epoch", desc="network")
