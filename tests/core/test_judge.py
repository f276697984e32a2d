"""Judging: the four outcomes, points, misconceptions, conduct."""

import numpy as np
import pytest

from autograder.compare import expect, expect_close, expect_conduct, expect_error
from autograder.exercise import Exercise
from autograder.judge import judge, random_for
from autograder.verdict import Status


def double(values):
    """Twice the values."""
    if len(values) == 0:
        raise ValueError("values is empty")
    return np.asarray(values) * 2


@pytest.fixture
def exercise():
    """A small exercise: twice the values, an error for none."""
    made = Exercise("double", lesson="test", points=4, reference=double, needs=["helper"])

    @made.check("twice the values", points=2)
    def values(call, rng):
        numbers = rng.normal(size=6)
        expect_close(call(numbers), double(numbers))

    @made.check("an empty input is an error", points=1)
    def empty(call, rng):
        expect_error(call.outcome([]), ValueError, ["empty"])

    @made.check("the input stays as it is", points=1)
    def conduct(call, rng):
        expect_conduct(call, rng.normal(size=3))

    @made.misconception("T1", "You squared the values.", sees=values)
    def squared(values):
        if len(values) == 0:
            raise ValueError("empty")
        return np.asarray(values) ** 2

    @made.misconception("T2", "You tripled the values.", sees=values)
    def tripled(values):
        if len(values) == 0:
            raise ValueError("empty")
        return np.asarray(values) * 3

    made.hints("one", "two", "three")
    return made


def results(verdict):
    return [str(check.status) for check in verdict.checks]


def test_a_right_answer_earns_every_point(exercise):
    def double(values, unused=None):
        print("noise")
        if len(values) == 0:
            raise ValueError("this is empty")
        return [np.float32(v) * 0 + 2 * v for v in values]

    verdict = judge(exercise, double)
    assert verdict.status is Status.RIGHT
    assert (verdict.score, verdict.max_score) == (4, 4)


def test_a_partly_right_answer_earns_its_part_and_says_what_differs(exercise):
    verdict = judge(exercise, lambda values: np.asarray(values) * 2)
    assert verdict.status is Status.WRONG
    assert verdict.score == 3
    assert results(verdict) == ["right", "wrong", "right"]
    assert "should raise a ValueError, but it returned an array" in verdict.checks[1].message


def test_a_known_wrong_answer_is_named(exercise):
    verdict = judge(exercise, lambda values: [v * v for v in values])
    first = verdict.first_problem
    assert (first.misconception, first.message) == ("T1", "You squared the values.")
    assert "position 0" in first.detail


def test_an_unknown_wrong_answer_is_not_given_a_misconception(exercise):
    verdict = judge(exercise, lambda values: np.asarray(values) * 2.5)
    assert all(check.misconception is None for check in verdict.checks)


def test_a_function_that_raises_everywhere_has_crashed(exercise):
    def double(values):
        return values.no_such_method()

    verdict = judge(exercise, double)
    assert verdict.checks[0].status is Status.CRASHED
    assert "no_such_method" in verdict.checks[0].message
    assert "values.no_such_method()" in verdict.checks[0].message


@pytest.mark.parametrize("error", [SystemExit, GeneratorExit, RecursionError, BaseException])
def test_an_answer_that_raises_whatever_it_likes_has_crashed(exercise, error):
    def double(values):
        raise error("out")

    assert judge(exercise, double).status in (Status.CRASHED, Status.WRONG)


def test_stubs_are_not_attempted(exercise):
    unwritten = type("NotImplemented" + "Error", (Exception,), {})

    def only_a_docstring(values):
        """Twice the values."""

    def passes(values):
        pass

    def double(values):
        raise unwritten("write me")

    for stub in (None, only_a_docstring, passes, double):
        verdict = judge(exercise, stub)
        assert verdict.status is Status.NOT_ATTEMPTED, stub
        assert verdict.score == 0
        assert results(verdict) == ["not attempted"] * 3


def test_an_answer_that_calls_an_unwritten_helper_says_which(exercise):
    unwritten = type("NotImplemented" + "Error", (Exception,), {})

    def helper(values):
        raise unwritten

    def double(values):
        return helper(values)

    verdict = judge(exercise, double)
    assert verdict.status is not Status.NOT_ATTEMPTED
    assert "calls `helper`, which is not written yet" in verdict.checks[0].message


def test_the_courses_own_function_is_not_an_answer():
    import functions
    from autograder.catalogue import find

    verdict = judge(find("adjust_bh"), functions.adjust_bh)
    assert verdict.status is Status.NOT_ATTEMPTED
    assert "course's own" in verdict.checks[0].message


def test_a_changed_input_is_noticed_and_explained(exercise):
    def double(values):
        if len(values) == 0:
            raise ValueError("empty")
        values *= 2
        return values

    verdict = judge(exercise, double)
    assert results(verdict) == ["right", "right", "wrong"]
    assert "changed its input" in verdict.checks[2].message


def test_an_answer_that_differs_from_call_to_call_is_wrong(exercise):
    calls = []

    def double(values):
        if len(values) == 0:
            raise ValueError("empty")
        calls.append(1)
        return np.asarray(values) * (2 if len(calls) < 3 else 2.5)

    assert judge(exercise, double).status is Status.WRONG


def test_using_the_global_random_generator_is_noticed(exercise):
    def double(values):
        if len(values) == 0:
            raise ValueError("empty")
        np.random.seed(0)
        np.random.rand()
        return np.asarray(values) * 2

    verdict = judge(exercise, double)
    assert "global random generator" in verdict.checks[2].message


def test_inputs_depend_on_the_seed_the_exercise_and_the_check_only():
    first = random_for("a", "f", "c").normal(size=4)
    assert np.array_equal(first, random_for("a", "f", "c").normal(size=4))
    for other in (("b", "f", "c"), ("a", "g", "c"), ("a", "f", "d")):
        assert not np.array_equal(first, random_for(*other).normal(size=4))


def test_the_points_of_a_check_are_all_or_nothing(exercise):
    @exercise.check("never", points=2)
    def never(call, rng):
        expect(False, "no")

    verdict = judge(exercise, double_of_their_own)
    assert verdict.score == 4
    assert verdict.max_score == 6


def double_of_their_own(values):
    if len(values) == 0:
        raise ValueError("empty")
    return np.asarray(values) + np.asarray(values)


def test_a_right_answer_on_wrong_helpers_is_told_so():
    from autograder.catalogue import find

    run_anova = find("run_anova")
    scope = {}
    exec(
        "import functions\n"
        "def adjust_bh(pvals):\n    return pvals\n"
        "def run_anova(data, groups, alpha=0.05):\n"
        "    table = functions.run_anova(data, groups, alpha)\n"
        "    table['pval_fdr'] = adjust_bh(table['pval'].to_numpy())\n"
        "    table['significant'] = table['pval_fdr'] < alpha\n"
        "    return table\n",
        scope,
    )
    verdict = judge(run_anova, scope["run_anova"])
    assert verdict.status is Status.WRONG
    assert "`run_anova` itself is right" in verdict.note
    assert "Mend `adjust_bh`" in verdict.note
    assert scope["adjust_bh"]([1, 2]) == [1, 2], "the learner's helper is put back"


def test_a_check_after_another_earns_nothing_where_that_one_is_not_passed():
    made = Exercise("double", lesson="test", points=2, reference=double)

    @made.check("twice the values", points=1)
    def values(call, rng):
        numbers = rng.normal(size=6)
        expect_close(call(numbers), double(numbers))

    @made.check("an empty input is an error", points=1, after=values)
    def empty(call, rng):
        expect_error(call.outcome([]), ValueError, ["empty"])

    def always_raises(values):
        raise ValueError("empty")

    verdict = judge(made, always_raises)
    assert verdict.score == 0
    assert "twice the values" in verdict.checks[1].message
    assert results(verdict) == ["crashed", "crashed"]

    def halves(values):
        if len(values) == 0:
            raise ValueError("empty")
        return np.asarray(values) / 2

    assert results(judge(made, halves)) == ["wrong", "wrong"]
    assert judge(made, lambda values: double(values)).score == 2
