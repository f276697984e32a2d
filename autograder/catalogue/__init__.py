"""The exercises of every lesson: contract, checks, misconceptions, hints.

``LESSONS`` lists the lessons in the order of the course; ``find`` gives an exercise by name.
"""

from __future__ import annotations

import difflib
import importlib
from dataclasses import dataclass

from autograder.exercise import Exercise, declared


@dataclass(frozen=True)
class Lesson:
    """A lesson of the course.

    ``id`` names its chapter, its assignment and its catalogue module.
    """

    number: int
    id: str
    title: str

    @property
    def exercises(self) -> list[Exercise]:
        """Its exercises, in the order in which learners meet them."""
        return [one for one in declared().values() if one.lesson == self.id]

    @property
    def points(self) -> float:
        """Points of all its exercises."""
        return sum(one.points for one in self.exercises)


_TITLES = {
    "data_model": "An expression matrix and its names",
    "scaling": "Variable genes, scaling and distances",
    "clustering": "Hierarchical clustering",
    "heatmaps": "Heatmaps that tell the truth",
    "anova": "One gene, then all genes: ANOVA and the false discovery rate",
    "kmeans": "k-means: starts, local minima and the number of clusters",
    "annealing": "Project: simulated annealing",
    "limma": "Differential expression of counts with limma and voom",
}

LESSONS = {
    lesson: Lesson(number, lesson, title)
    for number, (lesson, title) in enumerate(_TITLES.items(), 1)
}

for _lesson in LESSONS:
    importlib.import_module(f"autograder.catalogue.{_lesson}")


def find(name: str) -> Exercise:
    """The exercise of that name.

    Raises
    ------
    KeyError
        If there is none; the message offers the nearest names.
    """
    exercises = declared()
    if name in exercises:
        return exercises[name]
    near = difflib.get_close_matches(name, exercises, n=3, cutoff=0.5)
    offer = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(exercises)}"
    raise KeyError(f"there is no exercise {name!r}; {offer}")
