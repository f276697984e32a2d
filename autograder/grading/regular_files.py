"""Reading what somebody else put into a folder: regular files alone."""

from __future__ import annotations

import os
from pathlib import Path


def read_regular(path: Path, limit: int) -> bytes | None:
    """A regular file's content; never that of a link, a pipe or a device."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        regular = (status.st_mode & 0o170000) == 0o100000
        return file.read(limit) if regular and status.st_nlink == 1 else None
