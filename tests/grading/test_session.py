"""Judging answers that live in the jail: what counts, what fails, and what the rest still earns."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

import functions
from autograder.compare import expect_close, expect_faster
from autograder.exercise import Exercise
from autograder.grading.session import Patience, definitions, grade_cells
from autograder.verdict import Status

QUICK = Patience(cell=3, call=3, exercise=10, submission=60)


def doubled_exercise() -> Exercise:
    made = Exercise("doubled", "test", 3, lambda values: np.asarray(values) * 2)

    @made.check("values", points=2)
    def values(call, rng):
        given = rng.normal(size=5)
        expect_close(call(given), given * 2)

    @made.check("an empty array", points=1)
    def empty(call, rng):
        expect_close(call(np.zeros(0)), np.zeros(0))

    @made.misconception("T1", "You added two instead.", sees=values)
    def adds(values):
        return np.asarray(values) + 2

    return made


def grade(jail, *cells: str, exercises=None, patience=QUICK):
    return grade_cells(
        jail, list(enumerate(cells)), exercises or [doubled_exercise()], "seed", patience=patience
    )


def verdict(jail, *cells: str, **more):
    return grade(jail, *cells, **more).verdicts[0]


def test_a_right_answer_earns_its_points(jail):
    found = verdict(jail, "def doubled(values):\n    return values * 2")
    assert (found.status, found.score) == (Status.RIGHT, 3)


def test_a_misconception_is_named_through_the_wall(jail):
    found = verdict(jail, "def doubled(values):\n    return values + 2")
    assert found.checks[0].misconception == "T1"
    assert found.score == 1


def test_an_exception_arrives_with_the_learners_own_line(jail):
    found = verdict(jail, "def doubled(values):\n    return values.no_such_thing")
    assert found.status is Status.CRASHED
    assert "line 2: `return values.no_such_thing`" in found.checks[0].message


def test_nothing_written_is_not_attempted(jail):
    assert verdict(jail, "x = 1").status is Status.NOT_ATTEMPTED
    assert verdict(jail, "def doubled(values):\n    pass").status is Status.NOT_ATTEMPTED
    stub = "def doubled(values):\n    raise NotImplemented" + "Error('write me')"
    assert verdict(jail, stub).status is Status.NOT_ATTEMPTED


def test_a_check_that_gets_no_answer_fails_alone(jail):
    source = "def doubled(values):\n    while len(values): pass\n    return values * 2"
    found = verdict(jail, source)
    assert [check.points for check in found.checks] == [0, 1]
    assert "had not answered after 3 seconds" in found.checks[0].message


@pytest.mark.parametrize(
    "end",
    ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)", "import os; os.abort()"],
    ids=["exit", "segmentation fault", "abort"],
)
def test_an_answer_that_ends_python_fails_alone(jail, end):
    found = verdict(
        jail, f"def doubled(values):\n    if len(values):\n        {end}\n    return values"
    )
    assert [check.points for check in found.checks] == [0, 1]


@pytest.mark.parametrize(
    "end",
    ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)", "while True: pass",
     "import signal; signal.signal(2, signal.SIG_IGN)\nwhile True: pass", "raise SystemExit",
     "exit()", "raise BaseException", "import os, signal; os.kill(0, 9)"],
)  # fmt: skip
def test_a_cell_that_ends_or_stops_everything_costs_no_other_answer(jail, end):
    found = verdict(
        jail,
        f"import numpy as np\n{end}",
        "def doubled(values):\n    return np.asarray(values) * 2",
    )
    assert found.score == 3


def test_definitions_of_a_deadly_cell_are_kept(jail):
    source = "def doubled(values):\n    return values * 2\n\nimport os\nos._exit(1)"
    assert verdict(jail, source).score == 3
    assert definitions("x = 1\nimport os\ndef f(): pass\nf()") == "import os\ndef f():\n    pass"


def test_magics_shell_lines_and_warnings_cost_nothing(jail):
    graded = grade(
        jail,
        "%matplotlib inline\n%pip install seaborn\n!ls\nimport warnings; warnings.warn('careful')",
        "%%time\nimport numpy as np",
        "%%bash\necho hello",
        "await __import__('asyncio').sleep(0)",
        "%%time\ndef doubled(values):\n    print('here'); warnings.warn('old')\n    return values * 2",
    )
    assert graded.verdicts[0].score == 3


def test_outputs_of_cells_are_kept(jail):
    graded = grade(
        jail,
        "print('so far')\n1 + 1",
        "1 / 0",
        "import pandas as pd\npd.DataFrame({'F': [1.5]})",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))",
    )
    kinds = [[o["output_type"] for o in graded.outputs[n]] for n in range(5)]
    assert kinds == [["stream", "execute_result"], ["error"], ["execute_result"], ["display_data"],
                     ["display_data"]]  # fmt: skip
    assert graded.outputs[0][1]["data"] == {"text/plain": "2"}
    assert "image/png" in graded.outputs[3][0]["data"]
    assert "<table" in graded.outputs[2][0]["data"]["text/html"]


def test_one_exercise_leaves_nothing_for_the_next(jail):
    first, second = doubled_exercise(), doubled_exercise()
    second.name = "again"
    graded = grade(
        jail,
        "seen = []\n"
        "def doubled(values):\n    seen.append(1)\n    return values * 2\n"
        "def again(values):\n    return values * (3 if seen else 2)",
        exercises=[first, second],
    )
    assert [v.score for v in graded.verdicts] == [3, 3]


def test_a_figure_is_judged_as_data(jail):
    exercise = Exercise("plot", "test", 1, lambda: None)

    @exercise.check("a title", points=1)
    def title(call, rng):
        drawn = call(pd.DataFrame(rng.normal(size=(6, 4))))
        assert drawn.figure.title == "Kit"

    source = (
        "import seaborn as sns\n"
        "def plot(table):\n    grid = sns.clustermap(table)\n    grid.figure.suptitle('Kit')\n    return grid"
    )
    assert verdict(jail, source, exercises=[exercise]).score == 1


def test_a_slow_function_cannot_lie_about_its_time(jail):
    exercise = Exercise("fast", "test", 1, lambda n: n)

    def loop():
        started = time.process_time()
        sum(i * i for i in range(300_000))
        return time.process_time() - started

    @exercise.check("fast", points=1)
    def fast(call, rng):
        expect_faster(call, (5,), loop, at_most=0.2, advice="use arrays")

    slow = (
        "import time, autograder.call, autograder.exercise\n"
        "real = time.time\n"
        "time.process_time = time.perf_counter = lambda: 0.0\n"
        "autograder.call.clock = autograder.exercise.clock = lambda: 0.0\n"
        "def fast(n):\n    end = real() + 1.5\n    while real() < end: pass\n    return n"
    )
    assert verdict(jail, slow, exercises=[exercise]).score == 0
    assert verdict(jail, "def fast(n):\n    return n", exercises=[exercise]).score == 1


def test_the_courses_own_function_is_not_an_answer(jail):
    exercise = doubled_exercise()
    exercise.name = "expression_df"
    found = verdict(jail, "from functions import expression_df", exercises=[exercise])
    assert found.status is Status.NOT_ATTEMPTED
    assert hasattr(functions, "expression_df")


def test_an_answer_that_is_no_data_cannot_pass(jail):
    source = (
        "class Yes:\n"
        "    def __eq__(self, other): return True\n"
        "    def __array__(self, *a, **k): raise SystemExit\n"
        "    def __float__(self): return 1.0\n"
        "def doubled(values):\n    return Yes()"
    )
    found = verdict(jail, source)
    assert found.score == 0
    assert found.checks[0].message == "Your answer should hold numbers, but it is a Yes."


def test_an_answer_that_is_too_large_is_refused(jail):
    found = verdict(jail, "import numpy as np\ndef doubled(values):\n    return np.zeros(2 ** 24)")
    assert "too large" in found.checks[0].message


def test_the_time_for_a_submission_ends(jail):
    graded = grade(
        jail,
        *["while True: pass"] * 200,
        patience=Patience(cell=1, call=1, exercise=1, submission=3),
    )
    assert graded.verdicts[0].score == 0
    assert len(graded.outputs) <= 3  # cells that were waited for
    assert "had not finished in time" in graded.troubles[-1]
