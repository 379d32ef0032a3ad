"""A tenant's events, corrections and decisions as JSON lines, each bound to the one before.

A line is ``{"entry": ..., "hash": ...}``; its hash is the SHA-256 of the hash before it (64 zeros
before the first) followed by the entry's canonical JSON: sorted keys, no spaces, UTF-8. The first
entry says what the file is, the last how many there are. Whoever keeps the last hash, the *head*,
in another place can tell any later change of the file: see ``examples/check_audit.py``, which
needs nothing of this library. The chain says nothing of what happened in the database before it
was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

import attrs

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.event import canonical
from resume_pipeline.model.ids import sha256
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.base import parse_json

SCHEMA: Final = "resume_pipeline.audit/1"
#: What stands before the first line.
START: Final = "0" * 64
_PAGE: Final = 200
T = TypeVar("T")


def export(tenant: TenantPipeline, *, until: int | None = None) -> Iterator[str]:
    """The lines of a tenant's chain, without their ends.

    Corrections come first, then decisions, then the events of each job in the order of their
    submission. The same ``until`` gives the same lines, once nothing of before it changes any more.

    Args:
        until: epoch milliseconds; what is younger is left out. Now by default.
    """
    now = tenant.opened.clock.now() if until is None else until
    return chained(_entries(tenant, now))


def _entries(tenant: TenantPipeline, until: int) -> Iterator[dict[str, Any]]:
    count = 1
    yield {"kind": "begin", "schema": SCHEMA, "tenant": tenant.name, "until": until}
    for entry in _all(tenant, until):
        count += 1
        yield entry
    yield {"kind": "end", "entries": count + 1}


def _all(tenant: TenantPipeline, until: int) -> Iterator[dict[str, Any]]:
    read, name = tenant.opened.ledger.read, tenant.name

    def corrections(after: str) -> Sequence[Any]:
        return read(lambda tx: tx.records.corrections(name, limit=_PAGE, after=after))

    def decisions(after: str) -> Sequence[Any]:
        return read(lambda tx: tx.records.decisions(name, limit=_PAGE, after=after))

    for kind, pages in (("correction", corrections), ("decision", decisions)):
        yield from (_said(kind, one) for one in paged(pages) if one.at <= until)
    for job in paged(lambda after: tenant.jobs(limit=_PAGE, after=after)):
        yield from (_said("event", one) for one in tenant.events(job) if one.at <= until)


def paged(page: Callable[[str], Sequence[T]]) -> Iterator[T]:
    """All that the pages hold, each asked for from behind the last id of the one before."""
    after = ""
    while found := page(after):
        yield from found
        after = getattr(found[-1], "id")  # noqa: B009  the pages hold several kinds of things


def _said(kind: str, one: Any) -> dict[str, Any]:
    return {"kind": kind, kind: attrs.asdict(one)}


def chained(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A line for each entry."""
    before = START
    for entry in entries:
        before = sha256((before + canonical(entry)).encode())
        yield canonical({"entry": entry, "hash": before})


def check(lines: Iterable[str], *, head: str | None = None) -> str:
    """See that the lines are those that were exported.

    Args:
        head: the last hash, as it was kept elsewhere when they were exported.

    Returns:
        The last hash.

    Raises:
        InvalidRequestError: a line was changed, dropped, added, moved, or the end is missing.
    """
    before, number = START, 0
    last: Any = None
    for number, line in enumerate(lines, 1):
        last, said = _parts(line, number)
        before = sha256((before + canonical(last)).encode())
        if said != before:
            raise InvalidRequestError(f"line {number} does not follow from the one before it")
    if last != {"kind": "end", "entries": number}:
        raise InvalidRequestError(f"the end is missing behind line {number}")
    if head is not None and head != before:
        raise InvalidRequestError("the chain is whole, and not the one with this head")
    return before


def _parts(line: str, number: int) -> tuple[Any, Any]:
    value = parse_json(line.encode())
    if not isinstance(value, dict) or set(value) != {"entry", "hash"}:
        raise InvalidRequestError(f"line {number} is no line of an export")
    return value["entry"], value["hash"]
