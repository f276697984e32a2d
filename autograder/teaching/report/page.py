"""The report as a page of HTML, whole in itself, and as a table for other programs."""

from __future__ import annotations

import csv
import io
import re
import statistics
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from autograder.catalogue import LESSONS
from autograder.teaching.assignment import AssignmentError
from autograder.teaching.export.tables import harmless
from autograder.teaching.notebooks import solution_text, stub
from autograder.teaching.report.graded_class import GradedClass
from autograder.teaching.report.similarity import Alike, alike
from autograder.teaching.report.statistics import (
    FEWEST_FOR_DISCRIMINATION,
    changes_of,
    checks_of,
    exercises_of,
    misunderstandings_of,
)
from autograder.teaching.source_text import read_assignment
from autograder.verdict import Status

_TEMPLATE = Path(__file__).with_name("report.html.j2")
COLUMNS = ("student", "exercise", "status", "check", "points", "max_points", "misconception")


def report_page(graded: GradedClass, book: str) -> str:
    """The page; everything in it that a student wrote is escaped.

    Parameters
    ----------
    graded
        The class.
    book
        Address of the book, for links.
    """
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page.filters["with_code"] = _with_code
    page.filters["names"] = _names
    scores = [student.score for student in graded.students]
    return page.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        graded=graded,
        lesson=LESSONS[graded.lesson],
        mean=statistics.mean(scores),
        median=statistics.median(scores),
        histogram=np.histogram(scores, bins=10, range=(0, graded.max_score or 1))[0].tolist(),
        states=[str(state) for state in Status],
        exercises=exercises_of(graded),
        checks=checks_of(graded),
        misunderstandings=misunderstandings_of(graded),
        fewest=FEWEST_FOR_DISCRIMINATION,
        changes=changes_of(graded),
        similar=_similar(graded),
        any_notes=any(student.notes or student.troubles for student in graded.students),
        book=book.rstrip("/"),
    )


def _with_code(text: str) -> Markup:
    """Text of the catalogue, what stands between backquotes set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _names(names: Iterable[str], between: str = ", ") -> Markup:
    """Names in a row, each in its own direction of writing."""
    return Markup(between).join(Markup("<bdi>{}</bdi>").format(name) for name in names)


def _similar(graded: GradedClass) -> list[Alike]:
    try:
        assignment = read_assignment(graded.lesson)
    except AssignmentError:  # installed without the sources: then the solution is not known
        given = {}
    else:
        given = {
            part.name: (solution_text(part), stub(part, assignment))
            for part in assignment.exercises
        }
    found: list[Alike] = []
    for exercise in LESSONS[graded.lesson].exercises:
        answers = {
            student.name: student.answers.get(exercise.name, "") for student in graded.students
        }
        found += alike(exercise.name, answers, *given.get(exercise.name, ()))
    return found


def report_table(graded: GradedClass) -> str:
    """One line per student and check, as CSV that no spreadsheet takes for formulas."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for student in graded.students:
        for verdict in student.verdicts.values():
            for check in verdict.checks:
                table.writerow(
                    [harmless(student.name), verdict.exercise, str(check.status), check.name,
                     f"{check.points:g}", f"{check.max_points:g}", check.misconception or ""]
                )  # fmt: skip
    return text.getvalue()
