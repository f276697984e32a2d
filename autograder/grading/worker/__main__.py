"""The warm process: imports what lessons use, then forks once for every submission.

It runs no line of any submission itself. It is started inside the jail with the number of its
socket and the names of heavy packages to import, and ends when that socket is closed.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import threading
import time
import warnings
from typing import Any

from autograder.grading.wire import Channel, Closed, WireError
from autograder.grading.worker import confine
from autograder.grading.worker.keeper import keep
from autograder.grading.worker.serve import Submission
from autograder.grading.worker.shell import Shell, make_shell

STACK = (
    "pandas", "matplotlib.pyplot", "matplotlib.backends.backend_agg",
    "matplotlib_inline.backend_inline", "scipy.cluster.hierarchy", "scipy.spatial.distance",
    "IPython.core.ultratb", "stack_data", "pygments.formatters.terminal256",
)  # fmt: skip
HEAVY = {
    "scipy.stats": ("scipy.stats",),
    "seaborn": ("seaborn",),
    "sklearn": ("sklearn.cluster", "sklearn.metrics", "sklearn.preprocessing"),
    "statsmodels": (
        "patsy", "statsmodels.api", "statsmodels.formula.api", "statsmodels.stats.multitest"
    ),
}  # fmt: skip


def main() -> None:
    """Serve until the socket is closed."""
    channel = Channel(socket.socket(fileno=int(sys.argv[1])), takes_descriptors=True)
    heavy = sys.argv[2:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _import(*STACK, *(module for name in heavy for module in HEAVY.get(name, ())))
        settings = channel.receive(60)
        _import(*settings["modules"])
        shell = make_shell()
        _first_calls(shell, heavy)
    gc.collect()
    gc.freeze()
    threads = _threads_left()
    channel.send({"ready": True, "threads": threads})
    if threads != 1:
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        try:
            channel.receive(None)
        except Closed:
            return
        except WireError:
            continue
        link, orders = channel.descriptors[:2]
        channel.descriptors.clear()
        if os.fork() == 0:
            channel.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _keep(link, orders, settings, shell)
        os.close(link)
        os.close(orders)


def _threads_left(seconds: float = 10.0) -> int:
    """How many threads there are, once those that are about to end have ended.

    matplotlib starts one that would say that making the list of fonts takes long.
    """
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(seconds)
    deadline = time.monotonic() + seconds
    while True:  # the kernel takes a moment longer than Python
        count = len(os.listdir("/proc/self/task"))  # noqa: PTH208
        if count == 1 or time.monotonic() > deadline:
            return count
        time.sleep(0.01)


def _keep(link: int, orders: int, settings: dict[str, Any], shell: Shell) -> None:
    """Be the keeper of one submission; never returns."""
    try:
        submission = Submission(Channel(socket.socket(fileno=link), True), shell)
        keep(socket.socket(fileno=orders), _lock(settings), submission.serve)
    finally:
        os._exit(0)


def _lock(settings: dict[str, Any]) -> confine.Lock | confine.Limits:
    limits = confine.Limits(**settings["limits"])
    if not settings["locked"]:
        return limits
    return confine.Lock(limits, settings["filter"], settings["seccomp"], tuple(settings["kept"]))


def _import(*modules: str) -> None:
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _first_calls(shell: Shell, heavy: list[str]) -> None:
    """Pay what is paid at a first call, so that no submission does."""
    import matplotlib as mpl
    import numpy as np
    import pandas as pd
    from matplotlib import pyplot as plt

    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(6, 4)), columns=list("abcd"))
    with contextlib.suppress(Exception):
        if "seaborn" in heavy:
            figure = importlib.import_module("seaborn").clustermap(table).figure
        else:
            figure = table.plot().figure
        formatter = shell.display_formatter
        assert formatter is not None
        formatter.format(figure)
        formatter.format(table)
        plt.close("all")
        if "statsmodels" in heavy:
            fitted = importlib.import_module("statsmodels.formula.api").ols("a ~ C(b > 0)", table)
            importlib.import_module("statsmodels.api").stats.anova_lm(fitted.fit())
    with contextlib.suppress(Exception):
        shell.InteractiveTB.structured_traceback(*_some_error())
    mpl.rcdefaults()
    np.random.seed()  # noqa: NPY002 - what a fresh kernel would have


def _some_error() -> tuple[Any, Any, Any]:
    try:
        raise ValueError("as an example")
    except ValueError:
        return sys.exc_info()


if __name__ == "__main__":
    main()
