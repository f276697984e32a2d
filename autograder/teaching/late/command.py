"""``course late LESSON``: what a late policy does to a class, and doing it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Set
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.refusal import refuse

if TYPE_CHECKING:
    from autograder.teaching.late.effect import Effect
    from autograder.teaching.late.policy import Policy

DESCRIPTION = """\
Show what the course's late policy does to everybody who handed in, and change nothing; with --apply,
write it into the gradebook. The policy is the file late.toml in the course folder: a grace period,
per cent per day, deadlines, and extensions by student. Grading afterwards keeps to it."""

EPILOG = """\
examples:
  course late --example > my-class/late.toml       a policy to start from
  course late anova --course my-class              what it would do
  course late anova --course my-class --apply      do it; formgrader and export show it"""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``late`` to the commands."""
    parser = commands.add_parser(
        "late",
        help="late penalties and extensions: show their effect, apply them",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="id of the lesson")
    parser.add_argument(
        "--course", type=Path, default=Path(), metavar="DIR", help="course folder (default: here)"
    )
    parser.add_argument(
        "--db", metavar="URL", help="gradebook (default: the course's gradebook.db)"
    )
    parser.add_argument("--apply", action="store_true", help="write it into the gradebook")
    parser.add_argument("--example", action="store_true", help="print a policy to start from")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course late``; returns the exit status."""
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.teaching.course_files import gradebook_url
    from autograder.teaching.late.effect import NoDeadline, apply, effects, names_of
    from autograder.teaching.late.policy import EXAMPLE, FILE, PolicyError, read_policy
    from autograder.teaching.who import handed_in

    if options.example:
        print(EXAMPLE, end="")
        return 0
    if options.lesson is None:
        return refuse("late", "name a lesson, such as anova")
    course = options.course.resolve()
    try:
        url = gradebook_url(course, options.db)
    except FileNotFoundError as reason:
        return refuse("late", str(reason))
    try:
        policy = read_policy(course / FILE)
        found = (apply if options.apply else effects)(policy, options.lesson, url)
    except FileNotFoundError:
        return refuse(
            "late", f"there is no {course / FILE}; `course late --example` prints one to start from"
        )
    except (PolicyError, NoDeadline) as reason:
        return refuse("late", str(reason))
    except (SQLAlchemyError, OSError, UnicodeDecodeError) as error:
        return refuse("late", str(error).splitlines()[0])
    for line in _table(found):
        print(line)
    for line in _oddities(policy, found, handed_in(course, options.lesson), names_of(url)):
        print(f"course late: {line}", file=sys.stderr)
    print(
        "Written into the gradebook." if options.apply else "Nothing is changed: --apply does it."
    )
    return 0


def _table(found: list[Effect]) -> Iterator[str]:
    from autograder.grading.sanitise import text

    width = max((len(one.student) for one in found), default=7)
    yield f"{'student':{width}}  {'came (UTC)':16}  {'extension':>9}  {'late by':>9}  {'score':>6}  {'penalty':>7}"
    for one in found:
        came = f"{one.came:%Y-%m-%d %H:%M}" if one.came else "unknown"
        yield (
            f"{text(one.student):{width}}  {came:16}  {_length(one.extension):>9}  {_length(one.late):>9}  "
            f"{one.score:6g}  {one.penalty:7.4g}"
        )
    losers = [one for one in found if one.penalty]
    yield (
        f"{len(found)} submissions, {sum(bool(one.late) for one in found)} late, "
        f"{len(losers)} lose points ({sum(one.penalty for one in losers):.4g} in all)"
    )


def _oddities(
    policy: Policy, found: list[Effect], handed_in: Set[str], names: Set[str]
) -> Iterator[str]:
    """What a teacher may not have meant, a line each."""
    from autograder.catalogue import LESSONS
    from autograder.grading.sanitise import text

    for lesson in policy.deadlines:
        if lesson not in LESSONS:
            yield f"the policy has a deadline for {lesson!r}, which is no lesson"
    for student in sorted(set(policy.extensions) - names):
        yield f"the policy has an extension for {student!r}, who is not in the gradebook"
    for student in sorted(handed_in - {one.student for one in found}):
        yield f"{text(student)} handed in and is not graded yet, so that nothing is taken off"


def _length(time: timedelta) -> str:
    if not time:
        return "–"
    minutes = round(time.total_seconds() / 60)
    days, minutes = divmod(minutes, 1440)
    return (
        f"{days} d" * bool(days)
        + " " * bool(days and minutes)
        + (f"{minutes // 60}:{minutes % 60:02}" if minutes or not days else "")
    )
