"""The table of the wire format: its tags, dtypes, records and limits."""

from __future__ import annotations

import re

import numpy as np

from autograder.exercise import ErrorText, Outcome
from autograder.figures import (
    AxesData,
    ClusterGridData,
    FigureData,
    LineData,
    MeshData,
    PointsData,
)

MAX_DEPTH = 40
MAX_KEYS = 20_000  # in all dicts and sets of one frame: colliding keys must not cost minutes
MAX_INT_BYTES = 512

LIST, TUPLE, DICT, SET, FROZENSET, INT, COMPLEX, SCALAR, ARRAY, OBJECTS = range(10)
FRAME, SERIES, INDEX, MULTI_INDEX, RANGE_INDEX, CATEGORIES, PANDAS_ARRAY = range(10, 17)
RECORD, GENERATOR, OPAQUE, SPARSE, SLICE, MISSING = range(17, 23)

NUMERIC = {
    "|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16",
}  # fmt: skip
TIME = re.compile(r"<[mM]8\[(?:Y|M|W|D|h|m|s|ms|us|ns)\]")
PANDAS_DTYPES = {
    "str", "string", "boolean", "Float32", "Float64",
    "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64",
}  # fmt: skip
GENERATORS = {
    kind.__name__: kind
    for kind in (
        np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64
    )
}  # fmt: skip
SPARSE_FORMATS = ("csr", "csc")
RECORDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        ErrorText, Outcome, LineData, PointsData, MeshData, AxesData, FigureData, ClusterGridData
    )
}  # fmt: skip


class Unreadable(Exception):
    """A structure that is not in the table."""
