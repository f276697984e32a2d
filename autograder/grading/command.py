"""``course grade LESSON``: grade a folder of submissions into nbgrader's gradebook."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.grading.gradebook import GradeWriter
    from autograder.grading.handed_in import Handed
    from autograder.grading.summary import Summary
    from autograder.grading.work import Result

DESCRIPTION = """\
Grade what students handed in. Submissions are read from COURSE/submitted/STUDENT/LESSON/, run in a
jail without network, files or rights, and judged from outside it. Grades go to the course's
gradebook, so that nbgrader's formgrader, feedback and export work as always. What has not changed
since it was graded is skipped."""

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
    parser.add_argument("--again", action="store_true", help="grade what has not changed, too")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course grade``; returns the exit status."""
    from autograder.catalogue import LESSONS
    from autograder.grading.jail import NoJail

    course = options.course.resolve()
    if options.lesson not in LESSONS:
        return _refuse(f"there is no lesson {options.lesson!r}; there are: {', '.join(LESSONS)}")
    if options.workers < 1:
        return _refuse("--workers must be at least 1")
    if options.workers == 1 and not options.scheduler:
        _warm_up(options.lesson, not options.unsafe_no_jail)

    from sqlalchemy.exc import SQLAlchemyError

    from autograder.grading.gradebook import NoRelease

    try:
        with _alone(course, options.lesson):
            summary = _grade(options, course)
    except (NoRelease, NoJail, _Busy, FileNotFoundError) as reason:
        return _refuse(str(reason))
    except SQLAlchemyError as error:
        return _refuse(f"the gradebook cannot be used: {str(error).splitlines()[0]}")
    for line in summary.lines():
        print(line)
    for problem in summary.problems:
        print(f"course grade: {problem}", file=sys.stderr)
    return 1 if summary.problems else 0


def _warm_up(lesson: str, jailed: bool) -> None:
    """Let the jail import its libraries while we import ours; what fails here fails again later."""
    from autograder.grading.jail import NoJail
    from autograder.grading.work import jail_for

    with contextlib.suppress(NoJail):
        jail_for(lesson, jailed)


def _refuse(reason: str) -> int:
    print(f"course grade: {reason}", file=sys.stderr)
    return 2


# ---------------------------------------------------------------- the run


def _grade(options: argparse.Namespace, course: Path) -> Summary:
    """Read, grade and write, in that order for every submission."""
    from autograder.grading.gradebook import GradeWriter
    from autograder.grading.handed_in import files_beside, handed_in
    from autograder.grading.summary import Summary
    from autograder.grading.work import Task
    from autograder.teaching.course_files import gradebook_url

    lesson, jailed, summary = options.lesson, not options.unsafe_no_jail, Summary()
    url = gradebook_url(course, options.db)
    with contextlib.closing(GradeWriter(url, course, lesson, _config(course))) as writer:
        seed, files = _seed(course, lesson), files_beside(course / "release" / lesson)
        basis = [_checks_digest(lesson), seed, repr(writer.released), repr(sorted(files.items()))]
        todo: dict[str, Handed] = {}
        for handed in handed_in(course, lesson, [*basis, str(jailed)], summary.problems):
            if not options.again and writer.is_current(handed.student, handed.digest):
                summary.unchanged.append(handed.student)
            else:
                todo[handed.student] = handed

        def task(student: str) -> bytes:
            beside = files_beside(todo[student].path.parent)
            content = todo[student].content()
            return Task(
                student, lesson, content, seed, writer.released, {**beside, **files},
                own_files=tuple(sorted(set(beside) - set(files))), jailed=jailed,
            ).to_bytes()  # fmt: skip

        if todo:
            _work_off(options, writer, todo, task, summary)
    return summary


def _work_off(
    options: argparse.Namespace,
    writer: GradeWriter,
    todo: dict[str, Handed],
    task: Callable[[str], bytes],
    summary: Summary,
) -> None:
    from tqdm import tqdm

    from autograder.grading.schedule import crew_of, results

    quiet = not sys.stderr.isatty()
    with (
        crew_of(options.workers, options.scheduler) as crew,
        tqdm(total=len(todo), unit="submission", disable=quiet, leave=False) as bar,
    ):
        for student, result in results(crew, todo, task):
            _write(writer, result, todo[student], summary, options.unsafe_no_jail)
            bar.update()


def _write(
    writer: GradeWriter, result: Result, handed: Handed, summary: Summary, unjailed: bool
) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    if result.problem:
        summary.problems.append(f"{handed.student}: the submission {result.problem}")
        return
    try:
        score = writer.write(result, handed.digest, handed.timestamp, unjailed)
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).splitlines()[0]
        summary.problems.append(f"{handed.student}: the grades could not be saved: {reason}")
        return
    summary.graded(handed.student, score, result.verdicts)


# ---------------------------------------------------------------- the course


def _seed(course: Path, lesson: str) -> str:
    from autograder.teaching.release import SECRET, lesson_seed

    secret = course / SECRET
    if not secret.is_file():
        raise FileNotFoundError(f"there is no {secret}; run `course release {lesson}` first")
    return lesson_seed(bytes.fromhex(secret.read_text(encoding="ascii").strip()), lesson)


def _config(course: Path) -> Any:
    from traitlets.config import Config, PyFileConfigLoader

    path = course / "nbgrader_config.py"
    if not path.is_file():
        return Config()
    config = PyFileConfigLoader(path.name, path=str(course)).load_config()
    config.CourseDirectory.root = str(course)
    return config


def _checks_digest(lesson: str) -> str:
    """A digest of all that decides on a lesson's verdicts: its checks, the judge, the reference."""
    import autograder
    import functions
    from autograder.grading.gradebook import digest_of

    course, reference = Path(autograder.__file__).parent, Path(functions.__file__).parent
    judging = [
        course / f"{name}.py" for name in ("call", "compare", "exercise", "figures", "judge")
    ]
    catalogue = [
        path
        for path in (course / "catalogue").rglob("*.py")
        if not set(path.relative_to(course / "catalogue").with_suffix("").parts[:1])
        & _others(lesson)
    ]
    sources = [*judging, *catalogue, *(course / "grading").rglob("*.py"), *reference.glob("*.py")]
    return digest_of(*(path.read_bytes() for path in sorted(sources)))


def _others(lesson: str) -> set[str]:
    from autograder.catalogue import LESSONS

    return set(LESSONS) - {lesson}


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
