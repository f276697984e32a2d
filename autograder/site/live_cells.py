"""What a browser needs to know of a page's cells beyond what the page shows."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

import functions
from autograder.catalogue import find
from autograder.feedback import show_hint
from autograder.site.pyodide import packages_by_import
from autograder.teaching.assignment import Assignment
from autograder.teaching.source_text import read_assignment

_CHECK = re.compile(r"\s*check\((\w+)\)\s*")


def page_record(notebook: NotebookNode, page: str, solutions: Path) -> dict[str, Any]:
    """A page's code cells, its exercises with their hints, and the packages that they need.

    Parameters
    ----------
    notebook
        The page's notebook, with exercise blocks expanded.
    page
        Its name, such as ``chapters/anova/index``.
    solutions
        Folder of the assignments' text sources.
    """
    cells = [
        _cell_record(number, cell)
        for number, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    ]
    names = [cell["check"] for cell in cells if "check" in cell]
    assignments = {find(name).lesson: _assignment(name, solutions) for name in names}
    return {
        "page": page,
        "cells": cells,
        "exercises": {name: _exercise_record(name, assignments) for name in names},
        "imports": sorted(needed_imports([cell["source"] for cell in cells], assignments)),
    }


def _cell_record(number: int, cell: NotebookNode) -> dict[str, Any]:
    tags = cell.metadata.get("tags", [])
    record: dict[str, Any] = {"n": number, "source": cell.source}
    if "remove-cell" in tags or "remove-input" in tags or "remove_cell" in tags:
        record["hidden"] = True
    called = _CHECK.fullmatch(cell.source)
    if "check" in tags and called:
        record["check"] = called[1]
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt")
    if alt:
        record["alt"] = alt
    return record


def _assignment(name: str, solutions: Path) -> Assignment:
    return read_assignment(find(name).lesson, solutions)


def _exercise_record(name: str, assignments: dict[str, Assignment]) -> dict[str, Any]:
    """Hints as a notebook shows them, and the imports that every answer may rely on."""
    exercise = find(name)
    parts = assignments[exercise.lesson].parts
    setup = next((part.source for part in parts if getattr(part, "kind", "") == "code"), "")
    rungs = range(1, len(exercise.hint_texts) + 1)
    return {
        "points": exercise.points,
        "needs": list(exercise.needs),
        "setup": setup,
        "hints": [show_hint(exercise, rung).markup for rung in rungs],
    }


# ---------------------------------------------------------------- packages


def needed_imports(sources: Iterable[str], lessons: Iterable[str] = ()) -> set[str]:
    """Packages that the functions which a page uses import only when they are called.

    The browser loads the packages that a cell names itself before it runs the cell; of these it
    would not know in time.
    """
    used = set(re.findall(r"\w+", "\n".join(sources)))
    modules = [importlib.import_module(f"autograder.catalogue.{lesson}") for lesson in lessons]
    files = {Path(inspect.getfile(module)) for module in modules}
    files |= {
        sibling
        for file in files
        if file.name == "__init__.py"
        for sibling in file.parent.glob("*.py")
    }
    for name in used:
        value = getattr(functions, name, None)
        if inspect.isfunction(value):
            files.add(Path(inspect.getfile(value)))
    imported = {name for file in files for name in _late_imports(file.read_text("utf-8"))}
    return imported & set(packages_by_import())


def _late_imports(source: str) -> set[str]:
    """Top-level names of what a module imports inside its functions."""
    tree = ast.parse(source)
    names: set[str] = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names
