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
from autograder.grading.worker.confine import die_with_parent

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
        fork = multiprocessing.get_context("fork")
        return ProcessPoolExecutor(self.workers, fork, initializer=die_with_parent)

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
        return Client(scheduler, timeout=10)
    except (OSError, ValueError, TimeoutError) as error:
        raise FileNotFoundError(f"there is no Dask scheduler at {scheduler}: {error}") from None


def results(
    crew: Crew, students: Iterable[str], task: Callable[[str], bytes]
) -> Iterator[tuple[str, Result]]:
    """Grade every student's task, made when its turn comes; yields results as they are done."""
    line = _Line(crew, students, task)
    while line.waiting or line.running:
        line.start()
        done = line.done()
        if crew.workers > 1:
            line.start()  # nobody is idle while these are written
        yield from done


class _Line:
    """The students whose turn is to come, and those at work.

    When a pool of processes breaks, nobody knows whose worker had died: whoever was at work tries
    again alone, so that a submission that kills its worker is not mistaken for its neighbour.
    """

    def __init__(self, crew: Crew, students: Iterable[str], task: Callable[[str], bytes]):
        self._crew, self._task = crew, task
        self.waiting = sorted(students, reverse=True)
        self.running: dict[Future, str] = {}
        self._tries = dict.fromkeys(self.waiting, 0)
        self._suspects: set[str] = set()

    def start(self) -> None:
        """Give everybody who is idle something to do."""
        while self.waiting and len(self.running) < (1 if self._suspects else self._crew.workers):
            student = self.waiting.pop()
            try:
                future = self._crew.executor.submit(grade, self._task(student))
            except BrokenExecutor:
                self.waiting.append(student)
                if self.running:
                    return
                self._crew.renew()
            else:
                self.running[future] = student

    def done(self) -> list[tuple[str, Result]]:
        """Results of those that are done; whoever may try again waits again."""
        finished: list[tuple[str, Result]] = []
        for future in wait(self.running, return_when=FIRST_COMPLETED).done:
            try:
                result = _result_of(future, self.running[future])
            except NoJail:
                raise
            except BrokenExecutor as error:
                return finished + self._after_a_break(error)
            except Exception as error:  # a lost host, a result that is none
                finished += self._again(self.running.pop(future), error)
            else:
                student = self.running.pop(future)
                self._suspects.discard(student)
                finished.append((student, result))
        return finished

    def _after_a_break(self, error: Exception) -> list[tuple[str, Result]]:
        """Renew the pool; only who was alone at work has had a try."""
        self._crew.renew()
        students = list(self.running.values())
        self.running.clear()
        self._suspects |= set(students)
        if len(students) == 1:
            return self._again(students[0], error)
        self.waiting += students
        return []

    def _again(self, student: str, error: Exception) -> list[tuple[str, Result]]:
        self._tries[student] += 1
        if self._tries[student] < TRIES:
            self.waiting.append(student)
            return []
        self._suspects.discard(student)
        return [(student, Result(student, problem=f"could not be graded ({_reason(error)})"))]


def _result_of(future: Future, student: str) -> Result:
    result = Result.from_bytes(future.result())
    if result.student != student:
        raise WireError("a result of somebody else")
    return result


def _reason(error: Exception) -> str:
    if isinstance(error, StillThere):
        return str(error)
    text = str(error).splitlines()[0] if str(error) else ""
    return f"{type(error).__name__}: {text}"[:300]
