"""Questions that a person grades: in the notebooks, and through nbgrader's own gradebook."""

from __future__ import annotations

import contextlib
import io
import re

import pytest
from classroom import answered, autograded, cell, nbgrader, submit
from nbgrader.api import Gradebook
from test_source_text import HEADER, TASK, parse

from autograder.cli import main
from autograder.teaching.assignment import AssignmentError
from autograder.teaching.notebooks import as_text, solution_page, source_notebook, student_notebook
from autograder.teaching.release import release
from autograder.teaching.source_text import read_assignment

LESSON = "annealing"
REPORT = "Annealing ended at 945.7 (seed 3, `anneal(d, 6, seed=3)`); greedy at 949.9."

ASKED = """\
### `letter` (4 points, by hand)

What do you make of it?

+++ {"tags": ["written"]}

Begin here.

<!-- BEGIN SOLUTION -->
4: the size and what remains open.
<!-- END SOLUTION -->

"""
EXERCISES = [
    TASK.format(name=name, points=f"{points} points")
    for name, points in (("cluster_rows", 3), ("order_by_clustering", 3), ("ward_linkage", 5))
]


@pytest.fixture(scope="module")
def project():
    return read_assignment(LESSON)


# ---------------------------------------------------------------- the source and the notebooks


def test_a_written_question_is_a_part_of_its_own_with_points_by_hand():
    assignment = parse(HEADER + EXERCISES[0] + ASKED + "".join(EXERCISES[1:]))
    [letter] = assignment.written
    assert (letter.name, letter.points, letter.kind) == ("letter", 4, "markdown")
    assert letter.task[0].source.endswith("What do you make of it?")
    assert (assignment.points, assignment.points_by_hand) == (11, 4)


def test_students_get_the_question_locked_and_nothing_of_the_rubric():
    assignment = parse(HEADER + "".join(EXERCISES) + ASKED)
    given, kept = student_notebook(assignment), source_notebook(assignment, "5eed")
    for notebook in (given, kept):
        marks = cell(notebook, "letter").metadata.nbgrader
        assert (marks.grade, marks.solution, marks.locked) == (True, True, False)
        assert marks.points == 4
    assert cell(given, "ask_letter").metadata.nbgrader.locked
    assert cell(given, "letter").source.startswith("Begin here.\n\n*Write your answer here")
    assert "what remains open" not in as_text(given)
    assert "what remains open" in cell(kept, "letter").source
    shown = as_text(solution_page(assignment))
    assert "what remains open" in shown
    assert "SOLUTION" not in shown


GIVEN = '''\
```{code-cell} ipython3
:tags: [given]
def cluster_rows(data):
    """Do it."""
    return data[::-1]
```

'''


def test_a_function_to_repair_is_given_as_it_stands():
    task = EXERCISES[0].replace("```{code-cell}", GIVEN + "```{code-cell}", 1)
    assignment = parse(HEADER + task + "".join(EXERCISES[1:]))
    part = assignment.exercise("cluster_rows")
    assert [one.kind for one in part.task] == ["markdown"]
    assert cell(student_notebook(assignment), "cluster_rows").source.endswith("return data[::-1]")
    kept = cell(source_notebook(assignment, "5eed"), "cluster_rows")
    assert "return data[::-1]" not in kept.source
    assert "return data[::-1]" not in as_text(solution_page(assignment))
    assert "course" not in cell(student_notebook(assignment), "cluster_rows").metadata


WRONG = {
    "no cell": (ASKED.split("+++")[0], "has no cell tagged `written`"),
    "no heading": (ASKED[ASKED.index("+++") :], "has a heading like"),
    "points of the checks": (ASKED.replace(", by hand", ""), "has a heading like"),
    "no rubric": (re.sub("<!--.*-->", "", ASKED), "has no solution region"),
    "an untagged rubric": (ASKED.replace('+++ {"tags": ["written"]}', "+++"), "without"),
    "a name that is taken": (ASKED.replace("letter", "check_ward_linkage"), "exists"),
    "code of another function": (
        EXERCISES[0].replace(
            "```{code-cell}", GIVEN.replace("cluster", "clutter") + "```{code-cell}", 1
        ),
        "defines clutter_rows",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_said_with_its_line(wrong):
    text, message = WRONG[wrong]
    with pytest.raises(AssignmentError, match=message) as caught:
        parse(HEADER + "".join(EXERCISES) + text)
    assert caught.value.line > 12


# ---------------------------------------------------------------- the gradebook


def written(project, **answers):
    """The student's notebook with these written answers, and nothing else."""
    return answered(project, answers)


def stripped(notebook):
    """As other tools save it: no metadata and no ids of ours."""
    for number, one in enumerate(notebook.cells):
        one.metadata = {}
        one.id = f"other-{number}"
    return notebook


def course(*arguments):
    output, complaints = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(complaints):
        status = main(list(arguments))
    return status, output.getvalue(), complaints.getvalue()


def by_hand(folder, student):
    """(automatic score, score by hand, waiting?) of every written answer."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        notebook = book.find_submission_notebook(LESSON, LESSON, student)
        return {
            grade.name: (grade.auto_score, grade.manual_score, bool(grade.needs_manual_grade))
            for grade in notebook.grades
            if not grade.name.startswith("test_")
        }


def give(folder, student, **points):
    """What formgrader does when a teacher types a score."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for name, score in points.items():
            grade = book.find_grade(name, LESSON, LESSON, student)
            grade.manual_score, grade.needs_manual_grade = score, False
        book.db.commit()


@pytest.mark.slow
def test_course_grade_keeps_the_text_and_a_regrade_keeps_the_score(project, tmp_path):
    release(LESSON, tmp_path, say=lambda line: None)
    submit(tmp_path, "ada", written(project, report=REPORT), LESSON)
    submit(tmp_path, "stripped", stripped(written(project, report=REPORT)), LESSON)
    submit(tmp_path, "silent", written(project), LESSON)
    grading = ("grade", LESSON, "--course", str(tmp_path), "--unsafe-no-jail")
    status, _, complaints = course(*grading)
    assert status == 0, complaints

    for student in ("ada", "stripped"):
        assert by_hand(tmp_path, student)["report"] == (None, None, True)
        assert by_hand(tmp_path, student)["figures"] == (0, None, False)  # nothing was written
        texts = [one.source for one in autograded(tmp_path, student, LESSON).cells]
        assert texts.count(REPORT) == 1
    assert set(by_hand(tmp_path, "silent").values()) == {(0, None, False)}

    status, _, complaints = course("export", LESSON, "--course", str(tmp_path))
    assert status == 2
    assert "2 submissions wait for grading by hand" in complaints
    status, _, _ = course("report", LESSON, "--course", str(tmp_path))
    assert status == 0
    page = (tmp_path / "report" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "2 submissions wait for grading by hand" in page

    give(tmp_path, "ada", report=12)
    give(tmp_path, "stripped", report=9.5)
    status, _, complaints = course(*grading, "--again")
    assert status == 0, complaints
    assert by_hand(tmp_path, "ada")["report"][:2] == (None, 12)
    give(tmp_path, "ada", report=12)
    give(tmp_path, "stripped", report=9.5)
    assert course("export", LESSON, "--course", str(tmp_path))[0] == 0
    table = (tmp_path / "export" / f"{LESSON}.csv").read_text(encoding="utf-8-sig")
    rows = [line.split(",")[:4] for line in table.splitlines()[1:]]
    assert rows == [
        ["ada", LESSON, "12", "40"], ["silent", LESSON, "0", "40"],
        ["stripped", LESSON, "9.5", "40"],
    ]  # fmt: skip


@pytest.mark.slow
def test_plain_autograde_waits_for_the_same_answers(project, tmp_path):
    release(LESSON, tmp_path, say=lambda line: None)
    submit(tmp_path, "ada", written(project, report=REPORT), LESSON)
    run = nbgrader(tmp_path, "autograde", LESSON)
    assert run.returncode == 0, run.stderr
    assert by_hand(tmp_path, "ada") == {
        "command_line": (0, None, False), "figures": (0, None, False),
        "report": (None, None, True),
    }  # fmt: skip
