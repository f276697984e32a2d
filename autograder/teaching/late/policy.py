"""What being late costs, read from a course's ``late.toml``."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

FILE = "late.toml"
EXAMPLE = """\
# What being late costs in this course. `course late LESSON` shows the effect; nothing counts before
# `course late LESSON --apply`.
grace = "15 minutes"     # after the deadline, free
per_day = 10             # per cent of the points earned, for each day begun
at_most = 50             # per cent

[deadlines]              # with the time zone
anova = 2026-03-02T18:00:00+01:00

[extensions.ada]         # a student's name, as in submitted/
anova = "3 days"         # one lesson, or "all"
"""
_ALL = "all"
_UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_TIME = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(minute|hour|day|week)s?\s*")


class PolicyError(Exception):
    """The policy makes no sense; the message names file, line and reason."""


@dataclass(frozen=True)
class Policy:
    """Deadlines, extensions, and the price of a day."""

    grace: timedelta = timedelta(0)
    per_day: float = 0.0
    at_most: float = 100.0
    deadlines: Mapping[str, datetime] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, timedelta]] = field(default_factory=dict)

    def extension(self, student: str, lesson: str) -> timedelta:
        """What a student was given for a lesson."""
        own = self.extensions.get(student, {})
        return own.get(lesson, own.get(_ALL, timedelta(0)))

    def penalty(self, score: float, late: timedelta) -> float:
        """Points that a submission loses which came so long after its student's deadline."""
        beyond = late - self.grace
        if beyond <= timedelta(0):
            return 0.0
        days = math.ceil(beyond / timedelta(days=1))
        return score * min(days * self.per_day, self.at_most) / 100


def read_policy(path: Path) -> Policy:
    """Read a policy.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    PolicyError
        If it can't be read; the message says in which line, and why.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PolicyError(f"{path.name}, line {line}: this is not text in UTF-8") from None
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{path.name}: {error}") from None
    return _Reader(path.name, text).policy(record)


class _Reader:
    """Turns the file's record into a policy, and complains by line."""

    def __init__(self, name: str, text: str):
        self.name, self.lines = name, text.splitlines()

    def policy(self, record: dict[str, Any]) -> Policy:
        known = {"grace", "per_day", "at_most", "deadlines", "extensions"}
        for key in record:
            if key not in known:
                self._refuse(
                    key, f"{key!r} means nothing here; there are: {', '.join(sorted(known))}"
                )
        return Policy(
            self._time("grace", record.get("grace", "0 minutes")),
            self._per_cent("per_day", record.get("per_day", 0)),
            self._per_cent("at_most", record.get("at_most", 100)),
            {key: self._moment(key, at) for key, at in self._table(record, "deadlines").items()},
            {
                student: {
                    lesson: self._time(lesson, time, student)
                    for lesson, time in self._table(record["extensions"], student).items()
                }
                for student in self._table(record, "extensions")
            },
        )

    def _table(self, record: dict[str, Any], key: str) -> dict[str, Any]:
        value = record.get(key, {})
        if not isinstance(value, dict):
            self._refuse(key, f"[{key}] must be a table")
        return value

    def _per_cent(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            self._refuse(key, f"{key} must be a number from 0 to 100, not {value!r}")
        return float(value)

    def _time(self, key: str, value: Any, after: str = "") -> timedelta:
        match = _TIME.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            self._refuse(
                key, f'{key} must be a length of time such as "3 days", not {value!r}', after
            )
        return timedelta(seconds=float(match[1]) * _UNITS[match[2]])

    def _moment(self, key: str, value: Any) -> datetime:
        if not isinstance(value, datetime) or value.tzinfo is None:
            self._refuse(
                key, f"the deadline of {key} must be a moment with its time zone, such as "
                f"2026-03-02T18:00:00+01:00, not {value}",
            )  # fmt: skip
        return value.astimezone(UTC)

    def _refuse(self, key: str, reason: str, after: str = "") -> NoReturn:
        """Raise, with the line of a key, looked for below the heading that names ``after``."""
        start = next((n for n, line in enumerate(self.lines) if after and after in line), 0)
        for number, line in enumerate(self.lines[start:], start + 1):
            if re.match(rf'\s*\[*\s*["\']?{re.escape(key)}["\']?\s*[\]=.]', line):
                raise PolicyError(f"{self.name}, line {number}: {reason}")
        raise PolicyError(f"{self.name}: {reason}")
