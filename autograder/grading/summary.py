"""What a grading run did, as the table that a teacher reads at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.verdict import Verdict

_STATES = ("right", "wrong", "crashed", "not attempted")


@dataclass
class Summary:
    """Students who were graded, those whose grades stand, and what went wrong."""

    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def graded(self, student: str, score: float, verdicts: list[Verdict]) -> None:
        """Note a student's grades."""
        self.scores[student], self.verdicts[student] = score, verdicts

    def lines(self) -> Iterator[str]:
        """The table, line by line."""
        width = max((len(student) for student in (*self.scores, *self.unchanged)), default=0)
        for student in sorted((*self.scores, *self.unchanged)):
            if student in self.scores:
                yield f"{student:{width}}  {self._row(student)}"
            else:
                yield f"{student:{width}}  unchanged"
        if self.verdicts:
            yield ""
            yield from self._by_exercise()
            yield ""
        yield (
            f"{len(self.scores)} graded, {len(self.unchanged)} unchanged, "
            f"{len(self.problems)} problems"
        )

    def _row(self, student: str) -> str:
        verdicts = self.verdicts[student]
        score = f"{self.scores[student]:g}/{sum(one.max_score for one in verdicts):g}"
        lost = [f"{one.exercise} {_in_words(one)}" for one in verdicts if one.status != "right"]
        return f"{score:>9}  {', '.join(lost)}".rstrip()

    def _by_exercise(self) -> Iterator[str]:
        found: dict[str, list[Verdict]] = {}
        for verdicts in self.verdicts.values():
            for verdict in verdicts:
                found.setdefault(verdict.exercise, []).append(verdict)
        width = max(len("exercise"), *(len(name) for name in found))
        heads = "  ".join(f"{state:>13}" for state in _STATES)
        yield f"{'exercise':{width}}  {heads}  mean score"
        for name, verdicts in found.items():
            states = Counter(str(one.status) for one in verdicts)
            counts = "  ".join(f"{states[state]:>13}" for state in _STATES)
            mean = sum(one.score for one in verdicts) / len(verdicts)
            yield f"{name:{width}}  {counts}  {mean:.2f} of {verdicts[0].max_score:g}"


def _in_words(verdict: Verdict) -> str:
    if verdict.score > 0:
        return f"{verdict.score:g}/{verdict.max_score:g}"
    return str(verdict.status)
