"""The gallery of misconceptions in the built book: every one has its place, which reports link to."""

from __future__ import annotations

import re

import pytest

from autograder.catalogue import LESSONS
from autograder.site.gallery import gallery
from autograder.teaching.report.statistics import gallery_anchor


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_misconception_has_its_place_on_its_lessons_page(book, lesson):
    page = (book / "chapters" / "gallery" / f"{lesson}.html").read_text(encoding="utf-8")
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    wanted = {
        gallery_anchor(exercise.name, misconception.id)
        for exercise in LESSONS[lesson].exercises
        for misconception in exercise.misconceptions
    }
    assert wanted <= ids, sorted(wanted - ids)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_page_of_the_gallery_shows_a_solution(lesson):
    """Wrong code alone: none of it is the reference's."""
    text = gallery(lesson)
    assert "BEGIN SOLUTION" not in text
    assert text.count("```python") == sum(len(e.misconceptions) for e in LESSONS[lesson].exercises)
