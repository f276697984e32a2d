"""``course export LESSON``: grades for a learning platform, feedback pages for a web server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from autograder.refusal import refuse

DESCRIPTION = """\
Write a lesson's grades, late penalties taken off, as a table: plain CSV, or what Moodle or Canvas
import. With --feedback, copy nbgrader's feedback pages into a folder for a web server, each student's
under a name that cannot be guessed; who has which link is in a file for you alone."""

EPILOG = """\
examples:
  course export anova --course my-class                            my-class/export/anova.csv
  course export anova --format moodle                              students by username
  course export anova --format canvas --roster Grades-GENE.csv     the table that Canvas exported
  course export anova --feedback /srv/www/feedback                 pages, and my-class/anova-links.csv"""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``export`` to the commands."""
    parser = commands.add_parser(
        "export",
        help="grades for Canvas, Moodle or a table; feedback pages behind links",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("lesson", metavar="LESSON", help="id of the lesson")
    parser.add_argument(
        "--course", type=Path, default=Path(), metavar="DIR", help="course folder (default: here)"
    )
    parser.add_argument(
        "--db", metavar="URL", help="gradebook (default: the course's gradebook.db)"
    )
    parser.add_argument(
        "--format", default="csv", choices=("csv", "moodle", "canvas"), help="default: csv"
    )
    parser.add_argument("--roster", type=Path, metavar="FILE", help="for Canvas: its own export")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="where to write (default: DIR/export/LESSON.csv)",
    )
    parser.add_argument(
        "--feedback", type=Path, metavar="FOLDER", help="hand out feedback pages into this folder"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course export``; returns the exit status."""
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.teaching.course_files import gradebook_url
    from autograder.teaching.export.tables import NoExport

    course = options.course.resolve()
    if options.format == "canvas" and not options.roster:
        return refuse(
            "export", "Canvas needs --roster FILE: in Canvas, Grades, Export, and give that file"
        )
    try:
        if options.feedback:
            return _hand_out(options, course, gradebook_url(course, options.db))
        return _write_table(options, course, gradebook_url(course, options.db))
    except (NoExport, FileNotFoundError) as reason:
        return refuse("export", str(reason))
    except SQLAlchemyError as error:
        return refuse("export", f"the gradebook cannot be read: {str(error).splitlines()[0]}")
    except OSError as error:
        return refuse("export", f"nothing could be written: {error}")


def _write_table(options: argparse.Namespace, course: Path, url: str) -> int:
    from autograder.catalogue import LESSONS
    from autograder.grading.sanitise import text
    from autograder.teaching.course_files import write_whole
    from autograder.teaching.export.tables import canvas_table, grades_of, moodle_table, plain_table
    from autograder.teaching.who import handed_in

    lesson = options.lesson
    grades = grades_of(lesson, url, handed_in(course, lesson))
    title = LESSONS[lesson].title if lesson in LESSONS else lesson
    if options.format == "moodle":
        table = moodle_table(grades, title)
    elif options.format == "canvas":
        table = canvas_table(grades, title, options.roster)
    else:
        table = plain_table(grades)
    path = (options.output or course / "export" / f"{lesson}.csv").resolve()
    write_whole(path, table.encode("utf-8-sig" if options.format == "csv" else "utf-8"), 0o600)
    lines = table.count("\r\n") - 1
    print(f"{lines} students: {path}")
    if lines < len(grades):
        print(f"{len(grades) - lines} students of the gradebook are not in the roster")
    for grade in grades:
        if grade.score is None:
            print(
                f"course export: {text(grade.student)} handed in and is not graded yet: the score is "
                f"left empty; run `course grade {lesson}`",
                file=sys.stderr,
            )
    return 0


def _hand_out(options: argparse.Namespace, course: Path, url: str) -> int:
    from nbgrader.api import Gradebook

    from autograder.teaching.export.pages import LINKS, hand_out
    from autograder.teaching.release import SECRET

    secret = course / SECRET
    if not secret.is_file():
        return refuse("export", f"there is no {secret}; links are made from it")
    key = bytes.fromhex(secret.read_text(encoding="ascii").strip())
    with Gradebook(url) as book:
        known = {str(student.id) for student in book.students}
    students = hand_out(course, options.lesson, key, options.feedback.resolve(), known)
    print(f"{len(students)} pages in {options.feedback}; who has which: {options.lesson}-{LINKS}")
    return 0
