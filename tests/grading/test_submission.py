"""Reading fairly: a right answer counts, whatever happened to the notebook around it."""

from __future__ import annotations

import contextlib
import copy
import json

import nbformat
import numpy as np
import pandas as pd
import pytest
from conftest import notebook
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell
from scenarios import cell_of, released, solved, task

from autograder.grading import sanitise
from autograder.grading.jail import NoJail
from autograder.grading.jails import close_jails
from autograder.grading.submission import MAX_BYTES, Unusable, place, read_cells
from autograder.grading.work import Result, grade
from autograder.teaching.notebooks import student_notebook
from autograder.teaching.source_text import read_assignment
from autograder.verdict import Status

LESSON = "data_model"


@pytest.fixture(scope="module")
def assignment():
    return read_assignment(LESSON)


@pytest.fixture(scope="module")
def release():
    return released(LESSON)


@pytest.fixture
def right(assignment):
    return solved(assignment)


def answers(content: bytes, release) -> dict[str, object]:
    """What the notebook's functions are, after all its cells have run, by name."""
    graded = [cell.grade_id for cell in release if cell.solution]
    names: dict[str, object] = {"np": np, "pd": pd}
    for cell in place(read_cells(content), list(release), graded):
        if cell.runs:
            with contextlib.suppress(
                Exception
            ):  # as in a notebook, a cell that fails stops no other
                exec(cell.source, names)
    return names


def is_answered(content: bytes, release) -> bool:
    """Whether the last function does what its task asks for."""
    names = answers(content, release)
    data = {"expression": np.ones((1, 2)), "genes": pd.DataFrame(index=["a"])}
    data["samples"] = pd.DataFrame(index=["x", "y"])
    try:
        turned = names["transpose"](data)
    except Exception:
        return False
    return list(turned["genes"].index) == ["x", "y"]


def saved(nb) -> bytes:
    return nbformat.writes(nb).encode()


def test_a_right_notebook_is_read_as_it_is(right, release):
    assert is_answered(saved(right), release)


def duplicated(nb):
    nb.cells.append(copy.deepcopy(cell_of(nb, "transpose")))


def duplicated_with_the_stub_below(nb):
    stub = next(c for c in released(LESSON) if c.grade_id == "transpose").source
    twin = copy.deepcopy(cell_of(nb, "transpose"))
    twin.source = stub
    nb.cells.append(twin)


def answered_in_a_cell_of_ones_own(nb):
    source = cell_of(nb, "transpose").source
    cell_of(nb, "transpose").source = next(
        c for c in released(LESSON) if c.grade_id == "transpose"
    ).source
    nb.cells.insert(1, new_code_cell("import numpy as np\nimport pandas as pd\n" + source))


def split_in_the_middle(nb):
    cell = cell_of(nb, "transpose")
    at = nb.cells.index(cell)
    lines = cell.source.split("\n")
    cell.source = "\n".join(lines[:2])
    nb.cells.insert(at + 1, new_code_cell("\n".join(lines[2:])))


def merged(nb):
    one, other = cell_of(nb, "transpose"), cell_of(nb, "samples_in")
    other.source += "\n\n" + one.source
    nb.cells.remove(one)


def reversed_order(nb):
    nb.cells.reverse()


def turned_into_text(nb):
    cell = cell_of(nb, "transpose")
    at = nb.cells.index(cell)
    nb.cells[at] = new_markdown_cell("```python\n" + cell.source + "\n```", metadata=cell.metadata)


def turned_into_raw(nb):
    cell = cell_of(nb, "transpose")
    nb.cells[nb.cells.index(cell)] = nbformat.v4.new_raw_cell(cell.source, metadata=cell.metadata)


def stripped_of_metadata(nb):
    for number, cell in enumerate(nb.cells):
        cell.metadata = nbformat.from_dict({})
        cell["id"] = f"c{number}"


def exported_by_colab(nb):
    for number, cell in enumerate(nb.cells):
        cell.metadata = nbformat.from_dict({"id": f"Xy{number}", "colab": {"base_uri": "x"}})
        del cell["id"]
    nb.nbformat_minor = 0
    nb.metadata = nbformat.from_dict({"colab": {"provenance": []}, "accelerator": "GPU"})


def exported_by_vs_code(nb):
    for number, cell in enumerate(nb.cells):
        cell.metadata = nbformat.from_dict({"vscode": {"languageId": "python"}})
        cell["id"] = f"W{number}sZmlsZQ=="
    nb.metadata = nbformat.from_dict({"orig_nbformat": 4, "language_info": {"name": "python"}})


HAPPENED = [
    duplicated, duplicated_with_the_stub_below, answered_in_a_cell_of_ones_own, split_in_the_middle,
    merged, reversed_order, turned_into_text, turned_into_raw, stripped_of_metadata,
]  # fmt: skip


@pytest.mark.parametrize("happened", HAPPENED, ids=lambda change: change.__name__)
def test_a_right_answer_survives(right, release, happened):
    happened(right)
    assert is_answered(saved(right), release)


@pytest.mark.parametrize("exported", [exported_by_colab, exported_by_vs_code])
def test_a_right_answer_survives_another_tool(right, release, exported):
    exported(right)
    assert is_answered(json.dumps(right).encode(), release)


def test_an_old_notebook_is_read(right, release):
    old = {
        "nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""},
        "worksheets": [{"cells": [
            {"cell_type": c.cell_type, "source": c.source} if c.cell_type == "markdown"
            else {"cell_type": "code", "language": "python", "input": c.source.splitlines(True), "outputs": []}
            for c in right.cells
        ] + [{"cell_type": "heading", "level": 1, "source": "End"}]}],
    }  # fmt: skip
    assert is_answered(json.dumps(old).encode(), release)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_is_read(right, release, encoding):
    assert is_answered(saved(right).decode().encode(encoding), release)


def test_windows_line_ends_are_read(right, release):
    for cell in right.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    assert is_answered(saved(right), release)
    assert is_answered(saved(right).replace(b"\n", b"\r\n"), release)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"not a notebook", "not a notebook"),
        (b"PK\x03\x04", "not a notebook"),
        (b"[]", "no cells"),
        (b"{}", "no cells"),
        (b'{"cells": 3}', "no cells"),
        (b"[" * 200_000, "nested too deeply"),
        (b" " * (MAX_BYTES + 1), "50 MB"),
        (notebook(*["1"] * 2500), "2500 cells"),
    ],
)
def test_what_is_not_a_notebook_is_refused_with_a_reason(content, reason):
    with pytest.raises(Unusable, match=reason):
        read_cells(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cell_type", "source", "metadata", "cells", "id", "nbgrader", "grade_id"]
            ),
            inner,
        )
    ),
)


@given(st.lists(JSON, max_size=4))
def test_cells_of_any_shape_are_read_or_left_out(cells):
    release = released(LESSON)
    names = [cell.grade_id for cell in release if cell.solution]
    placed = place(read_cells(json.dumps({"cells": cells}).encode()), list(release), names)
    ids = [cell.grade_id for cell in placed if cell.grade_id]
    assert sorted(ids) == sorted(cell.grade_id for cell in release)


def test_locked_cells_come_from_the_release(right, release):
    cell_of(right, "test_transpose").source = "10.0"
    names = [cell.grade_id for cell in release if cell.solution]
    placed = place(read_cells(saved(right)), list(release), names)
    test = next(cell for cell in placed if cell.grade_id == "test_transpose")
    assert "hidden seed" in test.source
    assert not test.runs


def test_an_untouched_notebook_answers_nothing(assignment, release):
    names = [cell.grade_id for cell in release if cell.solution]
    placed = place(read_cells(saved(student_notebook(assignment))), list(release), names)
    assert all("written yet" in c.source for c in placed if c.grade_id in names)


# ---------------------------------------------------------------- what a teacher sees


@pytest.mark.parametrize(
    "bad",
    [
        "<script>window.x = 1</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
        "<iframe src='javascript:alert(1)'>", "<a href='javascript:alert(1)'>x</a>",
        "<table><tr><td onclick='alert(1)'>1</td></tr></table>", "<style>@import 'http://x'</style>",
        "<math><mtext><img src=x onerror=alert(1)></mtext></math>", "<form action=x><button>x</button></form>",
    ],
)  # fmt: skip
def test_html_of_an_output_holds_no_script(bad):
    clean = sanitise.html(bad)
    for word in (
        "script",
        "onerror",
        "onload",
        "onclick",
        "<iframe",
        "<img",
        "href",
        "<svg",
        "@import",
        "<form",
    ):
        assert word not in clean, clean


def test_a_table_stays_a_table():
    table = '<table border="1" class="dataframe"><thead><tr><th>F</th></tr></thead></table>'
    assert "<th>F</th>" in sanitise.html(table)


def test_only_harmless_outputs_are_kept():
    records = [
        {"output_type": "display_data", "data": {"application/javascript": "x", "text/plain": "1"}},
        {
            "output_type": "display_data",
            "data": {"image/svg+xml": "<svg onload=x>", "image/png": "no picture"},
        },
        {"output_type": "update_display_data", "data": {}},
        {"output_type": "stream", "name": "stderr\n", "text": "\x1b]0;t\x07\x1b[2Ja\u202eb"},
        {"output_type": "error", "ename": 1, "evalue": None, "traceback": "no list"},
        "no record",
    ]
    shown = sanitise.outputs(records)
    assert [dict(o.get("data", {})) for o in shown[:2]] == [{"text/plain": "1"}, {}]
    assert shown[2].text == "ab"
    nbformat.validate(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=shown)])
    )


def test_html_in_markdown_is_shown_not_used():
    assert "<script" not in sanitise.markdown("# A\n<script>x</script> a < b")
    assert "a < b" in sanitise.markdown("a < b")


def test_code_to_repair_that_nobody_touched_is_no_answer_and_a_wrong_repair_is_a_wrong_one():
    handed_out = student_notebook(read_assignment("capstone"))
    cell_of(handed_out, "groups_of").source = "def groups_of(names):\n    return list(names)\n"
    asked = task(nbformat.writes(handed_out).encode(), "capstone")
    try:
        result = Result.from_bytes(grade(asked.to_bytes()))
    except NoJail as reason:
        pytest.skip(f"this host can't jail: {reason}")
    finally:
        close_jails()
    status = {verdict.exercise: verdict.status for verdict in result.verdicts}
    assert status.pop("groups_of") is Status.WRONG
    assert set(status.values()) == {Status.NOT_ATTEMPTED}
