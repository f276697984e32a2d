"""``course demo``: a class is made, graded and reported on, to see what a teacher sees."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.refusal import refuse

DESCRIPTION = """\
Make a class of students who don't exist, with the mistakes that learners really make, grade what
they handed in, and write the report: what a teacher sees, in about two minutes. Everything is in one
new folder, which you can delete afterwards."""

EPILOG = """\
examples:
  course demo                                a class on the lesson anova, in the folder demo-class
  course demo --lesson clustering --open     and its report in your browser"""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``demo`` to the commands."""
    parser = commands.add_parser(
        "demo",
        help="see what a teacher sees: a class made up, graded and reported on",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lesson", default="anova", help="id of the lesson (default: anova)")
    parser.add_argument(
        "--course", type=Path, default=Path("demo-class"), metavar="DIR",
        help="the folder to make (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--students", type=int, default=30, metavar="N", help="how many (default: 30)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another seed, another class (default: 1)"
    )
    parser.add_argument(
        "--workers", type=int, default=2, metavar="N", help="graded at a time (default: 2)"
    )
    parser.add_argument("--open", action="store_true", help="open the report in a browser")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course demo``; returns the exit status."""
    from autograder.catalogue import LESSONS
    from autograder.teaching.assignment import AssignmentError
    from autograder.teaching.course_files import ReleaseError
    from autograder.teaching.demo.demo_class import hand_in_all
    from autograder.teaching.release import release
    from autograder.teaching.source_text import read_assignment

    lesson, course = options.lesson, options.course
    if lesson not in LESSONS:
        return refuse("demo", f"there is no lesson {lesson!r}; there are: {', '.join(LESSONS)}")
    if course.exists():
        return refuse("demo", f"{course} exists; name a new folder with --course")
    if not 1 <= options.students <= 1000:
        return refuse("demo", "--students must be from 1 to 1000")
    try:
        print(f"==> Releasing the assignment of {lesson} into {course}")
        release(lesson, course, say=lambda _: None)
        assignment = read_assignment(lesson)
    except (AssignmentError, ReleaseError) as problem:
        return refuse("demo", str(problem))
    print(f"==> {options.students} students hand in")
    hand_in_all(assignment, course, options.students, options.seed)
    return _grade_and_report(options)


def _grade_and_report(options: argparse.Namespace) -> int:
    from autograder.cli import main

    where = [options.lesson, "--course", str(options.course)]
    grade = ["grade", *where, "--workers", str(options.workers)]
    print("==> course " + " ".join(grade))
    status = main(grade)
    if status == 2:  # these notebooks are our own
        print("==> The same without a jail: these notebooks are ours")
        status = main([*grade, "--unsafe-no-jail"])
    if status:
        return status
    report = ["report", *where, *(["--open"] if options.open else [])]
    print("==> course " + " ".join(report))
    return main(report)
