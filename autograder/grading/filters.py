"""Which system calls a submission may make: a seccomp filter, made outside the jail by libseccomp.

Everything that is not allowed fails with "Operation not permitted". New threads are allowed, new
programs never; whether a process may fork is asked of its keeper, who says yes once per exercise.
"""

from __future__ import annotations

import errno
import functools
import tempfile
from dataclasses import dataclass

_FILES = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek open openat openat2
creat close close_range stat fstat lstat newfstatat fstatat64 statx statfs fstatfs access faccessat
faccessat2 readlink readlinkat getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename
renameat renameat2 link linkat symlink symlinkat chmod fchmod fchmodat utime utimes utimensat
futimesat truncate ftruncate fallocate fsync fdatasync sync_file_range getdents getdents64 umask dup
dup2 dup3 pipe pipe2 fcntl flock poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl
epoll_wait epoll_pwait eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime
copy_file_range sendfile getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr fadvise64
readahead
"""
_MEMORY = """
mmap munmap mprotect mremap madvise brk msync mincore membarrier rseq futex futex_waitv
set_robust_list get_robust_list get_mempolicy
"""
_PROCESS = """
set_tid_address gettid getpid getppid getuid geteuid getgid getegid getresuid getresgid getgroups
getpgrp getpgid getsid getrlimit setrlimit prlimit64 getrusage getpriority times sysinfo uname
capget getcpu sched_yield sched_getaffinity sched_getparam sched_getscheduler
sched_get_priority_max sched_get_priority_min kill tkill tgkill wait4 waitid exit exit_group
restart_syscall arch_prctl prctl
"""
_TIME = """
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time alarm setitimer getitimer
timer_create timer_settime timer_gettime timer_delete timer_getoverrun pause getrandom
"""
_SIGNALS = """
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait rt_sigqueueinfo
sigaltstack
"""
# Links that exist already, and pairs of a process with itself (asyncio needs one); no socket().
_LINKS = "socketpair sendmsg recvmsg sendto recvfrom shutdown getsockopt getsockname getpeername"

ALLOWED = " ".join([_FILES, _MEMORY, _PROCESS, _TIME, _SIGNALS, _LINKS]).split()

_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS … FIOCLEX
_THREAD = 0x00010000  # CLONE_THREAD
_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW… that clone() knows
_EACCES = errno.EACCES


class NoFilters(Exception):
    """The host can't make or run seccomp filters."""


@dataclass(frozen=True)
class Filter:
    """A filter as the kernel takes it, and the number of the call that loads it."""

    program: bytes
    seccomp: int


@functools.cache
def submission_filter() -> Filter:
    """The filter for a process that runs a submission.

    Raises
    ------
    NoFilters
        If libseccomp is not there.
    """
    try:
        import pyseccomp as libseccomp
    except Exception as error:  # it loads the library when it is imported
        raise NoFilters(f"libseccomp cannot be loaded: {error}") from None
    rules = libseccomp.SyscallFilter(libseccomp.ERRNO(errno.EPERM))
    for name in ALLOWED:
        _add(rules, libseccomp.ALLOW, name)
    for request in _TERMINAL_QUESTIONS:
        _add(rules, libseccomp.ALLOW, "ioctl", libseccomp.Arg(1, libseccomp.EQ, request))
    thread = libseccomp.Arg(0, libseccomp.MASKED_EQ, _THREAD | _NEW_NAMESPACES, _THREAD)
    process = libseccomp.Arg(0, libseccomp.MASKED_EQ, _THREAD | _NEW_NAMESPACES, 0)
    _add(rules, libseccomp.ALLOW, "clone", thread)
    _add(rules, libseccomp.NOTIFY, "clone", process)
    _add(rules, libseccomp.NOTIFY, "fork")
    # glibc then takes clone(), whose flags a filter can see
    _add(rules, libseccomp.ERRNO(errno.ENOSYS), "clone3")
    _add(rules, libseccomp.ERRNO(_EACCES), "execve")
    _add(rules, libseccomp.ERRNO(_EACCES), "execveat")
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        program = file.read()
    return Filter(program, libseccomp.resolve_syscall(libseccomp.system_arch(), "seccomp"))


def _add(rules, action: int, name: str, *conditions) -> None:
    try:
        rules.add_rule(action, name, *conditions)
    except (OSError, ValueError):
        pass  # a call that this processor or this version of libseccomp doesn't have
