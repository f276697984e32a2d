"""What a notebook uses: ``check``, ``hint``, ``solution``, ``progress``; ``grade`` in test cells."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from autograder.catalogue import LESSONS, find
from autograder.exercise import Exercise
from autograder.feedback import (
    Shown,
    ShownVerdict,
    Standing,
    show_hint,
    show_note,
    show_progress,
    show_solution,
    show_verdict,
    verdict_text,
)
from autograder.judge import PUBLIC_SEED, judge
from autograder.record import ProgressStore
from autograder.verdict import Status


class NotEarned(Exception):
    """A graded test cell earned no points; the message is the verdict."""

    def _render_traceback_(self) -> list[str]:
        # What IPython shows: the verdict, without the course's own frames and the cell's lines.
        return [str(self)]


_hints_given: dict[str, int] = {}
_attempted: set[str] = set()
_own: dict[str, str] = {}  # the notebook's variant, where it has one


@functools.cache
def _store() -> ProgressStore:
    return ProgressStore()


def check(answer: Callable[..., Any] | str) -> ShownVerdict:
    """Check your function and show what is right, what is not, and why.

    Parameters
    ----------
    answer
        Your function (``check(run_anova)``), or its name.

    Returns
    -------
    ShownVerdict
        Shown as HTML in a notebook, as text elsewhere.
    """
    exercise, function = _exercise_and_answer(answer, inspect.currentframe())
    verdict = judge(exercise, function, _seed())
    if verdict.status is not Status.NOT_ATTEMPTED:
        _attempted.add(exercise.name)
        _store().record(verdict)
    return show_verdict(verdict, len(exercise.hint_texts))


def hint(answer: Callable[..., Any] | str) -> Shown:
    """Show the next hint of an exercise's ladder."""
    exercise = find(_name(answer))
    rung = min(_hints_given.get(exercise.name, 0) + 1, len(exercise.hint_texts))
    if rung == 0:
        return show_note(f"No hints for {exercise.name}", "Its contract says all there is.")
    _hints_given[exercise.name] = rung
    return show_hint(exercise, rung)


def solution(answer: Callable[..., Any] | str, anyway: bool = False) -> Shown:
    """Show the course's own implementation, after an attempt or all hints (or ``anyway``)."""
    exercise = find(_name(answer))
    seen_all_hints = _hints_given.get(exercise.name, 0) >= len(exercise.hint_texts)
    if anyway or seen_all_hints or exercise.name in _attempted:
        return show_solution(exercise)
    return show_note(
        f"Try {exercise.name} first",
        f'You learn most from an attempt: write one and `check` it, or ask for a `hint("{exercise.name}")`. '
        f'`solution("{exercise.name}", anyway=True)` shows the solution now.',
    )


def progress() -> Shown:
    """Show which exercises of which lessons are right so far."""
    store = _store()
    standings = [
        Standing(
            f"{lesson.number}. {lesson.title}",
            [(one.name, *store.standing(one.name), one.points) for one in lesson.exercises],
        )
        for lesson in LESSONS.values()
    ]
    shown = show_progress(standings)
    if store.trouble:
        note = show_note("A word on your progress file", store.trouble)
        return Shown(f"{shown.text}\n{note.text}", shown.markup + note.markup)
    return shown


def variant(tag: str) -> Shown:
    """Draw the data of the checks in this notebook from a student's own word.

    Parameters
    ----------
    tag
        The word that ``course release --variants`` wrote into the notebook.
    """
    _own["tag"] = str(tag)
    return show_note(
        "Your own data", "The checks in this notebook draw from a seed that nobody else has."
    )


def _seed() -> str:
    return f"{PUBLIC_SEED} {_own['tag']}" if _own else PUBLIC_SEED


def grade(
    name: str,
    function: Callable[..., Any] | None = None,
    *,
    points: float | None = None,
    seed: str | int | None = None,
) -> float:
    """Points that an answer earns, for a graded test cell: fail-closed.

    Parameters
    ----------
    name
        The exercise.
    function
        The answer; by default the notebook's function of that name.
    points
        Points of a right answer; by default the exercise's own.
    seed
        Where the checks' inputs come from; by default the notebook's own.

    Returns
    -------
    float
        More than 0, at most ``points``.

    Raises
    ------
    NotEarned
        If no point is earned; the message is the verdict.
    """
    exercise, answer = _exercise_and_answer(
        function if function is not None else name, inspect.currentframe(), name
    )
    verdict = judge(exercise, answer, _seed() if seed is None else seed)
    share = verdict.score / verdict.max_score
    if not share > 0:
        raise NotEarned("\n" + verdict_text(verdict))
    return float(share * (exercise.points if points is None else points))


def _name(answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    name = getattr(answer, "__name__", None)
    if name is None:
        raise TypeError(
            f"pass a function or its name in quotes, as in check(run_anova); got {answer!r}"
        )
    return str(name)


def _exercise_and_answer(
    answer: Any, frame: Any, name: str | None = None
) -> tuple[Exercise, Callable[..., Any] | None]:
    """The exercise and the function; a name is looked up where the caller stands."""
    exercise = find(name or _name(answer))
    if not isinstance(answer, str):
        return exercise, answer
    caller = frame.f_back
    scope = {**caller.f_globals, **caller.f_locals} if caller else {}
    return exercise, scope.get(exercise.name)
