"""``course release --variants``: everybody's own data, always the same, worth the same."""

from __future__ import annotations

import csv
import io
import json
import re

import nbformat
import numpy as np
import pytest
from classes import LESSON, grade, hand_in, released_course, scores
from scenarios import cell_of

from autograder.call import LocalCall
from autograder.catalogue import find
from autograder.cli import main
from autograder.judge import judge, judge_calls
from autograder.notebook import _own, check, variant
from autograder.teaching.course_files import ReleaseError
from autograder.teaching.notebooks import solution_text
from autograder.teaching.release import lesson_seed, read_secret, release
from autograder.teaching.source_text import read_assignment
from autograder.teaching.variants import read_students, usable, variant_of, with_seed

CLASS = ["Åsa", "ada", "bob"]
SECRETS = [bytes([number]) * 32 for number in range(3)]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose students have variants."""
    folder = tmp_path_factory.mktemp("variants")
    released_course(folder / "course")
    names = folder / "class.csv"
    names.write_text("name,student\nA,ada\nB,bob\nC,Åsa\n", encoding="utf-8")
    arguments = ["release", LESSON, "--course", str(folder / "course"), "--variants"]
    assert main([*arguments, "--students", str(names)]) == 0
    return folder / "course"


def variant_path(course, student):
    return course / "variants" / LESSON / student / f"{LESSON}.ipynb"


def tree(course):
    return {path.relative_to(course): path.read_bytes() for path in (course / "variants").rglob("*") if path.is_file()}  # fmt: skip


def test_two_students_releases_differ_in_their_data_and_in_nothing_else(course):
    ada, bob = (nbformat.read(variant_path(course, name), 4) for name in ("ada", "bob"))
    nbformat.validate(ada)
    differing = [a.id for a, b in zip(ada.cells, bob.cells, strict=True) if a != b]
    assert "variant" in differing
    assert len(differing) == 2  # the word, and the cell that makes data from it
    makes = next(one for one in ada.cells if one.id in differing and one.id != "variant")
    assert re.search(r"simulate_hspc\(seed=\d{6}\)", makes.source)
    rows = list(csv.DictReader(io.StringIO((course / "variants" / f"{LESSON}.csv").read_text("utf-8-sig"))))  # fmt: skip
    assert {row["student"] for row in rows} == set(CLASS)
    assert len({row["variant"] for row in rows}) == 3
    assert all(row["variant"] in variant_path(course, row["student"]).read_text() for row in rows)


def test_a_new_release_is_the_same_to_the_byte_and_keeps_everybody(course):
    before = tree(course)
    release(LESSON, course, say=lambda _: None)
    assert tree(course) == before
    release(LESSON, course, students=["dora"], say=lambda _: None)
    after = tree(course)
    table = next(path for path in before if path.suffix == ".csv")
    assert {path: after[path] for path in before if path != table} == {
        path: content for path, content in before.items() if path != table
    }
    assert len(after) == len(before) + 1
    release(LESSON, course, students=CLASS, say=lambda _: None)


def test_nothing_that_students_get_holds_a_secret(course):
    secret = read_secret(course, LESSON)
    hidden = [secret.hex(), lesson_seed(secret, LESSON)]
    hidden += [variant_of(secret, LESSON, name).seed for name in CLASS]
    for folder in ("release", "variants"):
        for path in (course / folder).rglob("*"):
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            assert not [word for word in hidden if word in text], path
    others = [variant_of(secret, LESSON, name).tag for name in ("bob", "Åsa")]
    assert not [tag for tag in others if tag in variant_path(course, "ada").read_text()]


def solved_variant(course, student):
    notebook = nbformat.read(variant_path(course, student), 4)
    for part in read_assignment(LESSON).exercises:
        cell_of(notebook, part.name).source = solution_text(part)
    return notebook


@pytest.mark.slow
def test_right_answers_earn_all_points_in_every_variant_and_a_copy_is_a_note(course):
    for student in CLASS:
        hand_in(course, student, nbformat.writes(solved_variant(course, student)).encode())
    copied = nbformat.writes(solved_variant(course, "bob")).encode()
    hand_in(course, "copier", copied)
    blank = nbformat.read(course / "release" / LESSON / f"{LESSON}.ipynb", 4)
    hand_in(course, "blank", nbformat.writes(blank).encode())
    status, _, complaints = grade(course, "--unsafe-no-jail")
    assert status == 0, complaints
    found = {name: sum(row.values()) for name, row in scores(course).items()}
    assert found == {"Åsa": 10, "ada": 10, "bob": 10, "copier": 10, "blank": 0}
    path = course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    shown = [
        output
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
    ]
    assert not [output for output in shown if output["output_type"] == "error"]
    assert main(["report", LESSON, "--course", str(course)]) == 0
    page = (course / "report" / f"{LESSON}.html").read_text(encoding="utf-8")
    notes = re.findall(
        r"<li><bdi>(\w+)</bdi>: (the notebook [^<]+)</li>", page.replace("&#39;", "'")
    )
    assert dict(notes) == {
        "copier": "the notebook carries the data of bob",
        "blank": "the notebook doesn't say whose data it carries",
    }
    assert main(["report", LESSON, "--course", str(course), "--no-names"]) == 0
    page = (course / "report" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "the data of student" in page
    assert "bob" not in page


class Recorder(LocalCall):
    """Calls the reference, and keeps what it answered, in order."""

    answers: list

    def outcome(self, *args, **kwargs):
        outcome = super().outcome(*args, **kwargs)
        self.answers.append(outcome.value)
        return outcome


def recited(exercise, seed):
    """An answer that gives, call by call, what was right for the data of that seed."""
    answers: list = []

    def new_call():
        call = Recorder(exercise.reference)
        call.answers = answers
        return call

    assert judge_calls(exercise, new_call, seed).score == exercise.points
    rest = iter(answers * 4)
    return lambda *_, **__: next(rest)


@pytest.mark.parametrize(
    "name", ["from_pd", "expression_df", "subset_genes", "do_anova", "adjust_bh", "ward_linkage"]
)
def test_what_is_right_for_another_variant_earns_nothing(name):
    exercise = find(name)
    mine, other = (variant_of(SECRETS[0], exercise.lesson, who).seed for who in ("ada", "bob"))
    assert judge(exercise, recited(exercise, mine), mine).score >= 0.7 * exercise.points
    assert judge(exercise, recited(exercise, other), mine).score == 0


@pytest.mark.slow
@pytest.mark.parametrize("lesson", ["data_model", "scaling", "clustering", "heatmaps", "anova"])
def test_the_page_of_a_lesson_runs_to_its_end_on_everybodys_data(lesson):
    """Same difficulty: what the notebook does with its data works with any seed that it may get."""
    assignment = read_assignment(lesson)
    for secret in SECRETS:
        names: dict = {}
        seed = variant_of(secret, lesson, "ada").data_seed
        for part in assignment.parts:
            if hasattr(part, "exercise"):
                exec(solution_text(part), names)
            elif part.kind == "code":
                exec(with_seed(part.source, seed), names)


def test_checks_in_a_notebook_draw_from_its_variant():
    seen = []

    def transpose(data):
        seen.append(np.asarray(data["expression"]).tobytes())

    try:
        for tag in ("", "0123456789abcdef", "fedcba9876543210"):
            if tag:
                variant(tag)
            seen.append(tag)
            check(transpose)
    finally:
        _own.clear()
    first = [seen[seen.index(tag) + 1] for tag in ("", "0123456789abcdef", "fedcba9876543210")]
    assert len(set(first)) == 3


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("data = simulate_hspc()", "data = simulate_hspc(seed=7)"),
        ("simulate_hspc(20, n_cells=5)", "simulate_hspc(20, n_cells=5, seed=7)"),
        ("f(simulate_hspc(seed=0), 'é', functions.simulate_cells(\n  9,\n))",
         "f(simulate_hspc(seed=7), 'é', functions.simulate_cells(\n  9,\nseed=7))"),
        ("simulate_hspc(seed=mine)", "simulate_hspc(seed=mine)"),
        ("%matplotlib inline\nsimulate_hspc()", "%matplotlib inline\nsimulate_hspc()"),
        ("print('simulate_hspc()')", "print('simulate_hspc()')"),
    ],
)  # fmt: skip
def test_the_seed_is_set_where_data_are_made(source, expected):
    assert with_seed(source, 7) == expected


def test_names_that_cannot_be_folders_are_refused(tmp_path):
    for names, reason in ((["../ada"], "not a name"), (["Ada", "ada"], "case only")):
        with pytest.raises(ReleaseError, match=reason):
            usable(names)
    (tmp_path / "class.txt").write_text("ada\n\nbob c\n")
    assert read_students(tmp_path / "class.txt") == ["ada", "bob c"]
    (tmp_path / "class.txt").write_text("student\n")
    with pytest.raises(ReleaseError, match="names no student"):
        read_students(tmp_path / "class.txt")
    assert main(["release", LESSON, "--course", str(tmp_path / "c"), "--variants"]) == 2
