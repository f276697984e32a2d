"""``course release LESSON``: an assignment becomes part of an nbgrader course folder.

The folder is nbgrader's own: ``source/``, ``release/``, ``gradebook.db``, ``nbgrader_config.py``.
What is written comes from the lesson's text source; nbgrader itself cuts the student's version.
Everything is prepared aside and then put in place file by file, each whole or not at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config, PyFileConfigLoader

from autograder.teaching.assignment import Assignment, exercises_text, find_lesson
from autograder.teaching.course_files import CourseFiles, ReleaseError, with_driver
from autograder.teaching.notebooks import as_text, solution_page, source_notebook, student_notebook
from autograder.teaching.source_text import read_assignment
from autograder.teaching.surroundings import environment, path_with_our_programs
from autograder.teaching.variants import (
    FOLDER,
    manifest_path,
    manifest_students,
    stage_variants,
    usable,
)

CONFIG = "nbgrader_config.py"
SECRET = "course_secret.txt"

_CONFIGURATION = '''\
"""nbgrader's settings for this course. Made by `course release`, and yours to edit."""

from autograder.teaching.nbgrader_plugins import configure

c = get_config()

# Test cells are fail-closed: a test cell earns the number that it evaluates to, and nothing by
# default. Test cells of your own, in other assignments, must end with their points, too.
configure(c)

# Your own settings go here, for example the name under which nbgrader exchanges files:
# c.CourseDirectory.course_id = "gene-expression"
'''

_SECRET = re.compile(r"[0-9a-f]{64}")
_PLUGGED_IN = re.compile(r"^\s*configure\(", re.MULTILINE)


@dataclass(frozen=True)
class Released:
    """Where a release's files are, and which of them this run changed."""

    course: Path
    source: Path
    release: Path
    solution: Path
    changed: tuple[Path, ...]
    variants: tuple[Path, ...] = ()


def release(
    lesson: str,
    course: Path,
    *,
    solutions: Path | None = None,
    force: bool = False,
    students: Iterable[str] | None = None,
    db: str | None = None,
    say: Callable[[str], None] = print,
) -> Released:
    """Make or update the assignment of a lesson in a course folder.

    Parameters
    ----------
    lesson
        Id of the lesson.
    course
        The nbgrader course folder; made when it doesn't exist.
    solutions
        Folder of the text sources; by default ``solutions/`` of the checkout.
    force
        Overwrite files that this command didn't write, or that were edited since.
    students
        Who gets a variant of their own, beside those who have one already; None makes no variants.
    db
        The gradebook; by default what the course's settings say.
    say
        Takes a line of progress.

    Raises
    ------
    KeyError
        If there is no such lesson.
    AssignmentError
        If its text source is wrong.
    ReleaseError
        If the course folder can't be used; nothing of the release was changed then.
    """
    chosen = find_lesson(lesson)
    assignment = read_assignment(chosen, solutions)
    say(f"{chosen.id}: {exercises_text(assignment)}, from {assignment.path}")
    files = CourseFiles(course, force)
    files.open()
    _configure(files, say)
    secret = _course_secret(files, say)
    seed = lesson_seed(secret, chosen.id)
    everybody = _with_variants(files.root, chosen.id, students)

    at = f"{chosen.id}/{chosen.id}.ipynb"
    with files.staging() as staging:
        _stage(assignment, seed, files.root, staging)
        say(f"{chosen.id}: cutting the student's version with nbgrader …")
        _refuse_foreign(files, staging, assignment)
        _generate(files.root, staging, chosen.id, db)
        if everybody:
            stage_variants(staging, chosen.id, secret, everybody)
        changed = files.put_all(staging)
    released = Released(
        course=files.root,
        source=files.root / "source" / at,
        release=files.root / "release" / at,
        solution=files.root / "solution" / at,
        changed=tuple(changed),
        variants=tuple(
            files.root / FOLDER / chosen.id / student / f"{chosen.id}.ipynb"
            for student in everybody
        ),
    )
    _report(released, chosen.id, say)
    return released


def lesson_seed(secret: bytes, lesson: str) -> str:
    """The lesson's seed: tells nothing of the course's secret or of other lessons' seeds."""
    return hmac.new(secret, f"lesson {lesson}".encode(), hashlib.sha256).hexdigest()[:32]


def _with_variants(course: Path, lesson: str, students: Iterable[str] | None) -> list[str]:
    """Who gets variants: those who are named, and those who have them; a lesson keeps them."""
    before = manifest_students(course, lesson)
    if students is None and not before:
        return []
    return usable([*(students or ()), *before])


def class_list(course: Path, db: str | None = None) -> list[str]:
    """Everybody whom the course knows: from its gradebook, and from what was handed in."""
    submitted = course / "submitted"
    names = {p.name for p in submitted.iterdir() if p.is_dir()} if submitted.is_dir() else set()
    settings = _settings(course, db) if (course / CONFIG).is_file() else Config()
    settings.CourseDirectory.root = str(course)
    url = with_driver(db) if db else CourseDirectory(config=settings).db_url
    if not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).is_file():
        try:
            with Gradebook(url) as book:
                names |= {str(student.id) for student in book.students}
        except SQLAlchemyError as error:
            raise ReleaseError(_unusable(url, error)) from error
    if not names:
        raise ReleaseError(
            "variants are made for students, and the course has none yet: name a list of them with "
            "--students FILE, or add them with `nbgrader db student import FILE`"
        )
    return sorted(names)


def read_secret(course: Path, lesson: str) -> bytes:
    """The secret of a course that has one.

    Raises
    ------
    FileNotFoundError
        If there is none, or none that can be used.
    """
    path = course / SECRET
    if not path.is_file():
        raise FileNotFoundError(f"there is no {path}; run `course release {lesson}` first")
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if not _SECRET.fullmatch(text):
        raise FileNotFoundError(f"{path} is damaged; restore your copy")
    return bytes.fromhex(text)


# ---------------------------------------------------------------- the course's own two files


def _configure(files: CourseFiles, say: Callable[[str], None]) -> None:
    path = files.root / CONFIG
    if not path.exists():
        files.write_new(path, _CONFIGURATION)
        say(f"made {path}: fail-closed test cells, feedback without hidden tests")
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    if not ("autograder.teaching.nbgrader_plugins" in text and _PLUGGED_IN.search(text)):
        raise ReleaseError(
            f"{path} was not made by `course release`. Add these two lines to its end, and try "
            "again:\nfrom autograder.teaching.nbgrader_plugins import configure\nconfigure(c)"
        )


def _course_secret(files: CourseFiles, say: Callable[[str], None]) -> bytes:
    """What the hidden inputs of this course are drawn from; made once, readable by its owner."""
    path = files.root / SECRET
    if not path.exists():
        files.write_new(path, secrets.token_hex(32) + "\n", mode=0o600)
        say(f"made {path}: keep it to yourself, and keep a copy")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        path.chmod(0o600)
        say(f"{path} was open to others; now only you can read it")
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if not _SECRET.fullmatch(text):
        raise ReleaseError(
            f"{path} is damaged: it should be one line of 64 digits and letters a to f. "
            "Restore your copy; a new one would change what students are graded with."
        )
    return bytes.fromhex(text)


# ---------------------------------------------------------------- the assignment


def _stage(assignment: Assignment, seed: str, course: Path, staging: Path) -> None:
    """Prepare source and solution page aside, with the other files of the teacher's source."""
    lesson = assignment.lesson.id
    source = staging / "source" / lesson
    if (course / "source" / lesson).is_dir():
        shutil.copytree(course / "source" / lesson, source)
    source.mkdir(parents=True, exist_ok=True)
    notebook = as_text(source_notebook(assignment, seed))
    (source / f"{lesson}.ipynb").write_text(notebook, encoding="utf-8")
    solution = staging / "solution" / lesson
    solution.mkdir(parents=True)
    page = as_text(solution_page(assignment))
    (solution / f"{lesson}.ipynb").write_text(page, encoding="utf-8")


def _refuse_foreign(files: CourseFiles, staging: Path, assignment: Assignment) -> None:
    """Find files of others before the gradebook is touched."""
    for path in sorted(staging.rglob("*.ipynb")):
        files.require_ours(path.relative_to(staging), path.read_bytes())
    lesson = assignment.lesson.id
    student = as_text(student_notebook(assignment)).encode()
    files.require_ours(Path("release", lesson, f"{lesson}.ipynb"), student)


def _generate(course: Path, staging: Path, lesson: str, db: str | None) -> None:
    """Run nbgrader's ``generate_assignment`` on the staged source, with the course's settings."""
    config = _settings(course, db)
    config.CourseDirectory.source_directory = str(staging.relative_to(course) / "source")
    config.CourseDirectory.release_directory = str(staging.relative_to(course) / "release")
    folder = CourseDirectory(config=config)
    folder.assignment_id = lesson
    said: list[str] = []
    converter = GenerateAssignment(coursedir=folder, config=config)
    try:
        with environment(PATH=path_with_our_programs()), _heard(converter.log, said):
            _require_gradebook(folder.db_url, staging)
            converter.start()
    except NbGraderException as error:
        raise ReleaseError(_reason(said, lesson)) from error


def _require_gradebook(url: str, staging: Path) -> None:
    """Open the gradebook; make a missing file aside, since nbgrader could leave half of one."""
    scheme = "sqlite:///"
    database = Path(url.removeprefix(scheme))
    if url.startswith(scheme) and not database.exists():
        fresh = staging / "gradebook.db"
        Gradebook(f"{scheme}{fresh}").close()
        fresh.chmod(0o600)
        fresh.replace(database)
    try:
        Gradebook(url).close()
    except SQLAlchemyError as error:
        raise ReleaseError(_unusable(url, error)) from error


def _unusable(url: str, error: Exception) -> str:
    """Why a gradebook can't be used, without the password in its address."""
    shown = re.sub(r"(://[^/@]*):[^/@]*@", r"\1:…@", url)
    return f"the gradebook {shown} cannot be used: {str(error).splitlines()[0]}"


@contextlib.contextmanager
def _heard(log: logging.Logger, said: list[str]) -> Iterator[None]:
    """Keep what nbgrader logs as an error, and show none of it."""
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def _settings(course: Path, db: str | None = None) -> Config:
    """The course's settings for nbgrader, with the gradebook's driver."""
    try:
        config = PyFileConfigLoader(CONFIG, path=str(course)).load_config()
    except Exception as error:
        raise ReleaseError(f"{course / CONFIG} cannot be loaded: {error}") from error
    config.CourseDirectory.root = str(course)
    url = db or config.CourseDirectory.get("db_url")
    if url:
        try:
            config.CourseDirectory.db_url = with_driver(str(url))
        except FileNotFoundError as missing:
            raise ReleaseError(str(missing)) from None
        # An assignment belongs to a course. nbgrader's default, "", is none in its own table of
        # courses, and of its databases SQLite alone doesn't mind.
        config.CourseDirectory.setdefault("course_id", "default_course")
    return config


def _reason(said: list[str], lesson: str) -> str:
    log = "\n".join(said)
    if "there are submissions associated with it" in " ".join(log.split()):
        return (
            f"students have handed in {lesson!r} already, and its exercises have changed since its "
            "release. Use a new course folder, or take the lesson's text source back."
        )
    return f"nbgrader could not make the student's version of {lesson!r}:\n{log}"


# ---------------------------------------------------------------- what to do next


def _report(released: Released, lesson: str, say: Callable[[str], None]) -> None:
    for role, path in (
        ("teacher's source", released.source),
        ("student's notebook", released.release),
        ("solution page", released.solution),
    ):
        state = "written" if path in released.changed else "unchanged"
        say(f"{role + ':':20} {path} ({state})")
    say("")
    if released.variants:
        folder = released.course / FOLDER / lesson
        say(f"{'variants:':20} {len(released.variants)} students, {folder}")
        say(f"Next: 1. Give everybody their own folder of {folder};")
        say(f"         {manifest_path(released.course, lesson)} says whose is whose.")
    else:
        say(f"Next: 1. Give {released.release} to your students.")
    say(
        f"      2. Put what they hand in into {released.course}/submitted/NAME/{lesson}/{lesson}.ipynb"
    )
    say(f"      3. cd {released.course}")
    if released.variants:  # plain nbgrader has one seed for everybody
        say(f"         course grade {lesson} && nbgrader generate_feedback {lesson}")
    else:
        say(f"         nbgrader autograde {lesson} && nbgrader generate_feedback {lesson}")
