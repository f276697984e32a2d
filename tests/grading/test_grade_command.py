"""``course grade`` as a teacher uses it: a folder of submissions becomes grades, whatever happens."""

from __future__ import annotations

import contextlib
import fcntl
import json
import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from classes import (
    LESSON,
    THOROUGH,
    class_of,
    copy_of,
    grade,
    grader,
    hand_in,
    is_sound,
    released_course,
    saved,
    scores,
)
from conftest import start_jail
from nbgrader_here import nbgrader_here
from scenarios import cell_of, solved

from autograder.teaching.source_text import read_assignment


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    start_jail("transpose").close()  # or skip
    return released_course(tmp_path_factory.mktemp("course") / "course")


@pytest.fixture
def course(released, tmp_path):
    """A course of its own for a test, released but without submissions."""
    return copy_of(released, tmp_path / "course")


def right() -> bytes:
    return saved(solved(read_assignment(LESSON)))


@pytest.mark.slow
def test_a_class_of_twenty_gets_the_scores_that_plain_nbgrader_gives(course, tmp_path):
    students = THOROUGH or 4
    for student, content in class_of(students).items():
        hand_in(course, student, content)
    plain = copy_of(course, tmp_path / "plain")
    nbgrader_here(plain, "autograde", LESSON)
    status, _, complaints = grade(course, "--workers", "2")
    assert status == 0, complaints
    assert scores(course) == scores(plain)
    assert len({tuple(row.values()) for row in scores(course).values()}) >= students // 4


def test_the_autograded_notebook_says_what_was_earned_and_why(course):
    notebook = solved(read_assignment(LESSON))
    cell_of(notebook, "transpose").source = "def transpose(data):\n    return data"
    hand_in(course, "ada", saved(notebook))
    assert grade(course)[0] == 0
    made = nbformat.read(course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb", 4)
    nbformat.validate(made)
    cells = {c.metadata.nbgrader["grade_id"]: c for c in made.cells if "nbgrader" in c.metadata}
    assert cells["test_from_pd"].outputs[-1].data["text/plain"] == "2.0"
    assert cells["test_transpose"].outputs[0].output_type == "error"
    assert "transpose" in cells["test_transpose"].outputs[0].evalue


def test_what_has_not_changed_is_not_graded_again(course):
    hand_in(course, "ada", right())
    hand_in(course, "bob", right())
    grade(course)
    before = (course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").stat().st_mtime_ns
    hand_in(
        course,
        "bob",
        saved(solved(read_assignment(LESSON))).replace(b"def transpose", b"def nothing"),
    )
    status, output, _ = grade(course)
    assert status == 0
    assert "unchanged" in next(line for line in output.splitlines() if line.startswith("ada"))
    assert (course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb").stat().st_mtime_ns == before
    assert scores(course)["bob"]["test_transpose"] == 0
    assert scores(course)["ada"]["test_transpose"] == 1


def test_lost_grades_are_found_again(course):
    hand_in(course, "ada", right())
    grade(course)
    with sqlite3.connect(course / "gradebook.db") as book:
        book.execute("UPDATE grade SET auto_score = NULL")
    grade(course)
    assert sum(scores(course)["ada"].values()) == 10


def test_bad_input_is_a_line_each_and_the_rest_is_graded(course):
    hand_in(course, "ada", right())
    hand_in(course, "empty", b"")
    hand_in(course, "junk", b"this is no notebook")
    hand_in(course, "deep", b"[" * 100_000)
    hand_in(course, "large", b" " * (51 * 2**20))
    hand_in(course, "<script>", right())
    (course / "submitted" / "none" / LESSON).mkdir(parents=True)
    link = course / "submitted" / "link" / LESSON
    link.mkdir(parents=True)
    (link / f"{LESSON}.ipynb").symlink_to(course / "source" / LESSON / f"{LESSON}.ipynb")
    status, _, complaints = grade(course)
    assert status == 1
    assert sum(scores(course)["ada"].values()) == 10
    lines = complaints.splitlines()
    for name in ("empty", "junk", "deep", "large", "'<script>'", "none", "link"):
        assert sum(line.startswith(f"course grade: {name}") for line in lines) == 1, complaints
    assert len(lines) == 7
    assert set(scores(course)) == {"ada"}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--workers", "0"], "at least 1"),
        (["--db", "sqlite:////nowhere/at/all.db"], "gradebook"),
        (["--course", "/nowhere"], "no course folder"),
    ],
)
def test_what_cannot_work_is_refused_with_a_reason(course, arguments, reason):
    hand_in(course, "ada", right())
    status, _, complaints = grade(course, *arguments)
    assert status == 2
    assert reason in complaints
    assert "Traceback" not in complaints


def test_a_lesson_without_a_release_is_refused(tmp_path):
    (tmp_path / "submitted").mkdir()
    status, _, complaints = grade(tmp_path)
    assert status == 2
    assert "course release" in complaints


def test_a_second_grader_is_refused_while_one_is_at_work(course):
    hand_in(course, "ada", right())
    with (course / f".grading-{LESSON}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        status, _, complaints = grade(course)
    assert status == 2
    assert "another" in complaints
    assert grade(course)[0] == 0


def test_a_locked_gradebook_is_a_line_and_a_rerun_finishes(course):
    hand_in(course, "ada", right())
    with sqlite3.connect(course / "gradebook.db", isolation_level=None) as book:
        book.execute("BEGIN EXCLUSIVE")
        status, _, complaints = grade(course)
        book.execute("ROLLBACK")
    assert status in (1, 2)
    assert "locked" in complaints
    assert "Traceback" not in complaints
    assert grade(course)[0] == 0
    assert sum(scores(course)["ada"].values()) == 10


@pytest.mark.slow
def test_killed_at_any_moment_a_rerun_finishes_the_rest(course, seed):
    """Some times: start, wait for some of its work, kill -9 a moment later, look at what is left."""
    rng = random.Random(seed)
    content = right()
    students = 6 if THOROUGH else 4
    for number in range(students):
        hand_in(course, f"student{number}", content)
    killed = 0
    for _ in range(THOROUGH or 3):
        started = grader(course, "--again", start_new_session=True)
        _until_done(started, course, rng.randrange(students))
        try:
            started.wait(timeout=rng.uniform(0, 0.6))
        except subprocess.TimeoutExpired:  # still at work: that is the moment
            started.send_signal(signal.SIGKILL)
            killed += 1
        started.communicate()
        assert is_sound(course)
        for path in (course / "autograded").rglob("*.ipynb"):
            if not path.name.startswith("."):
                json.loads(path.read_bytes())
    assert killed
    status, _, complaints = grade(course)
    assert status == 0, complaints
    assert {name: sum(row.values()) for name, row in scores(course).items()} == {
        f"student{number}": 10 for number in range(students)
    }
    with sqlite3.connect(course / "gradebook.db") as book:
        (count,) = book.execute("SELECT COUNT(*) FROM submitted_assignment").fetchone()
    assert count == students


def _until_done(started: subprocess.Popen, course: Path, number: int) -> None:
    """Return when so many submissions have been written by this run, or it has ended."""
    began = time.time()
    written = 0
    while written < number and started.poll() is None:
        notebooks = (course / "autograded").rglob(f"{LESSON}.ipynb")
        with contextlib.suppress(FileNotFoundError):
            written = sum(path.stat().st_mtime > began for path in notebooks)


@pytest.mark.parametrize("what", ["worker", "jail"])
def test_a_killed_process_costs_no_grade(course, what):
    for number in range(4):
        hand_in(course, f"student{number}", right())
    started = grader(course, "--workers", "2")
    killed = _kill_a(what, started.pid)
    _, complaints = started.communicate(timeout=590)
    assert killed
    assert started.returncode == 0, complaints
    assert [sum(row.values()) for row in scores(course).values()] == [10] * 4


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_killed_grader_takes_all_that_it_started_along(course, workers):
    for number in range(4):
        hand_in(course, f"student{number}", right())
    started = grader(course, "--workers", workers)
    below = _all_below(started, at_least=5 if workers == "1" else 7)  # until submissions run
    started.kill()
    started.communicate(timeout=60)  # a worker that lives on holds its output open
    _, left = psutil.wait_procs(below, timeout=30)
    assert not left


def _all_below(started: subprocess.Popen, at_least: int) -> list[psutil.Process]:
    """The processes that the grader has started, once there are so many."""
    while started.poll() is None:
        with contextlib.suppress(psutil.Error):
            below = psutil.Process(started.pid).children(recursive=True)
            if len(below) >= at_least:
                return below
    raise AssertionError("it ended without them")


def _kill_a(what: str, grader_pid: int) -> bool:
    """Kill a process of the pool, or the jail that the pool shares, as soon as both are there."""
    process = psutil.Process(grader_pid)
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        with contextlib.suppress(psutil.Error):
            children = process.children()
            jails = [child for child in children if child.name() == "bwrap"]
            workers = [child for child in children if child.name() == process.name()]
            if jails and len(workers) == 2:
                assert len(jails) == 1
                (workers if what == "worker" else jails)[0].kill()
                return True
    return False
