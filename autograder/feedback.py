"""What a learner reads back: a verdict, a hint or a solution as plain text and as HTML.

The one most useful message comes first; every other one is a click away. All that comes from a
learner is escaped. Colours are named by a word and a sign as well, and work on dark and light.
"""

from __future__ import annotations

import html
import inspect
import textwrap
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from autograder.exercise import Exercise
from autograder.verdict import CheckResult, Status, Verdict

_SIGNS = {
    Status.RIGHT: ("✓", "#1a7f37"),
    Status.WRONG: ("✗", "#c2410c"),
    Status.CRASHED: ("!", "#b42373"),
    Status.NOT_ATTEMPTED: ("○", "#64748b"),
}
_HEADLINES = {
    Status.RIGHT: "Right: every check passes.",
    Status.WRONG: "Not right yet.",
    Status.CRASHED: "Your function stopped with an error.",
    Status.NOT_ATTEMPTED: "Not attempted yet.",
}


@dataclass(frozen=True, repr=False)
class Shown:
    """Something a notebook shows as HTML and a terminal as text."""

    text: str
    markup: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.markup


@dataclass(frozen=True, repr=False)
class ShownVerdict(Shown):
    """A verdict on show; ``.verdict`` holds the record."""

    verdict: Verdict


def show_verdict(verdict: Verdict, hints: int = 0) -> ShownVerdict:
    """A verdict to display; ``hints`` is how many hints the exercise has."""
    return ShownVerdict(verdict_text(verdict), verdict_html(verdict, hints), verdict)


# ---------------------------------------------------------------- verdicts


def points(value: float, of: float | None = None) -> str:
    """Points as a learner writes them: ``2 of 4 points``."""
    if of is None:
        return f"{value:g} {'point' if value == 1 else 'points'}"
    return f"{value:g} of {of:g} {'point' if of == 1 else 'points'}"


def verdict_text(verdict: Verdict, width: int = 88) -> str:
    """A verdict for a terminal or a log."""
    sign, _ = _SIGNS[verdict.status]
    lines = [
        f"{sign} {verdict.exercise}: {_HEADLINES[verdict.status]} "
        f"{points(verdict.score, verdict.max_score)}."
    ]
    if verdict.status is Status.NOT_ATTEMPTED:
        lines += _wrapped(verdict.checks[0].message, width)
        return "\n".join(lines)
    told: set[str] = set()
    for check in verdict.checks:
        sign, _ = _SIGNS[check.status]
        lines.append(f"  {sign} {check.name} ({points(check.points, check.max_points)})")
        for part in (check.message, check.detail):
            if part not in told:
                lines += _wrapped(part, width, indent="      ")
            told.add(part)
    lines += _wrapped(verdict.note, width)
    return "\n".join(lines)


def _wrapped(text: str, width: int, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)


def verdict_html(verdict: Verdict, hints: int = 0) -> str:
    """A verdict for a notebook: headline, the first message, the rest behind a click.

    What to call next has the class ``course-call``: a page that has buttons for it hides that.
    """
    sign, colour = _SIGNS[verdict.status]
    first = verdict.first_problem
    body = []
    if first is not None:
        body.append(_problem_html(first))
    if verdict.note:
        body.append(f'<p style="margin:.4em 0">{code_spans(verdict.note)}</p>')
    if verdict.status is not Status.NOT_ATTEMPTED:
        body.append(_checks_html(verdict, first))
    if verdict.status is not Status.RIGHT and hints:
        body.append(
            '<p class="course-call" style="margin:.4em 0;opacity:.8">Stuck? '
            f'<code>hint("{html.escape(verdict.exercise)}")</code> gives a hint, '
            f"{hints} in all.</p>"
        )
    return _card(
        colour,
        f"{sign} <code>{html.escape(verdict.exercise)}</code>: {_HEADLINES[verdict.status]}",
        points(verdict.score, verdict.max_score),
        "".join(body),
    )


def _card(colour: str, headline: str, aside: str, body: str) -> str:
    return (
        f'<div class="course-card" role="status" style="border-left:.3rem solid {colour};'
        'padding:.4rem .8rem;margin:.5rem 0;overflow-wrap:anywhere">'
        f'<p style="margin:.2em 0"><strong>{headline}</strong> '
        f'<span style="opacity:.8">{html.escape(aside)}</span></p>{body}</div>'
    )


def _problem_html(check: CheckResult, told: Collection[str] = ()) -> str:
    paragraphs = []
    if check.message not in told:
        paragraphs.append(f'<p style="margin:.4em 0">{code_spans(check.message)}</p>')
    if check.detail:
        paragraphs.append(
            f'<p style="margin:.4em 0"><em>What the check saw:</em> {code_spans(check.detail)}</p>'
        )
    return "".join(paragraphs)


def _checks_html(verdict: Verdict, shown: CheckResult | None) -> str:
    items = []
    told = {shown.message} if shown else set()
    for check in verdict.checks:
        sign, _ = _SIGNS[check.status]
        rest = "" if check is shown or not check.message else _problem_html(check, told)
        told.add(check.message)
        items.append(
            f'<li style="margin:.2em 0"><strong>{sign}</strong>'
            f" {code_spans(check.name)} ({points(check.points, check.max_points)},"
            f" {check.status}){rest}</li>"
        )
    passed = sum(check.status is Status.RIGHT for check in verdict.checks)
    summary = f"{passed} of {len(verdict.checks)} checks pass"
    return (
        f'<details><summary style="cursor:pointer">{summary}</summary>'
        f'<ul style="list-style:none;padding-left:.5em;margin:.3em 0">{"".join(items)}</ul></details>'
    )


def code_spans(text: str) -> str:
    """Escaped text, with `backticks` as code."""
    pieces = html.escape(text).split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))


# ---------------------------------------------------------------- hints and solutions


def show_hint(exercise: Exercise, rung: int) -> Shown:
    """One hint of the ladder; ``rung`` counts from 1."""
    total = len(exercise.hint_texts)
    text = exercise.hint_texts[rung - 1]
    head = f"Hint {rung} of {total} for {exercise.name}"
    after = (
        "Ask again for the next one."
        if rung < total
        else f'That was the last. solution("{exercise.name}") shows an answer.'
    )
    return Shown(
        "\n".join([head, *_wrapped(text, 88), *_wrapped(after, 88)]),
        _card(
            "#0969da",
            f"Hint for <code>{html.escape(exercise.name)}</code>",
            f"{rung} of {total}",
            f'<p style="margin:.4em 0">{code_spans(text)}</p>'
            f'<p class="course-call" style="margin:.4em 0;opacity:.8">{html.escape(after)}</p>',
        ),
    )


def show_solution(exercise: Exercise) -> Shown:
    """The course's own implementation."""
    source = inspect.getsource(exercise.reference)
    return Shown(
        source,
        _card(
            "#0969da",
            f"One way to write <code>{html.escape(exercise.name)}</code>",
            f"from {exercise.reference.__module__}",
            f'<pre style="overflow-x:auto">{html.escape(source)}</pre>',
        ),
    )


def show_note(headline: str, text: str) -> Shown:
    """A short remark of the course."""
    return Shown(
        "\n".join([headline, *_wrapped(text, 88)]),
        _card(
            "#64748b", html.escape(headline), "", f'<p style="margin:.4em 0">{code_spans(text)}</p>'
        ),
    )


# ---------------------------------------------------------------- progress


@dataclass(frozen=True)
class Standing:
    """How far a learner is in one lesson."""

    title: str
    exercises: Sequence[tuple[str, Status, float, float]]

    @property
    def score(self) -> float:
        return sum(earned for _, _, earned, _ in self.exercises)

    @property
    def max_score(self) -> float:
        return sum(possible for *_, possible in self.exercises)


def show_progress(lessons: Iterable[Standing]) -> Shown:
    """A table of lessons and exercises with a bar each."""
    standings = list(lessons)
    text, rows = [], []
    for lesson in standings:
        filled = round(20 * lesson.score / lesson.max_score) if lesson.max_score else 0
        text.append(
            f"{'█' * filled}{'░' * (20 - filled)} "
            f"{points(lesson.score, lesson.max_score):>18}  {lesson.title}"
        )
        marks = []
        for name, status, earned, possible in lesson.exercises:
            sign, _ = _SIGNS[status]
            text.append(f"    {sign} {name} ({points(earned, possible)}, {status})")
            marks.append(
                f"<li><strong>{sign}</strong> <code>{html.escape(name)}</code> {points(earned, possible)}, {status}</li>"
            )
        rows.append(
            f'<li style="margin:.4em 0"><label>{html.escape(lesson.title)} '
            f'<progress max="{lesson.max_score:g}" value="{lesson.score:g}"></progress></label> '
            f"{points(lesson.score, lesson.max_score)}"
            f'<details><summary style="cursor:pointer">exercises</summary>'
            f'<ul style="list-style:none;padding-left:.5em">{"".join(marks)}</ul></details></li>'
        )
    done, possible = sum(s.score for s in standings), sum(s.max_score for s in standings)
    markup = f'<ul style="list-style:none;padding-left:0">{"".join(rows)}</ul>'
    return Shown(
        "\n".join([*text, f"In all: {points(done, possible)}."]),
        _card("#0969da", "Your progress", points(done, possible), markup),
    )
