"""What a judge says of an answer: plain records that turn into JSON, text and HTML."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """The four outcomes of an exercise, and of each of its checks."""

    RIGHT = "right"
    WRONG = "wrong"
    CRASHED = "crashed"
    NOT_ATTEMPTED = "not attempted"


@dataclass(frozen=True)
class CheckResult:
    """One check's result.

    ``message`` says what to know first; ``detail`` what was expected and what came, where the
    message explains a misconception instead; ``misconception`` is that misconception's id.
    """

    name: str
    status: Status
    points: float
    max_points: float
    message: str = ""
    detail: str = ""
    misconception: str | None = None


@dataclass(frozen=True)
class Verdict:
    """The result of one exercise."""

    exercise: str
    status: Status
    checks: tuple[CheckResult, ...]
    note: str = ""

    @property
    def score(self) -> float:
        """Points earned."""
        return float(sum(check.points for check in self.checks))

    @property
    def max_score(self) -> float:
        """Points that a right answer earns."""
        return float(sum(check.max_points for check in self.checks))

    @property
    def first_problem(self) -> CheckResult | None:
        """The check to look at first: an explained misconception before a bare difference."""
        failed = [check for check in self.checks if check.status is not Status.RIGHT]
        explained = [check for check in failed if check.misconception]
        return next(iter(explained or failed), None)

    def to_dict(self) -> dict[str, Any]:
        """The verdict as JSON types, as ``course check --json`` prints it."""
        return {
            "exercise": self.exercise,
            "status": str(self.status),
            "score": self.score,
            "max_score": self.max_score,
            "note": self.note,
            "checks": [{**asdict(check), "status": str(check.status)} for check in self.checks],
        }

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Verdict:
        """The inverse of `to_dict`."""
        checks = tuple(
            CheckResult(**{**check, "status": Status(check["status"])})
            for check in record["checks"]
        )
        return cls(record["exercise"], Status(record["status"]), checks, record.get("note", ""))
