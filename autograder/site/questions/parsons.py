"""Parsons problems: a program taken apart into lines, and the orders in which they are right."""

from __future__ import annotations

import ast
import io
import random
import textwrap
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.catalogue import LESSONS
from autograder.site.questions.dependencies import Effects, effects_of
from autograder.site.questions.source import Question, QuestionError, short_hash
from autograder.teaching.assignment import AssignmentError
from autograder.teaching.notebooks import solution_text
from autograder.teaching.source_text import read_assignment

FEWEST, MOST = 3, 12
MOST_ORDERS = 200

_CONTINUES = ("else", "elif", "except", "finally")


class ProblemError(ValueError):
    """A program that makes no Parsons problem."""


@dataclass(frozen=True)
class Problem:
    """A program in lines.

    ``head`` stands above them, fixed; ``orders`` are the right ones, each a tuple of positions in
    ``lines``; ``extra`` are the lines that don't belong.
    """

    head: str
    lines: tuple[str, ...]
    orders: tuple[tuple[int, ...], ...]
    extra: tuple[str, ...]

    def program(self, order: tuple[int, ...] | None = None) -> str:
        """The whole program, in the course's own order or another right one."""
        body = "\n".join(self.lines[i] for i in order or range(len(self.lines)))
        return f"{self.head}\n{textwrap.indent(body, '    ')}" if self.head else body

    def mixed(self) -> list[str]:
        """All lines in an order that is always the same, and not a right one."""
        mixed = [*self.lines, *self.extra]
        shuffle = random.Random(short_hash("\n".join(mixed))).shuffle
        shuffle(mixed)
        while tuple(line for line in mixed if line in self.lines) in self._right():
            shuffle(mixed)
        return mixed

    def _right(self) -> set[tuple[str, ...]]:
        return {tuple(self.lines[i] for i in order) for order in self.orders}


def problem_of(question: Question, solutions: Path) -> Problem:
    """The problem of a ``{parsons}`` block.

    Raises
    ------
    QuestionError
        If there is no such exercise, or its solution makes no problem.
    """
    extra = tuple(answer.text for answer in question.answers)
    try:
        if question.code is not None:
            return taken_apart(question.code, extra)
        lesson = LESSONS.get(question.lesson)
        if lesson is None or question.name not in [one.name for one in lesson.exercises]:
            raise ProblemError(
                f"{question.lesson} has no exercise {question.name}; name one, or write the "
                "program in a fence of tildes"
            )
        part = read_assignment(lesson, solutions).exercise(question.name)
        return taken_apart_function(solution_text(part), question.name, extra)
    except (ProblemError, AssignmentError) as error:
        message = f"{{parsons}} {question.name}: {error}"
        raise QuestionError(question.page, question.line, message) from error


def taken_apart_function(source: str, name: str, extra: tuple[str, ...]) -> Problem:
    """The problem whose lines are the body of a function."""
    tree = ast.parse(source)
    [function] = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    lines = source.splitlines()
    documented = ast.get_docstring(function) is not None
    first = function.body[1 if documented else 0]
    head = lines[function.lineno - 1 : function.body[0].lineno - 1]
    if documented:
        summary = (ast.get_docstring(function) or "").splitlines()[0]
        head.append(f'    """{summary}"""')
    body = textwrap.dedent("\n".join(lines[_first_line(first) - 1 : function.end_lineno]))
    return taken_apart(body, extra, "\n".join(head))


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def taken_apart(program: str, extra: tuple[str, ...], head: str = "") -> Problem:
    """The problem of a program: comments and blank lines go, a statement is one line."""
    try:
        ast.parse(f"def f():\n{textwrap.indent(program, '    ')}")
    except SyntaxError as error:
        raise ProblemError(f"the program does not compile: {error.msg}") from error
    lines = list(logical_lines(program))
    if not FEWEST <= len(lines) <= MOST:
        raise ProblemError(f"a problem has {FEWEST} to {MOST} lines, and this has {len(lines)}")
    if set(extra) & set(lines):
        raise ProblemError("a line that doesn't belong is one of the program's")
    orders = tuple(_orders(_units(lines, 0, len(lines))))
    if len(orders) > MOST_ORDERS:
        raise ProblemError(
            f"more than {MOST_ORDERS} orders are right; use lines that need each other"
        )
    return Problem(head, tuple(lines), orders, extra)


def logical_lines(program: str) -> Iterator[str]:
    """The program's statements and headers as they are indented, without comments."""
    physical = program.splitlines()
    start: tuple[int, int] | None = None
    pieces: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(program + "\n").readline):
        if token.type in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            continue
        if token.type == tokenize.COMMENT:
            cut = physical[token.start[0] - 1][: token.start[1]].rstrip()
            physical[token.start[0] - 1] = cut
        elif token.type == tokenize.NEWLINE:
            if start is not None:
                pieces = physical[start[0] - 1 : token.start[0]]
                yield "\n".join(piece.rstrip() for piece in pieces if piece.strip())
            start = None
        elif start is None:
            start = token.start


# ---------------------------------------------------------------- right orders


@dataclass(frozen=True)
class _Unit:
    """A statement with all that is indented below it, ``else`` and the like included."""

    parts: tuple[tuple[int, tuple[_Unit, ...]], ...]  # (its line, the body below it), ...
    effects: Effects


def _units(lines: list[str], start: int, end: int) -> tuple[_Unit, ...]:
    """The statements of ``lines[start:end]``, which have one indentation."""
    units = []
    number = start
    while number < end:
        parts, first = [], number
        while number < end and (number == first or _word(lines[number]) in _CONTINUES):
            below = number + 1
            while below < end and _depth(lines[below]) > _depth(lines[number]):
                below += 1
            parts.append((number, _units(lines, number + 1, below)))
            number = below
        source = textwrap.dedent("\n".join(lines[first:number]))
        units.append(_Unit(tuple(parts), effects_of(source)))
    return tuple(units)


def _word(line: str) -> str:
    return line.split(":")[0].split()[0]


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _orders(units: tuple[_Unit, ...]) -> Iterator[tuple[int, ...]]:
    """Every order that keeps what depends on each other in its order; at most one too many."""
    count = 0
    for arranged in _arrangements(list(units)):
        for order in _written(arranged):
            yield order
            count += 1
            if count > MOST_ORDERS:
                return


def _arrangements(units: list[_Unit]) -> Iterator[list[_Unit]]:
    if not units:
        yield []
    for number, unit in enumerate(units):
        if not any(unit.effects.needs(before.effects) for before in units[:number]):
            rest = units[:number] + units[number + 1 :]
            yield from ([unit, *others] for others in _arrangements(rest))


def _written(units: list[_Unit]) -> Iterator[tuple[int, ...]]:
    """The lines of units in that order, with every right order inside each."""
    if not units:
        yield ()
        return
    for first in _written_parts(units[0].parts):
        for rest in _written(units[1:]):
            yield first + rest


def _written_parts(parts: tuple[tuple[int, tuple[_Unit, ...]], ...]) -> Iterator[tuple[int, ...]]:
    if not parts:
        yield ()
        return
    line, body = parts[0]
    for inside in _orders(body):
        for rest in _written_parts(parts[1:]):
            yield (line, *inside, *rest)
