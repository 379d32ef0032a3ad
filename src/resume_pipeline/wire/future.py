"""Dates in the future: the caution that depends on the day, which parse does not know.

What parse makes is shared by jobs of many days. Whoever knows the day of a job, or of a reading,
adds this caution to what parse made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from resume_pipeline.wire.payloads import Caution, Profile

_DATES: Final = ("startDate", "endDate", "date", "releaseDate")
_STUDIES: Final = 8  # years in which studies that have begun may end


def seen_on(profile: Profile, day: str) -> Profile:
    """``profile`` with a caution, ``future_date``, for each date that surely is after ``day``.

    Not for the end of studies that have begun, within eight years: it is expected.

    Args:
        day: as ``YYYY-MM-DD``.
    """
    found = tuple(_later(profile.resume, day))
    if not found:
        return profile
    return profile.model_copy(update={"cautions": (*(profile.cautions or ()), *found)})


def _later(resume: dict[str, Any], day: str) -> Iterator[Caution]:
    sections = (item for item in resume.items() if isinstance(item[1], list))
    for section, entries in sections:
        for number, entry in enumerate(entries):
            for name in _DATES:
                path = f"/{section}/{number}/{name}"
                date = entry.get(name, "") if isinstance(entry, dict) else ""
                if _is_after(date, day) and not _is_expected(path, entry, day):
                    yield Caution(code="future_date", path=path, raw=date)


def _is_after(date: str, day: str) -> bool:
    """Whether every day that a date may mean is later: they are as exact as they are printed."""
    return date > day[: len(date)]


def _is_expected(path: str, entry: dict[str, Any], day: str) -> bool:
    is_end = path.startswith("/education/") and path.endswith("/endDate")
    has_begun = not _is_after(entry.get("startDate", ""), day)
    return is_end and has_begun and int(entry["endDate"][:4]) <= int(day[:4]) + _STUDIES
