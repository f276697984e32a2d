"""``course grade LESSON``: grade a folder of submissions into nbgrader's gradebook."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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

_STUDENT = re.compile(r"[\w@][\w@.-]*(?: [\w@.-]+)*")
_MAX_FILES, _MAX_FILE_BYTES = 200, 20 * 2**20


@dataclass
class Handed:
    """One submission on disk."""

    student: str
    content: bytes
    timestamp: str | None
    digest: str


@dataclass
class Summary:
    """What a run did, for the table at its end."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


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
    parser.add_argument("--again", action="store_true", help="grade what has not changed, too")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course grade``; returns the exit status."""
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.catalogue import LESSONS
    from autograder.grading.gradebook import NoRelease
    from autograder.grading.jail import NoJail

    course = options.course.resolve()
    if options.lesson not in LESSONS:
        return _refuse(f"there is no lesson {options.lesson!r}; there are: {', '.join(LESSONS)}")
    if options.workers < 1:
        return _refuse("--workers must be at least 1")
    try:
        with _alone(course, options.lesson):
            summary = _grade(options, course)
    except (NoRelease, NoJail, _Busy, FileNotFoundError) as reason:
        return _refuse(str(reason))
    except SQLAlchemyError as error:
        return _refuse(f"the gradebook cannot be used: {str(error).splitlines()[0]}")
    _print(summary)
    for problem in summary.problems:
        print(f"course grade: {problem}", file=sys.stderr)
    return 1 if summary.problems else 0


def _refuse(reason: str) -> int:
    print(f"course grade: {reason}", file=sys.stderr)
    return 2


# ---------------------------------------------------------------- the run


def _grade(options: argparse.Namespace, course: Path) -> Summary:
    """Read, grade and write, in that order for every submission."""
    from tqdm import tqdm

    from autograder.grading.gradebook import GradeWriter
    from autograder.grading.schedule import executor_for, results
    from autograder.grading.work import Task

    lesson, summary = options.lesson, Summary()
    url = options.db or _default_url(course)
    writer = GradeWriter(url, course, lesson, _config(course))
    try:
        seed, checks = _seed(course, lesson), _checks_digest(lesson)
        files = _files(course / "release" / lesson)
        basis = [checks, seed, repr(writer.released), repr(sorted(files))]
        todo: dict[str, Handed] = {}
        for handed in _handed_in(course, lesson, basis, summary):
            if not options.again and writer.is_current(handed.student, handed.digest):
                summary.rows.append((handed.student, "", "unchanged"))
            else:
                todo[handed.student] = handed
        if not todo:
            return summary
        tasks = {
            student: Task(
                student, lesson, handed.content, seed, writer.released,
                {**_files(course / "submitted" / student / lesson), **files},
            ).to_bytes()
            for student, handed in todo.items()
        }  # fmt: skip
        with executor_for(lesson, options.workers, options.scheduler) as executor:
            bar = tqdm(
                total=len(tasks), unit="submission", disable=not sys.stderr.isatty(), leave=False
            )
            for student, result in results(executor, tasks):
                _write(writer, result, todo[student], summary)
                bar.update()
            bar.close()
    finally:
        writer.close()
    return summary


def _write(writer: Any, result: Any, handed: Handed, summary: Summary) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    if result.problem:
        summary.problems.append(f"{handed.student}: the submission {result.problem}")
        return
    try:
        score = writer.write(result, handed.digest, handed.timestamp)
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).splitlines()[0]
        summary.problems.append(f"{handed.student}: the grades could not be saved: {reason}")
        return
    possible = sum(verdict.max_score for verdict in result.verdicts)
    states = [f"{verdict.exercise} {verdict.score:g}" for verdict in result.verdicts]
    summary.rows.append((handed.student, f"{score:g}/{possible:g}", ", ".join(states)))


def _print(summary: Summary) -> None:
    width = max((len(student) for student, _, _ in summary.rows), default=0)
    for student, score, note in sorted(summary.rows):
        print(f"{student:{width}}  {score:>9}  {note}")
    print(f"{len(summary.rows)} submissions, {len(summary.problems)} problems")


# ---------------------------------------------------------------- what is on disk


def _handed_in(course: Path, lesson: str, basis: list[str], summary: Summary) -> Iterator[Handed]:
    from autograder.grading.gradebook import digest_of
    from autograder.grading.submission import MAX_BYTES

    folder = course / "submitted"
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    for home in sorted(folder.iterdir()):
        path = home / lesson / f"{lesson}.ipynb"
        student = home.name
        if home.is_symlink() or not (home / lesson).is_dir():
            continue
        if not _STUDENT.fullmatch(student):
            summary.problems.append(f"{student!r} is not a name that a student can have here")
            continue
        content = _read(path, MAX_BYTES + 1)
        if content is None:
            summary.problems.append(f"{student}: there is no notebook {path.name}")
            continue
        if len(content) > MAX_BYTES:
            summary.problems.append(f"{student}: the notebook is larger than 50 MB")
            continue
        timestamp = _timestamp(home / lesson)
        yield Handed(student, content, timestamp, digest_of(content, timestamp or "", *basis))


def _read(path: Path, limit: int) -> bytes | None:
    """A regular file's content; never that of a link, a pipe or a device."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        regular = (status.st_mode & 0o170000) == 0o100000
        return file.read(limit) if regular and status.st_nlink == 1 else None


def _timestamp(folder: Path) -> str | None:
    """When it was handed in, as whoever collected it wrote down."""
    from nbgrader.utils import parse_utc

    content = _read(folder / "timestamp.txt", 200)
    if content is None:
        return None
    with contextlib.suppress(ValueError, OverflowError):
        return str(parse_utc(content.decode("utf-8", "replace").strip()))
    return None


def _files(folder: Path) -> dict[str, bytes]:
    """Files beside a notebook, by relative path: regular ones, not too many, not too large."""
    files: dict[str, bytes] = {}
    left = _MAX_FILE_BYTES
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            if name == "timestamp.txt" or name.startswith(".") or path.suffix == ".ipynb":
                continue
            content = _read(path, left + 1)
            if content is None or len(content) > left or len(files) >= _MAX_FILES:
                continue
            left -= len(content)
            files[path.relative_to(folder).as_posix()] = content
    return files


def _default_url(course: Path) -> str:
    database = course / "gradebook.db"
    if not database.is_file():
        raise FileNotFoundError(
            f"there is no gradebook {database}; run `course release LESSON` first, or name one with --db"
        )
    return f"sqlite:///{database}"


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
    return PyFileConfigLoader(path.name, path=str(course)).load_config()


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
