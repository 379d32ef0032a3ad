"""open_box: the strongest box that the machine offers; InlineBox: none at all, for tests."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Any, Final, Protocol

from resume_pipeline.errors import SettingsError
from resume_pipeline.ports.stage import Box, Boxed
from resume_pipeline.sandbox.answer import PREFIX, answer_of, parsed
from resume_pipeline.sandbox.confine import offered
from resume_pipeline.sandbox.levels import LANDLOCK, NONE, RLIMITS, SECCOMP
from resume_pipeline.sandbox.limits import BoxLimits
from resume_pipeline.sandbox.spawn import SpawnBox
from resume_pipeline.sandbox.zygote_box import ZygoteBox
from resume_pipeline.settings import Isolation, Settings

#: What ``strict`` asks for. A network namespace is not among it: seccomp refuses every socket.
_DEMANDED: Final = frozenset({RLIMITS, LANDLOCK, SECCOMP})


class OpenBox(Box, Protocol):
    """A box that holds processes until it is closed."""

    def close(self) -> None:
        """Let go of them."""
        ...


def open_box(limits: BoxLimits | None = None, isolation: Isolation = "strongest") -> OpenBox:
    """A box with these limits, or the default ones: forking where that works, else spawning.

    Args:
        limits: what opening one document may take.
        isolation: the strongest that the machine offers; or ``strict``, which refuses a machine
            that does not offer every wall; or ``unsafe-in-process``, which is no box at all.

    Raises:
        SettingsError: the machine offers less than was demanded.
    """
    if isolation == "unsafe-in-process":
        return InlineBox(limits, allow_unsafe=True)
    missing = _DEMANDED - offered()
    if isolation == "strict" and missing:
        raise SettingsError(
            f"isolation is strict, and this machine does not offer {', '.join(sorted(missing))}"
        )
    if hasattr(os, "fork") and hasattr(socket, "send_fds"):
        return ZygoteBox(limits)
    return SpawnBox(limits)


def configured_box(settings: Settings) -> OpenBox:
    """The box that ``settings`` ask for.

    Raises:
        SettingsError: the machine offers less than was demanded.
    """
    limits = BoxLimits(wall_ms=int(settings.box_seconds * 1000), memory_bytes=settings.box_bytes)
    return open_box(limits, settings.isolation)


class InlineBox:
    """No box: the function runs in this process, unlimited. For tests with their own documents."""

    def __init__(self, limits: BoxLimits | None = None, *, allow_unsafe: bool = False) -> None:
        """Make one.

        Raises:
            SettingsError: ``allow_unsafe`` was not given.
        """
        if not allow_unsafe:
            raise SettingsError("InlineBox opens documents unprotected: say allow_unsafe=True")
        self._limits = limits or BoxLimits()

    def call(self, function: str, content: bytes, options: Mapping[str, Any]) -> Boxed:
        """Call ``module:function`` as ``function(content, **options)`` right here."""
        answer = answer_of(function, content, options, self._limits.output_bytes)
        status, value = parsed(answer[PREFIX:])
        return Boxed(status=status, value=value, isolation=NONE)

    def close(self) -> None:
        """Nothing is held."""
