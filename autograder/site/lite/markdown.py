"""A page of the book as a notebook: its text as plain Markdown, its code cells as they are.

MyST's own syntax means nothing to JupyterLite, and numbers that a page takes from its cells stand only
in the built page. So the text is taken from the page's document, after everything has been put in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from docutils import nodes
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.site.questions import markup

_KERNEL = {"kernelspec": {"name": "python", "display_name": "Python (in the browser)"}}
_SILENT = (
    nodes.comment, nodes.target, nodes.substitution_definition, nodes.raw, nodes.system_message,
    nodes.label, nodes.colspec, nodes.meta,
)  # fmt: skip

Linker = Callable[[nodes.reference], str]


def page_notebook(
    document: nodes.document, executed: NotebookNode, link: Linker, imports: Iterable[str] = ()
) -> NotebookNode:
    """The page as a notebook without outputs.

    Parameters
    ----------
    document
        The page, with all references resolved.
    executed
        The notebook that the page was made from.
    link
        Gives the address of a reference, or an empty string where it leads nowhere.
    imports
        Packages that the page's functions import when they are called.

    Returns
    -------
    NotebookNode
        Each code cell has its number on the page as ``metadata["course"]["n"]``, and the name of the
        exercise that it answers, if it is one, as ``metadata["course"]["exercise"]``.
    """
    writer = _Writer(link)
    numbered = iter([n for n, cell in enumerate(executed.cells) if cell.cell_type == "code"])
    cells: list[NotebookNode] = []
    for part in _in_reading_order(document, 1):
        if isinstance(part, int):
            # Cells that the page doesn't show have no node; they come back by their number.
            for n in numbered:
                cells.append(_code_cell(n, executed.cells))
                if n == part:
                    break
        elif text := writer.block(*part).strip():
            if cells and cells[-1].cell_type == "markdown" and not text.startswith("#"):
                cells[-1].source += f"\n\n{text}"
            else:
                cells.append(new_markdown_cell(text))
    cells += [_code_cell(n, executed.cells) for n in numbered]
    notebook = lite_notebook(cells, imports)
    for place, cell in enumerate(notebook.cells):
        cell.id = f"cell-{place}"
    return notebook


def lite_notebook(cells: Iterable[NotebookNode], imports: Iterable[str]) -> NotebookNode:
    """These cells as a notebook for the browser.

    A first cell names the packages in ``imports``: JupyterLite loads what a cell names before it runs
    the cell, and of packages that functions import when they are called it would not know in time.
    """
    cells = list(cells)
    if imports := sorted(imports):
        first = next(i for i, cell in enumerate(cells) if cell.cell_type == "code")
        source = f"# The browser loads packages that a cell names; these are needed further down.\nimport {', '.join(imports)}"
        cells.insert(first, new_code_cell(source, id="packages"))
    return new_notebook(cells=cells, metadata=_KERNEL)


def _code_cell(n: int, cells: list[NotebookNode]) -> NotebookNode:
    tags = cells[n].metadata.get("tags", [])
    course: dict[str, Any] = {"n": n}
    if "exercise" in tags and n + 1 < len(cells):
        called = re.fullmatch(r"\s*check\((\w+)\)\s*", cells[n + 1].source)
        if called:
            course["exercise"] = called[1]
    return new_code_cell(cells[n].source, metadata={"course": course})


def _in_reading_order(node: nodes.Element, depth: int) -> Iterator[int | tuple[nodes.Node, int]]:
    """Numbers of code cells, and blocks of text with the depth of their section."""
    for child in node.children:
        if isinstance(child, nodes.section):
            yield from _in_reading_order(child, depth + 1)
        elif isinstance(child, nodes.container) and child.get("nb_element") == "cell_code":
            yield child["cell_index"]
        else:
            yield child, depth


class _Writer:
    """Writes nodes of a document as Markdown; a kind that it doesn't know is written as its text."""

    def __init__(self, link: Linker):
        self._link = link

    def block(self, node: nodes.Node, depth: int = 1) -> str:
        """A block, without an empty line at its ends."""
        if isinstance(node, _SILENT):
            return ""
        if isinstance(node, nodes.title):
            return f"{'#' * max(depth - 1, 1)} {self.inline(node)}"
        if isinstance(node, nodes.literal_block):
            fence = "`" * (3 + ("```" in node.astext()))
            return f"{fence}{node.get('language', '').replace('ipython3', 'python')}\n{node.astext()}\n{fence}"
        if isinstance(node, nodes.math_block):
            return f"$$\n{node.astext()}\n$$"
        if isinstance(node, nodes.bullet_list):
            return "\n".join(self._item("- ", item, depth) for item in node.children)
        if isinstance(node, nodes.enumerated_list):
            start = node.get("start", 1)
            return "\n".join(
                self._item(f"{number}. ", item, depth) for number, item in enumerate(node, start)
            )
        if isinstance(node, nodes.Admonition | nodes.admonition | nodes.block_quote):
            return self._quoted(node, depth)
        if isinstance(node, nodes.table):
            return self._table(node)
        if isinstance(node, nodes.figure | nodes.image):
            return self._figure(node)
        if isinstance(node, markup.question_block):
            return self._question(node, depth)
        if isinstance(node, nodes.paragraph | nodes.rubric | nodes.term | nodes.caption):
            return self.inline(node)
        if isinstance(node, nodes.TextElement):
            return self.inline(node)
        return self._blocks(node, depth)

    def _blocks(self, node: nodes.Node, depth: int) -> str:
        written = (self.block(child, depth) for child in node.children)
        return "\n\n".join(text for text in written if text.strip())

    def _item(self, mark: str, item: nodes.Node, depth: int) -> str:
        return mark + self._blocks(item, depth).replace("\n", "\n" + " " * len(mark))

    def _quoted(self, node: nodes.Element, depth: int) -> str:
        """A note as a quotation with its title in bold; readers fold nothing open in a notebook."""
        pieces = [
            f"**{self.inline(child)}**"
            if isinstance(child, nodes.title)
            else self.block(child, depth)
            for child in node.children
        ]
        if isinstance(node, nodes.Admonition) and not isinstance(node, nodes.admonition):
            pieces.insert(0, f"**{type(node).__name__.capitalize()}**")
        text = "\n\n".join(piece for piece in pieces if piece.strip())
        return "\n".join(f"> {line}".rstrip() for line in text.splitlines())

    def _question(self, node: nodes.Element, depth: int) -> str:
        """A question with its answers to choose from; which is right, the page tells."""
        [form] = [child for child in node.children if isinstance(child, markup.question_form)]
        pieces = []
        for child in form.children:
            if isinstance(child, markup.question_legend):
                kind, text = child.children
                pieces.append(f"**{self.inline(kind).strip()}.** {self.inline(text)}")
            elif isinstance(child, markup.question_choice):
                pieces.append(f"- {self.inline(child)}")
            elif isinstance(child, markup.parsons_lines):
                pieces.append("```python\n" + "\n".join(child["problem"].mixed()) + "\n```")
            else:
                pieces.append(self.block(child, depth))
        pieces.append("*Answer it on the page, which says what each answer shows.*")
        return "\n\n".join(pieces)

    def _table(self, node: nodes.table) -> str:
        rows = [
            [self._blocks(entry, 1).replace("\n", " ").replace("|", r"\|") for entry in row]
            for row in node.findall(nodes.row)
        ]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|" + " --- |" * max(map(len, rows), default=1))
        caption = next((self.inline(child) for child in node.findall(nodes.title)), "")
        return "\n".join([*([caption, ""] if caption else []), *lines])

    def _figure(self, node: nodes.Element) -> str:
        """What a figure shows, in words: running the cell draws it."""
        alts = [image.get("alt", "") for image in node.findall(nodes.image)]
        captions = [self.inline(child) for child in node.findall(nodes.caption)]
        text = " ".join([*captions, *(f"(Figure: {alt})" for alt in alts if alt)])
        return f"*{text}*" if text else ""

    def inline(self, node: nodes.Node) -> str:
        """Text inside a block."""
        return "".join(self._span(child) for child in node.children)

    def _span(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return re.sub(r"([*_`$\[\]<\\])", r"\\\1", node.astext())
        if isinstance(node, nodes.literal):
            text = node.astext()
            return f"`` {text} ``" if "`" in text else f"`{text}`"
        if isinstance(node, nodes.math):
            return f"${node.astext()}$"
        if isinstance(node, nodes.image):
            return self._figure(node)
        if isinstance(node, _SILENT):
            return ""
        text = self.inline(node)
        if isinstance(node, nodes.emphasis):
            return f"*{text}*"
        if isinstance(node, nodes.strong):
            return f"**{text}**"
        if isinstance(node, nodes.reference):
            address = self._link(node)
            return f"[{text}]({address})" if address else text
        return text
