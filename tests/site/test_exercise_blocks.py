"""Exercise blocks of a page: what they become, what is refused, and a real book built from them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from page_texts import HEADER

from autograder.catalogue import LESSONS, find
from autograder.site.exercises import ExerciseBlockError, Page, expand
from autograder.teaching.notebooks import as_text, student_notebook
from autograder.teaching.source_text import read_assignment, solutions_folder

WITH_EXERCISES = [lesson.id for lesson in LESSONS.values() if lesson.exercises]

SETUP = """\
```{code-cell} ipython3
import numpy as np
import pandas as pd
from autograder import check
```

"""


def page(name: str = "chapters/anova/index.md") -> Page:
    return Page(name, solutions_folder(), name.removesuffix(".md") + ".html")


def expanded(body: str) -> str:
    return expand(HEADER + body, page())


def test_an_exercise_block_becomes_task_stub_and_check():
    text = expanded("```{exercise} from_pd\n```\n\nAfterwards.\n")
    task, stub, check, after = (
        text.index(piece)
        for piece in (
            "### `from_pd` (2 points)",
            "```{code-cell} ipython3\n:tags: [exercise]\ndef from_pd(expr):",
            "```{code-cell} ipython3\n:tags: [check]\ncheck(from_pd)\n```",
            "Afterwards.",
        )
    )
    assert task < stub < check < after
    assert "{exercise}" not in text


def test_colon_fences_and_several_blocks_work():
    text = expanded(":::{exercise} from_pd\n:::\n\n````{exercise}   expression_df\n````\n")
    assert "check(from_pd)" in text
    assert "check(expression_df)" in text


def test_everything_else_on_the_page_is_left_alone():
    body = (
        "Text with ```inline``` fences.\n\n```python\n# a fence\n```\n\n"
        "````md\n```{exercise} from_pd\n```\n````\n\n:::{note}\n```text\nx\n```\n:::\n"
    )
    assert expanded(body) == HEADER + body


def test_an_assignment_block_links_the_notebook_from_where_the_page_is():
    text = expanded("```{assignment} data_model\n```\n")
    assert 'href="../../notebooks/data_model.ipynb" download' in text
    assert "(1 exercise, 6 points)" in expanded("```{assignment} heatmaps\n```\n")
    assert "(6 exercises, 10 points)" in text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("```{exercise} from_p\n```\n", r"index\.md:14: .*from_p.*did you mean from_pd"),
        ("```{exercise} from_pd\nAdd something.\n```\n", r":14: .*no content"),
        ("```{exercise} from_pd\n", r":14: .*close its fence"),
        (
            "```{exercise} from_pd\n```\n```{exercise} from_pd\n```\n",
            r":16: .*on this page already",
        ),
        ("::::{note}\n```{exercise} from_pd\n```\n::::\n", r":15: .*stands inside \{note\}"),
        ("```{assignment} anov\n```\n", r":14: .*no lesson 'anov'; did you mean anova"),
        ("```{exercise}\n```\n", r":14: .*no exercise ''"),
    ],
)
def test_a_block_that_cannot_be_replaced_is_an_error_with_page_line_and_advice(body, message):
    with pytest.raises(ExerciseBlockError, match=message):
        expanded(body)


def test_a_page_that_is_no_notebook_cannot_have_exercises():
    with pytest.raises(ExerciseBlockError, match="begin it with jupytext's header"):
        expand("# A page\n\n```{exercise} from_pd\n```\n", page())


def test_a_wrong_source_is_reported_with_the_block_that_needs_it(tmp_path):
    (tmp_path / "data_model.md").write_text("# Only a title\n")
    broken = Page("chapters/a.md", tmp_path, "chapters/a.html")
    with pytest.raises(ExerciseBlockError, match=r"a\.md:14: .*data_model\.md: .*are missing"):
        expand(HEADER + "```{exercise} from_pd\n```\n", broken)


@pytest.mark.parametrize("lesson", WITH_EXERCISES)
def test_expanded_exercises_show_no_solution_and_no_hidden_test(lesson):
    assignment = read_assignment(lesson)
    blocks = "".join(f"```{{exercise}} {part.name}\n```\n\n" for part in assignment.exercises)
    text = expanded(blocks)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    assert "grade(" not in text
    assert text.count(":tags: [check") == len(assignment.exercises)


# ---------------------------------------------------------------- a book

CONFIG = """\
title: A book
only_build_toc_files: true
execute:
  execute_notebooks: {mode}
  raise_on_error: true
sphinx:
  extra_extensions: [autograder.site.exercises]
"""


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Path:
    """A book whose source directory is a repository's root, built as jupyter-book builds it."""
    root = tmp_path_factory.mktemp("book")
    shutil.copytree(solutions_folder(), root / "solutions")
    chapter = root / "chapters" / "data_model"
    chapter.mkdir(parents=True)
    (root / "index.md").write_text("# A book\n\nHello.\n")
    (chapter / "index.md").write_text(
        HEADER
        + SETUP
        + "## Exercises\n\n```{assignment} data_model\n```\n\n```{exercise} from_pd\n```\n\n"
        "```{exercise} expression_df\n```\n"
    )
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n- file: chapters/data_model/index\n"
    )
    (root / "_config.yml").write_text(CONFIG.format(mode="cache"))
    built = build(root)
    assert built.returncode == 0, built.stdout + built.stderr
    return root


def build(root: Path) -> subprocess.CompletedProcess[str]:
    """Build with every warning an error."""
    jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
    return subprocess.run(
        [jupyter_book, "build", "-W", "-n", "--keep-going", str(root)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def html_of(book: Path) -> str:
    page = book / "_build" / "html" / "chapters" / "data_model" / "index.html"
    return page.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_built_page_runs_its_stubs_and_says_that_nothing_is_attempted(book):
    html = html_of(book)
    assert html.count("Not attempted yet") >= 2
    assert "tag_exercise" in html
    assert "Traceback" not in html


@pytest.mark.slow
def test_a_built_book_offers_the_students_notebook_of_every_lesson(book):
    assert 'href="../../notebooks/data_model.ipynb"' in html_of(book)
    for lesson in WITH_EXERCISES:
        written = book / "_build" / "html" / "notebooks" / f"{lesson}.ipynb"
        nbformat.validate(nbformat.read(written, as_version=4))
        assert written.read_text(encoding="utf-8") == as_text(
            student_notebook(read_assignment(lesson))
        )


@pytest.mark.slow
def test_nothing_in_a_built_book_gives_a_solution_away(book):
    solution_lines = {
        line.strip()
        for line in read_assignment("data_model").exercise("from_pd").source.splitlines()
        if "copy" in line
    }
    assert solution_lines
    for path in (book / "_build" / "html").rglob("*"):
        if path.suffix in (".html", ".ipynb", ".md", ".txt", ".js"):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert "BEGIN SOLUTION" not in text, path
            assert "HIDDEN TESTS" not in text, path
            assert not [line for line in solution_lines if line in text], path


@pytest.mark.slow
def test_a_page_is_built_anew_when_its_assignment_changes(book, tmp_path):
    book = shutil.copytree(book, tmp_path / "book")
    source = book / "solutions" / "data_model.md"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("Make the data dictionary of a table.", "Changed since."))
    assert build(book).returncode == 0
    assert "Changed since." in html_of(book)


def test_every_exercise_of_the_catalogue_can_stand_on_a_page():
    for lesson in LESSONS.values():
        for exercise in lesson.exercises:
            assert f"check({exercise.name})" in expanded(f"```{{exercise}} {exercise.name}\n```\n")
            assert find(exercise.name) is exercise
