"""The learner's own record of which exercises are right, kept between sessions on their machine."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import platformdirs

from autograder.verdict import Status, Verdict


class ProgressStore:
    """Best verdicts so far, in a JSON file that is written whole or not at all.

    Parameters
    ----------
    path
        The file; by default ``progress.json`` in the folder that ``COURSE_PROGRESS`` names, or in
        the user's data folder. Where it can't be written, progress lasts as long as the process.
    """

    def __init__(self, path: Path | None = None):
        self.path = path or default_path()
        self.trouble = ""
        self._best = self._read()

    def record(self, verdict: Verdict) -> None:
        """Keep the verdict unless a better one is known."""
        known = self._best.get(verdict.exercise)
        if known is not None and known["score"] >= verdict.score:
            return
        self._best[verdict.exercise] = {"status": str(verdict.status), "score": verdict.score}
        self._write()

    def standing(self, exercise: str) -> tuple[Status, float]:
        """Best status and score of an exercise so far."""
        known = self._best.get(exercise)
        return (Status(known["status"]), known["score"]) if known else (Status.NOT_ATTEMPTED, 0.0)

    def _read(self) -> dict[str, dict]:
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            return {
                name: {"status": str(Status(entry["status"])), "score": float(entry["score"])}
                for name, entry in content.items()
            }
        except FileNotFoundError:
            return {}
        except OSError as error:
            self.trouble = f"Progress cannot be read from {self.path} ({error})."
            return {}
        except (ValueError, TypeError, KeyError, AttributeError):
            aside = self.path.with_suffix(".unreadable.json")
            try:
                self.path.replace(aside)
                kept = f"it is kept as {aside.name}"
            except OSError:
                kept = "it is left where it is"
            self.trouble = f"{self.path} could not be understood; {kept}, and progress starts anew."
            return {}

    def _write(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self._best, file, indent=1)
            Path(name).replace(self.path)
        except OSError as error:
            self.trouble = (
                f"Progress cannot be saved in {self.path} ({error}); it lasts until you close."
            )


def default_path() -> Path:
    """Where progress is kept."""
    folder = os.environ.get("COURSE_PROGRESS") or platformdirs.user_data_dir(
        "gene-expression-course"
    )
    return Path(folder) / "progress.json"
