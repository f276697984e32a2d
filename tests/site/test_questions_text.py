"""Questions as lessons' texts have them: what is read, what is refused, and the programs of puzzles."""

from __future__ import annotations

import itertools

import pytest
from docutils import nodes
from docutils.utils import new_document
from nbformat.v4 import new_markdown_cell, new_notebook
from page_texts import PUZZLE

from autograder.catalogue import LESSONS
from autograder.site.lite.markdown import page_notebook
from autograder.site.questions import markup
from autograder.site.questions.dependencies import effects_of
from autograder.site.questions.misconceptions import in_gallery, is_known, register
from autograder.site.questions.parsons import ProblemError, problem_of, taken_apart
from autograder.site.questions.source import QuestionError, questions
from autograder.teaching.source_text import solutions_folder

QUIZ = """\
```{quiz} which-axis
Which call leaves one mean for every gene?

- [Z1] `x.mean(axis=0)`
  It runs down the columns.

  A second paragraph.
- [x] `x.mean(axis=1)`
  It runs along each row.
```
"""


def read(text, lesson="scaling"):
    return list(questions(text, "page.md", lesson))


def test_a_question_has_its_text_its_answers_and_what_each_shows():
    [one] = read("# Title\n\n" + QUIZ)
    assert (one.kind, one.name, one.id, one.line) == ("quiz", "which-axis", "scaling.which-axis", 3)
    assert one.prompt == "Which call leaves one mean for every gene?"
    wrong, right = one.answers
    assert (wrong.text, wrong.misconception, wrong.line) == ("`x.mean(axis=0)`", "Z1", 6)
    assert wrong.feedback == "It runs down the columns.\n\nA second paragraph."
    assert (right.misconception, right.feedback) == (None, "It runs along each row.")


def test_a_warm_up_question_is_about_an_earlier_lesson_and_may_name_its_mistakes():
    text = QUIZ.replace("which-axis\n", "which-axis\n:from: data_model\n").replace("Z1", "D3")
    [one] = read(text)
    assert one.is_warm_up
    assert one.lesson == "data_model"
    with pytest.raises(QuestionError, match="no misconception 'D3'"):
        read(QUIZ.replace("Z1", "D3"))


def test_code_below_the_question_belongs_to_it_and_shown_source_is_no_question():
    [one] = read(QUIZ.replace("gene?\n", "gene?\n\n~~~python\nx\n~~~\n"))
    assert one.prompt.endswith("~~~python\nx\n~~~")
    assert read("````md\n" + QUIZ + "````\n") == []
    assert read("~~~\n" + QUIZ + "~~~\n") == []


def test_what_is_kept_of_an_answer_changes_with_its_text_alone():
    [before], [after] = read(QUIZ), read(QUIZ.replace("down the columns", "downwards"))
    assert [one.key for one in before.answers] == [one.key for one in after.answers]
    assert len({one.key for one in before.answers}) == 2


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("- [Z1]", "- [ ]"), 4, "names no misconception; write its id"),
        (("- [Z1]", "- [Z999]"), 4, "no misconception 'Z999'"),
        (("- [Z1]", "- [x]"), 8, "two answers are right, and one is asked for"),
        (("- [x]", "- [Z2]"), 1, "no answer is right"),
        (("  It runs along each row.\n", ""), 8, "has no feedback"),
        (("  It runs down", "It runs down"), 5, "indent feedback by two spaces"),
        (("(axis=1)`", "(axis=0)`"), 8, "is there twice"),
        (("- [Z1] `x.mean(axis=0)`", "- [Z1]"), 4, "an answer without text"),
        (("- [Z1]", "- [Z1 `"), 4, "an answer is written"),
        (("Which call leaves one mean for every gene?", "~~~python\nx\n~~~"), 2, "begin with the question"),
        (("which-axis", "Which axis"), 1, "lower-case letters"),
        (("which-axis\n", "which-axis\n:from: scalin\n"), 2, "names an earlier lesson"),
        (("which-axis\n", "which-axis\n:points: 2\n"), 2, "no option :points:"),
        (("  A second paragraph.\n", "  A\n- [Z2] b\n  B\n- [Z3] c\n  C\n- [Z4] d\n  D\n- [Z5] e\n  E\n"), 1, "2 to 5 answers, not 6"),
    ],
)  # fmt: skip
def test_a_question_that_is_not_well_formed_is_refused_with_line_and_reason(change, line, reason):
    with pytest.raises(QuestionError, match=reason) as refused:
        read(QUIZ.replace(*change, 1))
    assert refused.value.line == line
    assert str(refused.value).startswith(f"page.md:{line}: ")


def test_ids_are_unique_and_blocks_stand_at_the_top_level_and_end():
    with pytest.raises(QuestionError, match=r"11: .*line 1 has this id already"):
        read(QUIZ + QUIZ)
    with pytest.raises(QuestionError, match=r"2: .*stands inside \{note\}"):
        read("````{note}\n" + QUIZ + "````\n")
    with pytest.raises(QuestionError, match="1: this block is never closed"):
        read(QUIZ.rstrip().removesuffix("```"))


def test_a_page_s_notebook_asks_the_question_and_does_not_give_its_answer_away():
    legend = markup.question_legend("", "", nodes.inline("", "Question "), nodes.inline("", "Why?"))
    choices = [markup.question_choice("", one) for one in ("This", "That")]
    feedback = markup.question_answers("", nodes.paragraph("", "Right: That"))
    block = markup.question_block("", markup.question_form("", legend, *choices), feedback)
    document = new_document("page")
    document += block
    executed = new_notebook(cells=[new_markdown_cell("")])
    [cell] = page_notebook(document, executed, lambda reference: "").cells
    assert cell.source.startswith("**Question.** Why?\n\n- This\n\n- That\n\n")
    assert "Right" not in cell.source


# ---------------------------------------------------------------- misconceptions


def test_every_registered_misconception_is_an_id_with_a_sentence():
    for name, idea in register().items():
        assert name[0].isupper(), name
        assert name[1:].isdigit(), name
        assert idea.endswith("."), name
    assert len(register()) > 120


def test_an_id_is_known_from_the_register_or_the_lesson_s_own_catalogue():
    assert is_known("A11", "data_model")
    assert in_gallery("D17", "data_model") == "subset_genes"
    assert is_known("D17", "data_model")
    assert not is_known("D17", "anova")
    assert not is_known("", "anova")
    assert not {one.id for lesson in LESSONS.values() for e in lesson.exercises
                for one in e.misconceptions if one.id.startswith("Q")}  # fmt: skip


def test_a_register_with_an_id_twice_or_without_a_sentence_is_refused(tmp_path):
    for text in ("A1: one\nA1: two\n", "A1:\n"):
        path = tmp_path / f"{len(text)}.yml"
        path.write_text(text)
        with pytest.raises(ValueError, match="one id and one sentence a line"):
            register(path)


# ---------------------------------------------------------------- Parsons problems


def test_a_program_is_taken_apart_into_statements_without_comments():
    [one] = read(PUZZLE)
    problem = problem_of(one, solutions_folder())
    assert problem.lines == (
        "total = 0",
        "for one in [1, 2, 3]:",
        "    total += one",
        "print(total)",
    )
    assert problem.orders == ((0, 1, 2, 3),)
    assert sorted(problem.mixed()) == sorted([*problem.lines, "    total = one"])
    assert [line for line in problem.mixed() if line in problem.lines] != list(problem.lines)
    multi = taken_apart('a = f(\n    1,  # first\n)\nb = """x\n# y"""\nc = (a, b)\n', ())
    assert multi.lines == ("a = f(\n    1,\n)", 'b = """x\n# y"""', "c = (a, b)")


def test_an_exercise_s_solution_makes_a_problem_below_its_def_line():
    text = PUZZLE.replace("add-up", "zscore_rows")
    text = text[: text.index("~~~")] + text[text.index("- [Z1]") :]
    [one] = read(text)
    problem = problem_of(one, solutions_folder())
    assert problem.head.startswith('def zscore_rows(data):\n    """')
    assert len(problem.orders) > 1
    compile(problem.program(problem.orders[-1]), "answer", "exec")
    assert "SOLUTION" not in problem.program()
    with pytest.raises(QuestionError, match=r"page.md:1: .*has no exercise zscore_row;"):
        problem_of(read(text.replace("zscore_rows", "zscore_row"))[0], solutions_folder())


def test_lines_may_change_places_exactly_where_the_result_stays_the_same():
    program = (
        "a = [3, 1]\n"
        "b = [one * 2 for one in a]\n"
        "one = 5\n"
        "if one > 4:\n"
        "    c = a[0]\n"
        "else:\n"
        "    c = a[1]\n"
        "a.insert(0, one)\n"
    )

    def result(lines):
        names = {}
        exec("\n".join(lines), names)
        return {name: names[name] for name in ("a", "b", "c", "one")}

    problem = taken_apart(program, ())
    wanted, same = result(problem.lines), set()
    block = (3, 4, 5, 6)
    for order in itertools.permutations([0, 1, 2, block, 7]):
        flat = tuple(i for part in order for i in (part if part == block else (part,)))
        try:
            same |= {flat} if result([problem.lines[i] for i in flat]) == wanted else set()
        except NameError:
            pass
    assert set(problem.orders) == same
    assert len(same) > 1


@pytest.mark.parametrize(
    ("first", "second", "needs"),
    [
        ("x = 1", "y = 2", False),
        ("x = 1", "y = x", True),
        ("y = x", "x = 1", True),
        ("x[0] = 1", "y = x.sum()", True),
        ("a = x.min()", "b = x.max()", False),
        ("a = rng.random()", "b = rng.integers(3)", True),
        ("a = draw(rng)", "b = draw(rng)", True),
        ("ax.plot(x)", "ax.legend()", True),
        ("zscore_rows(d)", "y = d['expression']", True),
        ("names.sort()", "first = names[0]", True),
        ("if a: raise ValueError", "y = 2", True),
        ("for i in a:\n    if i: break", "y = 2", False),
        ("for i in a:\n    if i: return i", "y = 2", True),
        ("f = lambda x: x + 1", "x = 3", False),
        ("np.add(a, b, out=c)", "d = c", True),
        ("import numpy as np", "x = np.ones(3)", True),
    ],
)
def test_a_statement_needs_another_that_changes_what_it_reads(first, second, needs):
    assert effects_of(second).needs(effects_of(first)) is needs


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("x = 1\ny = 2\n", "3 to 12 lines, and this has 2"),
        ("x = (\n", "does not compile"),
        ("\n".join(f"x{i} = {i}" for i in range(7)), "more than 200 orders"),
        ("x = 1\ny = x\nz = y\n    \nw = 0\n", "one of the program's"),
    ],
)
def test_a_program_that_makes_no_problem_is_refused(program, reason):
    with pytest.raises(ProblemError, match=reason):
        taken_apart(program, ("z = y",))


def test_lines_that_do_not_belong_stand_in_backquotes_and_none_is_right():
    with pytest.raises(QuestionError, match=r"12: .*in backquotes"):
        read(PUZZLE.replace("`    total = one`", "total = one"))
    with pytest.raises(QuestionError, match=r"12: .*none is right"):
        read(PUZZLE.replace("[Z1]", "[x]"))
