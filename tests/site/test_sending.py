"""Text goes compressed to whoever takes it compressed, and is the same text for everybody."""

import gzip
import http.client
import os
import threading
from functools import partial
from http.server import ThreadingHTTPServer

import pytest

from autograder.site.sending import takes_gzip
from autograder.site.serve import BookHandler

PAGE = "<h1>Gene expression</h1>" * 200


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "script.mjs").write_text("export const genes = 1;\n" * 200)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG" * 500)
    (tmp_path / "python.wasm").write_bytes(b"\0asm" * 500)
    return tmp_path


@pytest.fixture
def ask(folder):
    """Send one request; gives the status, the headers and the body as it was sent."""
    handler = partial(BookHandler, directory=str(folder), lab=None)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

        def request(place, method="GET", **headers):
            connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, place, headers=named)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            return answer.status, answer.headers, body

        yield request
        server.shutdown()


@pytest.mark.parametrize("place", ["/", "/index.html", "/script.mjs"])
def test_text_is_the_same_with_and_without_compression(ask, place):
    status, headers, packed = ask(place, Accept_Encoding="gzip, deflate, br")
    _, plain_headers, plain = ask(place)
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert int(headers["Content-Length"]) == len(packed) < len(plain) / 4
    assert gzip.decompress(packed) == plain
    assert plain_headers["Content-Encoding"] is None
    assert int(plain_headers["Content-Length"]) == len(plain)
    for name in ("Content-Type", "Last-Modified", "Vary"):
        assert headers[name] == plain_headers[name]
    assert headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(("place", "kind"), [("/picture.png", "image/png"), ("/python.wasm", "application/wasm")])  # fmt: skip
def test_what_gains_nothing_is_sent_as_it_is(ask, folder, place, kind):
    _, headers, body = ask(place, Accept_Encoding="gzip")
    assert headers["Content-Encoding"] is None
    assert headers["Content-Type"] == kind
    assert body == (folder / place[1:]).read_bytes()


def test_a_head_request_has_the_headers_and_no_body(ask):
    _, of_get, _ = ask("/index.html", Accept_Encoding="gzip")
    status, of_head, body = ask("/index.html", "HEAD", Accept_Encoding="gzip")
    assert (status, body) == (200, b"")
    for name in ("Content-Length", "Content-Encoding", "Content-Type"):
        assert of_head[name] == of_get[name]


def test_a_browser_that_has_the_file_is_told_so_until_the_file_changes(ask, folder):
    _, headers, _ = ask("/index.html", Accept_Encoding="gzip")
    known = {"Accept_Encoding": "gzip", "If_Modified_Since": headers["Last-Modified"]}
    status, again, body = ask("/index.html", **known)
    assert (status, body, again["Vary"]) == (304, b"", "Accept-Encoding")
    (folder / "index.html").write_text("<h1>Newer</h1>")
    later = (folder / "index.html").stat().st_mtime + 5
    os.utime(folder / "index.html", (later, later))
    status, _, body = ask("/index.html", **known)
    assert (status, gzip.decompress(body)) == (200, b"<h1>Newer</h1>")


def test_a_date_that_is_none_is_ignored(ask):
    assert ask("/index.html", If_Modified_Since="yesterday")[0] == 200


def test_an_address_with_a_slash_too_many_is_no_file(ask):
    assert ask("/index.html/", Accept_Encoding="gzip")[0] == 404


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("*, gzip;q=0", False),
        ("gzip;q=nonsense", False),
    ],
)
def test_a_browser_gets_what_it_says_it_takes(accepted, takes):
    assert takes_gzip(accepted) is takes
