"""Patience: what the loops do while a backend does not answer, and between two groups."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from resume_pipeline.errors import UnavailableError
from resume_pipeline.ports.logs import log_bug

logger = logging.getLogger("resume_pipeline")
T = TypeVar("T")
_REST = 1.0  # seconds between tries while a backend does not answer


def tried(action: Callable[[], T]) -> T | None:
    """What ``action`` returns, or None after a rest if a backend does not answer."""
    try:
        return action()
    except UnavailableError as error:
        logger.warning("%s: %s", type(error).__name__, error)
    except Exception:  # a bug over one job must not end the loop that serves all others
        log_bug("something that should not happen did; the loop goes on")
    time.sleep(_REST)
    return None


class Spacing:
    """Keeps groups apart, so that under load each is large enough to be worth its statements.

    The larger the last one was, the longer the next may gather. Who comes after a pause does not
    wait, nor does what stands in line behind a group that was as large as one may be.
    """

    def __init__(self, each: float, most: float, full: int) -> None:
        """Groups begin ``each`` seconds for every item of the last, at most ``most``, after it.

        Args:
            full: how many items a group has at most.
        """
        self._each, self._most, self._full = each, most, full
        self._began = 0.0
        self._last = 0

    def keep(self) -> None:
        """Wait until the next group may begin."""
        left = self._began + min(self._each * self._last, self._most) - time.monotonic()
        if left > 0 and self._last < self._full:
            time.sleep(left)
        self._began = time.monotonic()

    @property
    def was_idle(self) -> bool:
        """Whether the last group was empty."""
        return self._last == 0

    def had(self, count: int) -> None:
        """So many items were in the group that began last."""
        self._last = count
