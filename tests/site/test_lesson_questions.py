"""The questions of every lesson: well-formed, spaced, and programs that are right in every order accepted."""

from __future__ import annotations

import difflib
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import functions
from autograder.catalogue import LESSONS
from autograder.site.questions.misconceptions import is_known
from autograder.site.questions.parsons import problem_of
from autograder.site.questions.source import read_questions
from autograder.teaching.source_text import solutions_folder

CHAPTERS = Path(__file__).parents[2] / "chapters"
# The capstone is a review of somebody's work: questions would say where its errors are.
PAGES = [
    lesson
    for lesson in LESSONS
    if lesson != "capstone" and (CHAPTERS / lesson / "index.md").is_file()
]
BY_NUMBER = {lesson.number: lesson.id for lesson in LESSONS.values()}


@pytest.fixture(params=PAGES)
def lesson(request):
    return request.param


def questions_of(lesson):
    return read_questions(CHAPTERS / lesson / "index.md")


def of_kind(lesson, kind, warm_up=False):
    return [one for one in questions_of(lesson) if one.kind == kind and one.is_warm_up is warm_up]


def test_a_lesson_has_quizzes_predictions_and_a_program_to_put_in_order(lesson):
    assert len(of_kind(lesson, "quiz")) >= 3
    assert len(of_kind(lesson, "predict")) >= 2
    assert len(of_kind(lesson, "parsons")) >= 1


def test_every_wrong_answer_names_a_misconception_and_says_what_was_misunderstood(lesson):
    for question in questions_of(lesson):
        for answer in question.answers:
            if answer.misconception:
                assert is_known(answer.misconception, question.lesson)
            assert len(answer.feedback) >= 20, (question.name, answer.text)


def test_a_lesson_begins_with_three_questions_from_earlier_ones_at_spaced_intervals(lesson):
    number = LESSONS[lesson].number
    earlier = [BY_NUMBER[number - back] for back in (1, 2, 4) if number - back in BY_NUMBER]
    asked = [one.lesson for one in of_kind(lesson, "quiz", warm_up=True)]
    if not earlier:
        assert asked == []
        return
    assert len(asked) == 3
    assert set(asked) == set(earlier)


def test_the_right_answer_has_no_favourite_place(lesson):
    places = [
        next(i for i, answer in enumerate(one.answers) if answer.misconception is None)
        for kind in ("quiz", "predict")
        for warm_up in (False, True)
        for one in of_kind(lesson, kind, warm_up)
    ]
    assert max(places.count(place) for place in set(places)) <= 0.7 * len(places)


# ---------------------------------------------------------------- programs in pieces


def genes_by_mean():
    return {"data": functions.simulate_hspc(n_genes=40, n_cells=4)}, ["by_mean"]


def z_by_hand():
    return {"x": np.random.default_rng(0).normal(size=(4, 5))}, ["z"]


def cut_with_names():
    values = np.random.default_rng(0).normal(size=(12, 5))
    return {"values": values, "genes": [f"g{i}" for i in range(12)]}, ["clusters"]


def one_tree():
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(6, 4)), list("abcdef"))
    return {"z": table}, ["drawn", "ticks"]


def f_by_hand():
    parts = [np.array([1.0, 2, 4]), np.array([4.0, 5]), np.array([7.0, 8, 9, 11])]
    return {"parts": parts, "y": np.concatenate(parts), "k": 3, "n": 9}, ["p"]


def one_round():
    points = np.array([[0.0, 4], [0, 5], [1, 4], [4, 0], [5, 0], [5, 1], [9, 9], [9, 8]])
    return {"points": points, "centroids": points[[0, 3, 6]].copy(), "k": 3}, ["centroids"]


def one_move():
    apart = np.abs(np.subtract.outer([0.0, 1, 5, 7], [0.0, 1, 5, 7]))
    names = {"labels": np.array([0, 0, 1, 1]), "apart": apart, "k": 2, "gene": 2, "new": 0,
             "level": 3.0, "temp": 0.5, "cool": 0.5, "rng": np.random.default_rng(2)}  # fmt: skip
    return names, ["labels", "level", "temp"]


def whole_analysis():
    data = functions.simulate_counts(n_genes=300, n_per_group=3, n_batches=1)
    sex = data["samples"]["group"].replace({"control": "male", "treated": "female"})
    return {"counts": functions.expression_df(data).astype(int), "sex": sex}, ["table"]


def one_iteration():
    rng = np.random.default_rng(0)
    x = rng.random((5, 6))
    x[:, 2] = 0
    h = rng.random((2, 6))
    h[:, 2] = 0
    return {"x": x, "w": rng.random((5, 2)), "h": h, "errors": []}, ["w", "h", "errors"]


def learn_network():
    states = np.random.default_rng(0).choice([-1, 0, 1], size=(50, 3))
    return {"states": states, "k": 3, "off": 1 - np.eye(3)}, ["j", "h"]


def annotate_with_unknown():
    row = pd.Series({"T": 0.52, "B": 0.5, "NK": 0.1})
    return {"row": row, "margin": 0.1, "mapping": {}, "cluster": 3}, ["mapping"]


SETTINGS = {
    ("data_model", "genes-by-mean"): genes_by_mean,
    ("scaling", "z-by-hand"): z_by_hand,
    ("clustering", "cut-with-names"): cut_with_names,
    ("heatmaps", "one-tree"): one_tree,
    ("anova", "f-by-hand"): f_by_hand,
    ("kmeans", "one-round"): one_round,
    ("annealing", "one-move"): one_move,
    ("limma", "whole-analysis"): whole_analysis,
    ("nmf", "one-iteration"): one_iteration,
    ("programs", "learn-network"): learn_network,
    ("single_cell", "annotate-with-unknown"): annotate_with_unknown,
}

IMPORTS = """
import numpy as np, pandas as pd, seaborn as sns
from scipy import stats
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.spatial.distance import pdist, squareform
from functions import *
"""


def outcome(program, setting):
    """What the program leaves behind as text with all digits, or the error that it stops with."""
    names, wanted = setting()
    exec(IMPORTS, names)
    try:
        exec(program, names)
    except Exception as error:
        return repr(error)
    if plt.get_fignums():
        colours = plt.gca().collections[0].get_cmap().name if plt.gca().collections else ""
        names["ticks"] = ([text.get_text() for text in plt.gca().get_yticklabels()], colours)
        plt.close("all")
    return repr([plain(names.get(name)) for name in wanted])


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.to_dict()
    return value.tolist() if isinstance(value, np.ndarray) else value


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("place", SETTINGS, ids=lambda place: place[1])
def test_accepted_orders_give_the_same_result_and_refused_lines_and_orders_do_not(place):
    lesson, name = place
    [question] = [one for one in questions_of(lesson) if one.name == name]
    problem, setting = problem_of(question, solutions_folder()), SETTINGS[place]
    wanted = outcome(problem.program(), setting)
    assert "Error" not in wanted
    for order in problem.orders:
        assert outcome(problem.program(order), setting) == wanted, order
    count = len(problem.lines)
    for i in range(count - 1):
        swapped = (*range(i), i + 1, i, *range(i + 2, count))
        if swapped not in problem.orders:
            program = problem.program(swapped)
            assert outcome(program, setting) != wanted, f"this order is right as well:\n{program}"
    for line in problem.extra:
        likest = max(
            problem.lines, key=lambda one: difflib.SequenceMatcher(None, one, line).ratio()
        )
        program = problem.program().replace(likest, line)
        assert outcome(program, setting) != wanted, f"this line is right as well: {line}"
