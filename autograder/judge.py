"""Judging an answer: run the checks, name the misconception behind a wrong one.

The order of work is the order of :func:`judge`: is there an answer at all; what does each check
say; which known wrong implementation gives the same answers on the same inputs; would the answer
be right if the functions that it calls were.
"""

from __future__ import annotations

import copy
import hashlib
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from autograder.call import UNWRITTEN, LocalCall, has_no_body
from autograder.catalogue import find
from autograder.compare import Mismatch, same_answer
from autograder.exercise import (
    Call,
    Check,
    Crash,
    ErrorText,
    Exercise,
    Misconception,
    NoAnswer,
    Outcome,
)
from autograder.verdict import CheckResult, Status, Verdict

PUBLIC_SEED = "self-check"


def judge(
    exercise: Exercise, function: Callable[..., Any] | None, seed: str | int = PUBLIC_SEED
) -> Verdict:
    """Judge a function as an answer to an exercise.

    Parameters
    ----------
    exercise
        The exercise that is answered.
    function
        The learner's function.
    seed
        Where the inputs of the checks come from: public for a self-check, secret for grading.
    """
    absent = why_not_attempted(exercise, function)
    if absent or function is None:
        return not_attempted(exercise, absent)
    verdict = judge_calls(exercise, lambda: LocalCall(function), seed)
    if verdict.status not in (Status.RIGHT, Status.NOT_ATTEMPTED):
        verdict = replace(verdict, note=_blame_of_needs(exercise, function, seed))
    return verdict


class LoggedCall(Call, Protocol):
    """A `Call` that keeps what came of every call."""

    log: list[Outcome]


def judge_calls(
    exercise: Exercise, new_call: Callable[[], LoggedCall], seed: str | int = PUBLIC_SEED
) -> Verdict:
    """Judge an answer that is called here or elsewhere; ``new_call`` makes a check's call."""
    runs = [_Run(check, new_call(), exercise, seed) for check in exercise.checks]
    if all(run.status is Status.NOT_ATTEMPTED for run in runs):
        return not_attempted(exercise, runs[0].message)
    results = _in_order(_explained(exercise, runs, seed), runs)
    return Verdict(exercise.name, _overall(results), tuple(results))


def not_attempted(exercise: Exercise, reason: str) -> Verdict:
    """The verdict on an exercise without an answer."""
    checks = tuple(
        CheckResult(check.name, Status.NOT_ATTEMPTED, 0.0, check.points, reason)
        for check in exercise.checks
    )
    return Verdict(exercise.name, Status.NOT_ATTEMPTED, checks)


def failed(exercise: Exercise, reason: str) -> Verdict:
    """The verdict on an answer that could not be run at all."""
    checks = tuple(
        CheckResult(check.name, Status.CRASHED, 0.0, check.points, reason)
        for check in exercise.checks
    )
    return Verdict(exercise.name, Status.CRASHED, checks)


def random_for(seed: str | int, exercise: str, check: str) -> np.random.Generator:
    """The random numbers of one check: independent of the other checks, fixed by the seed."""
    digest = hashlib.sha256(f"{seed}\0{exercise}\0{check}".encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, dtype=np.uint32))


# ---------------------------------------------------------------- is there an answer?


def why_not_attempted(exercise: Exercise, function: Any) -> str:
    """Why the function is no answer of the learner's own; empty if it is one."""
    if function is None:
        return f"There is no `{exercise.name}` yet."
    if not callable(function):
        return f"`{exercise.name}` is {type(function).__name__}, not a function."
    module = getattr(function, "__module__", None) or ""
    if function is exercise.reference or module.split(".")[0] == "functions":
        return f"This is the course's own `{exercise.name}`; write yours and check that."
    if has_no_body(function):
        return f"`{exercise.name}` is not written yet."
    return ""


# ---------------------------------------------------------------- one check


class _Run:
    """One check, run on one function."""

    def __init__(self, check: Check, call: LoggedCall, exercise: Exercise, seed: str | int):
        self.check = check
        self.message = ""
        try:
            check.run(call, random_for(seed, exercise.name, check.name))
            self.status = Status.RIGHT
        except Mismatch as mismatch:
            self.status = Status.WRONG
            self.message = _sentence(str(mismatch))
        except Crash as crash:
            self.status = Status.CRASHED
            self.message = _crash_message(crash.error, exercise)
        except NoAnswer as reason:
            self.status = Status.CRASHED
            self.message = _sentence(str(reason))
        except _Different:
            raise
        except Exception as unforeseen:  # no answer is so odd that it ends the judging
            self.status = Status.WRONG
            kind = type(unforeseen).__name__
            self.message = _sentence(f"your answer could not be compared ({kind}: {unforeseen})")
        self.log: list[Outcome] = call.log
        if self.log and _is_unwritten(self.log[0].error, exercise):
            self.status = Status.NOT_ATTEMPTED
            self.message = f"`{exercise.name}` is not written yet."

    def result(self) -> CheckResult:
        points = self.check.points if self.status is Status.RIGHT else 0.0
        return CheckResult(self.check.name, self.status, points, self.check.points, self.message)


def _in_order(results: list[CheckResult], runs: list[_Run]) -> list[CheckResult]:
    """The results, without points for what counts only after something that is not right."""
    found = {run.check.name: run for run in runs}
    ordered = []
    for result, run in zip(results, runs, strict=True):
        first = run.check.after and found[run.check.after.name]
        if first and run.status is Status.RIGHT and first.status is not Status.RIGHT:
            message = f"This counts once another check is passed: {first.check.name}."
            result = replace(result, status=first.status, points=0.0, message=message)
        ordered.append(result)
    return ordered


def _is_unwritten(error: ErrorText | None, exercise: Exercise) -> bool:
    return error is not None and error.type == UNWRITTEN and error.raised_in == exercise.name


def _crash_message(error: ErrorText, exercise: Exercise) -> str:
    if error.type == UNWRITTEN:
        return f"`{exercise.name}` calls `{error.raised_in}`, which is not written yet."
    where = f", at {error.where}" if error.where else ""
    return _sentence(f"your function raised {error}{where}")


def _sentence(text: str) -> str:
    if text[:2].isalpha():  # not the p of a p-value
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def _overall(results: list[CheckResult]) -> Status:
    unsolved = {result.status for result in results} - {Status.RIGHT}
    if not unsolved:
        return Status.RIGHT
    return unsolved.pop() if len(unsolved) == 1 else Status.WRONG


# ---------------------------------------------------------------- which misconception?


def _explained(exercise: Exercise, runs: list[_Run], seed: str | int) -> list[CheckResult]:
    """The results, with the message of the misconception that explains most of the failures."""
    unexplained = [run for run in runs if run.status is not Status.RIGHT]
    explanation: dict[str, Misconception] = {}
    while unexplained:
        best, explained = None, list[_Run]()
        for misconception in exercise.misconceptions:
            same = _failures_like(misconception, unexplained, exercise, seed)
            if len(same) > len(explained):
                best, explained = misconception, same
        if best is None:
            break
        explanation |= {run.check.name: best for run in explained}
        unexplained = [run for run in unexplained if run not in explained]
    results = []
    for run in runs:
        result, cause = run.result(), explanation.get(run.check.name)
        if cause is not None:
            result = replace(
                result, message=cause.message, detail=run.message, misconception=cause.id
            )
        results.append(result)
    return results


def _failures_like(
    misconception: Misconception, failures: list[_Run], exercise: Exercise, seed: str | int
) -> list[_Run]:
    """The failures that the wrong implementation shares; none unless its own check is one."""
    own = [run for run in failures if run.check is misconception.sees]
    if not any(_matches(misconception, run, exercise, seed) for run in own):
        return []
    others = [run for run in failures if run.check is not misconception.sees]
    return own + [run for run in others if _matches(misconception, run, exercise, seed)]


def _matches(misconception: Misconception, run: _Run, exercise: Exercise, seed: str | int) -> bool:
    """Whether the wrong implementation gives the learner's answers on the same inputs.

    Equal answers lead a check along the same calls, except where it measures time: there one of
    two slow functions may be turned down some calls before the other.
    """
    twin = _Twin(misconception.implementation, run.log)
    try:
        mutant = _Run(run.check, twin, exercise, seed)
    except _Different:
        return False
    return mutant.status is run.status and bool(mutant.log) == bool(run.log)


class _Different(Exception):
    """Two functions gave different answers."""


class _Twin(LocalCall):
    """Calls of a wrong implementation, given up at the first answer that isn't the learner's."""

    def __init__(self, function: Callable[..., Any], learners: list[Outcome]):
        super().__init__(function)
        self.learners = learners

    def outcome(self, *args: Any, **kwargs: Any) -> Outcome:
        outcome = self._remembered(args, kwargs)
        here, end = len(self.log) - 1, len(self.learners) - 1
        if here > end:
            return outcome
        learners = self.learners[here]
        try:
            same = not _same_question(outcome, learners) or _same_outcome(
                outcome, learners, last=here == end
            )
        except Exception:  # a thing that refuses to be compared
            same = False
        if not same:
            raise _Different
        return outcome

    def _remembered(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """What the wrong implementation does, computed once for all who are asked the same.

        A class is asked the same, and so is a learner who checks again; to draw every wrong
        heatmap anew takes seconds.
        """
        try:
            question = pickle.dumps((args, kwargs))
        except Exception:  # what can't be written down is asked anew
            return super().outcome(*args, **kwargs)
        key = (self.function, self.ruled_out, question)
        if (known := _KNOWN.pop(key, None)) is None:
            outcome = super().outcome(*args, **kwargs)
            known = copy.deepcopy(outcome)
        else:
            outcome = copy.deepcopy(known)
            self.log.append(outcome)
        if len(question) <= _LONGEST_QUESTION:
            _KNOWN[key] = known
        if len(_KNOWN) > _MOST_KNOWN:
            del _KNOWN[next(iter(_KNOWN))]
        return outcome


_MOST_KNOWN = 1_000
_LONGEST_QUESTION = 100_000
_KNOWN: dict[tuple[Callable[..., Any], frozenset[str], bytes], Outcome] = {}
"""What wrong implementations did, the least recently used first."""


def _same_question(a: Outcome, b: Outcome) -> bool:
    """Whether two calls asked the same; a check that measures time may have gone another way."""
    untouched = not a.touched and not b.touched
    return not untouched or same_answer([*a.arguments, a.keywords], [*b.arguments, b.keywords])


def _same_outcome(a: Outcome, b: Outcome, last: bool) -> bool:
    if (a.error is None) != (b.error is None):
        return False
    if a.error is not None and b.error is not None:
        # What the learner raises on purpose is worded freely; the check judges only the last one.
        free = not last and _deliberate(b.error)
        return a.error.type == b.error.type and (free or a.error.message == b.error.message)
    return (
        a.touched == b.touched
        and sorted(a.shared) == sorted(b.shared)
        and list(a.files) == list(b.files)
        and same_answer(a.value, b.value)
        and same_answer(a.arguments, b.arguments)
    )


def _deliberate(error: ErrorText) -> bool:
    """Whether a `raise` in the learner's code raised it, not a library."""
    return "`raise " in error.where


# ---------------------------------------------------------------- the functions it calls


def _blame_of_needs(exercise: Exercise, function: Any, seed: str | int) -> str:
    """Say so when only the functions that the answer calls are at fault."""
    names = getattr(function, "__globals__", {})
    borrowed = {
        need: find(need).reference
        for need in exercise.needs
        if need in names and names[need] is not find(need).reference
    }
    if not borrowed:
        return ""
    with _swapped(names, borrowed):
        right = all(
            _Run(check, LocalCall(function), exercise, seed).status is Status.RIGHT
            for check in exercise.checks
        )
    if not right:
        return ""
    helpers = " and ".join(f"`{name}`" for name in borrowed)
    return (
        f"`{exercise.name}` itself is right: with the course's own {helpers} every check passes. "
        f"Mend {helpers} first."
    )


@contextmanager
def _swapped(names: dict[str, Any], replacements: dict[str, Any]) -> Iterator[None]:
    before = {name: names[name] for name in replacements}
    names.update(replacements)
    try:
        yield
    finally:
        names.update(before)
