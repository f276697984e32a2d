"""The cases of every exercise: itself, its misconceptions, and the answers under tests/answers."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.catalogue import LESSONS
from autograder.exercise import Exercise

ANSWERS = Path(__file__).parent.parent / "answers"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    exercises = [one for lesson in LESSONS.values() for one in lesson.exercises]
    if "misconception" in metafunc.fixturenames:
        cases = [(one, wrong) for one in exercises for wrong in one.misconceptions]
        names = [f"{one.name}-{wrong.id}" for one, wrong in cases]
        metafunc.parametrize(("exercise", "misconception"), cases, ids=names)
    elif "answer" in metafunc.fixturenames:
        kind = "right" if "a_right_answer" in metafunc.function.__name__ else "wrong"
        files = [(one, file) for one in exercises for file in answer_files(one, kind)]
        names = [f"{one.name}-{file.stem}" for one, file in files]
        metafunc.parametrize(("exercise", "answer"), files, ids=names, indirect=["answer"])
    elif "exercise" in metafunc.fixturenames:
        metafunc.parametrize("exercise", exercises, ids=[one.name for one in exercises])


def answer_files(exercise: Exercise, kind: str) -> Iterator[Path]:
    """The files with right or wrong answers to an exercise, in a fixed order."""
    yield from sorted((ANSWERS / exercise.name).glob(f"{kind}_*.py"))


@pytest.fixture
def answer(request: pytest.FixtureRequest, exercise: Exercise) -> Callable[..., Any]:
    """The function that an answer's file defines."""
    file: Path = request.param
    spec = importlib.util.spec_from_file_location(f"answer_{exercise.name}_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, exercise.name)
