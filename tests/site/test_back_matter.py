"""Back matter that is made from the course: complete, and nothing invented."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import functions
from autograder.catalogue import LESSONS
from autograder.site.back_matter import bibliography, function_reference, rubrics
from autograder.teaching.report.statistics import gallery_anchor

ROOT = Path(__file__).parents[2]
PAGES = [f"chapters/{lesson}/index" for lesson in LESSONS]


def test_every_public_function_is_in_the_reference_once():
    text = "\n".join(function_reference())
    listed = re.findall(r"autofunction:: functions\.(\w+)", text)
    public = [n for n in functions.__all__ if inspect.isfunction(getattr(functions, n))]
    assert sorted(listed) == sorted(public)


def test_every_work_that_a_lesson_cites_is_listed_once_with_its_pages():
    text = "\n".join(bibliography(ROOT / "chapters", PAGES))
    cited = set()
    for page in PAGES:
        source = (ROOT / f"{page}.md").read_text(encoding="utf-8")
        cited |= set(re.findall(r"doi\.org/([^)\s]+)", source.partition("## References")[2]))
    listed = re.findall(r"\]\(https://doi\.org/([^)\s]+)", text)
    assert len(listed) == len(set(listed))
    assert {doi.lower() for doi in listed} == {doi.lower() for doi in cited}
    [benjamini] = [line for line in text.splitlines() if "Controlling the false discovery" in line]
    assert "(../anova/index.md)" in benjamini
    assert "(../capstone/index.md)" in benjamini


def test_works_stand_by_their_first_authors_family_name(tmp_path):
    page = tmp_path / "anova" / "index.md"
    page.parent.mkdir()
    page.write_text(
        '## References\n\n1. Z. Alpha, "B", (2001).\n2. A. B. Zeta et al., "A",\n   more (1999).\n',
        encoding="utf-8",
    )
    lines = [one for one in bibliography(tmp_path, ["chapters/anova/index"]) if one]
    assert lines == [
        '- Z. Alpha, "B", (2001). Cited in [](../anova/index.md).',
        '- A. B. Zeta et al., "A", more (1999). Cited in [](../anova/index.md).',
    ]
    assert not list(bibliography(tmp_path, []))


def test_teachers_get_every_exercise_with_points_errors_and_hints():
    text = "\n".join(rubrics(ROOT / "solutions"))
    for lesson in LESSONS.values():
        for exercise in lesson.exercises:
            assert text.count(f"**`{exercise.name}`**, {exercise.points:g} point") == 1
            for one in exercise.misconceptions:
                assert (
                    text.count(f"{{ref}}`{one.id} <{gallery_anchor(exercise.name, one.id)}>`") == 1
                )
    assert "**`report`**, 15 points by hand." in text
