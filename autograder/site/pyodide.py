"""The browser's Python: which runtime, which packages, and how a site has them without a network.

``pyodide-lock.json`` beside this module is the part of the official lock file of the runtime that the
course can use, unchanged; a test compares the two. To renew it from another official file::

    python -m autograder.site.pyodide path/to/pyodide-lock.json
"""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from autograder.site.wheels import Wheel, course_wheel, installed_wheel

LIVE = Path("_static/live")
"""Where a built book has the files of its live cells."""

VERSION = "0.27.7"
PUBLIC = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
PATIENCE = 30
"""Seconds without a word from the network after which the page says that Python can't be loaded."""

CORE = {
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}
"""The runtime's own files and their checksums; the lock file lists those of the packages."""

_LOCK = Path(__file__).parent / "pyodide-lock.json"
_WANTED = (
    "igraph", "matplotlib", "networkx", "numpy", "packaging", "pandas", "patsy", "scikit-learn",
    "scipy", "statsmodels", "tqdm",
    "ipython", "jedi", "micropip", "sqlite3", "ssl",  # what JupyterLite's kernel asks for
)  # fmt: skip
_FROM_HERE = ("comm", "platformdirs", "seaborn")
_DEPENDS = {
    "comm": ["traitlets"],
    "gene-expression-course": ["matplotlib", "numpy", "pandas", "platformdirs", "scipy"],
    "seaborn": ["matplotlib", "numpy", "pandas"],
}


class RuntimeIncomplete(Exception):
    """A folder that isn't the runtime, or whose files are damaged."""


def official_lock() -> dict[str, Any]:
    """The course's part of the runtime's own lock file."""
    return json.loads(_LOCK.read_text("utf-8"))


@functools.cache
def packages_by_import() -> dict[str, str]:
    """Which package brings a module, for every package that the page may load."""
    listed = official_lock()["packages"].items()
    found = {module: name for name, package in listed for module in package["imports"]}
    return {**found, **{name: name for name in _FROM_HERE}}


def write_runtime_settings(folder: Path) -> None:
    """Write our wheels, the lock file that names them, and the settings into a site's folder."""
    wheels = [course_wheel(), *(installed_wheel(name) for name in _FROM_HERE)]
    shutil.rmtree(folder / "wheels", ignore_errors=True)
    lock = official_lock()
    for wheel in wheels:
        # The content's hash in the path: a browser never takes an older wheel from its cache.
        place = Path("wheels") / wheel.sha256[:12] / wheel.file_name
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(wheel.content)
        lock["packages"][wheel.name] = _lock_entry(wheel, place.as_posix())
    _write(folder / "pyodide-lock.json", lock)
    _write(folder / "settings.json", {"runtime": PUBLIC, "version": VERSION, "patience": PATIENCE})


def _lock_entry(wheel: Wheel, place: str) -> dict[str, Any]:
    return {
        "name": wheel.name,
        "version": wheel.version,
        "file_name": place,
        "install_dir": "site",
        "sha256": wheel.sha256,
        "package_type": "package",
        "imports": list(wheel.modules),
        "depends": _DEPENDS.get(wheel.name, []),
        "unvendored_tests": False,
    }


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, separators=(",", ":"), sort_keys=True), "utf-8")


# ---------------------------------------------------------------- a site of its own


def host_runtime(source: Path, folder: Path) -> list[str]:
    """Copy the runtime from a local folder into a site's folder; returns packages that are missing.

    Every package is compared with the checksum of the official lock file.

    Raises
    ------
    RuntimeIncomplete
        If the runtime itself isn't there, or a file is not the official one.
    """
    absent = [name for name in CORE if not (source / name).is_file()]
    if absent:
        raise RuntimeIncomplete(
            f"{source} is no Pyodide {VERSION}: {', '.join(absent)} missing. Unpack the release "
            f"pyodide-{VERSION}.tar.bz2 of the Pyodide project and name the folder with pyodide.mjs."
        )
    target = folder / "runtime"
    target.mkdir(parents=True, exist_ok=True)
    for name, sha256 in CORE.items():
        _copy_official(source / name, target, sha256)
    missing = []
    for name, package in official_lock()["packages"].items():
        file = source / package["file_name"]
        if file.is_file():
            _copy_official(file, target, package["sha256"])
        else:
            missing.append(name)
    settings = {"runtime": "runtime/", "version": VERSION, "patience": PATIENCE}
    _write(folder / "settings.json", settings)
    return missing


def _copy_official(file: Path, target: Path, sha256: str) -> None:
    if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        raise RuntimeIncomplete(f"{file} is not the official file of Pyodide {VERSION}")
    shutil.copyfile(file, target / file.name)


def _part_of(lock: dict[str, Any]) -> dict[str, Any]:
    """The packages that the course can use, with what they depend on."""
    chosen: set[str] = set()
    queue = list(_WANTED)
    while queue:
        name = queue.pop().replace("_", "-")
        if name not in chosen:
            chosen.add(name)
            queue += lock["packages"][name]["depends"]
    return {**lock, "packages": {name: lock["packages"][name] for name in sorted(chosen)}}


if __name__ == "__main__":
    _LOCK.write_text(
        json.dumps(_part_of(json.loads(Path(sys.argv[1]).read_text("utf-8"))), indent=1) + "\n"
    )
