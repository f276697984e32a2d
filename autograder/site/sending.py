"""Files as a static host sends them: text compressed, for whoever takes it compressed."""

from __future__ import annotations

import email.utils
import functools
import gzip
import http.server
import io
from http import HTTPStatus
from pathlib import Path
from typing import Any

TEXT = frozenset({".css", ".html", ".ipynb", ".js", ".json", ".map", ".mjs", ".svg", ".txt"})
"""What is sent compressed: a half to a tenth of its bytes.

Pictures, fonts and wheels are compressed already. WebAssembly stays as it is: a browser compiles it
while it comes, and unpacking it first costs more here than the way from this machine to itself.
"""


class CompressingHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder's files, and those with text compressed."""

    def send_head(self) -> Any:
        """Send the status and the headers; gives what is to follow, or None."""
        place = self.translate_path(self.path)
        file = Path(place, "index.html") if place.endswith("/") else Path(place)
        if file.suffix not in TEXT or not file.is_file():
            return super().send_head()
        status = file.stat()
        if not _is_newer(status.st_mtime, self.headers):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("Vary", "Accept-Encoding")
            self.end_headers()
            return None
        compressed = takes_gzip(self.headers.get("Accept-Encoding", ""))
        if compressed:
            content = _compressed(str(file), status.st_mtime_ns, status.st_size)
        else:
            content = file.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", self.date_time_string(int(status.st_mtime)))
        self.end_headers()
        return io.BytesIO(content)


def takes_gzip(accepted: str) -> bool:
    """Whether a header ``Accept-Encoding`` asks for gzip, or for anything, and doesn't refuse it."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        try:
            weights[coding.strip()] = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
    return weights.get("gzip", weights.get("*", 0)) > 0


@functools.lru_cache(maxsize=1000)
def _compressed(file: str, _changed: int, _size: int) -> bytes:
    """A file's bytes in gzip, kept until the file changes."""
    return gzip.compress(Path(file).read_bytes(), compresslevel=6, mtime=0)


def _is_newer(modified: float, headers: Any) -> bool:
    """Whether a file has changed since the copy that the browser says it has."""
    known = headers.get("If-Modified-Since")
    if known is None or "If-None-Match" in headers:
        return True
    try:
        return int(modified) > email.utils.parsedate_to_datetime(known).timestamp()
    except (TypeError, ValueError, OverflowError):
        return True
