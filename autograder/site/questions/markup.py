"""What a question is in a page: nodes for Sphinx, and the HTML that they become."""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from autograder.site.questions.parsons import Problem
from autograder.site.questions.source import short_hash


class question_block(nodes.General, nodes.Element):
    """A question with its answers."""


class question_form(nodes.General, nodes.Element):
    """The fieldset."""


class question_legend(nodes.General, nodes.TextElement):
    """What is asked."""


class question_choice(nodes.General, nodes.TextElement):
    """An answer to choose."""


class question_answers(nodes.General, nodes.Element):
    """All feedback, folded away."""


class question_feedback(nodes.General, nodes.Element):
    """Feedback on one answer."""


class parsons_lines(nodes.General, nodes.Element):
    """The lines of a program, mixed."""


def line_key(line: str) -> str:
    """A short name of a program's line; lines of the same text have the same."""
    return short_hash(line)


def register_nodes(app: Sphinx) -> None:
    """Tell Sphinx how each node is written; other formats than HTML show the text alone."""
    for node, visit, depart in (
        (question_block, _open_block, "</div>\n"),
        (question_form, _open_form, "</fieldset>\n"),
        (question_legend, _open_legend, "</legend>\n"),
        (question_choice, _open_choice, "</label></div>\n"),
        (question_answers, _open_answers, "</details>\n"),
        (question_feedback, _open_feedback, "</div>\n"),
        (parsons_lines, _write_lines, ""),
    ):
        app.add_node(
            node,
            html=(visit, _closing(depart)),
            latex=(_nothing, _nothing),
            text=(_nothing, _nothing),
        )


def element_id(question: str) -> str:
    """The id of a question's element in its page."""
    return "question-" + question.partition(".")[2]


def _closing(tag: str) -> Any:
    def depart(writer: Any, _node: nodes.Element) -> None:
        writer.body.append(tag)

    return depart


def _nothing(_writer: Any, _node: nodes.Element) -> None:
    """Write the children only."""


def _open_block(writer: Any, node: nodes.Element) -> None:
    attributes = {"data-question": node["question"], "data-kind": node["kind"]}
    if "orders" in node:
        attributes["data-orders"] = json.dumps(node["orders"], separators=(",", ":"))
    writer.body.append(
        writer.starttag(
            {}, "div", CLASS=f"question question-{node['kind']}",
            ids=[element_id(node["question"])], **attributes,
        )
    )  # fmt: skip


def _open_form(writer: Any, _node: nodes.Element) -> None:
    writer.body.append("<fieldset>\n")


def _open_legend(writer: Any, _node: nodes.Element) -> None:
    writer.body.append("<legend>")


def _open_choice(writer: Any, node: nodes.Element) -> None:
    group = element_id(node["group"])
    name = f"{group}-{node['key']}"
    writer.body.append(
        f'<div class="question-choice"><input type="radio" name="{group}" id="{name}" '
        f'value="{node["key"]}"><label for="{name}">'
    )


def _open_answers(writer: Any, node: nodes.Element) -> None:
    summary = writer.encode(node["summary"])
    writer.body.append(f'<details class="question-answers"><summary>{summary}</summary>\n')


def _open_feedback(writer: Any, node: nodes.Element) -> None:
    right = " data-right" if node["right"] else ""
    writer.body.append(f'<div class="question-feedback" data-answer="{node["key"]}"{right}>\n')


def _write_lines(writer: Any, node: nodes.Element) -> None:
    problem: Problem = node["problem"]
    if problem.head:
        writer.body.append(f'<pre class="parsons-head">{writer.encode(problem.head)}</pre>\n')
    writer.body.append('<ul class="parsons-lines">\n')
    for line in problem.mixed():
        code = f"<code>{writer.encode(line)}</code>"
        writer.body.append(f'<li data-line="{line_key(line)}">{code}</li>\n')
    writer.body.append("</ul>\n")
