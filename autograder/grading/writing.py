"""Writing values for the wire.

This runs beside the learner's code and may be lied to by it: nothing is trusted that comes of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from autograder.grading.opaque import Opaque
from autograder.grading.table import (
    ARRAY,
    CATEGORIES,
    COMPLEX,
    DICT,
    FRAME,
    FROZENSET,
    GENERATOR,
    GENERATORS,
    INDEX,
    INT,
    LIST,
    MAX_DEPTH,
    MAX_INT_BYTES,
    MISSING,
    MULTI_INDEX,
    NUMERIC,
    OBJECTS,
    OPAQUE,
    PANDAS_ARRAY,
    PANDAS_DTYPES,
    RANGE_INDEX,
    RECORD,
    RECORDS,
    SCALAR,
    SERIES,
    SET,
    SLICE,
    SPARSE,
    TIME,
    TUPLE,
    Unreadable,
)


class Writer:
    """Turns values into a structure and the blobs that it refers to."""

    def __init__(self, room: int) -> None:
        self.blobs: list[bytes] = []
        self._room = room
        self._depth = 0

    def write(self, value: Any) -> Any:
        """The structure of a value; a thing that the table doesn't know becomes opaque."""
        if value is None or type(value) in (bool, float, bytes):
            return value
        if isinstance(value, str):
            return str.__str__(value)
        self._depth += 1
        try:
            if self._depth > MAX_DEPTH:
                raise Unreadable(f"it is nested more than {MAX_DEPTH} deep")
            known = _OF_TYPE.get(type(value))
            if known is not None:
                return known(self, value)
            for kinds, write in _WRITERS:
                if isinstance(value, kinds):
                    return write(self, value)
            return [OPAQUE, type(value).__name__]
        finally:
            self._depth -= 1

    def _blob(self, values: np.ndarray) -> int:
        self._room -= values.nbytes
        if self._room < 0:
            raise Unreadable(f"it is too large ({values.nbytes} bytes)")
        self.blobs.append(np.ascontiguousarray(values).tobytes())
        return len(self.blobs[-1])

    def _integer(self, value: int) -> Any:
        value = int.__index__(value)
        if -(2**63) <= value < 2**63:
            return value
        size = value.bit_length() // 8 + 1
        if size > MAX_INT_BYTES:
            return [OPAQUE, "int"]
        return [INT, value.to_bytes(size, "big", signed=True)]

    def _array(self, values: np.ndarray) -> Any:
        values = np.asarray(values)
        dtype = values.dtype.newbyteorder("<")
        if dtype.kind == "f" and dtype.itemsize > 8:
            dtype = np.dtype("<f8")
        if dtype.kind == "c" and dtype.itemsize > 16:
            dtype = np.dtype("<c16")
        if dtype.str in NUMERIC or TIME.fullmatch(dtype.str):
            return [
                ARRAY,
                dtype.str,
                list(values.shape),
                self._blob(values.astype(dtype, copy=False)),
            ]
        text = int(dtype.kind in "UT")
        return [OBJECTS, text, list(values.shape), [self.write(v) for v in values.ravel().tolist()]]

    def _scalar(self, value: np.generic) -> Any:
        if isinstance(value, np.str_ | np.bytes_ | np.void | np.object_):
            return self.write(value.item())
        written = self._array(np.asarray(value))
        return [SCALAR, *written[1:2], written[3]] if written[0] == ARRAY else [OPAQUE, "scalar"]

    def _frame(self, value: pd.DataFrame) -> Any:
        # blobs are read in the order in which they are written here
        index, labels = self.write(value.index), self.write(value.columns)
        kinds = set(value.dtypes)
        if len(kinds) == 1 and getattr(kinds.pop(), "str", None) in NUMERIC:
            return [FRAME, index, labels, self._array(value.to_numpy())]
        columns = [self._column(value.iloc[:, i]) for i in range(value.shape[1])]
        return [FRAME, index, labels, columns]

    def _series(self, value: pd.Series) -> Any:
        return [SERIES, self.write(value.index), self.write(value.name), self._column(value)]

    def _column(self, value: Any) -> Any:
        """The values of a Series or an Index, with their dtype as far as the table has it."""
        dtype = value.dtype
        if isinstance(dtype, pd.CategoricalDtype):
            codes = np.asarray(value.array.codes)
            return [
                CATEGORIES,
                self.write(codes),
                self._column(dtype.categories),
                bool(dtype.ordered),
            ]
        if isinstance(dtype, np.dtype):
            return self._array(value.to_numpy())
        name = str(dtype)
        if name in PANDAS_DTYPES:
            values = value.to_numpy(dtype=object).tolist()
            if set(map(type, values)) != {str}:
                values = [None if pd.isna(v) is True else self.write(v) for v in values]
            return [PANDAS_ARRAY, name, values]
        return [OBJECTS, 0, [len(value)], [str(v) for v in value]]

    def _index(self, value: pd.Index) -> Any:
        if isinstance(value, pd.RangeIndex):
            return [RANGE_INDEX, value.start, value.stop, value.step, self.write(value.name)]
        if isinstance(value, pd.MultiIndex):
            levels = [self._column(value.get_level_values(i)) for i in range(value.nlevels)]
            return [MULTI_INDEX, levels, [self.write(name) for name in value.names]]
        return [INDEX, self._column(value), self.write(value.name)]

    def _generator(self, value: np.random.Generator) -> Any:
        state = value.bit_generator.state
        if state["bit_generator"] not in GENERATORS:
            return [OPAQUE, "Generator"]
        return [GENERATOR, self.write(state)]

    def _record(self, value: Any) -> Any:
        name = type(value).__name__
        fields = [self.write(getattr(value, field.name)) for field in dataclasses.fields(value)]
        return [RECORD, name, fields]

    def _sparse(self, value: Any) -> Any:
        form = "csc" if value.format == "csc" else "csr"
        matrix = value.asformat(form)
        parts = [self._array(part) for part in (matrix.data, matrix.indices, matrix.indptr)]
        return [SPARSE, form, [int(n) for n in matrix.shape], *parts]


def _is_sparse(value: Any) -> bool:
    return type(value).__module__.startswith("scipy.sparse") and hasattr(value, "asformat")


class _Sparse(type):
    """Makes ``isinstance`` recognise sparse matrices without importing scipy."""

    def __instancecheck__(cls, value: Any) -> bool:
        return _is_sparse(value)


class _AnySparse(metaclass=_Sparse):
    pass


def _keyed(writer: Writer, value: dict[Any, Any]) -> Any:
    return [DICT, *(writer.write(part) for item in dict.items(value) for part in item)]


# The first that fits decides; a subclass is written as what the table knows of it.
_WRITERS: list[tuple[Any, Callable[[Writer, Any], Any]]] = [
    (bool, lambda _, v: bool(v)),
    (type(pd.NaT), lambda _, __: [MISSING, "NaT"]),
    (type(pd.NA), lambda _, __: [MISSING, "NA"]),
    (np.generic, Writer._scalar),
    (int, Writer._integer),
    (float, lambda _, v: float.__add__(v, 0.0)),
    (complex, lambda _, v: [COMPLEX, v.real, v.imag]),
    (bytes | bytearray, lambda _, v: bytes(v)),
    (_AnySparse, Writer._sparse),  # before dictionaries, since a `dok_matrix` is one
    (dict, _keyed),
    (list, lambda w, v: [LIST, *map(w.write, list.__iter__(v))]),
    (tuple, lambda w, v: [TUPLE, *map(w.write, tuple.__iter__(v))]),
    (set, lambda w, v: [SET, *map(w.write, set.__iter__(v))]),
    (frozenset, lambda w, v: [FROZENSET, *map(w.write, frozenset.__iter__(v))]),
    (np.ndarray, Writer._array),
    (pd.DataFrame, Writer._frame),
    (pd.Series, Writer._series),
    (pd.Index, Writer._index),
    (pd.api.extensions.ExtensionArray, lambda w, v: w._index(pd.Index(v))),
    (np.random.Generator, Writer._generator),
    (tuple(RECORDS.values()), Writer._record),
    (slice, lambda w, v: [SLICE, w.write(v.start), w.write(v.stop), w.write(v.step)]),
    (Opaque, lambda _, v: [OPAQUE, v.type_name]),
]

_OF_TYPE = {kind: write for kind, write in _WRITERS if isinstance(kind, type)}
"""For what is exactly of such a type the table need not be gone through."""
