"""The built book, served as `course serve` serves it, and a real browser."""

import functools
import http.server
import os
import threading
from pathlib import Path

import pytest

from autograder.site.serve import BookHandler

_ROOT = Path(__file__).parents[2]
BOOK = Path(os.environ.get("COURSE_BOOK", _ROOT / "_build/book/_build/html"))
LITE = Path(os.environ.get("COURSE_LITE", _ROOT / "_build/lite/app"))


@pytest.fixture(scope="session")
def book():
    """Folder of the built book."""
    if not (BOOK / "index.html").is_file():
        pytest.skip("the book is not built: make book")
    return BOOK


@pytest.fixture(scope="session")
def lite_app():
    """JupyterLite as `make lite` builds it."""
    if not (LITE / "notebooks/index.html").is_file():
        pytest.skip("JupyterLite is not built: make lite")
    return LITE


@pytest.fixture(scope="session")
def site(book):
    """Address of the book on this machine."""
    handler = functools.partial(BookHandler, directory=str(book), lab=None)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
