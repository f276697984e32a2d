"""Submissions go through nbgrader's own validate, autograde and generate_feedback."""

from __future__ import annotations

import re

import nbformat
import pytest
import submissions
from classroom import LESSON, autograded, in_pairs, messages, nbgrader, scores, submit, test_cells
from nbgrader.api import Gradebook

from autograder.catalogue import find
from autograder.judge import judge

pytestmark = pytest.mark.slow


def points_of(*names: str) -> dict[str, float]:
    return {name: find(name).points for name in names}


def test_a_solved_notebook_earns_full_marks(classroom):
    names = [part.name for part in classroom.assignment.exercises]
    assert scores(classroom.course, "solved") == points_of(*names)


def test_an_empty_notebook_earns_nothing(classroom):
    assert set(scores(classroom.course, "empty").values()) == {0.0}
    assert "not written yet" in messages(classroom.course, "empty", "from_pd")


def test_a_wrong_notebook_earns_what_its_answers_deserve(classroom):
    earned = scores(classroom.course, "wrong")
    names = {}
    exec("import pandas as pd\n" + submissions.WRONG_FROM_PD, names)
    half = judge(find("from_pd"), names["from_pd"])
    assert 0 < half.score < half.max_score
    right = points_of("expression_df", "check_data_model", "subset_genes")
    assert earned == {**right, "from_pd": half.score, "samples_in": 0.0, "transpose": 0.0}


def test_a_crash_costs_its_own_exercise_and_no_other(classroom):
    nothing = dict.fromkeys(("from_pd", "expression_df", "check_data_model", "subset_genes"), 0.0)
    assert scores(classroom.course, "crashing") == {
        **nothing,
        **points_of("samples_in", "transpose"),
    }
    assert "no such key" in messages(classroom.course, "crashing", "expression_df")
    assert "ended the Python process" in messages(classroom.course, "crashing", "subset_genes")


def test_an_unending_answer_costs_its_own_exercise_and_no_other(classroom):
    everything = scores(classroom.course, "solved")
    assert scores(classroom.course, "unending") == {**everything, "from_pd": 0.0}
    # whichever way the kernel was stopped
    said = messages(classroom.course, "unending", "from_pd")
    assert re.search("ran out of time|CellTimeoutError", said)


def test_prints_warnings_and_settings_of_ones_own_cost_nothing(classroom):
    assert scores(classroom.course, "noisy") == scores(classroom.course, "solved")
    graded = autograded(classroom.course, "noisy")
    for test in test_cells(graded):
        # under load a print comes in pieces, with a warning in between
        said = "".join(o.text for o in test.outputs if o.get("name") == "stdout")
        assert "run\n" in said


def test_tampered_test_cells_earn_nothing_and_spoil_nothing(classroom):
    earned = scores(classroom.course, "tricky")
    transpose = find("transpose").points
    assert earned == {**dict.fromkeys(earned, 0.0), "transpose": transpose}


def test_values_that_are_no_points_earn_nothing_and_are_explained(classroom):
    assert set(scores(classroom.course, "forging").values()) == {0.0}
    for name, value in {
        "from_pd": "False",
        "expression_df": "nan",
        "check_data_model": "np.float64(3.0)",
        "subset_genes": "all of them",
        "samples_in": "99.0",
        "transpose": "has no value",
    }.items():
        assert value in messages(classroom.course, "forging", name)


def test_a_new_submission_keeps_no_points_of_the_old_one(classroom, assignment):
    course = classroom.course
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_student("returning")
        gradebook.add_submission(LESSON, "returning")
        notebook = gradebook.find_submission_notebook(LESSON, LESSON, "returning")
        for grade in notebook.grades:
            grade.auto_score = grade.max_score
        gradebook.db.commit()
    assert sum(scores(course, "returning").values()) == assignment.points
    without_cells = submissions.empty(assignment)
    without_cells.cells = [one for one in without_cells.cells if one.cell_type == "markdown"]
    submit(course, "returning", without_cells)
    nbgrader(course, "autograde", LESSON, "--student", "returning")
    assert set(scores(course, "returning").values()) == {0.0}


def test_validate_tells_students_what_they_will_get(assignment, tmp_path):
    for student in ("solved", "wrong", "empty", "crashing"):
        notebook = getattr(submissions, student)(assignment)
        nbformat.write(notebook, tmp_path / f"{student}.ipynb")
    said, of_crash = in_pairs(
        lambda: nbgrader(tmp_path, "validate", "solved.ipynb", "wrong.ipynb", "empty.ipynb"),
        lambda: nbgrader(tmp_path, "validate", "crashing.ipynb"),
    )
    verdicts = re.findall(r"Success! Your|FAILED ON \d CELL", " ".join(said.stdout.split()))
    assert verdicts == ["Success! Your", "FAILED ON 3 CELL", "FAILED ON 6 CELL"]
    assert "not written yet" in said.stdout
    assert of_crash.returncode != 0
    assert "encountered a fatal error" in of_crash.stderr
    assert "Success" not in of_crash.stdout


def test_feedback_shows_scores_and_messages_but_no_hidden_test(classroom):
    source = classroom.source.read_text()
    (seed,) = set(re.findall(r'seed=\\"(\w+)\\"', source))
    for student in submissions.all_of(classroom.assignment):
        page = classroom.course / "feedback" / student / LESSON / f"{LESSON}.html"
        html = page.read_text(encoding="utf-8")
        assert seed not in html
        assert "HIDDEN" not in html
        total = sum(scores(classroom.course, student).values())
        assert f"(Score: {round(total, 2)} / {classroom.assignment.points:.1f})" in html
        if student == "empty":
            assert "is not written yet" in html


def test_without_the_courses_settings_nbgrader_gives_no_points_either(
    classroom, assignment, tmp_path
):
    course = tmp_path / "plain"
    course.mkdir()
    (course / "source" / LESSON).mkdir(parents=True)
    target = course / "source" / LESSON / f"{LESSON}.ipynb"
    target.write_bytes(classroom.source.read_bytes())
    assert nbgrader(course, "generate_assignment", LESSON).returncode == 0
    students = ("solved", "wrong")
    for student in students:
        submit(course, student, getattr(submissions, student)(assignment))
    assert nbgrader(course, "autograde", LESSON).returncode == 0
    for student in students:
        assert scores(course, student) == scores(classroom.course, student)
