"""The teacher's commands on a gradebook in PostgreSQL: a real server, the same numbers."""

from __future__ import annotations

import csv
import io

import pytest
from classes import LESSON, grade, hand_in, saved
from nbgrader.api import Gradebook
from postgresql import server
from scenarios import cell_of, solved

from autograder.cli import main
from autograder.teaching.course_files import gradebook_url, with_driver
from autograder.teaching.notebooks import student_notebook
from autograder.teaching.source_text import read_assignment

LATE = f"""\
per_day = 10
[deadlines]
{LESSON} = 2026-03-02T18:00:00+01:00
[extensions."Zoë, \\"Z\\""]
all = "1 day"
"""


@pytest.fixture(scope="module")
def url():
    with server() as address:
        yield address


@pytest.mark.slow
def test_a_class_is_released_graded_regraded_reported_on_and_exported(url, tmp_path):
    course, assignment = tmp_path / "course", read_assignment(LESSON)
    database = ["--db", url]
    assert main(["release", LESSON, "--course", str(course), *database]) == 0
    assert not (course / "gradebook.db").exists()
    wrong = solved(assignment)
    cell_of(wrong, "transpose").source = "def transpose(data):\n    return data"
    for student, notebook in (
        ("ada", solved(assignment)), ("bob", wrong), ("Åsa", student_notebook(assignment))
    ):  # fmt: skip
        path = hand_in(course, student, saved(notebook))
        (path.parent / "timestamp.txt").write_text("2026-03-02 18:30:00 UTC")
    status, output, complaints = grade(course, "--unsafe-no-jail", *database)
    assert status == 0, complaints
    assert "3 graded" in output

    address = with_driver(url)
    with Gradebook(address) as book:
        given = book.find_grade("test_from_pd", LESSON, LESSON, "bob")
        given.manual_score, given.needs_manual_grade = 1.5, False
        book.db.commit()
    half = solved(assignment)
    cell_of(half, "transpose").source = (
        "def transpose(data):\n    return {'expression': data['expression'].T,\n"
        "        'genes': data['samples'].copy(), 'samples': data['genes'].copy()}"
    )
    path = hand_in(course, "bob", saved(half))
    status, output, complaints = grade(course, "--unsafe-no-jail", *database)
    assert status == 0, complaints
    assert "1 graded, 2 unchanged" in output
    assert "moved: bob, transpose 0 → 0.75 of 1: the submission has changed" in output
    with Gradebook(address) as book:
        given = book.find_grade("test_from_pd", LESSON, LESSON, "bob")
        assert (given.auto_score, given.manual_score, given.needs_manual_grade) == (2, 1.5, True)
        given.needs_manual_grade = False
        book.db.commit()

    where = [LESSON, "--course", str(course), *database]
    assert main(["report", *where]) == 0
    assert "transpose" in (course / "report" / f"{LESSON}.html").read_text(encoding="utf-8")
    (course / "late.toml").write_text(LATE, encoding="utf-8")
    assert main(["late", *where]) == 0
    assert main(["late", *where, "--apply"]) == 0
    assert main(["export", *where]) == 0
    text = (course / "export" / f"{LESSON}.csv").read_text(encoding="utf-8-sig")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(text))}
    scores = {name: float(row["score"]) for name, row in rows.items()}
    assert scores == pytest.approx({"ada": 9, "bob": 9.25 * 0.9, "Åsa": 0})
    assert rows["ada"]["late_penalty"] == "1"

    settings = course / "nbgrader_config.py"
    settings.write_text(settings.read_text() + f"\nc.CourseDirectory.db_url = {url!r}\n")
    assert gradebook_url(course) == address
    assert main(["release", LESSON, "--course", str(course), "--variants"]) == 0
    assert {p.name for p in (course / "variants" / LESSON).iterdir()} == {"ada", "bob", "Åsa"}


@pytest.mark.slow
def test_a_server_that_is_not_there_is_a_reason_and_no_password(tmp_path, capsys):
    address = f"postgresql://teacher:sesame@/grades?host={tmp_path}"
    course = tmp_path / "course"
    assert main(["release", LESSON, "--course", str(course), "--db", address]) == 2
    complaint = capsys.readouterr().err
    assert "cannot be used" in complaint
    assert "sesame" not in complaint
    for command in ("report", "export"):
        assert main([command, LESSON, "--course", str(course), "--db", address]) == 2
        assert "sesame" not in capsys.readouterr().err
