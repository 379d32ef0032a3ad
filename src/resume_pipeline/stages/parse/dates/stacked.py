"""Dates of one entry on two rows: from when above until when, or a range that is wrapped.

A narrow rail beside the entries breaks "Sep 2012 – Jan 2016" where it ends, and some set the two
dates one below the other, with no sign between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import attrs

from resume_pipeline.stages.parse.cuts import Cut
from resume_pipeline.stages.parse.dates.grammar import DateAtom, DateRange, date_ranges

#: A date and the line that it is printed on.
Dated = tuple[DateAtom, Cut]
_CELL: Final = 26  # characters of what stands in a rail of dates
_DASH: Final = "-–—−~～"
_YEAR: Final = re.compile(r"\d{4}")


@attrs.frozen
class Anchor:
    """Rows ``index`` to ``end``, which give an entry its dates; each with what they take up."""

    index: int
    end: int
    first: Dated | None
    last: Dated
    taken: tuple[tuple[int, int], ...]


def stacked_dates(rows: Sequence[Cut], dated: Sequence[tuple[int, DateRange]]) -> list[Anchor]:
    """Anchors of two rows each, one below the other at the left.

    Two whole dates with no sign between are a pair only where every row that is ``dated`` is in
    one, for one below the other may be two things, each with its own.
    """
    wrapped: list[Anchor] = []
    bare: list[Anchor] = []
    for index, (above, below) in enumerate(pairwise(rows)):
        one, other = _cell(above), _cell(below)
        found = _pair(index, above, below) if one and other else None
        if found:
            (wrapped if _is_open(one, other) else bare).append(found)
    bare = list(_apart(bare, {anchor.index for anchor in wrapped}))
    paired = {index for one in (*wrapped, *bare) for index in (one.index, one.index + 1)}
    alone = any(index not in paired for index, when in dated if not when.first)
    return sorted([*wrapped, *([] if alone else bare)], key=lambda anchor: anchor.index)


def _apart(anchors: Sequence[Anchor], taken: set[int]) -> Iterator[Anchor]:
    """Those of which no row belongs to one before."""
    for anchor in anchors:
        if not taken & {anchor.index - 1, anchor.index, anchor.index + 1}:
            taken.add(anchor.index)
            yield anchor


def _cell(row: Cut) -> str:
    """What stands at a row's left, if it may be a date."""
    cell = row.text.partition("\t")[0].rstrip()
    return cell if len(cell) <= _CELL else ""


def _is_open(one: str, other: str) -> bool:
    """Whether the upper half says that it goes on: by a dash, or by a month without its year."""
    return _ends_open(one) or other[0] in _DASH or not _YEAR.search(one.rpartition(" ")[2])


def _ends_open(cell: str) -> bool:
    return cell[-1] in _DASH


def _pair(index: int, above: Cut, below: Cut) -> Anchor | None:
    """The anchor that two rows make, if their cells are one range and each alone is none."""
    one, other = _cell(above), _cell(below)
    when = _range(one, other)
    if when is None or when.first is None:
        return None
    taken = ((0, len(one)), (0, len(other)))
    return Anchor(index, index + 2, (when.first, above), (when.last, below), taken)


def _range(one: str, other: str) -> DateRange | None:
    """What two cells say together; its end is counted from the beginning of the lower one."""
    alone = [when for cell in (one, other) for when in date_ranges(cell)]
    if any(when.first and (when.last.value or not _ends_open(one)) for when in alone):
        return None
    head = one + (" " if _is_open(one, other) else " – ")
    ranges = date_ranges(head + other)
    if _ends_open(one) and len(alone) == 1 and not any(map(str.isdigit, other)):
        # Whatever stands there instead of a date says that it goes on.
        return attrs.evolve(alone[0], last=DateAtom("", 0, len(other)))
    if len(ranges) != 1 or ranges[0].first is None:
        return None
    (when,) = ranges
    is_whole = not (head[: when.start] + (head + other)[when.end :]).strip("() ")
    begins, ends = ranges[0].first.end <= len(one), when.last.end > len(head)
    is_turned = "" < when.last.value < ranges[0].first.value
    if not (is_whole and begins and ends) or is_turned:
        return None
    start, end = max(0, when.last.start - len(head)), when.last.end - len(head)
    return attrs.evolve(when, last=attrs.evolve(when.last, start=start, end=end))
