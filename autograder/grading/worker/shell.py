"""Running a notebook's cells as IPython does, without a kernel: magics, displays, tracebacks."""

from __future__ import annotations

import io
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList
from traitlets import Type
from traitlets.config import Config

MAX_TEXT = 100_000
MAX_RICH = 2 * 2**20
MAX_OUTPUTS = 60

_NO_PROGRAMS = "While a notebook is graded, no other programs are run and nothing is installed.\n"


class Outputs:
    """What the running cell showed, as nbformat has it, cut where it is too long."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self._text_left = MAX_TEXT

    def clear(self) -> None:
        self.records = []
        self._text_left = MAX_TEXT

    def write(self, name: str, text: str) -> None:
        if self._text_left <= 0 or not text:
            return
        if len(text) > self._text_left:
            text = text[: self._text_left] + "\n… (the rest of this output was cut)\n"
        self._text_left -= len(text)
        last = self.records[-1] if self.records else {}
        if last.get("name") == name:
            last["text"] += text
        else:
            self._add({"output_type": "stream", "name": name, "text": text})

    def show(self, kind: str, data: dict[str, Any], count: int | None = None) -> None:
        kept = {mime: part for mime, part in data.items() if _size(part) <= MAX_RICH}
        record: dict[str, Any] = {"output_type": kind, "data": kept, "metadata": {}}
        if kind == "execute_result":
            record["execution_count"] = count
        self._add(record)

    def fail(self, name: str, message: str, traceback: list[str]) -> None:
        lines = [line[:MAX_TEXT] for line in traceback[:200]]
        self._add({"output_type": "error", "ename": name, "evalue": message[:MAX_TEXT],
                   "traceback": lines})  # fmt: skip

    def _add(self, record: dict[str, Any]) -> None:
        if len(self.records) < MAX_OUTPUTS:
            self.records.append(record)


def _size(part: Any) -> int:
    return len(part) if isinstance(part, str | bytes) else len(repr(part))


class _Stream(io.TextIOBase):
    def __init__(self, outputs: Outputs, name: str):
        self._outputs, self.name = outputs, name

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.write(self.name, str(text))
        return len(text)

    def flush(self) -> None:
        pass


class _Publisher(DisplayPublisher):
    shell: Any

    def publish(self, data: dict[str, Any], *_: Any, **__: Any) -> None:
        self.shell.shown.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002
        self.shell.shown.clear()


class _Hook(DisplayHook):
    shell: Any

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:  # noqa: ARG002
        self.shell.shown.show("execute_result", format_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """IPython's shell, its displays kept as records."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, **settings: Any):
        self.shown = Outputs()
        super().__init__(**settings)

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.shown.fail(etype.__name__, str(evalue), stb)

    def init_virtualenv(self) -> None:
        pass

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def ask_exit(self) -> None:
        pass

    def system(self, cmd: str) -> None:  # noqa: ARG002
        """No other program can run here; the rest of the cell can."""
        self.shown.write("stdout", _NO_PROGRAMS)
        self.user_ns["_exit_code"] = 1

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:  # noqa: ARG002
        self.shown.write("stdout", _NO_PROGRAMS)
        return SList() if split else LSString("")

    def run(self, source: str) -> bool:
        """Run one cell; whether it came to its end without an error."""
        self.shown.clear()
        before = sys.stdout, sys.stderr
        sys.stdout = _Stream(self.shown, "stdout")
        sys.stderr = _Stream(self.shown, "stderr")
        try:
            return self.run_cell(source, store_history=True).success is True
        finally:
            sys.stdout, sys.stderr = before


def make_shell() -> Shell:
    """The shell, with figures shown below the cell that draws them."""
    config = Config()
    config.HistoryManager.enabled = False  # it would start a thread
    config.InteractiveShell.colors = "nocolor"
    shell = Shell.instance(config=config)
    no_programs: Any = lambda line, cell=None: shell.system(cell or line)  # noqa: E731
    for magic in ("pip", "conda", "mamba", "micromamba", "uv"):
        shell.register_magic_function(no_programs, "line", magic)
    for magic in ("bash", "sh", "script", "system", "sx", "!"):
        shell.register_magic_function(no_programs, "line_cell", magic)
    shell.enable_matplotlib("inline")
    return shell
