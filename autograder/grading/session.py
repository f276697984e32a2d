"""The trusted side of one submission: its cells are run, its functions called and judged.

Nothing is believed that comes out of the jail except as data: an answer counts when it was
received and a check accepted it, and whatever is missing, late, too large or unreadable fails the
check that asked for it, and no other.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.exercise import Crash, Exercise, NoAnswer, Outcome
from autograder.grading.jail import Inmate, Jail
from autograder.grading.wire import Channel, Closed, Late, WireError
from autograder.judge import failed, judge_calls, not_attempted
from autograder.verdict import Verdict


@dataclass(frozen=True)
class Patience:
    """How long is waited for what, in seconds."""

    cell: float = 60.0
    call: float = 30.0
    exercise: float = 120.0
    submission: float = 600.0


@dataclass
class Graded:
    """What came of a submission: verdicts, and what its cells showed (unchecked records)."""

    verdicts: list[Verdict] = field(default_factory=list)
    outputs: dict[int, list[Any]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


def grade_cells(
    jail: Jail,
    cells: Sequence[tuple[int, str]],
    exercises: Sequence[Exercise],
    seed: str,
    files: dict[str, bytes] | None = None,
    patience: Patience | None = None,
) -> Graded:
    """Run a submission's cells in the jail and judge its answers from outside.

    Parameters
    ----------
    jail
        Where the submission runs.
    cells
        Number and source of every code cell, in order.
    exercises
        What is graded.
    seed
        Where the checks draw their inputs from.
    files
        Files that the notebook may read, by relative path.
    patience
        Time limits.
    """
    names = [exercise.name for exercise in exercises]
    session = Session(jail, cells, names, files or {}, patience or Patience())
    try:
        session.run_cells()
        for exercise in exercises:
            session.graded.verdicts.append(session.judge(exercise, seed))
    finally:
        session.end()  # nothing of it is left, or there is no result at all
    return session.graded


class Session:
    """One submission, run in the jail."""

    MAX_STARTS = 8

    def __init__(
        self,
        jail: Jail,
        cells: Sequence[tuple[int, str]],
        names: Sequence[str],
        files: dict[str, bytes],
        patience: Patience,
    ):
        self.jail, self.names, self.files, self.patience = jail, list(names), files, patience
        self.graded = Graded()
        self.facts: dict[str, Any] = {}
        self.out_of_time = time.monotonic() + patience.submission
        self._cells = list(cells)
        self._inmate: Inmate | None = None
        self._starts = 0

    # ------------------------------------------------------------ cells

    def run_cells(self) -> Inmate | None:
        """Run all cells, again without a cell that ended the process; None if that fails."""
        while self._starts < self.MAX_STARTS and time.monotonic() < self.out_of_time:
            self.end()
            self._starts += 1
            self._inmate = self.jail.start()
            deadly, reason = self._run_once(self._inmate)
            if deadly is None:
                return self._inmate
            self._spare(deadly, reason)
        self.end()
        return None

    def _run_once(self, inmate: Inmate) -> tuple[int | None, str]:
        """Run the cells; returns the position of a cell that ended it all, and why."""
        position = 0
        try:
            cells = [list(cell) for cell in self._cells]
            order = {"do": "cells", "cells": cells, "files": self.files, "names": self.names}
            inmate.channel.send(order)
            while position < len(self._cells):
                report = self._report_on_cell(inmate)
                self._note(position, report)
                position += 1
            end = _record(inmate.channel.receive(self.patience.cell))
            _require("done" in end)
            self.facts = _record(end.get("names"))
        except Late:
            return position, "had not finished in time and could not be interrupted"
        except WireError:
            return position, "ended the Python process that ran it"
        return None, ""

    def _report_on_cell(self, inmate: Inmate) -> dict[str, Any]:
        left = self.out_of_time - time.monotonic()
        if left <= 0:
            raise Late
        try:
            return _record(inmate.channel.receive(min(self.patience.cell, left)))
        except Late:
            inmate.interrupt()
            return _record(inmate.channel.receive(5))

    def _note(self, position: int, report: dict[str, Any]) -> None:
        number, _ = self._cells[position]
        _require(report.get("cell") == number)
        outputs = report.get("outputs")
        self.graded.outputs[number] = outputs if isinstance(outputs, list) else []

    def _spare(self, position: int, reason: str) -> None:
        """Keep of a deadly cell what it defines; of one that is deadly even so, nothing."""
        if position >= len(self._cells):
            self.graded.troubles.append("after its last cell, the notebook ended Python")
            return
        number, source = self._cells[position]
        rest = definitions(source)
        self._cells[position] = (number, rest if rest != source else "")
        self.graded.troubles.append(f"cell {number + 1} {reason}")

    # ------------------------------------------------------------ exercises

    def judge(self, exercise: Exercise, seed: str) -> Verdict:
        """Judge the submission's answer to one exercise."""
        process = ExerciseProcess(self, exercise.name)
        try:
            with _limited(self.patience.exercise + 60):
                self.inmate()
                missing = _why_missing(exercise, self.facts.get(exercise.name))
                if missing:
                    return not_attempted(exercise, missing)
                verdict = judge_calls(exercise, lambda: RemoteCall(process), seed)
        except NoAnswer as reason:
            return failed(exercise, self._with_troubles(str(reason)))
        except _TooLong:
            return failed(exercise, "The answer could not be judged in time.")
        finally:
            process.close()
        return verdict

    def _with_troubles(self, reason: str) -> str:
        return " ".join(
            [reason, *(f"({trouble.capitalize()}.)" for trouble in self.graded.troubles[:2])]
        )

    def inmate(self) -> Inmate:
        """The submission's process; a new one, if it is gone."""
        if self._inmate is None or self._inmate.gone:
            self.run_cells()
        if self._inmate is None:
            raise NoAnswer("The notebook could not be run")
        return self._inmate

    def lost(self) -> None:
        """The process doesn't do what it is told: end it."""
        self.end()

    def end(self) -> None:
        """End the submission's process and make sure that nothing of it is left."""
        inmate, self._inmate = self._inmate, None
        if inmate is not None:
            inmate.end()


class ExerciseProcess:
    """A fork of the submission's process that answers calls of one function."""

    def __init__(self, session: Session, name: str):
        self._session, self._name = session, name
        self._channel: Channel | None = None
        self._time_left = session.patience.exercise

    def call(
        self, arguments: tuple[Any, ...], keywords: dict[str, Any], ruled_out: list[str]
    ) -> Outcome:
        """Call the function; raises `NoAnswer` if no outcome comes back."""
        limit = min(self._session.patience.call, self._time_left)
        if limit <= 0 or time.monotonic() > self._session.out_of_time:
            raise NoAnswer("the time for this exercise is used up")
        channel = self._running()
        started = time.monotonic()
        try:
            channel.send([arguments, keywords, ruled_out], seconds=limit)
            outcome = channel.receive(limit)
        except Late:
            self.close()
            raise NoAnswer(
                f"your function had not answered after {limit:.0f} seconds and was stopped: "
                "is there a loop that never ends?"
            ) from None
        except Closed:
            self.close()
            raise NoAnswer(
                "your function ended Python, or ran out of memory or of another limit"
            ) from None
        except WireError as error:
            self.close()
            raise NoAnswer(f"your function's answer could not be read ({error})") from None
        finally:
            took = time.monotonic() - started
            self._time_left -= took
        if type(outcome) is not Outcome:
            self.close()
            raise NoAnswer("your function's answer could not be read")
        if not outcome.touched and not outcome.arguments and not outcome.keywords:
            outcome = replace(outcome, arguments=arguments, keywords=keywords)
        return _with_credible_time(outcome, took)

    def _running(self) -> Channel:
        if self._channel is not None:
            return self._channel
        for _ in range(2):
            inmate = self._session.inmate()
            ours, theirs = socket.socketpair()
            channel = Channel(ours)
            try:
                with theirs:
                    inmate.permit_fork()
                    inmate.channel.send(
                        {"do": "exercise", "name": self._name}, theirs.fileno(), seconds=10
                    )
                _require("ready" in _record(channel.receive(15)))
            except WireError:
                channel.close()
                self._session.lost()
                continue
            self._channel = channel
            return channel
        raise NoAnswer("the process that should run your function ended before it was called")

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
        self._channel = None


class RemoteCall:
    """The learner's function in the jail, behind the interface that checks use."""

    def __init__(self, process: ExerciseProcess):
        self._process = process
        self._ruled_out: tuple[str, ...] = ()
        self.log: list[Outcome] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        outcome = self.outcome(*args, **kwargs)
        if outcome.error is not None:
            raise Crash(outcome.error)
        return outcome.value

    def outcome(self, *args: Any, **kwargs: Any) -> Outcome:
        outcome = self._process.call(args, kwargs, list(self._ruled_out))
        self.log.append(outcome)
        return outcome

    def without(self, *functions: str) -> RemoteCall:
        other = copy.copy(self)
        other._ruled_out = (*self._ruled_out, *functions)
        return other


def definitions(source: str) -> str:
    """What a cell defines and imports, without what it does."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return "\n".join(ast.unparse(node) for node in tree.body if isinstance(node, kinds))


def _why_missing(exercise: Exercise, facts: Any) -> str:
    """Why there is no answer of the learner's own, as the jail says; empty if there is one."""
    name = exercise.name
    if type(facts) is not dict or facts.get("found") is not True:
        return f"There is no `{name}` yet."
    if facts.get("callable") is not True:
        return f"`{name}` is {str(facts.get('type'))[:60]}, not a function."
    if str(facts.get("module")).split(".")[0] == "functions":
        return f"This is the course's own `{name}`; hand in yours."
    if facts.get("empty") is True:
        return f"`{name}` is not written yet."
    return ""


# A function can lie about its time, and then it would be far from what was waited for it.
_SLACK, _FACTOR = 0.5, 4.0


def _with_credible_time(outcome: Outcome, waited: float) -> Outcome:
    believable = max(0.0, (waited - _SLACK) / _FACTOR)
    if outcome.seconds >= believable:
        return outcome
    return replace(outcome, seconds=waited)


def _record(value: Any) -> dict[str, Any]:
    _require(type(value) is dict)
    return value


def _require(condition: bool) -> None:
    if not condition:
        raise WireError("not what was asked for")


class _TooLong(BaseException):
    """Raised by the clock in trusted code that takes too long over an odd answer."""


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Stop what takes longer; only the main thread can be stopped that way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
