"""Keep: what a coordinator does once in a while for those who forget and those who audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.flow.keeping.chain import chain
from resume_pipeline.flow.keeping.erase import Eraser
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.ledger import Ledger

_DAY: Final = 86_400_000  # milliseconds
_AT_ONCE: Final = 50
EVERYBODY: Final = "*"


def keep(*, ledger: Ledger, clock: Clock, eraser: Eraser, retention: Mapping[str, float]) -> int:
    """Carry on what is to be erased, begin what is too old, and chain the trail.

    Args:
        retention: tenant -> days; ``*`` for those that are not named.

    Returns:
        How many erasures are done now that were not.
    """
    for tenant, before in _limits(ledger, retention, clock.now()):
        _begin(eraser, tenant, before)
    unfinished = ledger.read(lambda tx: tx.erasures.unfinished(limit=_AT_ONCE))
    done = sum(eraser.carry_on(each).is_done for each in unfinished)
    chain(ledger=ledger)
    return done


def _limits(ledger: Ledger, retention: Mapping[str, float], now: int) -> Iterator[tuple[str, int]]:
    """Tenants with the moment before which their files are too old."""
    if not retention:
        return
    for tenant in ledger.read(lambda tx: tx.erasures.tenants()):
        days = retention.get(tenant, retention.get(EVERYBODY))
        if days is not None:
            yield tenant, now - int(days * _DAY)


def _begin(eraser: Eraser, tenant: str, before: int) -> None:
    files = eraser.due(tenant, before)
    if files:
        try:
            eraser.ask(tenant, files=files, reason="retention", actor=None)
        except (InvalidRequestError, NotFoundError):
            return  # somebody held one, or was faster; the next look sees it
