"""Answers that are alike where answers rarely are: a list to look at, with the evidence, no verdict.

Two answers are compared by what is rare in the class. A line that many students wrote says nothing,
and neither does one of the teacher's solution. Names, comments and layout can be changed without
trouble, so that the structure of a function, its names taken out, counts as well.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from autograder.teaching.report.statistics import plain_code

_SAYS_NOTHING = re.compile(r"def |import |from |return \w+$")
FEWEST_LINES = 3
"""Rare lines that two answers must share to be listed."""
FEWEST_NODES = 60
"""Size, in nodes of its syntax tree, below which the same structure is no surprise."""


@dataclass(frozen=True)
class Alike:
    """Two answers to one exercise, and what they share that hardly anybody else has."""

    exercise: str
    students: tuple[str, str]
    lines: tuple[str, ...]
    same_structure: bool


def alike(
    exercise: str, answers: Mapping[str, str], solution: str = "", stub: str = ""
) -> list[Alike]:
    """Pairs of answers that share what is rare, those with most evidence first.

    Parameters
    ----------
    exercise
        Name of the exercise.
    answers
        Source by student.
    solution, stub
        The teacher's solution and the cell as it was handed out: what is in them is no evidence.
    """
    plain = {student: plain_code(source) for student, source in answers.items()}
    untouched = plain_code(stub)
    plain = {student: code for student, code in plain.items() if code and code != untouched}
    few = max(2, len(plain) // 20)
    lines = _rare_lines(plain, {*_lines(plain_code(solution)), *_lines(untouched)}, few)
    structures = _rare_structures(plain, _structure(plain_code(solution)), few)
    found = []
    for pair in sorted({*lines, *structures}):
        shared = tuple(lines.get(pair, ()))
        if len(shared) >= FEWEST_LINES or pair in structures:
            found.append(Alike(exercise, pair, shared, pair in structures))
    return sorted(found, key=lambda one: (-one.same_structure, -len(one.lines), one.students))


def _lines(code: str) -> list[str]:
    """Lines that say something: no bare `else:` and no `return x`."""
    stripped = (line.strip() for line in code.splitlines())
    return [line for line in stripped if len(line) >= 12 and not _SAYS_NOTHING.match(line)]


def _rare_lines(
    plain: Mapping[str, str], common: set[str], few: int
) -> dict[tuple[str, str], list[str]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for student, code in plain.items():
        for line in dict.fromkeys(_lines(code)):
            if line not in common:
                owners[line].append(student)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line, students in owners.items():
        if 2 <= len(students) <= few:
            for first, second in combinations(sorted(students), 2):
                shared[first, second].append(line)
    return shared


def _rare_structures(plain: Mapping[str, str], solution: str, few: int) -> set[tuple[str, str]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for student, code in plain.items():
        structure = _structure(code)
        if structure and structure != solution:
            owners[structure].append(student)
    return {
        pair
        for students in owners.values()
        if 2 <= len(students) <= few
        for pair in combinations(sorted(students), 2)
    }


class _Nameless(ast.NodeVisitor):
    """Writes a syntax tree down with its names replaced by the order of their first use."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._names: dict[str, int] = {}

    def generic_visit(self, node: ast.AST) -> None:
        self.parts.append(type(node).__name__)
        for name, value in ast.iter_fields(node):
            if isinstance(value, str) and name in ("id", "arg", "name"):
                self.parts.append(f"n{self._names.setdefault(value, len(self._names))}")
            elif isinstance(value, str | int | float):
                self.parts.append(repr(value))
        super().generic_visit(node)


@functools.lru_cache(maxsize=10_000)
def _structure(code: str) -> str:
    """The structure of the code; empty for what is too small to be telling."""
    if not code:
        return ""
    visitor = _Nameless()
    visitor.visit(ast.parse(code))
    return " ".join(visitor.parts) if len(visitor.parts) >= FEWEST_NODES else ""
