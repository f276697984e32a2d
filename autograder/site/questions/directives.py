"""Sphinx extension: quizzes, predictions and Parsons problems in a lesson's page.

A page's questions are read, strictly, from its text before anything else is done with it, so that
what is wrong is reported with its line; the directives then make form elements of them. A page
without JavaScript shows every question with its answers folded away below it;
``_static/live/questions.mjs``, which only pages with questions load, does the rest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxDirective

from autograder.catalogue import LESSONS
from autograder.site.questions import markup
from autograder.site.questions.misconceptions import REGISTER, in_gallery, register
from autograder.site.questions.parsons import Problem, problem_of
from autograder.site.questions.source import Answer, Question, QuestionError, questions
from autograder.teaching.report.statistics import gallery_anchor

_READ = "course_questions_of_page"


class QuestionBlockError(SphinxError):
    """A question that is not well-formed; the message has page, line and reason."""

    category = "Question"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    for kind in ("quiz", "predict", "parsons"):
        app.add_directive(kind, QuestionDirective)
    markup.register_nodes(app)
    app.connect("source-read", _read_page, priority=300)  # the text as it is written
    app.connect("doctree-read", _find_predicted_cells)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("html-page-context", _add_files)
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


# ---------------------------------------------------------------- reading


def _read_page(app: Sphinx, docname: str, source: list[str]) -> None:
    if not any(f"{{{kind}}}" in source[0] for kind in ("quiz", "predict", "parsons")):
        return
    page = Path(app.env.doc2path(docname)).relative_to(app.srcdir).as_posix()
    try:
        found = {one.name: one for one in questions(source[0], page, Path(page).parent.name)}
    except QuestionError as error:
        raise QuestionBlockError(str(error)) from error
    app.env.temp_data[_READ] = found
    page_questions(app.env)[docname] = [one.id for one in found.values()]
    app.env.note_dependency(str(REGISTER))


def page_questions(env: BuildEnvironment) -> dict[str, list[str]]:
    """The ids of every page's questions."""
    if not hasattr(env, "course_questions"):
        env.course_questions = {}  # type: ignore[attr-defined]
    return env.course_questions  # type: ignore[attr-defined]


def _forget(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    page_questions(env).pop(docname, None)


def _merge(_app: Sphinx, env: BuildEnvironment, docnames: set[str], other: Any) -> None:
    page_questions(env).update(
        {name: ids for name, ids in page_questions(other).items() if name in docnames}
    )


class QuestionDirective(SphinxDirective):
    """A block that `questions` has read already."""

    required_arguments = 1
    has_content = True
    option_spec = {"from": str}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        question = self.env.temp_data.get(_READ, {}).get(self.arguments[0])
        if question is None:
            raise QuestionBlockError(
                f"{self.env.docname}: {{{self.name}}} {self.arguments[0]} is no block of the page's "
                "own text"
            )
        if question.kind == "parsons":
            return [self._problem(question)]
        return [self._quiz(question)]

    # ------------------------------------------------------------ questions with answers

    def _quiz(self, question: Question) -> nodes.Element:
        legend, prompt = self._prompt(question)
        form = markup.question_form("", legend, *prompt, question=question.id)
        answers = markup.question_answers("", summary="The answer, and what the others show")
        for answer in question.answers:
            form += markup.question_choice(
                "", "", *self._line(answer.text, question), group=question.id, key=answer.key
            )
            right = answer.misconception is None
            mark = nodes.strong("", "Right: " if right else "Not right: ")
            heading = nodes.paragraph("", "", mark, *self._line(answer.text, question))
            heading["classes"].append("question-answer")
            answers += self._feedback(answer, question, heading)
        return markup.question_block(
            "", form, answers, kind=question.kind, question=question.id, name=question.name
        )

    def _prompt(self, question: Question) -> tuple[nodes.Element, list[nodes.Node]]:
        first, *rest = self._parsed(question.prompt)
        if not isinstance(first, nodes.paragraph):
            message = f"{question.name}: begin with the question itself, a paragraph"
            raise QuestionBlockError(f"{question.page}:{question.line}: {message}")
        kind = nodes.inline("", f"{_label(question)} ", classes=["question-kind"])
        text = nodes.inline("", "", *first.children, classes=["question-text"])
        return markup.question_legend("", "", kind, text), rest

    def _line(self, text: str, question: Question) -> list[nodes.Node]:
        parsed = self._parsed(text)
        if len(parsed) != 1 or not isinstance(parsed[0], nodes.paragraph):
            message = f"{question.name}: the answer {text!r} is no line of text to MyST"
            raise QuestionBlockError(f"{question.page}:{question.line}: {message}")
        return parsed[0].children

    def _feedback(self, answer: Answer, question: Question, heading: nodes.Node) -> nodes.Element:
        feedback = markup.question_feedback("", heading, key=answer.key)
        feedback["right"] = answer.misconception is None
        said = nodes.container("", *self._parsed(answer.feedback), classes=["question-said"])
        feedback += said
        if answer.misconception is not None:
            said += self._misconception(answer.misconception, question)
        return feedback

    def _misconception(self, name: str, question: Question) -> list[nodes.Node]:
        """The wrong idea in the register's words, and a link where the gallery has code for it."""
        line = nodes.paragraph("", "", classes=["question-misconception"])
        if name in register():
            line += nodes.Text(f"The wrong idea ({name}): {register()[name]} ")
        exercise, page = in_gallery(name, question.lesson), f"chapters/gallery/{question.lesson}"
        if exercise and page in self.env.found_docs:
            address = self.env.app.builder.get_relative_uri(self.env.docname, page)
            address += f"#{gallery_anchor(exercise, name)}"
            text = f"What {name} looks like in code"
            line += nodes.reference("", text, refuri=address, internal=True)
        return [line] if line.children else []

    def _parsed(self, text: str) -> list[nodes.Node]:
        holder = nodes.container()
        self.state.nested_parse(text.split("\n"), 0, holder)
        return holder.children

    # ------------------------------------------------------------ programs in pieces

    def _problem(self, question: Question) -> nodes.Element:
        try:
            problem = problem_of(question, Path(self.env.srcdir) / self.config.course_solutions)
        except QuestionError as error:
            raise QuestionBlockError(str(error)) from error
        legend, prompt = self._prompt(question)
        form = markup.question_form("", legend, *prompt, question=question.id)
        form += markup.parsons_lines("", problem=problem)
        answers = markup.question_answers("", summary="The answer, and what the other lines show")
        answers += nodes.paragraph("", "In the right order:")
        answers += nodes.literal_block(
            "", problem.program(), language="python", classes=["parsons-program"]
        )
        if len(problem.orders) > 1:
            answers += nodes.paragraph("", "Lines that don't need each other may change places.")
        for answer in question.answers:
            code = nodes.literal("", answer.text.strip())
            heading = nodes.paragraph("", "", nodes.strong("", "Not needed: "), code)
            heading["classes"].append("question-answer")
            answers += self._feedback(answer, question, heading)
        self._note_solution(question)
        return markup.question_block(
            "", form, answers, kind=question.kind, question=question.id, name=question.name,
            orders=_keys(problem),
        )  # fmt: skip

    def _note_solution(self, question: Question) -> None:
        if question.code is None:
            folder = Path(self.env.srcdir) / self.config.course_solutions
            self.env.note_dependency(str(folder / f"{question.lesson}.md"))


def _label(question: Question) -> str:
    if question.is_warm_up:
        return f"From lesson {LESSONS[question.lesson].number}"
    return {"quiz": "Question", "predict": "Before you run it", "parsons": "Put in order"}[
        question.kind
    ]


def _keys(problem: Problem) -> list[list[str]]:
    keys = [markup.line_key(line) for line in problem.lines]
    return [[keys[i] for i in order] for order in problem.orders]


# ---------------------------------------------------------------- predictions and pages


def _find_predicted_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Mark the cell whose output waits for each prediction."""
    for block in doctree.findall(markup.question_block):
        if block["kind"] != "predict":
            continue
        place = block.parent.index(block)
        after = (
            node
            for node in block.parent.children[place + 1 :]
            if not isinstance(node, nodes.paragraph)
        )
        cell = next(after, None)
        if not (isinstance(cell, nodes.container) and _has_output(cell)):
            raise QuestionBlockError(
                f"{app.env.docname}: {{predict}} {block['name']}: a code cell with output must "
                "follow, with nothing but text between"
            )
        cell["classes"].append("predicted")


def _has_output(cell: nodes.Element) -> bool:
    parts = [node.get("nb_element") for node in cell.findall(nodes.container)]
    return "cell_code" in parts and "cell_code_output" in parts


def _add_files(
    app: Sphinx, page: str, _template: str, _context: dict[str, Any], _tree: Any
) -> None:
    if page_questions(app.env).get(page):
        app.add_js_file("live/questions.mjs", type="module")
        app.add_css_file("live/questions.css")
