"""What learners read: the first message first, everything of theirs escaped, text and HTML alike."""

import re

from autograder.feedback import code_spans, points, show_verdict, verdict_html, verdict_text
from autograder.verdict import CheckResult, Status, Verdict

WRONG = Verdict(
    "adjust_bh",
    Status.WRONG,
    (
        CheckResult("one", Status.RIGHT, 1, 1),
        CheckResult("two", Status.WRONG, 0, 1, "Got `<script>alert(1)</script>`."),
        CheckResult("three", Status.WRONG, 0, 2, "Put them back.", "0.3 is not 0.2.", "F9"),
    ),
)


def test_the_explained_mistake_comes_first():
    markup = verdict_html(WRONG)
    assert markup.index("Put them back.") < markup.index("<details>")
    assert WRONG.first_problem.misconception == "F9"


def test_everything_of_the_learners_is_escaped():
    markup = verdict_html(WRONG)
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup
    assert not re.search(r"\son\w+=", markup), "no inline handlers"


def test_text_and_html_hold_the_same_facts():
    text, markup = verdict_text(WRONG), re.sub("<[^>]+>", "", verdict_html(WRONG))
    for fact in ("1 of 4 points", "Put them back.", "0.3 is not 0.2.", "three", "two", "one"):
        assert fact in text
        assert fact in markup


def test_a_verdict_shows_itself_and_survives_the_way_to_json_and_back():
    shown = show_verdict(WRONG)
    assert repr(shown) == verdict_text(WRONG)
    assert shown._repr_html_() == verdict_html(WRONG)
    assert Verdict.from_dict(WRONG.to_dict()) == WRONG


def test_points_are_counted_as_people_count():
    assert points(1) == "1 point"
    assert points(2) == "2 points"
    assert points(0.5, 1) == "0.5 of 1 point"
    assert points(3, 4) == "3 of 4 points"


def test_backticks_become_code_and_odd_ones_stay():
    assert code_spans("use `a < b`") == "use <code>a &lt; b</code>"
    assert code_spans("it`s") == "it`s"
