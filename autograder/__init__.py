"""Exercises that check themselves, in a notebook, in the classroom and when they are graded.

In a notebook::

    from autograder import check, hint, progress, solution

    check(run_anova)        # what is right, what is not, and why
    hint("run_anova")       # the next hint of a ladder
    solution("run_anova")   # last of all
    progress()              # how far you are
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.notebook import (
        NotEarned,
        check,
        grade,
        hint,
        progress,
        solution,
        variant,
    )

__all__ = ["NotEarned", "check", "grade", "hint", "progress", "solution", "variant"]


def __getattr__(name: str) -> Any:
    # Imported at first use: the side that runs submissions must be able to import one submodule
    # without the checks and the reference implementations coming along.
    if name in __all__:
        from autograder import notebook

        value = getattr(notebook, name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
