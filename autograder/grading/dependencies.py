"""What a check or a reference depends on, read from the course's own sources, as a digest.

A name depends on the statements that give it its value, on the names in them, and so on through
`functions` and the catalogue. Comments, docstrings and layout don't count. Where it can't be told
what is used, such as of a module that is handed on as a value, all of it counts: a check that is
run again for nothing costs a second, one that should have been and wasn't costs a wrong grade.
"""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import autograder
import functions

LIBRARY = "functions"
CATALOGUE = "autograder.catalogue"
_ROOTS = {
    LIBRARY: Path(functions.__file__).parent,
    CATALOGUE: Path(autograder.__file__).parent / "catalogue",
}
_DECLARES = {"check", "misconception"}
"""Decorators of the catalogue: what they say of a function is taken from the exercise itself."""

WHOLE = "*"
Node = tuple[str, str]
"""A module of ours and a name in it; `WHOLE` for everything in it."""


@dataclass
class _Module:
    """A module's names: the statements that make each, and where imported ones come from."""

    name: str
    statements: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, Node] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)


def digest(nodes: Iterable[Node]) -> str:
    """A short digest of the sources of these names."""
    total = hashlib.sha256()
    for module, name in sorted(nodes):
        total.update(f"\0{module}\0{name}\0{_text(module, name)}".encode())
    return total.hexdigest()[:16]


def node_of(function: Any) -> Node:
    """Where a function of ours is defined; its whole module, where it has no name of its own there."""
    module = str(getattr(function, "__module__", ""))
    name = str(getattr(function, "__qualname__", "")).split(".")[0]
    loaded = _module(module) if _path(module) else None
    if loaded is None:
        return CATALOGUE, WHOLE
    inner = "<" in str(getattr(function, "__qualname__", "<"))
    return module, WHOLE if inner or name not in loaded.statements else name


@functools.cache
def closure(start: Node) -> frozenset[Node]:
    """A name and everything of ours that it depends on."""
    found: set[Node] = set()
    todo = [start]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += _references(*node)
    return frozenset(found)


def library_names() -> dict[str, list[str]]:
    """Every name of `functions`, with the modules that define it."""
    names: dict[str, list[str]] = {}
    for module in _modules_of(LIBRARY):
        for name in _module(module).statements:
            names.setdefault(name, []).append(module)
    return names


def plain_source(path: Path) -> str:
    """A module's source without comments and layout."""
    return ast.unparse(ast.parse(path.read_text(encoding="utf-8")))


# ---------------------------------------------------------------- modules


def _path(module: str) -> Path | None:
    """The file of a module of ours; None for any other."""
    root = next((r for r in _ROOTS if module == r or module.startswith(r + ".")), None)
    if root is None:
        return None
    place = _ROOTS[root].joinpath(*module[len(root) :].split(".")[1:])
    paths = (place / "__init__.py", place.with_suffix(".py"))
    return next((path for path in paths if path.is_file()), None)


def _modules_of(package: str) -> list[str]:
    """A module, and the modules in it if it is a package."""
    path = _path(package)
    if path is None or path.name != "__init__.py":
        return [package]
    inside = (p.relative_to(path.parent).with_suffix("") for p in path.parent.rglob("*.py"))
    names = [".".join([package, *part.parts]).removesuffix(".__init__") for part in inside]
    return sorted(names)


@functools.cache
def _module(name: str) -> _Module:
    path = _path(name)
    assert path is not None, name
    made = _Module(name)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        for bound in _bound(statement):
            made.statements.setdefault(bound, []).append(statement)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for imported in ast.walk(statement):
            if isinstance(imported, ast.ImportFrom) and imported.names[0].name == WHOLE:
                made.stars.append(_absolute(imported, package))
            made.imports |= _imported(imported, package)
    return made


def _imported(statement: ast.AST, package: str) -> dict[str, Node]:
    """Names that an import gives, and what they stand for: a name of a module, or a module."""
    found: dict[str, Node] = {}
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            whole = alias.name if alias.asname else alias.name.split(".")[0]
            found[alias.asname or whole] = (whole, WHOLE)
    elif isinstance(statement, ast.ImportFrom):
        source = _absolute(statement, package)
        for alias in statement.names:
            inner = f"{source}.{alias.name}"
            found[alias.asname or alias.name] = (
                (inner, WHOLE) if _path(inner) else (source, alias.name)
            )
    return found


def _absolute(statement: ast.ImportFrom, package: str) -> str:
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    parts = parts[: len(parts) - statement.level + 1]
    return ".".join([*parts, *([statement.module] if statement.module else [])])


def _bound(statement: ast.stmt) -> Iterator[str]:
    """Names whose values a statement makes or changes."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute | ast.Subscript):  # a.b(…), a["b"] = …
            base: ast.expr = node
            while isinstance(base, ast.Attribute | ast.Subscript):
                base = base.value
            if isinstance(base, ast.Name) and isinstance(statement, ast.Expr | ast.Assign):
                stored = isinstance(node.ctx, ast.Store)
                if stored or isinstance(statement, ast.Expr):
                    yield base.id


# ---------------------------------------------------------------- what a name uses


@functools.cache
def _text(module: str, name: str) -> str:
    if name == WHOLE:
        path = _path(module)
        return plain_source(path) if path else ""
    return "\n".join(ast.unparse(_bare(one)) for one in _module(module).statements.get(name, ()))


@functools.cache
def _bare(statement: ast.stmt) -> ast.stmt:
    """The statement without docstrings, and without what the catalogue's decorators say."""
    statement = ast.parse(ast.unparse(statement)).body[0]
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:] or [ast.Pass()]
            node.decorator_list = [one for one in node.decorator_list if not _declares(one)]
    return statement


def _declares(decorator: ast.expr) -> bool:
    function = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in _DECLARES


def _references(module: str, name: str) -> Iterator[Node]:
    """What the statements of a name refer to, in modules of ours."""
    if _path(module) is None:
        return
    if name == WHOLE:
        for one in _modules_of(module):
            yield one, WHOLE
            for other in _module(one).statements:
                yield from (node for node in _references(one, other) if node[0] != one)
        return
    loaded = _module(module)
    if name not in loaded.statements:
        yield from _resolved(module, name, ())
        return
    for statement in loaded.statements[name]:
        yield from _used_by(_bare(statement), module)


def _used_by(statement: ast.stmt, module: str) -> Iterator[Node]:
    path = _path(module)
    package = module if path and path.name == "__init__.py" else module.rpartition(".")[0]
    local: dict[str, Node] = {}
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            local |= _imported(node, package)
    seen: set[int] = set()
    for node in ast.walk(statement):  # outer attributes come before what they are attributes of
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in seen:
            chain: list[str] = []
            base: ast.expr = node
            while isinstance(base, ast.Attribute):
                chain.insert(0, base.attr)
                seen.add(id(base))
                base = base.value
            if isinstance(base, ast.Name):
                seen.add(id(base))
                if base.id in local:
                    yield from _entered(local[base.id], chain)
                else:
                    yield from _resolved(module, base.id, chain)


def _resolved(module: str, name: str, chain: Iterable[str]) -> Iterator[Node]:
    """What a name in a module stands for, and then the attributes that are asked of it."""
    loaded = _module(module)
    if name in loaded.statements:
        yield module, name
    elif name in loaded.imports:
        yield from _entered(loaded.imports[name], list(chain))
    elif _path(f"{module}.{name}"):
        yield from _entered((f"{module}.{name}", WHOLE), list(chain))
    else:
        for star in loaded.stars:
            if _path(star):
                yield from _resolved(star, name, chain)


def _entered(target: Node, chain: list[str]) -> Iterator[Node]:
    module, name = target
    if _path(module) is None:
        return
    if name != WHOLE:
        yield from _resolved(module, name, chain)
    elif chain:
        found = list(_resolved(module, chain[0], chain[1:]))
        yield from found or [(module, WHOLE)]
    else:
        yield module, WHOLE
