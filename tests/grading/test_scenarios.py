"""Attacks: none gains a point, none costs another answer a point, none outlives its run."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import LIMITS
from scenarios import Scenario, all_scenarios, handed_in, task
from test_jail import descendants, is_inside_a_submission

from autograder.catalogue import LESSONS
from autograder.grading import jails, work
from autograder.grading.jail import Jail, NoJail
from autograder.grading.work import Result


@pytest.fixture(scope="module", autouse=True)
def warm_jail():
    """One jail for all scenarios, with limits that a test meets soon."""
    names = [exercise.name for exercise in LESSONS["data_model"].exercises]
    try:
        jails._jails["data_model", True] = Jail(names, LIMITS)
        jails._jails["data_model", True].wait()
    except NoJail as reason:
        pytest.skip(f"this host can't jail: {reason}")
    yield
    jails.close_jails()


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda scenario: scenario.name)
def test_an_attack_earns_what_it_deserves(scenario: Scenario):
    expected = scenario.expected
    asked = task(handed_in(scenario), expected["lesson"], expected.get("files"))
    result = Result.from_bytes(work.grade(asked.to_bytes()))
    assert result.problem == ""
    scores = {verdict.exercise: verdict.score for verdict in result.verdicts}
    points = {verdict.exercise: verdict.max_score for verdict in result.verdicts}
    named = expected["scores"]
    assert {name: scores[name] for name in named} == named, result.verdicts
    others = {name: score for name, score in scores.items() if name not in named}
    if expected["others"] == "right":
        assert others == {name: points[name] for name in others}, result.verdicts
    elif expected["others"] != "any":
        assert set(others.values()) == {expected["others"]}
    jail = jails.jail_for(expected["lesson"])
    assert not [pid for pid in descendants(jail) if is_inside_a_submission(pid)]
    assert not Path("/tmp/course-boom").exists()


def test_there_are_fifty_attacks_and_each_says_what_it_is():
    scenarios = all_scenarios()
    assert len(scenarios) >= 50
    assert all(scenario.expected["why"] for scenario in scenarios)
