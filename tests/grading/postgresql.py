"""A PostgreSQL server of the tests' own: a new folder, no network, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

USER = "teacher"


def programs() -> Path:
    """Where ``initdb`` and ``pg_ctl`` are: Debian keeps them out of the path."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    in_path = shutil.which("initdb")
    if in_path:
        found.append(Path(in_path).parent)
    if not found:
        pytest.skip("there is no PostgreSQL server here (Debian: apt install postgresql)")
    return max(found, key=lambda path: [int(n) for n in path.parts if n.isdigit()])


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run a server; yields the address of an empty database. It refuses to run as root."""
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    where = programs()
    folder = Path(tempfile.mkdtemp(prefix="course-pg-"))  # short: it holds a socket
    settings: dict = {"cwd": folder, "check": True, "capture_output": True, "text": True}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        settings |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    data = folder / "data"
    try:
        _run(
            [where / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "-N"], settings
        )
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        start = [where / "pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", options, "start"]
        # its own standard streams: a server that inherits a pipe would keep it open
        _run(start, settings | {"capture_output": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL})  # fmt: skip
        try:
            yield f"postgresql://{USER}@/postgres?host={folder}"
        finally:
            _run([where / "pg_ctl", "-D", data, "-m", "immediate", "stop"], settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list, settings: dict) -> None:
    try:
        subprocess.run([str(part) for part in command], **settings)
    except subprocess.CalledProcessError as error:
        raise AssertionError(f"{command[0].name} failed: {error.stderr}") from error
