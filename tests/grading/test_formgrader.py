"""nbgrader's formgrader on what ``course grade`` wrote: a teacher opens, comments, changes a score.

And reads what only a person can grade: the letter of the capstone.
"""

from __future__ import annotations

import csv
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from classes import (
    LESSON,
    OtherSources,
    class_of,
    command,
    grade,
    hand_in,
    released_course,
    saved,
)
from nbgrader.api import Gradebook
from nbgrader_here import nbgrader_here
from scenarios import cell_of

from autograder.teaching.notebooks import solution_text, student_notebook
from autograder.teaching.release import release
from autograder.teaching.source_text import read_assignment

CAPSTONE = "capstone"
NO_JAIL = "--unsafe-no-jail"
LETTER = (
    "Dear colleague, `rstrip` merged the clones: 12 samples are two times 6, and $p < 0.05$.\n\n"
    "<script>window.pwned = 1</script><img src=x onerror=window.pwned=1> "
    "[more](javascript:window.pwned=1)"
)
REPAIRED = ("gene_tree", "composition")
LAST_DOT = 'def groups_of(names):\n    return [name.rsplit(".", 1)[0] for name in names]\n'


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    course = released_course(tmp_path_factory.mktemp("formgrader") / "course")
    for student, content in class_of(2).items():
        hand_in(course, student, content)
    release(CAPSTONE, course, say=lambda _: None)
    assignment = read_assignment(CAPSTONE)
    review = student_notebook(assignment)
    for part in assignment.exercises:
        if part.name in REPAIRED:
            cell_of(review, part.name).source = solution_text(part)
    cell_of(review, "letter").source = LETTER
    cell_of(review, "groups_of").source = LAST_DOT
    hand_in(course, "ada", saved(review), CAPSTONE)
    for lesson in (LESSON, CAPSTONE):
        status, _, complaints = grade(course, NO_JAIL, lesson=lesson)
        assert status == 0, complaints
    return course


@pytest.fixture(scope="module")
def formgrader(graded):
    """Address of formgrader on a Jupyter server in the course folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    jupyter = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root",
               f"--ServerApp.port={port}", "--ServerApp.token=", "--ServerApp.password="]  # fmt: skip
    server = subprocess.Popen(
        jupyter, cwd=graded, env={**os.environ, "PATH": programs}, text=True,
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

    def row_of(student):
        with (graded / "grades.csv").open() as table:
            rows = [row for row in csv.DictReader(table) if row["assignment"] == LESSON]
        return next(row for row in rows if row["student_id"] == student)

    nbgrader_here(graded, "export")
    row = row_of("student01-wrong")
    assert 0.25 <= float(row["score"]) < before
    status, _, complaints = grade(graded, NO_JAIL, "--again")
    assert status == 0, complaints
    nbgrader_here(graded, "export")
    assert row_of("student01-wrong")["score"] == row["score"]
    nbgrader_here(graded, "generate_feedback", LESSON)
    pages = sorted((graded / "feedback").rglob(f"{LESSON}.html"))
    assert [path.parts[-3] for path in pages] == ["student00-right", "student01-wrong"]
    feedback = graded / "feedback" / "student01-wrong" / LESSON / f"{LESSON}.html"
    assert "Look at the dtype." in feedback.read_text(encoding="utf-8")


# ---------------------------------------------------------------- an answer that a person grades


def letter_of(course):
    """(score of the checks, score by hand, waiting?, comment) of the letter."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        one = book.find_grade("letter", CAPSTONE, CAPSTONE, "ada")
        comment = book.find_comment("letter", CAPSTONE, CAPSTONE, "ada")
        return one.auto_score, one.manual_score, one.needs_manual_grade, comment.manual_comment


def sums(course):
    """The student's sum in the gradebook, in the table for other systems, and in the report."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        kept = book.find_submission(CAPSTONE, "ada").score
    for verb in ("export", "report"):
        status, _, complaints = command(verb, CAPSTONE, "--course", str(course))
        assert status == 0, complaints
    with (course / "export" / f"{CAPSTONE}.csv").open(encoding="utf-8-sig") as table:
        [row] = [row for row in csv.DictReader(table) if row["student"] == "ada"]
    assert row["max_score"] == "40"
    page = (course / "report" / f"{CAPSTONE}.html").read_text(encoding="utf-8")
    reported = re.search(r'<bdi>ada</bdi></th><td class="number">([\d.]+)</td>', page)[1]
    return kept, float(row["score"]), float(reported)


def typed(page, box, text):
    """Type into a box of formgrader and leave it, as a teacher does; wait until it is saved."""
    with page.expect_response(
        lambda answer: "/formgrader/api/" in answer.url and answer.request.method == "PUT"
    ) as answer:
        page.locator(box).fill(text)
        page.locator(box).press("Tab")
    assert answer.value.ok


@pytest.mark.slow
def test_a_letter_is_read_and_graded_by_hand_and_a_regrade_keeps_it(
    formgrader, graded, browser, tmp_path
):
    assert letter_of(graded) == (None, None, True, None)
    status, _, complaints = command("export", CAPSTONE, "--course", str(graded))
    assert status == 2
    assert "wait for grading by hand (ada" in complaints

    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        number = book.find_submission_notebook(CAPSTONE, CAPSTONE, "ada").id
    page = browser.new_page()
    page.goto(f"{formgrader}/submissions/{number}/")
    page.wait_for_selector("#letter.needs_manual_grade")
    shown = page.locator(".nbgrader_cell", has=page.locator("#letter"))
    assert "12 samples are two times 6" in shown.inner_text()
    assert "<script>window.pwned = 1</script><img src=x onerror" in shown.inner_text()
    assert shown.locator("script, img, svg").count() == 0
    assert shown.locator("a").get_attribute("href") == "#"
    assert page.evaluate("window.pwned") is None
    assert "/ 6.0" in shown.inner_text()

    typed(page, "#letter", "15")  # more than there are points: formgrader gives the most there is
    assert letter_of(graded)[1] == 6
    typed(page, "#letter", "-1")
    assert letter_of(graded)[1] == 0
    typed(page, "#letter", "4.5")
    typed(page, "#letter-comment", "Which number shows it?\n\nBy *how much*, and is 3 < 4?")
    page.reload()
    page.wait_for_selector("#letter:not(.needs_manual_grade)")
    assert page.locator("#letter").input_value() == "4.5"
    by_hand = letter_of(graded)
    assert by_hand == (
        None, 4.5, False, "Which number shows it?\n\nBy *how much*, and is 3 < 4?"
    )  # fmt: skip
    assert sums(graded) == (8.5, 8.5, 8.5)  # two repaired functions and the letter

    status, _, complaints = grade(graded, NO_JAIL, "--again", lesson=CAPSTONE)
    assert status == 0, complaints
    assert letter_of(graded) == by_hand
    assert sums(graded) == (8.5, 8.5, 8.5)

    other = OtherSources(tmp_path / "mended")
    other.edit("autograder/catalogue/capstone/counts_and_genes.py", ', "KO7.old.3", "a2.b.1"', "")
    output = other.course("grade", CAPSTONE, "--course", str(graded), NO_JAIL)
    assert "moved: ada, groups_of 0 → 2 of 2" in output
    assert letter_of(graded) == by_hand
    assert sums(graded) == (10.5, 10.5, 10.5)

    nbgrader_here(graded, "generate_feedback", CAPSTONE)
    page.goto((graded / "feedback" / "ada" / CAPSTONE / f"{CAPSTONE}.html").as_uri())
    assert "(Score: 10.5 / 40.0)" in page.inner_text("body")
    shown = page.locator(".nbgrader_cell", has=page.get_by_text("12 samples are two times 6"))
    assert "Score: 4.5 / 6.0" in shown.inner_text()
    assert "Which number shows it?" in shown.inner_text()
    assert "is 3 < 4?" in shown.inner_text()
    assert shown.locator("em", has_text="how much").count() == 1
    assert page.evaluate("window.pwned") is None
    page.close()
