"""What crosses the wall of the jail: plain data, in a closed format, and nothing else.

A frame is a header (two lengths), a *structure* in MessagePack, and a blob of raw numbers that the
structure refers to. In the structure None, bool, int, float, str and bytes stand for themselves;
everything else is an array whose first item is a tag of the table in
:mod:`autograder.grading.table`. So a tag can't be forged from within somebody's data, nothing is ever imported, called or unpickled, and
whatever is not in the table is a `WireError`. Sizes, depth, counts and times are limited.

numpy and pandas are imported with the first frame: whoever starts a jail need not wait for them.
"""

from __future__ import annotations

import array
import socket
import struct
import time
from typing import Any

import msgpack

MAX_STRUCTURE = 4 * 2**20
MAX_BLOB = 64 * 2**20
_HEADER = struct.Struct(">II")


class WireError(Exception):
    """A frame that can't be understood, or that is too large to be looked at."""


class Late(WireError):
    """Nothing came before the deadline."""


class Closed(WireError):
    """The other side is gone."""


def encode(value: Any) -> bytes:
    """A value as a frame.

    Raises
    ------
    WireError
        If it holds more than a frame may; what the format doesn't know becomes an opaque thing.
    """
    from autograder.grading.table import Unreadable
    from autograder.grading.writing import Writer

    writer = Writer(MAX_BLOB)
    try:
        structure = msgpack.packb(
            writer.write(value), use_bin_type=True, strict_types=True, unicode_errors="replace"
        )
    except (Unreadable, ValueError, OverflowError, RecursionError) as error:
        raise WireError(f"this can't be sent: {error}") from None
    blob = b"".join(writer.blobs)
    if len(structure) > MAX_STRUCTURE:
        raise WireError(f"this is too large to be sent ({len(structure)} bytes)")
    return _HEADER.pack(len(structure), len(blob)) + structure + blob


def decode(frame: bytes) -> Any:
    """The value of a whole frame.

    Raises
    ------
    WireError
        For anything but a well-formed frame.
    """
    if len(frame) < _HEADER.size:
        raise WireError("a frame without a header")
    n_structure, n_blob = _lengths(frame[: _HEADER.size])
    if len(frame) != _HEADER.size + n_structure + n_blob:
        raise WireError("a frame whose length is not what its header says")
    body = memoryview(frame)[_HEADER.size :]
    return _decoded(body[:n_structure], body[n_structure:])


def _lengths(header: bytes) -> tuple[int, int]:
    n_structure, n_blob = _HEADER.unpack(header)
    if n_structure > MAX_STRUCTURE or n_blob > MAX_BLOB:
        raise WireError("a frame that is too large")
    return n_structure, n_blob


def _decoded(structure: memoryview, blob: memoryview) -> Any:
    from autograder.grading.reading import Reader
    from autograder.grading.table import Unreadable

    try:
        tree = msgpack.unpackb(
            structure, raw=False, strict_map_key=True, use_list=True, ext_hook=_no_extensions,
            object_hook=_no_maps, max_map_len=0, max_ext_len=0,
        )  # fmt: skip
        reader = Reader(blob)
        value = reader.read(tree)
        reader.require_all_used()
        return value
    except Unreadable as error:
        raise WireError(f"a frame that makes no sense: {error}") from None
    except Exception as error:
        # Whatever numpy, pandas or msgpack object to: the frame is at fault, and it is dropped.
        raise WireError(f"a frame that makes no sense: {type(error).__name__}") from None


def _no_extensions(*_: Any) -> Any:
    raise ValueError("an extension type")


def _no_maps(_: Any) -> Any:
    raise ValueError("a bare map")


class Channel:
    """Frames over a socket, each with a deadline.

    Open descriptors can travel along; a side that did not ask for them never gets any.
    """

    def __init__(self, link: socket.socket, takes_descriptors: bool = False):
        self.link = link
        self.descriptors: list[int] = []
        self._room = socket.CMSG_SPACE(16) if takes_descriptors else 0

    def send(self, value: Any, *descriptors: int, seconds: float = 30.0) -> None:
        """Send a value, and descriptors with its first byte."""
        frame = memoryview(encode(value))
        deadline = time.monotonic() + seconds
        ancillary = [
            (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors).tobytes())
        ]
        try:
            while frame:
                self._wait_until(deadline)
                sent = self.link.sendmsg([frame[: 2**20]], ancillary if descriptors else [])
                frame, descriptors = frame[sent:], ()
        except TimeoutError:
            raise Late("the other side doesn't listen") from None
        except OSError as error:
            raise Closed(str(error)) from None

    def receive(self, seconds: float | None) -> Any:
        """The next value.

        Raises
        ------
        Late, Closed, WireError
            If it doesn't come in time, never will, or isn't a frame.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        n_structure, n_blob = _lengths(self._exactly(_HEADER.size, deadline))
        body = memoryview(self._exactly(n_structure + n_blob, deadline))
        return _decoded(body[:n_structure], body[n_structure:])

    def _exactly(self, count: int, deadline: float | None) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            try:
                self._wait_until(deadline)
                part, ancillary, _, _ = self.link.recvmsg(
                    min(count - len(parts), 2**20), self._room
                )
            except TimeoutError:
                raise Late("no answer in time") from None
            except OSError as error:
                raise Closed(str(error)) from None
            if not part:
                raise Closed("the other side is gone")
            for _, kind, data in ancillary:
                if kind == socket.SCM_RIGHTS:
                    received = array.array("i")
                    received.frombytes(data[: len(data) - len(data) % received.itemsize])
                    self.descriptors += received
            parts += part
        return bytes(parts)

    def _wait_until(self, deadline: float | None) -> None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        self.link.settimeout(left)

    def close(self) -> None:
        self.link.close()
