"""The policy as nbgrader's own plug for late penalties, so that formgrader and export show it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from nbgrader.plugins import BasePlugin

from autograder.teaching.late.policy import FILE, read_policy


class LatePolicy(BasePlugin):
    """Takes off what the course's ``late.toml`` says; nothing, if there is none."""

    def late_submission_penalty(
        self,
        student_id: str,  # noqa: ARG002 - part of nbgrader's plug
        score: float,
        total_seconds_late: float,
    ) -> float | None:
        """Return the points that the policy takes off; nbgrader has counted the extension already."""
        folder = Path(self.config.CourseDirectory.get("root", "."))
        try:
            policy = read_policy(folder / FILE)
        except FileNotFoundError:
            return None
        return policy.penalty(score, timedelta(seconds=total_seconds_late)) or None
