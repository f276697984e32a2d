"""nbgrader's commands in the tests' own process, which has imported what takes them three seconds."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from jupyter_core.application import NoStart
from nbgrader.apps.nbgraderapp import NbGraderApp


def nbgrader_here(course: Path, *arguments: str) -> None:
    """Run a command in a course folder, as ``nbgrader`` does there; fail if it fails."""
    NbGraderApp.clear_instance()
    with contextlib.chdir(course), pytest.MonkeyPatch.context() as surroundings:
        # ipykernel treats standard error differently where it sees a test
        surroundings.delenv("PYTEST_CURRENT_TEST", raising=False)
        application = NbGraderApp.instance()
        try:
            application.initialize(list(arguments))
            application.start()
        except NoStart:  # how a Jupyter application says that its subcommand has run
            pass
        except SystemExit as end:
            assert not end.code, f"nbgrader {' '.join(arguments)} ended with status {end.code}"
        finally:
            NbGraderApp.clear_instance()
