"""Grading submissions that may be hostile: jailed, judged from outside, written by one writer."""

import sys
from typing import Any

# nbformat imports jsonschema, which would build a parser for this one format of text: a second of
# every command, and no notebook has such a text.
_modules: dict[str, Any] = sys.modules
_modules.setdefault("rfc3987_syntax", None)
