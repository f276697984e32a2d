"""An assignment as its text source says it: text, and graded functions with their solutions.

`autograder.teaching.source_text` reads it, `autograder.teaching.notebooks` makes notebooks of it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from autograder.catalogue import LESSONS, Lesson
from autograder.exercise import Exercise


class AssignmentError(ValueError):
    """The text source of an assignment is not usable.

    Parameters
    ----------
    path
        The source.
    line
        The line to look at, counted from 1; 0 for the whole file.
    message
        What is wrong and what to do.
    """

    def __init__(self, path: Path, line: int, message: str):
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {message}")
        self.path, self.line, self.message = path, line, message


@dataclass(frozen=True)
class TextCell:
    """A Markdown or code cell that is handed on as it is written."""

    kind: str
    source: str
    line: int
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExerciseCell:
    """A graded function: its task text and its solution, regions marked.

    ``given`` is code to repair, which students get in place of the solution; mostly there is none.
    """

    exercise: Exercise
    task: tuple[TextCell, ...]
    source: str
    line: int
    given: str = ""

    @property
    def name(self) -> str:
        return self.exercise.name


@dataclass(frozen=True)
class WrittenCell:
    """A question that a person grades: its task text, and a cell for the answer.

    ``kind`` is that of the cell; ``source`` has the rubric in a solution region.
    """

    name: str
    points: float
    task: tuple[TextCell, ...]
    kind: str
    source: str
    line: int


@dataclass(frozen=True)
class Assignment:
    """A lesson's assignment; ``parts`` are in the order of the source."""

    lesson: Lesson
    title: str
    parts: tuple[TextCell | ExerciseCell | WrittenCell, ...]
    path: Path

    @property
    def exercises(self) -> tuple[ExerciseCell, ...]:
        return tuple(part for part in self.parts if isinstance(part, ExerciseCell))

    @property
    def written(self) -> tuple[WrittenCell, ...]:
        return tuple(part for part in self.parts if isinstance(part, WrittenCell))

    @property
    def points(self) -> float:
        """Points that the checks give."""
        return sum(part.exercise.points for part in self.exercises)

    @property
    def points_by_hand(self) -> float:
        """Points that a person gives."""
        return sum(part.points for part in self.written)

    def exercise(self, name: str) -> ExerciseCell:
        """The cell of that exercise."""
        return next(part for part in self.exercises if part.name == name)


def find_lesson(lesson: Lesson | str) -> Lesson:
    """The lesson of an id; a `KeyError` offers the ids that are near."""
    if isinstance(lesson, Lesson):
        return lesson
    if lesson in LESSONS:
        return LESSONS[lesson]
    near = difflib.get_close_matches(lesson, LESSONS, n=2) or list(LESSONS)
    raise KeyError(f"there is no lesson {lesson!r}; did you mean {' or '.join(near)}?")


def points_text(points: float) -> str:
    """Points as a heading says them: ``1 point``, ``6 points``."""
    return f"{points:g} point{'' if points == 1 else 's'}"


def exercises_text(assignment: Assignment) -> str:
    """How many exercises, and for how many points: ``5 exercises, 17 points``."""
    count = len(assignment.exercises)
    checked = f"{count} exercise{'' if count == 1 else 's'}, {points_text(assignment.points)}"
    if not assignment.written:
        return checked
    return f"{checked}, and {points_text(assignment.points_by_hand)} by hand"
