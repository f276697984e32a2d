"""``course grade LESSON``: grade a folder of submissions into nbgrader's gradebook."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.grading.regular_files import read_regular
from autograder.refusal import refuse

DESCRIPTION = """\
Grade what students handed in. Submissions are read from COURSE/submitted/STUDENT/LESSON/, run in a
jail without network, files or rights, and judged from outside it. Grades go to the course's
gradebook, so that nbgrader's formgrader, feedback and export work as always. What has not changed
since it was graded is skipped: after a check was mended, only the exercises that it touches are
judged again, and a line says whose score has moved, and why. Scores and comments that a person gave
stay."""

EPILOG = """\
examples:
  course grade anova --course my_course            grade one lesson
  course grade anova --workers 4                   four submissions at a time
  course grade anova --scheduler tcp://head:8786   on a Dask cluster

exit status:
  0  every submission is graded
  1  some submissions could not be graded (a line for each is on standard error)
  2  nothing could be graded (the reason is on standard error)"""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``grade`` to the commands."""
    parser = commands.add_parser(
        "grade",
        help="grade submissions, jailed, into nbgrader's gradebook",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("lesson", metavar="LESSON", help="id of the lesson, such as anova")
    parser.add_argument(
        "--course", type=Path, default=Path(), metavar="DIR", help="course folder (default: here)"
    )
    parser.add_argument(
        "--db", metavar="URL", help="gradebook (default: the course's gradebook.db)"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="N",
        help="submissions graded at a time (default: 1)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="grade on the Dask cluster with this scheduler"
    )
    parser.add_argument(
        "--unsafe-no-jail",
        action="store_true",
        help="grade where no jail can be made: for notebooks of your own alone, since whoever wrote "
        "them can do what you can; the grades are marked",
    )
    parser.add_argument("--again", action="store_true", help="judge every exercise, changed or not")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course grade``; returns the exit status."""
    from autograder.catalogue import LESSONS
    from autograder.grading.jail import NoJail

    course = options.course.resolve()
    if options.lesson not in LESSONS:
        return refuse(
            "grade", f"there is no lesson {options.lesson!r}; there are: {', '.join(LESSONS)}"
        )
    if options.workers < 1:
        return refuse("grade", "--workers must be at least 1")
    if not options.scheduler:
        _warm_up(course, options.lesson, not options.unsafe_no_jail)

    from sqlalchemy.exc import SQLAlchemyError

    from autograder.grading.gradebook import NoRelease
    from autograder.grading.run import Run
    from autograder.teaching.late.policy import PolicyError

    try:
        with _alone(course, options.lesson):
            summary = Run(
                course, options.lesson, options.db, options.workers, options.scheduler,
                jailed=not options.unsafe_no_jail, again=options.again,
            ).grade()  # fmt: skip
    except (NoRelease, NoJail, PolicyError, _Busy, FileNotFoundError) as reason:
        return refuse("grade", str(reason))
    except SQLAlchemyError as error:
        return refuse("grade", f"the gradebook cannot be used: {str(error).splitlines()[0]}")
    for line in summary.lines():
        print(line)
    for problem in summary.problems:
        print(f"course grade: {problem}", file=sys.stderr)
    return 1 if summary.problems else 0


def _warm_up(course: Path, lesson: str, jailed: bool) -> None:
    """Let the jail import its libraries while we import ours; what fails here fails again later."""
    from autograder.grading.jail import NoJail
    from autograder.grading.jails import HEAVY, jail_for

    needed: set[str] = set()
    for text in _texts(course, lesson):
        needed |= {name for name, words in HEAVY.items() if any(word in text for word in words)}
    with contextlib.suppress(NoJail):
        jail_for(lesson, jailed, sorted(needed))


def _texts(course: Path, lesson: str) -> Iterator[str]:
    """What was handed in, as far as it can be read; what is not found here is imported later."""
    for path in (course / "submitted").glob(f"*/{lesson}/{lesson}.ipynb"):
        yield (read_regular(path, 2**20) or b"").decode("utf-8", "ignore")


# ---------------------------------------------------------------- one run at a time


class _Busy(Exception):
    """Another run is at work on the same lesson of the same course."""


@contextlib.contextmanager
def _alone(course: Path, lesson: str) -> Iterator[None]:
    """Be the only run that grades this lesson here; the kernel forgets a run that was killed."""
    import fcntl  # Linux alone can grade; elsewhere the other commands must still work

    if not course.is_dir():
        raise FileNotFoundError(f"there is no course folder {course}")
    path = course / f".grading-{lesson}.lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _Busy(f"another `course grade {lesson}` is at work in {course}") from None
        yield
