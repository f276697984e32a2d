"""Fenced blocks in a page's text."""

from __future__ import annotations

import re

FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)$")
"""A line that opens a block."""


def closing_fence(lines: list[str], opening: int, fence: str) -> int:
    """Index of the line that closes the fence of line ``opening``; the end of the text if none does."""
    close = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    for number in range(opening + 1, len(lines)):
        if close.match(lines[number]):
            return number
    return len(lines)
