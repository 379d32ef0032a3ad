"""Keys, streams and processes with which storages are tried."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable

from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.keys import file_key

MIB = 1 << 20
SHA = "a" * 64

#: None of these could have been made by a function of `resume_pipeline.model.keys`.
OUTSIDE = (
    "",
    "/",
    ".",
    "acme",
    "acme/files/../files/secret",
    "../acme/result.json",
    "/etc/passwd",
    "acme/files/cv.pdf",
    "acme//files/" + "0" * 36,
    "Acme/files/01980000-0000-7000-8000-000000000001",
    "acme/files/01980000-0000-7000-8000-000000000001/",
    "acme/files/01980000-0000-7000-8000-000000000001\n",
    "acme/files/01980000-0000-7000-8000-000000000001\x00",
    "acme/files/01980000-0000-7000-8000-00000000000١",
    "acme/jobs/01980000-0000-7000-8000-000000000001/stages/../result.json",
    "acme/jobs/01980000-0000-7000-8000-000000000001/attempts/-1/end.json",
    "s3://elsewhere/acme/files/01980000-0000-7000-8000-000000000001",
)
OUTSIDE_PREFIXES = (
    "",
    "/",
    "../",
    "acme",
    "acme/../",
    "acme/files",
    "acme/files/x/",
    "acme//",
    "acme/jobs/../",
    ".incoming/",
    "acme/files/01980000-0000-7000-8000-000000000001/",
)


def new_id() -> str:
    """A fresh id."""
    return uuid7(1_750_000_000_000)


def new_key() -> str:
    """The key of a file that nobody wrote yet."""
    return file_key("acme", new_id())


class Endless(io.BytesIO):
    """``size`` bytes that are never in memory at once; raises after them if told to."""

    def __init__(self, size: int, *, then: Exception | None = None) -> None:
        super().__init__()
        self._left = size
        self._then = then

    def read(self, size: int | None = -1) -> bytes:
        """Up to ``size`` of the bytes."""
        if not self._left and self._then:
            raise self._then
        piece = b"x" * min(self._left, self._left if size is None or size < 0 else size)
        self._left -= len(piece)
        return piece


class DisconnectedError(Exception):
    """What a host's upload stream may raise."""


def in_child(act: Callable[[], bytes]) -> bytes:
    """What ``act`` returns in a forked process; empty if it fails there."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # Forking beside threads is what hosts do, and what is tested.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            os.write(writer, act())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        body = answer.read()
    os.waitpid(child, 0)
    return body
