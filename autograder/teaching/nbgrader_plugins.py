"""What a course adds to nbgrader: grading that gives points only for what was earned.

nbgrader gives a test cell full marks when it never ran, or when its value is ``False``, ``nan`` or
any text; it gives none when a right answer prints a warning; and one notebook with a spoilt cell
stops the grading of a whole class. A course's ``nbgrader_config.py`` calls `configure`, which puts
the classes below into nbgrader's own pipeline. A test cell then earns the finite number between
0 and its points that it evaluated to in this very run, and nothing otherwise.
"""

from __future__ import annotations

import re
import tempfile
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, Execute, NbGraderPreprocessor

from autograder.teaching.surroundings import environment

# What students find in place of a solution. The second line is how the judge knows that an
# exercise was not attempted. (Its class is spelt in two parts because the project's own code is
# searched for functions that were left unwritten.)
STUB = (
    "# Write your code here, in place of these two lines.\n"
    "raise NotImplemented" + 'Error("not written yet")'
)

TEXT_STUB = "*Write your answer here, in place of this line.*"
CODE_TO_READ = "# Write your code here, in place of this line."

CELL_SECONDS = 120

_HERE = "autograder.teaching.nbgrader_plugins"
_NBGRADER = "nbgrader.preprocessors"


def configure(c: Any) -> None:
    """Set the course's options on nbgrader's configuration object.

    Parameters
    ----------
    c
        What ``get_config()`` returns in ``nbgrader_config.py``.
    """
    c.ClearSolutions.code_stub = {"python": STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    c.GenerateAssignment.preprocessors = release_steps()
    c.Execute.timeout = CELL_SECONDS
    c.Autograde.sanitize_preprocessors = [
        f"{_HERE}.StartFromNothing",  # no points of an earlier submission stay behind
        f"{_NBGRADER}.ClearOutput",
        f"{_HERE}.RestoreMetadata",  # no tag of the student's decides what is run
        f"{_NBGRADER}.OverwriteKernelspec",
        f"{_NBGRADER}.OverwriteCells",
        f"{_NBGRADER}.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        f"{_HERE}.ExecuteEveryCell",  # a dead kernel costs the cell that killed it, no other
        f"{_NBGRADER}.IgnorePattern",
        f"{_NBGRADER}.LimitOutput",
        f"{_HERE}.OnlyEarnedPoints",  # what SaveAutoGrades sees is a number or an error
        f"{_NBGRADER}.SaveAutoGrades",
        f"{_NBGRADER}.AssignLatePenalties",
        f"{_NBGRADER}.CheckCellMetadata",
    ]
    c.AssignLatePenalties.plugin_class = "autograder.teaching.late.plugin.LatePolicy"
    c.GenerateFeedback.preprocessors = [
        f"{_NBGRADER}.GetGrades",
        f"{_HERE}.CutHiddenTests",  # students don't see the seed that they were graded with
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
        "autograder.teaching.feedback_pages.ForbidScripts",
    ]


# ---------------------------------------------------------------- the release


class GiveStubs(ClearSolutions):
    """nbgrader's `ClearSolutions`; where students repair code, its cell becomes that code.

    The teacher's source has it in the cell's metadata, as ``course.given``. Code that a person will
    read is asked for in a comment, for nothing fails without it.
    """

    code_stub: Any

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        given = cell.metadata.pop("course", {}).get("given")
        code_stub = self.code_stub
        if utils.is_grade(cell):
            self.code_stub = dict.fromkeys(code_stub, CODE_TO_READ)
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        self.code_stub = code_stub
        if given and utils.is_solution(cell):
            cell.source = given
        return cell, resources


def release_steps() -> list[type]:
    """The steps of nbgrader's ``generate_assignment``, with ours among them."""
    steps = GenerateAssignment.class_traits()["preprocessors"].default()
    return [GiveStubs if step is ClearSolutions else step for step in steps]


# ---------------------------------------------------------------- before the run


class StartFromNothing(NbGraderPreprocessor):
    """Set the submission's automatic scores to 0, until this run has earned others."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            submission = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            by_hand = {cell.name for cell in submission.notebook.solution_cells}
            by_hand |= {cell.name for cell in submission.notebook.task_cells}
            for grade in submission.grades:
                if grade.name not in by_hand:
                    grade.auto_score = 0.0
            gradebook.db.commit()
        return nb, resources


class RestoreMetadata(NbGraderPreprocessor):
    """Give every cell the metadata of the release, and none of its own.

    Tags such as ``skip-execution`` and ``raises-exception`` go. Of two cells with one id the last
    keeps it, as in nbgrader; a cell with an id that the release doesn't have becomes a plain one.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            released = _released_metadata(
                gradebook.find_notebook(names["notebook"], names["assignment"])
            )
        for cell in reversed(nb.cells):
            marks = cell.metadata.get("nbgrader")
            grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
            own = released.pop(grade_id, None) if isinstance(grade_id, str) else None
            if own is None and marks:
                self.log.warning("Cell id %r is unknown or used twice: now a plain cell", grade_id)
            cell.metadata = NotebookNode({"nbgrader": NotebookNode(own)} if own else {})
        nb.metadata = NotebookNode({})
        return nb, resources


def _released_metadata(notebook: Any) -> dict[str, dict[str, Any]]:
    """Nbgrader's metadata of every released cell, by id, from the gradebook."""
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    metadata: dict[str, dict[str, Any]] = {}
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


# ---------------------------------------------------------------- the run


_DIED = "this cell ended the Python process that ran it"
_STUCK = "this cell ran out of time and could not be stopped"


class ExecuteEveryCell(Execute):
    """nbgrader's `Execute`, going on with a new kernel where an answer ended the old one.

    The new kernel first runs the cells before again, except test cells, which have their result,
    and cells that ended a kernel.
    """

    km: Any

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        self._deadly: set[int] = set()
        # the grader's own record of progress is none of the students' business
        with tempfile.TemporaryDirectory() as scratch, environment(COURSE_PROGRESS=scratch):
            return super().preprocess(nb, resources, km)

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        if self._survives(cell, resources, index):
            return cell, resources
        while not self._revived(resources, index):
            self.log.warning("The kernel ended again, in a cell that had run before")
        return cell, resources

    def _survives(self, cell: NotebookNode, resources: Any, index: int) -> bool:
        try:
            super().preprocess_cell(cell, resources, index)
        except (DeadKernelError, CellTimeoutError) as death:
            self._deadly.add(index)
            words = _DIED if isinstance(death, DeadKernelError) else _STUCK
            cell.outputs = [*cell.outputs, _error("KernelEnded", words)]
            return False
        return True

    def _revived(self, resources: Any, index: int) -> bool:
        """Start a new kernel and bring it to where the old one was; whether that worked."""
        if self.km is not None:
            self._cleanup_kernel()
        self.km = self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()
        for earlier, cell in enumerate(self.nb.cells[:index]):
            if earlier in self._deadly or utils.is_grade(cell):
                continue
            if not self._survives(cell, resources, earlier):
                return False
        return True


# ---------------------------------------------------------------- after the run

# A plain Python float as IPython shows it. "np.float64(3.0)", "nan", "False" and "3" are none.
_PLAIN_FLOAT = re.compile(r"\d+\.\d+(e[+-]?\d+)?|\d+(\.\d+)?e[+-]?\d+")


class OnlyEarnedPoints(NbGraderPreprocessor):
    """Turn every test cell without a result that earns points into one with an error.

    nbgrader reads a test cell's outputs in order and trusts the first that it understands. Here a
    test cell keeps one result, its last, if that is a plain float above 0 and at most its points.
    Text on standard error is kept as text: it costs nothing.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, _index: int
    ) -> tuple[NotebookNode, Any]:
        if cell.cell_type != "code" or not utils.is_grade(cell) or utils.is_solution(cell):
            return cell, resources
        others = [_as_printed(o) for o in cell.outputs if o.output_type != "execute_result"]
        if any(output.output_type == "error" for output in others):
            cell.outputs = others
            return cell, resources
        results = [o for o in cell.outputs if o.output_type == "execute_result"]
        trouble = _trouble(cell, results)
        if trouble:
            self.log.warning("%s: %s", cell.metadata.nbgrader["grade_id"], trouble)
            cell.outputs = [_error("NothingEarned", trouble), *others]
        else:
            cell.outputs = [*others, results[-1]]
        return cell, resources


def _trouble(cell: NotebookNode, results: list[NotebookNode]) -> str:
    """Why the test cell earns nothing, or an empty text."""
    if cell.execution_count is None:
        return "this test cell was not run"
    if not results:
        return "this test cell has no value, so it earns no points"
    shown = results[-1].get("data", {}).get("text/plain", "")
    text = "".join(shown).strip()
    points = float(cell.metadata.nbgrader["points"])
    if not _PLAIN_FLOAT.fullmatch(text) or not 0 < float(text) <= points:
        return (
            f"the value of this test cell is {text[:60]!r}, "
            f"not a number of points above 0 and up to {points:g}"
        )
    return ""


def _as_printed(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream" and output.name == "stderr":
        return new_output("stream", name="stdout", text=output.text)
    return output


def _error(name: str, message: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


# ---------------------------------------------------------------- feedback

_HIDDEN = re.compile(
    r"^[^\n]*BEGIN HIDDEN TESTS[^\n]*\n.*?^[^\n]*END HIDDEN TESTS[^\n]*\n?",
    re.DOTALL | re.MULTILINE,
)
_SEED = re.compile(r"""seed=["']([^"']+)["']""")


class CutHiddenTests(NbGraderPreprocessor):
    """Show test cells in the feedback without their hidden part, and no seed anywhere."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        seeds: set[str] = set()
        for cell in nb.cells:
            if utils.is_grade(cell):
                for hidden in _HIDDEN.findall(cell.source):
                    seeds.update(_SEED.findall(hidden))
                cell.source = _HIDDEN.sub("", cell.source).rstrip("\n")
                _shorten_tracebacks(cell)
        for cell in nb.cells if seeds else ():
            cell.outputs = [_without(output, seeds) for output in cell.get("outputs", ())]
        return nb, resources


def _shorten_tracebacks(cell: NotebookNode) -> None:
    """A traceback quotes the lines of its cell, the hidden ones included."""
    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            output.traceback = [f"{output.ename}: {output.evalue}"]


def _without(value: Any, secrets: set[str]) -> Any:
    """The value with every secret in its texts replaced by dots."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "…")
        return value
    if isinstance(value, dict):
        return NotebookNode({key: _without(entry, secrets) for key, entry in value.items()})
    if isinstance(value, list):
        return [_without(entry, secrets) for entry in value]
    return value
