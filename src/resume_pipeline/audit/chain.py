"""A tenant's trail as JSON lines, each bound to the one before.

A line is ``{"entry": ..., "hash": ...}``; its hash is the SHA-256 of the hash before it (64 zeros
before the first) followed by the entry's canonical JSON: sorted keys, no spaces, UTF-8. The first
entry says what the file is, the last how many there are. Whoever keeps the last hash, the *head*,
in another place can tell any later change of the file: see ``examples/check_audit.py``, which
needs nothing of this library.

The hashes are those that stand in the database since shortly after an entry was written: whoever
changes an entry there later has to change all that follow, and every export that was made. An entry
names ids and codes and nobody, so the chain holds after an erasure as it did before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.event import canonical
from resume_pipeline.model.keeping.trail import START, TrailEntry, link
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.base import parse_json

_PAGE = 200


def export(tenant: TenantPipeline, *, until: int | None = None) -> Iterator[str]:
    """The lines of a tenant's chain, without their ends.

    The same ``until`` gives the same lines, once nothing of before it is being written any more.

    Args:
        until: epoch milliseconds; the chain is given up to the first entry that is younger. Now by
            default.
    """
    now = tenant.opened.clock.now() if until is None else until
    return written(_until(tenant, now))


def _until(tenant: TenantPipeline, until: int) -> Iterator[TrailEntry]:
    after = 0
    while page := tenant.trail(after=after, limit=_PAGE):
        for entry in page:
            if entry.at > until:
                return
            yield entry
        after += len(page)


def written(entries: Iterable[TrailEntry]) -> Iterator[str]:
    """A line for each entry with the hash that was kept with it, and one that counts them."""
    before, number = START, 0
    for one in entries:
        number += 1
        before = one.hash or ""
        yield _line(one.entry, before)
    end = {"kind": "end", "entries": number + 1}
    yield _line(end, link(before, end))


def _line(entry: Any, digest: str) -> str:
    return canonical({"entry": dict(entry), "hash": digest})


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
        before = link(before, last)
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
