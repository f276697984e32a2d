"""The warm jails of this process: one per lesson, started once, shared by the processes it forks."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterable

from autograder.catalogue import LESSONS
from autograder.grading.jail import Jail

HEAVY = {
    "scipy.stats": ("stats",),
    "seaborn": ("seaborn", "heatmap", "plot_"),
    "sklearn": ("sklearn", "neighbour", "leiden", "tsne"),
    "statsmodels": ("statsmodels", "do_anova"),
}
"""Packages that take long to import, and what a submission has in it where they are needed.

Some of our own functions need them, too. A word too many costs a second for the whole class, one
too few a second for every submission.
"""

_jails: dict[tuple[str, bool], Jail] = {}
_starting = threading.Lock()  # a Dask worker may have several threads


def jail_for(lesson: str, jailed: bool = True, heavy: Iterable[str] = HEAVY) -> Jail:
    """The warm jail for a lesson, started at its first use.

    Parameters
    ----------
    lesson
        Id of the lesson: what it grades doesn't exist inside.
    jailed
        False for a process without walls.
    heavy
        Those of `HEAVY` that are imported before the first submission, not in each that asks.
    """
    with _starting:
        if (lesson, jailed) not in _jails:
            if not _jails:
                atexit.register(close_jails)
            _jails[lesson, jailed] = Jail(LESSONS[lesson].names, locked=jailed, heavy=heavy)
        return _jails[lesson, jailed]


def wait_for_jails() -> None:
    """Wait until every jail is warm: a process forked after that can use them, too."""
    for jail in _jails.values():
        jail.wait()


def close_jails() -> None:
    """Let go of the jails; the process that started them ends them."""
    while _jails:
        _jails.popitem()[1].close()
