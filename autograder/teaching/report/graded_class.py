"""A graded class, read from the course folder: verdicts, answers, and who has none."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

from autograder.catalogue import LESSONS
from autograder.grading.regrade import Move
from autograder.teaching.release import read_secret
from autograder.teaching.variants import Carried, carried
from autograder.teaching.who import handed_in
from autograder.verdict import Verdict


class NoClass(Exception):
    """There is nothing to report on; the message says why and what to do."""


@dataclass
class Student:
    """One student's work on a lesson.

    ``name`` is what the page shows; ``answers`` are the sources of the graded functions' cells;
    ``tags`` are the variants that the notebook carries, None in a lesson without variants.
    """

    name: str
    score: float = 0.0
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    tags: list[str] | None = None


@dataclass
class GradedClass:
    """A lesson's class: students with grades, and names of those without.

    ``waiting`` is how many submissions have an answer that a person has not graded yet,
    ``not_graded_yet`` who handed in and has no grade at all.
    """

    lesson: str
    max_score: float
    students: list[Student]
    without_submission: list[str]
    not_graded_here: list[str]
    waiting: int = 0
    not_graded_yet: list[str] = field(default_factory=list)


def read_class(course: Path, lesson: str, url: str, names: bool = True) -> GradedClass:
    """Read what ``course grade`` left behind.

    Parameters
    ----------
    course
        The course folder.
    lesson
        Id of the lesson.
    url
        The gradebook.
    names
        False shows students as numbers, in an order that tells nothing.

    Raises
    ------
    NoClass
        If the lesson has no release, or nobody was graded.
    """
    with Gradebook(url) as book:
        try:
            assignment = book.find_assignment(lesson)
        except MissingEntry:
            raise NoClass(f"the lesson {lesson!r} has not been released in {course}") from None
        one = SubmittedAssignment  # its columns, since a class would be fetched student by student
        rows = (
            book.db.query(one.student_id, one.score, one.needs_manual_grade)
            .filter(one.assignment_id == assignment.id)
            .all()
        )
        scores = {str(name): float(score or 0) for name, score, _ in rows}
        waiting = sum(bool(needs) for *_, needs in rows)
        everybody = sorted({student.id for student in book.students} | set(scores))
        max_score = float(assignment.max_score)
    students, elsewhere = [], []
    for name in everybody:
        if name not in scores:
            continue
        student = _read(course, lesson, name)
        if student is None:
            elsewhere.append(name)
        else:
            student.score = scores[name]
            students.append(student)
    if not students:
        raise NoClass(
            f"nobody's {lesson!r} is graded in {course}; run `course grade {lesson}` first"
        )
    later = handed_in(course, lesson) - set(scores)
    missing = [name for name in everybody if name not in scores and name not in later]
    found = GradedClass(lesson, max_score, students, missing, elsewhere, waiting, sorted(later))
    whose = _whose_variants(found, course, everybody)
    if not names:
        _without_names(found)
    _note_variants(whose)
    return found


def _read(course: Path, lesson: str, name: str) -> Student | None:
    path = course / "autograded" / name / lesson / f"{lesson}.ipynb"
    try:
        notebook = json.loads(path.read_bytes())
        about = notebook["metadata"]["course"]
        verdicts = [Verdict.from_dict(record) for record in about["verdicts"]]
        return Student(
            name,
            verdicts={verdict.exercise: verdict for verdict in verdicts},
            answers=_answers(notebook, {one.name for one in LESSONS[lesson].exercises}),
            notes=[str(note) for note in about["notes"]],
            troubles=[str(trouble) for trouble in about["troubles"]],
            moves=[Move.from_dict(record) for record in about.get("moves", ())],
            tags=[str(tag) for tag in about["variants"]] if "variants" in about else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _answers(notebook: dict[str, Any], exercises: set[str]) -> dict[str, str]:
    found = {}
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if grade_id in exercises:
            source = cell["source"]
            found[grade_id] = "".join(source) if isinstance(source, list) else str(source)
    return found


def _whose_variants(
    found: GradedClass, course: Path, everybody: list[str]
) -> list[tuple[Student, Carried, list[Student | None]]]:
    """What is odd about the variants that notebooks carry; None is a student without grades."""
    try:
        secret = read_secret(course, found.lesson)
    except FileNotFoundError:
        return []
    graded = {student.name: student for student in found.students}
    odd = []
    for student in found.students:
        if student.tags is not None:
            one = carried(student.tags, student.name, secret, found.lesson, everybody)
            if one != Carried(True, (), 0):
                odd.append((student, one, [graded.get(name) for name in one.others]))
    return odd


def _note_variants(whose: list[tuple[Student, Carried, list[Student | None]]]) -> None:
    """Add the notes, in the names that the page shows."""
    for student, one, others in whose:
        for other in others:
            name = other.name if other else "somebody whose work is not graded"
            student.notes.append(f"the notebook carries the data of {name}")
        if one.unknown:
            student.notes.append("the notebook carries data that nobody here was given")
        if not one.own and not others and not one.unknown:
            student.notes.append("the notebook doesn't say whose data it carries")


def _without_names(found: GradedClass) -> None:
    """Everybody a number; in the order of the scores, which says nothing about who it is."""
    found.students.sort(key=lambda student: -student.score)
    for number, student in enumerate(found.students, 1):
        student.name = f"student {number}"
    found.without_submission = ["(name left out)"] * len(found.without_submission)
    found.not_graded_here = ["(name left out)"] * len(found.not_graded_here)
    found.not_graded_yet = ["(name left out)"] * len(found.not_graded_yet)
