"""Full disks, gradebooks that can't be written, poison in a large class: nothing is lost or half-written."""

from __future__ import annotations

import os
import shutil
import subprocess

import nbformat
import pytest
from classes import (
    LESSON,
    THOROUGH,
    grade,
    hand_in,
    is_sound,
    released_course,
    saved,
    scores,
)
from conftest import start_jail
from scenarios import cell_of, solved

from autograder.teaching.notebooks import solution_text, student_notebook
from autograder.teaching.source_text import read_assignment

STUDENTS = int(os.environ.get("COURSE_CLASS_SIZE", 40 if THOROUGH else 20))
"""How large the class with poison is; 1,000 takes some minutes."""

POISON = [
    "import os; os._exit(1)",
    "import ctypes; ctypes.string_at(0)",
    "x = [0] * 10**12",
    "while True: pass",  # last: it takes a minute, which a small class with three is spared
]


@pytest.fixture(scope="module", autouse=True)
def _jail_here():
    start_jail("transpose").close()  # or skip


def right() -> bytes:
    return saved(solved(read_assignment(LESSON)))


def light(*more: str) -> bytes:
    """A notebook with one answer, and cells more."""
    assignment = read_assignment(LESSON)
    notebook = student_notebook(assignment)
    [part] = [part for part in assignment.exercises if part.name == "transpose"]
    cell_of(notebook, "transpose").source = solution_text(part)
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in more]
    return saved(notebook)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 6 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can make a small disk, and not everywhere")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_on_a_full_disk_no_grade_is_half_written_and_a_rerun_finishes(small_disk):
    course = released_course(small_disk / "course")
    for number in range(3):
        hand_in(course, f"student{number}", right())
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * shutil.disk_usage(small_disk).free)
    status, _, complaints = grade(course)
    assert status in (1, 2)
    assert "Traceback" not in complaints
    assert is_sound(course)
    assert not list((course / "autograded").rglob("*.ipynb"))
    filler.unlink()
    status, _, complaints = grade(course)
    assert status == 0, complaints
    assert {sum(row.values()) for row in scores(course).values()} == {10}
    assert not list(course.rglob(".*.ipynb.*")), "nothing half-written is left behind"


def test_a_read_only_gradebook_is_told_before_anything_is_graded(tmp_path):
    course = released_course(tmp_path / "course")
    hand_in(course, "ada", right())
    database = f"sqlite:///file:{course / 'gradebook.db'}?mode=ro&uri=true"
    status, _, complaints = grade(course, "--db", database)
    assert status == 2
    assert "readonly" in complaints
    assert not (course / "autograded").exists()
    assert grade(course)[0] == 0


@pytest.mark.slow
def test_one_in_a_hundred_poisoned_costs_the_others_nothing(tmp_path):
    course = released_course(tmp_path / "course")
    poisoned = range(0, STUDENTS, 100 if STUDENTS > 200 else 7)
    poison = {number: POISON[kind % len(POISON)] for kind, number in enumerate(poisoned)}
    for number in range(STUDENTS):
        more = [poison[number]] if number in poison else []
        hand_in(course, f"student{number:04}", light(*more))
    status, _, complaints = grade(course, "--workers", "2")
    assert status == 0, complaints
    graded = scores(course)
    assert len(graded) == STUDENTS
    assert {row["test_transpose"] for row in graded.values()} == {1.0}
    assert is_sound(course)


def test_without_a_jail_grades_are_given_and_marked(tmp_path):
    course = released_course(tmp_path / "course")
    hand_in(course, "ada", right())
    status, _, complaints = grade(course, "--unsafe-no-jail")
    assert status == 0, complaints
    assert sum(scores(course)["ada"].values()) == 10
    path = course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    made = nbformat.read(path, 4)
    assert made.metadata.course.unjailed is True
    assert "without a jail" in made.cells[0].source
    status, output, _ = grade(course)
    assert "1 graded" in output, "with a jail it is graded anew"
    assert "unjailed" not in nbformat.read(path, 4).metadata.course
