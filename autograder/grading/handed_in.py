"""What students handed in, read from a course folder: regular files alone, and not too many of them."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.grading.collect import STUDENT_NAME
from autograder.grading.regrade import digest_of
from autograder.grading.regular_files import read_regular
from autograder.grading.submission import MAX_BYTES
from autograder.teaching.variants import tags_in
from autograder.teaching.who import handed_in as students_with
from autograder.teaching.who import look_alikes

_MAX_FILES, _MAX_FILE_BYTES = 200, 20 * 2**20
_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Handed:
    """One submission on disk, its content not kept.

    ``uses`` are words of interest in it, ``tags`` the variants that it carries.
    """

    student: str
    path: Path
    timestamp: str | None
    digest: str
    uses: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def content(self) -> bytes:
        """The notebook's bytes; none if it has gone since it was found."""
        return read_regular(self.path, MAX_BYTES + 1) or b""


def handed_in(course: Path, lesson: str, words: Set[str], problems: list[str]) -> Iterator[Handed]:
    """Every student's submission; what can't be one is added to ``problems``, a line each.

    Parameters
    ----------
    course
        The course folder.
    lesson
        Id of the lesson.
    words
        Names to look for in a submission.
    problems
        Gets a line for everything in ``submitted`` that can't be graded.
    """
    folder = course / "submitted"
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    alike = look_alikes(students_with(course, lesson))
    names = {word.encode() for word in words}
    for home in sorted(folder.iterdir()):
        path = home / lesson / f"{lesson}.ipynb"
        student = home.name
        if home.is_symlink() or not (home / lesson).is_dir():
            continue
        if not STUDENT_NAME.fullmatch(student):
            problems.append(f"{student!r} is not a name that a student can have here")
            continue
        if student in alike:
            problems.append(
                f"{student}: two submissions of one student? {alike[student][0]!r} differs in how it "
                "is written only; keep one of them"
            )
            continue
        content = read_regular(path, MAX_BYTES + 1)
        if content is None:
            problems.append(f"{student}: there is no notebook {path.name}")
        elif len(content) > MAX_BYTES:
            problems.append(f"{student}: the notebook is larger than 50 MB")
        else:
            timestamp = _timestamp(home / lesson)
            digest = digest_of(content, timestamp or "")[:16]
            uses = {found[0].decode() for found in _WORD.finditer(content) if found[0] in names}
            yield Handed(student, path, timestamp, digest, frozenset(uses), tags_in(content))


def _timestamp(folder: Path) -> str | None:
    """When it was handed in, as whoever collected it wrote down."""
    content = read_regular(folder / "timestamp.txt", 200)
    if content is None:
        return None
    with contextlib.suppress(ValueError, OverflowError):
        return str(parse_utc(content.decode("utf-8", "replace").strip()))
    return None


def files_beside(folder: Path) -> dict[str, bytes]:
    """Files beside a notebook, by relative path: regular ones, not too many, not too large."""
    files: dict[str, bytes] = {}
    left = _MAX_FILE_BYTES
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            if name == "timestamp.txt" or name.startswith(".") or path.suffix == ".ipynb":
                continue
            content = read_regular(path, left + 1)
            if content is None or len(content) > left or len(files) >= _MAX_FILES:
                continue
            left -= len(content)
            files[path.relative_to(folder).as_posix()] = content
    return files
