"""Reading an assignment's text source: what it becomes, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from classroom import WITH_EXERCISES

from autograder.catalogue import LESSONS
from autograder.teaching.assignment import AssignmentError, ExerciseCell
from autograder.teaching.source_text import parse_assignment, read_assignment

HEADER = """\
---
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Trees

Some prose.

```{code-cell} ipython3
import numpy as np
```

"""  # twelve lines

TASK = '''\
### `{name}` ({points})

What it does.

```{{code-cell}} ipython3
:tags: [exercise]
def {name}(data):
    """Do it."""
    ### BEGIN SOLUTION
    return data
    ### END SOLUTION
```

'''

CLUSTER = TASK.format(name="cluster_rows", points="3 points")
ORDER = TASK.format(name="order_by_clustering", points="3 points")
WARD = TASK.format(name="ward_linkage", points="5 points")


def parse(text: str):
    return parse_assignment(text, LESSONS["clustering"], Path("solutions/clustering.md"))


def test_text_tasks_and_solutions_are_told_apart():
    assignment = parse(HEADER + CLUSTER + "Between.\n\n" + ORDER + WARD + "## The end\n")
    kinds = [p.name if isinstance(p, ExerciseCell) else p.kind for p in assignment.parts]
    assert assignment.title == "Trees"
    assert kinds == [
        "markdown", "code", "cluster_rows", "markdown", "order_by_clustering", "ward_linkage",
        "markdown",
    ]  # fmt: skip
    first = assignment.exercise("cluster_rows")
    assert first.task[0].source == "### `cluster_rows` (3 points)\n\nWhat it does."
    assert first.source.startswith("def cluster_rows(data):")
    assert assignment.points == 11


def test_an_example_cell_belongs_to_the_task_that_it_stands_in():
    example = "```{code-cell} ipython3\n:tags: [hide-input]\n1 + 1\n```\n\n"
    with_example = CLUSTER.replace("What it does.\n\n", "What it does.\n\n" + example)
    task = parse(HEADER + with_example + ORDER + WARD).exercise("cluster_rows").task
    assert [cell.kind for cell in task] == ["markdown", "code"]
    assert task[1].tags == ("hide-input",)


WRONG = {
    "no title": (
        "Some prose.\n" + CLUSTER,
        1,
        "begin the text with its title",
    ),
    "missing": (HEADER + CLUSTER + WARD, 0, "are missing: order_by_clustering"),
    "twice": (HEADER + CLUSTER + CLUSTER + ORDER + WARD, 32, r"second time \(first: line 19\)"),
    "out of order": (HEADER + ORDER + CLUSTER + WARD, 19, "stands where `cluster_rows` belongs"),
    "other lesson": (
        HEADER + TASK.format(name="run_anova", points="6 points"),
        19,
        "defines run_anova, and the lesson 'clustering' has no such exercise",
    ),
    "two in a cell": (
        HEADER + CLUSTER.replace("def ", "def ward_linkage(points): ...\n\ndef "),
        19,
        "defines ward_linkage and cluster_rows",
    ),
    "does not compile": (HEADER + CLUSTER.replace("(data):", "(data)"), 19, "does not compile"),
    "no region": (
        HEADER
        + CLUSTER.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", ""),
        19,
        "has no solution region",
    ),
    "never ended": (
        HEADER + CLUSTER.replace("    ### END SOLUTION\n", ""),
        21,
        "is never ended",
    ),
    "never begun": (
        HEADER + CLUSTER.replace("    ### BEGIN SOLUTION\n", ""),
        22,
        "no `### BEGIN SOLUTION` before this end",
    ),
    "nested": (
        HEADER + CLUSTER.replace("    return", "    ### BEGIN SOLUTION\n    return"),
        22,
        "open since line 21",
    ),
    "untagged": (
        HEADER + CLUSTER.replace(":tags: [exercise]\n", "") + ORDER + WARD,
        20,
        "in a cell without `:tags:",
    ),
    "no task": (
        HEADER + CLUSTER.replace("### `cluster_rows` (3 points)\n", ""),
        18,
        "has no task text",
    ),
    "task without cell": (
        HEADER + "### `cluster_rows` (3 points)\n\nText.\n\n" + ORDER,
        13,
        "has no cell tagged `exercise`",
    ),
    "other points": (
        HEADER + CLUSTER.replace("(3 points)", "(4 points)"),
        13,
        "says 4 points, the catalogue says 3",
    ),
    "other heading": (
        HEADER + CLUSTER.replace("### `cluster_rows`", "### `ward_linkage`"),
        13,
        "its heading is ### `cluster_rows` \\(3 points\\)",
    ),
    "hidden tests": (
        HEADER.replace("import numpy as np", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"),
        10,
        "hidden tests are made by the build",
    ),
    "answers imported": (
        HEADER.replace("import numpy as np", "from functions import simulate_hspc, ward_linkage"),
        10,
        "importing ward_linkage from functions would give the answers away",
    ),
    "everything imported": (
        HEADER.replace("import numpy as np", "from functions import *"),
        10,
        "importing \\* from functions",
    ),
    "not yaml": ("---\n{ a: \n---\n# T\n", 0, "is not a MyST text notebook"),
    "half a header": (
        HEADER.replace("display_name: Python 3, ", "") + CLUSTER,
        0,
        "is not a MyST text notebook: 'display_name' is a required property",
    ),
    "raw cell": (HEADER + "```{raw-cell}\nx\n```\n", 14, "raw cells are not used"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_source_is_an_error_with_file_line_and_advice(case):
    text, line, message = WRONG[case]
    with pytest.raises(AssignmentError, match=message) as caught:
        parse(text)
    assert caught.value.line == line
    assert str(caught.value).startswith("solutions/clustering.md")


def test_a_missing_source_is_named(tmp_path):
    with pytest.raises(AssignmentError, match=r"anova\.md: no such file"):
        read_assignment("anova", tmp_path)


def test_an_unknown_lesson_gets_an_offer():
    with pytest.raises(KeyError, match="did you mean clustering"):
        read_assignment("clusterin")


@pytest.mark.parametrize("lesson", WITH_EXERCISES)
def test_every_lesson_has_a_source_with_all_of_its_exercises(lesson):
    assignment = read_assignment(lesson)
    assert [part.exercise for part in assignment.exercises] == LESSONS[lesson].exercises
    assert assignment.title == LESSONS[lesson].title
