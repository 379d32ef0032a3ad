"""Endpoint and Notice: who is told of endings over HTTP, and what becomes of each telling.

The schedule, the meaning of each answer and the signatures are those of Standard Webhooks 1.0:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import hmac
from enum import StrEnum
from typing import Final, Self

import attrs

#: The specification's waits before each try, in milliseconds: ten tries over about 76 hours.
SCHEDULE: Final = tuple(
    1000 * seconds for seconds in (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
_SPREAD: Final = 0.2  # a wait is lengthened by up to a fifth, so that not all come at once
_GONE: Final = 410


class NoticeKind(StrEnum):
    """What an endpoint can be told of."""

    JOB_SUCCEEDED = "job.succeeded"
    JOB_FAILED = "job.failed"
    JOB_CANCELLED = "job.cancelled"
    BATCH_ENDED = "batch.ended"


@attrs.frozen(kw_only=True)
class EndpointKey:
    """One of an endpoint's keys; its secret is made from the number, and is kept nowhere.

    Attributes:
        number: 1, 2, 3...
        until: when it stops signing, in epoch milliseconds; None for the newest.
    """

    number: int
    until: int | None = None


@attrs.frozen(kw_only=True)
class Endpoint:
    """A URL that is told of endings.

    Attributes:
        tenant: whose endings; None for those of every tenant.
        events: of which kinds.
        keys: each signs until its time is over.
        actor, created_at: who registered it, and when, in epoch milliseconds.
        disabled_at, disabled_because: since when and why it is told nothing: ``gone`` (it answered
            410), ``exhausted`` (every try of a notice failed, and nothing written since then was
            delivered) or ``asked``.
    """

    id: str
    tenant: str | None
    url: str = attrs.field(repr=False)  # which may hold a secret
    events: tuple[NoticeKind, ...]
    keys: tuple[EndpointKey, ...]
    actor: str | None
    created_at: int
    disabled_at: int | None = None
    disabled_because: str | None = None

    def wants(self, kind: NoticeKind, tenant: str) -> bool:
        """Whether it is told of this."""
        return kind in self.events and self.tenant in (None, tenant)

    def rotated(self, now: int, overlap: int) -> Self:
        """The same with a new key; those before sign for ``overlap`` milliseconds more."""
        until = now + overlap
        older = [attrs.evolve(key, until=min(key.until or until, until)) for key in self.keys]
        newest = EndpointKey(number=self.keys[-1].number + 1)
        kept = [key for key in older if key.until is not None and key.until > now]
        return attrs.evolve(self, keys=(*kept, newest))

    def disabled(self, now: int, because: str) -> Self:
        """The same, told nothing any more."""
        return attrs.evolve(self, disabled_at=now, disabled_because=because)

    def enabled(self) -> Self:
        """The same, told again."""
        return attrs.evolve(self, disabled_at=None, disabled_because=None)

    def secrets(self, coordinator: bytes, now: int) -> list[bytes]:
        """What signs at ``now``, the newest first."""
        active = [key for key in self.keys if key.until is None or key.until > now]
        return [self.secret(coordinator, key.number) for key in reversed(active)]

    def secret(self, coordinator: bytes, number: int) -> bytes:
        """The 32 bytes of a key: HMAC-SHA256 of endpoint and number under the coordinator's key."""
        return hmac.digest(coordinator, f"endpoint|{self.id}|{number}".encode(), "sha256")


@attrs.frozen(kw_only=True)
class Notice:
    """One ending to tell one endpoint of.

    Attributes:
        id: the same for every try and every endpoint: the id of the ending.
        endpoint: id of whom to tell.
        body: what is sent; the same bytes each time.
        job_id: None for a batch.
        created_at, due_at, tried_at, delivered_at: epoch milliseconds. Without ``due_at`` it is not
            tried any more.
        tries: how often it was tried since it was written, or sent again by hand.
        status: of the last answer; None if there was none.
        error: why the last try failed.
    """

    id: str
    endpoint: str
    tenant: str
    kind: NoticeKind
    body: str
    job_id: str | None
    created_at: int
    due_at: int | None
    tries: int = 0
    status: int | None = None
    error: str | None = None
    tried_at: int | None = None
    delivered_at: int | None = None

    @property
    def state(self) -> str:
        """``waiting``, ``delivered`` or ``given_up``."""
        if self.due_at is not None:
            return "waiting"
        return "given_up" if self.delivered_at is None else "delivered"


@attrs.frozen(kw_only=True)
class Try:
    """What came of posting once.

    Attributes:
        status: of the answer, None without one.
        error: what went wrong, empty if it was accepted.
        retry_after: milliseconds for which the host does not want to be asked again.
    """

    status: int | None = None
    error: str = ""
    retry_after: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether the endpoint wants to be told nothing any more."""
        return self.status == _GONE


def tried(notice: Notice, answer: Try, now: int, spread: float) -> Notice:
    """The notice after a try.

    Args:
        spread: random, 0 to 1.
    """
    tries = notice.tries + 1
    after = attrs.evolve(notice, tries=tries, status=answer.status, tried_at=now, due_at=None)
    if not answer.error:
        return attrs.evolve(after, error=None, delivered_at=now)
    after = attrs.evolve(after, error=answer.error)
    if answer.is_gone or tries >= len(SCHEDULE):
        return after
    return attrs.evolve(after, due_at=now + max(delay(tries, spread), answer.retry_after))


def delay(tries: int, spread: float) -> int:
    """Milliseconds before the next try, after so many."""
    wait = SCHEDULE[min(tries, len(SCHEDULE) - 1)]
    return wait + int(wait * _SPREAD * spread)
