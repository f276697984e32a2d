"""matplotlib's list of fonts in the browser."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path


def mend_font_list() -> None:
    """Put a list of matplotlib's own fonts in place of the one that comes with Pyodide.

    That one names fonts of the machine on which it was made, and at the first figure matplotlib
    looks for them, finds none, says so, and takes seconds to make a new list.
    """
    found = importlib.util.find_spec("matplotlib")
    if sys.platform == "emscripten" and found is not None and found.origin:
        shutil.copy(Path(__file__).parent / "fontlist.json", Path(found.origin).parent)
