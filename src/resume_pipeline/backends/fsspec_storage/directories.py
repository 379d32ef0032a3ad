"""Directories reached without following symbolic links, and their way to the disk.

Linux opens a path of any depth so in one call (openat2, Linux 5.6); elsewhere one level is opened
after the other. Linux flushes a file system in one call (syncfs), which for more than a few files
is far cheaper than a flush for each: measured here, .06 ms instead of 1.2 ms for each of 50 jobs.
It waits for whatever else is written to that file system, and says so if any of that fails.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import sys
from contextlib import suppress
from functools import cache
from typing import Any, Final

#: Nobody but the owner and the group may read resumes; the umask decides about the group.
DIRECTORY_MODE: Final = 0o770
_INSIDE: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPENAT2: Final = 437  # the same number on every architecture
_BENEATH_WITHOUT_LINKS: Final = 0x08 | 0x04  # RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS
_BEGIN: Final = 2  # SYNC_FILE_RANGE_WRITE


class _How(ctypes.Structure):
    """Linux's ``struct open_how``."""

    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


_HOW: Final = _How(_INSIDE, 0, _BENEATH_WITHOUT_LINKS)


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def enter(directory: int, folder: str, *, create: bool) -> int:
    """A descriptor of ``folder`` below ``directory``, made with all above it if it is missing.

    Raises:
        OSError: it is missing, or a name on the way is not a directory itself.
    """
    try:
        return _open_below(directory, folder)
    except FileNotFoundError:
        if not create:
            raise
    above, _, name = folder.rpartition("/")
    parent = enter(directory, above, create=True) if above else os.dup(directory)
    try:
        with suppress(FileExistsError):
            os.mkdir(name, DIRECTORY_MODE, dir_fd=parent)
        return os.open(name, _INSIDE, dir_fd=parent)
    finally:
        os.close(parent)


def _open_below(directory: int, folder: str) -> int:
    found = _openat2(directory, folder)
    return _one_by_one(directory, folder) if found is None else found


def _openat2(directory: int, folder: str) -> int | None:
    """None where this call does not exist or is not allowed."""
    libc = _libc()
    if libc is None:
        return None
    path = os.fsencode(folder)
    found: int = libc.syscall(_OPENAT2, directory, path, ctypes.byref(_HOW), ctypes.sizeof(_HOW))
    if found >= 0:
        return found
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EPERM, errno.EAGAIN):
        return None
    raise OSError(number, os.strerror(number))


def _one_by_one(directory: int, folder: str) -> int:
    descriptor = os.dup(directory)
    for name in folder.split("/"):
        try:
            inner = os.open(name, _INSIDE, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


def lineage(folder: str) -> list[str]:
    """``a/b/c`` as ``a``, ``a/b``, ``a/b/c``."""
    parts = folder.split("/")
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def flush(descriptor: int) -> None:
    """Have the disk, not only the system, take what was written.

    Raises:
        OSError: it did not.
    """
    full = getattr(fcntl, "F_FULLFSYNC", None)  # macOS: fsync stops at the drive's cache
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def begin_flush(descriptor: int, start: int, size: int) -> None:
    """Have the system begin to write a part of a file to the disk, where it can be asked to.

    Nothing is promised by it; a flush later has less to wait for, and tells what failed.
    """
    libc = _libc()
    if libc is not None and hasattr(libc, "sync_file_range"):
        libc.sync_file_range(descriptor, ctypes.c_int64(start), ctypes.c_int64(size), _BEGIN)


def flush_system(directory: int) -> bool:
    """Have the disk take all that was written to the file system of ``directory``.

    Returns:
        False where that cannot be asked for, and nothing was done.

    Raises:
        OSError: it did not.
    """
    libc = _libc()
    if libc is None or not hasattr(libc, "syncfs") or not _reports_errors():
        return False
    if libc.syncfs(directory) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return True


@cache
def _reports_errors() -> bool:
    """Whether the kernel's syncfs tells of failed writes: since Linux 5.8 (syncfs(2))."""
    major, minor = os.uname().release.split(".")[:2]
    return (int(major), int(minor)) >= (5, 8)
