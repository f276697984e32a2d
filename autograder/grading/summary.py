"""What a grading run did, as the table that a teacher reads at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.grading.regrade import Move
from autograder.verdict import Verdict

_STATES = ("right", "wrong", "crashed", "not attempted")


@dataclass
class Summary:
    """Students who were graded, those whose grades stand, and what went wrong.

    ``verdicts`` has all exercises of who was graded, ``judged`` how many of them were judged now.
    """

    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    judged: dict[str, int] = field(default_factory=dict)
    moved: dict[str, list[Move]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def graded(
        self, student: str, score: float, verdicts: list[Verdict], moved: list[Move], judged: int
    ) -> None:
        """Note a student's grades."""
        self.scores[student], self.verdicts[student] = score, verdicts
        self.moved[student], self.judged[student] = moved, judged

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
        yield from self._moves()
        yield (
            f"{len(self.scores)} graded, {len(self.unchanged)} unchanged, "
            f"{len(self.problems)} problems"
        )
        kept = sum(len(one) for one in self.verdicts.values()) - sum(self.judged.values())
        if kept:
            yield (
                f"{sum(self.judged.values())} answers were judged again, {kept} verdicts of the same "
                "notebooks were kept"
            )

    def _moves(self) -> Iterator[str]:
        """Whose score has moved, and why."""
        found = [(student, one) for student in sorted(self.moved) for one in self.moved[student]]
        for student, one in found:
            stays = "" if one.by_hand is None else f"; the {one.by_hand:g} given by hand stay"
            yield (
                f"moved: {student}, {one.exercise} {one.old:g} → {one.new:g} of {one.max_score:g}: "
                f"{', '.join(one.why)}{stays}"
            )
        if found:
            yield ""

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
