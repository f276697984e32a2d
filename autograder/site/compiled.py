"""Compiled modules for a site that hosts its own runtime, so that a first visit compiles nothing.

Bytecode belongs to a version of Python; the runtime's is 3.12, which need not be the one that builds
the book. Where no Python 3.12 is at hand, browsers compile at a reader's first visit, and keep it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ARCHIVE = "bytecode.zip"
VERSION = (3, 12)
PYTHON = "COURSE_PYTHON312"
"""Names a Python 3.12, where it is not on the path."""

_HOMES = (".pyenv/versions/3.12*/bin/python", ".local/share/uv/python/cpython-3.12*/bin/python3")
"""Where pyenv and uv keep those that they have not put on the path."""

_LISTED = """
import sys
import autograder.notebook, autograder.site.browser.kernel, functions
from autograder.catalogue import LESSONS
import ipywidgets, matplotlib.pyplot, scipy.stats, seaborn, sklearn.cluster, sklearn.decomposition
import statsmodels.formula.api, statsmodels.stats.anova, statsmodels.stats.multitest
import autograder.site.browser.figures
print("\\n".join(sorted(sys.modules)))
"""

# Runs on the other Python, without this project: reads wheels, writes one archive.
_COMPILE = """
import importlib.util, json, marshal, sys, zipfile
asked = json.load(sys.stdin)
wanted = set(asked["modules"])
with zipfile.ZipFile(asked["target"], "w", zipfile.ZIP_DEFLATED) as target:
    for wheel in asked["wheels"]:
        with zipfile.ZipFile(wheel) as archive:
            for name in sorted(archive.namelist()):
                module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                if not name.endswith(".py") or module not in wanted:
                    continue
                place = asked["site"] + name
                source = archive.read(name)
                try:
                    code = compile(source, "/" + place, "exec", dont_inherit=True, optimize=0)
                except SyntaxError:
                    continue
                header = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)
                compiled = place.removesuffix(".py") + "." + sys.implementation.cache_tag + ".pyc"
                target.writestr(zipfile.ZipInfo(compiled), header + marshal.dumps(code), zipfile.ZIP_DEFLATED)
"""


def python_of_the_runtime() -> str | None:
    """A Python of the runtime's version, or None."""
    named = (os.environ.get(PYTHON), sys.executable, shutil.which("python3.12"))
    for candidate in (*named, *(str(path) for home in _HOMES for path in Path.home().glob(home))):
        if candidate is None:
            continue
        asked = [candidate, "-c", "import sys; print(*sys.version_info[:2])"]
        try:
            done = subprocess.run(asked, capture_output=True, text=True, check=False)
        except OSError:
            continue
        if done.returncode == 0 and done.stdout.split() == [str(part) for part in VERSION]:
            return candidate
    return None


def compile_modules(
    wheels: list[Path], target: Path, python: str, site: str = "lib/python3.12/site-packages/"
) -> None:
    """Compile what the lessons import, from these wheels, into an archive for the browser.

    The modules' names are those that the lessons import here; one that another version of a package
    has beside them is compiled in the browser.
    """
    listed = subprocess.run(
        [sys.executable, "-c", _LISTED], capture_output=True, text=True, check=True
    )
    asked = {
        "modules": listed.stdout.split(),
        "wheels": [str(wheel) for wheel in wheels],
        "target": str(target),
        "site": site,
    }
    subprocess.run([python, "-I", "-c", _COMPILE], input=json.dumps(asked), text=True, check=True)
