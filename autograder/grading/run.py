"""One run over a class: what has changed is judged, the rest is kept, and all of it written."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm
from traitlets.config import Config, PyFileConfigLoader

from autograder.grading.gradebook import GradeWriter, Judged
from autograder.grading.handed_in import Handed, files_beside, handed_in
from autograder.grading.regrade import (
    Basis,
    Earlier,
    Library,
    digest_of,
    engine_digest,
    exercise_parts,
)
from autograder.grading.schedule import crew_of, results
from autograder.grading.summary import Summary
from autograder.grading.work import Result, Task
from autograder.teaching.course_files import gradebook_url
from autograder.teaching.late.policy import FILE, read_policy
from autograder.teaching.release import lesson_seed, read_secret
from autograder.teaching.variants import has_variants, variant_of


@dataclass(frozen=True)
class _Todo:
    """A submission to judge: what there was before, what it stands on now, and why again."""

    handed: Handed
    earlier: Earlier
    basis: Basis
    why: dict[str, tuple[str, ...]]


@dataclass
class Run:
    """One run of ``course grade``.

    Attributes
    ----------
    course, lesson
        The course folder, and the lesson's id.
    db
        The gradebook, if it isn't the course's own.
    workers, scheduler
        How many submissions at a time, and the Dask scheduler, if there is one.
    jailed
        Whether submissions run in a jail.
    again
        Judge what has not changed, too.
    """

    course: Path
    lesson: str
    db: str | None = None
    workers: int = 1
    scheduler: str | None = None
    jailed: bool = True
    again: bool = False
    summary: Summary = field(default_factory=Summary)

    def grade(self) -> Summary:
        """Read, judge and write, in that order for every submission."""
        with contextlib.suppress(FileNotFoundError):
            read_policy(self.course / FILE)  # nbgrader asks for it in the middle of the writing
        url = gradebook_url(self.course, self.db)
        config = course_config(self.course)
        with contextlib.closing(GradeWriter(url, self.course, self.lesson, config)) as writer:
            self.secret = read_secret(self.course, self.lesson)
            self.variants = has_variants(self.course, self.lesson)
            self.files = files_beside(self.course / "release" / self.lesson)
            self.writer = writer
            todo = self._to_do()
            if todo:
                self._work_off(todo)
        return self.summary

    def _to_do(self) -> dict[str, _Todo]:
        """Every submission of which something must be judged."""
        library, todo = Library(self.lesson), {}
        engine, exercises = engine_digest(), exercise_parts(self.lesson)
        for handed in handed_in(self.course, self.lesson, library.names, self.summary.problems):
            basis = Basis(
                engine,
                self._given(handed.student),
                handed.digest,
                library.digest(sorted(handed.uses)),
                exercises,
            )
            earlier = self.writer.earlier(handed.student)
            why = earlier.touched(basis)
            if self.again:
                why = {name: why.get(name, ()) for name in exercises}
            if why:
                todo[handed.student] = _Todo(handed, earlier, basis, why)
            else:
                self.summary.unchanged.append(handed.student)
        return todo

    def _seed(self, student: str) -> str:
        """Where a student's graded checks draw from: everybody's own, in a lesson with variants."""
        if self.variants:
            return variant_of(self.secret, self.lesson, student).seed
        return lesson_seed(self.secret, self.lesson)

    def _given(self, student: str) -> str:
        """A digest of what the course gave: the seed, the release, its files, the jail."""
        parts = [self._seed(student), repr(self.writer.released), repr(sorted(self.files.items()))]
        return digest_of(*parts, str(self.jailed))[:16]

    def _task(self, todo: _Todo) -> bytes:
        path = todo.handed.path
        beside = files_beside(path.parent)
        others = {one.name for one in path.parent.glob("*.ipynb")} - {path.name}
        return Task(
            todo.handed.student, self.lesson, todo.handed.content(),
            self._seed(todo.handed.student), self.writer.released, {**beside, **self.files}, own_files=tuple(sorted({*beside, *others} - set(self.files))),
            jailed=self.jailed, only=tuple(todo.why),
        ).to_bytes()  # fmt: skip

    def _work_off(self, todo: dict[str, _Todo]) -> None:
        quiet = not sys.stderr.isatty()
        with (
            crew_of(self.workers, self.scheduler) as crew,
            tqdm(total=len(todo), unit="submission", disable=quiet, leave=False) as bar,
        ):
            for student, result in results(crew, todo, lambda name: self._task(todo[name])):
                self._write(result, todo[student])
                bar.update()

    def _write(self, result: Result, todo: _Todo) -> None:
        student, problems = todo.handed.student, self.summary.problems
        if result.problem:
            problems.append(f"{student}: the submission {result.problem}")
            return
        judged = Judged(
            todo.basis, todo.earlier, todo.why, todo.handed.timestamp, not self.jailed,
            tuple(sorted(todo.handed.tags)) if self.variants else None,
        )  # fmt: skip
        try:
            score, verdicts, moved = self.writer.write(result, judged)
        except (SQLAlchemyError, OSError) as error:
            reason = str(error).splitlines()[0]
            problems.append(f"{student}: the grades could not be saved: {reason}")
            return
        self.summary.graded(student, score, verdicts, moved, len(result.verdicts))


# ---------------------------------------------------------------- the course


def course_config(course: Path) -> Any:
    """Nbgrader's configuration of a course."""
    path = course / "nbgrader_config.py"
    if not path.is_file():
        return Config()
    config = PyFileConfigLoader(path.name, path=str(course)).load_config()
    config.CourseDirectory.root = str(course)
    return config
