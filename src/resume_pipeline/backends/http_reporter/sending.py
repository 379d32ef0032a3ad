"""Sending: a thread that tries letters again, so that no job waits for a host that is silent.

A letter is tried at once. A completion that is not accepted is tried again, after waits with full
jitter, until its time is over; then it is dropped, and the sweep finds in storage what it said.
Whoever hands it over once more meanwhile meets the letter that is in line, with its waits; one
that was accepted stays there, too, without its body, so that it is not sent again.
"""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

import attrs

from resume_pipeline.backends.http_reporter.posting import Answer
from resume_pipeline.errors import ReportError

logger = logging.getLogger("resume_pipeline")
_GONE: Final = 410


@attrs.frozen(kw_only=True)
class Pace:
    """How long things may take. Seconds.

    Attributes:
        total: for which a completion is tried, from when it was handed over.
        fresh: for which anything else is worth its one try.
        base, cap: a wait is drawn evenly from 0 to ``base`` doubled per try, at most ``cap``.
        attempt: for one attempt.
        hold: for which a caller waits to learn how the first try went.
        drain: for which closing waits for what is still in line.
        line: how many letters may wait; a number, no seconds.
    """

    total: float = 60
    fresh: float = 15
    base: float = 1
    cap: float = 15
    attempt: float = 15
    hold: float = 2
    drain: float = 10
    line: int = 1000


@attrs.define(kw_only=True, eq=False)
class Letter:
    """One report on its way.

    Attributes:
        id: the same for every try.
        is_once: whether a second try would be pointless: the next one says it anew.
        due, until: from when and until when it may be tried, by the monotonic clock; with both the
            same it is not tried any more, and stays in line so that nobody starts it anew.
        problem: how its last try failed; empty before it, and after it was accepted.
    """

    id: str
    body: bytes
    is_once: bool
    due: float = 0
    until: float = 0
    tries: int = 0
    problem: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether the host has it."""
        return self.tries > 0 and not self.problem


class Sender:
    """Tries letters, one at a time, completions first."""

    def __init__(self, attempt: Callable[[Letter], Answer], pace: Pace) -> None:
        self._attempt = attempt
        self._pace = pace
        self._changed = threading.Condition()
        self._line: list[Letter] = []
        self._is_closed = False
        self._is_silent = False
        self._thread: threading.Thread | None = None

    def send(self, letters: Sequence[Letter]) -> None:
        """Put ``letters`` in line; wait a moment to see that the host takes them.

        A host that was silent at the last try is not waited for.

        Raises:
            ReportError: not all were accepted yet, or the line is full or closed.
        """
        with self._changed:
            letters = self._put(letters)
            if not self._is_silent:
                self._changed.wait_for(lambda: _are_tried(letters), self._pace.hold)
            late = _not_accepted(letters)
        if late:
            problem = next((letter.problem for letter in late if letter.problem), "no answer yet")
            raise ReportError(f"{len(late)} of {len(letters)} reports not accepted: {problem}")

    def close(self) -> None:
        """Accept no more; try what is in line for a while, then drop it."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(self._pace.drain)
        with self._changed:
            lost = len(_not_accepted(self._line))
            if lost:
                logger.warning("reports not delivered, which the sweep will find: %d", lost)
            self._line.clear()
            self._changed.notify_all()

    def _put(self, letters: Sequence[Letter]) -> list[Letter]:
        """The letters that stand in line for ``letters``: themselves, or earlier ones."""
        if self._is_closed:
            raise ReportError("the reporter is closed")
        standing = {letter.id: letter for letter in self._line}
        fresh = [letter for letter in letters if letter.id not in standing]
        if len(_not_accepted(self._line)) + len(fresh) > self._pace.line:
            raise ReportError("too many reports wait for a host that does not take them")
        now = time.monotonic()
        for letter in fresh:
            letter.due = now
            letter.until = now + (self._pace.fresh if letter.is_once else self._pace.total)
        self._line += fresh
        if fresh:
            self._wake()
        return [standing.get(letter.id, letter) for letter in letters]

    def _wake(self) -> None:
        # Started late: whoever only asks where reports go, or forks, has no thread.
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="reports", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        while (letter := self._next()) is not None:
            self._try(letter)

    def _next(self) -> Letter | None:
        """The letter to try now, once there is one; None when closed with none left to try."""
        with self._changed:
            while True:
                now = time.monotonic()
                self._drop_late(now)
                due = [letter for letter in self._line if letter.due <= now]
                if due:
                    return min(due, key=lambda letter: (letter.is_once, letter.due))
                if self._is_closed and all(letter.due == letter.until for letter in self._line):
                    return None
                next_due = min((letter.due for letter in self._line), default=None)
                self._changed.wait(None if next_due is None else next_due - now)

    def _drop_late(self, now: float) -> None:
        self._line = [letter for letter in self._line if letter.until > now]

    def _try(self, letter: Letter) -> None:
        try:
            answer = self._attempt(letter)
        except ReportError as error:
            self._note(letter, str(error), wait=self._jitter(letter.tries))
            return
        problem = "" if answer.is_accepted else f"the callback's host answered {answer.status}"
        is_over = answer.is_accepted or answer.status == _GONE
        wait = math.inf if is_over else max(self._jitter(letter.tries), answer.retry_after)
        self._note(letter, problem, wait=wait)

    def _note(self, letter: Letter, problem: str, wait: float) -> None:
        """Keep what came of a try; a completion stays in line until its time is over."""
        with self._changed:
            letter.tries += 1
            letter.problem = problem
            letter.due = min(time.monotonic() + wait, letter.until)
            self._is_silent = bool(problem)
            if letter.is_once:
                self._line = [other for other in self._line if other is not letter]
            elif not problem:
                letter.body = b""
            elif letter.due == letter.until:
                logger.warning("a completion is left to the sweep: %s", problem)
            self._changed.notify_all()

    def _jitter(self, tries: int) -> float:
        longest = min(self._pace.cap, self._pace.base * 2.0 ** min(tries, 16))
        return random.uniform(0, longest)  # noqa: S311  it spreads load, it hides nothing


def _are_tried(letters: Sequence[Letter]) -> bool:
    return all(letter.tries for letter in letters)


def _not_accepted(letters: Sequence[Letter]) -> list[Letter]:
    return [letter for letter in letters if not letter.is_accepted]
