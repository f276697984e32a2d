"""First uses of a term become links to the glossary, and nothing else of a page changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.catalogue import LESSONS
from autograder.site.glossary import GLOSSARY, linked, terms_of

ROOT = Path(__file__).parents[2]
TERMS = ["z-score", "in place", "gene", "marker gene", "p-value", "variance", "F statistic"]


@pytest.fixture(scope="module")
def terms():
    return terms_of((ROOT / GLOSSARY).read_text(encoding="utf-8"))


def test_the_first_use_is_linked_and_no_other():
    text = "A *z-score* has no unit.\nz-scores are compared by gene, gene by gene."
    assert linked(text, TERMS) == (
        "A {term}`z-score <z-score>` has no unit.\n"
        "z-scores are compared by {term}`gene <gene>`, gene by gene."
    )


def test_the_longer_term_wins_and_plurals_and_capitals_count():
    assert linked("Marker genes are genes.", TERMS) == (
        "{term}`Marker genes <marker gene>` are {term}`genes <gene>`."
    )


UNTOUCHED = {
    "a heading": "## The p-value",
    "code": "`gene` and {glue:text}`gene:.2f`",
    "a formula": "$gene$",
    "a link": "[the gene](gene.md)",
    "a part of a word": "genetics, p-valued, gene-wise",
    "another meaning": "A sum in place of a mean.",
    "a cell": "```{code-cell} ipython3\ngene = 1\n```",
    "an option": ":alt: a gene",
    "bold words": "**The gene.**",
    "a table": "| gene | variance |",
    "a title of a box": "```{admonition} Which gene?\n```",
    "front matter": "---\ntitle: gene\n---",
    "the references": "## References\n\n1. A gene.",
}


@pytest.mark.parametrize("text", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_is_not_running_text_is_left_as_it_is(text):
    assert linked(text, TERMS) == text


def test_the_text_of_a_box_is_running_text():
    box = "```{admonition} Why?\n:class: dropdown\nThe variance.\n```\nNo variance."
    assert linked(box, TERMS) == box.replace("The variance", "The {term}`variance <variance>`")


def test_the_glossary_has_short_definitions_in_order(terms):
    text = (ROOT / GLOSSARY).read_text(encoding="utf-8")
    assert len(terms) >= 100
    assert terms == sorted(terms, key=str.lower)
    assert len({term.lower() for term in terms}) == len(terms)
    for definition in re.findall(r"^  (\S.*)$", text, re.MULTILINE):
        assert definition.endswith((".", "z-score`."))
        assert len(definition) < 300
    linked_terms = re.findall(r"\{term\}`(?:[^<`]*<)?([^>`]+)>?`", text)
    assert {term.lower() for term in linked_terms} <= {term.lower() for term in terms}


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_terms_and_keeps_its_text(lesson, terms):
    text = (ROOT / "chapters" / lesson / "index.md").read_text(encoding="utf-8")
    made = linked(text, terms)
    assert made.count("{term}") >= 5
    without = re.sub(r"\{term\}`([^<`]+) <[^>`]+>`", r"\1", made)
    assert without.replace("*", "") == text.replace("*", "")
