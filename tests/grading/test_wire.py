"""The wire between the jail and the grader: plain data comes through, nothing else does."""

import dataclasses
import math
import pickle
import socket
import struct
import threading

import msgpack
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.extra import pandas as hpd
from scipy import sparse

from autograder.compare import same_answer
from autograder.exercise import ErrorText, Outcome
from autograder.figures import AxesData, ClusterGridData, FigureData, LineData
from autograder.grading import reading, table
from autograder.grading.opaque import Opaque
from autograder.grading.wire import Channel, Closed, Late, WireError, decode, encode

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers()
KEYS = TEXT | st.integers() | st.booleans() | st.none() | st.tuples(TEXT, st.integers())
DTYPES = (
    hnp.boolean_dtypes() | hnp.integer_dtypes() | hnp.unsigned_integer_dtypes()
    | hnp.floating_dtypes(sizes=(16, 32, 64)) | hnp.complex_number_dtypes(sizes=(64, 128))
    | hnp.datetime64_dtypes(max_period="D", min_period="ns")
)  # fmt: skip
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, min_side=0, max_side=4))
PLAIN = st.recursive(
    NUMBERS | TEXT | st.binary() | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
    ),
    max_leaves=12,
)
TABLES = hpd.data_frames(
    [
        hpd.column("F", dtype=float),
        hpd.column("count", dtype=int),
        hpd.column("significant", dtype=bool),
        hpd.column("gene", elements=TEXT, dtype=object),
    ],
    index=hpd.indexes(elements=TEXT, max_size=6),
)


def same(a, b):
    """Same types and same values, NaN equal to itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return (
            a.dtype.newbyteorder("=") == b.dtype.newbyteorder("=")
            and a.shape == b.shape
            and a.astype(a.dtype.newbyteorder("<")).tobytes()
            == b.astype(b.dtype.newbyteorder("<")).tobytes()
        )
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(map(repr, a)) == list(map(repr, b)) and all(map(same, a.values(), b.values()))
    if isinstance(a, float | complex):
        return repr(a) == repr(b) or a == b
    return a == b


# ---------------------------------------------------------------- what comes through


@given(PLAIN)
def test_plain_data_arrive_as_they_were_sent(value):
    assert same(decode(encode(value)), value)


@given(TABLES)
def test_a_table_arrives_with_its_names_types_and_values(sent):
    pd.testing.assert_frame_equal(decode(encode(sent)), sent)


@pytest.mark.parametrize(
    "sent",
    [
        pd.DataFrame({"type": pd.Categorical(["GMP", "MEP", "GMP"], ordered=True)}),
        pd.DataFrame({"n": pd.array([1, None, 3], dtype="Int64")}, index=[3, 1, 2]),
        pd.DataFrame({"g": ["Kit", None, "Mpo"]}, index=pd.date_range("2024", periods=3)),
        pd.DataFrame(index=["Kit", "Mpo"]),
        pd.DataFrame([[1.0, 2.0]], columns=["same", "same"]),
        pd.DataFrame({("a", 1): [1.0], ("b", 2): [2.0]}),
        pd.DataFrame({"x": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])),
    ],
)
def test_tables_of_every_kind_arrive(sent):
    pd.testing.assert_frame_equal(decode(encode(sent)), sent, check_freq=False)


@pytest.mark.parametrize(
    "sent",
    [pd.Series([1.5, 2.5], index=["a", "b"], name="pval"), pd.Series(["x", None], dtype="str")],
)
def test_series_arrive(sent):
    pd.testing.assert_series_equal(decode(encode(sent)), sent)


def test_a_generator_arrives_with_its_state():
    sent = np.random.default_rng(5)
    sent.normal(size=3)
    assert decode(encode(sent)).normal() == np.random.default_rng(5).normal(size=4)[3]


@pytest.mark.parametrize("form", ["csr", "csc", "coo", "lil", "dok", "bsr", "dia"])
@pytest.mark.parametrize("kind", ["matrix", "array"])
def test_a_sparse_matrix_of_any_format_arrives(form, kind):
    sent = sparse.random(6, 4, density=0.4, random_state=1)
    arrived = decode(encode(getattr(sparse, f"{form}_{kind}")(sent)))
    assert arrived.format == ("csc" if form == "csc" else "csr")
    np.testing.assert_array_equal(arrived.toarray(), sent.toarray())


def test_figures_and_outcomes_arrive_as_records():
    line = LineData(np.arange(3.0), np.ones(3), (0.0, 0.5, 1.0, 1.0), 1.5, "-", "mean")
    panel = AxesData(title="Kit", lines=(line,), xlim=(0.0, 2.0), legend=("up", "down"))
    grid = ClusterGridData(
        pd.DataFrame([[1.0]]), pd.DataFrame([[1.0]]), np.ones((1, 4)), None, (0,), None,
        panel, FigureData("all", (), (panel,)),
    )  # fmt: skip
    sent = Outcome(grid, ErrorText("ValueError", ("Exception",), "no"), (1, "x"), {"k": [2]})
    assert same_answer(decode(encode(sent)), sent)


def test_every_field_of_every_record_has_a_rule():
    for kind in table.RECORDS.values():
        for one in dataclasses.fields(kind):
            assert one.type in reading._FIELD_TYPES, f"{kind.__name__}.{one.name}: {one.type}"


# ---------------------------------------------------------------- liars become plain


class AlwaysEqual:
    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


class LyingFloat(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__

    def __reduce__(self):
        raise SystemExit


class LyingArray(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return True


class LyingDict(dict):
    def __getitem__(self, key):
        return 42


class LyingText(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


@pytest.mark.parametrize(
    ("sent", "plain"),
    [
        (LyingFloat(1.5), 1.5),
        (np.arange(2.0).view(LyingArray), np.arange(2.0)),
        (LyingDict(a=1), {"a": 1}),
        (LyingText("no"), "no"),
        (pd.Series([LyingFloat(1.0)], dtype=object), pd.Series([1.0], dtype=object)),
    ],
)
def test_a_lying_subclass_arrives_as_the_plain_value_that_it_holds(sent, plain):
    arrived = decode(encode(sent))
    assert type(arrived) is type(plain)
    assert same_answer(arrived, plain)


@pytest.mark.parametrize(
    "question",
    [
        bool, len, list, float, int, hash, lambda v: v == 1, lambda v: v != 1, lambda v: 1 in v, lambda v: v < 1,
        lambda v: v[0], lambda v: np.asarray(v, dtype=float), lambda v: v(),
    ],
)  # fmt: skip
def test_an_unknown_object_answers_no_question(question):
    arrived = decode(encode(AlwaysEqual()))
    assert isinstance(arrived, Opaque)
    with pytest.raises(TypeError):
        question(arrived)


# ---------------------------------------------------------------- what does not come through


def frame(tree, blob=b""):
    structure = msgpack.packb(tree)
    return struct.pack(">II", len(structure), len(blob)) + structure + blob


class Payload:
    def __reduce__(self):
        return (print, ("executed",))


NPY_HEADER = b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n"
MALFORMED = {
    "nothing": b"",
    "half a header": b"\0\0",
    "a length that lies": struct.pack(">II", 5, 0) + b"\xc0",
    "a huge structure": struct.pack(">II", 2**31, 0),
    "a huge blob": struct.pack(">II", 1, 2**31) + b"\xc0",
    "bytes left over": frame(None, b"left"),
    "two values": struct.pack(">II", 2, 0) + b"\xc0\xc0",
    "a bare map": frame({"score": 10}),
    "an extension": struct.pack(">II", 3, 0) + b"\xd4\x05\x00",
    "a timestamp extension": struct.pack(">II", 6, 0) + b"\xd6\xff\0\0\0\0",
    "an unknown tag": frame([99, 1]),
    "a negative tag": frame([-1, 1]),
    "a truth as tag": frame([True, 1]),
    "an empty array": frame([]),
    "a text as tag": frame(["numpy.ndarray", 1]),
    "a duplicate key": frame([table.DICT, "a", 1, "a", 2]),
    "keys that are equal though not alike": frame([table.DICT, 1, "a", 1.0, "b"]),
    "a list as key": frame([table.DICT, [table.LIST, 1], 2]),
    "a key without value": frame([table.DICT, "a"]),
    "an object dtype": frame([table.ARRAY, "|O", [1], 8], b"\0" * 8),
    "a structured dtype": frame([table.ARRAY, "<f8,<f8", [1], 16], b"\0" * 16),
    "a void dtype": frame([table.ARRAY, "|V8", [1], 8], b"\0" * 8),
    "a shape that lies": frame([table.ARRAY, "<f8", [3], 8], b"\0" * 8),
    "a negative shape": frame([table.ARRAY, "<f8", [-1, -1], 8], b"\0" * 8),
    "a shape that overflows": frame([table.ARRAY, "<f8", [2**40, 2**40], 0]),
    "more dimensions than numpy has": frame([table.ARRAY, "<f8", [1] * 40, 8], b"\0" * 8),
    "a length beyond the blob": frame([table.ARRAY, "<f8", [9], 72], b"\0" * 8),
    "a record of another class": frame([table.RECORD, "Popen", ["true"]]),
    "a verdict": frame([table.RECORD, "Verdict", ["f", "right", [table.TUPLE], ""]]),
    "a record with fields missing": frame([table.RECORD, "Outcome", []]),
    "an outcome whose error is a text": frame(
        [table.RECORD, "Outcome", [1, "x", [table.TUPLE], [table.DICT], [table.TUPLE],
         [table.TUPLE], [table.DICT], 0.0, False]]
    ),
    "a time that is a text": frame(
        [table.RECORD, "Outcome", [1, None, [table.TUPLE], [table.DICT], [table.TUPLE],
         [table.TUPLE], [table.DICT], "0.0", False]]
    ),
    "a frame with columns of unequal length": frame(
        [table.FRAME, [table.RANGE_INDEX, 0, 3, 1, None], [table.RANGE_INDEX, 0, 1, 1, None],
         [[table.ARRAY, "<f8", [1], 8]]], b"\0" * 8
    ),
    "a range of a billion": frame([table.RANGE_INDEX, 0, 10**9, 1, None]),
    "codes beyond the categories": frame(
        [table.CATEGORIES, [table.ARRAY, "|i1", [1], 1], [table.OBJECTS, 0, [1], ["a"]], False],
        b"\x07",
    ),
    "a generator of another class": frame([table.GENERATOR, [table.DICT, "bit_generator", "os"]]),
    "a generator without a state": frame([table.GENERATOR, [table.DICT, "bit_generator", "PCG64"]]),
    "indices beyond a sparse matrix": frame(
        [table.SPARSE, "csr", [1, 1], [table.ARRAY, "<f8", [1], 8], [table.ARRAY, "<i4", [1], 4],
         [table.ARRAY, "<i4", [2], 8]],
        b"\0" * 8 + struct.pack("<i", 10**6) + struct.pack("<ii", 0, 1),
    ),
    "texts that would fill the memory": frame(
        [table.OBJECTS, 1, [2000], ["x" * 100_000, *["y"] * 1999]]
    ),
    "a lone surrogate": struct.pack(">II", 4, 0) + b"\xa3\xed\xa0\x80",
    "a pickle": struct.pack(">II", len(pickle.dumps(Payload())), 0) + pickle.dumps(Payload()),
    "an array of objects in numpy's format": struct.pack(">II", len(NPY_HEADER), 0) + NPY_HEADER,
    "YAML that makes an object": struct.pack(">II", 40, 0)
    + b"!!python/object/apply:os.system ['true']"[:40],
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_frame_is_refused(name):
    with pytest.raises(WireError):
        decode(MALFORMED[name])


def test_a_deeply_nested_frame_is_refused():
    tree = 1
    for _ in range(200):
        tree = [table.LIST, tree]
    with pytest.raises(WireError):
        decode(frame(tree))
    structure = b"\x92\x00" * 100_000 + b"\xc0"  # deeper than any recursion limit
    with pytest.raises(WireError):
        decode(struct.pack(">II", len(structure), 0) + structure)


def test_a_value_that_contains_itself_is_refused_where_it_is_sent():
    endless = []
    endless.append(endless)
    with pytest.raises(WireError):
        encode(endless)


def test_keys_that_collide_are_refused_before_they_cost_minutes():
    colliding = [table.DICT]
    for factor in range(table.MAX_KEYS + 1):
        colliding += [factor * (2**61 - 1) % 2**63, 0]
    with pytest.raises(WireError):
        decode(frame(colliding))


def test_a_frame_of_four_million_empty_lists_is_refused():
    structure = b"\xdd" + struct.pack(">I", 4 * 2**20 - 5) + b"\x90" * (4 * 2**20 - 5)
    with pytest.raises(WireError):
        decode(struct.pack(">II", len(structure), 0) + structure)


def test_a_truth_of_its_own_kind_becomes_true():
    arrived = decode(frame([table.ARRAY, "|b1", [2], 2], b"\x02\x00"))
    assert arrived.sum() == 1


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused_or_are_plain_data(noise):
    for content in (noise, struct.pack(">II", len(noise), 0) + noise):
        try:
            decode(content)
        except WireError:
            pass


ROUGH = st.recursive(
    NUMBERS.filter(lambda v: not isinstance(v, complex)).filter(
        lambda v: not isinstance(v, int) or abs(v) < 2**63
    ) | TEXT | st.binary(max_size=8) | st.sampled_from(["<f8", "|O", "Outcome", "str", "csr"]),
    lambda inner: st.builds(lambda tag, fields: [tag, *fields], st.integers(-1, 24), st.lists(inner, max_size=5))
    | st.lists(inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=500)
@given(ROUGH, st.binary(max_size=64))
def test_structures_of_any_shape_are_refused_or_are_plain_data(tree, blob):
    try:
        decode(frame(tree, blob))
    except WireError:
        pass


@settings(max_examples=200)
@given(PLAIN | TABLES, st.data())
def test_a_frame_with_changed_bytes_is_refused_or_is_plain_data(value, data):
    content = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(content))
    except WireError:
        pass


# ---------------------------------------------------------------- channels


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def test_a_frame_that_never_comes_is_late(ends):
    with pytest.raises(Late):
        ends[0].receive(seconds=0.05)


def test_a_frame_that_stops_halfway_is_late(ends):
    ends[1].sendall(encode("a long text")[:-3])
    with pytest.raises(Late):
        ends[0].receive(seconds=0.05)


def test_a_frame_that_comes_byte_by_byte_has_one_deadline(ends):
    stop = threading.Event()

    def drip():
        for byte in struct.pack(">II", 1000, 0) + b"x" * 1000:
            if stop.wait(0.02):
                return
            ends[1].send(bytes([byte]))

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(Late):
        ends[0].receive(seconds=0.3)
    stop.set()
    thread.join()


def test_a_reader_that_never_reads_makes_the_sender_late(ends):
    with pytest.raises(Late):
        ends[0].send(np.zeros(2**22), seconds=0.05)


def test_the_other_side_s_end_is_noticed(ends):
    ends[1].close()
    with pytest.raises(Closed):
        ends[0].receive(seconds=1)


def test_descriptors_that_nobody_asked_for_do_not_arrive(ends):
    theirs = Channel(ends[1])
    with socket.socket() as spare:
        theirs.send("take this", spare.fileno())
        assert ends[0].receive(seconds=1) == "take this"
    assert ends[0].descriptors == []


def test_large_arrays_pass(ends):
    sent = np.arange(3 * 2**20, dtype=float)
    thread = threading.Thread(target=Channel(ends[1]).send, args=(sent,))
    thread.start()
    assert np.array_equal(ends[0].receive(seconds=30), sent)
    thread.join()


def test_nan_and_infinities_arrive():
    arrived = decode(encode([math.nan, math.inf, -0.0]))
    assert math.isnan(arrived[0])
    assert arrived[1] == math.inf
    assert math.copysign(1, arrived[2]) == -1
