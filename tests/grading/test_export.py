"""``course export``: what a learning platform imports, and feedback that only its student can find."""

from __future__ import annotations

import csv
import io
import re

import pytest
from classes import LESSON, class_of, ended, grade, hand_in, released_course
from nbgrader_here import nbgrader_here

TITLE = "An expression matrix and its names"


def export(course, *more):
    return ended("export", LESSON, "--course", str(course), *more)


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("export") / "course")
    names = ["ada", "bob c", "@cleo", "Dörte"]
    for name, content in zip(names, class_of(4).values(), strict=True):
        hand_in(course, name, content)
    status, _, complaints = grade(course, "--unsafe-no-jail")
    assert status == 0, complaints
    nbgrader_here(course, "db", "student", "add", "never came")
    return course


@pytest.mark.slow
def test_the_plain_table_has_everybody_and_no_formula(graded):
    made = export(graded)
    assert made.returncode == 0, made.stderr
    rows = rows_of(graded / "export" / f"{LESSON}.csv")
    assert {row["student"]: float(row["score"]) for row in rows}["ada"] == 10
    assert [row["student"] for row in rows] == ["'@cleo", "Dörte", "ada", "bob c", "never came"]
    assert {row["max_score"] for row in rows} == {"10"}


@pytest.mark.slow
def test_moodle_gets_usernames_and_one_column(graded, tmp_path):
    assert export(graded, "--format", "moodle", "--output", str(tmp_path / "m.csv")).returncode == 0
    rows = rows_of(tmp_path / "m.csv")
    assert list(rows[0]) == ["Username", TITLE]
    assert {row["Username"]: row[TITLE] for row in rows}["ada"] == "10"


@pytest.mark.slow
def test_canvas_gets_its_own_students_back_with_a_column_more(graded, tmp_path):
    roster = tmp_path / "Grades.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Quiz (12)\n"
        "    Points Possible,,,,,10\n"
        '"Lovelace, Ada ""A""",71,S-1,ada,One,9\n'
        '"Cé, Bob",72,S-2,bob c,One,\n'
        '"Stranger, A",73,S-3,nobody,One,1\n'
    )
    made = export(
        graded, "--format", "canvas", "--roster", str(roster), "--output", str(tmp_path / "c.csv")
    )
    assert made.returncode == 0, made.stderr
    rows = rows_of(tmp_path / "c.csv")
    assert [row["Student"] for row in rows] == ['Lovelace, Ada "A"', "Cé, Bob"]
    assert rows[0]["ID"] == "71"
    assert rows[0][TITLE] == "10"
    assert "3 students of the gradebook are not in the roster" in made.stdout


@pytest.mark.slow
def test_feedback_is_found_by_its_link_alone(graded, tmp_path):
    nbgrader_here(graded, "generate_feedback", LESSON)
    made = export(graded, "--feedback", str(tmp_path / "www"))
    assert made.returncode == 0, made.stderr
    links = {row["student"]: row["link"] for row in rows_of(graded / f"{LESSON}-links.csv")}
    assert len(set(links.values())) == 4
    for student, link in links.items():
        assert re.fullmatch(r"[0-9a-f]{32}/index\.html", link)
        assert student.strip("'") not in link
        assert (tmp_path / "www" / link).is_file()
    public = {path.name for path in (tmp_path / "www").iterdir()}
    assert public == {"index.html", *(link.split("/")[0] for link in links.values())}
    assert (tmp_path / "www" / "index.html").read_text().count("href") == 0
    assert export(graded, "--feedback", str(tmp_path / "www")).returncode == 0
    again = {row["student"]: row["link"] for row in rows_of(graded / f"{LESSON}-links.csv")}
    assert again == links


def test_what_is_missing_is_named(tmp_path):
    course = released_course(tmp_path / "course")
    assert "--roster" in export(course, "--format", "canvas").stderr
    assert "generate_feedback" in export(course, "--feedback", str(tmp_path / "www")).stderr
    (tmp_path / "r.csv").write_text("a,b\n1,2\n")
    made = export(course, "--format", "canvas", "--roster", str(tmp_path / "r.csv"))
    assert made.returncode == 2
    assert "no gradebook of Canvas" in made.stderr
    assert "no gradebook" in export(tmp_path).stderr
