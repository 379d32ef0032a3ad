"""What a child gives up before it opens a document."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Final

from resume_pipeline.sandbox import landlock, seccomp
from resume_pipeline.sandbox.kernel import invoke, is_linux
from resume_pipeline.sandbox.levels import LANDLOCK, RLIMITS, SECCOMP

try:
    import resource
except ImportError:  # not a POSIX system: the parent's clock is all there is
    resource = None  # type: ignore[assignment]

#: What a child leaves with that could not give up what it must.
UNCONFINED: Final = 77

_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NOBODY: Final = 65534
_CAPABILITIES_OF_SELF: Final = struct.pack("II", 0x20080522, 0)  # version 3 of the interface
_NO_CAPABILITIES: Final = bytes(24)
_CAP_KILL, _CAP_SETGID, _CAP_SETUID = 5, 6, 7


def offered() -> frozenset[str]:
    """The walls that this machine offers to every child; asking changes nothing."""
    asked = {
        RLIMITS: resource is not None and is_linux(),
        LANDLOCK: landlock.version() > 0,
        SECCOMP: seccomp.is_offered(),
    }
    return frozenset(wall for wall, is_there in asked.items() if is_there)


def leave_network() -> bool:
    """Move this process, of one thread, where there is no network; whether that was allowed.

    Without rights of its own it needs a user namespace for that, and gives up what it is there.
    """
    if not is_linux():
        return False
    with suppress(OSError):
        invoke("unshare", _NEW_NETWORK)
        return True
    with suppress(OSError):
        invoke("unshare", _NEW_USER | _NEW_NETWORK)
        invoke("capset", _CAPABILITIES_OF_SELF, _NO_CAPABILITIES)
        return True
    return False


class Confinement:
    """What a child gives up, made ready before it is forked."""

    def __init__(self, walls: Collection[str]) -> None:
        """Make it ready.

        Args:
            walls: which ones to raise, all of them `offered`.
        """
        self._walls = walls
        self._filter = seccomp.Filter() if SECCOMP in walls else None
        self._held = _capabilities() if is_linux() else 0

    def enter(self, limits: Mapping[str, int]) -> None:
        """Give up files, memory, processes and all rights for good; die with the parent.

        Args:
            limits: the fields of `BoxLimits`.

        Raises:
            OSError: something could not be given up.
        """
        if is_linux():
            _give_up(self._held)
            invoke("prctl", _PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
            invoke("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)
            invoke("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if resource is not None:
            _set_limits(limits)
        if LANDLOCK in self._walls:
            landlock.shut_files()
        if self._filter is not None:
            self._filter.load()


def _give_up(held: int) -> None:
    """Give up the rights of root and of whoever started us, as far as they are ``held``."""
    if all(held >> right & 1 for right in (_CAP_KILL, _CAP_SETGID, _CAP_SETUID)):
        # Without the right to kill, our parent could not kill what is not its own.
        with suppress(OSError):  # not every namespace has such a user
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    if held:
        invoke("capset", _CAPABILITIES_OF_SELF, _NO_CAPABILITIES)


def _capabilities() -> int:
    """The rights in effect, of the first 32, as a set of bits."""
    held = ctypes.create_string_buffer(24)
    invoke("capget", _CAPABILITIES_OF_SELF, held)
    return int.from_bytes(held.raw[:4], sys.byteorder)


def _set_limits(limits: Mapping[str, int]) -> None:
    cpu = limits["cpu_s"]
    wanted = {
        "RLIMIT_AS": (limits["memory_bytes"], limits["memory_bytes"]),
        "RLIMIT_CPU": (cpu, cpu + 1),  # a signal that can be told first, then the kill
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_NOFILE": (limits["open_files"], limits["open_files"]),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_NPROC": (0, 0),
    }
    for name, value in wanted.items():
        _lower(name, value)


def _lower(name: str, value: tuple[int, int]) -> None:
    if not hasattr(resource, name):
        return
    number = getattr(resource, name)
    _, hard = resource.getrlimit(number)
    if hard != resource.RLIM_INFINITY:
        value = (min(value[0], hard), min(value[1], hard))
    try:
        resource.setrlimit(number, value)
    except (ValueError, OSError):
        if is_linux():  # elsewhere some limits exist by name only
            raise


def close_all_but(keep: Iterable[int]) -> None:
    """Close every descriptor from 3 on that is not in ``keep``."""
    low = 3
    for descriptor in sorted(keep):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, _top())


def _top() -> int:
    if not hasattr(resource, "RLIMIT_NOFILE"):
        return 256
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 16 if soft == resource.RLIM_INFINITY else min(soft, 1 << 16)
