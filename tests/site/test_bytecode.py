"""Compiled modules that the browser keeps: used without looking at the source, whole or not at all."""

import subprocess
import sys

from autograder.site.browser import bytecode

RUN = """
import sys
from pathlib import Path
from autograder.site.browser import bytecode
folder, modules = Path(sys.argv[1]), sys.argv[2]
bytecode.keep(folder)
sys.path.insert(0, modules)
import subject
print(subject.answer)
"""


def run(folder, modules):
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder), str(modules)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_was_compiled_once_is_used_at_the_next_visit_whatever_the_date(tmp_path):
    modules, first, second = tmp_path / "modules", tmp_path / "first", tmp_path / "second"
    modules.mkdir()
    (modules / "subject.py").write_text("answer = 1\n")
    assert run(first, modules) == "1"
    assert not (modules / "__pycache__").exists()
    archive = bytecode.packed(first)
    assert bytecode.restore(archive, second) == bytecode.count(second) == bytecode.count(first)
    (modules / "subject.py").write_text(
        "answer = 2  # never compiled: the archive has its own key\n"
    )
    assert run(second, modules) == "1"
    assert run(tmp_path / "third", modules) == "2"


def test_a_damaged_archive_is_no_archive(tmp_path):
    assert bytecode.restore(b"not a zip", tmp_path) == 0
