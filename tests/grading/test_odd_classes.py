"""Classes as they are: half graded, people gone or there twice, names of every kind, a policy with an error."""

from __future__ import annotations

import csv
import io
import shutil

import pytest
from classes import LESSON, copy_of, hand_in, released_course, saved, write_grades
from nbgrader.api import Gradebook
from scenarios import solved

from autograder.cli import main
from autograder.grading.collect import STUDENT_NAME
from autograder.grading.handed_in import handed_in
from autograder.teaching.late.policy import PolicyError, read_policy
from autograder.teaching.notebooks import student_notebook
from autograder.teaching.source_text import read_assignment
from autograder.teaching.who import look_alikes

NO_JAIL = "--unsafe-no-jail"
RIGHT_TO_LEFT = "שרה כהן"
ODD = [
    'O"Hara, Al',
    "<img src=x onerror=window.pwned=1>",
    "=HYPERLINK(1)",
    "a\u202ebmal",
    "'quoted', \"twice\"",
]
LATE = f"""\
per_day = 10
[deadlines]
{LESSON} = 2026-03-02T18:00:00+01:00
annova = 2026-03-02T18:00:00+01:00
[extensions.nobody]
all = "1 day"
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """One right, one empty, one with a name that is written from right to left."""
    course = released_course(tmp_path_factory.mktemp("odd") / "course")
    assignment = read_assignment(LESSON)
    students = {
        "ada": solved(assignment),
        "bob": student_notebook(assignment),
        RIGHT_TO_LEFT: solved(assignment),
    }
    write_grades(course, students, "2026-03-02 18:30:00 UTC")
    (course / "late.toml").write_text(LATE)
    return course


@pytest.fixture
def course(graded, tmp_path):
    return copy_of(graded, tmp_path / "course")


def run(capsys, *arguments):
    """A command's exit status, output and complaints."""
    status = main([str(part) for part in arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def page_of(course):
    return (course / "report" / f"{LESSON}.html").read_text(encoding="utf-8")


def exported(course):
    text = (course / "export" / f"{LESSON}.csv").read_text(encoding="utf-8-sig")
    return {row["student"]: row["score"] for row in csv.DictReader(io.StringIO(text))}


def test_of_a_half_graded_class_nobody_gets_a_zero_for_our_delay(course, capsys):
    hand_in(course, "cleo", b"not read by anybody yet")
    where = [LESSON, "--course", course]
    assert run(capsys, "report", *where)[0] == 0
    assert "Handed in, and not graded yet: <bdi>cleo</bdi>" in page_of(course)
    status, _, complaints = run(capsys, "export", *where)
    assert status == 0
    assert "cleo handed in and is not graded yet" in complaints
    assert exported(course) == {"ada": "10", "bob": "0", "cleo": "", RIGHT_TO_LEFT: "10"}
    status, output, complaints = run(capsys, "late", *where)
    assert status == 0
    assert "3 submissions, 3 late" in output
    assert "cleo handed in and is not graded yet" in complaints
    assert "'annova', which is no lesson" in complaints
    assert "'nobody', who is not in the gradebook" in complaints


def test_a_deleted_student_is_in_nothing_that_goes_out(course, capsys):
    for name in ("ada", "bob"):
        page = course / "feedback" / name / LESSON / f"{LESSON}.html"
        page.parent.mkdir(parents=True)
        page.write_text("feedback")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        book.remove_student("bob")
    shutil.rmtree(course / "submitted" / "bob")
    where = [LESSON, "--course", course]
    for command in ("report", "late", "export"):
        status, _, complaints = run(capsys, command, *where)
        assert status == 0, complaints
    assert "bob" not in page_of(course)
    assert set(exported(course)) == {"ada", RIGHT_TO_LEFT}
    assert run(capsys, "export", *where, "--feedback", course / "www")[0] == 0
    links = (course / f"{LESSON}-links.csv").read_text(encoding="utf-8-sig")
    assert "ada" in links
    assert "bob" not in links


def test_grades_whose_notebook_is_gone_or_damaged_are_still_grades(course, capsys):
    shutil.rmtree(course / "autograded" / "bob")
    (course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").write_text('{"cells": [')
    where = [LESSON, "--course", course]
    for command in ("report", "late", "export"):
        assert run(capsys, command, *where)[0] == 0
    assert "nothing more is known: <bdi>ada</bdi>, <bdi>bob</bdi>" in page_of(course)
    assert exported(course)["ada"] == "10"


def test_two_submissions_of_one_student_are_asked_about_and_neither_is_taken(tmp_path):
    right = saved(solved(read_assignment(LESSON)))
    for name in ("Zoë", "zoë", "ada"):
        hand_in(tmp_path, name, right)
    problems: list[str] = []
    assert [one.student for one in handed_in(tmp_path, LESSON, set(), problems)] == ["ada"]
    assert len(problems) == 2
    assert all("two submissions of one student?" in line for line in problems)


@pytest.mark.slow
def test_odd_names_are_shown_as_they_are_and_do_nothing(course, capsys, browser):
    source = course / "autograded" / "ada" / LESSON
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for name in ODD:
            book.add_student(name)
            submission = book.add_submission(LESSON, name, timestamp="2026-03-03 12:00:00 UTC")
            for one in submission.notebooks[0].grades:
                one.auto_score, one.needs_manual_grade = 1.0, False
            shutil.copytree(source, course / "autograded" / name / LESSON)
        book.db.commit()
    where = [LESSON, "--course", course]
    assert run(capsys, "report", *where)[0] == 0
    status, output, _ = run(capsys, "late", *where, "--apply")
    assert status == 0
    assert "\u202e" not in output
    assert run(capsys, "export", *where)[0] == 0
    names = exported(course)
    assert {*ODD, "'=HYPERLINK(1)"} - {"=HYPERLINK(1)"} <= set(names)
    assert all(score == "5.4" for name, score in names.items() if name.lstrip("'") in ODD)
    shown = browser.new_page()
    shown.goto((course / "report" / f"{LESSON}.html").as_uri())
    assert shown.evaluate("window.pwned") is None
    rows = shown.locator("#students ~ .scroll th[scope=row]").all_inner_texts()
    assert set(rows) == {"ada", "bob", RIGHT_TO_LEFT, *ODD}
    shown.close()
    table = (course / "report" / f"{LESSON}.csv").read_text(encoding="utf-8-sig")
    assert {row["student"].lstrip("'") for row in csv.DictReader(io.StringIO(table))} >= {
        name.lstrip("'") for name in ODD
    }


def test_a_student_may_have_any_name_that_a_folder_can():
    for name in (
        "Zoe\u0308 B.",
        "Zoë",
        RIGHT_TO_LEFT,
        "हिमांशु",
        "สมชาย",
        "@ada",
        "a_b-c.d",
        "李 明",
    ):
        assert STUDENT_NAME.fullmatch(name), name
    for name in ("", ".a", "-a", "a/b", "..", "a\\b", "a\n", " a", "a,b", "<b>", "a\u202eb", "=1"):
        assert not STUDENT_NAME.fullmatch(name), name
    assert look_alikes(["Zoe\u0308", "Zoë", "zoe", "bob"]) == {
        "Zoe\u0308": ["Zoë"],
        "Zoë": ["Zoe\u0308"],
    }


def test_a_policy_with_an_error_stops_grading_before_it_begins(tmp_path, capsys):
    course = released_course(tmp_path / "course")
    hand_in(course, "ada", saved(student_notebook(read_assignment(LESSON))))
    for text, reason in (
        (b'grace = "soon"\n', "late.toml, line 1: grace must be"),
        (b'# one\n# two\n[deadlines]\nanova = "\xff"\n', "late.toml, line 4: this is not text"),
    ):
        (course / "late.toml").write_bytes(text)
        for command in (["grade", LESSON, NO_JAIL], ["late", LESSON]):
            status, _, complaints = run(capsys, *command, "--course", course)
            assert status == 2
            assert reason in complaints
        with pytest.raises(PolicyError):
            read_policy(course / "late.toml")
    assert not (course / "autograded").exists()
