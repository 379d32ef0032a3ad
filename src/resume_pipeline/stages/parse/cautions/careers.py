"""Cautions about a career's dates: gaps, overlaps, ends before beginnings.

Dates are as exact as they are printed. A caution is given only where it holds for every day that
a date may mean: 2015 may end in December, and 2017 begin in January.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from resume_pipeline.wire.payloads import Caution

_GAP: Final = 6  # months without anything, from which on people ask
_OVERLAP: Final = 3  # months of two jobs; less is a notice period
_STUDIES: Final = 48  # months that studies may have taken of which only the end is printed
_ALWAYS: Final = 12 * 9999


class _Period(NamedTuple):
    """Months since the year 0 in which something surely, and at most, began and ended."""

    path: str
    earliest_start: int
    latest_start: int
    earliest_end: int
    latest_end: int


def careers(resume: Mapping[str, Any]) -> Iterator[Caution]:
    """Cautions about the dates of a JSON Resume."""
    jobs = sorted(_periods(resume, "work"), key=lambda job: job[1:])
    others = [*_periods(resume, "volunteer"), *_periods(resume, "education")]
    for period in [*jobs, *others]:
        if period.latest_end < period.earliest_start:
            yield Caution(code="dates_reversed", path=period.path)
    yield from _gaps(jobs, others)
    yield from _overlaps(jobs)


def _gaps(jobs: Sequence[_Period], others: Sequence[_Period]) -> Iterator[Caution]:
    """Months between two jobs in which the resume tells of nothing."""
    for number, job in enumerate(jobs[1:], 1):
        before = [*jobs[:number], *(one for one in others if one.earliest_start < job.latest_start)]
        months = job.earliest_start - max(period.latest_end for period in before) - 1
        if months >= _GAP:
            yield Caution(code="employment_gap", path=job.path, amount=months)


def _overlaps(jobs: Sequence[_Period]) -> Iterator[Caution]:
    """Jobs that began while the one before, of those that have an end, surely went on."""
    last: _Period | None = None
    for job in jobs:
        if last is not None:
            until = min(last.earliest_end, job.earliest_end)
            months = until - job.latest_start + 1
            if months >= _OVERLAP and until < _ALWAYS:
                yield Caution(code="jobs_overlap", path=job.path, amount=months)
        if last is None or job.earliest_end > last.earliest_end:
            last = job


def _periods(resume: Mapping[str, Any], section: str) -> Iterator[_Period]:
    for number, entry in enumerate(resume.get(section, ())):
        start, end = _months(entry.get("startDate")), _months(entry.get("endDate"))
        if start is None and end is not None and section == "education":
            start = end[0] - _STUDIES, end[1]
        if start is not None:
            yield _Period(f"/{section}/{number}", *start, *(end or (_ALWAYS, _ALWAYS)))


def _months(date: str | None) -> tuple[int, int] | None:
    """The first and the last month that a date of JSON Resume may mean."""
    if not date:
        return None
    year, *rest = map(int, date.split("-"))
    return (12 * year + rest[0], 12 * year + rest[0]) if rest else (12 * year + 1, 12 * year + 12)
