"""The ``course`` command. Every verb has its module; this one only lists them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from autograder.checking import command as check_command
from autograder.grading import collect
from autograder.grading import command as grade_command
from autograder.site import command as site_command
from autograder.site import serve
from autograder.teaching import command as release_command
from autograder.teaching.demo import command as demo_command
from autograder.teaching.export import command as export_command
from autograder.teaching.late import command as late_command
from autograder.teaching.report import command as report_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``course`` with the arguments; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="course",
        description="An open course on analysing gene expression with Python: its exercises and its classroom.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check_command.add_parser(commands)
    serve.add_parser(commands)
    site_command.add_parser(commands)
    release_command.add_parser(commands)
    grade_command.add_parser(commands)
    collect.add_parser(commands)
    late_command.add_parser(commands)
    export_command.add_parser(commands)
    report_command.add_parser(commands)
    demo_command.add_parser(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("course: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 141


if __name__ == "__main__":
    sys.exit(main())
