"""Patience: what the loops do while a backend does not answer, and between two groups."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from resume_pipeline.errors import UnavailableError

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
        logger.exception("something that should not happen did; the loop goes on")
    time.sleep(_REST)
    return None


class Spacing:
    """Keeps groups apart, so that under load each is large enough to be worth its statements.

    Who comes after a pause does not wait.
    """

    def __init__(self, seconds: float) -> None:
        """Groups begin at least ``seconds`` after one another."""
        self._seconds = seconds
        self._next = 0.0

    def keep(self) -> None:
        """Wait until the next group may begin."""
        left = self._next - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._next = time.monotonic() + self._seconds
