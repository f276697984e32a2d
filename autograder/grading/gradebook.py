"""Writing results into nbgrader's own gradebook: one writer, one transaction per submission.

The autograded notebook is put in place after the transaction, whole or not at all, and carries
digests of all that its grades depend on (`autograder.grading.regrade`). So whenever a run is cut
off, the next one finds what is missing and grades just that.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry, Notebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import update
from traitlets.config import Config

from autograder.feedback import verdict_text
from autograder.grading.regrade import MOST_MOVES, Basis, Earlier, Move, in_order, moves
from autograder.grading.submission import ReleasedCell
from autograder.grading.work import Result
from autograder.verdict import Verdict

TEST = "test_"
_UNJAILED = (
    "**Graded without a jail** (`--unsafe-no-jail`): this notebook's code could have done anything, "
    "so its grades prove nothing."
)


class NoRelease(Exception):
    """The gradebook doesn't know the lesson; the message says what to do."""


@dataclass(frozen=True)
class Judged:
    """How a submission came to be judged: on what basis, after what, when it was handed in.

    ``why`` has the exercises that were judged now, each with the reasons; ``tags`` are the variants
    that the notebook carries, None in a lesson without variants.
    """

    basis: Basis
    earlier: Earlier
    why: dict[str, tuple[str, ...]]
    timestamp: str | None = None
    unjailed: bool = False
    tags: tuple[str, ...] | None = None

    @property
    def is_new_work(self) -> bool:
        """Whether anything of the submission differs from what was graded before."""
        before = self.earlier.basis
        return before is None or before.submission != self.basis.submission


class GradeWriter:
    """The one writer of grades.

    Parameters
    ----------
    url
        The gradebook (``sqlite:///…`` or ``postgresql://…``).
    course
        The course folder, for the autograded notebooks.
    lesson
        Id of the lesson.
    config
        nbgrader's configuration, for late penalties.
    """

    def __init__(self, url: str, course: Path, lesson: str, config: Config | None = None):
        self.course, self.lesson = course, lesson
        self.gradebook = Gradebook(url)
        try:
            notebook = self.gradebook.find_notebook(lesson, lesson)
        except MissingEntry:
            self.gradebook.close()
            raise NoRelease(
                f"the lesson {lesson!r} has not been released; run `course release {lesson}` first"
            ) from None
        self.metadata = released_metadata(notebook)
        self.released = tuple(
            ReleasedCell(
                cell.name, cell.cell_type, cell.source, bool(cell.locked),
                bool(self.metadata[cell.name]["grade"]), bool(self.metadata[cell.name]["solution"]),
            )
            for cell in notebook.source_cells
        )  # fmt: skip
        # The released cells stay as they are while submission after submission refers to them.
        self._cells = [*notebook.grade_cells, *notebook.solution_cells]
        self.gradebook.db().expire_on_commit = False
        self._try_to_write(notebook)
        self._late = AssignLatePenalties(config=config or Config())
        self._late.init_plugin()
        logging.getLogger("traitlets").setLevel(logging.ERROR)

    def _try_to_write(self, notebook: Any) -> None:
        """Raise now, and not after all the work, if the database takes no grades."""
        session = self.gradebook.db
        try:
            session.execute(
                update(Notebook).where(Notebook.id == notebook.id).values(name=self.lesson)
            )
        except BaseException:
            self.gradebook.close()
            raise
        session.rollback()

    def close(self) -> None:
        self.gradebook.close()

    def path(self, student: str) -> Path:
        """Where a student's autograded notebook is."""
        return self.course / "autograded" / student / self.lesson / f"{self.lesson}.ipynb"

    def earlier(self, student: str) -> Earlier:
        """What an earlier run left; nothing to build on, where the gradebook has no such grades."""
        try:
            about = json.loads(self.path(student).read_bytes())["metadata"]["course"]
            saved = self.gradebook.find_submission_notebook(self.lesson, self.lesson, student)
            whole = all(
                g.auto_score is not None or g.manual_score is not None or g.needs_manual_grade
                for g in saved.grades
            )
        except (OSError, ValueError, KeyError, TypeError, MissingEntry):
            return Earlier()
        finally:
            self.gradebook.db.rollback()
        found = Earlier.from_metadata(about)
        return found if whole else replace(found, basis=None)

    def write(self, result: Result, judged: Judged) -> tuple[float, list[Verdict], list[Move]]:
        """Save one submission; returns its score, all its verdicts, and which have moved."""
        new = {verdict.exercise for verdict in result.verdicts}
        kept = [one for name, one in judged.earlier.verdicts.items() if name not in new]
        verdicts = in_order(self.lesson, [*kept, *result.verdicts])
        at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        moved = moves(judged.earlier, result.verdicts, judged.why, at)
        by_hand = self._by_hand(result.student) if moved else {}
        moved = [replace(one, by_hand=by_hand.get(TEST + one.exercise)) for one in moved]
        result = replace(result, verdicts=verdicts)
        notebook = self._notebook(result, judged, moved)
        text = nbformat.writes(notebook) + "\n"
        with _staged(self.path(result.student), text), _one_transaction(self.gradebook):
            score = self._save(result, notebook, judged)
        return score, verdicts, moved

    def _by_hand(self, student: str) -> dict[str, float]:
        """Scores that a person gave, by cell."""
        try:
            saved = self.gradebook.find_submission_notebook(self.lesson, self.lesson, student)
            return {g.name: g.manual_score for g in saved.grades if g.manual_score is not None}
        except MissingEntry:
            return {}
        finally:
            self.gradebook.db.rollback()

    # ------------------------------------------------------------ the gradebook

    def _save(self, result: Result, notebook: NotebookNode, judged: Judged) -> float:
        book = self.gradebook
        book.update_or_create_student(result.student)
        times = {"timestamp": judged.timestamp} if judged.timestamp else {}
        with book.db.no_autoflush:
            submission = book.update_or_create_submission(self.lesson, result.student, **times)
        saved = book.find_submission_notebook(self.lesson, self.lesson, result.student)
        cells = {
            c.metadata.nbgrader["grade_id"]: c for c in notebook.cells if "nbgrader" in c.metadata
        }
        earned = {TEST + verdict.exercise: verdict for verdict in result.verdicts}
        for grade in saved.grades:
            verdict, before = earned.get(grade.name), grade.auto_score
            if verdict is not None:
                grade.auto_score = points_earned(verdict, grade.max_score)
            else:
                grade.auto_score = self._score_by_hand(cells.get(grade.name))
            # A person looks again at what that person graded only where there is something new.
            if judged.is_new_work or grade.auto_score != before:
                by_hand = grade.manual_score is not None
                grade.needs_manual_grade = by_hand or grade.auto_score is None
        for comment in saved.comments:
            cell = cells.get(comment.name)
            untouched = cell is not None and cell.metadata.nbgrader.get(
                "checksum"
            ) == utils.compute_checksum(cell)
            comment.auto_comment = "No response." if untouched else None
        book.db.flush()
        book.db.refresh(saved)
        saved.late_submission_penalty = self._penalty(submission, saved, result.student)
        book.db.flush()
        return float(sum(grade.auto_score or 0.0 for grade in saved.grades))

    def _score_by_hand(self, cell: NotebookNode | None) -> float | None:
        """Nbgrader's rule for an answer that a person grades; nothing for any other cell."""
        if cell is None or not utils.is_solution(cell):
            return 0.0
        return utils.determine_grade(cell, logging.getLogger(__name__))[0]

    def _penalty(self, submission: Any, saved: Any, student: str) -> float | None:
        late = submission.total_seconds_late
        if late <= 0:
            return None
        penalty = self._late.plugin_inst.late_submission_penalty(student, saved.score, late)
        return None if penalty is None else self._late._check_late_penalty(saved, penalty)

    # ------------------------------------------------------------ the notebook

    def _notebook(self, result: Result, judged: Judged, moved: list[Move]) -> NotebookNode:
        verdicts = {TEST + verdict.exercise: verdict for verdict in result.verdicts}
        cells = []
        for number, cell in enumerate(result.cells):
            made = _cell(cell, number)
            marks = self.metadata.get(cell["grade_id"])
            if marks is not None:
                made.metadata["nbgrader"] = NotebookNode(marks)
                if marks["grade"] and not marks["solution"] and made.cell_type == "code":
                    verdict = verdicts.get(cell["grade_id"])
                    made.outputs = _verdict_outputs(verdict, float(marks["points"]), number + 1)
            cells.append(made)
        if judged.unjailed:
            cells.insert(0, new_markdown_cell(_UNJAILED, id="graded-without-a-jail"))
        about: dict[str, Any] = {
            "basis": judged.basis.to_dict(),
            "lesson": self.lesson,
            "verdicts": [verdict.to_dict() for verdict in result.verdicts],
            "troubles": result.troubles,
            "notes": result.notes,
            "moves": [one.to_dict() for one in (*judged.earlier.moves, *moved)][-MOST_MOVES:],
        }
        if judged.unjailed:
            about["unjailed"] = True
        if judged.tags is not None:
            about["variants"] = list(judged.tags)
        metadata = {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
            "course": about,
        }
        return new_notebook(cells=cells, metadata=nbformat.from_dict(metadata))


def _cell(cell: dict[str, Any], number: int) -> NotebookNode:
    made = {
        "id": f"cell-{number}",
        "cell_type": cell["kind"],
        "metadata": {},
        "source": cell["source"],
    }
    if cell["kind"] == "code":
        made |= {"outputs": cell["outputs"], "execution_count": number + 1}
    elif cell["images"]:
        made["attachments"] = cell["images"]
    return nbformat.from_dict(made)  # nbformat's makers check every part by itself


def _verdict_outputs(verdict: Verdict | None, points: float, count: int) -> list[NotebookNode]:
    """What stands below a test cell: the verdict, and the points as nbgrader reads them."""
    text = verdict_text(verdict) if verdict else "This exercise was not graded."
    score = points_earned(verdict, points) if verdict else 0.0
    if score <= 0:
        error = {"output_type": "error", "ename": "NothingEarned", "evalue": text}
        return nbformat.from_dict([{**error, "traceback": [text]}])
    shown = {"output_type": "stream", "name": "stdout", "text": text + "\n"}
    number = {"output_type": "execute_result", "data": {"text/plain": repr(score)}}
    return nbformat.from_dict([shown, {**number, "metadata": {}, "execution_count": count}])


def points_earned(verdict: Verdict, points: float) -> float:
    """The verdict's share of a test cell's points."""
    return float(points * verdict.score / verdict.max_score) if verdict.max_score else 0.0


def released_metadata(notebook: Any) -> dict[str, dict[str, Any]]:
    """Nbgrader's metadata of every released cell, by grade id, from the gradebook."""
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    metadata = {}
    for cell in notebook.source_cells:
        marks = {
            "schema_version": 3,
            "grade_id": cell.name,
            "grade": cell.name in points,
            "solution": cell.name in solutions,
            "locked": bool(cell.locked),
            "task": cell.name in tasks,
            "cell_type": cell.cell_type,
            "checksum": cell.checksum,
        }
        if cell.name in points or cell.name in tasks:
            marks["points"] = points.get(cell.name, tasks.get(cell.name))
        metadata[cell.name] = marks
    return metadata


@contextlib.contextmanager
def _one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """Let nbgrader's functions, each of which commits, take part in one transaction."""
    session = gradebook.db
    commit = session.commit
    session.commit = session.flush
    try:
        yield
        commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.commit = commit


@contextlib.contextmanager
def _staged(path: Path, text: str) -> Iterator[None]:
    """Have a file's content safely on disk before the work inside, and in its place after it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        yield
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
