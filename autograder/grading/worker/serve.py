"""One submission's process: runs its cells once, then forks for every exercise.

From the first cell on nothing in this process can be trusted, and nothing outside does: what it
says is an answer, never a verdict.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.call import LocalCall, has_no_body
from autograder.exercise import ErrorText, Outcome
from autograder.grading.wire import Channel, Closed, WireError
from autograder.grading.worker.shell import Shell

_COURSE_NAMES = ("check", "hint", "solution", "progress", "grade", "variant")


class Submission:
    """A submission in its jail, following the orders that come over the channel."""

    def __init__(self, channel: Channel, shell: Shell):
        self.channel, self.shell = channel, shell
        self._child = 0

    def serve(self) -> None:
        """Follow orders until the channel is closed."""
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123
        _quiet_course()
        while True:
            try:
                order = self.channel.receive(None)
            except Closed:
                return
            if order["do"] == "cells":
                self._run_cells(order)
            elif order["do"] == "exercise":
                self._start(order["name"])

    def _run_cells(self, order: dict[str, Any]) -> None:
        for name, content in order["files"].items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for number, source in order["cells"]:
            ended_well = self.shell.run(source)
            self._report({"cell": number, "ok": ended_well, "outputs": self.shell.shown.records})
        with contextlib.suppress(Exception):
            sys.modules["matplotlib"].use("agg")  # from now on figures are described, not shown
        names = {name: self._facts(name) for name in order["names"]}
        self.channel.send({"done": True, "names": names})

    def _facts(self, name: str) -> dict[str, Any]:
        try:
            return facts(dict.get(self.shell.user_ns, name))
        except Exception:  # a thing that can't be looked at: its answers will tell
            return {"found": True, "callable": True}

    def _report(self, message: dict[str, Any]) -> None:
        try:
            self.channel.send(message)
        except Closed:
            raise
        except WireError:
            self.channel.send({**message, "outputs": []})

    def _start(self, name: str) -> None:
        """Fork a process that answers calls of one function; an earlier one ends."""
        earlier, self._child = self._child, 0
        if earlier:
            with contextlib.suppress(OSError):
                os.kill(earlier, signal.SIGKILL)
        link = self.channel.descriptors.pop()
        with contextlib.suppress(OSError):
            self._child = os.fork()
            if self._child == 0:
                self._answer(name, link)
        os.close(link)
        if earlier:  # the new one is at work while the kernel takes the old one apart
            with contextlib.suppress(OSError):
                os.waitpid(earlier, 0)

    def _answer(self, name: str, link: int) -> None:
        """Be the process that answers calls; never returns."""
        try:
            self.channel.close()
            answer_calls(self.shell.user_ns.get(name), Channel(socket.socket(fileno=link)))
        finally:
            os._exit(0)


def answer_calls(function: Any, channel: Channel) -> None:
    """Answer calls of the function that stands under an exercise's name."""
    channel.send({"ready": True})
    while True:
        try:
            arguments, keywords, ruled_out = channel.receive(None)
        except Closed:
            return
        call = LocalCall(function, alone=True).without(*ruled_out)
        outcome = call.outcome(*arguments, **keywords)
        if not outcome.touched and not _draws((*arguments, *keywords.values())):
            # whoever asked has them, too; to send them back would take longer than most calls
            outcome = replace(outcome, arguments=(), keywords={})
        try:
            channel.send(outcome)
        except Closed:
            return
        except WireError as error:
            text = ErrorText(
                "TooMuch", ("Exception",), f"the answer cannot be handed over: {error}"
            )
            channel.send(Outcome(error=text, seconds=outcome.seconds))


def _draws(arguments: tuple[Any, ...]) -> bool:
    """Whether a generator is among the arguments: to draw from one changes it."""
    return any(isinstance(argument, np.random.Generator) for argument in arguments)


def facts(function: Any) -> dict[str, Any]:
    """What stands under a name, found without running anything of the submission's."""
    module = function.__module__ if type(function) is types.FunctionType else None
    return {
        "found": function is not None,
        "callable": callable(function),
        "type": type.__getattribute__(type(function), "__name__"),
        "module": module if type(module) is str else "",
        "empty": has_no_body(function),
    }


def _quiet_course() -> None:
    """``check`` and its friends do nothing here: grading is what comes next."""
    course = sys.modules["autograder"]
    for name in _COURSE_NAMES:
        setattr(course, name, _nothing)


def _nothing(*_: Any, **__: Any) -> None:
    return None
