"""Named fault points: where a test may stop, delay or kill the road. Inert otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

#: Every point, in the order of the road. A crash at any of them must change nothing in the end.
POINTS: Final = (
    "upload.stored",
    "upload.recorded",
    "submit.stored",
    "submit.committed",
    "relay.taken",
    "relay.published",
    "relay.marked",
    "run.received",
    "run.claimed",
    "run.started",
    "run.performed",
    "run.stage_written",
    "run.result_written",
    "run.ending_stored",
    "run.handed_on",
    "run.acknowledged",
    "run.reported",
    "finalize.received",
    "finalize.ending_stored",
    "finalize.in_transaction",
    "finalize.committed",
    "ledger.committed",
    "finalize.acknowledged",
    "after.taken",
    "after.called",
    "notify.taken",
    "notify.posted",
    "notify.marked",
    "sweep.looked",
    "cancel.requested",
    "cancel.ending_stored",
)

_trap: Callable[[str], None] | None = None


def reach(point: str) -> None:
    """Say that execution is at ``point``; what the trap raises goes through."""
    if _trap is not None:
        _trap(point)


@contextmanager
def trapped(trap: Callable[[str], None]) -> Iterator[None]:
    """While open, call ``trap`` with the name of each point that is reached."""
    global _trap  # noqa: PLW0603  one trap for the process, and only in tests
    before, _trap = _trap, trap
    try:
        yield
    finally:
        _trap = before
