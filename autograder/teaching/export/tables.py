"""Grades as the tables that learning platforms import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_CANVAS_KEYS = ("SIS Login ID", "SIS User ID", "ID")


class NoExport(Exception):
    """The grades can't be exported; the message says why and what to do."""


@dataclass(frozen=True)
class Grade:
    """A student's grade of one lesson, as it stands in the gradebook.

    ``score`` is None where something was handed in and is not graded yet.
    """

    student: str
    lesson: str
    score: float | None
    max_score: float
    penalty: float
    timestamp: str


def harmless(text: str) -> str:
    """Text for a cell of a table: one that would be a formula begins with an apostrophe."""
    return f"'{text}" if text[:1] in _FORMULA else text


def grades_of(lesson: str, url: str, handed_in: Set[str] = frozenset()) -> list[Grade]:
    """Everybody's grade of a lesson, by name; 0 for those who handed nothing in.

    Parameters
    ----------
    lesson
        Id of the lesson.
    url
        The gradebook.
    handed_in
        Students with a submission: one of them without a grade has none yet, and not 0.

    Raises
    ------
    NoExport
        If the lesson was not released, or a submission still waits for grading by hand.
    """
    with Gradebook(url) as book:
        try:
            assignment = book.find_assignment(lesson)
        except MissingEntry:
            raise NoExport(f"the lesson {lesson!r} has not been released") from None
        submitted = {str(one.student.id): one for one in book.assignment_submissions(lesson)}
        waiting = sorted(name for name, one in submitted.items() if one.needs_manual_grade)
        if waiting:
            raise NoExport(
                f"{len(waiting)} submissions wait for grading by hand ({', '.join(waiting[:3])} …): "
                "finish them in formgrader"
            )
        names = sorted({str(student.id) for student in book.students} | set(submitted) | handed_in)
        max_score = float(assignment.max_score)
        return [
            Grade(name, lesson, None if name in handed_in else 0.0, max_score, 0.0, "")
            if name not in submitted
            else _grade(name, lesson, max_score, submitted[name])
            for name in names
        ]


def _grade(name: str, lesson: str, max_score: float, submission: Any) -> Grade:
    penalty = sum(n.late_submission_penalty or 0.0 for n in submission.notebooks)
    earned = sum(n.score for n in submission.notebooks)
    came = submission.timestamp
    return Grade(
        name, lesson, max(0.0, float(earned - penalty)), max_score, float(penalty),
        f"{came:%Y-%m-%d %H:%M:%S} UTC" if came else "",
    )  # fmt: skip


def plain_table(grades: Iterable[Grade]) -> str:
    """One line per student and lesson."""
    header = ("student", "lesson", "score", "max_score", "late_penalty", "handed_in")
    rows = [
        (harmless(g.student), g.lesson, _number(g.score), _number(g.max_score), _number(g.penalty),
         g.timestamp)
        for g in grades
    ]  # fmt: skip
    return _csv([header, *rows])


def moodle_table(grades: Sequence[Grade], title: str) -> str:
    """For Moodle's *Grades, Import, CSV file*: students by username, a column for the grade."""
    rows = [(harmless(grade.student), _number(grade.score)) for grade in grades]
    return _csv([("Username", title), *rows])


def canvas_table(grades: Sequence[Grade], title: str, roster: Path) -> str:
    """For Canvas's *Grades, Import*: the table that Canvas exported, with a column for the lesson.

    Raises
    ------
    NoExport
        If the roster isn't a table from Canvas, or names none of the students.
    """
    header, rows = _read_roster(roster)
    key = next((name for name in _CANVAS_KEYS if _names_students(name, header, rows, grades)), None)
    if key is None:
        raise NoExport(
            f"no column of {roster.name} ({', '.join(_CANVAS_KEYS)}) holds the names that students "
            "have in submitted/"
        )
    wanted = [
        name
        for name in ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
        if name in header
    ]
    scores = {grade.student: grade for grade in grades}
    table: list[Sequence[str]] = [(*wanted, title)]
    for row in rows:
        grade = scores.get(row[key].strip())
        if grade is not None:
            table.append((*(row[name] for name in wanted), _number(grade.score)))
    return _csv(table)


def _read_roster(path: Path) -> tuple[list[str], list[Mapping[str, str]]]:
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        rows: list[Mapping[str, str]] = [
            {key: value or "" for key, value in row.items() if key} for row in reader
        ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise NoExport(f"the roster {path} cannot be read: {error}") from None
    header = [name for name in reader.fieldnames or [] if name]
    if "Student" not in header or "ID" not in header:
        raise NoExport(f"{path.name} is no gradebook of Canvas: it has no columns Student and ID")
    return header, rows


def _names_students(
    key: str, header: list[str], rows: list[Mapping[str, str]], grades: Sequence[Grade]
) -> bool:
    known = {grade.student for grade in grades}
    return key in header and any(row[key].strip() in known for row in rows)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
