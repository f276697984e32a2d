"""``python -m autograder.site.questions PAGE...``: what questions a lesson's text has."""

import sys
from pathlib import Path

from autograder.site.questions.parsons import problem_of
from autograder.site.questions.source import QuestionError, read_questions
from autograder.teaching.source_text import solutions_folder


def main(pages: list[str]) -> int:
    """Print every question of the pages, or the first thing that is wrong with one."""
    for page in pages:
        try:
            for one in read_questions(Path(page)):
                about = f"from {one.lesson}" if one.is_warm_up else f"{len(one.answers)} answers"
                if one.kind == "parsons":
                    problem = problem_of(one, solutions_folder())
                    about = f"{len(problem.lines)} lines, {len(problem.orders)} right orders"
                print(f"{page}:{one.line}: {one.kind} {one.name} ({about})")
        except QuestionError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
