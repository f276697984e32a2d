"""Wheels for the browser, made without a network: this checkout's, and pure ones of the environment."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath

COURSE = "gene-expression-course"
_ROOT = Path(__file__).parents[2]
_LEFT_OUT = ("__pycache__", "static", "editor")


class NotPure(ValueError):
    """A distribution that has compiled files and can't go into a browser as it is."""


@dataclass(frozen=True)
class Wheel:
    """A wheel: its distribution, its file name, its bytes and the modules that it brings."""

    name: str
    version: str
    content: bytes
    modules: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def course_wheel() -> Wheel:
    """The project itself, ``functions`` and ``autograder``, as it stands in the checkout."""
    files = {}
    for package in ("functions", "autograder"):
        for path in sorted((_ROOT / package).rglob("*")):
            inside = path.relative_to(_ROOT)
            if path.is_file() and not set(inside.parts) & set(_LEFT_OUT):
                files[inside.as_posix()] = path.read_bytes()
    found = metadata.distribution(COURSE)
    return _wheel(COURSE, found, files, ("functions", "autograder"))


def installed_wheel(name: str) -> Wheel:
    """A pure Python distribution of this environment, packed again from its installed files.

    Raises
    ------
    NotPure
        If it has compiled files.
    """
    found = metadata.distribution(name)
    files = {}
    for entry in found.files or ():
        place = PurePosixPath(entry)
        if place.is_absolute() or ".." in place.parts or "__pycache__" in place.parts:
            continue
        if place.suffix in (".so", ".pyd", ".dylib"):
            raise NotPure(f"{name} has the compiled file {place}")
        if place.parts[0].endswith(".dist-info") and "licen" not in place.as_posix().lower():
            continue
        files[place.as_posix()] = Path(str(found.locate_file(entry))).read_bytes()
    modules = {PurePosixPath(file).parts[0].removesuffix(".py") for file in files}
    return _wheel(name, found, files, tuple(sorted(m for m in modules if m.isidentifier())))


def _wheel(
    name: str, found: metadata.Distribution, files: dict[str, bytes], modules: tuple[str, ...]
) -> Wheel:
    info = f"{name.replace('-', '_')}-{found.version}.dist-info"
    files = {
        **files,
        f"{info}/METADATA": (found.read_text("METADATA") or "").encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: course\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},{_record_hash(data)},{len(data)}\n" for file, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    return Wheel(name, found.version, _archive(files), modules)


def _record_hash(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
    return f"sha256={digest.decode()}"


def _archive(files: dict[str, bytes]) -> bytes:
    """A zip file that depends on the content alone, so that the same sources give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in files.items():
            entry = zipfile.ZipInfo(file, date_time=(2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
