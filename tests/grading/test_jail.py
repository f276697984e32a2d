"""What a submission can reach from inside the jail: nothing that is not its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import LIMITS, start_jail

from autograder.grading import filters
from autograder.grading import jail as jail_module
from autograder.grading.jail import Inmate, Jail, JailGone, NoJail
from autograder.grading.wire import Closed, Late, WireError


def said(inmate: Inmate, source: str, seconds: float = 60) -> str:
    """Run a cell; returns what it printed, and the name of the error it ended with."""
    inmate.channel.send({"do": "cells", "cells": [[0, source]], "files": {}, "names": []})
    report = inmate.channel.receive(seconds)
    assert "done" in inmate.channel.receive(10)
    return "".join(o.get("text") or o.get("ename", "") for o in report["outputs"])


def run(jail: Jail, source: str) -> str:
    inmate = jail.start()
    try:
        return said(inmate, source)
    finally:
        inmate.end()


REFUSED = {
    "another folder of the host": "import os; os.listdir('/var')",
    "the project": f"open({str(Path(jail_module.__file__).parents[1] / 'judge.py')!r})",
    "the password file": "open('/etc/passwd')",
    "its own library folder, to write": "import numpy; open(numpy.__file__, 'a')",
    "a new file outside its folder": "open('/new', 'w')",
    "a network socket": "import socket; socket.socket()",
    "an abstract socket": "import socket; socket.socket(socket.AF_UNIX).bind('\\0name')",
    "a netlink socket": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",
    "a name server": "import socket; socket.getaddrinfo('example.org', 80)",
    "a fork": "import os; os.fork()",
    "a program": "import os; os.execv('/usr/bin/env', ['env'])",
    "a program, by subprocess": "import subprocess; subprocess.run(['/usr/bin/env'])",
    "another user's rights": "import os; os.setuid(0)",
    "another root": "import os; os.chroot('/tmp')",
    "a device": "import os; os.mknod('/tmp/work/sda', 0o60666, os.makedev(8, 0))",
    "a pipe that has a name": "import os; os.mkfifo('/tmp/work/pipe')",
    "memory without a file": "import os; os.memfd_create('x')",
    "more open files than a few": "fs = [open('/dev/null') for _ in range(5000)]",
    "a large file": "open('/tmp/work/big', 'wb').write(b'x' * 20 * 2**20)",
    "much memory": "x = bytearray(8 * 2**30)",
    "the processes of others": "import os; os.kill(2**15, 9)",
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_submission_is_refused(jail, what):
    text = run(jail, REFUSED[what])
    assert "Error" in text or text == "gaierror", text


SET_BY_LIBRARIES = {
    "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "GIT_PAGER", "KMP_DUPLICATE_LIB_OK",
    "KMP_INIT_AT_FORK", "PAGER", "TERM",
}  # fmt: skip

SYSCALLS = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
for name, call in {
    'unshare': lambda: libc.unshare(0x10000000),
    'mount': lambda: libc.mount(b'none', b'/tmp', b'tmpfs', 0, None),
    'umount': lambda: libc.umount2(b'/tmp', 2),
    'ptrace': lambda: libc.ptrace(0, 0, 0, 0),
    'shmget': lambda: libc.shmget(0, 4096, 0o1666),
    'setns': lambda: libc.setns(0, 0),
    'process_vm_readv': lambda: libc.process_vm_readv(1, 0, 0, 0, 0, 0),
    'keyctl': lambda: libc.syscall(250, 0, 0, 0),
    'bpf': lambda: libc.syscall(321, 0, 0, 0),
    'perf_event_open': lambda: libc.syscall(298, 0, 0, 0, 0, 0),
    'io_uring_setup': lambda: libc.syscall(425, 1, 0),
    'userfaultfd': lambda: libc.syscall(323, 0),
    'clone': lambda: libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0),
    'vfork': lambda: libc.vfork(),
    'personality': lambda: libc.personality(0x0040000),
}.items():
    print(name, call() != -1)
"""


def test_no_dangerous_system_call_succeeds(jail):
    lines = run(jail, SYSCALLS).split("\n")
    assert [line for line in lines if line.endswith("True")] == []
    assert len([line for line in lines if line.endswith("False")]) == 15


def test_a_submission_has_no_rights_left(jail):
    status = run(jail, "print(open('/proc/self/status').read())")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(fields[name], 16) == 0, name
    assert fields["NoNewPrivs"] == "1"
    assert fields["Seccomp"] == "2"
    assert fields["Threads"] == "1"


def test_a_submission_sees_no_secret_of_the_host(monkeypatch):
    monkeypatch.setenv("COURSE_TEST_SECRET", "hunter2")
    with start_jail("transpose") as jail:
        names = set(run(jail, "import os; print(*os.environ)").split())
        memory = run(jail, "print(b'hunter2' in open('/proc/self/environ', 'rb').read())")
    assert (
        names & set(os.environ) <= {*jail_module._ENVIRONMENT, "PWD", "LC_CTYPE"} | SET_BY_LIBRARIES
    )
    assert "COURSE_TEST_SECRET" not in names
    assert memory in ("False\n", "PermissionError")


def test_a_submission_sees_only_its_own_processes(jail):
    numbers = run(
        jail, "import os; print(*[n for n in os.listdir('/proc') if n.isdigit()])"
    ).split()
    assert numbers in ([], ["1"])


def test_no_descriptor_but_its_own_is_open(jail):
    text = run(
        jail,
        "import os, stat\n"
        "for n in range(3, 64):\n"
        "    try: mode = os.fstat(n).st_mode\n"
        "    except OSError: continue\n"
        "    print('socket' if stat.S_ISSOCK(mode) else 'other')",
    )
    assert text.split().count("socket") == 1


def test_neither_checks_nor_answers_are_inside(jail):
    text = run(
        jail,
        "import importlib\n"
        "for name in ('autograder.judge', 'autograder.catalogue', 'autograder.notebook',\n"
        "             'autograder.grading.session', 'autograder.grading.gradebook'):\n"
        "    try: importlib.import_module(name); print(name)\n"
        "    except ImportError: pass\n"
        "import functions, functions.anova, functions.data_model\n"
        "print([n for n in ('run_anova', 'transpose') if hasattr(functions, n)])\n"
        "try: functions.anova.run_anova(None, None)\n"
        "except NameError as error: print('not available' in str(error))",
    )
    assert text == "[]\nTrue\n"


def test_data_that_lessons_use_are_inside(jail):
    assert run(jail, "from functions import simulate_hspc\nprint(*simulate_hspc())") == (
        "expression genes samples\n"
    )


def test_one_submission_leaves_nothing_for_the_next(jail):
    run(jail, "open('/tmp/work/answers', 'w').write('x'); open('/dev/shm/answers', 'w').write('x')")
    left = "import os; print(os.listdir('/tmp/work'), os.listdir('/dev/shm'))"
    assert run(jail, left) == "[] []\n"


def test_submissions_side_by_side_do_not_see_each_other(jail):
    first, second = jail.start(), jail.start()
    said(first, "open('/tmp/work/answers', 'w').write('x')")
    assert said(second, "import os; print(os.listdir('/tmp/work'))") == "[]\n"
    first.end()
    second.end()


@pytest.mark.parametrize(
    "bomb",
    [
        "i = 0\nwhile True:\n    open(f'/tmp/work/{i}', 'w').close(); i += 1",
        "i = 0\nwhile True:\n    open(f'/tmp/work/{i}', 'wb').write(b'x' * 2**20); i += 1",
        "x = []\nwhile True:\n    x.append(bytearray(2**26))",
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()",
    ],
    ids=["inodes", "disk", "memory", "threads"],
)
def test_a_bomb_meets_its_limit(jail, bomb):
    assert "Error" in run(jail, bomb)


def test_too_much_output_is_cut(jail):
    inmate = jail.start()
    inmate.channel.send(
        {
            "do": "cells",
            "files": {},
            "names": [],
            "cells": [[0, "for _ in range(10**6): print('x' * 100)"]],
        }
    )
    report = inmate.channel.receive(60)
    assert len(report["outputs"][0]["text"]) < 200_000
    inmate.end()


def test_an_endless_loop_is_interrupted(jail):
    inmate = jail.start()
    inmate.channel.send(
        {"do": "cells", "files": {}, "names": [], "cells": [[0, "while True: pass"]]}
    )
    try:
        assert interrupted(inmate)["outputs"][0]["ename"] == "KeyboardInterrupt"
    finally:
        inmate.end()


def interrupted(inmate):
    """The report on a cell that is interrupted; on a busy machine it may not have begun."""
    for _ in range(20):
        with contextlib.suppress(Late):
            return inmate.channel.receive(1)
        inmate.interrupt()
    raise AssertionError("it can't be interrupted")


def test_nothing_outlives_its_submission(jail):
    """The kernel says so: the process tree below the warm process has no child left."""
    inmate = jail.start()
    inmate.channel.send(
        {"do": "cells", "files": {}, "names": [], "cells": [[0, "import signal\nfor n in range(1, 32):\n    try: signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nimport threading, time\nthreading.Thread(target=time.sleep, args=(9999,)).start()\nwhile True: pass"]]}
    )  # fmt: skip
    with pytest.raises(WireError):
        inmate.channel.receive(0.5)
    assert [pid for pid in descendants(jail) if is_inside_a_submission(pid)]
    assert inmate.end() == "SIGKILL"
    assert not [pid for pid in descendants(jail) if is_inside_a_submission(pid)]


def is_inside_a_submission(pid: int) -> bool:
    """Whether a process is in a PID namespace below the warm process's own."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    numbers = next(line for line in status.splitlines() if line.startswith("NSpid:"))
    return len(numbers.split()) > 3


def descendants(jail: Jail) -> list[int]:
    """The processes below a jail; one that ends while we look has none below it."""
    found, todo = [], [jail._process.pid]
    while todo:
        pid = todo.pop()
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                children = [int(child) for child in task.read_text().split()]
                found += children
                todo += children
    return found


def test_a_closed_jail_leaves_no_process(request):
    jail = start_jail("transpose")
    jail.start()
    processes = descendants(jail)
    jail.close()
    assert processes
    for pid in processes:
        wait_until_gone(pid)


def test_a_killed_grader_leaves_no_process():
    script = (
        "import sys; sys.path.insert(0, 'tests/grading')\n"
        "from conftest import start_jail\n"
        "from test_jail import descendants\n"
        "jail = start_jail('transpose'); jail.start()\n"
        "print(*descendants(jail), flush=True); sys.stdin.read()"
    )
    grader = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    processes = [int(pid) for pid in grader.stdout.readline().split()]
    grader.kill()
    grader.wait()
    assert processes
    for pid in processes:
        wait_until_gone(pid)


def wait_until_gone(pid: int) -> None:
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    import select

    ended, _, _ = select.select([descriptor], [], [], 30)
    os.close(descriptor)
    assert ended


def test_a_jail_that_is_gone_is_noticed():
    jail = start_jail("transpose")
    jail._process.kill()
    jail._process.wait()
    with pytest.raises(JailGone):
        jail.start()
    jail.close()


def test_without_bubblewrap_grading_refuses_and_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoJail, match="apt-get install bubblewrap"):
        Jail(["transpose"], LIMITS)


def test_on_a_host_that_forbids_namespaces_grading_refuses(monkeypatch, tmp_path):
    forbidden = tmp_path / "bwrap"
    forbidden.write_text(
        "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n"
    )
    forbidden.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(
        NoJail, match=r"uid map: Permission denied(.|\n)*lets users make namespaces"
    ):
        Jail(["transpose"], LIMITS).wait()


def test_without_libseccomp_grading_refuses(monkeypatch):
    filters.submission_filter.cache_clear()
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    with pytest.raises(NoJail, match="libseccomp"):
        Jail(["transpose"], LIMITS)


@pytest.mark.skipif(os.getuid() != 0, reason="tests as another user need root; this user is one")
def test_the_jail_works_for_an_ordinary_user_too():
    """In a user namespace without rights outside it, where this user is number 1000."""
    script = (
        "import os, sys; sys.path.insert(0, 'tests/grading')\n"
        "from conftest import start_jail\n"
        "from test_jail import REFUSED, SYSCALLS, run\n"
        "assert os.getuid() == 1000\n"
        "with start_jail('transpose') as jail:\n"
        "    print(all('rror' in run(jail, source) for source in list(REFUSED.values())[:12]))\n"
        "    print('True' not in run(jail, SYSCALLS))\n"
        "    print('CapBnd:\\t0000000000000000' in run(jail, \"print(open('/proc/self/status').read())\"))\n"
    )
    command = [
        "unshare",
        "--user",
        "--map-user=1000",
        "--map-group=1000",
        sys.executable,
        "-c",
        script,
    ]
    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=300,
    )
    if "unshare failed" in ended.stderr:
        pytest.skip("this host lets nobody make a user namespace")
    assert ended.stdout.split() == ["True", "True", "True"], ended.stderr


def test_the_inmates_link_is_all_that_is_left_after_its_end(jail):
    inmate = jail.start()
    inmate.end()
    with pytest.raises(Closed):
        inmate.channel.receive(1)
