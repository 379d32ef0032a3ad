"""How long somebody worked, without counting a month twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?")


def month_of(date: Any) -> int | None:
    """Months since year 0 of YYYY, YYYY-MM or YYYY-MM-DD; a bare year counts from January."""
    match = _DATE.match(date) if isinstance(date, str) else None
    return int(match[1]) * 12 + int(match[2] or 1) - 1 if match else None


def _end_of(date: Any, now: int) -> int:
    """The month after the last one; of a bare year, its January."""
    month = month_of(date)
    if month is None:
        return now
    return month + (len(date) > len("2020"))


def months_worked(entries: Iterable[dict[str, Any]], as_of: str) -> int | None:
    """Months covered by the entries' dates up to ``as_of``; None if none has a beginning.

    An entry without an end lasts until ``as_of``; months that overlap count once; a month that
    is printed as the last one was worked in.
    """
    now = month_of(as_of) or 0
    periods = []
    for entry in entries:
        start = month_of(entry.get("startDate"))
        if start is not None:
            periods.append((start, min(now, _end_of(entry.get("endDate"), now))))
    if not periods:
        return None
    total, reached = 0, 0
    for start, end in sorted(periods):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
