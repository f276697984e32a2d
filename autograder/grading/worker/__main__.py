"""The warm process: imports what lessons use, then forks once for every submission.

It runs no line of any submission itself. It is started inside the jail with the number of its
socket, and ends when that socket is closed.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import warnings
from pathlib import Path
from typing import Any

from autograder.grading.wire import Channel, Closed, WireError
from autograder.grading.worker import confine
from autograder.grading.worker.keeper import keep
from autograder.grading.worker.serve import Submission
from autograder.grading.worker.shell import Shell, make_shell

STACK = (
    "matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib_inline.backend_inline",
    "pandas", "patsy", "scipy.cluster.hierarchy", "scipy.spatial.distance", "scipy.stats", "seaborn",
    "sklearn.cluster", "sklearn.metrics", "sklearn.preprocessing", "statsmodels.api",
    "statsmodels.formula.api", "statsmodels.stats.multitest",
)  # fmt: skip


def main() -> None:
    """Serve until the socket is closed."""
    channel = Channel(socket.socket(fileno=int(sys.argv[1])), takes_descriptors=True)
    settings = channel.receive(30)
    shell = _warm_up(settings["modules"])
    threads = len(list(Path("/proc/self/task").iterdir()))
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


def _warm_up(modules: list[str]) -> Shell:
    """Import everything, and pay what is paid at a first call."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in (*STACK, *modules):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        shell = make_shell()
        _first_calls()
    gc.collect()
    gc.freeze()
    return shell


def _first_calls() -> None:
    import matplotlib as mpl
    import numpy as np
    import pandas as pd
    import seaborn as sns
    from matplotlib import pyplot as plt

    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(6, 4)), columns=list("abcd"))
    with contextlib.suppress(Exception):
        sns.clustermap(table).figure.canvas.draw()
        plt.close("all")
        table.to_html()
        fitted = importlib.import_module("statsmodels.formula.api").ols("a ~ C(b > 0)", table).fit()
        importlib.import_module("statsmodels.api").stats.anova_lm(fitted)
    mpl.rcdefaults()
    np.random.seed()  # noqa: NPY002 - what a fresh kernel would have


if __name__ == "__main__":
    main()
