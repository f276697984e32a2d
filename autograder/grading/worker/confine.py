"""Locking a process in: namespaces, limits, no rights, few system calls. The order matters.

Everything here runs before the first line of a submission, in a process that is about to run it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from dataclasses import dataclass
from pathlib import Path

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET, _NEWCGROUP = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x2000000
)  # fmt: skip
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_PDEATHSIG, _SET_DUMPABLE, _CAPBSET_DROP, _NO_NEW_PRIVS = 1, 4, 24, 38
_SET_MODE_FILTER, _NEW_LISTENER = 1, 8
_NOBODY = 65534
_KILL = 9

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Sizes are in bytes, times in seconds."""

    memory: int = 3 * 2**30
    cpu_seconds: int = 600
    disk: int = 256 * 2**20
    inodes: int = 20_000
    file_size: int = 128 * 2**20
    threads: int = 64
    open_files: int = 256


def check(result: int, what: str) -> int:
    """Raise `OSError` if a call of the C library failed."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def die_with_parent() -> None:
    """Be killed when the parent ends. A change of user clears this: set it again after one."""
    check(_libc.prctl(_PDEATHSIG, _KILL, 0, 0, 0), "prctl(PDEATHSIG)")


def new_pid_namespace() -> None:
    """Let the next child be the first process of a PID namespace of its own."""
    check(_libc.unshare(_NEWPID), "unshare(PID)")


@dataclass(frozen=True)
class Lock:
    """How a submission's process is locked in.

    ``kept`` are folders and files below ``/tmp`` that hold libraries: a submission's own ``/tmp``
    must not hide them.
    """

    limits: Limits
    program: bytes
    seccomp: int
    kept: tuple[str, ...] = ()


def enter(lock: Lock) -> int:
    """Lock this process in for good.

    Returns
    -------
    int
        The descriptor on which a keeper is asked whether this process may fork.
    """
    os.setsid()
    check(_libc.unshare(_NEWNS | _NEWNET | _NEWIPC | _NEWUTS | _NEWCGROUP), "unshare")
    _mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE)
    _own_folders(lock)
    _own_proc()
    _drop_rights()
    set_limits(lock.limits)
    resource.setrlimit(resource.RLIMIT_NPROC, (lock.limits.threads,) * 2)
    check(_libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(NO_NEW_PRIVS)")
    check(_libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0), "prctl(DUMPABLE)")
    die_with_parent()
    return _load_filter(lock.program, lock.seccomp)


def _mount(source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes = b"") -> None:
    result = _libc.mount(source, target, kind, ctypes.c_ulong(flags), data or None)
    check(result, f"mount {target.decode()}")


def _own_folders(lock: Lock) -> None:
    """One small file system of one's own, under every name that a program writes to."""
    size = f"size={lock.limits.disk},nr_inodes={lock.limits.inodes},mode=1777".encode()
    kept = {name: os.open(name, os.O_PATH) for name in lock.kept}
    _mount(b"tmpfs", b"/tmp", b"tmpfs", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, size)
    for folder in ("/tmp/work", "/tmp/shm", "/tmp/home"):
        Path(folder).mkdir()
        Path(folder).chmod(0o777)
    _mount(b"/tmp/shm", b"/dev/shm", None, _MS_BIND)
    for name, descriptor in kept.items():
        _show_again(Path(name), descriptor)
    os.chdir("/tmp/work")


def _show_again(path: Path, descriptor: int) -> None:
    source = Path(f"/proc/self/fd/{descriptor}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        path.mkdir()
    else:
        path.touch()
    _mount(bytes(source), bytes(path), None, _MS_BIND)
    os.close(descriptor)


def _own_proc() -> None:
    """A view of one's own processes; where the host forbids one, an empty folder."""
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    try:
        _mount(b"proc", b"/proc", b"proc", flags)
    except OSError:
        _mount(b"tmpfs", b"/proc", b"tmpfs", flags | 1, b"size=0,mode=555")


def _drop_rights() -> None:
    _drop_capabilities()
    if os.getuid() == 0:
        try:
            os.setgroups([])
        except OSError:
            pass  # inside a user namespace there are none to lose
        try:
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        except OSError:
            pass  # inside a user namespace of one user, who is nobody outside it
    try:
        # One more, without a single user in it: nothing that is done here counts outside.
        check(_libc.unshare(_NEWUSER), "unshare(user)")
    except OSError:
        pass
    _drop_capabilities()
    _clear_capabilities()


def _drop_capabilities() -> None:
    """Empty the bounding set: what is not in it can never be gained again."""
    for capability in range(64):
        if _libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            return


def _clear_capabilities() -> None:
    header = struct.pack("Ii", 0x20080522, 0)
    check(_libc.capset(header, struct.pack("6I", *[0] * 6)), "capset")


def set_limits(limits: Limits) -> None:
    """Limit what this process may use."""
    for which, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def _load_filter(program: bytes, seccomp: int) -> int:
    instructions = ctypes.create_string_buffer(program, len(program))
    loaded = _Program(len(program) // 8, ctypes.addressof(instructions))
    listener = _libc.syscall(
        ctypes.c_long(seccomp), ctypes.c_uint(_SET_MODE_FILTER), ctypes.c_uint(_NEW_LISTENER),
        ctypes.byref(loaded),
    )  # fmt: skip
    return check(listener, "seccomp")


# ---------------------------------------------------------------- the keeper's side of the filter

_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_CONTINUE = 1
_NOT_PERMITTED = 1


def answer_fork(listener: int, permit: bool) -> bool:
    """Answer a process that asks whether it may fork; returns whether it was told yes."""
    question = ctypes.create_string_buffer(80)
    if _libc.ioctl(listener, ctypes.c_ulong(_RECEIVE), question) != 0:
        return False
    (asked,) = struct.unpack_from("=Q", question.raw)
    error, flags = (0, _CONTINUE) if permit else (-_NOT_PERMITTED, 0)
    answer = ctypes.create_string_buffer(struct.pack("=QqiI", asked, 0, error, flags), 24)
    return _libc.ioctl(listener, ctypes.c_ulong(_SEND), answer) == 0 and permit
