"""What a cell shows, as dictionaries that a page understands, with a limit on how much."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

LIMIT = 1_000_000
_PICTURES = 20
_EVERY = 0.1  # seconds between two messages of printed text


class Outputs:
    """The outputs of one cell, sent on as they come."""

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        limit: int = LIMIT,
        cell: str = "",
        quiet: bool = False,
    ):
        self.send, self.cell, self.quiet = send, cell, quiet
        self._limit = self._left = limit
        self._pictures = 0
        self._text: list[str] = []
        self._stream = ""
        self._sent = 0.0

    def text(self, stream: str, text: str) -> None:
        """Printed text; it is gathered for a moment, so that many small prints are one message."""
        if self._left < 0:
            return
        if stream != self._stream:
            self.flush()
            self._stream = stream
        self._text.append(text[: self._left])
        self._left -= len(text)
        if self._left < 0:
            self.flush()
            self._cut()
        elif time.monotonic() - self._sent > _EVERY:
            self.flush()

    def flush(self) -> None:
        """Send what is gathered."""
        gathered, self._text = "".join(self._text), []
        if gathered:
            self.send({"kind": "text", "stream": self._stream, "text": gathered})
        self._sent = time.monotonic()

    def value(self, value: Any) -> None:
        """A value as a notebook shows it: HTML where it has some, else its representation."""
        self.flush()
        if value is None:
            return
        if _is_figure(value):
            self._picture(value)
            return
        markup = _html_of(value)
        text = "" if markup else repr(value)
        if len(markup) + len(text) > max(self._left, 0):
            self._cut()
            return
        self._left -= len(markup) + len(text)
        if markup:
            self.send({"kind": "html", "html": markup})
        else:
            self.send({"kind": "value", "text": text})
        verdict = getattr(value, "verdict", None)
        if verdict is not None and hasattr(verdict, "max_score"):
            self.send({
                "kind": "verdict", "exercise": verdict.exercise, "status": str(verdict.status),
                "score": verdict.score, "max": verdict.max_score,
            })  # fmt: skip

    def figures(self, discard: bool = False) -> None:
        """Show and close every figure that pyplot holds."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        self.flush()
        for number in pyplot.get_fignums():
            if not discard:
                self._picture(pyplot.figure(number))
            pyplot.close(number)

    def error(self, text: str) -> None:
        """A traceback."""
        self.flush()
        self.send({"kind": "error", "text": text[-20_000:]})

    def _picture(self, figure: Any) -> None:
        from autograder.site.browser import figures

        self._pictures += 1
        if self._pictures == _PICTURES + 1:
            self.send({"kind": "cut", "text": f"Only the first {_PICTURES} figures are shown."})
        if self._pictures <= _PICTURES:
            png, alt = figures.picture(figure)
            self.send({"kind": "image", "png": png, "alt": alt})

    def _cut(self) -> None:
        if self._left > -(10**12):
            self._left = -(10**13)
            self.send({
                "kind": "cut",
                "text": f"The rest is not shown: a cell shows up to {self._limit:,} characters.",
            })  # fmt: skip


_open: list[Outputs] = []


def current() -> Outputs:
    """The outputs of the cell that is running."""
    return _open[-1]


@contextlib.contextmanager
def reporting_to(outputs: Outputs) -> Iterator[None]:
    """Make these the current outputs."""
    _open.append(outputs)
    try:
        yield
    finally:
        _open.pop()


class Stream:
    """What print writes to."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str):
        self._outputs, self.name = outputs, name

    def write(self, text: str) -> int:
        self._outputs.text(self.name, str(text))
        return len(text)

    def flush(self) -> None:
        """Text is sent by the clock."""

    def isatty(self) -> bool:
        return False


def _html_of(value: Any) -> str:
    if isinstance(value, type):
        return ""
    shown = getattr(value, "_repr_html_", None)
    try:
        return (shown() or "") if callable(shown) else ""
    except Exception:
        return ""


def _is_figure(value: Any) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)
