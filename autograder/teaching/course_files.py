"""The files of a course folder: written whole or not at all, and never over someone else's."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

RECORD = ".course-release.json"


def gradebook_url(course: Path, url: str | None = None) -> str:
    """Address of a course's gradebook: the one that was named, or the course's own.

    The course's own is what ``nbgrader_config.py`` names, and ``gradebook.db`` if it names none.

    Raises
    ------
    FileNotFoundError
        If none was named and the course has none, or if a driver for it is not installed.
    """
    named = url or _configured_url(course)
    if named:
        return with_driver(named)
    database = course / "gradebook.db"
    if database.is_file():
        return f"sqlite:///{database}"
    raise FileNotFoundError(
        f"there is no gradebook {database}; run `course release LESSON` first, or name one with --db"
    )


def _configured_url(course: Path) -> str:
    """What the course's settings say; they are Python, and are run only where they say something."""
    path = course / "nbgrader_config.py"
    if not path.is_file() or "db_url" not in path.read_text(encoding="utf-8", errors="replace"):
        return ""
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader(path.name, path=str(course)).load_config()
    return str(config.CourseDirectory.get("db_url", ""))


_DRIVERS = ("psycopg", "psycopg2")


def with_driver(url: str) -> str:
    """The address with the driver that is installed, whatever SQLAlchemy would take by itself.

    Raises
    ------
    FileNotFoundError
        If there is none for PostgreSQL.
    """
    scheme, colon, rest = url.partition("://")
    if scheme not in ("postgresql", "postgres"):
        return url
    driver = next((name for name in _DRIVERS if importlib.util.find_spec(name)), None)
    if driver is None:
        raise FileNotFoundError(
            "a gradebook in PostgreSQL needs its driver: "
            "pip install 'gene-expression-course[postgresql]'"
        )
    return f"postgresql+{driver}{colon}{rest}"


class ReleaseError(Exception):
    """The course folder can't be used; the message says why and what to do."""


class CourseFiles:
    """A course folder, and the record of what was written into it.

    Parameters
    ----------
    root
        The course folder.
    force
        Overwrite files of others, too.
    """

    def __init__(self, root: Path, force: bool = False):
        self.root = Path(root).resolve()
        self.force = force
        self._written: dict[str, list[str]] = {}

    def open(self) -> None:
        """Make the folder if need be (for its owner only: it will hold solutions) and read its record."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ReleaseError(f"the course folder {self.root} cannot be made: {error}") from error
        record = self.root / RECORD
        try:
            self._written = json.loads(record.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self._written = {}
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{record} cannot be read ({error}); delete it") from error

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """A folder inside the course folder that is gone afterwards."""
        try:
            with tempfile.TemporaryDirectory(dir=self.root, prefix=".release-") as name:
                yield Path(name)
        except OSError as error:
            raise ReleaseError(f"cannot write into {self.root}: {error}") from error

    def write_new(self, path: Path, text: str, mode: int = 0o644) -> None:
        """Write a file that must not exist yet."""
        self._replace(path, text.encode(), mode)

    def require_ours(self, relative: Path, content: bytes) -> None:
        """Refuse unless the file is absent, or has that content, or is one that we wrote."""
        path = self.root / relative
        if self.force or not path.exists():
            return
        present = path.read_bytes()
        if present == content or _digest(present) in self._written.get(relative.as_posix(), []):
            return
        raise ReleaseError(
            f"{path} was not written by `course release`, or was edited since. "
            "Move it away, or overwrite it with --force."
        )

    def put_all(self, staging: Path) -> list[Path]:
        """Put every staged file in its place; returns those that differ from what was there."""
        staged = sorted(path for path in staging.rglob("*") if path.is_file())
        for path in staged:
            relative = path.relative_to(staging)
            if path.suffix == ".ipynb":
                self.require_ours(relative, path.read_bytes())
        changed = []
        for path in staged:
            relative = path.relative_to(staging)
            target, content = self.root / relative, path.read_bytes()
            if target.exists() and target.read_bytes() == content:
                continue
            self._note(relative, content)
            self._replace(target, content, 0o644 if _for_students(relative) else 0o600)
            changed.append(target)
        return changed

    def _note(self, relative: Path, content: bytes) -> None:
        """Record a file before it is written: the old digest stays, in case this run is cut off."""
        name = relative.as_posix()
        before = self._written.get(name, [])
        self._written[name] = [_digest(content), *before][:2]
        record = json.dumps(self._written, indent=1, sort_keys=True) + "\n"
        self._replace(self.root / RECORD, record.encode(), 0o600)

    def _replace(self, path: Path, content: bytes, mode: int) -> None:
        """Write a file whole; a file that exists keeps the mode that its owner gave it."""
        try:
            write_whole(path, content, mode)
        except OSError as error:
            raise ReleaseError(f"{path} cannot be written: {error}") from error


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all; one that exists keeps the mode that its owner gave it."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else mode
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _for_students(relative: Path) -> bool:
    """Whether a file is handed out: of variants the folders are, the table of them is not."""
    place, *rest = relative.parts
    return place == "release" or (place == "variants" and len(rest) > 1)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
