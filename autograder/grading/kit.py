"""What of our own code exists in the jail: the worker, and `functions` without what is graded."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterable
from importlib.util import cache_from_source, find_spec
from pathlib import Path

WORKER_FILES = (
    "__init__.py", "call.py", "compare.py", "exercise.py", "figures.py", "grading/__init__.py",
    "grading/opaque.py", "grading/reading.py", "grading/table.py", "grading/wire.py",
    "grading/writing.py", "grading/worker/__init__.py", "grading/worker/__main__.py",
    "grading/worker/confine.py", "grading/worker/keeper.py", "grading/worker/serve.py",
    "grading/worker/shell.py",
)  # fmt: skip

_GONE = (
    "raise NameError('this is what the lesson asks for: it is not available while it is graded')"
)


def lay_out_worker(folder: Path) -> None:
    """Write what the warm process starts with into an empty folder."""
    source = _package("autograder")
    for name in WORKER_FILES:
        target = folder / "autograder" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(source / name, target)


def lay_out_functions(folder: Path, graded: Iterable[str]) -> None:
    """Write `functions` into the folder.

    Parameters
    ----------
    folder
        Where the worker is.
    graded
        Names of the functions that must not be there: their modules keep only what others need.
    """
    names, target = set(graded), folder / "functions"
    target.mkdir()
    for path in sorted(_package("functions").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        kept = text if path.name == "__init__.py" else without_bodies(text, names)
        if path.name == "__init__.py":
            kept += _taken_back(names)
        if kept == text:
            _copy(path, target / path.name)
        else:
            (target / path.name).write_text(kept, encoding="utf-8")


def _package(name: str) -> Path:
    """Folder of a package, which is not imported."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _copy(source: Path, target: Path) -> None:
    """Copy a module, and what Python has compiled it to."""
    shutil.copy2(source, target)
    compiled = Path(cache_from_source(str(source)))
    if compiled.is_file():
        there = Path(cache_from_source(str(target)))
        there.parent.mkdir(exist_ok=True)
        shutil.copy2(compiled, there)


def without_bodies(source: str, graded: set[str]) -> str:
    """A module's source; if it defines a graded function, none of its functions has its body."""
    if not any(f"def {name}(" in source for name in graded):
        return source
    tree = ast.parse(source)
    defined = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not graded & {node.name for node in defined}:
        return source
    for node in defined:
        node.body = ast.parse(_GONE).body
        node.decorator_list = []
    return ast.unparse(tree)


def _taken_back(graded: set[str]) -> str:
    """Lines that make ``from functions import …`` fail for what is graded, and for it alone."""
    return (
        f"\nfor _name in {sorted(graded)!r}:\n"
        "    globals().pop(_name, None)\n"
        f"__all__ = [name for name in __all__ if name not in {sorted(graded)!r}]\n"
    )
