"""Runs a page's cells one at a time and reports what each shows, as plain dictionaries."""

from __future__ import annotations

import ast
import builtins
import contextlib
import linecache
import os
import sys
import tempfile
import traceback
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.site.browser import widgets
from autograder.site.browser.display import LIMIT, Outputs, Stream, current, reporting_to
from autograder.site.browser.fonts import mend_font_list

Emit = Callable[[dict[str, Any]], None]


class Kernel:
    """One namespace and the cells that run in it.

    Parameters
    ----------
    emit
        Is told of every output, with the key of the cell that it belongs to.
    limit
        Characters of output after which a cell's output is cut.
    """

    def __init__(self, emit: Emit, limit: int = LIMIT):
        self._emit, self._limit = emit, limit
        self._module = types.ModuleType("__main__")
        self.namespace = self._module.__dict__
        self._interactions: dict[str, tuple[str, widgets.Interaction]] = {}

    def install(self, known: str = "{}") -> None:
        """Take over what a page handles in its own way: figures, widgets, glue, questions.

        ``known`` is the reader's progress as ``progress()`` reads it, in JSON.
        """
        folder = Path(tempfile.mkdtemp())
        (folder / "progress.json").write_text(known, encoding="utf-8")
        os.environ["COURSE_PROGRESS"] = str(folder)
        sys.modules["__main__"] = self._module
        os.environ["MPLBACKEND"] = "module://autograder.site.browser.figures"
        mend_font_list()
        sys.modules["ipywidgets"] = widgets.as_module(self._show_interaction)
        myst_nb = types.ModuleType("myst_nb")
        myst_nb.glue = lambda *_args, **_kwargs: None  # type: ignore[attr-defined]
        sys.modules["myst_nb"] = myst_nb
        builtins.display = _display  # type: ignore[attr-defined]
        builtins.input = _no_input

    def run(self, cell: str, title: str, source: str, quiet: bool = False) -> dict[str, Any]:
        """Run a cell; says how it ended.

        Parameters
        ----------
        cell, title
            The key under which its outputs are reported, and its name in a traceback.
        source
            Its code.
        quiet
            Report nothing, not even an error.

        Returns
        -------
        dict
            ``ok``, and the missing ``name`` when the error is that a name isn't defined.
        """
        filename = f"<{title}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        with self._reporting(self._outputs(cell, quiet)) as outputs:
            try:
                statements, last = _compiled(source, filename)
                exec(statements, self.namespace)
                if last is not None:
                    outputs.value(eval(last, self.namespace))
                outputs.figures()
            except BaseException as error:
                outputs.figures(discard=True)
                outputs.error(short_traceback(error))
                missing = error.name if isinstance(error, NameError) else None
                return {"ok": False, "name": missing or ""}
        return {"ok": True, "name": ""}

    def add_missing(self, source: str) -> None:
        """Run imports that an answer may rely on, without replacing anything that is there."""
        fresh: dict[str, Any] = {}
        with contextlib.suppress(Exception):
            exec(compile(source, "<imports>", "exec"), fresh)
        for name, value in fresh.items():
            self.namespace.setdefault(name, value)

    def forget(self, name: str) -> None:
        """Remove a name, so that a check never sees an answer that is no longer on the page."""
        self.namespace.pop(name, None)

    def interact(self, widget: str, shown: dict[str, Any]) -> None:
        """Call an interactive function again with what its controls show."""
        cell, interaction = self._interactions[widget]
        self._call(interaction, self._outputs(cell, into=widget), shown)

    def _show_interaction(self, interaction: widgets.Interaction) -> None:
        outputs = current()
        widget = f"w{len(self._interactions)}"
        self._interactions[widget] = (outputs.cell, interaction)
        outputs.flush()
        outputs.send({"kind": "interact", "widget": widget, "controls": interaction.controls()})
        self._call(interaction, self._outputs(outputs.cell, outputs.quiet, widget), None)

    def _call(
        self, interaction: widgets.Interaction, outputs: Outputs, shown: dict[str, Any] | None
    ) -> None:
        with self._reporting(outputs):
            try:
                outputs.value(interaction.call(shown))
                outputs.figures()
            except Exception as error:
                outputs.figures(discard=True)
                outputs.error(short_traceback(error))

    def _outputs(self, cell: str, quiet: bool = False, into: str = "") -> Outputs:
        def send(output: dict[str, Any]) -> None:
            if not quiet:
                self._emit({"cell": cell, "into": into, **output})

        return Outputs(send, self._limit, cell, quiet)

    @contextlib.contextmanager
    def _reporting(self, outputs: Outputs) -> Iterator[Outputs]:
        """Printed text and figures go to these outputs until the block ends."""
        streams = Stream(outputs, "stdout"), Stream(outputs, "stderr")
        with (
            reporting_to(outputs),
            contextlib.redirect_stdout(streams[0]),
            contextlib.redirect_stderr(streams[1]),
        ):
            try:
                yield outputs
            finally:
                outputs.flush()


def _display(*values: Any) -> None:
    for value in values:
        current().value(value)


def _compiled(source: str, filename: str) -> tuple[types.CodeType, types.CodeType | None]:
    """A cell's statements, and its last expression when it is one that is to be shown."""
    tree = ast.parse(source, filename)
    last = None
    final = tree.body[-1] if tree.body else None
    if isinstance(final, ast.Expr) and not source.rstrip().endswith(";"):
        tree.body.pop()
        last = compile(ast.Expression(final.value), filename, "eval")
    return compile(tree, filename, "exec"), last


def short_traceback(error: BaseException) -> str:
    """An error with the reader's own lines only."""
    told = traceback.TracebackException.from_exception(error)
    told.stack = traceback.StackSummary.from_list(
        [frame for frame in told.stack if frame.filename.startswith("<cell")]
    )
    told.__cause__ = told.__context__ = None
    return "".join(told.format()).replace('File "<', '"<')


def _no_input(_prompt: object = "") -> str:
    raise RuntimeError("input() cannot ask in a page; write the value into the cell instead")
