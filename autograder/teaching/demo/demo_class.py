"""Thirty students who don't exist: some know a lot, most make the mistakes that many make."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np

from autograder.catalogue import find
from autograder.teaching.assignment import Assignment, ExerciseCell
from autograder.teaching.demo.wrong_answers import wrong_answers
from autograder.teaching.notebooks import solution_text, student_notebook

FIRST_NAMES = [
    "Ada",
    "Barbara",
    "Chien",
    "Dorothy",
    "Esther",
    "Flora",
    "Grace",
    "Hedy",
    "Irene",
    "Jane",
    "Katherine",
    "Lise",
    "Maria",
    "Nettie",
    "Olga",
    "Paula",
    "Qin",
    "Rosalind",
    "Sofia",
    "Tu",
    "Ursula",
    "Vera",
    "Wanda",
    "Xenia",
    "Yvonne",
    "Zora",
    "Bernard",
    "Carl",
    "Dev",
    "Emil",
]
DEADLINE = "2026-03-02 18:00:00 UTC"


def hand_in_all(assignment: Assignment, course: Path, students: int, seed: int) -> list[str]:
    """Write everybody's notebook into the course folder; returns their names."""
    rng = np.random.default_rng(seed)
    mistakes = {part.name: wrong_answers(find(part.name)) for part in assignment.exercises}
    names = [_name(number) for number in range(students)]
    for name in names:
        ability = rng.beta(3, 1.6)
        notebook = student_notebook(assignment)
        cells = {cell.id: cell for cell in notebook.cells}
        for part in assignment.exercises:
            answer = _answer(part, mistakes[part.name], ability, rng)
            if answer:
                cells[part.name].source = answer
        path = course / "submitted" / name / assignment.lesson.id / f"{assignment.lesson.id}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        (path.parent / "timestamp.txt").write_text(DEADLINE, encoding="utf-8")
    return names


def _name(number: int) -> str:
    more = number // len(FIRST_NAMES)
    return FIRST_NAMES[number % len(FIRST_NAMES)].lower() + (str(more) if more else "")


def _answer(
    part: ExerciseCell, mistakes: list[str], ability: float, rng: np.random.Generator
) -> str:
    """A right answer, a wrong one, one that crashes, or none."""
    luck = rng.uniform()
    if luck < ability:
        return solution_text(part)
    if luck > 0.97 or not mistakes:
        return ""
    if luck > 0.94:
        return f"def {part.name}(*arguments, **settings):\n    return arguments[0].result"
    # The first mistakes of the catalogue are those that most learners make.
    common = 1 / np.arange(1, len(mistakes) + 1)
    return mistakes[int(rng.choice(len(mistakes), p=common / common.sum()))]
