"""``course check`` as a learner and a teacher run it: a process, its output, its exit status."""

import json
import subprocess
import sys
import textwrap
import time

import pytest

RIGHT = """
import functions
def adjust_bh(pvals):
    return functions.adjust_bh(pvals)
"""
WRONG = """
import numpy as np
def adjust_bh(pvals):
    return np.minimum(1, np.asarray(pvals) * len(pvals))
"""


def course_check(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "autograder.cli", "check", *map(str, arguments)],
        capture_output=True, text=True, cwd=cwd, timeout=180,
    )  # fmt: skip


def notebook(*cells, **metadata):
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": source, "metadata": {}, "outputs": [],
                 "execution_count": None}
                for source in cells
            ],
            "metadata": metadata, "nbformat": 4, "nbformat_minor": 5,
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """One run over many files: (exit status, standard error, verdict by file name and exercise)."""
    folder = tmp_path_factory.mktemp("answers")
    files = {
        "right.py": RIGHT,
        "wrong.py": WRONG,
        "stub.py": "def adjust_bh(pvals):\n    raise NotImplemented" + "Error('write me')\n",
        "endless.py": "def adjust_bh(pvals):\n    while True: pass\n",
        "leaves.py": "import os\ndef adjust_bh(pvals):\n    os._exit(0)\n",
        "exits.py": "import sys\ndef adjust_bh(pvals):\n    sys.exit('bye')\n",
        "prints.py": "print('x' * 10000)\n" + RIGHT + "\nprint('{\"status\": \"right\"}')\n",
        "slip.py": "def adjust_bh(pvals:\n    return pvals\n",
        "stops_after.py": RIGHT + "\nraise RuntimeError('a demo below the answer')\n",
        "stops_before.py": "1 / 0\n" + RIGHT,
        "borrowed.py": "from functions import run_anova\nimport functions\nadjust_bh = functions.adjust_bh\n",
        "two.py": RIGHT + WRONG.replace("adjust_bh", "sample_groups"),
        "child.py": textwrap.dedent("""
            import subprocess
            def adjust_bh(pvals):
                subprocess.Popen(["sleep", "600"])
                raise ValueError("left a process behind")
            """),
        "good.ipynb": notebook("%matplotlib inline\n!ls", "1 / 0", RIGHT, "from autograder import check\ncheck(adjust_bh)"),
        "marked.ipynb": "\ufeff" + notebook(RIGHT),
        "old.ipynb": json.dumps({"nbformat": 3, "worksheets": [{"cells": [
            {"cell_type": "code", "input": RIGHT.splitlines(keepends=True)}]}]}),
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "wide.ipynb").write_text(notebook(RIGHT), encoding="utf-16")
    started = time.monotonic()
    done = course_check(folder, "--json", "--time-limit", "15")
    records = json.loads(done.stdout)
    found = {(r["file"].rsplit("/", 1)[-1], r["exercise"]): r for r in records}
    print(f"{len(records)} verdicts in {time.monotonic() - started:.1f} s")
    return done.returncode, done.stderr, found


@pytest.mark.parametrize(
    ("file", "status"),
    [
        ("right.py", "right"),
        ("wrong.py", "wrong"),
        ("stub.py", "not attempted"),
        ("endless.py", "crashed"),
        ("leaves.py", "crashed"),
        ("exits.py", "crashed"),
        ("prints.py", "right"),
        ("slip.py", "crashed"),
        ("stops_after.py", "right"),
        ("stops_before.py", "crashed"),
        ("borrowed.py", "not attempted"),
        ("two.py", "right"),
        ("good.ipynb", "right"),
        ("marked.ipynb", "right"),
        ("old.ipynb", "right"),
        ("wide.ipynb", "right"),
    ],
)
def test_each_file_gets_its_verdict(verdicts, file, status):
    _, _, found = verdicts
    record = found[file, "adjust_bh"]
    assert record["status"] == status, record
    assert record["score"] == (4 if status == "right" else record["score"])
    assert record["max_score"] == 4
    if status != "right":
        assert record["score"] < 4


def test_messages_say_what_happened(verdicts):
    _, _, found = verdicts
    says = {
        "endless.py": "had not finished after 15 seconds",
        "leaves.py": "ended without an answer (exit code 0)",
        "exits.py": "SystemExit: bye",
        "slip.py": "SyntaxError",
        "stops_before.py": "ZeroDivisionError",
        "borrowed.py": "course's own",
        "wrong.py": "Bonferroni",
    }
    for file, words in says.items():
        assert words in json.dumps(found[file, "adjust_bh"]), file


def test_json_has_the_documented_fields_and_no_others(verdicts):
    _, _, found = verdicts
    record = found["wrong.py", "adjust_bh"]
    assert set(record) == {"file", "exercise", "status", "score", "max_score", "note", "checks"}
    assert {frozenset(check) for check in record["checks"]} == {
        frozenset({"name", "status", "points", "max_points", "message", "misconception"})
    }
    assert any(check["misconception"] == "F2" for check in record["checks"])


def test_what_an_answer_started_ends_with_it(verdicts):
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "sleep 600" not in listing


def test_a_file_with_two_exercises_gets_two_verdicts(verdicts):
    _, _, found = verdicts
    assert {exercise for file, exercise in found if file == "two.py"} == {
        "adjust_bh", "sample_groups",
    }  # fmt: skip


def test_exit_status_is_0_for_all_right_and_1_for_something_not_right(tmp_path):
    (tmp_path / "a.py").write_text(RIGHT)
    done = course_check("a.py", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ adjust_bh: Right" in done.stdout
    (tmp_path / "b.py").write_text(WRONG)
    done = course_check("a.py", "b.py", cwd=tmp_path)
    assert done.returncode == 1
    assert "1 of 2 answers right" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.py", None, "cannot be read: No such file"),
        ("notes.txt", b"text", "neither a Python file (.py) nor a notebook (.ipynb)"),
        ("empty.ipynb", b"", "is empty"),
        ("broken.ipynb", b"{", "not a notebook that can be read"),
        ("list.ipynb", b"[1, 2]", "it holds no cells"),
        ("deep.ipynb", b"[" * 200_000, "nested too deeply"),
        ("binary.py", b"\xff\xfe\x00", "not readable as Python text"),
        ("other.py", b"x = 1\n", "defines none of the course's functions"),
        ("user.py", b"from functions import run_anova\n", "defines none of the course's functions"),
    ],
)
def test_input_that_cannot_be_used_exits_with_2_and_the_reason(tmp_path, name, content, reason):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = course_check(name, cwd=tmp_path)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unusable_file_does_not_keep_the_others_from_being_judged(tmp_path):
    (tmp_path / "a.py").write_text(RIGHT)
    done = course_check("a.py", "missing.py", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert [record["status"] for record in json.loads(done.stdout)] == ["right"]


def test_a_named_exercise_takes_the_file_as_an_answer_to_it_alone(tmp_path):
    (tmp_path / "a.py").write_text(
        "import functions\n"
        "def sample_groups(data):\n    return None\n"
        "def run_anova(data, groups, alpha=0.05):\n"
        "    table = functions.run_anova(data, groups, alpha)\n"
        "    return table.assign(pval_fdr=adjust_bh(table['pval'].to_numpy()))\n"
    )
    done = course_check("a.py", "--exercise", "run_anova", "--json", cwd=tmp_path)
    records = json.loads(done.stdout)
    assert [(r["exercise"], r["status"]) for r in records] == [("run_anova", "right")]
    assert done.returncode == 0


def test_a_named_exercise_that_the_file_does_not_answer_is_unusable_input(tmp_path):
    (tmp_path / "a.py").write_text(RIGHT)
    done = course_check("a.py", "--exercise", "run_anova", "--json", cwd=tmp_path)
    assert done.returncode == 2
    assert "a.py defines no function run_anova" in done.stderr
    assert json.loads(done.stdout)[0]["status"] == "not attempted"


def test_an_unknown_exercise_is_answered_with_the_nearest_names(tmp_path):
    (tmp_path / "a.py").write_text(RIGHT)
    done = course_check("a.py", "--exercise", "adjust_hb", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean adjust_bh" in done.stderr


def test_help_teaches():
    done = course_check("--help")
    assert done.returncode == 0
    for words in ("examples:", "exit status:", "--exercise", "--json", "--time-limit"):
        assert words in done.stdout
