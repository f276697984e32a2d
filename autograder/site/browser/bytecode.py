"""Keeps modules compiled: compiling takes most of the time of an import in the browser.

Pyodide compiles every module that it imports, at each visit anew. Here what was compiled goes to a
folder of its own, a page keeps that folder as one archive, and the next visit begins with it.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

FOLDER = Path("/bytecode")

_HEADER = 16
_UNCHECKED = (1).to_bytes(4, "little")  # PEP 552: by hash, and never compared with the source


def keep(folder: Path = FOLDER) -> None:
    """Write what is compiled from now on, and read it, in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sys.pycache_prefix = str(folder)
    sys.dont_write_bytecode = False


def restore(archive: Any, folder: Path = FOLDER) -> int:
    """Unpack an archive, as bytes or as the browser's array; returns how many modules, 0 if damaged."""
    content = archive.to_bytes() if hasattr(archive, "to_bytes") else archive
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            opened.extractall(folder)
            return len(opened.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return 0


def count(folder: Path = FOLDER) -> int:
    """How many compiled modules there are."""
    return sum(1 for _ in folder.rglob("*.pyc"))


def packed(folder: Path = FOLDER) -> bytes:
    """The folder as an archive.

    Files of the next visit have other dates, so the compiled modules are marked as not to be compared
    with them; the page keeps an archive under the fingerprint of all packages instead.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*.pyc")):
            data = path.read_bytes()
            if len(data) > _HEADER:
                marked = data[:4] + _UNCHECKED + data[8:]
                archive.writestr(path.relative_to(folder).as_posix(), marked)
    return buffer.getvalue()
