"""What a statement reads and changes, as far as its text tells.

A call is taken to change nothing, but for the calls that are made for what they change: a statement
that is a call alone, methods such as ``append``, and everything that draws from a generator of
random numbers.
"""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field

_CHANGING = {
    "add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "reverse",
    "setdefault", "shuffle", "sort", "update",
}  # fmt: skip
_GENERATORS = {"rng"}


@dataclass
class Effects:
    """Names that are read and names that are changed; ``leaves`` says whether it may jump away."""

    reads: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    leaves: bool = False

    def needs(self, before: Effects) -> bool:
        """Whether a statement with these effects must stay behind one with those."""
        return bool(
            self.leaves
            or before.leaves
            or self.reads & before.changes
            or self.changes & before.reads
            or self.changes & before.changes
        )


def effects_of(source: str) -> Effects:
    """The effects of the statements of a text."""
    reader = _Reader()
    for statement in ast.parse(source).body:
        reader.visit(statement)
    builtin = set(dir(builtins))
    found = reader.effects
    return Effects(found.reads - builtin, found.changes - builtin, found.leaves)


class _Reader(ast.NodeVisitor):
    def __init__(self) -> None:
        self.effects = Effects()
        self.loops = 0

    # ------------------------------------------------------------ names

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.effects.reads.add(node.id)
        else:
            self.effects.changes.add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._changed(node.target)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._changed(node)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._changed(node)
        self.generic_visit(node)

    def _changed(self, node: ast.expr) -> None:
        """Changing ``a.b[0]`` changes what goes by the name ``a``."""
        while isinstance(node, ast.Subscript | ast.Attribute):
            node = node.value
        if isinstance(node, ast.Name):
            self.effects.changes.add(node.id)
            self.effects.reads.add(node.id)

    # ------------------------------------------------------------ calls

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            call = node.value
            for part in (call.func, *call.args, *(word.value for word in call.keywords)):
                self._changed(part)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute):
            receiver = node.func.value
            if node.func.attr in _CHANGING:
                self._changed(receiver)
            if isinstance(receiver, ast.Name) and receiver.id in _GENERATORS:
                self._changed(receiver)
        for argument in (*node.args, *(word.value for word in node.keywords)):
            if isinstance(argument, ast.Name) and argument.id in _GENERATORS:
                self._changed(argument)
        for word in node.keywords:
            if word.arg == "out":
                self._changed(word.value)
        self.generic_visit(node)

    # ------------------------------------------------------------ names of their own

    def _visit_apart(self, node: ast.AST, own: set[str]) -> None:
        inner = _Reader()
        inner.generic_visit(node)
        self.effects.reads |= inner.effects.reads - own
        self.effects.changes |= inner.effects.changes - own

    def _visit_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        targets = [part for one in node.generators for part in ast.walk(one.target)]
        self._visit_apart(node, {part.id for part in targets if isinstance(part, ast.Name)})

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_apart(
            node, {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        )

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        own = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        own |= {
            one.id
            for one in ast.walk(node)
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        }
        self._visit_apart(node, own)
        self.effects.changes.add(node.name)

    # ------------------------------------------------------------ jumps

    def _visit_loop(self, node: ast.For | ast.While) -> None:
        self.loops += 1
        self.generic_visit(node)
        self.loops -= 1

    visit_For = visit_While = _visit_loop

    def _visit_exit(self, node: ast.Return | ast.Raise | ast.Assert) -> None:
        self.effects.leaves = True
        self.generic_visit(node)

    visit_Return = visit_Raise = visit_Assert = _visit_exit

    def _visit_jump(self, node: ast.Break | ast.Continue) -> None:  # noqa: ARG002
        if not self.loops:
            self.effects.leaves = True

    visit_Break = visit_Continue = _visit_jump

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.effects.changes |= {one.asname or one.name.partition(".")[0] for one in node.names}

    visit_ImportFrom = visit_Import
