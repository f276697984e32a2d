"""The built book, served as `course serve` serves it, and a real browser."""

import functools
import http.server
import os
import threading
from pathlib import Path

import pytest

from autograder.site.serve import BookHandler

BOOK = Path(os.environ.get("COURSE_BOOK", Path(__file__).parents[2] / "_build/book/_build/html"))


@pytest.fixture(scope="session")
def book():
    """Folder of the built book."""
    if not (BOOK / "index.html").is_file():
        pytest.skip("the book is not built: make book")
    return BOOK


@pytest.fixture(scope="session")
def site(book):
    """Address of the book on this machine."""
    handler = functools.partial(BookHandler, directory=str(book), lab=None)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
