"""``course collect``: an LMS download becomes nbgrader's ``submitted/`` folder.

Who handed in what, and when, is said by a manifest alone, a CSV file with the columns ``student``,
``file`` and ``time``: nothing in a submission can change its author or its time.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder.refusal import refuse

DESCRIPTION = """\
Sort a download of submissions, a folder or a zip file, into COURSE/submitted/STUDENT/LESSON/. A
manifest (CSV with a header: student,file,time) says which file is whose and when it came; files
that it doesn't name are left out. A file is a notebook, or a zip file with one notebook in it."""

# Vowels and accents that are characters of their own: Python doesn't count them as letters.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u109f"
STUDENT_NAME = re.compile(rf"[\w@][\w@.{_MARKS}-]*(?: [\w@.{_MARKS}-]+)*")
MAX_NOTEBOOK, MAX_MEMBERS = 50 * 2**20, 2000
_HIGHEST_RATIO = 200


class Unusable(Exception):
    """One submission that can't be collected; the message says why."""


@dataclass(frozen=True)
class Entry:
    """A line of the manifest."""

    student: str
    file: str
    time: datetime


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``collect`` to the commands."""
    parser = commands.add_parser(
        "collect",
        help="sort a download of submissions into the course folder",
        description=DESCRIPTION,
    )
    parser.add_argument("lesson", metavar="LESSON", help="id of the lesson")
    parser.add_argument("download", type=Path, metavar="DOWNLOAD", help="a folder or a zip file")
    parser.add_argument("manifest", type=Path, metavar="MANIFEST", help="CSV: student,file,time")
    parser.add_argument(
        "--course", type=Path, default=Path(), metavar="DIR", help="course folder (default: here)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out ``course collect``; returns the exit status."""
    from autograder.catalogue import LESSONS

    if options.lesson not in LESSONS:
        return refuse(
            "collect", f"there is no lesson {options.lesson!r}; there are: {', '.join(LESSONS)}"
        )
    if not options.course.is_dir():
        return refuse("collect", f"there is no course folder {options.course}")
    try:
        entries, problems = read_manifest(options.manifest)
        read = _reader(options.download)
    except (OSError, zipfile.BadZipFile, Unusable) as error:
        return refuse("collect", str(error))
    done = 0
    for entry in entries:
        try:
            content = notebook_in(read(entry.file))
            _put(options.course, options.lesson, entry, content)
            done += 1
        except (Unusable, OSError) as reason:
            problems.append(f"{entry.student}: {entry.file!r} {reason}")
    print(f"{done} submissions collected, {len(problems)} problems")
    for problem in problems:
        print(f"course collect: {problem}", file=sys.stderr)
    return 1 if problems else 0


# ---------------------------------------------------------------- the manifest


def read_manifest(path: Path) -> tuple[list[Entry], list[str]]:
    """The manifest's usable lines, the latest of each student, and a sentence for each other.

    Raises
    ------
    Unusable
        If it isn't a manifest.
    """
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = list(csv.DictReader(file))
        if not rows or not {"student", "file", "time"} <= set(rows[0]):
            raise Unusable(
                f"{path} is no manifest: its first line must name student, file and time"
            )
    entries: dict[str, Entry] = {}
    problems = []
    for number, row in enumerate(rows, 2):
        try:
            entry = _entry(row)
        except Unusable as reason:
            problems.append(f"{path.name}, line {number}: {reason}")
            continue
        key = unicodedata.normalize("NFKC", entry.student).casefold()
        before = entries.get(key)
        if before is not None and before.student != entry.student:
            problems.append(
                f"{path.name}, line {number}: {entry.student!r} differs from {before.student!r} "
                "in its letters only"
            )
        elif before is None or entry.time >= before.time:
            entries[key] = entry
    return list(entries.values()), problems


def _entry(row: dict[str, str]) -> Entry:
    student = (row.get("student") or "").strip()
    if not STUDENT_NAME.fullmatch(student):
        raise Unusable(f"{student!r} is not a name that a student can have here")
    try:
        time = datetime.fromisoformat((row.get("time") or "").strip())
    except ValueError:
        raise Unusable(
            f"{row.get('time')!r} is not a time (write 2026-11-20T23:59:00+01:00)"
        ) from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    return Entry(student, (row.get("file") or "").strip(), time.astimezone(UTC))


# ---------------------------------------------------------------- the download


def _reader(download: Path) -> Callable[[str], bytes]:
    """A function that reads one file of the download, by its name there."""
    if download.is_dir():
        return lambda name: _from_folder(download, name)
    archive = zipfile.ZipFile(download)
    return lambda name: _from_zip(archive, name)


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if not name or "\\" in name or "\0" in name or path.is_absolute() or ".." in path.parts:
        raise Unusable("is not a name of a file in the download")
    return path


def _from_folder(folder: Path, name: str) -> bytes:
    """A regular file of the folder: no link on the way, no pipe, no device, no second name."""
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        *folders, last = _safe(name).parts
        for part in folders:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = inner
        handle = os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
    except OSError as error:
        raise Unusable(f"cannot be read: {error.strerror}") from None
    finally:
        os.close(at)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if status.st_mode & 0o170000 != 0o100000 or status.st_nlink != 1:
            raise Unusable("is not a file of its own")
        content = file.read(MAX_NOTEBOOK + 1)
    if len(content) > MAX_NOTEBOOK:
        raise Unusable("is larger than 50 MB")
    return content


def _from_zip(archive: zipfile.ZipFile, name: str) -> bytes:
    wanted = str(_safe(name))
    found = [one for one in archive.infolist() if one.filename == wanted]
    if len(found) != 1:
        raise Unusable("is not in the download" if not found else "is in the download twice")
    return _member(archive, found[0])


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One member's content, never more of it than a notebook may have."""
    if member.flag_bits & 1:
        raise Unusable("is encrypted")
    if (member.external_attr >> 16) & 0o170000 == 0o120000:
        raise Unusable("is a link")
    if member.file_size > max(_HIGHEST_RATIO * member.compress_size, 2**20):
        raise Unusable("is a zip bomb")
    try:
        with archive.open(member) as file:
            content = file.read(MAX_NOTEBOOK + 1)
    except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, OSError) as error:
        raise Unusable(f"cannot be unpacked: {error}") from None
    if len(content) > MAX_NOTEBOOK:
        raise Unusable("is larger than 50 MB")
    return content


def notebook_in(content: bytes) -> bytes:
    """The notebook that a file is, or that a zip file holds."""
    if not content.startswith(b"PK\x03\x04"):
        return content
    import io

    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unusable(f"cannot be unpacked: {error}") from None
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unusable(f"holds {len(members)} files")
    names = [unicodedata.normalize("NFKC", member.filename).casefold() for member in members]
    if len(set(names)) != len(names):
        raise Unusable("holds files whose names differ in their letters' case only, or not at all")
    notebooks = [m for m in members if _is_notebook(m.filename)]
    if len(notebooks) != 1:
        raise Unusable(f"holds {len(notebooks)} notebooks; one was expected")
    _safe(notebooks[0].filename)
    return _member(archive, notebooks[0])


def _is_notebook(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
    return path.suffix.lower() == ".ipynb" and not hidden


# ---------------------------------------------------------------- the course folder


def _put(course: Path, lesson: str, entry: Entry, content: bytes) -> None:
    """Write the notebook and its time, each whole or not at all."""
    home = course / "submitted" / entry.student / lesson
    for folder in (course / "submitted", home.parent, home):
        if folder.is_symlink():
            raise Unusable(f"would be written through the link {folder}")
    home.mkdir(parents=True, exist_ok=True)
    time = entry.time.strftime("%Y-%m-%d %H:%M:%S UTC") + "\n"
    for name, data in ((f"{lesson}.ipynb", content), ("timestamp.txt", time.encode())):
        handle, temporary = tempfile.mkstemp(dir=home, prefix=f".{name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(home / name)
