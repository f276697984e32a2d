"""The surroundings of a piece of nbgrader's work: environment variables, for its time."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables and put them back afterwards, also after an error."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def path_with_our_programs() -> str:
    """``PATH`` with this Python's own programs first: nbgrader calls ``alembic`` by name."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
