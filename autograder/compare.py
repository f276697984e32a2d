"""What a check expects of an answer, and the sentence a learner reads when it differs.

Tolerant where the contracts are tolerant (dtypes, containers, extra columns, NumPy scalars, the
numbering of labels), strict where they are strict. Every ``expect_…`` returns None or raises
`Mismatch` with a message in the learner's terms: shapes, gene names, the first place that differs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from autograder.exercise import Call, Crash, Outcome

RTOL = 1e-8
SINGLE_RTOL = 1e-6
UNWRITTEN = "NotImplemented" + "Error"


class Mismatch(AssertionError):
    """An answer that is not what the contract asks for."""


def expect(condition: Any, message: str) -> None:
    """Raise `Mismatch` with the message unless the condition holds."""
    if not bool(condition):
        raise Mismatch(message)


# ---------------------------------------------------------------- kinds of value


def kind(value: Any) -> str:
    """What a value is, as a learner would say it: ``an array of shape (3, 4)``."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.ndim else f"the number {value[()]!r}"
    if isinstance(value, pd.DataFrame | pd.Series):
        return f"a {type(value).__name__} of shape {value.shape}"
    if is_sparse(value):
        return f"a sparse matrix of shape {value.shape}"
    if isinstance(value, bool | int | float | complex | np.generic):
        return f"the number {value!s}"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if isinstance(value, Sequence | set | Mapping):
        return f"a {type(value).__name__} of {len(value)}"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def is_sparse(value: Any) -> bool:
    """Whether a value is a matrix or array of ``scipy.sparse``, which is not imported for this."""
    return type(value).__module__.startswith("scipy.sparse") and hasattr(value, "asformat")


def shown(value: Any, width: int = 60) -> str:
    """A value short enough to stand in a sentence."""
    if isinstance(value, float | np.floating):
        return f"{float(value):.10g}"
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= width else text[: width - 1] + "…"


def as_numbers(value: Any, what: str = "your answer") -> np.ndarray:
    """The values of an array, list, Series, DataFrame or number as a float array.

    Raises
    ------
    Mismatch
        If the value does not consist of real numbers.
    """
    if value is None:
        raise Mismatch(f"{what} is None: is there a `return`?")
    try:
        values = np.asarray(value)
        if values.dtype.kind == "c" or values.dtype.kind in "USMm":
            raise TypeError
        return values.astype(float)
    except (TypeError, ValueError):
        raise Mismatch(f"{what} should hold numbers, but it is {kind(value)}") from None


def expect_type(value: Any, types: type | tuple[type, ...], what: str = "your answer") -> None:
    """Expect a value of one of the types that the contract names."""
    wanted = types if isinstance(types, tuple) else (types,)
    if not isinstance(value, wanted):
        names = " or ".join(t.__name__ for t in wanted)
        raise Mismatch(f"{what} should be a {names}, but it is {kind(value)}")


# ---------------------------------------------------------------- numbers


def expect_close(
    actual: Any,
    expected: Any,
    what: str = "your answer",
    *,
    rtol: float = RTOL,
    atol: float | None = None,
    names: Sequence[Any] | None = None,
) -> None:
    """Expect the same numbers in the same places.

    Parameters
    ----------
    actual
        Array, list, Series, DataFrame or number.
    expected
        Reference values of the shape that is asked for.
    what
        What the values are, in the sentence a learner reads.
    rtol
        Relative tolerance; at least `SINGLE_RTOL` for single precision, which holds no more.
    atol
        Absolute tolerance; by default ``rtol`` times the largest expected value, so that a zero may
        carry rounding noise. Pass 0 where small values must be right too (p-values).
    names
        Names of the rows (genes, samples), to say where the first difference is.
    """
    wanted = np.asarray(expected, dtype=float)
    found = as_numbers(actual, what)
    if found.shape != wanted.shape and not (found.size == wanted.size == 1):
        raise Mismatch(f"{what} should have shape {wanted.shape}, but has shape {found.shape}")
    found = found.reshape(wanted.shape)
    if getattr(actual, "dtype", None) == np.float32:
        rtol = max(rtol, SINGLE_RTOL)
    if atol is None:
        finite = np.abs(wanted[np.isfinite(wanted)])
        atol = rtol * float(finite.max(initial=0.0))
    close = np.isclose(found, wanted, rtol=rtol, atol=atol, equal_nan=True)
    if close.all():
        return
    first = tuple(int(i) for i in np.argwhere(~close)[0])
    if names is None and isinstance(expected, pd.DataFrame | pd.Series):
        names = list(expected.index)
    raise Mismatch(
        f"{what}{_place(first, names)} should be {shown(wanted[first])}, "
        f"but is {shown(found[first])}{_extent(close)}"
    )


def _place(index: tuple[int, ...], names: Sequence[Any] | None) -> str:
    if not index:
        return ""
    if names is not None:
        rest = f", position {index[1]}" if len(index) > 1 else ""
        return f" of {names[index[0]]}{rest}"
    return f" at position {index[0] if len(index) == 1 else index}"


def _extent(close: np.ndarray) -> str:
    wrong = int(close.size - close.sum())
    return f" ({wrong} of {close.size} values differ)" if close.size > 1 else ""


def expect_number(
    actual: Any, expected: float, what: str = "your answer", **tolerances: Any
) -> None:
    """Expect one number; a NumPy scalar or an array of one value is a number too."""
    values = as_numbers(actual, what)
    if values.size != 1:
        raise Mismatch(f"{what} should be one number, but it is {kind(actual)}")
    expect_close(values.reshape(()), expected, what, **tolerances)


# ---------------------------------------------------------------- names, tables, data


def expect_names(actual: Iterable[Any], expected: Iterable[Any], what: str) -> None:
    """Expect the same names in the same order."""
    found, wanted = list(actual), list(expected)
    if found == wanted:
        return
    if len(found) != len(wanted):
        raise Mismatch(f"{what} should be {len(wanted)} names, but there are {len(found)}")
    first = next(i for i, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b)
    hint = "; the names are the right ones in another order" if set(found) == set(wanted) else ""
    raise Mismatch(
        f"{what}: position {first} should be {shown(wanted[first])}, "
        f"but is {shown(found[first])}{hint}"
    )


def expect_table(
    actual: Any,
    expected: pd.DataFrame,
    what: str = "your table",
    *,
    columns: Sequence[str] | None = None,
    rtol: float = RTOL,
    atol: float | None = None,
) -> None:
    """Expect a DataFrame with the expected index in order and, at least, the expected columns."""
    expect_type(actual, pd.DataFrame, what)
    wanted_columns = list(expected.columns if columns is None else columns)
    missing = [column for column in wanted_columns if column not in actual.columns]
    if missing:
        raise Mismatch(
            f"{what} has no column {shown(missing[0])}; its columns are {shown(list(actual.columns))}"
        )
    expect_names(actual.index, expected.index, f"the index of {what}")
    for column in wanted_columns:
        label = f"{column} in {what}" if what != "your table" else f"{column}"
        expect_close(
            actual[column],
            expected[column],
            label,
            rtol=rtol,
            atol=atol,
            names=list(expected.index),
        )


def entry_of(actual: Any, key: str, wanted: type, what: str = "your data") -> Any:
    """The entry of a data dictionary, if it is there and of the type that belongs there."""
    if actual is None:
        raise Mismatch(f"{what} is None: is there a `return`?")
    expect_type(actual, dict, what)
    expect(key in actual, f"{what} has no entry {key!r}")
    expect_type(actual[key], wanted, f"{what}'s `{key}`")
    return actual[key]


def expect_data(actual: Any, expected: Mapping[str, Any], what: str = "your data") -> None:
    """Expect a data dictionary: expression values, and both tables with names and columns."""
    entry_of(actual, "expression", np.ndarray, what)
    for key in ("genes", "samples"):
        entry_of(actual, key, pd.DataFrame, what)
        expect_names(actual[key].index, expected[key].index, f"the index of {what}'s `{key}`")
        for column in expected[key].columns:
            expect(column in actual[key].columns, f"{what}'s `{key}` lost its column {column!r}")
            expect_names(
                actual[key][column], expected[key][column], f"column {column!r} of {what}'s `{key}`"
            )
    expect_close(
        actual["expression"],
        expected["expression"],
        f"{what}'s expression",
        names=list(expected["genes"].index),
    )


# ---------------------------------------------------------------- labels


def expect_partition(
    actual: Any, expected: Any, what: str = "your labels", names: Sequence[Any] | None = None
) -> None:
    """Expect the same groups, whatever their numbers."""
    found, wanted = as_numbers(actual, what), np.asarray(expected)
    if found.shape != wanted.shape:
        raise Mismatch(f"{what} should have shape {wanted.shape}, but have shape {found.shape}")
    if not np.array_equal(found, np.round(found)):
        raise Mismatch(
            f"{what} should be integers, but {shown(found[found != np.round(found)][0])} is not"
        )
    pairs = {(a, b) for a, b in zip(found.tolist(), wanted.tolist(), strict=True)}
    groups, wanted_groups = len(set(found.tolist())), len(set(wanted.tolist()))
    if groups != wanted_groups:
        raise Mismatch(f"{what} make {groups} clusters, where {wanted_groups} are right")
    if len(pairs) != wanted_groups:
        a, b = _split_pair(found, wanted)
        name = (lambda i: str(names[i])) if names is not None else (lambda i: f"item {i}")
        right = "together" if wanted[a] == wanted[b] else "apart"
        raise Mismatch(
            f"{what} put {name(a)} and {name(b)} in the wrong clusters: they belong {right}"
        )


def _split_pair(found: np.ndarray, wanted: np.ndarray) -> tuple[int, int]:
    together = found[:, None] == found[None, :]
    belong = wanted[:, None] == wanted[None, :]
    a, b = np.argwhere(together != belong)[0]
    return int(a), int(b)


# ---------------------------------------------------------------- errors


def expect_error(
    outcome: Outcome, types: type[BaseException], mentions: Sequence[Any] = (), when: str = ""
) -> None:
    """Expect that the call raised an error of that type, whose message contains the given words."""
    case = f"{when}: " if when else ""
    wanted = types.__name__
    if outcome.error is None:
        raise Mismatch(f"{case}this should raise a {wanted}, but it returned {kind(outcome.value)}")
    if outcome.error.type == UNWRITTEN:
        raise Crash(outcome.error)
    if wanted not in (outcome.error.type, *outcome.error.bases):
        raise Mismatch(f"{case}this should raise a {wanted}, but it raised {outcome.error}")
    for word in mentions:
        if str(word) not in outcome.error.message:
            raise Mismatch(
                f"{case}the {wanted}'s message should name {shown(word)}, "
                f"so that the reader can find it; it says: {shown(outcome.error.message, 120)}"
            )


def expect_value(outcome: Outcome) -> Any:
    """The outcome's value; raises `Crash` if the function raised."""
    if outcome.error is not None:
        raise Crash(outcome.error)
    return outcome.value


# ---------------------------------------------------------------- conduct


def expect_untouched(outcome: Outcome) -> None:
    """Expect that the call left its arguments as they were."""
    if outcome.touched:
        raise Mismatch(
            f"the function changed its input ({', '.join(outcome.touched)}); "
            "work on a copy, so that the caller's data stay as they are"
        )


def expect_independent(outcome: Outcome) -> None:
    """Expect that the returned value shares nothing with the arguments."""
    if outcome.shared:
        raise Mismatch(
            f"the result shares {', '.join(outcome.shared)} with the input: "
            "a change to one would change the other; make copies"
        )


def expect_conduct(call: Call, *args: Any, **kwargs: Any) -> None:
    """Expect untouched input, no global random numbers, and the same answer a second time."""
    first = call.outcome(*args, **kwargs)
    expect_value(first)
    expect_untouched(first)
    if first.global_random:
        raise Mismatch(
            "the function uses or sets the global random generator; "
            "take random numbers from numpy.random.default_rng(seed)"
        )
    again = call.outcome(*args, **kwargs)
    if not same_answer(first.value, expect_value(again)):
        raise Mismatch("called twice with the same input, the function gave two different answers")


def expect_new_data(call: Call, expected: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
    """Expect this data dictionary, sharing nothing with the arguments, and good conduct."""
    outcome = call.outcome(*args, **kwargs)
    expect_data(expect_value(outcome), expected)
    expect_untouched(outcome)
    expect_independent(outcome)
    expect_conduct(call, *args, **kwargs)


def expect_faster(
    call: Call, args: Sequence[Any], loop: Callable[[], float], at_most: float, advice: str
) -> None:
    """Expect the call to need at most ``at_most`` of a loop's time, measured in the same run.

    ``loop`` runs the loop once and returns its seconds by `autograder.exercise.clock`.
    """
    ratio = time_ratio(call, args, loop, at_most)
    if ratio > at_most:
        raise Mismatch(f"the answer takes {ratio:.2g} times as long as a loop in Python; {advice}")


def time_ratio(
    call: Call,
    args: Sequence[Any],
    loop: Callable[[], float],
    at_most: float,
    tries: int = 3,
) -> float:
    """The call's time as a share of a loop's, measured in the same run.

    The shortest time of each side in several tries, so that a busy machine doesn't turn a fast
    answer down or let a slow one through. Fewer tries where no noise can make a difference.
    """
    fastest = fastest_loop = float("inf")
    for _ in range(tries):
        fastest = min(fastest, _timed(call, args), _timed(call, args))
        fastest_loop = min(fastest_loop, loop())
        if fastest <= at_most / 2 * fastest_loop or fastest > 5 * at_most * fastest_loop:
            break
    return fastest / fastest_loop if fastest_loop else float("nan")  # a clock too coarse to say


def _timed(call: Call, args: Sequence[Any]) -> float:
    outcome = call.outcome(*args)
    expect_value(outcome)
    return outcome.seconds


# ---------------------------------------------------------------- sameness


def same_answer(a: Any, b: Any, rtol: float = 1e-9) -> bool:
    """Whether two answers are the same plain data, up to rounding and numeric type."""
    if is_sparse(a) or is_sparse(b):
        return _same_sparse(a, b, rtol)
    if isinstance(a, pd.DataFrame) or isinstance(b, pd.DataFrame):
        return _same_tables(a, b, rtol)
    if isinstance(a, pd.Series) and isinstance(b, pd.Series):
        return list(a.index) == list(b.index) and same_answer(a.to_numpy(), b.to_numpy(), rtol)
    if dataclasses.is_dataclass(a) and not isinstance(a, type):
        return type(a) is type(b) and all(
            same_answer(getattr(a, f.name), getattr(b, f.name), rtol) for f in dataclasses.fields(a)
        )
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return list(a) == list(b) and all(same_answer(a[key], b[key], rtol) for key in a)
    if isinstance(a, np.random.Generator) or isinstance(b, np.random.Generator):
        return type(a) is type(b)  # what was drawn shows in the answers
    if isinstance(a, str | bytes | None) or isinstance(b, str | bytes | None):
        return type(a) is type(b) and a == b
    if isinstance(a, set | frozenset) or isinstance(b, set | frozenset):
        return bool(a == b)
    return _same_arrays(a, b, rtol)


def _same_tables(a: Any, b: Any, rtol: float) -> bool:
    if not (isinstance(a, pd.DataFrame) and isinstance(b, pd.DataFrame)) or a.shape != b.shape:
        return False
    if list(a.columns) != list(b.columns) or list(a.index) != list(b.index):
        return False
    return all(
        same_answer(a.iloc[:, i].to_numpy(), b.iloc[:, i].to_numpy(), rtol)
        for i in range(a.shape[1])
    )


def _same_sparse(a: Any, b: Any, rtol: float) -> bool:
    """Whether the same numbers stand in the same places, stored sparsely or not.

    Nothing is made dense: a sparse answer of a million rows takes a few bytes.
    """
    left, right = _as_rows(a), _as_rows(b)
    if left is None or right is None or left.shape != right.shape:
        return False
    apart = abs(left - right) - rtol * abs(right)
    return bool(apart.data.max(initial=0.0) <= 1e-12)


def _as_rows(value: Any) -> Any:
    """A matrix of real numbers as a ``csr_matrix``, None for anything else."""
    from scipy import sparse

    if not is_sparse(value):
        value = np.asarray(value)
    if value.ndim != 2 or value.dtype.kind not in "biuf":
        return None
    return sparse.csr_matrix(value, dtype=float)


def _same_arrays(a: Any, b: Any, rtol: float) -> bool:
    if isinstance(a, list | tuple) and isinstance(b, list | tuple) and len(a) == len(b):
        return all(same_answer(x, y, rtol) for x, y in zip(a, b, strict=True))
    try:
        left, right = np.asarray(a), np.asarray(b)
    except ValueError:
        return False
    if left.shape != right.shape:
        return False
    if left.dtype.kind in "biufc" and right.dtype.kind in "biufc":
        return bool(np.allclose(left, right, rtol=rtol, atol=1e-12, equal_nan=True))
    return left.tolist() == right.tolist()
