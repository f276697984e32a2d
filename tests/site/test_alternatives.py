"""The gate for alternative texts: what it lets through, and what it says of the rest."""

from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from autograder.site.alternatives import NoAlternative, _require_alternatives, pictures_without_text

HTML = SimpleNamespace(builder=SimpleNamespace(format="html"))


def cell(number, *outputs):
    container = nodes.container(nb_element="cell_code", cell_index=number)
    container += nodes.literal_block("", "plt.plot(x)\nplt.show()")
    container += nodes.container("", *outputs)
    return container


def page(*children):
    document = new_document("page")
    document += list(children)
    return document


def test_pictures_with_a_text_pass():
    document = page(
        cell(3, nodes.image(uri="a.png", alt="A rising line")),
        nodes.raw("", '<img src="b.png" alt="">', format="html"),
    )
    assert list(pictures_without_text(document)) == []


@pytest.mark.parametrize("alt", [{}, {"alt": ""}, {"alt": "  "}])
def test_a_cell_s_figure_without_a_text_fails_the_build_with_page_and_cell(alt):
    document = page(cell(7, nodes.image(uri="a.png", **alt)))
    with pytest.raises(NoAlternative, match=r"chapters/x/index: .* output of cell 7 \(plt\.plot"):
        _require_alternatives(HTML, document, "chapters/x/index")


def test_html_with_a_picture_without_a_text_fails_too():
    document = page(cell(2, nodes.raw("", "<p><img src='b.png'></p>", format="html")))
    assert len(list(pictures_without_text(document))) == 1
