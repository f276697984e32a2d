"""Reading a learner's file: its code cells, and the exercises that it answers.

Reading never runs anything. A Python file is one cell; a notebook is its code cells, whatever tool
wrote it (nbformat 3 to 4.5, UTF-8 with or without a byte order mark, UTF-16).
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class UnusableInput(Exception):
    """A file that can't be checked; the message says why, in the learner's words."""


@dataclass(frozen=True)
class Cell:
    """One piece of code and what to call it in a message."""

    source: str
    name: str


@dataclass(frozen=True)
class AnswerFile:
    """A learner's file, read but not run."""

    path: Path
    cells: tuple[Cell, ...]

    @property
    def is_notebook(self) -> bool:
        return self.path.suffix.lower() == ".ipynb"

    def names(self) -> set[str]:
        """Names that the file gives to something at top level."""
        return {name for cell in self.cells for name in _names(cell.source)}


def read_answer(path: Path) -> AnswerFile:
    """Read a Python file or a notebook.

    Raises
    ------
    UnusableInput
        If it isn't there, isn't readable, or isn't a Python file or notebook.
    """
    readers = {".py": _read_python, ".ipynb": _read_notebook}
    suffix = path.suffix.lower()
    if suffix not in readers:
        raise UnusableInput(f"{path} is neither a Python file (.py) nor a notebook (.ipynb).")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableInput(f"{path} cannot be read: {error.strerror or error}.") from None
    return AnswerFile(path, tuple(readers[suffix](content, path)))


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that paths stand for: a folder stands for the Python files and notebooks in it."""
    for path in paths:
        if path.is_dir():
            found = [
                file
                for file in sorted(path.rglob("*"))
                if file.suffix.lower() in {".py", ".ipynb"}
                and not any(part.startswith(".") for part in file.relative_to(path).parts)
            ]
            yield from found or [path]
        else:
            yield path


def _read_python(content: bytes, path: Path) -> Iterator[Cell]:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        yield Cell(io.TextIOWrapper(io.BytesIO(content), encoding, newline=None).read(), path.name)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise UnusableInput(f"{path} is not readable as Python text: {error}.") from None


def _read_notebook(content: bytes, path: Path) -> Iterator[Cell]:
    if not content.strip():
        raise UnusableInput(f"{path} is empty.")
    try:
        notebook = json.loads(_decoded(content))
        cells = _cells(notebook)
    except RecursionError:
        raise UnusableInput(f"{path} is nested too deeply to be a notebook.") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnusableInput(f"{path} is not a notebook that can be read: {error}.") from None
    for number, cell in enumerate(cells, 1):
        if cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input", ""))
            text = source if isinstance(source, str) else "".join(map(str, source))
            yield Cell(text, f"cell {number} of {path.name}")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def _cells(notebook: Any) -> list[dict[str, Any]]:
    if not isinstance(notebook, dict):
        raise ValueError("it holds no cells")
    found: Any
    if "worksheets" in notebook:
        found = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
    else:
        found = notebook.get("cells")
    if not isinstance(found, list) or not all(isinstance(cell, dict) for cell in found):
        raise ValueError("it holds no cells")
    return found


def without_magics(source: str) -> str:
    """The cell as plain Python: IPython's magics and shell lines become calls."""
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return TransformerManager().transform_cell(source)
    except SyntaxError:
        return source


def _names(source: str) -> set[str]:
    try:
        tree = ast.parse(without_magics(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # What a file with a slip in it meant to define.
        return set(re.findall(r"^(?:async +)?def +(\w+)", source, re.MULTILINE))
    return set(_bound(tree.body))


def _bound(statements: list[ast.stmt]) -> Iterator[str]:
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
        elif _is_course_import(statement):
            continue  # to use the course's function is not to answer its exercise
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in statement.names)
        elif isinstance(statement, ast.Assign):
            yield from (t.id for target in statement.targets for t in ast.walk(target)
                        if isinstance(t, ast.Name))  # fmt: skip
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id
        else:
            for part in ("body", "orelse", "finalbody"):
                yield from _bound(getattr(statement, part, []))
            for handler in getattr(statement, "handlers", []):
                yield from _bound(handler.body)


def _is_course_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "functions"
