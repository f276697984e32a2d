"""What a student's notebook may show to a teacher: text, tables and pictures, no script."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import bleach
from nbformat import NotebookNode
from nbformat.v4 import new_output

_TABLE_TAGS = {
    "div", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "p", "pre", "code", "span",
    "b", "i", "em", "strong", "ul", "ol", "li", "br", "hr", "sub", "sup", "h1", "h2", "h3", "h4",
}  # fmt: skip
_ATTRIBUTES = {"*": ["class"], "th": ["colspan", "rowspan"], "td": ["colspan", "rowspan"]}
_PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STYLE = re.compile(r"<(style|script)\b.*?(</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(
    r"(?P<before>\]\(\s*<?|^[ >*+-]*\[[^\]]*\]:\s*<?)(?P<target>[^\s)>]*)", re.MULTILINE
)
_PAGE = re.compile(r"(https?://|mailto:|attachment:)", re.IGNORECASE)
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def text(value: Any, limit: int = 200_000) -> str:
    """Text without escape sequences, control characters or reversed writing."""
    return _CONTROLS.sub("", _ESCAPES.sub("", str(value)[:limit]))


def markdown(source: str) -> str:
    """Markdown whose raw HTML is shown, not used, and whose links lead to pages alone."""
    return _LINK.sub(_to_a_page, _TAG.sub("&lt;", text(source)))


def _to_a_page(link: re.Match[str]) -> str:
    target = link["target"]
    leads_nowhere = not re.search(r"[:&\\]", target)
    return link[0] if leads_nowhere or _PAGE.match(target) else f"{link['before']}#"


def outputs(records: Any) -> list[NotebookNode]:
    """Outputs for a notebook, of records that may say anything."""
    found = [_output(record) for record in records if isinstance(record, dict)]
    return [output for output in found if output is not None]


def images(attachments: Any) -> dict[str, Any]:
    """Those attachments of a Markdown cell that are pictures."""
    kept = {}
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        pictures = {
            mime: picture
            for mime in _PICTURES
            if isinstance(bundle, dict) and (picture := _picture(mime, bundle.get(mime)))
        }
        if pictures and re.fullmatch(r"[\w.-]{1,100}", str(name)):
            kept[str(name)] = pictures
    return kept


def _output(record: dict[str, Any]) -> NotebookNode | None:
    kind = record.get("output_type")
    if kind == "stream":
        name = "stderr" if record.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=text(record.get("text", "")))
    if kind == "error":
        lines = record.get("traceback")
        return new_output(
            "error",
            ename=text(record.get("ename", ""), 200),
            evalue=text(record.get("evalue", ""), 10_000),
            traceback=[text(line, 10_000) for line in lines[:100]]
            if isinstance(lines, list)
            else [],
        )
    if kind in ("display_data", "execute_result") and isinstance(record.get("data"), dict):
        data = _data(record["data"])
        if kind == "display_data":
            return new_output("display_data", data=data)
        count = record.get("execution_count")
        return new_output(
            "execute_result", data=data, execution_count=count if type(count) is int else None
        )
    return None


def _data(bundle: dict[str, Any]) -> NotebookNode:
    data: dict[str, Any] = {}
    if isinstance(bundle.get("text/plain"), str):
        data["text/plain"] = text(bundle["text/plain"])
    if isinstance(bundle.get("text/html"), str):
        data["text/html"] = html(bundle["text/html"])
    for mime in _PICTURES:
        picture = _picture(mime, bundle.get(mime))
        if picture:
            data[mime] = picture
    return NotebookNode(data)


def html(source: str) -> str:
    """HTML reduced to tables and text."""
    return bleach.clean(
        _STYLE.sub("", text(source)), tags=_TABLE_TAGS, attributes=_ATTRIBUTES, strip=True
    )


def _picture(mime: str, content: Any) -> str:
    """The picture in base64, if it is one."""
    try:
        raw = (
            content
            if isinstance(content, bytes)
            else base64.b64decode(str(content), validate=False)
        )
        if isinstance(content, bytes) and not raw.startswith(_PICTURES[mime]):
            raw = base64.b64decode(content)
    except (ValueError, binascii.Error):
        return ""
    if not raw.startswith(_PICTURES[mime]):
        return ""
    return base64.b64encode(raw).decode()
