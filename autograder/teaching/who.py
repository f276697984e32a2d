"""Who is in a course: in its folders, and in its gradebook."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path


def handed_in(course: Path, lesson: str) -> set[str]:
    """Students who have a folder with the lesson in ``submitted/``, graded or not."""
    folder = course / "submitted"
    if not folder.is_dir():
        return set()
    return {home.name for home in folder.iterdir() if (home / lesson).is_dir()}


def look_alikes(names: Iterable[str]) -> dict[str, list[str]]:
    """Names that differ from others in case, or in how a letter is written, only; with the others."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(unicodedata.normalize("NFKC", name).casefold(), []).append(name)
    return {
        name: sorted(set(group) - {name})
        for group in alike.values()
        if len(group) > 1
        for name in group
    }
