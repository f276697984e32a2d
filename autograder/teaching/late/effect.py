"""What a policy does to a graded class: first as a table, then in the gradebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from autograder.teaching.late.policy import Policy


class NoDeadline(Exception):
    """There is nothing to be late for; the message says what to do."""


@dataclass(frozen=True)
class Effect:
    """One student: when the work came, what was granted, and what it costs."""

    student: str
    came: datetime | None
    extension: timedelta
    late: timedelta
    score: float
    penalty: float


def effects(policy: Policy, lesson: str, url: str) -> list[Effect]:
    """The policy's effect on everybody who handed the lesson in; nothing is changed.

    Raises
    ------
    NoDeadline
        If the policy has none for the lesson, or the lesson was not released.
    """
    deadline = _deadline(policy, lesson)
    with Gradebook(url) as book:
        return [_effect(policy, lesson, deadline, one) for one in _submissions(book, lesson)]


def apply(policy: Policy, lesson: str, url: str) -> list[Effect]:
    """Write deadline, extensions and penalties into the gradebook, all or nothing."""
    deadline = _deadline(policy, lesson)
    with Gradebook(url) as book, _whole(book):
        done = []
        for submission in _submissions(book, lesson):
            effect = _effect(policy, lesson, deadline, submission)
            submission.assignment.duedate = deadline.astimezone(UTC).replace(tzinfo=None)
            submission.extension = effect.extension or None
            for notebook in submission.notebooks:
                notebook.late_submission_penalty = effect.penalty or None
            done.append(effect)
        return done


def names_of(url: str) -> set[str]:
    """Students of the gradebook."""
    with Gradebook(url) as book:
        return {str(student.id) for student in book.students}


def _deadline(policy: Policy, lesson: str) -> datetime:
    if lesson not in policy.deadlines:
        raise NoDeadline(f"the policy has no deadline for {lesson}: add it under [deadlines]")
    return policy.deadlines[lesson]


def _submissions(book: Gradebook, lesson: str) -> list[Any]:
    try:
        book.find_assignment(lesson)
    except MissingEntry:
        raise NoDeadline(
            f"the lesson {lesson!r} has not been released; run `course release {lesson}` first"
        ) from None
    return sorted(book.assignment_submissions(lesson), key=lambda one: str(one.student.id))


def _effect(policy: Policy, lesson: str, deadline: datetime, submission: Any) -> Effect:
    student = str(submission.student.id)
    extension = policy.extension(student, lesson)
    came = None if submission.timestamp is None else submission.timestamp.replace(tzinfo=UTC)
    late = timedelta(0) if came is None else max(timedelta(0), came - deadline - extension)
    score = float(sum(notebook.score for notebook in submission.notebooks))
    return Effect(student, came, extension, late, score, policy.penalty(score, late))


@contextmanager
def _whole(book: Gradebook) -> Iterator[None]:
    try:
        yield
        book.db.commit()
    except BaseException:
        book.db.rollback()
        raise
