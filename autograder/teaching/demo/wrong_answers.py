"""Misconceptions of the catalogue as a student would hand them in: source that needs nothing of ours."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Callable
from typing import Any

from autograder.exercise import Exercise


def wrong_answers(exercise: Exercise) -> list[str]:
    """Sources of those wrong implementations that can stand by themselves."""
    found = []
    for misconception in exercise.misconceptions:
        source = standalone(misconception.implementation, exercise.name)
        if source is not None:
            found.append(source)
    return found


def standalone(function: Callable[..., Any], name: str) -> str | None:
    """A function's source under another name, with all that it calls; None where that can't be."""
    parts: dict[str, str] = {}
    try:
        _collect(function, parts)
    except _CannotStandAlone:
        return None
    own = _definition(function)
    own.name = name
    parts.pop(function.__name__, None)
    return "\n\n".join([*_imports_first(parts), ast.unparse(own)])


class _CannotStandAlone(Exception):
    """It uses something that can't be written down."""


def _collect(function: Callable[..., Any], parts: dict[str, str]) -> None:
    """Add the sources of everything that the function uses, each after what it uses itself."""
    if not isinstance(function, types.FunctionType) or function.__closure__:
        raise _CannotStandAlone
    if function.__name__ in parts:
        return
    parts[function.__name__] = ""  # it may call itself
    definition = _definition(function)
    names = {node.id for node in ast.walk(definition) if isinstance(node, ast.Name)}
    for name in sorted(names & set(function.__globals__)):
        value = function.__globals__[name]
        if isinstance(value, types.ModuleType):
            parts[name] = _import(value, name)
        elif isinstance(value, types.FunctionType) and value.__name__ == name:
            _collect(value, parts)
        elif isinstance(value, int | float | str | bool | tuple):
            parts[name] = f"{name} = {value!r}"
        elif name not in ("Any", "Callable"):
            raise _CannotStandAlone
    parts[function.__name__] = parts.pop(function.__name__) or ast.unparse(definition)


def _definition(function: Callable[..., Any]) -> ast.FunctionDef:
    """The function's syntax tree, without decorators, annotations and docstring."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError, TypeError):
        raise _CannotStandAlone from None
    [definition] = tree.body
    if not isinstance(definition, ast.FunctionDef):
        raise _CannotStandAlone
    definition.decorator_list = []
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    return definition


def _import(module: types.ModuleType, name: str) -> str:
    if module.__name__.split(".")[0] in ("functions", "autograder"):
        raise _CannotStandAlone  # the reference: nothing that a student has
    return f"import {module.__name__} as {name}" if module.__name__ != name else f"import {name}"


def _imports_first(parts: dict[str, str]) -> list[str]:
    imports = sorted(part for part in parts.values() if part.startswith("import "))
    return ["\n".join(imports)] * bool(imports) + [
        part for part in parts.values() if part and not part.startswith("import ")
    ]
