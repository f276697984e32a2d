"""What grades were made of, so that a change costs only the exercises that it touches.

Every autograded notebook carries its verdicts and, for each exercise, digests of what they follow
from: the submission, the course's seed and release, the engine, and the exercise's checks with all
that they use. A later run judges again where one of these differs, keeps the other verdicts, and can
say why somebody's score has moved.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import autograder
from autograder.catalogue import LESSONS
from autograder.exercise import Check, Exercise
from autograder.grading import dependencies
from autograder.grading.dependencies import closure, digest, node_of, plain_source
from autograder.grading.kit import WORKER_FILES
from autograder.verdict import Verdict

MOST_MOVES = 100
_OURS = "autograder."


@dataclass(frozen=True)
class Basis:
    """What the grades of one submission follow from, as digests.

    ``course`` stands for the seed, the release and its files; ``library`` for those functions of
    the course that the notebook itself uses; ``exercises`` has the parts of each exercise.
    """

    engine: str
    course: str
    submission: str
    library: str
    exercises: dict[str, dict[str, str]]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Move:
    """An exercise whose score has changed: from what to what, and why."""

    exercise: str
    old: float
    new: float
    max_score: float
    why: tuple[str, ...]
    at: str
    by_hand: float | None = None

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "why": list(self.why)}

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Move:
        """The inverse of `to_dict`."""
        return cls(**{**record, "why": tuple(record["why"])})


@dataclass(frozen=True)
class Earlier:
    """What an earlier run left in a student's autograded notebook."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    basis: Basis | None = None
    moves: tuple[Move, ...] = ()

    @classmethod
    def from_metadata(cls, about: Any) -> Earlier:
        """Read ``metadata.course`` of an autograded notebook; nothing, where it makes no sense."""
        try:
            verdicts = [Verdict.from_dict(record) for record in about["verdicts"]]
            basis = Basis(**about["basis"]) if "basis" in about else None
            moves = tuple(Move.from_dict(record) for record in about.get("moves", ()))
            return cls({verdict.exercise: verdict for verdict in verdicts}, basis, moves)
        except (KeyError, TypeError, ValueError, AttributeError):
            return cls()

    def touched(self, basis: Basis) -> dict[str, tuple[str, ...]]:
        """Exercises that must be judged again, each with the reasons, in words."""
        if self.basis is None:
            return dict.fromkeys(basis.exercises, ("there was no grade to build on",))
        everywhere = tuple(
            reason
            for part, reason in _OF_ALL.items()
            if getattr(basis, part) != getattr(self.basis, part)
        )
        found = {}
        for name, parts in basis.exercises.items():
            before = self.basis.exercises.get(name)
            own = ("the exercise is new",) if before is None else tuple(_changed(before, parts))
            if own or everywhere or name not in self.verdicts:
                found[name] = (*everywhere, *own)
        return found


_OF_ALL = {
    "submission": "the submission has changed",
    "course": "the release, its files, the course's secret or the jail has changed",
    "engine": "the grading engine has changed",
    "library": "a function of the course that the notebook uses has changed",
}


def _changed(before: dict[str, str], now: dict[str, str]) -> Iterable[str]:
    """In words, which parts of an exercise differ."""
    for part in dict.fromkeys([*now, *before]):
        kind, _, name = part.partition(" ")
        if before.get(part) == now.get(part):
            continue
        if part not in before or part not in now:
            if kind != "uses":
                yield f"{_NAMED[kind].format(name)} is {'new' if part in now else 'gone'}"
        else:
            yield f"{_NAMED[kind].format(name)} has changed"


_NAMED = {
    "reference": "the reference",
    "check": "the check “{}”",
    "uses": "what the check “{}” uses",
    "misconception": "the misconception {}",
}


def moves(
    earlier: Earlier, verdicts: Iterable[Verdict], why: dict[str, tuple[str, ...]], at: str
) -> list[Move]:
    """The scores that differ from those of the earlier run."""
    found = []
    for verdict in verdicts:
        before = earlier.verdicts.get(verdict.exercise)
        if before is not None and before.score != verdict.score:
            reasons = why.get(verdict.exercise, ()) or ("it was graded again",)
            found.append(
                Move(verdict.exercise, before.score, verdict.score, verdict.max_score, reasons, at)
            )
    return found


# ---------------------------------------------------------------- digests


def engine_sources() -> list[Path]:
    """What judges every exercise alike: what grading a submission imports, and what is in the jail."""
    root = Path(autograder.__file__).parent
    found: set[Path] = set()
    todo = [root / "grading" / "work.py", *(root / name for name in WORKER_FILES)]
    while todo:
        path = todo.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        if path.parent != root or path.name != "__init__.py":  # that one imports what notebooks use
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_OURS):
                    names = [f"{node.module}.{alias.name}" for alias in node.names]
                    todo += [_file(root, name) for name in (str(node.module), *names)]
    return sorted(path for path in found if "catalogue" not in path.relative_to(root).parts)


def _file(root: Path, module: str) -> Path:
    path = root.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def engine_digest() -> str:
    """A digest of what judges every exercise alike; comments in it don't count."""
    return digest_of(*(plain_source(path) for path in engine_sources()))[:16]


def digest_of(*parts: bytes | str) -> str:
    """One digest of several texts."""
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


def parts_of(exercise: Exercise) -> dict[str, str]:
    """Digests of an exercise's parts: its reference, its checks, what they use, its misconceptions."""
    reference = closure(node_of(exercise.reference))
    parts = {"reference": digest(reference)}
    for check in exercise.checks:
        own = node_of(check.run)
        parts[f"check {check.name}"] = _with(digest([own]), check.points, _after(check))
        parts[f"uses {check.name}"] = digest(closure(own) - {own} - reference)
    for number, one in enumerate(exercise.misconceptions):
        name = f"misconception {one.id}"
        if name in parts:
            name += f" ({number + 1})"
        used = digest(closure(node_of(one.implementation)))
        parts[name] = _with(used, one.message, one.sees.name)
    return parts


def _after(check: Check) -> str:
    return check.after.name if check.after else ""


def _with(source: str, *more: object) -> str:
    return digest_of(source, *map(repr, more))[:16]


class Library:
    """The functions of the course that a notebook can use while it is graded."""

    def __init__(self, lesson: str):
        references = [node_of(one.reference)[0] for one in LESSONS[lesson].exercises]
        self._nodes = {
            name: [(module, name) for module in modules if module not in references]
            for name, modules in dependencies.library_names().items()
        }

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._nodes)

    def digest(self, used: Iterable[str]) -> str:
        """A digest of what these names depend on."""
        starts = [node for name in used for node in self._nodes.get(name, ())]
        return digest(frozenset[tuple[str, str]]().union(*map(closure, starts)))


def exercise_parts(lesson: str) -> dict[str, dict[str, str]]:
    """The parts of every exercise of a lesson."""
    return {one.name: parts_of(one) for one in LESSONS[lesson].exercises}


def in_order(lesson: str, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Verdicts in the order of the lesson's exercises."""
    found = {verdict.exercise: verdict for verdict in verdicts}
    return [found[one.name] for one in LESSONS[lesson].exercises if one.name in found]
