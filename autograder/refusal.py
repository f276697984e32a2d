"""How every verb of ``course`` says that it can't do what it was asked."""

from __future__ import annotations

import sys

UNUSABLE = 2
"""Exit status of a command whose input can't be used."""


def refuse(verb: str, reason: str) -> int:
    """Say why on the error stream; returns the exit status."""
    print(f"course {verb}: {reason}", file=sys.stderr)
    return UNUSABLE
