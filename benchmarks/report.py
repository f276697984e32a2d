"""`course report` on a large class: every lesson of the course, each graded, 300 students."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograder.catalogue import LESSONS
from autograder.cli import main
from autograder.exercise import Exercise, Misconception
from autograder.grading.regrade import Basis, exercise_parts
from autograder.teaching.demo.wrong_answers import standalone
from autograder.teaching.notebooks import solution_text, student_notebook
from autograder.teaching.release import release
from autograder.teaching.source_text import read_assignment
from autograder.verdict import CheckResult, Status, Verdict

from .measuring import Table, progress, seconds

DIALECTS = 100
"""Ways of adding lines of one's own: some three students of 300 share each, a pair to look at."""


def measure(quick: bool) -> list[Table]:
    """One table: a page per lesson, and all of them."""
    students = 30 if quick else 300
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        lessons = [one for one in LESSONS if LESSONS[one].exercises]
        for lesson in lessons:
            progress(f"  making {students} submissions of {lesson}")
            _graded(course, lesson, students)
        progress("  reporting")
        rows, total = [], (0.0, 0.0)
        for lesson in lessons:
            wall, work = _timed(course, lesson)
            size = (course / "report" / f"{lesson}.html").stat().st_size
            row = (lesson, str(students), seconds(wall), seconds(work), f"{size / 1024:.0f} kB")
            rows.append(row)
            total = total[0] + wall, total[1] + work
        rows.append(
            (
                f"all {len(lessons)} lessons",
                f"{students * len(lessons):,}",
                *map(seconds, total),
                "",
            )
        )
    note = (
        "Answers, verdicts and misconceptions as in `course demo`, in a gradebook in SQLite made with "
        "nbgrader's own classes. Wall time, and processor time, without the start of Python."
    )
    header = ("lesson", "submissions", "wall", "processor", "page")
    return [Table("Reporting on a class", note, header, rows)]


def _timed(course: Path, lesson: str) -> tuple[float, float]:
    wall, work = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        status = main(["report", lesson, "--course", str(course)])
    if status:
        raise RuntimeError(f"course report {lesson} ended with {status}")
    return time.perf_counter() - wall, time.process_time() - work


# ---------------------------------------------------------------- a class that doesn't exist


def _graded(course: Path, lesson: str, students: int) -> None:
    """A lesson released and graded: notebooks as `course grade` leaves them, rows in the gradebook."""
    release(lesson, course, say=lambda _: None)
    assignment = read_assignment(lesson)
    blank = json.loads(nbformat.writes(student_notebook(assignment)))
    right = {part.name: solution_text(part) for part in assignment.exercises}
    wrong = {one.name: _mistakes(one) for one in LESSONS[lesson].exercises}
    basis = asdict(Basis("", "", "", "", exercise_parts(lesson)))
    rng = np.random.default_rng(1)
    scores: dict[str, dict[str, float]] = {}
    for number in range(students):
        name, ability = f"student{number:03}", rng.beta(3, 1.6)
        verdicts, answers = [], {}
        for one in LESSONS[lesson].exercises:
            is_right = rng.uniform() < ability or not wrong[one.name]
            which = int(rng.integers(len(wrong[one.name]) or 1))
            answer, mistake = (right[one.name], None) if is_right else wrong[one.name][which]
            verdicts.append(_verdict(one, mistake))
            answers[one.name] = answer + _own_lines(int(rng.integers(3 * DIALECTS)))
        about = {"lesson": lesson, "basis": basis, "troubles": [], "notes": [], "moves": [],
                 "verdicts": [verdict.to_dict() for verdict in verdicts]}  # fmt: skip
        _write(course / "autograded" / name / lesson / f"{lesson}.ipynb", blank, answers, about)
        scores[name] = {verdict.exercise: verdict.score for verdict in verdicts}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        _save(book, lesson, scores)


def _own_lines(dialect: int) -> str:
    if dialect >= DIALECTS:
        return ""
    return f"\n\nfirst_{dialect} = {dialect} + 1\nsecond_{dialect} = {dialect} + 2\nthird_{dialect} = {dialect} + 3"


def _mistakes(exercise: Exercise) -> list[tuple[str, Misconception]]:
    """Misconceptions with answers that have them."""
    found = [(standalone(m.implementation, exercise.name), m) for m in exercise.misconceptions]
    return [(source, one) for source, one in found if source]


def _verdict(exercise: Exercise, mistake: Misconception | None) -> Verdict:
    """All right, or without the check that sees a misconception."""
    checks = tuple(
        CheckResult(c.name, Status.WRONG, 0.0, c.points, mistake.message, "", mistake.id)
        if mistake and c is mistake.sees
        else CheckResult(c.name, Status.RIGHT, c.points, c.points)
        for c in exercise.checks
    )
    return Verdict(exercise.name, Status.WRONG if mistake else Status.RIGHT, checks)


def _write(
    path: Path, blank: dict[str, Any], answers: dict[str, str], about: dict[str, Any]
) -> None:
    cells = [
        {**cell, "source": answers.get(cell["id"], "".join(cell["source"]))}
        for cell in blank["cells"]
    ]
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({**blank, "cells": cells, "metadata": {"course": about}}), "utf-8")


def _save(book: Gradebook, lesson: str, scores: dict[str, dict[str, float]]) -> None:
    """A submission with its grades for everybody, as `Gradebook.add_submission` makes one."""
    assignment = book.find_assignment(lesson)
    known = {student.id: student for student in book.students}
    with book.db.no_autoflush:
        for name, by_exercise in scores.items():
            student = known.get(name) or Student(id=name)
            submission = SubmittedAssignment(assignment=assignment, student=student)
            book.db.add(submission)
            for notebook in assignment.notebooks:
                saved = SubmittedNotebook(notebook=notebook, assignment=submission)
                book.db.add(saved)
                for cell in notebook.grade_cells:
                    score = by_exercise.get(cell.name.removeprefix("test_"), 0.0)
                    book.db.add(Grade(cell_id=cell.id, notebook=saved, auto_score=score,
                                      needs_manual_grade=False))  # fmt: skip
                for cell in notebook.solution_cells:
                    book.db.add(Comment(cell_id=cell.id, notebook=saved))
    book.db.commit()
