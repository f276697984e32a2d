"""What a test cell's outputs are turned into before nbgrader reads them, without a kernel."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from autograder.teaching.nbgrader_plugins import CutHiddenTests, OnlyEarnedPoints

MARKS = {
    "schema_version": 3, "grade": True, "grade_id": "test_f", "locked": True, "points": 4,
    "solution": False,
}  # fmt: skip


def result(text: str):
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


ERROR = new_output("error", ename="NotEarned", evalue="no", traceback=["no"])
STDERR = new_output("stream", name="stderr", text="careful")
PICTURE = new_output("display_data", data={"text/plain": "4.0"})


def earned(*outputs, executed: bool = True) -> float:
    """What nbgrader gives for a test cell with these outputs, once the course has seen it."""
    cell = new_code_cell("grade('f')", metadata={"nbgrader": dict(MARKS)}, outputs=list(outputs))
    cell.execution_count = 1 if executed else None
    cell, _ = OnlyEarnedPoints().preprocess_cell(cell, {}, 0)
    score, _ = determine_grade(cell)
    return score


@pytest.mark.parametrize(
    ("outputs", "points"),
    [
        ([result("4.0")], 4.0),
        ([result("1.3333333333333333")], 1.3333333333333333),
        ([result("1e-05")], 1e-05),
        ([STDERR, result("4.0"), STDERR], 4.0),
        ([PICTURE, result("2.5")], 2.5),
        ([result("4.0"), result("1.5")], 1.5),  # every expression shown: the last one counts
    ],
)
def test_a_number_of_points_is_earned(outputs, points):
    assert earned(*outputs) == points


@pytest.mark.parametrize(
    "text",
    ["True", "False", "None", "nan", "inf", "0.0", "-1.0", "4.000001", "99.0", "4", "'4.0'", "",
     "np.float64(4.0)", "array(4.)", "[4.0]", "4.0 4.0", "0x1.8p1", "4.0j"],
)  # fmt: skip
def test_any_other_value_earns_nothing(text):
    assert earned(result(text)) == 0


def test_a_test_cell_without_a_value_earns_nothing():
    assert earned() == 0
    assert earned(STDERR) == 0
    assert earned(PICTURE) == 0


def test_a_test_cell_that_was_not_run_earns_nothing():
    assert earned(result("4.0"), executed=False) == 0


def test_an_error_counts_wherever_it_stands():
    assert earned(ERROR) == 0
    assert earned(result("4.0"), ERROR) == 0


def test_feedback_hides_the_seed_wherever_a_student_prints_it():
    secret = "0123456789abcdef"
    hidden = f'### BEGIN HIDDEN TESTS\ngrade("f", seed="{secret}")\n### END HIDDEN TESTS'
    test = new_code_cell(f'grade("f")\n{hidden}', metadata={"nbgrader": dict(MARKS)})
    test.outputs = [new_output("error", ename="E", evalue="no", traceback=[f"-> {hidden}"])]
    nosy = new_code_cell("print(In)")
    nosy.outputs = [new_output("stream", text=f"{hidden}"), result(f"['{secret}']")]
    notebook, _ = CutHiddenTests().preprocess(new_notebook(cells=[nosy, test]), {})
    assert notebook.cells[1].source == 'grade("f")'
    assert secret not in str(notebook)
    assert notebook.cells[1].outputs[0].traceback == ["E: no"]
