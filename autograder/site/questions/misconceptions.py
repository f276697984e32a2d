"""The ids that a wrong answer may name."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

from autograder.catalogue import LESSONS

REGISTER = Path(__file__).parents[3] / "chapters/misconceptions.yml"


@functools.cache
def register(path: Path = REGISTER) -> dict[str, str]:
    """The registered misconceptions: id -> the wrong idea.

    Raises
    ------
    ValueError
        If the file is no list of ids, each with a sentence, or has an id twice.
    """
    lines = [
        line
        for line in path.read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    content = yaml.safe_load("\n".join(lines)) or {}
    wrong = [key for key, idea in content.items() if not isinstance(idea, str) or not idea.strip()]
    if wrong or len(content) != len(lines):
        raise ValueError(
            f"{path}: one id and one sentence a line, each id once ({wrong or 'twice'})"
        )
    return content


def is_known(misconception: str, lesson: str) -> bool:
    """Whether the register or the lesson's own catalogue has that id."""
    return misconception in register() or in_gallery(misconception, lesson) is not None


def in_gallery(misconception: str, lesson: str) -> str | None:
    """The first exercise of the lesson in whose catalogue the id stands."""
    if lesson not in LESSONS:
        return None
    for exercise in LESSONS[lesson].exercises:
        if any(one.id == misconception for one in exercise.misconceptions):
            return exercise.name
    return None
