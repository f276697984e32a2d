"""The jail, seen from outside: a warm process in bubblewrap that forks once for every submission.

bubblewrap gives the warm process namespaces of its own and a read-only view of the interpreter and
its libraries; every submission then gets namespaces, a disk and limits of its own
(:mod:`autograder.grading.worker.confine`). Where the host can't do that, grading refuses.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.grading.filters import NoFilters, submission_filter
from autograder.grading.kit import lay_out_functions, lay_out_worker
from autograder.grading.wire import Channel, WireError
from autograder.grading.worker.confine import Limits

INSTALL = (
    "Grading runs submissions in a jail, which needs Linux with bubblewrap and libseccomp:\n"
    "    sudo apt-get install bubblewrap libseccomp2\n"
    "and a host that lets users make namespaces (in a container, start it with a profile that "
    "allows them; on Ubuntu 24.04 and later see `man apparmor_parser` about unprivileged user "
    "namespaces)."
)
_START_SECONDS = 120.0


class NoJail(Exception):
    """The host can't jail a submission; the message says why and what to install."""

    def __str__(self) -> str:
        return f"{super().__str__()}\n{INSTALL}"


class Jail:
    """A warm process in which submissions can be started, one after another or side by side.

    Parameters
    ----------
    graded
        Names of the functions that must not exist inside: those that are graded.
    limits
        What one submission may use.
    locked
        False starts submissions as they are, with limits but no walls: for one's own work only.
    heavy
        Packages to import beside those that every lesson uses.

    Notes
    -----
    The warm process takes seconds to import what lessons use; `wait` waits for it, and so does
    the first `start`. Processes that were forked after `wait` share it; the one that made it
    ends it.
    """

    def __init__(
        self,
        graded: Iterable[str],
        limits: Limits | None = None,
        locked: bool = True,
        heavy: Iterable[str] = (),
    ):
        self.limits, self.locked = limits or Limits(), locked
        self._warm, self._owner = False, os.getpid()
        self._one_at_a_time = threading.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="course-jail-"))
        try:
            kit = self._folder / "kit"
            kit.mkdir(0o755)
            kit.parent.chmod(0o755)  # the one user inside is not always the one who made it
            lay_out_worker(kit)
            self._start(kit, heavy)
            self._equip(kit, graded)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def _start(self, kit: Path, heavy: Iterable[str]) -> None:
        if self.locked:
            command, surroundings = _behind_walls(kit)
        else:
            command, surroundings = [], _in_the_open(kit)
        ours, theirs = socket.socketpair()
        self._complaints = kit.with_name("complaints")
        with theirs, self._complaints.open("wb") as complaints:
            self._process = subprocess.Popen(
                [*command, sys.executable, "-B", "-s", "-P", "-m",
                 "autograder.grading.worker", str(theirs.fileno()), *heavy],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=surroundings,
                stdout=subprocess.DEVNULL, stderr=complaints, start_new_session=True,
            )  # fmt: skip
        self._channel = Channel(ours)

    def _equip(self, kit: Path, graded: Iterable[str]) -> None:
        """Give the warm process, which is importing libraries, the rest of what it needs."""
        try:
            lay_out_functions(kit, graded)
            lock = _lock() if self.locked else {}
        except BaseException:
            self._stop()
            raise
        settings = {"limits": dataclasses.asdict(self.limits), "modules": ["functions"]}
        with contextlib.suppress(WireError):  # `wait` finds out why
            self._channel.send({**settings, "locked": self.locked, **lock})

    def wait(self) -> None:
        """Wait until the warm process can take submissions.

        Raises
        ------
        NoJail
            If the host doesn't let it start.
        """
        if self._warm:
            return
        try:
            answer = self._channel.receive(_START_SECONDS)
        except WireError as error:
            self._stop()
            said = self._complaints.read_text(errors="replace").strip().splitlines()
            raise NoJail(f"The jail did not start: {said[-1] if said else error}.") from None
        if answer.get("threads") != 1:
            self._stop()
            raise NoJail("The jail's warm process has more than one thread and must not fork.")
        self._warm = True

    def start(self) -> Inmate:
        """Start a process for a submission.

        Raises
        ------
        NoJail
            If the host doesn't let it be locked in.
        JailGone
            If the warm process is gone.
        """
        with self._one_at_a_time:
            self.wait()
        ours, theirs = socket.socketpair()
        orders, kept = socket.socketpair()
        with theirs, kept:
            try:
                with self._one_at_a_time, self._alone():
                    self._channel.send("run", theirs.fileno(), kept.fileno())
            except WireError as error:
                raise JailGone(str(error)) from None
        inmate = Inmate(Channel(ours), Channel(orders))
        try:
            first = inmate.orders.receive(30)
        except WireError as error:
            inmate.abandon()
            raise JailGone(str(error)) from None
        if "started" not in first:
            inmate.abandon()
            raise NoJail(f"A submission could not be locked in: {first.get('trouble')}.")
        return inmate

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only process that speaks to the warm one; the kernel forgets one that died."""
        try:
            file = (self._folder / "turn").open("w")
        except OSError as error:
            raise WireError(f"the jail's folder is gone: {error}") from None
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def close(self) -> None:
        """End the warm process and everything that it started, or let go of another's."""
        if self._owner != os.getpid():
            self._channel.close()
            return
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _stop(self) -> None:
        self._channel.close()
        if not self.locked:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
        self._process.kill()  # bubblewrap takes everything inside with it
        self._process.wait()

    def __enter__(self) -> Jail:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


class JailGone(Exception):
    """The warm process has ended; a new jail is needed."""


class Inmate:
    """A submission's process: a channel to it, and one to its keeper."""

    def __init__(self, channel: Channel, orders: Channel):
        self.channel, self.orders = channel, orders
        self.gone = ""

    def permit_fork(self) -> None:
        """Let the process fork once more; returns when its keeper knows."""
        self._order("fork")
        with contextlib.suppress(WireError):
            report = self.orders.receive(10)
            self.gone = str(report.get("gone", ""))

    def interrupt(self) -> None:
        """Interrupt what it is doing, as Ctrl-C does."""
        self._order("interrupt")

    def _order(self, order: str) -> None:
        with contextlib.suppress(WireError):
            self.orders.send(order, seconds=5)

    def abandon(self) -> None:
        """Close both links: its keeper ends it, if there still is one."""
        self.channel.close()
        self.orders.close()

    def end(self) -> str:
        """End it, wait until nothing of it is left, and say how it had ended.

        Raises
        ------
        StillThere
            If the keeper doesn't confirm that nothing is left.
        """
        self.channel.close()
        if not self.gone:
            self._order("end")
            try:
                report = self.orders.receive(30)
                while "gone" not in report:
                    report = self.orders.receive(30)
                self.gone = str(report["gone"])
            except WireError as error:
                raise StillThere(f"the end of a submission was not confirmed: {error}") from None
            finally:
                self.orders.close()
        return self.gone


class StillThere(Exception):
    """Nobody confirmed that a submission's processes are gone: its results can't be trusted."""


# ---------------------------------------------------------------- what is visible inside


def _behind_walls(kit: Path) -> tuple[list[str], None]:
    """The command that starts the warm process in a jail; its environment is in the command."""
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        raise NoJail("bubblewrap (bwrap) is not installed.")
    return [bubblewrap, *_view(kit), "--"], None


def _lock() -> dict[str, Any]:
    """What the worker needs in order to lock a submission in."""
    try:
        rules = submission_filter()
    except NoFilters as error:
        raise NoJail(f"{error}.") from None
    kept = [folder for folder in _library_folders() if Path(folder).is_relative_to("/tmp")]
    return {"filter": rules.program, "seccomp": rules.seccomp, "kept": kept}


def _in_the_open(kit: Path) -> dict[str, str]:
    """The environment of a warm process without walls."""
    own = {
        "HOME": str(kit),
        "TMPDIR": str(kit),
        "PYTHONPATH": str(kit),
        "COURSE_PROGRESS": str(kit),
    }
    return {**_ENVIRONMENT, **own, "IPYTHONDIR": str(kit), "MPLCONFIGDIR": str(kit)}


def _view(kit: Path) -> Iterator[str]:
    """Bubblewrap's options: what the warm process may see, and what it may do."""
    root = os.getuid() == 0
    if root:
        rights = ["SYS_ADMIN", "SYS_PTRACE", "SETUID", "SETGID", "SETPCAP", "KILL"]
    else:
        rights = ["SYS_ADMIN", "SETPCAP"]
        yield from ("--unshare-user", "--uid", "0", "--gid", "0")
    yield from ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL")
    for right in rights:
        yield from ("--cap-add", f"CAP_{right}")
    yield from ("--clearenv", "--tmpfs", "/tmp")
    for name, value in _ENVIRONMENT.items():
        yield from ("--setenv", name, value)
    folders = _library_folders()
    for parent in sorted({str(p) for f in [*folders, "/cache/x"] for p in Path(f).parents} - {"/"}):
        if not any(Path(parent).is_relative_to(folder) for folder in folders):
            yield from ("--perms", "0755", "--dir", parent)  # by itself it makes them for one user
    for folder in folders:
        yield from ("--ro-bind", folder, folder)
    for name in ("/bin", "/lib", "/lib64", "/lib32", "/sbin"):
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), name)
        elif path.is_dir() and name.startswith("/lib"):
            yield from ("--ro-bind", name, name)
    for name in ("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime"):
        yield from ("--ro-bind-try", name, name)
    for package in ("autograder", "functions"):
        for folder in _site_folders():
            if (Path(folder) / package).is_dir():
                yield from ("--tmpfs", str(Path(folder) / package))
    yield from ("--ro-bind", str(kit), "/course")
    for cache in _font_caches():
        yield from ("--ro-bind", str(cache), f"/cache/{cache.name}")
    yield from ("--proc", "/proc", "--dir", "/dev/shm", "--chdir", "/tmp")
    for device in ("null", "zero", "full", "random", "urandom"):
        yield from ("--dev-bind", f"/dev/{device}", f"/dev/{device}")
    yield from ("--remount-ro", "/")


_ENVIRONMENT = {
    "HOME": "/tmp/home",
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin",
    "PYTHONPATH": "/course",
    "MPLCONFIGDIR": "/cache",
    "MPLBACKEND": "agg",
    "IPYTHONDIR": "/tmp/ipython",
    "COURSE_PROGRESS": "/tmp/progress",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


def _library_folders() -> list[str]:
    """Folders to bind: the system's libraries, the interpreter, and its packages."""
    prefix = Path(sys.prefix)
    candidates = ["/usr", sys.base_prefix, *_site_folders()]
    if sys.prefix != sys.base_prefix:
        candidates += [str(prefix / "bin"), str(prefix / "pyvenv.cfg")]
    chosen: list[str] = []
    for name in candidates:
        known = any(Path(name).is_relative_to(folder) for folder in chosen)
        if Path(name).exists() and not known:
            chosen.append(name)
    return chosen


def _site_folders() -> list[str]:
    return sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})


def _font_caches() -> list[Path]:
    """Matplotlib's lists of fonts, one a version, which take seconds to make."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("MPLCONFIGDIR") or Path(caches) / "matplotlib")
    with contextlib.suppress(OSError):
        return sorted(folder.glob("fontlist-*.json"))
    return []
