"""Grading again after a check was mended: what it touches is judged, the rest is kept, all is told."""

from __future__ import annotations

import json

import pytest
from classes import LESSON, REPOSITORY, OtherSources, grade, hand_in, released_course, saved
from nbgrader.api import Gradebook
from scenarios import cell_of, solved

from autograder.catalogue import LESSONS, find
from autograder.cli import main
from autograder.grading.dependencies import WHOLE, closure, node_of
from autograder.grading.regrade import Library, engine_sources
from autograder.teaching.notebooks import student_notebook
from autograder.teaching.source_text import read_assignment

VIEW = (
    "def transpose(data):\n"
    "    return {'expression': data['expression'].T, 'genes': data['samples'].copy(),\n"
    "            'samples': data['genes'].copy()}"
)
MENDED = "new data that shares nothing with the old"
NO_JAIL = "--unsafe-no-jail"


def graded_cell(course, student, name):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        one = book.find_grade(f"test_{name}", LESSON, LESSON, student)
        comment = book.find_submission_notebook(LESSON, LESSON, student).comments[0]
        return one.auto_score, one.manual_score, one.needs_manual_grade, comment.manual_comment


def by_hand(course, student, name, score):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        one = book.find_grade(f"test_{name}", LESSON, LESSON, student)
        one.manual_score, one.needs_manual_grade = score, False
        book.find_submission_notebook(LESSON, LESSON, student).comments[0].manual_comment = "Nearly"
        book.db.commit()


@pytest.mark.slow
def test_a_mended_check_touches_its_exercise_alone_and_the_report_says_whose_score_moved(tmp_path):
    course = released_course(tmp_path / "course")
    assignment = read_assignment(LESSON)
    viewing = solved(assignment)
    cell_of(viewing, "transpose").source = VIEW
    hand_in(course, "ada", saved(solved(assignment)))
    more = hand_in(course, "bob", saved(viewing)).with_name("my other notebook.ipynb")
    more.write_bytes(b"{}")
    hand_in(course, "cleo", saved(student_notebook(assignment)))
    status, output, complaints = grade(course, NO_JAIL)
    assert status == 0, complaints
    assert "moved" not in output
    by_hand(course, "ada", "from_pd", 1.5)
    by_hand(course, "bob", "transpose", 0.9)
    path = course / "autograded" / "bob" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["course"]["verdicts"][0]["note"] = "kept from the first run"
    path.write_text(json.dumps(notebook), encoding="utf-8")

    other = OtherSources(tmp_path / "mended")
    selection = "autograder/catalogue/data_model/selection.py"
    other.edit(selection, "expect_new_data(call, _turned(data), data)", "expect_data(call(data), _turned(data))")  # fmt: skip
    other.edit(selection, "def _rows_of(", "# only words\n\n\ndef _rows_of(")
    output = other.course("grade", LESSON, "--course", str(course), NO_JAIL)
    why = f"the check “{MENDED}” has changed"
    stays = "the 0.9 given by hand stay"
    assert f"moved: bob, transpose 0.75 → 1 of 1: {why}; {stays}" in output
    assert output.count("moved:") == 1
    exercises = len(LESSONS[LESSON].exercises)
    assert f"3 answers were judged again, {3 * (exercises - 1)} verdicts" in output
    assert graded_cell(course, "bob", "transpose") == (1, 0.9, True, "Nearly")
    assert graded_cell(course, "ada", "from_pd") == (2, 1.5, False, "Nearly")
    about = json.loads(path.read_text(encoding="utf-8"))["metadata"]["course"]
    assert about["verdicts"][0]["note"] == "kept from the first run"
    assert main(["report", LESSON, "--course", str(course)]) == 0
    page = (course / "report" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert f"1 up, 0 down, because {why}" in page
    assert f"<bdi>bob</bdi>: handed in a file more: {more.name}" in page
    assert f"<bdi>bob</bdi>: 0.75 → 1 of 1; {stays}" in page


def test_a_change_reaches_just_the_checks_that_use_it():
    checks = {one.name: closure(node_of(one.run)) for one in find("transpose").checks}
    turned = ("autograder.catalogue.data_model.selection", "_turned")
    assert all(turned in used for used in checks.values())
    assert ("autograder.catalogue.inputs", "made_up") not in checks[MENDED]
    for name in ("from_pd", "subset_genes"):
        assert not any(turned in closure(node_of(one.run)) for one in find(name).checks)
    reference = closure(node_of(find("run_anova").reference))
    assert {("functions.anova", "adjust_bh"), ("functions.data_model", "check_data_model")} <= reference  # fmt: skip


@pytest.mark.parametrize("lesson", [LESSON, "anova"])
def test_of_no_check_is_it_unknown_what_it_uses(lesson):
    for one in LESSONS[lesson].exercises:
        for check in one.checks:
            assert not [node for node in closure(node_of(check.run)) if node[1] == WHOLE]


def test_the_engine_is_what_judges_and_not_what_reads_writes_or_shows():
    names = {str(path.relative_to(REPOSITORY / "autograder")) for path in engine_sources()}
    assert {"judge.py", "compare.py", "call.py", "checking/answers.py"} <= names
    assert {"grading/session.py", "grading/worker/serve.py", "grading/submission.py"} <= names
    others = ("command", "run", "gradebook", "summary", "collect", "regrade", "schedule")
    assert not names & {"notebook.py", *(f"grading/{name}.py" for name in others)}
    assert not [name for name in names if name.startswith(("catalogue", "teaching", "site"))]


def test_what_a_notebook_takes_from_the_course_counts_and_what_it_must_write_does_not():
    library = Library("anova")
    assert library.digest(["simulate_hspc"]) != library.digest([])
    assert library.digest(["run_anova", "adjust_bh"]) == library.digest([])
