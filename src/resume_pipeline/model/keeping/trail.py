"""Trail: who did what to whose files and jobs, in entries that name ids and codes alone.

An entry says nothing of a person besides random ids, so erasing somebody leaves the trail whole.
Entries are written in the transaction of what they tell, and chained later, many at once: each gets
a position and a hash over the hash before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from resume_pipeline.model.event import canonical
from resume_pipeline.model.ids import sha256, uuid7

SCHEMA: Final = "resume_pipeline.audit/2"
#: What an entry may say: ids, codes and counts.
Said = str | int | bool | list[str] | None
#: What stands before the first entry.
START: Final = "0" * 64


@attrs.frozen(kw_only=True)
class TrailEntry:
    """One thing that was done.

    Attributes:
        id: UUIDv7.
        at: epoch milliseconds.
        entry: what is hashed: kind, actor, at, and ids and codes.
        position: 1, 2, 3... without gaps, once it is chained.
        hash: over the hash before it and the entry.
    """

    id: str
    tenant: str
    at: int
    entry: Mapping[str, Any]
    position: int | None = None
    hash: str | None = None


@attrs.frozen(kw_only=True)
class Head:
    """Where a tenant's chain ends: the last position and its hash."""

    position: int = 0
    hash: str = START


def entry_of(kind: str, *, tenant: str, actor: str | None, at: int, **said: Said) -> TrailEntry:
    """An entry; what is None is left out.

    Args:
        kind: what was done, a verb in the past.
        said: ids, codes and counts. Never a name, a text, or a digest of what a person sent.
    """
    facts = {"kind": kind, "at": at, "actor": actor, **said}
    entry = {name: value for name, value in facts.items() if value is not None}
    return TrailEntry(id=uuid7(at), tenant=tenant, at=at, entry=entry)


def link(before: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry behind the hash ``before``."""
    return sha256((before + canonical(dict(entry))).encode())


def begun(tenant: str, at: int) -> TrailEntry:
    """The first entry of a tenant's chain."""
    entry = {"kind": "begin", "schema": SCHEMA, "tenant": tenant}
    return TrailEntry(id=uuid7(at), tenant=tenant, at=at, entry=entry)


def chained(head: Head, entries: Iterable[TrailEntry]) -> list[TrailEntry]:
    """``entries`` with the positions and hashes that follow from ``head``."""
    made: list[TrailEntry] = []
    for entry in entries:
        digest = link(head.hash, entry.entry)
        head = Head(position=head.position + 1, hash=digest)
        made.append(attrs.evolve(entry, position=head.position, hash=digest))
    return made
