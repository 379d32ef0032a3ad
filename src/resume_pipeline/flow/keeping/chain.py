"""Chain: give the trail's new entries their places and hashes, many at once."""

from __future__ import annotations

from resume_pipeline.model.keeping.trail import begun, chained
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Ledger, Transaction

_AT_ONCE = 500


def chain(*, ledger: Ledger, tenant: str | None = None) -> int:
    """Chain what waits, of one tenant or of all; how many entries.

    Any number of processes may do so at once: a chain's end is locked while it grows.
    """
    tenants = ledger.read(lambda tx: tx.trail.waiting()) if tenant is None else [tenant]
    return sum(_whole(name, ledger) for name in tenants)


def _whole(tenant: str, ledger: Ledger) -> int:
    done = 0
    while some := ledger.transact(lambda tx: _some(tx, tenant)):
        reach("trail.chained")
        done += some
    return done


def _some(tx: Transaction, tenant: str) -> int:
    if not tx.trail.unchained(tenant, limit=1):
        return 0
    head = tx.trail.head(tenant)  # locked: what is unchained is read behind it
    waiting = tx.trail.unchained(tenant, limit=_AT_ONCE)
    if waiting:
        first = [begun(tenant, waiting[0].at)] if head.position == 0 else []
        tx.trail.chain(tenant, chained(head, [*first, *waiting]))
    return len(waiting)
