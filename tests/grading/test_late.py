"""``course late``: what a policy costs is shown first, then applied through nbgrader, and lasts."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest
from classes import LESSON, ended, grade, hand_in, released_course, saved
from nbgrader.api import Gradebook
from nbgrader_here import nbgrader_here
from scenarios import solved

from autograder.teaching.late.policy import EXAMPLE, Policy, PolicyError, read_policy
from autograder.teaching.source_text import read_assignment

POLICY = f"""\
grace = "15 minutes"
per_day = 10
at_most = 25

[deadlines]
{LESSON} = 2026-03-02T18:00:00+01:00

[extensions.dora]
{LESSON} = "2 days"

[extensions."erik b"]
all = "1 day"
"""
CAME = {
    "ada": "2026-03-02 16:59:00 UTC",
    "bob": "2026-03-02 17:14:00 UTC",
    "cleo": "2026-03-02 17:16:00 UTC",
    "dora": "2026-03-04 16:00:00 UTC",
    "erik b": "2026-03-04 18:00:00 UTC",
    "fay": "2026-03-20 12:00:00 UTC",
}
COSTS = {"ada": 0, "bob": 0, "cleo": 1, "dora": 0, "erik b": 2, "fay": 2.5}
"""Points, of 10, by hand: cleo is a minute beyond the grace, erik b 25 hours beyond his day more."""


def late(course, *more):
    return ended("late", *more, "--course", str(course))


def penalties(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            one.student.id: sum(n.late_submission_penalty or 0 for n in one.notebooks)
            for one in book.assignment_submissions(LESSON)
        }


@pytest.mark.slow
def test_a_policy_is_shown_then_applied_and_kept_by_later_grading(tmp_path):
    course = released_course(tmp_path / "course")
    for student, came in CAME.items():
        path = hand_in(course, student, saved(solved(read_assignment(LESSON))))
        (path.parent / "timestamp.txt").write_text(came)
    (course / "late.toml").write_text(POLICY)
    status, _, complaints = grade(course, "--unsafe-no-jail")
    assert status == 0, complaints
    assert set(penalties(course).values()) == {0}

    shown = late(course, LESSON)
    assert shown.returncode == 0, shown.stderr
    rows = {line[:8].strip(): line.split() for line in shown.stdout.splitlines()[1:7]}
    assert {name: float(row[-1]) for name, row in rows.items()} == COSTS
    assert "Nothing is changed" in shown.stdout
    assert set(penalties(course).values()) == {0}

    assert late(course, LESSON, "--apply").returncode == 0
    assert penalties(course) == COSTS
    nbgrader_here(course, "export")
    exported = {row["student_id"]: row for row in csv.DictReader((course / "grades.csv").open())}
    assert {name: 10 - float(row["score"]) for name, row in exported.items()} == COSTS

    assert grade(course, "--unsafe-no-jail", "--again")[0] == 0
    assert penalties(course) == COSTS
    (course / "late.toml").write_text(POLICY.replace("per_day = 10", "per_day = 0"))
    assert late(course, LESSON, "--apply").returncode == 0
    assert set(penalties(course).values()) == {0}


def test_the_example_can_be_read(tmp_path):
    path = tmp_path / "late.toml"
    path.write_text(late(tmp_path, "--example").stdout)
    assert path.read_text() == EXAMPLE
    policy = read_policy(path)
    assert policy.deadlines["anova"] == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert policy.extension("ada", "anova") == timedelta(days=3)
    assert policy.extension("ada", "scaling") == timedelta(0)


@pytest.mark.parametrize(
    ("late", "per_cent"),
    [
        (timedelta(0), 0),
        (timedelta(minutes=15), 0),
        (timedelta(minutes=15, seconds=1), 10),
        (timedelta(days=1, minutes=15), 10),
        (timedelta(days=1, minutes=16), 20),
        (timedelta(days=400), 50),
    ],
)
def test_every_day_begun_costs_and_no_more_than_the_limit(late, per_cent):
    policy = Policy(timedelta(minutes=15), per_day=10, at_most=50)
    assert policy.penalty(8, late) == pytest.approx(8 * per_cent / 100)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('grace = "soon"', 1, "length of time"),
        ("per_day = 10\nat_most = 120", 2, "from 0 to 100"),
        ("per_day = true", 1, "from 0 to 100"),
        ("[deadlines]\nanova = 2026-03-02T18:00:00", 2, "time zone"),
        ("[deadlines]\n\nanova = 'monday'", 3, "time zone"),
        ("[extensions.ada]\nanova = 3\n", 2, "length of time"),
        (
            '[deadlines]\n[extensions.ada]\nanova = "1 day"\n[extensions.bob]\nanova = "x"',
            5,
            "length",
        ),
        ("per_days = 10", 1, "means nothing"),
        ("grace = \nper_day = 10", 1, "Invalid value"),
    ],
)
def test_a_policy_with_an_error_is_refused_with_line_and_reason(tmp_path, text, line, reason):
    path = tmp_path / "late.toml"
    path.write_text(text)
    with pytest.raises(PolicyError, match=rf"line {line}\b.*") as refused:
        read_policy(path)
    assert reason in str(refused.value)


def test_without_policy_deadline_or_release_the_reason_is_told(tmp_path):
    course = released_course(tmp_path / "course")
    assert "late --example" in late(course, LESSON).stderr
    (course / "late.toml").write_text("per_day = 10")
    ended = late(course, LESSON)
    assert ended.returncode == 2
    assert "[deadlines]" in ended.stderr
    (course / "late.toml").write_text(POLICY.replace(LESSON, "anova"))
    assert "course release anova" in late(course, "anova").stderr
