"""What a notebook uses: check, hint, solution, progress, grade."""

import pytest

import functions
from autograder import NotEarned, check, grade, hint, notebook, progress, solution
from autograder.catalogue import LESSONS
from autograder.record import ProgressStore


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    notebook._store.cache_clear()
    notebook._hints_given.clear()
    notebook._attempted.clear()
    yield tmp_path / "progress.json"
    notebook._store.cache_clear()


def adjust_bh(pvals):
    return functions.adjust_bh(pvals)


def halved(pvals):
    return functions.adjust_bh(pvals) / 2


def test_check_takes_the_function_or_its_name(own_progress):
    assert check(adjust_bh).verdict.status == "right"
    assert check("adjust_bh").verdict.status == "right"
    assert ProgressStore(own_progress).standing("adjust_bh") == ("right", 4)


def test_check_of_something_else_offers_the_nearest_names():
    def adjust_hb(pvals):
        return pvals

    with pytest.raises(KeyError, match="did you mean adjust_bh"):
        check(adjust_hb)
    with pytest.raises(TypeError, match="pass a function or its name in quotes"):
        check(3)


def test_hints_are_a_ladder_and_the_solution_comes_last():
    assert "Try adjust_bh first" in repr(solution("adjust_bh"))
    shown = [repr(hint("adjust_bh")) for _ in range(4)]
    assert [text.split(" for ")[0] for text in shown] == [
        "Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3",
    ]  # fmt: skip
    assert "def adjust_bh" in repr(solution("adjust_bh"))


def test_the_solution_is_open_after_an_attempt_or_when_one_insists():
    assert "def adjust_bh" in repr(solution("adjust_bh", anyway=True))
    check(adjust_bh)
    assert "def adjust_bh" in repr(solution(adjust_bh))


def test_progress_lists_every_lesson_and_what_is_right():
    check(adjust_bh)
    shown = progress()
    assert "✓ adjust_bh (4 of 4 points, right)" in repr(shown)
    assert "○ run_anova (0 of 6 points, not attempted)" in repr(shown)
    assert shown._repr_html_().count("<progress") == len(LESSONS)


def test_grade_is_a_plain_float_or_raises():
    earned = grade("adjust_bh", adjust_bh, seed="secret")
    assert type(earned) is float
    assert earned == 4
    assert grade("adjust_bh") == 4, "the function is found by its name"
    assert grade("adjust_bh", adjust_bh, points=8) == 8


def test_grade_raises_with_the_verdict_where_nothing_is_earned():
    with pytest.raises(NotEarned, match="adjust_bh: Your function stopped with an error"):
        grade("adjust_bh", lambda pvals: 1 / 0)
    with pytest.raises(NotEarned, match="Not attempted yet"):
        grade("run_anova")
    with pytest.raises(NotEarned, match="course's own"):
        grade("adjust_bh", functions.adjust_bh)


def test_what_a_notebook_shows_of_it_is_the_verdict_alone():
    from IPython.testing.globalipapp import start_ipython

    shell = start_ipython()
    shell.user_ns["grade"] = grade
    with pytest.MonkeyPatch.context() as patch:
        shown = []
        patch.setattr(shell, "_showtraceback", lambda _type, _value, lines: shown.extend(lines))
        shell.run_cell("secret_line = 1; grade('run_anova')")
    text = "\n".join(shown)
    assert "Not attempted yet" in text
    assert "secret_line" not in text


def test_grade_gives_the_part_that_is_right():
    def partly(pvals):
        values = functions.adjust_bh(pvals)
        return values if len(values) and values[0] == values[0] else values * 0

    earned = grade("adjust_bh", partly)
    assert 0 < earned <= 4
