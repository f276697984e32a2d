"""The set-up says in a sentence what is missing, and the lock file names no host and no path."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


def make(folder, *arguments):
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def checkout(tmp_path):
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_without_a_fitting_python_it_says_which_ones_fit(checkout):
    done = make(checkout, ".venv/.ready", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13, and none was found" in done.stderr
    assert not (checkout / ".venv").exists()


def test_an_older_python_is_not_taken(checkout):
    fake = checkout / "python2"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    done = make(checkout, ".venv/.ready", f"PYTHON={fake}")
    assert "needs Python 3.11" in done.stderr


def test_a_python_without_venv_is_told_how_to_get_it(checkout):
    fake = checkout / "python"
    fake.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n')
    fake.chmod(0o755)
    done = make(checkout, ".venv/.ready", f"PYTHON={fake}")
    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr


def test_help_names_the_two_commands(checkout):
    done = make(checkout, "help")
    assert "make serve" in done.stdout
    assert "make test" in done.stdout


def test_the_lock_file_names_packages_and_hashes_and_nothing_else():
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        assert re.fullmatch(
            r"[a-z0-9.\-]+==[\w.!+]+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line
        ), line
