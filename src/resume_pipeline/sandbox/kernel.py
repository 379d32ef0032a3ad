"""System calls that Python does not wrap, by number or by name."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from typing import Any


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def is_linux() -> bool:
    """Whether there is such a kernel; asked where its calls would be made."""
    return sys.platform.startswith("linux")


def invoke(function: str, *arguments: Any) -> int:
    """What a function of the C library returns.

    Raises:
        OSError: it returned -1, or the library has no such function.
    """
    found = getattr(_libc(), function, None)
    if found is None:
        raise OSError(f"the C library has no {function}")
    result: int = found(*map(_wide, arguments))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), function)
    return result


def syscall(number: int, *arguments: Any) -> int:
    """What a system call returns.

    Raises:
        OSError: it failed.
    """
    return invoke("syscall", number, *arguments)


def _wide(argument: Any) -> Any:
    """Whole numbers as wide as a register, because these functions take any number of them."""
    return ctypes.c_long(argument) if isinstance(argument, int) else argument
