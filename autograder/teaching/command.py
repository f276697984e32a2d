"""``course release LESSON``: an assignment for a class, as nbgrader knows it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.refusal import refuse

DESCRIPTION = """\
Make a lesson's assignment in an nbgrader course folder, or update it: the teacher's source, the
notebook for students (solutions and hidden tests cut), and a solution page. The folder gets settings
that give points only for what was earned, and a secret from which the hidden tests draw their data.
Running it again changes nothing that is up to date.

With --variants, everybody gets a notebook of their own, in FOLDER/variants/LESSON/STUDENT/: the same
tasks, other data, from a secret of the course and the student's name, so always the same ones.
`course grade` then draws the graded data by student, too, and `course report` notes whose notebook
carries somebody else's data."""

EPILOG = """\
example:
  course release anova --course my-class
  course release anova --course my-class --variants --students class.csv
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
        "--db", metavar="URL", help="gradebook (default: what the course's settings say)"
    )
    parser.add_argument(
        "--variants", action="store_true", help="data of their own for every student"
    )
    parser.add_argument(
        "--students", type=Path, metavar="FILE",
        help="who gets a variant: a CSV file with a column student, or a name per line "
        "(default: everybody whom the course knows)",
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
        from autograder.teaching.release import class_list, release
        from autograder.teaching.variants import read_students
    except ModuleNotFoundError as missing:
        print(
            f"course release needs {missing.name}: install the course with its classroom, "
            "pip install 'gene-expression-course[classroom]'",
            file=sys.stderr,
        )
        return 2
    if options.students and not options.variants:
        return refuse("release", "--students is for --variants")
    for lesson in options.lessons:
        try:
            students = None
            if options.variants and options.students:
                students = read_students(options.students)
            elif options.variants:
                students = class_list(options.course.resolve(), options.db)
            release(lesson, options.course, force=options.force, students=students, db=options.db)
        except KeyError as unknown:
            return refuse("release", str(unknown.args[0]))
        except (AssignmentError, ReleaseError) as problem:
            return refuse("release", str(problem))
    return 0
