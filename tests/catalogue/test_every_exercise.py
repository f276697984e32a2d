"""What holds for every exercise of every lesson, and for every answer under tests/answers.

An answer that a check once got wrong belongs there: ``tests/answers/<exercise>/right_….py`` or
``wrong_….py``, a file that defines the function.

A minute's worth of seeds is tried; ``COURSE_MANY_SEEDS=1`` tries ten times as many.
"""

from __future__ import annotations

import copy
import os
import warnings
import zlib

import pytest

from autograder.catalogue import LESSONS
from autograder.judge import PUBLIC_SEED, judge
from autograder.verdict import Status

MANY = bool(os.environ.get("COURSE_MANY_SEEDS"))
REFERENCE_SEEDS = (PUBLIC_SEED, *range(1, 201 if MANY else 13))


def seeds_of(request, exercise):
    """Seeds for one misconception or answer: the public one and others, which depend on its name.

    The public one will do where figures are drawn, which takes a second and has little in it that
    is random; and what the other misconceptions draw from it is drawn only once.
    """
    first = zlib.crc32(request.node.name.encode()) % 1000
    if MANY:
        return (PUBLIC_SEED, *range(first, first + 25))
    return (PUBLIC_SEED,) if exercise.name.startswith("plot_") else (PUBLIC_SEED, first)


def problems(verdict):
    """What a failing test shows: every check that is not right."""
    return [
        (check.name, str(check.status), check.misconception, check.detail or check.message)
        for check in verdict.checks
        if check.status is not Status.RIGHT
    ]


def as_answer(function):
    """The function as a learner's own, with prints, a warning and a keyword of its own."""

    def answer(*args, verbose=True, **kwargs):
        print("working on it")
        warnings.warn("something is deprecated", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    return answer


def stub(exercise, body):
    """A function of the right name and signature without an answer in it."""
    namespace = {}
    exec(f"def {exercise.name}{exercise.signature}:\n    '''Write me.'''\n    {body}", namespace)
    return namespace[exercise.name]


def test_every_lesson_has_exercises():
    assert all(lesson.exercises for lesson in LESSONS.values())


def test_the_points_of_the_checks_are_the_points_of_the_exercise(exercise):
    assert sum(check.points for check in exercise.checks) == exercise.points
    assert all(check.points > 0 for check in exercise.checks)


def test_no_two_checks_share_a_name_and_no_two_misconceptions_an_id(exercise):
    names = [check.name for check in exercise.checks]
    ids = [misconception.id for misconception in exercise.misconceptions]
    assert len(set(names)) == len(names)
    assert len(set(ids)) == len(ids)


def test_every_exercise_has_misconceptions_that_say_something(exercise):
    assert exercise.misconceptions
    for misconception in exercise.misconceptions:
        assert misconception.sees in exercise.checks
        assert misconception.message.endswith((".", "!", "?", "`"))
        assert 40 <= len(misconception.message) <= 500, misconception.id


def test_the_hints_are_a_ladder_of_three(exercise):
    assert len(exercise.hint_texts) == 3
    assert all(len(hint) > 20 for hint in exercise.hint_texts)
    assert len(set(exercise.hint_texts)) == 3


@pytest.mark.parametrize("part", [0, 1, 2])
def test_the_reference_is_right_whatever_the_seed_and_may_print_and_warn(exercise, part):
    answer = as_answer(exercise.reference)
    seeds = REFERENCE_SEEDS[part::3]
    for seed in seeds[:1] if exercise.name.startswith("plot_") and not MANY else seeds:
        verdict = judge(exercise, answer, seed)
        assert verdict.status is Status.RIGHT, (seed, problems(verdict))
        assert verdict.score == exercise.points


def test_a_misconception_is_met_with_its_own_message_and_no_other(exercise, misconception, request):
    for seed in seeds_of(request, exercise):
        verdict = judge(exercise, misconception.implementation, seed)
        assert verdict.status in (Status.WRONG, Status.CRASHED), seed
        failed = {check.name: check for check in verdict.checks if check.status is not Status.RIGHT}
        assert misconception.sees.name in failed, seed
        assert failed[misconception.sees.name].message == misconception.message
        assert {check.misconception for check in failed.values()} <= {misconception.id, None}, (
            seed,
            problems(verdict),
        )


@pytest.mark.parametrize(
    "body",
    ["pass", "...", "raise " + "NotImplemented" + "Error('write me')"],
    ids=["pass", "ellipsis", "raise"],
)
def test_a_stub_is_not_attempted(exercise, body):
    verdict = judge(exercise, stub(exercise, body))
    assert verdict.status is Status.NOT_ATTEMPTED
    assert verdict.score == 0


def test_the_course_s_own_function_is_no_answer(exercise):
    assert judge(exercise, exercise.reference).status is Status.NOT_ATTEMPTED


def test_a_right_answer_is_right(exercise, answer, request):
    for seed in seeds_of(request, exercise):
        verdict = judge(exercise, answer, seed)
        assert verdict.status is Status.RIGHT, (seed, problems(verdict))


def test_a_wrong_answer_is_not_right(exercise, answer, request):
    first, *others = seeds_of(request, exercise)
    bare = copy.copy(exercise)  # points don't depend on what explains a failure: explained once
    bare.misconceptions = []
    for judged, seed in [(exercise, first), *((bare, other) for other in others)]:
        verdict = judge(judged, answer, seed)
        assert verdict.status in (Status.WRONG, Status.CRASHED), seed
        assert verdict.score < exercise.points


def _raise(error):
    raise error


@pytest.mark.parametrize(
    "anything",
    [
        lambda *_, **__: None,
        lambda *given, **__: [given, None][1],
        lambda *_, **__: 0.0,
        lambda *given, **__: given[0] if given else None,
        lambda *given, **more: _raise(ValueError(f"{given} {more}")),
        lambda *given, **more: _raise(KeyError(f"{given} {more}")),
        lambda *given, **more: _raise(TypeError(f"{given} {more}")),
    ],
    ids=["no body", "None", "0", "its argument", "ValueError", "KeyError", "TypeError"],
)
def test_an_answer_that_does_nothing_earns_nothing(exercise, anything):
    verdict = judge(exercise, anything)
    assert verdict.score == 0, problems(verdict)
