"""Running a learner's file and judging one exercise of it: what happens inside the process."""

from __future__ import annotations

import builtins
import importlib
import linecache
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder.call import error_text
from autograder.catalogue import find
from autograder.checking.answers import AnswerFile, Cell, read_answer, without_magics
from autograder.exercise import Exercise
from autograder.judge import PUBLIC_SEED, failed, judge, not_attempted
from autograder.verdict import Status, Verdict


def judge_file(path: Path, exercise_name: str, alone: bool = False) -> Verdict:
    """Run a file and judge its answer to one exercise.

    Parameters
    ----------
    path
        Python file or notebook.
    exercise_name
        The exercise.
    alone
        Whether the file answers that exercise only; functions that the exercise may call and that
        the file doesn't define are then the course's own.
    """
    exercise = find(exercise_name)
    file = read_answer(path)
    names, troubles = run_file(file, _borrowed(exercise) if alone else {})
    answer = names.get(exercise.name)
    if answer is None and troubles:
        return failed(exercise, troubles[0])
    if answer is None and exercise.name not in file.names():
        return not_attempted(exercise, f"{path.name} defines no function `{exercise.name}`.")
    verdict = judge(exercise, answer, PUBLIC_SEED)
    if verdict.status is not Status.RIGHT and troubles and not verdict.note:
        verdict = Verdict(verdict.exercise, verdict.status, verdict.checks, troubles[0])
    return verdict


def run_file(file: AnswerFile, names: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Run a file's cells in one namespace; a cell that fails doesn't stop the next ones.

    Returns
    -------
    tuple
        The namespace, and a sentence per cell that failed.
    """
    _mute_checks()
    folder = str(file.path.resolve().parent)
    sys.path.insert(0, folder)
    os.chdir(folder)
    names = {"__name__": "answer", "__builtins__": builtins, "get_ipython": _no_ipython, **names}
    troubles = []
    for cell in file.cells:
        try:
            _execute(cell, names, file.is_notebook)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            troubles.append(f"{cell.name} stopped with {error_text(error)}{_line(error)}.")
    return names, troubles


def _execute(cell: Cell, names: dict[str, Any], magics: bool) -> None:
    source = without_magics(cell.source) if magics else cell.source
    linecache.cache[cell.name] = (len(source), None, source.splitlines(keepends=True), cell.name)
    exec(compile(source, cell.name, "exec"), names)


def _line(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return ""
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == "answer":
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" (line {line})" if line else ""


def _borrowed(exercise: Exercise) -> dict[str, Any]:
    return {need: find(need).reference for need in exercise.needs}


def _mute_checks() -> None:
    """A notebook's own calls of ``check`` and friends do nothing here: we are checking already."""
    course = importlib.import_module("autograder")
    for name in ("check", "hint", "solution", "progress", "grade"):
        setattr(course, name, _nothing)


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _no_ipython() -> SimpleNamespace:
    """Stands in for IPython's shell, so that magics and shell lines do nothing."""
    return SimpleNamespace(
        run_line_magic=_nothing, run_cell_magic=_nothing, system=_nothing, getoutput=lambda _: [],
        set_next_input=_nothing,
    )  # fmt: skip
