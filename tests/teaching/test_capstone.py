"""The capstone's proofs: every number of the model letter is one that the solution computes."""

from __future__ import annotations

import contextlib
import copy
import io
import re

import pytest
from classroom import WITH_EXERCISES

from autograder.teaching.notebooks import as_text, solution_page, solution_text, student_notebook
from autograder.teaching.source_text import read_assignment

ERRORS = (
    "groups_of", "log_expression", "scaled_genes", "gene_tree", "separation", "f_statistic", "discoveries",
    "log_fold_change", "confirmed_genes", "program_input", "relative_to_controls", "composition",
)  # fmt: skip
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
NAME = re.compile(r"KO\d+|program \d")


@pytest.fixture(scope="module")
def capstone():
    return read_assignment("capstone")


@pytest.fixture(scope="module")
def solved(capstone):
    """The names of the executed solution, and what its cells printed."""
    names: dict = {}
    printed = io.StringIO()
    for cell in solution_page(capstone).cells:
        if cell.cell_type == "code" and not cell.source.startswith("check("):
            with contextlib.redirect_stdout(printed):
                exec(cell.source, names)
    return names, printed.getvalue()


@pytest.fixture(scope="module")
def letter(capstone):
    [found] = [one for one in capstone.written if one.name == "letter"]
    _, model = solution_text(found).split("**A letter that earns them.**")
    return model.replace("−", "-")  # a minus sign, not a hyphen


def test_every_error_is_proved_by_a_number_of_the_code(solved, capstone):
    proofs = solved[0]["proofs"]
    assert tuple(proofs.index) == ERRORS
    assert tuple(part.name for part in capstone.exercises if part.given) == ERRORS
    assert proofs.notna().all(axis=None)


@pytest.mark.parametrize("name", ERRORS)
def test_the_number_is_another_one_without_the_repair(solved, capstone, name):
    names, _ = solved
    colleague, repaired = names["proofs"].loc[name]
    assert round(colleague, 2) != round(repaired, 2)
    [proofs] = [one for one in capstone.written if one.name == "proofs"]
    planted = copy.copy(names)
    exec(capstone.exercise(name).given, planted)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(solution_text(proofs), planted)
    _, unrepaired = planted["proofs"].loc[name]
    if name == "composition":  # a share and a log ratio are compared with the controls in two ways
        assert round(unrepaired, 2) != round(repaired, 2)
    else:
        assert unrepaired == pytest.approx(colleague)


@pytest.mark.parametrize("name", ERRORS)
def test_the_letter_gives_the_two_numbers_that_the_code_computes(solved, letter, name):
    [line] = re.findall(rf"^- `{name}`: (.*)$", letter, re.MULTILINE)
    written = {float(number) for number in NUMBER.findall(NAME.sub("", line))}
    assert set(solved[0]["proofs"].loc[name].round(2) + 0.0) <= written


def test_every_other_number_of_the_letter_is_printed_by_the_solution(solved, letter):
    names, printed = solved
    computed = {float(number) for number in NUMBER.findall(printed)}
    computed |= set(names["proofs"].round(2).to_numpy().ravel()) | {len(names["noise"])}
    written = {float(number) for number in NUMBER.findall(NAME.sub("", letter))}
    assert written <= computed


def test_the_example_sentence_of_the_lesson_is_what_the_data_say(solved):
    """Twice as deep, about one unit higher, near 0 with counts per million."""
    names, printed = solved
    assert "the libraries of KO7 are 2." in printed
    assert names["proofs"].loc["log_expression"].to_numpy() == pytest.approx([1, 0], abs=0.2)


@pytest.mark.parametrize("lesson", WITH_EXERCISES)
def test_a_rubric_shares_out_the_points_of_its_question(lesson):
    for part in read_assignment(lesson).written:
        rubric = solution_text(part)
        assert f"Rubric, {part.points:g} points" in rubric
        criteria = [
            int(points) for points in re.findall(r"^\*[\w ]+, (\d+) points\*", rubric, re.M)
        ]
        assert not criteria or sum(criteria) == part.points


def test_students_are_told_of_the_points_and_nothing_of_the_proofs(capstone):
    assert (capstone.points, capstone.points_by_hand) == (28, 12)
    given = as_text(student_notebook(capstone))
    assert "### `proofs` (6 points, by hand)" in given
    assert "### `letter` (6 points, by hand)" in given
    assert "proofs.loc" not in given
    assert "135.7" not in given
