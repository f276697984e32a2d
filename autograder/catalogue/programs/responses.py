"""What a perturbation changes, against the controls of its own batch."""

from __future__ import annotations

import numpy as np

import functions
from autograder.compare import as_numbers, expect, expect_close, expect_conduct, kind
from autograder.exercise import Call, exercise

responses_relative_to_control = exercise(
    "responses_relative_to_control",
    lesson="programs",
    points=2,
    reference=functions.responses_relative_to_control,
)

Screen = tuple[np.ndarray, np.ndarray, np.ndarray]


def _screen(rng: np.random.Generator, k: int, sizes: tuple[tuple[int, int], ...]) -> Screen:
    """Responses, controls and batches: of every batch the numbers of controls and of the others.

    The first sample is a perturbation and the second a control.
    """
    names = rng.permutation(["day2", "day1", "pool", "day3"])[: len(sizes)]
    batch = np.repeat(names, [controls + others for controls, others in sizes]).astype(object)
    control = np.concatenate([np.arange(a + b) < a for a, b in sizes])
    order = rng.permutation(len(batch))
    first = order[~control[order]][0]
    second = order[control[order]][0]
    order = np.array([first, second, *(i for i in order if i not in (first, second))])
    shift = {name: rng.normal(0, 3, k) for name in names}
    responses = rng.normal(size=(k, len(batch))) ** 3 + 4 + np.array([shift[b] for b in batch]).T
    return responses, control[order], batch[order]


def _expected(responses: np.ndarray, control: np.ndarray, batch: np.ndarray) -> np.ndarray:
    """Sample by sample."""
    columns = []
    for sample, own in enumerate(batch):
        same = [c for c in range(len(batch)) if control[c] and batch[c] == own]
        columns.append(responses[:, sample] - sum(responses[:, c] for c in same) / len(same))
    return np.array(columns).T


def _expect_relative(answer: object, screen: Screen, batches: bool) -> None:
    responses, control, batch = screen
    found = as_numbers(answer, "your answer")
    expect(
        found.shape == responses.shape,
        f"responses of shape {responses.shape} should stay of that shape, but your answer is "
        f"{kind(answer)}",
    )
    expected = _expected(responses, control, batch if batches else np.zeros(len(batch)))
    what = "the response" + (", with batches," if batches else "")
    expect_close(found, expected, what, names=[f"program {i}" for i in range(len(responses))])


@responses_relative_to_control.check("responses minus the mean of the controls", points=0.75)
def minus_controls(call: Call, rng: np.random.Generator) -> None:
    for k, sizes in ((3, (4, 7)), (5, (3, 1)), (2, (1, 5))):
        screen = _screen(rng, k, (sizes,))
        _expect_relative(call(screen[0], screen[1]), screen, batches=False)


@responses_relative_to_control.check("with batches: the controls of the same batch", points=0.75)
def same_batch(call: Call, rng: np.random.Generator) -> None:
    for k, sizes in ((3, ((3, 4), (5, 2), (2, 6))), (4, ((4, 3), (1, 5)))):
        screen = _screen(rng, k, sizes)
        _expect_relative(call(*screen), screen, batches=True)
        numbered = np.unique(screen[2].astype(str), return_inverse=True)[1] + 3
        _expect_relative(call(screen[0], screen[1], batch=numbered), screen, batches=True)


@responses_relative_to_control.check("controls given as 0 and 1 are the same controls", points=0.25)
def zeros_and_ones(call: Call, rng: np.random.Generator) -> None:
    screen = _screen(rng, 3, ((4, 6),))
    _expect_relative(call(screen[0], screen[1].astype(int)), screen, batches=False)
    screen = _screen(rng, 3, ((3, 4), (4, 2)))
    responses, control, batch = screen
    _expect_relative(call(responses, control.astype(int), batch), screen, batches=True)


@responses_relative_to_control.check(
    "the responses stay as they were", points=0.25, after=minus_controls
)
def responses_untouched(call: Call, rng: np.random.Generator) -> None:
    for given in (_screen(rng, 3, ((3, 4), (2, 3))), _screen(rng, 2, ((3, 4),))[:2]):
        found = as_numbers(call(*given), "your answer")
        expect(found.shape == given[0].shape, f"the shape should be {given[0].shape}")
        expect_conduct(call, *given)


responses_relative_to_control.hints(
    "What would a sample show if its guide did nothing at all? Which samples tell that, and of which "
    "batch must they be?",
    "Programs are rows: the mean of the controls is one number per row, `responses[:, control]"
    ".mean(axis=1)`, where `control` is boolean (`np.asarray(is_control).astype(bool)`: as integers, 0 "
    "and 1 would pick the first two columns). With batches, do so for the columns of one batch after "
    "the other.",
    "control = np.asarray(is_control).astype(bool); result = responses.astype(float); batch = "
    "np.zeros(len(control)) if batch is None else np.asarray(batch); for each b in np.unique(batch): "
    "own = batch == b; result[:, own] = responses[:, own] - responses[:, own & control].mean(axis=1, "
    "keepdims=True); return result.",
)


# ---------------------------------------------------------------- what goes wrong


def _relative(responses, control, batch=None, centre=np.mean, join=np.subtract):
    control = np.asarray(control).astype(bool)
    batch = np.zeros(len(control)) if batch is None else np.asarray(batch)
    result = np.array(responses, dtype=float)
    for name in set(batch.tolist()):
        own = batch == name
        base = centre(responses[:, own & control], axis=1)[:, None]
        result[:, own] = join(responses[:, own], base)
    return result


@responses_relative_to_control.misconception(
    "M47",
    "You subtracted the mean of all samples. Perturbations that do something are part of that mean. "
    "What nothing does is shown by the controls.",
    sees=minus_controls,
)
def mean_of_all(responses, is_control, batch=None):
    return _relative(responses, np.ones_like(is_control), batch)


@responses_relative_to_control.misconception(
    "N18",
    "You compare with the controls of all batches together. What differs between batches then looks "
    "like an effect of the perturbations. Use the controls of the sample's own batch.",
    sees=same_batch,
)
def batches_ignored(responses, is_control, batch=None):
    return _relative(responses, is_control)


@responses_relative_to_control.misconception(
    "M49",
    "Given as 0 and 1, your controls are taken for positions: `responses[:, is_control]` picks the "
    "first two columns again and again. Make them boolean first: `np.asarray(is_control)"
    ".astype(bool)`.",
    sees=zeros_and_ones,
)
def numbers_as_positions(responses, is_control, batch=None):
    is_control = np.asarray(is_control)
    if is_control.dtype == bool:
        return _relative(responses, is_control, batch)
    return responses - responses[:, is_control].mean(axis=1, keepdims=True)


@responses_relative_to_control.misconception(
    "M50",
    "You divided by the controls. Responses are differences here, and may be negative: subtract.",
    sees=minus_controls,
)
def ratios(responses, is_control, batch=None):
    return _relative(responses, is_control, batch, join=np.divide)


@responses_relative_to_control.misconception(
    "M51",
    "You subtracted one number from all programs: the mean of all their controls. Every program has a "
    "level of its own: take the mean along the samples, `axis=1`, with `keepdims=True`.",
    sees=minus_controls,
)
def one_mean_for_all(responses, is_control, batch=None):
    def overall(values, axis):
        return np.full(len(values), values.mean())

    return _relative(responses, is_control, batch, centre=overall)


@responses_relative_to_control.misconception(
    "M52",
    "You left the controls out of the answer, so its columns are no longer the samples. They stay; how "
    "far they scatter around 0 shows what is noise.",
    sees=minus_controls,
)
def controls_left_out(responses, is_control, batch=None):
    kept = ~np.asarray(is_control).astype(bool)
    return _relative(responses, is_control, batch)[:, kept]


@responses_relative_to_control.misconception(
    "M54",
    "Your signs are exchanged: controls minus responses. A program that a perturbation raises should "
    "be positive.",
    sees=minus_controls,
)
def wrong_sign(responses, is_control, batch=None):
    return -_relative(responses, is_control, batch)


@responses_relative_to_control.misconception(
    "M53",
    "With batches, you subtract the mean of the whole batch, perturbations and all. Only its controls "
    "show what the batch itself does.",
    sees=same_batch,
)
def all_of_the_batch(responses, is_control, batch=None):
    control = is_control if batch is None else np.ones_like(is_control)
    return _relative(responses, control, batch)


@responses_relative_to_control.misconception(
    "M56",
    "You subtracted the median of the controls. The task asks for their mean.",
    sees=minus_controls,
)
def median(responses, is_control, batch=None):
    return _relative(responses, is_control, batch, centre=np.median)


@responses_relative_to_control.misconception(
    "M72",
    "You divided by the standard deviation of the controls as well: those are z-scores. Only the mean "
    "is to be subtracted.",
    sees=minus_controls,
)
def z_scores(responses, is_control, batch=None):
    control = np.asarray(is_control).astype(bool)
    spread = responses[:, control].std(axis=1, keepdims=True) + 1e-3
    return _relative(responses, is_control, batch) / spread


@responses_relative_to_control.misconception(
    "M73",
    "You subtracted the mean of the samples that are *not* controls: the mask is turned round.",
    sees=minus_controls,
)
def perturbed_as_controls(responses, is_control, batch=None):
    return _relative(responses, ~np.asarray(is_control).astype(bool), batch)


@responses_relative_to_control.misconception(
    "M48",
    "You return the controls untouched, and subtract their mean from the perturbations only. All "
    "samples are moved alike, the controls as well.",
    sees=minus_controls,
)
def controls_as_they_were(responses, is_control, batch=None):
    control = np.asarray(is_control).astype(bool)
    return np.where(control, responses, _relative(responses, is_control, batch))


@responses_relative_to_control.misconception(
    "M55",
    "You subtracted in place (`responses -= ...`), so the caller's responses are changed. Begin with a "
    "copy.",
    sees=responses_untouched,
)
def in_place(responses, is_control, batch=None):
    responses[:] = _relative(responses, is_control, batch)
    return responses.copy()
