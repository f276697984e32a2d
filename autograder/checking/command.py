"""``course check PATH...``: one verdict per file and exercise, as text or as JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.checking.answers import UnusableInput, expand, read_answer
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


@dataclass
class Request:
    """What was asked for: the jobs, and a sentence for each input that can't be used."""

    jobs: list[Job]
    problems: list[str]


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
    context = start_server()  # imports in the background while the files are read
    request = plan(options.paths, options.exercise)
    found = _judged(request.jobs, context, options.time_limit, max(1, options.workers))
    if options.json:
        records = [_record(job, verdict) for job, verdict in found]
        print(json.dumps(records, indent=2))
    else:
        _print(found)
    for problem in request.problems:
        print(f"course check: {problem}", file=sys.stderr)
    if request.problems:
        return 2
    return 0 if all(verdict.status is Status.RIGHT for _, verdict in found) else 1


def plan(paths: Sequence[Path], exercise: str | None) -> Request:
    """Read the files and decide what to judge."""
    from autograder.catalogue import find
    from autograder.exercise import declared

    request = Request([], [])
    if exercise is not None:
        try:
            find(exercise)
        except KeyError as unknown:
            return Request([], [f"{unknown.args[0]}."])
    for path in expand(paths):
        try:
            names = read_answer(path).names()
        except UnusableInput as unusable:
            request.problems.append(str(unusable))
            continue
        wanted = [exercise] if exercise else [name for name in declared() if name in names]
        request.jobs += [Job(path, name, alone=exercise is not None) for name in wanted]
        if exercise and exercise not in names:
            request.problems.append(f"{path} defines no function {exercise}.")
        elif not wanted:
            request.problems.append(f"{path} defines none of the course's functions.")
    return request


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
