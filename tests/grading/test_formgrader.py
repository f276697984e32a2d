"""nbgrader's formgrader on what ``course grade`` wrote: a teacher opens, comments, changes a score."""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from classes import LESSON, class_of, grade, hand_in, nbgrader, released_course
from nbgrader.api import Gradebook


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("formgrader") / "course")
    for student, content in class_of(2).items():
        hand_in(course, student, content)
    status, _, complaints = grade(course, "--unsafe-no-jail")
    assert status == 0, complaints
    return course


@pytest.fixture(scope="module")
def formgrader(graded):
    """Address of formgrader on a Jupyter server in the course folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root",
               f"--ServerApp.port={port}", "--ServerApp.token=", "--ServerApp.password="]  # fmt: skip
    server = subprocess.Popen(
        command, cwd=graded, env={**os.environ, "PATH": programs}, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    said = []
    for line in server.stderr:
        said.append(line)
        if "is running at" in line:
            break
    else:
        pytest.fail("".join(said))
    yield f"http://127.0.0.1:{port}/formgrader"
    server.kill()
    server.wait()
    server.stderr.close()


@pytest.mark.slow
def test_a_teacher_comments_and_changes_a_score_and_both_last(formgrader, graded, browser):
    page = browser.new_page()
    page.goto(f"{formgrader}/gradebook/{LESSON}/{LESSON}")
    page.locator("tbody a").first.wait_for()  # the list of submissions
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        number = book.find_submission_notebook(LESSON, LESSON, "student01-wrong").id
    page.goto(f"{formgrader}/submissions/{number}/")
    page.wait_for_selector("input.score")
    scores = page.locator("input.score")
    assert scores.count() == 6
    before = sum(
        float(box.input_value() or box.get_attribute("placeholder") or 0) for box in scores.all()
    )
    with page.expect_response("**/formgrader/api/grade/**"):
        scores.first.fill("0.25")
        scores.first.press("Tab")
    with page.expect_response("**/formgrader/api/comment/**"):
        page.locator("textarea.comment").first.fill("Look at the dtype.")
        page.locator("textarea.comment").first.press("Tab")
    page.reload()
    page.wait_for_selector("input.score")
    assert float(page.locator("input.score").first.input_value()) == 0.25
    page.close()

    nbgrader(graded, "export")
    rows = list(csv.DictReader((graded / "grades.csv").open()))
    [row] = [row for row in rows if row["student_id"] == "student01-wrong"]
    assert 0.25 <= float(row["score"]) < before
    status, _, complaints = grade(graded, "--unsafe-no-jail", "--again")
    assert status == 0, complaints
    nbgrader(graded, "export")
    rows = list(csv.DictReader((graded / "grades.csv").open()))
    assert [r["score"] for r in rows if r["student_id"] == "student01-wrong"] == [row["score"]]
    nbgrader(graded, "generate_feedback", LESSON)
    feedback = graded / "feedback" / "student01-wrong" / LESSON / f"{LESSON}.html"
    assert "Look at the dtype." in feedback.read_text(encoding="utf-8")
