"""What of our own code exists in the jail: the worker, and `functions` without what is graded."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import autograder
import functions

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


def lay_out(folder: Path, graded: Iterable[str]) -> None:
    """Write both packages into a folder.

    Parameters
    ----------
    folder
        An empty folder.
    graded
        Names of the functions that must not be there: their modules keep only what others need.
    """
    source = Path(autograder.__file__).parent
    for name in WORKER_FILES:
        target = folder / "autograder" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((source / name).read_bytes())
    names = set(graded)
    reference = Path(functions.__file__).parent
    (folder / "functions").mkdir()
    for path in sorted(reference.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.name == "__init__.py":
            text += _taken_back(names)
        else:
            text = without_bodies(text, names)
        (folder / "functions" / path.name).write_text(text, encoding="utf-8")


def without_bodies(source: str, graded: set[str]) -> str:
    """A module's source; if it defines a graded function, none of its functions has its body."""
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
