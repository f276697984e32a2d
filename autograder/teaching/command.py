"""``course release LESSON``: an assignment for a class, as nbgrader knows it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

DESCRIPTION = """\
Make a lesson's assignment in an nbgrader course folder, or update it: the teacher's source, the
notebook for students (solutions and hidden tests cut), and a solution page. The folder gets settings
that give points only for what was earned, and a secret from which the hidden tests draw their data.
Running it again changes nothing that is up to date."""

EPILOG = """\
example:
  course release anova --course my-class
  cd my-class                         hand out release/anova/anova.ipynb; collect what comes back into
                                      submitted/STUDENT/anova/anova.ipynb
  nbgrader autograde anova            grade
  nbgrader generate_feedback anova    one page of feedback per student
  nbgrader formgrader                 look at it in the browser"""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``release`` to the commands."""
    parser = commands.add_parser(
        "release",
        help="make a lesson's assignment for a class",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("lessons", nargs="+", metavar="LESSON", help="id of a lesson, e.g. anova")
    parser.add_argument(
        "--course", type=Path, default=Path("classroom"), metavar="FOLDER",
        help="the nbgrader course folder (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--force",
        action="store_true",
        help="overwrite files that were edited since, or are not ours",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course release``; returns the exit status."""
    try:
        from autograder.teaching.assignment import AssignmentError
        from autograder.teaching.course_files import ReleaseError
        from autograder.teaching.release import release
    except ModuleNotFoundError as missing:
        print(
            f"course release needs {missing.name}: install the course with its classroom, "
            "pip install 'gene-expression-course[classroom]'",
            file=sys.stderr,
        )
        return 2
    for lesson in options.lessons:
        try:
            release(lesson, options.course, force=options.force)
        except KeyError as unknown:
            print(f"course release: {unknown.args[0]}", file=sys.stderr)
            return 2
        except (AssignmentError, ReleaseError) as problem:
            print(f"course release: {problem}", file=sys.stderr)
            return 2
    return 0
