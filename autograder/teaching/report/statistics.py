"""What the numbers of a class say: how hard each check was, and what was misunderstood."""

from __future__ import annotations

import ast
import functools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from autograder.catalogue import find
from autograder.grading.regrade import Move
from autograder.teaching.report.graded_class import GradedClass, Student
from autograder.verdict import Status

FEWEST_FOR_DISCRIMINATION = 8
"""Students below whom a correlation over the class says nothing."""


@dataclass(frozen=True)
class CheckFigures:
    """One check in the class.

    ``pass_rate`` counts everybody who was graded. ``discrimination`` is the correlation between
    passing the check and the score without it, None where the class is too small or of one mind.
    """

    exercise: str
    name: str
    points: float
    pass_rate: float
    discrimination: float | None


@dataclass(frozen=True)
class ExerciseFigures:
    """One exercise in the class: how many are in each state, and the mean score."""

    name: str
    states: dict[str, int]
    mean: float
    max_score: float
    not_attempted: tuple[str, ...]


@dataclass(frozen=True)
class Misunderstanding:
    """A misconception of the class: who has it, and what an answer with it looks like."""

    exercise: str
    id: str
    message: str
    students: tuple[str, ...]
    example: str

    @property
    def anchor(self) -> str:
        return gallery_anchor(self.exercise, self.id)


@dataclass(frozen=True)
class Changes:
    """Scores in one exercise that moved for the same reasons, and when they last did."""

    exercise: str
    why: tuple[str, ...]
    at: str
    moved: tuple[tuple[str, Move], ...]

    @property
    def up(self) -> int:
        return sum(move.new > move.old for _, move in self.moved)


def gallery_anchor(exercise: str, misconception: str) -> str:
    """Where a misconception stands on its lesson's page in the book's gallery."""
    return re.sub(r"[^a-z0-9]+", "-", f"{exercise}-{misconception}".lower())


def exercises_of(graded: GradedClass) -> list[ExerciseFigures]:
    """Every exercise, in the lesson's order."""
    figures = []
    for name in _exercises(graded):
        verdicts = {s.name: s.verdicts[name] for s in graded.students if name in s.verdicts}
        states = Counter(str(verdict.status) for verdict in verdicts.values())
        figures.append(
            ExerciseFigures(
                name,
                {str(state): states[str(state)] for state in Status},
                float(np.mean([verdict.score for verdict in verdicts.values()])),
                max(verdict.max_score for verdict in verdicts.values()),
                tuple(
                    student
                    for student, verdict in verdicts.items()
                    if verdict.status is Status.NOT_ATTEMPTED
                ),
            )
        )
    return figures


def _exercises(graded: GradedClass) -> list[str]:
    return list(dict.fromkeys(name for student in graded.students for name in student.verdicts))


def checks_of(graded: GradedClass) -> list[CheckFigures]:
    """Every check, in the lesson's order."""
    points: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    worth: dict[tuple[str, str], float] = {}
    for student in graded.students:
        for verdict in student.verdicts.values():
            for check in verdict.checks:
                key = verdict.exercise, check.name
                points[key][student.name] = check.points
                worth[key] = check.max_points
    totals = {s.name: sum(v.score for v in s.verdicts.values()) for s in graded.students}
    figures = []
    for (exercise, name), earned in points.items():
        passed = np.array([earned[student] >= worth[exercise, name] > 0 for student in earned])
        rest = np.array([totals[student] - earned[student] for student in earned])
        figures.append(
            CheckFigures(
                exercise,
                name,
                worth[exercise, name],
                float(passed.mean()),
                _correlation(passed, rest),
            )
        )
    return figures


def _correlation(passed: np.ndarray, rest: np.ndarray) -> float | None:
    if len(passed) < FEWEST_FOR_DISCRIMINATION or not passed.std() or not rest.std():
        return None
    return float(np.corrcoef(passed, rest)[0, 1])


def misunderstandings_of(graded: GradedClass) -> list[Misunderstanding]:
    """The class's misconceptions, the most common first."""
    found: dict[tuple[str, str], list[Student]] = defaultdict(list)
    for student in graded.students:
        for verdict in student.verdicts.values():
            ids = {check.misconception for check in verdict.checks if check.misconception}
            for one in ids:
                found[verdict.exercise, str(one)].append(student)
    made = [
        Misunderstanding(
            exercise, id_, _message(exercise, id_), tuple(s.name for s in students),
            _example(exercise, students),
        )
        for (exercise, id_), students in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-len(one.students), one.exercise, one.id))


def changes_of(graded: GradedClass) -> list[Changes]:
    """Scores that moved when the lesson was graded again, by what moved them, the latest first."""
    found: dict[tuple[str, tuple[str, ...]], list[tuple[str, Move]]] = defaultdict(list)
    for student in graded.students:
        for move in student.moves:
            found[move.exercise, move.why].append((student.name, move))
    made = [
        Changes(exercise, why, max(move.at for _, move in moved), tuple(moved))
        for (exercise, why), moved in found.items()
    ]
    return sorted(made, key=lambda one: (one.at, one.exercise), reverse=True)


def _message(exercise: str, id_: str) -> str:
    known = {one.id: one.message for one in find(exercise).misconceptions}
    return known.get(id_, "This misconception is no longer in the catalogue.")


def _example(exercise: str, students: list[Student]) -> str:
    """The shortest answer of those who have it, without comments: nothing in it says whose it is."""
    answers = [plain_code(student.answers.get(exercise, "")) for student in students]
    return min((answer for answer in answers if answer), key=len, default="")


@functools.lru_cache(maxsize=10_000)  # in a large class, most right answers are much alike
def plain_code(source: str) -> str:
    """Code without comments, docstrings and layout; nothing, if it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]
    try:
        return ast.unparse(tree)
    except (ValueError, RecursionError):
        return ""
