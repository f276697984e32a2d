"""A warm jail for the tests of grading, and notebooks to put into it."""

from __future__ import annotations

import json

import pytest

from autograder.grading.jail import Jail, NoJail
from autograder.grading.worker.confine import Limits

LIMITS = Limits(memory=2 * 2**30, cpu_seconds=60, disk=32 * 2**20, inodes=500, file_size=16 * 2**20)


def start_jail(*graded: str, limits: Limits = LIMITS) -> Jail:
    try:
        jail = Jail(graded, limits, heavy=["seaborn"])
        jail.wait()
        return jail
    except NoJail as reason:
        pytest.skip(f"this host can't jail: {reason}")


@pytest.fixture(scope="session")
def jail():
    with start_jail("transpose", "from_pd", "run_anova") as jail:
        yield jail


def notebook(*cells: str | dict, **extra) -> bytes:
    """A notebook's file; a text is a code cell."""
    made = [
        {"cell_type": "code", "metadata": {}, "source": c, "outputs": [], "execution_count": None}
        if isinstance(c, str)
        else c
        for c in cells
    ]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **extra}
    ).encode()
