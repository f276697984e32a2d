"""Calling a learner's function in this process and reporting what it did as plain data.

This is the self-check's side. Grading puts a process boundary behind the same interface
(:class:`autograder.exercise.Call`).
"""

from __future__ import annotations

import atexit
import contextlib
import copy
import dis
import io
import os
import random
import re
import secrets
import shutil
import sys
import tempfile
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from autograder.compare import is_sparse, same_answer
from autograder.exercise import Crash, ErrorText, NotAllowed, Outcome, clock, more_calls_than
from autograder.figures import describe, is_drawing

_COURSE = Path(__file__).parent
_STDLIB = Path(os.__file__).parent


class LocalCall:
    """The learner's function behind the interface that checks use.

    Keeps a log of (arguments, keywords, outcome), so that a wrong answer can be compared with the
    answers of known misconceptions on the same input. A function that is ``alone`` in its process
    leaves nobody to put the global random generators back for.
    """

    def __init__(self, function: Callable[..., Any], alone: bool = False):
        self.function = function
        self._alone = alone
        self.log: list[Outcome] = []
        self.ruled_out: frozenset[str] = frozenset()

    def without(self, *functions: str) -> LocalCall:
        other = copy.copy(self)
        other.ruled_out = self.ruled_out | set(functions)
        return other

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        outcome = self.outcome(*args, **kwargs)
        if outcome.error is not None:
            raise Crash(outcome.error)
        return outcome.value

    def outcome(self, *args: Any, **kwargs: Any) -> Outcome:
        given, given_by_name = copy.deepcopy(args), copy.deepcopy(kwargs)
        with (
            _quiet(),
            _scratch_folder() as folder,
            _own_figures(),
            _own_random_state(put_back=not self._alone) as drawn_from,
        ):
            with _ruling_out(self.ruled_out) as used:
                value, raised, seconds = _timed_call(self.function, given, given_by_name)
            if used and (raised is None or raised.type != NotAllowed.__name__):
                value, raised = None, error_text(NotAllowed(used[0]))
            answer, error = _plain_or_error(value, raised)
            outcome = Outcome(
                value=answer,
                error=error,
                arguments=given,
                keywords=given_by_name,
                touched=tuple(_changes(args, given)) + tuple(_changes(kwargs, given_by_name)),
                shared=tuple(_shared(value, (*given, *given_by_name.values()))),
                files=_written(folder),
                seconds=seconds,
                global_random=drawn_from(),
            )
        self.log.append(outcome)
        return outcome


def _timed_call(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, ErrorText | None, float]:
    started = clock()
    try:
        value = function(*args, **kwargs)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, error_text(error), clock() - started
    return value, None, clock() - started


def _plain_or_error(value: Any, error: ErrorText | None) -> tuple[Any, ErrorText | None]:
    if error is not None:
        return None, error
    try:
        return plain(value), None
    except Exception as unreadable:
        return None, error_text(unreadable)


def error_text(error: BaseException) -> ErrorText:
    """An exception as text, with the last of the learner's own lines that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not _is_library(frame.filename)]
    try:
        message = str(error)
    except Exception:
        message = "(its message cannot be shown)"
    if isinstance(error, KeyError) and len(error.args) == 1:
        message = str(error.args[0])
    return ErrorText(
        type=type(error).__name__,
        bases=tuple(base.__name__ for base in type(error).__mro__[1:-1]),
        message=message,
        where=f"line {own[-1].lineno}: `{own[-1].line}`" if own and own[-1].line else "",
        raised_in=frames[-1].name if frames else "",
    )


def _is_library(filename: str) -> bool:
    path = Path(filename)
    return (
        "site-packages" in path.parts
        or path.is_relative_to(_COURSE)
        or path.is_relative_to(_STDLIB)
    )


def plain(value: Any) -> Any:
    """A value as plain data: figures described, containers copied, subclasses reduced."""
    if isinstance(value, float | int | str | np.generic):
        return value  # first, since a list may hold thousands
    if is_drawing(value):
        return describe(value)
    if isinstance(value, pd.DataFrame):
        return pd.DataFrame(value).copy()
    if isinstance(value, pd.Series):
        return pd.Series(value).copy()
    if isinstance(value, np.ma.MaskedArray):
        return np.ma.filled(value.astype(float), np.nan)
    if isinstance(value, np.ndarray):
        return np.array(value)
    if is_sparse(value):  # before dictionaries, since a `dok_matrix` is one
        return value.asformat("csc" if value.format == "csc" else "csr", copy=True)
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(plain(entry) for entry in value)
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value


def has_no_body(function: Any) -> bool:
    """Whether a function's body only says that it isn't written: ``pass``, ``...``, a docstring.

    Or an error that says so, raised without anything before it.
    """
    if not isinstance(function, types.FunctionType):
        return False
    steps = [step for step in dis.get_instructions(function) if step.opname not in _IDLE]
    if steps and steps[-1].opname == "RAISE_VARARGS" and {s.opname for s in steps} <= _RAISING:
        return [s.argval for s in steps if s.opname == "LOAD_GLOBAL"] == [UNWRITTEN]
    loaded = {step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")}
    return loaded == {None} and all("LOAD_CONST" in s.opname or "RETURN" in s.opname for s in steps)


_IDLE = {"RESUME", "NOP", "CACHE"}
_RAISING = {"PUSH_NULL", "LOAD_GLOBAL", "LOAD_CONST", "PRECALL", "CALL", "RAISE_VARARGS"}
UNWRITTEN = "NotImplemented" + "Error"


# ---------------------------------------------------------------- what the call did


def _changes(before: Any, after: Any, name: str = "") -> Iterator[str]:
    """Names of the parts of the arguments that differ after the call."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() | after.keys():
            if key not in after or key not in before:
                yield f"{name}[{key!r}]" if name else f"`{key}`"
            else:
                yield from _changes(before[key], after[key], f"`{key}`")
    elif isinstance(before, tuple) and isinstance(after, tuple):
        for position, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _changes(old, new, f"argument {position + 1}")
    elif isinstance(before, np.random.Generator):
        return
    elif isinstance(before, pd.DataFrame) and type(after) is type(before) and before.equals(after):
        return  # what is nearly always the case, found in a tenth of the time
    elif _same_bytes(before, after):
        return
    elif not same_answer(before, after, rtol=0.0):
        yield name


def _same_bytes(before: Any, after: Any) -> bool:
    """Whether both are arrays of numbers of the same kind and shape, equal to the last bit."""
    return (
        type(before) is type(after) is np.ndarray
        and before.dtype == after.dtype
        and before.dtype.kind in "biufc"
        and before.shape == after.shape
        and before.tobytes() == after.tobytes()
    )


def _shared(value: Any, arguments: tuple[Any, ...]) -> Iterator[str]:
    """Where the value is, or shares memory with, an entry of an argument."""
    entries = list(value.items()) if isinstance(value, dict) else [("the result", value)]
    for argument in arguments:
        sources = argument.values() if isinstance(argument, dict) else [argument]
        for name, entry in entries:
            if any(_same_memory(entry, source) for source in sources):
                yield f"`{name}`" if isinstance(value, dict) else name


def _same_memory(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return np.shares_memory(a, b)
    if isinstance(a, np.ndarray) and isinstance(b, pd.DataFrame):
        return np.shares_memory(a, b.to_numpy())
    return a is b and isinstance(a, np.ndarray | pd.DataFrame | pd.Series | dict | list)


@contextlib.contextmanager
def _own_random_state(put_back: bool) -> Iterator[Callable[[], bool]]:
    """Give the call global random generators that nobody else uses; the reader's own come back.

    Yields a function that says whether anybody has drawn from them, or seeded them: what they draw
    next tells, in a tenth of the time that it takes to look at their states.
    """
    before = (np.random.get_state(legacy=False), random.getstate()) if put_back else None  # noqa: NPY002
    seed = secrets.randbits(32)  # so that setting any seed shows
    _seed_all(seed)
    undisturbed = _next_draws()
    _seed_all(seed)
    try:
        yield lambda: _next_draws() != undisturbed
    finally:
        if before is not None:
            np.random.set_state(before[0])  # noqa: NPY002
            random.setstate(before[1])


def _seed_all(seed: int) -> None:
    np.random.seed(seed)  # noqa: NPY002 - it is what we look for
    random.seed(seed)


def _next_draws() -> tuple[float, float]:
    return np.random.random_sample(), random.random()  # noqa: NPY002


def _written(folder: Path) -> dict[str, int]:
    if _is_empty(str(folder)):
        return {}
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ---------------------------------------------------------------- surroundings of a call


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Printed text and warnings cost nothing and don't clutter the verdict."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _scratch_folder() -> Iterator[Path]:
    """An empty working directory; one that is left empty serves the next call as well.

    Making and removing one takes some milliseconds on a disk, and a check makes a hundred calls.
    """
    before = os.getcwd()
    process, name = _idle_folders.pop() if _idle_folders else (0, "")
    if process != os.getpid() or not _is_empty(name):
        name = tempfile.mkdtemp(prefix="course-")
    os.chdir(name)
    try:
        yield Path(name)
    finally:
        os.chdir(before)
        if _is_empty(name):
            _idle_folders.append((os.getpid(), name))
        else:
            shutil.rmtree(name, ignore_errors=True)


_idle_folders: list[tuple[int, str]] = []
"""Empty scratch folders, each with the process that made it: a fork must not use its parent's."""


def _is_empty(folder: str) -> bool:
    try:
        return not os.listdir(folder) and not os.path.islink(folder)  # noqa: PTH208, PTH114 - fast
    except OSError:
        return False


@atexit.register
def _remove_idle_folders() -> None:
    for process, name in _idle_folders:
        if process == os.getpid():
            shutil.rmtree(name, ignore_errors=True)


_CALL_LIMIT = re.compile(more_calls_than(0).replace("0", r"(\d+)"))


@contextlib.contextmanager
def _ruling_out(functions: frozenset[str]) -> Iterator[list[str]]:
    """Make calls of these functions an error, and list those that were called.

    A profile hook sees every call of a Python function by the code that it runs, under whatever
    name it was imported; nothing is replaced, so there is nothing to put back.
    """
    used: list[str] = []
    if not functions:
        yield used
        return
    short_names = {name.rsplit(".", 1)[-1] for name in functions}
    limits = [found for name in functions if (found := _CALL_LIMIT.fullmatch(name))]
    limit = min((int(found[1]) for found in limits), default=sys.maxsize)
    n_calls = 0

    def watch(frame: types.FrameType, event: str, _: Any) -> None:
        nonlocal n_calls
        n_calls += event in ("call", "c_call")
        if n_calls > limit:
            used.append(more_calls_than(limit))
            raise NotAllowed(used[-1])
        if event == "call" and frame.f_code.co_name in short_names:
            name = f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"
            if name in functions:
                used.append(name)
                raise NotAllowed(name)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield used
    finally:
        sys.setprofile(before)


@contextlib.contextmanager
def _own_figures() -> Iterator[None]:
    """Close the figures that the call opened, and only those; draw none that nobody looks at."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    before = set(pyplot.get_fignums()) if pyplot else set()
    try:
        with _undrawn_heatmaps():
            yield
    finally:
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot:
            for number in set(pyplot.get_fignums()) - before:
                pyplot.close(number)


@contextlib.contextmanager
def _undrawn_heatmaps() -> Iterator[None]:
    # seaborn draws a clustermap three times to see whether its labels overlap, which is most of
    # the time that one takes. A figure that is read as data needs none of it; saving still draws.
    matrix = sys.modules.get("seaborn.matrix")
    draw = getattr(matrix, "_draw_figure", None)
    if matrix is None or draw is None:
        yield
        return
    vars(matrix)["_draw_figure"] = _nothing
    try:
        yield
    finally:
        vars(matrix)["_draw_figure"] = draw


def _nothing(*_: Any) -> None:
    return None
