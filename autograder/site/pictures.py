"""Pictures of a page that come when a reader scrolls to them, in a place that was kept for them."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from urllib.parse import unquote

_PICTURE = re.compile(
    r'<img\b(?=[^>]*\bsrc="(?P<place>[^":?#]+)")(?![^>]*\bloading=)[^>]*?(?=\s*/?>)'
)
_PNG = b"\x89PNG\r\n\x1a\n"


def lazy_pictures(markup: str, folder: Path) -> str:
    """Let the pictures of a page load late; ``folder`` is the page's, from which it names them.

    With its width and height a picture has its place before it has come, so that nothing jumps. Both
    are left out where the page says a size of its own.
    """

    def lazy(found: re.Match[str]) -> str:
        tag = f'{found[0]} loading="lazy"'
        size = png_size(folder / unquote(found["place"]))
        if size is None or re.search(r"\s(?:width|height|style)=", found[0]):
            return tag
        return f'{tag} width="{size[0]}" height="{size[1]}"'

    return _PICTURE.sub(lazy, markup)


def png_size(file: Path) -> tuple[int, int] | None:
    """Width and height of a PNG file; None if it is none."""
    if not file.is_file():
        return None
    with file.open("rb") as opened:
        start = opened.read(24)
    if len(start) < 24 or not start.startswith(_PNG):
        return None
    width, height = struct.unpack(">II", start[16:24])
    return width, height
