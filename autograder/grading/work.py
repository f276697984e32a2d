"""One submission as a pure function: bytes in, bytes out, wherever it runs.

The bytes are the wire format's, so a worker on another machine is believed no more than a jail.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from autograder.catalogue import LESSONS, find
from autograder.grading import sanitise
from autograder.grading.jail import JailGone
from autograder.grading.jails import close_jails, jail_for
from autograder.grading.session import Graded, Patience, grade_cells
from autograder.grading.submission import (
    Cell,
    Placed,
    ReleasedCell,
    Unusable,
    edited_cells,
    place,
    read_cells,
    untouched,
)
from autograder.grading.wire import WireError, decode, encode
from autograder.judge import not_attempted
from autograder.verdict import Status, Verdict


@dataclass(frozen=True)
class Task:
    """A submission to grade, and all that grading it needs; ``only`` these exercises, or all."""

    student: str
    lesson: str
    content: bytes
    seed: str
    released: tuple[ReleasedCell, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)
    own_files: tuple[str, ...] = ()
    jailed: bool = True
    only: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        record = {**vars(self), "patience": vars(self.patience)}
        record["released"] = [vars(cell) for cell in self.released]
        return encode(record)

    @classmethod
    def from_bytes(cls, content: bytes) -> Task:
        record = decode(content)
        record["released"] = tuple(ReleasedCell(**cell) for cell in record["released"])
        for name in ("own_files", "only"):
            record[name] = tuple(record[name])
        record["patience"] = Patience(**record["patience"])
        return cls(**record)


@dataclass
class Result:
    """A graded submission: verdicts and the notebook's cells, or why there are none.

    ``troubles`` are what happened while it ran; ``notes`` what a teacher may want to look at.
    """

    student: str
    problem: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        return encode({**vars(self), "verdicts": [v.to_dict() for v in self.verdicts]})

    @classmethod
    def from_bytes(cls, content: bytes) -> Result:
        """Read a result.

        Raises
        ------
        WireError
            If it isn't one.
        """
        record = decode(content)
        try:
            record["verdicts"] = [Verdict.from_dict(v) for v in record["verdicts"]]
            return cls(**record)
        except (TypeError, ValueError, KeyError) as error:
            raise WireError(f"this is no result: {error}") from None


def grade(task_bytes: bytes) -> bytes:
    """Grade one submission; takes a `Task` and returns a `Result`, both as bytes."""
    task = Task.from_bytes(task_bytes)
    exercises = LESSONS[task.lesson].exercises
    names = [exercise.name for exercise in exercises]
    judged = [exercise for exercise in exercises if not task.only or exercise.name in task.only]
    try:
        cells = read_cells(task.content)
    except Unusable as reason:
        return Result(task.student, problem=str(reason)).to_bytes()
    placed = place(cells, list(task.released), names)
    as_given = untouched(cells, task.released)
    code = [(number, cell.source) for number, cell in enumerate(placed) if cell.runs]
    for attempt in (1, 2):
        try:
            jail = jail_for(task.lesson, task.jailed)
            graded = grade_cells(jail, code, judged, task.seed, task.files, task.patience)
            break
        except JailGone:
            close_jails()
            if attempt == 2:
                return Result(task.student, problem="the jail ended twice").to_bytes()
    graded.verdicts = [_attempted(verdict, as_given) for verdict in graded.verdicts]
    return _result(task, placed, graded, _notes(task, cells)).to_bytes()


def _attempted(verdict: Verdict, as_given: set[str]) -> Verdict:
    """The verdict; code to repair that nobody touched is not a wrong answer, but none."""
    blamed = verdict.status in (Status.WRONG, Status.CRASHED) and verdict.score == 0
    if not blamed or verdict.exercise not in as_given:
        return verdict
    return not_attempted(find(verdict.exercise), f"`{verdict.exercise}` is as it was handed out.")


def _result(task: Task, placed: list[Placed], graded: Graded, notes: list[str]) -> Result:
    verdicts = [_clean(verdict) for verdict in graded.verdicts]
    own = {cell.source for cell in task.released}
    cells = []
    for number, cell in enumerate(placed):
        shown = sanitise.outputs(graded.outputs.get(number, []))
        markdown = cell.kind != "code" and cell.source not in own
        cells.append(
            {
                "kind": "code" if cell.kind == "code" else "markdown",
                "source": sanitise.markdown(cell.source) if markdown else cell.source,
                "grade_id": cell.grade_id,
                "images": sanitise.images(cell.images),
                "outputs": _plain(shown),
            }
        )
    troubles = [sanitise.text(trouble, 500) for trouble in graded.troubles]
    return Result(task.student, "", verdicts, cells, troubles, notes)


def _notes(task: Task, cells: list[Cell]) -> list[str]:
    notes = [f"the locked cell {name} was edited" for name in edited_cells(cells, task.released)]
    notes += [f"handed in a file more: {sanitise.text(name, 200)}" for name in task.own_files[:20]]
    return notes


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value


def _clean(verdict: Verdict) -> Verdict:
    """The verdict, its sentences without anything that a terminal or a page would obey."""
    checks = tuple(
        dataclasses.replace(
            check,
            message=sanitise.text(check.message, 2000),
            detail=sanitise.text(check.detail, 2000),
        )
        for check in verdict.checks
    )
    return dataclasses.replace(verdict, checks=checks, note=sanitise.text(verdict.note, 2000))
