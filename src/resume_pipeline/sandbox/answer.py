"""What a boxed function's end looks like, as bytes in the child and as `Boxed` in the parent.

The child writes eight bytes of length and then JSON, ``{"status": ..., "value": ...}``. The
parent believes nothing that does not fit: a child that was taken over by its document can write
what it likes.
"""

from __future__ import annotations

import importlib
import json
import signal
from collections.abc import Callable, Mapping
from typing import Any

PREFIX = 8  # bytes of big-endian length before an answer
STATUSES = frozenset({"ok", "limit_time", "limit_memory", "limit_output", "crashed"})

#: How a failed allocation ends a process: C++ aborts or traps, the kernel kills.
_MEMORY_SIGNALS = frozenset(
    getattr(signal, name)
    for name in ("SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV", "SIGKILL")
    if hasattr(signal, name)
)


def resolve(function: str) -> Callable[..., Any]:
    """The function that ``module:function`` names."""
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def prepare(function: str, options: Mapping[str, Any]) -> None:
    """Let a function's module load what its children will not be able to, by these options.

    A module that has files of its own to open, such as the data of a language, has a function
    ``prepare`` for it; it is called before every call, and never sees a document.
    """
    module = importlib.import_module(function.partition(":")[0])
    loads = getattr(module, "prepare", None)
    if loads is not None:
        loads(**options)


def framed(answer: Mapping[str, Any]) -> bytes:
    """``answer`` with its length in front; lone surrogates become question marks."""
    body = json.dumps(answer, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    return len(body).to_bytes(PREFIX, "big") + body


#: Written when there may be no memory left to build an answer in.
OUT_OF_MEMORY = framed({"status": "limit_memory"})


def answer_of(
    function: str, content: bytes, options: Mapping[str, Any], output_bytes: int
) -> bytes:
    """Call the function and frame what came of it; never raises.

    An exception is told by the name of its class alone: its text could quote the document.
    """
    try:
        answer = framed({"status": "ok", "value": resolve(function)(content, **options)})
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException as error:  # SystemExit too: the child has one way out
        return framed({"status": "crashed", "value": type(error).__name__})
    too_long = len(answer) - PREFIX > output_bytes
    return framed({"status": "limit_output"}) if too_long else answer


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def parsed(body: bytes) -> tuple[str, Any]:
    """Status and value of an answer's JSON; whatever is not an answer is a crash."""
    try:
        answer = json.loads(body, parse_constant=_refuse)
        if b"\\u" in body:  # an escape may smuggle in half a character that no one can write
            json.dumps(answer, ensure_ascii=False).encode()
        status, value = answer["status"], answer.get("value")
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return "crashed", None
    if not isinstance(status, str) or status not in STATUSES:
        return "crashed", None
    return status, value


def death(signal_number: int, resident: int, memory_bytes: int) -> tuple[str, str | None]:
    """Status and value for a child that died without an answer.

    Args:
        signal_number: that ended it, or 0 if it exited by itself.
        resident: the most bytes that it ever had in memory.
        memory_bytes: its limit.
    """
    if signal_number == 0:
        return "crashed", None
    if signal_number == getattr(signal, "SIGXCPU", -1):
        return "limit_time", None
    # An abort is a memory limit only if the child was big: a limit on address space stops it at
    # the latest when it asks for the other three quarters at once.
    if signal_number in _MEMORY_SIGNALS and resident >= memory_bytes // 4:
        return "limit_memory", None
    return "crashed", signal.Signals(signal_number).name
