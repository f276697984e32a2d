"""Reading values from the wire, as an enemy may have written them.

Only what is in the table is accepted; every length and every type is checked; objects are new.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from autograder.exercise import ErrorText
from autograder.figures import AxesData, FigureData, LineData, MeshData, PointsData
from autograder.grading.opaque import Opaque, opaque
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
    MAX_KEYS,
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
    SPARSE_FORMATS,
    TIME,
    TUPLE,
    Unreadable,
)


class Reader:
    """Makes values of a structure that may have been written by an enemy."""

    def __init__(self, blob: memoryview):
        self._blob = blob
        self._used = 0
        self._depth = 0
        self._keys = 0

    def read(self, tree: Any) -> Any:
        """The value that a structure stands for."""
        if tree is None or type(tree) in (bool, int, float, str, bytes):
            return tree
        _require(type(tree) is list and tree and type(tree[0]) is int, "no tag")
        self._depth += 1
        _require(self._depth <= MAX_DEPTH, "nested too deeply")
        tag, *fields = tree
        _require(0 <= tag < len(_READERS), "an unknown tag")
        value = _READERS[tag](self, fields)
        self._depth -= 1
        return value

    def require_all_used(self) -> None:
        """Every byte of the blob must belong to something."""
        _require(self._used == len(self._blob), "bytes that belong to nothing")

    def _take(self, count: Any) -> memoryview:
        _require(type(count) is int and 0 <= count <= len(self._blob) - self._used, "a bad length")
        part = self._blob[self._used : self._used + count]
        self._used += count
        return part

    def _key(self, tree: Any) -> Any:
        self._keys += 1
        _require(self._keys <= MAX_KEYS, "too many keys")
        return _hashable(self.read(tree))

    def _dict(self, fields: list[Any]) -> dict[Any, Any]:
        _require(len(fields) % 2 == 0, "a key without a value")
        result: dict[Any, Any] = {}
        for key, value in zip(fields[::2], fields[1::2], strict=True):
            name = self._key(key)
            _require(name not in result, "a key that occurs twice")
            result[name] = self.read(value)
        return result

    def _set(self, fields: list[Any]) -> set[Any]:
        members = {self._key(member) for member in fields}
        _require(len(members) == len(fields), "a member that occurs twice")
        return members

    def _integer(self, fields: list[Any]) -> int:
        (raw,) = fields
        _require(type(raw) is bytes and len(raw) <= MAX_INT_BYTES, "a bad integer")
        return int.from_bytes(raw, "big", signed=True)

    def _complex(self, fields: list[Any]) -> complex:
        real, imaginary = fields
        _require(type(real) is float and type(imaginary) is float, "a bad complex number")
        return complex(real, imaginary)

    def _array(self, fields: list[Any]) -> np.ndarray:
        name, shape, count = fields
        _require(type(name) is str and (name in NUMERIC or TIME.fullmatch(name)), "a bad dtype")
        size = _size(shape)
        dtype = np.dtype(name)
        _require(type(count) is int and count == size * dtype.itemsize, "a bad length")
        raw = np.frombuffer(self._take(count), dtype=np.uint8)
        if name == "|b1":  # a byte that is neither 0 nor 1 would be a truth of its own kind
            return (raw != 0).reshape(shape)
        return raw.view(dtype).reshape(shape).copy()

    def _scalar(self, fields: list[Any]) -> Any:
        name, count = fields
        return self._array([name, [], count])[()]

    def _objects(self, fields: list[Any]) -> np.ndarray:
        text, shape, items = fields
        _require(type(items) is list and _size(shape) == len(items), "a bad length")
        values = np.empty(len(items), dtype=object)
        for position, item in enumerate(items):
            values[position] = self.read(item)
        if text == 1:
            _require(all(type(v) is str for v in values), "a text that is none")
            longest = max((len(v) for v in values), default=1)
            _require(longest * max(len(items), 1) <= 2**22, "texts that would fill the memory")
            return values.astype(str).reshape(shape)
        return values.reshape(shape)

    def _column(self, tree: Any) -> Any:
        """What a Series or an Index is made of: a one-dimensional array of some kind."""
        _require(type(tree) is list and bool(tree), "no column")
        _require(tree[0] in (ARRAY, OBJECTS, CATEGORIES, PANDAS_ARRAY), "no column")
        column = self.read(tree)
        _require(column.ndim == 1, "a column with more than one dimension")
        return column

    def _categories(self, fields: list[Any]) -> pd.Categorical:
        codes_tree, categories_tree, ordered = fields
        codes, categories = self.read(codes_tree), self._column(categories_tree)
        _require(isinstance(codes, np.ndarray) and codes.dtype.kind == "i", "bad codes")
        _require(type(ordered) is bool, "bad categories")
        if _is_objects(categories):
            for category in categories:
                _hashable(category)
        dtype = pd.CategoricalDtype(pd.Index(categories), ordered)
        return pd.Categorical.from_codes(codes, dtype=dtype)

    def _pandas_array(self, fields: list[Any]) -> Any:
        name, items = fields
        _require(name in PANDAS_DTYPES and type(items) is list, "a bad dtype")
        text = name in ("str", "string")
        values = items
        if not text or set(map(type, items)) != {str}:
            values = [None if item is None else self.read(item) for item in items]
            allowed = (str,) if text else (bool, int, float, np.generic)
            _require(all(v is None or isinstance(v, allowed) for v in values), "a bad column")
        return pd.array(values, dtype=_TEXT if name == "str" else name)

    def _labels(self, tree: Any) -> pd.Index:
        labels = self.read(tree)
        _require(isinstance(labels, pd.Index), "no index")
        return labels

    def _index(self, fields: list[Any]) -> pd.Index:
        values, name = fields
        column = self._column(values)
        if _is_objects(column):
            for label in column:
                _hashable(label)
        return pd.Index(
            column,
            dtype=object if _is_objects(column) else None,
            name=_hashable(self.read(name)),
            tupleize_cols=False,
        )

    def _multi_index(self, fields: list[Any]) -> pd.Index:
        levels, names = fields
        _require(type(levels) is list and type(names) is list, "a bad index")
        _require(0 < len(levels) == len(names) <= 16, "a bad index")
        columns = [self._column(level) for level in levels]
        for column in columns:
            if _is_objects(column):
                for label in column:
                    _hashable(label)
        return pd.MultiIndex.from_arrays(columns, names=[_hashable(self.read(n)) for n in names])

    def _range_index(self, fields: list[Any]) -> pd.Index:
        start, stop, step, name = fields
        _require(all(type(n) is int and abs(n) < 2**40 for n in (start, stop, step)), "a bad range")
        _require(step != 0 and len(range(start, stop, step)) <= 2**22, "a bad range")
        return pd.RangeIndex(start, stop, step, name=_hashable(self.read(name)))

    def _frame(self, fields: list[Any]) -> pd.DataFrame:
        index_tree, labels_tree, trees = fields
        index, labels = self._labels(index_tree), self._labels(labels_tree)
        _require(type(trees) is list, "no columns")
        if trees and trees[0] == ARRAY:  # all columns are of one kind
            matrix = self.read(trees)
            _require(matrix.shape == (len(index), len(labels)), "a table of another shape")
            return pd.DataFrame(matrix, index, labels, copy=False)
        _require(len(trees) == len(labels), "a column too many or too few")
        columns = [self._column(tree) for tree in trees]
        _require(all(len(column) == len(index) for column in columns), "columns of unequal length")
        # The kind of a bare column of objects would be guessed anew.
        kept = [_as_series(one, index) if _is_objects(one) else one for one in columns]
        table = pd.DataFrame(dict(enumerate(kept)), index=index)
        table.columns = labels
        return table

    def _series(self, fields: list[Any]) -> pd.Series:
        index_tree, name_tree, tree = fields
        index, name = self._labels(index_tree), _hashable(self.read(name_tree))
        column = self._column(tree)
        _require(len(column) == len(index), "values and index of unequal length")
        series = _as_series(column, index)
        series.name = name
        return series

    def _generator(self, fields: list[Any]) -> np.random.Generator:
        (state_tree,) = fields
        state = self.read(state_tree)
        _require(
            isinstance(state, dict) and state.get("bit_generator") in GENERATORS, "no generator"
        )
        bits = GENERATORS[state["bit_generator"]](0)
        bits.state = state
        return np.random.Generator(bits)

    def _record(self, fields: list[Any]) -> Any:
        name, trees = fields
        _require(type(name) is str and name in RECORDS and type(trees) is list, "no record")
        kind = RECORDS[name]
        declared = dataclasses.fields(kind)
        _require(len(trees) == len(declared), "a record with fields too many or too few")
        values = {f.name: self.read(tree) for f, tree in zip(declared, trees, strict=True)}
        for one in declared:
            _require_type(str(one.type), values[one.name])
        return kind(**values)

    def _sparse(self, fields: list[Any]) -> Any:
        from scipy import sparse

        form, shape, *trees = fields
        _require(form in SPARSE_FORMATS and len(trees) == 3, "no sparse matrix")
        _size(shape, at_most=2**62)
        _require(len(shape) == 2 and max(shape) <= 2**22, "no sparse matrix")
        data, indices, starts = (self.read(tree) for tree in trees)
        for part in (data, indices, starts):
            _require(isinstance(part, np.ndarray) and part.ndim == 1, "no sparse matrix")
        _require(indices.dtype.kind == starts.dtype.kind == "i", "no sparse matrix")
        make = sparse.csr_matrix if form == "csr" else sparse.csc_matrix
        matrix = make((data, indices, starts), shape=tuple(shape))
        matrix.check_format(full_check=True)
        return matrix

    def _opaque(self, fields: list[Any]) -> Opaque:
        (name,) = fields
        _require(type(name) is str, "a thing without a name")
        return opaque(name)

    def _missing(self, fields: list[Any]) -> Any:
        (name,) = fields
        _require(name in ("NaT", "NA"), "nothing of an unknown kind")
        return pd.NaT if name == "NaT" else pd.NA


_READERS: dict[int, Callable[[Reader, list[Any]], Any]] = {
    LIST: lambda r, fields: [r.read(one) for one in fields],
    TUPLE: lambda r, fields: tuple(r.read(one) for one in fields),
    DICT: Reader._dict,
    SET: Reader._set,
    FROZENSET: lambda r, fields: frozenset(r._set(fields)),
    INT: Reader._integer,
    COMPLEX: Reader._complex,
    SCALAR: Reader._scalar,
    ARRAY: Reader._array,
    OBJECTS: Reader._objects,
    FRAME: Reader._frame,
    SERIES: Reader._series,
    INDEX: Reader._index,
    MULTI_INDEX: Reader._multi_index,
    RANGE_INDEX: Reader._range_index,
    CATEGORIES: Reader._categories,
    PANDAS_ARRAY: Reader._pandas_array,
    RECORD: Reader._record,
    GENERATOR: Reader._generator,
    OPAQUE: Reader._opaque,
    SPARSE: Reader._sparse,
    SLICE: lambda r, fields: slice(*(r.read(one) for one in fields)),
    MISSING: Reader._missing,
}


def _as_series(column: Any, index: pd.Index) -> pd.Series:
    return pd.Series(column, index=index, dtype=object if _is_objects(column) else None)


def _is_objects(column: Any) -> bool:
    return isinstance(column, np.ndarray) and column.dtype == object


_TEXT = pd.Series([], dtype="str").dtype
"""The kind of column that text becomes; looked up by its name it takes longer than the text."""


def _require(condition: Any, trouble: str) -> None:
    if not condition:
        raise Unreadable(trouble)


def _size(shape: Any, at_most: int = 2**26) -> int:
    _require(type(shape) is list and len(shape) <= 16, "a bad shape")
    _require(all(type(n) is int and 0 <= n <= 2**40 for n in shape), "a bad shape")
    size = math.prod(shape)
    _require(size <= at_most, "a bad shape")
    return size


def _hashable(value: Any) -> Any:
    """The value, if it may be a key or a label."""
    if isinstance(value, tuple):
        for part in value:
            _hashable(part)
        return value
    simple = (bool, int, float, complex, str, bytes, np.generic, type(pd.NaT), type(pd.NA))
    _require(value is None or isinstance(value, simple), "a key that can't be one")
    return value


_FIELD_TYPES: dict[str, Callable[[Any], bool]] = {
    "Any": lambda _: True,
    "str": lambda v: type(v) is str,
    "bool": lambda v: type(v) is bool,
    "float": lambda v: type(v) is float,
    "np.ndarray": lambda v: type(v) is np.ndarray and v.dtype.kind in "biufc",
    "np.ndarray | None": lambda v: v is None or (type(v) is np.ndarray and v.dtype.kind in "biuf"),
    "pd.DataFrame": lambda v: type(v) is pd.DataFrame,
    "tuple[str, ...]": lambda v: _all(v, lambda one: type(one) is str),
    "tuple[Any, ...]": lambda v: type(v) is tuple,
    "tuple[int, ...] | None": lambda v: v is None or _all(v, lambda one: type(one) is int),
    "tuple[float, float]": lambda v: _all(v, lambda one: type(one) is float) and len(v) == 2,
    "tuple[tuple[float, float, float, float], ...]": lambda v: _all(v, _is_colour),
    "Colour": lambda v: _is_colour(v),
    "dict[str, Any]": lambda v: type(v) is dict and all(type(key) is str for key in v),
    "dict[str, int]": lambda v: (
        type(v) is dict and all(type(key) is str and type(one) is int for key, one in v.items())
    ),
    "ErrorText | None": lambda v: v is None or type(v) is ErrorText,
    "AxesData": lambda v: type(v) is AxesData,
    "FigureData": lambda v: type(v) is FigureData,
    "tuple[AxesData, ...]": lambda v: _all(v, lambda one: type(one) is AxesData),
    "tuple[LineData, ...]": lambda v: _all(v, lambda one: type(one) is LineData),
    "tuple[PointsData, ...]": lambda v: _all(v, lambda one: type(one) is PointsData),
    "tuple[MeshData, ...]": lambda v: _all(v, lambda one: type(one) is MeshData),
}


def _all(value: Any, condition: Callable[[Any], bool]) -> bool:
    return type(value) is tuple and all(condition(one) for one in value)


def _is_colour(value: Any) -> bool:
    return _all(value, lambda one: type(one) is float) and len(value) == 4


def _require_type(annotation: str, value: Any) -> None:
    check = _FIELD_TYPES.get(annotation)
    _require(check is not None and check(value), f"a field that is no {annotation}")
