"""`course serve`: the book and its notebooks, on this machine only."""

import functools
import http.server
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest

from autograder.site.serve import BookHandler, Lab, copy_notebooks, free_port


@pytest.fixture
def small_book(tmp_path):
    book = tmp_path / "book"
    (book / "notebooks").mkdir(parents=True)
    (book / "index.html").write_text("<h1>A book</h1>")
    (book / "notebooks/anova.ipynb").write_text('{"cells": [], "nbformat": 4, "metadata": {}}')
    return book


def test_notebooks_are_copied_once_and_never_overwritten(small_book, tmp_path):
    mine = tmp_path / "mine"
    assert copy_notebooks(small_book / "notebooks", mine) == 1
    (mine / "anova.ipynb").write_text("my work")
    assert copy_notebooks(small_book / "notebooks", mine) == 0
    assert (mine / "anova.ipynb").read_text() == "my work"
    assert [path.name for path in mine.iterdir()] == ["anova.ipynb"]


def test_a_taken_port_is_passed_over(small_book):
    handler = functools.partial(BookHandler, directory=str(small_book), lab=None)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        assert free_port(server.server_port) > server.server_port


def test_jupyterlite_is_served_below_the_book_s_own_notebooks(small_book, tmp_path):
    app = tmp_path / "app"
    for place in ("index.html", "notebooks/index.html", "open/index.html"):
        (app / place).parent.mkdir(parents=True, exist_ok=True)
        (app / place).write_text(f"JupyterLite's {place}")
    (small_book / "lite/open").mkdir(parents=True)
    (small_book / "lite/open/index.html").write_text("The book's")
    handler = functools.partial(BookHandler, directory=str(small_book), lab=None, lite=app)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"

        def read(place):
            with urllib.request.urlopen(address + place) as answer:
                return answer.read().decode()

        assert read("/lite/") == "JupyterLite's index.html"
        assert read("/lite/notebooks/?path=x") == "JupyterLite's notebooks/index.html"
        assert read("/lite/open/") == "The book's"
        assert read("/index.html") == "<h1>A book</h1>"
        for outside in ("/lite/nope", "/lite/../../etc/passwd", "/lite/%2e%2e/%2e%2e/etc/passwd"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                read(outside)
        server.shutdown()


def test_without_a_book_it_says_how_to_build_one(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "autograder.cli", "serve", "--book", str(tmp_path)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "`make book` builds it" in done.stderr


@pytest.mark.slow
def test_the_book_opens_a_lessons_notebook_in_a_running_jupyterlab(small_book, tmp_path):
    mine = tmp_path / "mine"
    copy_notebooks(small_book / "notebooks", mine)
    lab = Lab(mine, free_port(8870))
    lab.start()
    handler = functools.partial(BookHandler, directory=str(small_book), lab=lab)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        try:
            with urllib.request.urlopen(f"{address}/index.html") as page:
                assert b"A book" in page.read()
            with urllib.request.urlopen(f"{address}/open/anova", timeout=60) as page:
                assert page.url.startswith(f"http://localhost:{lab.port}/lab/tree/anova.ipynb")
                assert b"JupyterLab" in page.read()
            for place in ("nope", "..%2f..%2fetc%2fpasswd"):
                with pytest.raises(urllib.error.HTTPError, match="404"):
                    urllib.request.urlopen(f"{address}/open/{place}", timeout=60)
        finally:
            lab.stop()
            server.shutdown()
    assert lab.process.poll() is not None
