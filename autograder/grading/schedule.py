"""Who does the work: this process, a pool of processes, or a Dask cluster; bytes in, bytes out.

Whichever it is, a worker that dies costs its own submission one more try and no other anything.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from typing import Any

from autograder.grading.jail import NoJail, StillThere
from autograder.grading.jails import close_jails, wait_for_jails
from autograder.grading.wire import WireError
from autograder.grading.work import Result, grade

TRIES = 2


class Here(Executor):
    """Work done in this process, when it is asked for."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future:
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Crew:
    """Makes executors: a new one when one is broken."""

    def __init__(self, workers: int, scheduler: str | None):
        self.workers = workers
        self._client = _client(scheduler) if scheduler else None
        if self._client is not None:
            self.workers = max(2, 2 * sum(self._client.nthreads().values()))
        self.executor = self._new()

    def _new(self) -> Executor:
        if self._client is not None:
            return self._client.get_executor(pure=False, retries=0)
        if self.workers == 1:
            return Here()
        wait_for_jails()  # the workers are forks of this process, and share its jail
        return ProcessPoolExecutor(self.workers, mp_context=multiprocessing.get_context("fork"))

    def renew(self) -> None:
        """Replace an executor that is broken."""
        self.executor.shutdown(wait=False)
        self.executor = self._new()

    def close(self) -> None:
        self.executor.shutdown(wait=True)
        if self._client is not None:
            self._client.close()
        close_jails()


@contextlib.contextmanager
def crew_of(workers: int, scheduler: str | None) -> Iterator[Crew]:
    """A crew, ended afterwards."""
    crew = Crew(workers, scheduler)
    try:
        yield crew
    finally:
        crew.close()


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise NoJail("--scheduler needs Dask: pip install distributed.") from None
    try:
        return Client(scheduler, timeout=20)
    except (OSError, ValueError, TimeoutError) as error:
        raise FileNotFoundError(f"there is no Dask scheduler at {scheduler}: {error}") from None


def results(
    crew: Crew, students: Iterable[str], task: Callable[[str], bytes]
) -> Iterator[tuple[str, Result]]:
    """Grade every student's task, made when its turn comes; yields results as they are done."""
    waiting = sorted(students, reverse=True)
    tries = dict.fromkeys(waiting, 0)
    running: dict[Future, str] = {}
    while waiting or running:
        while waiting and len(running) < crew.workers:
            student = waiting.pop()
            tries[student] += 1
            try:
                running[crew.executor.submit(grade, task(student))] = student
            except BrokenExecutor:
                tries[student] -= 1
                waiting.append(student)
                break
        if not running:
            crew.renew()
            continue
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        broken = False
        for future in done:
            student = running.pop(future)
            try:
                result = Result.from_bytes(future.result())
                if result.student != student:
                    raise WireError("a result of somebody else")
            except NoJail:
                raise
            except Exception as error:  # a dead worker, a lost host, a result that is none
                broken = broken or isinstance(error, BrokenExecutor)
                if tries[student] < TRIES:
                    waiting.append(student)
                    continue
                result = Result(student, problem=f"could not be graded ({_reason(error)})")
            yield student, result
        if broken:
            for student in running.values():
                waiting.append(student)
            running.clear()
            crew.renew()


def _reason(error: Exception) -> str:
    if isinstance(error, StillThere):
        return str(error)
    text = str(error).splitlines()[0] if str(error) else ""
    return f"{type(error).__name__}: {text}"[:300]
