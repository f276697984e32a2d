"""``course check PATH...``: one verdict per file and exercise, as text or as JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.checking.answers import AnswerFile, UnusableInput, expand, read_answer
from autograder.checking.processes import Job, start_server, verdicts
from autograder.verdict import Status, Verdict

DESCRIPTION = """\
Check answers in Python files and notebooks. Every exercise is judged in a process of its own, with
a time limit, so an endless loop or a crash costs that exercise and no other. Nothing is uploaded,
and nothing is written."""

EPILOG = """\
examples:
  course check anova.ipynb                     every exercise in the notebook
  course check my_anova.py --exercise run_anova
  course check answers/ --json > verdicts.json

exit status:
  0  every answer is right
  1  something is not right
  2  an input could not be used (the reason is on standard error)"""


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add ``check`` to the commands."""
    parser = commands.add_parser(
        "check",
        help="check answers in Python files and notebooks",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a .py file, an .ipynb file or a folder"
    )
    parser.add_argument(
        "--exercise", metavar="NAME", help="take each file as an answer to this exercise alone"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list of verdicts")
    parser.add_argument(
        "--time-limit", type=_seconds, default=60.0, metavar="SECONDS",
        help="seconds that an exercise may take (default: 60)",
    )  # fmt: skip
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, metavar="N",
        help="exercises judged at the same time (default: one per processor)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def _seconds(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError("the time limit must be more than 0 seconds")
    return value


def run(options: argparse.Namespace) -> int:
    """Carry out ``course check``; returns the exit status."""
    files, problems = read(options.paths)
    found: list[tuple[Job, Verdict]] = []
    if files:
        context = start_server()  # imports in the background while the jobs are planned
        jobs, unanswered = plan(files, options.exercise)
        problems += unanswered
        found = _judged(jobs, context, options.time_limit, max(1, options.workers))
    if options.json:
        print(json.dumps([_record(job, verdict) for job, verdict in found], indent=2))
    else:
        _print(found)
    for problem in problems:
        print(f"course check: {problem}", file=sys.stderr)
    if problems:
        return 2
    return 0 if all(verdict.status is Status.RIGHT for _, verdict in found) else 1


def read(paths: Sequence[Path]) -> tuple[list[AnswerFile], list[str]]:
    """Read the files; returns them, and a sentence for each that can't be used."""
    files, problems = [], []
    for path in expand(paths):
        try:
            files.append(read_answer(path))
        except UnusableInput as unusable:
            problems.append(str(unusable))
    return files, problems


def plan(files: Sequence[AnswerFile], exercise: str | None) -> tuple[list[Job], list[str]]:
    """Decide what to judge; returns the jobs, and a sentence for each file without an answer."""
    from autograder.catalogue import LESSONS, find

    if exercise is not None:
        try:
            find(exercise)
        except KeyError as unknown:
            return [], [f"{unknown.args[0]}."]
    graded = [name for lesson in LESSONS.values() for name in lesson.names]
    jobs, problems = [], []
    for file in files:
        names = file.names()
        wanted = [exercise] if exercise else [name for name in graded if name in names]
        jobs += [Job(file.path, name, alone=exercise is not None) for name in wanted]
        if exercise and exercise not in names:
            problems.append(f"{file.path} defines no function {exercise}.")
        elif not wanted:
            problems.append(f"{file.path} defines none of the course's functions.")
    return jobs, problems


def _judged(
    jobs: list[Job], context: object, time_limit: float, workers: int
) -> list[tuple[Job, Verdict]]:
    from tqdm import tqdm

    order = {job: position for position, job in enumerate(jobs)}
    running = verdicts(jobs, context, time_limit, workers)
    quiet = len(jobs) < 2 or not sys.stderr.isatty()
    bar = tqdm(running, total=len(jobs), unit="answer", disable=quiet, leave=False)
    return sorted(bar, key=lambda pair: order[pair[0]])


def _record(job: Job, verdict: Verdict) -> dict[str, object]:
    record = verdict.to_dict()
    for check in record["checks"]:
        check["message"] = " ".join(filter(None, [check["message"], check.pop("detail")]))
    return {"file": str(job.path), **record}


def _print(found: list[tuple[Job, Verdict]]) -> None:
    from autograder.feedback import points, verdict_text

    file = None
    for job, verdict in found:
        if job.path != file:
            file = job.path
            print(f"\n{file}")
        print(verdict_text(verdict))
    if len(found) > 1:
        earned = sum(verdict.score for _, verdict in found)
        possible = sum(verdict.max_score for _, verdict in found)
        right = sum(verdict.status is Status.RIGHT for _, verdict in found)
        print(f"\n{right} of {len(found)} answers right, {points(earned, possible)}.")
