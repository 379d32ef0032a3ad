"""Levels: which walls stand around a document, as one word for the artifact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: What a child can be held by besides its process, from outermost to innermost.
RLIMITS: Final = "rlimits"
NETNS: Final = "netns"
LANDLOCK: Final = "landlock"
SECCOMP: Final = "seccomp"
WALLS: Final = (RLIMITS, NETNS, LANDLOCK, SECCOMP)

#: No child at all.
NONE: Final = "none"

#: What is weaker without a wall. A network namespace stands behind seccomp, which already refuses
#: every socket, so nothing is weaker without one.
_WEAKER: Final = {
    RLIMITS: "memory is watched from outside instead of being held by the kernel",
    LANDLOCK: "files are kept shut by one wall instead of two",
    SECCOMP: "the child may open sockets and make any system call",
}


def level(walls: Iterable[str]) -> str:
    """The name of a level, such as ``process+rlimits+netns+landlock+seccomp``."""
    raised = set(walls)
    return "+".join(["process", *(wall for wall in WALLS if wall in raised)])


def weaknesses(isolation: str) -> list[str]:
    """What is weaker at this level than at the strongest, in words; empty if nothing is."""
    if isolation == NONE:
        return ["documents are opened in the process that works for everybody"]
    raised = isolation.split("+")
    missing = [wall for wall in _WEAKER if wall not in raised]
    if {LANDLOCK, SECCOMP} <= set(missing):
        files = "the child may read whatever its user can read"
        return [files if wall == LANDLOCK else _WEAKER[wall] for wall in missing]
    return [_WEAKER[wall] for wall in missing]
