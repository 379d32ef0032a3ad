"""seccomp: a filter that refuses every system call but those that computing needs.

What is not on the list fails with EPERM: no file is opened or looked up, no socket made, no
process or thread started, no signal sent to anybody else, nothing traced. The filter is a classic
BPF program (``linux/filter.h``) over ``struct seccomp_data`` (``linux/seccomp.h``).
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from functools import cache
from typing import Final

from resume_pipeline.sandbox.kernel import invoke, is_linux, syscall

#: What computing needs, with its number on x86-64 and on arm64.
_ALLOWED: Final = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "sched_yield": (24, 124),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "getrusage": (98, 165),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getrandom": (318, 278),
    "futex": (202, 98),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
#: Signals, allowed only to the child itself: that is how C++ aborts.
_TO_ITSELF: Final = {"kill": (62, 129), "tgkill": (234, 131)}

#: By machine: which column, ``AUDIT_ARCH_*``, and the number of ``seccomp`` itself.
_MACHINES: Final = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}

_GET_ACTION_AVAIL: Final = 2
_PR_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_REFUSE: Final = 0x00050000 | errno.EPERM

_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16


@cache
def is_offered() -> bool:
    """Whether the kernel filters system calls, and this machine's numbers are known here."""
    machine = _MACHINES.get(_machine())
    if machine is None:
        return False
    try:
        action = struct.pack("I", _REFUSE & 0xFFFF0000)
        return syscall(machine[2], _GET_ACTION_AVAIL, 0, action) == 0
    except OSError:
        return False


def _machine() -> str:
    is_wide = sys.maxsize > 1 << 32  # a narrow process on a wide kernel has other numbers
    return os.uname().machine if is_linux() and is_wide else ""


class Filter:
    """A filter that is built before a fork and loaded after it, when every page costs a copy."""

    def __init__(self) -> None:
        """Build it.

        Raises:
            KeyError: the numbers of this machine's system calls are not known here.
        """
        code = program(_machine(), 0)
        self._code = ctypes.create_string_buffer(code, len(code))
        where = ctypes.addressof(self._code)
        self._described = struct.pack("HxxxxxxQ", len(code) // _INSTRUCTION, where)

    def load(self) -> None:
        """Make no system call but those of the list from now on, for good.

        Raises:
            OSError: the kernel does not offer it, or new privileges were not given up.
        """
        struct.pack_into("I", self._code, len(self._code) + _PROCESS_AT, os.getpid())
        invoke("prctl", _PR_SET_SECCOMP, _MODE_FILTER, self._described, 0, 0)


def program(machine: str, process: int) -> bytes:
    """The filter for a process on a machine, eight bytes an instruction.

    Raises:
        KeyError: the numbers of this machine's system calls are not known here.
    """
    column, architecture, _ = _MACHINES[machine]
    allowed = [numbers[column] for numbers in _ALLOWED.values()]
    own = [numbers[column] for numbers in _TO_ITSELF.values()]
    tests = len(allowed) + len(own)
    # After the tests: refuse; load the first argument; compare; allow; refuse.
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        *((_IF_EQUAL, tests - n + 2, 0, number) for n, number in enumerate(allowed)),
        *((_IF_EQUAL, len(own) - n, 0, number) for n, number in enumerate(own)),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_IF_EQUAL, 0, 1, process),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)


#: Bytes of an instruction; and where the one that compares processes has its number, from the end.
_INSTRUCTION: Final = 8
_PROCESS_AT: Final = 4 - 3 * _INSTRUCTION
