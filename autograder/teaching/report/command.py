"""``course report LESSON``: what a class did and misunderstood, on one page."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path

from autograder.refusal import refuse

DESCRIPTION = """\
Write a page about a graded class: scores, how hard every check was, the misconceptions of the class
with an example and the page of the book that answers each, who did not attempt what, answers that
are alike, scores that moved when it was graded again, and what a teacher may want to look at. Beside it a table (CSV), one line per student and
check. Nothing is sent anywhere; the page needs no other file."""

EPILOG = """\
examples:
  course report anova --course my-class            writes my-class/report/anova.html and anova.csv
  course report data_model scaling anova           a page for each
  course report anova --no-names --open            to show in class: students are numbers"""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``report`` to the commands."""
    parser = commands.add_parser(
        "report",
        help="a page about a graded class",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("lessons", nargs="+", metavar="LESSON", help="id of a lesson, e.g. anova")
    parser.add_argument(
        "--course", type=Path, default=Path(), metavar="DIR", help="course folder (default: here)"
    )
    parser.add_argument(
        "--db", metavar="URL", help="gradebook (default: the course's gradebook.db)"
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="where to write (default: DIR/report)"
    )
    parser.add_argument("--no-names", action="store_true", help="show students as numbers")
    parser.add_argument(
        "--book", default="http://localhost:8000", metavar="URL",
        help="address of the book, for links (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course report``; returns the exit status."""
    return max(_report(options, lesson) for lesson in options.lessons)


def _report(options: argparse.Namespace, lesson: str) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.catalogue import LESSONS
    from autograder.teaching.course_files import gradebook_url, write_whole
    from autograder.teaching.report.graded_class import NoClass, read_class
    from autograder.teaching.report.page import report_page, report_table

    course = options.course.resolve()
    if lesson not in LESSONS:
        return refuse("report", f"there is no lesson {lesson!r}; there are: {', '.join(LESSONS)}")
    try:
        url = gradebook_url(course, options.db)
        graded = read_class(course, lesson, url, names=not options.no_names)
        folder = (options.output or course / "report").resolve()
        page = folder / f"{lesson}.html"
        write_whole(page, report_page(graded, options.book).encode(), 0o600)
        write_whole(page.with_suffix(".csv"), report_table(graded).encode("utf-8-sig"), 0o600)
    except (NoClass, FileNotFoundError) as reason:
        return refuse("report", str(reason))
    except SQLAlchemyError as error:
        return refuse("report", f"the gradebook cannot be read: {str(error).splitlines()[0]}")
    except OSError as error:
        return refuse("report", f"the report cannot be written: {error}")
    print(f"{len(graded.students)} students: {page}")
    if options.open:
        webbrowser.open(page.as_uri())
    return 0
