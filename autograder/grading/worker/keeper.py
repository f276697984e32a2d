"""The keeper of one submission: the process that starts it, watches it and ends it.

The submission is the first process of a PID namespace of its own, so when the keeper has seen it
end, the kernel has ended everything that it ever started: only then it is reported as gone.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import tempfile
from collections.abc import Callable

from autograder.grading.wire import Channel, WireError
from autograder.grading.worker import confine


def keep(
    orders: socket.socket, lock: confine.Lock | confine.Limits, work: Callable[[], None]
) -> None:
    """Run ``work`` locked in, follow the orders that come from outside, report the end.

    With limits alone in place of a lock it is not locked in, which is for one's own work only.

    An order is ``"fork"`` (allow one fork more), ``"interrupt"`` or ``"end"``; a closed link
    means ``"end"``, too.
    """
    confine.die_with_parent()
    ours, theirs = socket.socketpair()
    if isinstance(lock, confine.Lock):
        confine.new_pid_namespace()
    first = os.fork()
    if first == 0:
        ours.close()
        orders.close()
        _locked_in(theirs, lock, work)
    theirs.close()
    channel = Channel(orders)
    listener = _listener(ours)
    if listener is None:
        status = _end(first)
        _tell(channel, {"gone": _in_words(status), "trouble": _trouble(ours)})
        return
    _tell(channel, {"started": True})
    status = _watch(first, channel, listener)
    _tell(channel, {"gone": _in_words(status)})


def _locked_in(
    link: socket.socket, lock: confine.Lock | confine.Limits, work: Callable[[], None]
) -> None:
    """What the submission's first process does; never returns."""
    try:
        try:
            listener = _enter(lock)
        except Exception as error:
            link.sendall(str(error).encode()[:500])
            os._exit(70)
        socket.send_fds(link, [b"!"], [listener])
        os.close(listener)
        link.recv(1)
        link.close()
        work()
    finally:
        os._exit(0)


def _enter(lock: confine.Lock | confine.Limits) -> int:
    if isinstance(lock, confine.Lock):
        return confine.enter(lock)
    os.setsid()
    os.chdir(tempfile.mkdtemp())
    confine.set_limits(lock)
    questions, nobody = os.pipe()
    os.close(nobody)  # nobody asks whether this process may fork
    return questions


def _listener(link: socket.socket) -> int | None:
    try:
        content, descriptors, _, _ = socket.recv_fds(link, 1, 1)
    except OSError:
        return None
    if content != b"!" or not descriptors:
        link.setblocking(False)
        return None
    link.sendall(b"!")
    return descriptors[0]


def _trouble(link: socket.socket) -> str:
    with contextlib.suppress(OSError):
        return link.recv(500).decode(errors="replace")
    return ""


def _watch(first: int, channel: Channel, listener: int) -> int:
    """Follow orders until the submission has ended; returns its status."""
    end = os.pidfd_open(first)
    poll = select.poll()
    for descriptor in (channel.link.fileno(), listener, end):
        poll.register(descriptor, select.POLLIN)
    permits = 0
    while True:
        ready = dict(poll.poll())
        if end in ready:
            return _end(first)
        if listener in ready:
            if ready[listener] & select.POLLIN:
                permits -= confine.answer_fork(listener, permits > 0)
            else:
                poll.unregister(listener)
        if channel.link.fileno() in ready:
            order = _order(channel)
            if order == "fork":
                permits = 1
                _tell(channel, {"permitted": True})
            elif order == "interrupt":
                os.kill(first, signal.SIGINT)
            else:
                return _end(first)


def _order(channel: Channel) -> str:
    try:
        return str(channel.receive(5))
    except WireError:
        return "end"


def _end(first: int) -> int:
    """Kill the submission and wait until it is gone, and everything in its namespace with it."""
    for kill in (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError):
            kill(first, signal.SIGKILL)
    return os.waitpid(first, 0)[1]


def _in_words(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        with contextlib.suppress(ValueError):
            return signal.Signals(number).name
        return f"signal {number}"
    return f"exit code {os.waitstatus_to_exitcode(status)}"


def _tell(channel: Channel, message: dict[str, object]) -> None:
    with contextlib.suppress(WireError):
        channel.send(message, seconds=5)
