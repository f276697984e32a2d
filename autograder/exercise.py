"""How an exercise is declared: its contract, its checks, its misconceptions and its hints.

One exercise is one graded function. A catalogue module reads like this::

    adjust_bh = exercise("adjust_bh", lesson="anova", points=4, reference=functions.adjust_bh)

    @adjust_bh.check("adjusted p-values, in the order given", points=2)
    def values(call, rng):
        pvals = rng.uniform(size=40)
        expect_close(call(pvals), functions.adjust_bh(pvals))

    @adjust_bh.misconception("F9", "Sort, adjust, and then put them back …", sees=values)
    def never_unsorted(pvals): ...

    adjust_bh.hints("What does the largest p-value become?", "…", "…")

A check draws its inputs from ``rng``, asks for the learner's answer through ``call`` and says what
it expects with the ``expect_…`` functions of :mod:`autograder.compare`. It never sees the learner's
objects: ``call`` returns plain data, whether the function runs in this process or in a jail.
"""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np


def clock() -> float:
    """Seconds of this thread's own computing, to take differences of.

    A function's time and the time of the loop that it is compared with are both taken by this
    clock. Other programs on the machine don't count, nor do threads of a linear algebra library
    that spin while they wait for work. (Windows counts too coarsely for that.)
    """
    if sys.platform == "win32":
        return time.perf_counter()
    return time.thread_time() if hasattr(time, "thread_time") else time.process_time()


@dataclass(frozen=True)
class ErrorText:
    """An exception of the learner's function, as text.

    ``where`` is the learner's own line that it came through (``line 3: `x / 0` ``), ``raised_in``
    the name of the function that raised it.
    """

    type: str
    bases: tuple[str, ...]
    message: str
    where: str = ""
    raised_in: str = ""

    def __str__(self) -> str:
        return f"{self.type}: {self.message}" if self.message else self.type


@dataclass(frozen=True)
class Outcome:
    """All that one call of the learner's function did, as plain data.

    Attributes
    ----------
    value
        What the function returned; figures as descriptions (:mod:`autograder.figures`).
    error
        What it raised, or None.
    arguments, keywords
        The arguments as they stood after the call.
    touched
        Names of the arguments, or of entries of a data dictionary, that the call changed.
    shared
        Where the returned value shares memory with an argument (``"expression"``, ``"genes"``, …).
    files
        Files that the call wrote into its working directory: relative path to size in bytes.
    seconds
        Time of the function itself, by `clock`.
    global_random
        Whether the call used or set numpy's or Python's global random generator.
    """

    value: Any = None
    error: ErrorText | None = None
    arguments: tuple[Any, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict)
    touched: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    files: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    global_random: bool = False


class Crash(Exception):
    """The learner's function raised where the contract asks for a value."""

    def __init__(self, error: ErrorText):
        super().__init__(str(error))
        self.error = error


class NoAnswer(Exception):
    """A call brought nothing that can be judged: too late, too large, or no data at all."""


class NotAllowed(Exception):
    """The learner's function called a library function that the contract rules out."""


def more_calls_than(number: int) -> str:
    """For `Call.without`: rule out more calls of functions than this, in all.

    A loop over n things in Python calls n functions or more, on a fast machine and on a busy one.
    """
    return f"more than {number} calls"


class Call(Protocol):
    """The learner's function, as a check sees it."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the function's value as plain data; raise `Crash` if it raised."""

    def outcome(self, *args: Any, **kwargs: Any) -> Outcome:
        """Return everything that the call did, an exception included."""

    def without(self, *functions: str) -> Call:
        """The same function, where calling one of these library functions is an error.

        Each is named in full, ``"scipy.cluster.hierarchy.linkage"``. However the learner's
        function reaches it, the outcome is the error `NotAllowed`, which names it. What
        `more_calls_than` gives rules out that many calls of functions in all.
        """


CheckFunction = Callable[[Call, "np.random.Generator"], None]


@dataclass(frozen=True)
class Check:
    """One requirement of the contract and the points that it is worth.

    A check ``after`` another earns its points only where that one is passed: a function that always
    raises gets nothing for raising where it should.
    """

    name: str
    points: float
    run: CheckFunction
    after: Check | None = None


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation that learners really write, and what to tell them.

    ``id`` is the entry of the misconception catalogue (``"F14"``), ``sees`` the check that must
    reject ``implementation``.
    """

    id: str
    message: str
    sees: Check
    implementation: Callable[..., Any]


class Exercise:
    """A graded function. Made by :func:`exercise`, filled in by its decorators."""

    def __init__(
        self,
        name: str,
        lesson: str,
        points: float,
        reference: Callable[..., Any],
        needs: Iterable[str] = (),
    ):
        self.name = name
        self.lesson = lesson
        self.points = points
        self.reference = reference
        self.needs = tuple(needs)
        self.checks: list[Check] = []
        self.misconceptions: list[Misconception] = []
        self.hint_texts: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<exercise {self.name}, lesson {self.lesson}, {self.points:g} points>"

    @property
    def signature(self) -> str:
        """The signature that the contract asks for, as text without annotations."""
        signature = inspect.signature(self.reference)
        bare = [
            p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()
        ]
        return str(inspect.Signature(bare))

    @property
    def doc(self) -> str:
        """First line of the reference's docstring."""
        return (inspect.getdoc(self.reference) or "").split("\n", 1)[0]

    def check(
        self, name: str, points: float, after: Check | None = None
    ) -> Callable[[CheckFunction], Check]:
        """Declare a check; the decorated function becomes a `Check` that ``sees=`` can name."""

        def declare(run: CheckFunction) -> Check:
            declared = Check(name, points, run, after)
            self.checks.append(declared)
            return declared

        return declare

    def misconception(
        self, id: str, message: str, sees: Check
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a wrong implementation, with the message for those who wrote it."""

        def declare(implementation: Callable[..., Any]) -> Callable[..., Any]:
            self.misconceptions.append(Misconception(id, message, sees, implementation))
            return implementation

        return declare

    def hints(self, *texts: str) -> None:
        """Set the ladder of hints, from a nudge to nearly the code."""
        self.hint_texts = texts


_DECLARED: dict[str, Exercise] = {}


def exercise(
    name: str,
    lesson: str,
    points: float,
    reference: Callable[..., Any],
    needs: Iterable[str] = (),
) -> Exercise:
    """Declare the exercise ``name`` of a lesson.

    Parameters
    ----------
    name
        Name of the function that learners write.
    lesson
        Id of the lesson (``"anova"``).
    points
        Points of the exercise: the sum of its checks' points.
    reference
        The reference implementation in `functions`.
    needs
        Other exercises' functions that an answer may call.

    Raises
    ------
    ValueError
        If another exercise of that name exists.
    """
    if name in _DECLARED:
        raise ValueError(f"the exercise {name!r} is declared twice")
    _DECLARED[name] = Exercise(name, lesson, points, reference, needs)
    return _DECLARED[name]


def declared() -> dict[str, Exercise]:
    """All exercises declared so far, by name, in the order of declaration."""
    return dict(_DECLARED)
