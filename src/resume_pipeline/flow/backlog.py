"""Backlog: count what each queue has to do, from indexes that hold only open jobs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from resume_pipeline.model.backlog import Backlog, StageLoad
from resume_pipeline.model.pause import PauseKind
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.ledger import Ledger

#: Up to here each number is counted; an autoscaler that sees it has long reached its own limit.
COUNTED: Final = 10_000


def backlog(
    *,
    ledger: Ledger,
    clock: Clock,
    queues: Collection[str],
    route: Callable[[str], str],
    slots: Callable[[str], int],
) -> list[Backlog]:
    """What each queue has to do now, in the order of their names.

    Args:
        queues: to name also when they have nothing to do.
        route: the queue of a stage.
        slots: how many jobs the live workers of a queue can run at once.
    """
    now = clock.now()
    loads, running, pauses = ledger.read(
        lambda tx: (
            tx.outbox.loads(now, limit=COUNTED),
            tx.jobs.running_stages(),
            tx.pauses.holding(),
        )
    )
    paused = {pause.name for pause in pauses if pause.kind is PauseKind.QUEUE}
    names = sorted({*queues, *(route(load.stage) for load in loads), *map(route, running)})

    def of_queue(name: str) -> Backlog:
        mine = [load for load in loads if route(load.stage) == name]
        return Backlog(
            queue=name,
            waiting=sum(load.waiting for load in mine),
            dispatched=sum(load.dispatched for load in mine),
            running=sum(count for stage, count in running.items() if route(stage) == name),
            held=sum(load.held for load in mine),
            oldest_seconds=_age(mine, now),
            slots=slots(name),
        ).paused(name in paused)

    return [of_queue(name) for name in names]


def _age(loads: Collection[StageLoad], now: int) -> int:
    """Seconds since the oldest was due."""
    oldest = min((load.oldest_due_at or now for load in loads), default=now)
    return max(0, now - oldest) // 1000
