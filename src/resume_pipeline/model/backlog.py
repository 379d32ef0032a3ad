"""Backlog: how much work a queue has, for people and for whoever sets the number of workers."""

from __future__ import annotations

from typing import Self

import attrs


@attrs.frozen(kw_only=True)
class StageLoad:
    """Dispatches whose next stage is this one.

    Attributes:
        waiting: due, not paused, and not published yet.
        held: not published either, but paused or not due.
        dispatched: published, and claimed by no worker yet.
        oldest_due_at: of those that wait or are dispatched; epoch milliseconds.
    """

    stage: str
    waiting: int
    held: int
    dispatched: int
    oldest_due_at: int | None


@attrs.frozen(kw_only=True)
class Backlog:
    """How much work one queue has. Jobs, counted up to 10,000, unless said otherwise.

    Attributes:
        queue: its name.
        waiting: due, and not with the broker yet.
        dispatched: with the broker, and claimed by no worker yet.
        running: that a worker runs.
        held: paused, or due later: more workers would not help them.
        oldest_seconds: since when the oldest of those that wait or are dispatched was due.
        slots: how many jobs the workers that are alive can run at once.
        is_paused: whether the queue itself is paused; what waits then counts as held.
    """

    queue: str
    waiting: int = 0
    dispatched: int = 0
    running: int = 0
    held: int = 0
    oldest_seconds: int = 0
    slots: int = 0
    is_paused: bool = False

    @property
    def work(self) -> int:
        """How many jobs would have a slot if there were enough: waiting, dispatched, running."""
        return self.waiting + self.dispatched + self.running

    @property
    def load(self) -> float | None:
        """Jobs per slot: `work` / `slots`; None without a slot.

        1 keeps every slot busy with nobody waiting. An autoscaler that holds it at some value
        aims at `slots` * `load` / value slots; one that must scale from zero takes `work`.
        """
        return self.work / self.slots if self.slots else None

    def paused(self, is_paused: bool) -> Self:
        """The same, with what waits counted as held if the queue is paused."""
        if not is_paused:
            return self
        return attrs.evolve(self, waiting=0, held=self.held + self.waiting, is_paused=True)
