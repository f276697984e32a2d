"""Questions as a lesson's text has them.

A question, its answers, and what each answer shows::

    ```{quiz} zscore-axis
    Which call leaves one mean for every gene?

    - [Z1] `x.mean(axis=0)`
      `axis=0` runs down the columns, so this is one mean per cell.
    - [x] `x.mean(axis=1)`
      Rows are genes, and `axis=1` runs along each row.
    ```

A ``{predict}`` block is written alike; the output of the code cell after it waits for the answer. A
``{parsons}`` block has the lines that don't belong into a program for its answers::

    ```{parsons} add-up
    Add up three numbers. One line is not needed.

    ~~~python
    total = 0
    for one in [1, 2, 3]:
        total += one
    ~~~

    - [Z1] `    total = one`
      This forgets the others.
    ```

Without a program of its own, the block names an exercise of the lesson, and its solution is taken
apart. Whatever is wrong is a `QuestionError` with page, line and reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.catalogue import LESSONS
from autograder.site.fences import FENCE, closing_fence
from autograder.site.questions.misconceptions import is_known

RIGHT = "x"
MOST_ANSWERS = {"quiz": 5, "predict": 5, "parsons": 3}

_BLOCK = re.compile(r"^\{(?P<kind>quiz|predict|parsons)\} *(?P<name>.*?) *$")
_NESTED = re.compile(r"^\s*[`:~]{3,}\{(?:quiz|predict|parsons)\}")
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_OPTION = re.compile(r"^:(?P<key>[\w-]+): *(?P<value>.*?) *$")
_ANSWER = re.compile(r"^- \[(?P<box>[^\]]*)\](?P<text>.*)$")
_NO_PARAGRAPH = re.compile(r"^(?:[`~:]{3,}|[-*+] |#|\||>|\d+[.)] )")


class QuestionError(ValueError):
    """A question that is not well-formed.

    Parameters
    ----------
    page
        The page that it stands on.
    line
        The line to look at, counted from 1.
    message
        What is wrong and what to do.
    """

    def __init__(self, page: str, line: int, message: str):
        super().__init__(f"{page}:{line}: {message}")
        self.page, self.line, self.message = page, line, message


@dataclass(frozen=True)
class Answer:
    """One answer with its feedback; ``misconception`` is what it shows, None of the right one."""

    text: str
    feedback: str
    misconception: str | None
    line: int

    @property
    def key(self) -> str:
        """A short name that changes only with the answer's text."""
        return short_hash(self.text)


@dataclass(frozen=True)
class Question:
    """A question; ``lesson`` is the one that it is about, ``code`` a Parsons problem's program."""

    kind: str
    name: str
    lesson: str
    prompt: str
    answers: tuple[Answer, ...]
    page: str
    page_lesson: str
    line: int
    code: str | None = None

    @property
    def id(self) -> str:
        """What its answer is kept under in the reader's browser."""
        return f"{self.page_lesson}.{self.name}"

    @property
    def is_warm_up(self) -> bool:
        return self.lesson != self.page_lesson


def short_hash(text: str) -> str:
    """Eight characters that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def read_questions(path: Path) -> list[Question]:
    """The questions of a lesson's page."""
    return list(questions(path.read_text("utf-8"), path.as_posix(), path.parent.name))


def questions(text: str, page: str, lesson: str) -> Iterator[Question]:
    """The questions of a page's text, in order.

    Raises
    ------
    QuestionError
        If one is not well-formed, stands inside another block, or repeats an id.
    """
    seen: dict[str, int] = {}
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        opening = FENCE.match(lines[number])
        if opening is None:
            number += 1
            continue
        end = closing_fence(lines, number, opening["fence"])
        info = opening["info"].strip()
        found = _BLOCK.match(info)
        if found is None:
            _require_none_inside(info, lines[number + 1 : end], number, page)
        else:
            if end >= len(lines):
                raise QuestionError(page, number + 1, "this block is never closed")
            block = _Block(page, lesson, found["kind"], found["name"], number + 1)
            if block.name in seen:
                raise block.error(f"line {seen[block.name]} has this id already; give it another")
            seen[block.name] = number + 1
            yield block.read(lines[number + 1 : end])
        number = end + 1


def _require_none_inside(info: str, inside: list[str], opening: int, page: str) -> None:
    """In shown source a block is text; in any other block a question would be overlooked."""
    if not info.startswith("{") or info.startswith("{code"):
        return
    for number, line in enumerate(inside, opening + 2):
        if _NESTED.match(line):
            raise QuestionError(page, number, f"{line.strip()} stands inside {info}; move it out")


# ---------------------------------------------------------------- one block


@dataclass
class _Block:
    """A block while it is read."""

    page: str
    page_lesson: str
    kind: str
    name: str
    line: int
    options: dict[str, str] = field(default_factory=dict)

    def error(self, message: str, line: int = 0) -> QuestionError:
        return QuestionError(
            self.page, line or self.line, f"{{{self.kind}}} {self.name}: {message}"
        )

    def read(self, inside: list[str]) -> Question:
        if not _NAME.fullmatch(self.name):
            raise self.error("name it in lower-case letters, digits and hyphens, such as k-falls")
        start = self._read_options(inside)
        first = next(
            (i for i in range(start, len(inside)) if inside[i].startswith("- [")), len(inside)
        )
        prompt, code = self._prompt("\n".join(inside[start:first]).strip())
        answers = tuple(self._answers(inside[first:], self.line + 1 + first))
        lesson = self.options.get("from", self.page_lesson)
        self._check(answers, lesson)
        return Question(
            self.kind, self.name, lesson, prompt, answers,
            self.page, self.page_lesson, self.line, code,
        )  # fmt: skip

    def _read_options(self, inside: list[str]) -> int:
        for number, line in enumerate(inside):
            option = _OPTION.match(line)
            if option is None:
                return number
            if option["key"] != "from" or self.kind != "quiz":
                raise self.error(f"there is no option :{option['key']}:", self.line + 1 + number)
            if option["value"] not in LESSONS or option["value"] == self.page_lesson:
                raise self.error(
                    f":from: names an earlier lesson, one of {', '.join(LESSONS)}",
                    self.line + 1 + number,
                )
            self.options[option["key"]] = option["value"]
        return len(inside)

    def _prompt(self, text: str) -> tuple[str, str | None]:
        code = None
        if self.kind == "parsons":
            found = re.search(r"^~~~python\n(.*?)\n~~~$", text, re.DOTALL | re.MULTILINE)
            if found:
                code = found[1]
                text = (text[: found.start()] + text[found.end() :]).strip()
        if not text or _NO_PARAGRAPH.match(text):
            raise self.error(
                "begin with the question itself, a paragraph; code may follow it", self.line + 1
            )
        return text, code

    def _answers(self, lines: list[str], first: int) -> Iterator[Answer]:
        starts = [i for i, line in enumerate(lines) if line.startswith("- [")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            line = first + start
            answer = _ANSWER.match(lines[start])
            if answer is None:
                raise self.error("an answer is written - [x] text, or - [Z1] text", line)
            for number in range(start + 1, end):
                if lines[number].strip() and not lines[number].startswith("  "):
                    raise self.error(
                        "indent feedback by two spaces below its answer; an answer is one line",
                        first + number,
                    )
            text = self._answer_text(answer["text"], line)
            feedback = "\n".join(part.removeprefix("  ") for part in lines[start + 1 : end]).strip()
            if not feedback:
                raise self.error(f"the answer {text!r} has no feedback; indent it below", line)
            yield Answer(text, feedback, self._box(answer["box"].strip(), text, line), line)

    def _answer_text(self, text: str, line: int) -> str:
        if self.kind != "parsons":
            if not text.strip():
                raise self.error("an answer without text", line)
            return text.strip()
        code = re.fullmatch(r"\s*`([^`]+)`\s*", text)
        if code is None:
            raise self.error(
                "a line that doesn't belong stands in backquotes, and nothing else", line
            )
        return code[1].rstrip()

    def _box(self, box: str, text: str, line: int) -> str | None:
        if box == RIGHT:
            return None
        if not box:
            raise self.error(
                f"the wrong answer {text!r} names no misconception; write its id in the box", line
            )
        return box

    def _check(self, answers: tuple[Answer, ...], lesson: str) -> None:
        most, right = MOST_ANSWERS[self.kind], [one for one in answers if not one.misconception]
        if self.kind == "parsons":
            if right:
                raise self.error(
                    "the answers are lines that don't belong; none is right", right[0].line
                )
            if not 1 <= len(answers) <= most:
                raise self.error(f"give 1 to {most} lines that don't belong, not {len(answers)}")
        elif not 2 <= len(answers) <= most:
            raise self.error(f"give 2 to {most} answers, not {len(answers)}")
        elif not right:
            raise self.error("no answer is right; mark the right one - [x]")
        elif len(right) > 1:
            raise self.error("two answers are right, and one is asked for", right[1].line)
        for number, one in enumerate(answers):
            if one.text in [before.text for before in answers[:number]]:
                raise self.error(f"the answer {one.text!r} is there twice", one.line)
            if one.misconception and not is_known(one.misconception, lesson):
                raise self.error(
                    f"no misconception {one.misconception!r}: neither chapters/misconceptions.yml "
                    f"nor the catalogue of {lesson} has it",
                    one.line,
                )
