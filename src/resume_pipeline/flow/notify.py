"""Notify: tell an endpoint over HTTP what ended, until it was told or the schedule is over.

Notices are taken, posted outside any transaction, then marked. A crash in between posts twice,
with the same id; so the receiver must look at the id, as Standard Webhooks says.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from resume_pipeline.model.endpoint import Endpoint, Notice, Try, delay, tried
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Ledger, Transaction
from resume_pipeline.ports.operating import Poster

_TAKEN_FOR = 60_000  # milliseconds: a process that died holds its notices back no longer
_AT_WORK = 30_000  # of them, after which no further notice is begun: one takes at most 15 seconds
_AT_ONCE = 50
_KEPT_FOR = 30 * 86_400_000  # milliseconds that a notice stays in the log


def notify(
    *,
    ledger: Ledger,
    poster: Poster,
    clock: Clock,
    is_stopping: Callable[[], bool],
    spread: Callable[[], float] = random.random,
) -> int:
    """Post due notices of one endpoint, in their order, up to the first that is not accepted.

    After that one, everything for the endpoint is put off: a host that does not answer is asked
    once in a while, not once per notice. May be called by many threads and processes at once: each
    works on an endpoint of its own.

    Args:
        is_stopping: asked between notices.
        spread: random, 0 to 1; lengthens waits.

    Returns:
        How many were posted.
    """
    began = clock.now()
    found = ledger.transact(lambda tx: tx.notices.take(began, began + _TAKEN_FOR, limit=_AT_ONCE))
    if found is None:
        return 0
    reach("notify.taken")
    endpoint, notices = found
    answers: list[Try] = []
    for notice in notices:
        if is_stopping() or clock.now() - began > _AT_WORK:
            break
        keys = endpoint.secrets(ledger.key, clock.now())
        answers.append(poster.post(endpoint.url, notice.id, notice.body.encode(), keys))
        if answers[-1].error:
            break
    reach("notify.posted")
    ledger.transact(lambda tx: _mark(tx, endpoint, notices, answers, clock.now(), spread()))
    reach("notify.marked")
    return len(answers)


def _mark(
    tx: Transaction,
    endpoint: Endpoint,
    taken: Sequence[Notice],
    answers: Sequence[Try],
    now: int,
    spread: float,
) -> None:
    posted = list(zip(taken, answers, strict=False))
    done = [tried(notice, answer, now, spread) for notice, answer in posted]
    tx.notices.tried([*done, *taken[len(done) :]])
    if not answers or not answers[-1].error:
        tx.notices.forget(endpoint, now - _KEPT_FOR)
        return
    tx.notices.put_off(endpoint, now, now + max(delay(1, spread), answers[-1].retry_after))
    because = _why_disabled(tx, endpoint, done[-1], answers[-1])
    current = [one for one in tx.notices.endpoints(endpoint.tenant) if one.id == endpoint.id]
    if because is not None and current:
        tx.notices.save(current[0].disabled(now, because))


def _why_disabled(tx: Transaction, endpoint: Endpoint, last: Notice, answer: Try) -> str | None:
    """Why the endpoint is to be told nothing any more, if it is."""
    if answer.is_gone:
        return "gone"
    is_over = last.due_at is None and not tx.notices.has_delivered(endpoint, last.created_at)
    return "exhausted" if is_over else None
