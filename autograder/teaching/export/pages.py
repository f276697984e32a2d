"""Feedback pages under names that cannot be guessed: whoever has a link has one page."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections.abc import Set
from pathlib import Path

from autograder.teaching.course_files import write_whole
from autograder.teaching.export.tables import NoExport, harmless

LINKS = "links.csv"


def link_name(secret: bytes, student: str, lesson: str) -> str:
    """A folder's name that follows from the course's secret, and from nothing that a student knows."""
    message = f"feedback\0{lesson}\0{student}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]


def hand_out(course: Path, lesson: str, secret: bytes, target: Path, known: Set[str]) -> list[str]:
    """Copy every student's feedback into a folder of its own, and write who has which.

    Parameters
    ----------
    course
        The course folder, with nbgrader's ``feedback/``.
    lesson
        Id of the lesson.
    secret
        The course's secret.
    target
        Where the folders go; the list of links stays in the course folder, for the teacher alone.
    known
        Students of the gradebook: a page that was left behind by somebody else is not handed out.

    Returns
    -------
    list of str
        The students.

    Raises
    ------
    NoExport
        If there is no feedback yet.
    """
    pages = sorted((course / "feedback").glob(f"*/{lesson}/{lesson}.html"))
    if not pages:
        raise NoExport(
            f"there is no feedback on {lesson}: run `nbgrader generate_feedback {lesson}`"
        )
    students, links = [], io.StringIO()
    table = csv.writer(links, lineterminator="\r\n")
    table.writerow(("student", "link"))
    for page in pages:
        student = page.parts[-3]
        if student not in known:
            continue
        name = link_name(secret, student, lesson)
        write_whole(target / name / "index.html", page.read_bytes(), 0o644)
        table.writerow((harmless(student), f"{name}/index.html"))
        students.append(student)
    # A web server that lists folders would show all names: with an index of its own it doesn't.
    write_whole(target / "index.html", b"<!DOCTYPE html><title>Feedback</title>", 0o644)
    write_whole(course / f"{lesson}-{LINKS}", links.getvalue().encode("utf-8-sig"), 0o600)
    return students
