"""Where a reading's lines and values are: blocks in reading order, boxes of values, marked text.

Pages count from 0, boxes are in 1/100 pt from a page's top left corner, as in the payloads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import attrs

from resume_pipeline.stages.parse.cuts import cuts_of
from resume_pipeline.stages.parse.sections import sections_of
from resume_pipeline.wire.payloads import Box, Document, Evidence, Line

NO_SECTION: Final = "none"  #: a page number, or what is repeated on every page
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


@attrs.frozen
class Read:
    """One line as it was read.

    Attributes:
        number: in reading order, from 1.
        line: with its place.
        section: the kind of section that it belongs to.
        part: which section that is; lines of one section share it.
        is_heading: whether it is the heading of that section.
    """

    number: int
    line: Line
    section: str
    part: int
    is_heading: bool


def read_lines(document: Document) -> list[Read]:
    """The lines that parse looks at, in reading order, each with its section."""
    rows = cuts_of(document)
    sections = sections_of(rows)
    kinds = {-1: NO_SECTION} | {n: section.kind for n, section in enumerate(sections)}
    parts = {row.line.start: n for n, section in enumerate(sections) for row in section.rows}
    own = [parts.get(row.line.start, -1) for row in rows]
    found, last = [], -1
    for number, (row, part, after) in enumerate(zip(rows, own, [*own, -1][1:], strict=True), 1):
        # A section has its rows without their heading: what precedes the first is it.
        is_heading = part == -1 and after not in (-1, last)
        of = after if is_heading else part
        last = last if of == -1 else of
        found.append(Read(number, row.line, kinds[of], of, is_heading))
    return found


@attrs.frozen
class Block:
    """Lines that follow each other, one below the other, in one section.

    Attributes:
        number: in reading order, from 1.
        section: its kind.
        box: around its lines.
        lines: those.
    """

    number: int
    section: str
    page: int
    box: Box
    lines: tuple[Read, ...]


def blocks(lines: Sequence[Read]) -> list[Block]:
    """The blocks of ``lines`` that have a place, in reading order."""
    placed = [read for read in lines if read.line.box]
    starts = [0, *(n for n, pair in enumerate(pairwise(placed), 1) if _parts(*pair)), len(placed)]
    stretches = [tuple(placed[start:end]) for start, end in pairwise(starts) if start < end]
    return [
        Block(number, stretch[0].section, stretch[0].line.page, _around(stretch), stretch)
        for number, stretch in enumerate(stretches, 1)
    ]


def _parts(one: Read, other: Read) -> bool:
    """Whether a block ends between two lines."""
    if (one.line.page, one.part) != (other.line.page, other.part):
        return True
    above, below = one.line.box, other.line.box
    assert above
    assert below
    height = max(above[_BOTTOM] - above[_TOP], below[_BOTTOM] - below[_TOP])
    beside = below[_LEFT] >= above[_RIGHT] or below[_RIGHT] <= above[_LEFT]
    return beside or not 0 < below[_BOTTOM] - above[_TOP] < 3 * height


def _around(lines: Iterable[Read]) -> Box:
    lefts, tops, rights, bottoms = zip(*(read.line.box or () for read in lines), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@attrs.frozen
class Spot:
    """A box on a page where values are printed.

    Attributes:
        id: for links, unique in the report.
        paths: of the values, JSON pointers into the resume.
        confidence: the lowest of them in thousandths, or None if there is none.
    """

    id: str
    page: int
    box: Box
    paths: tuple[str, ...]
    confidence: int | None


def spots(evidence: Sequence[Evidence]) -> list[Spot]:
    """One spot for each box that values were read in, by page and from the top."""
    found: dict[tuple[int, Box], list[Evidence]] = {}
    for one in evidence:
        if one.span.box:
            found.setdefault((one.span.page, one.span.box), []).append(one)
    ordered = sorted(found, key=lambda place: (place[0], place[1][_TOP], place[1]))
    return [
        Spot(f"box-{n}", *place, _paths(found[place]), lowest(found[place]))
        for n, place in enumerate(ordered, 1)
    ]


def _paths(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.path for one in evidence))


def lowest(evidence: Iterable[Evidence]) -> int | None:
    """The lowest confidence among ``evidence``, in thousandths, or None if none was counted."""
    told = [getattr(one, "confidence", 0) for one in evidence]
    return min(filter(None, told), default=None)


@attrs.frozen
class Stretch:
    """A stretch of one line's text.

    Attributes:
        text: what is printed.
        paths: of the values that are read there; empty for text that is not in the profile.
        id: for links, where a value is read; else empty.
    """

    text: str
    paths: tuple[str, ...] = ()
    id: str = ""


def marked(text: str, lines: Sequence[Read], evidence: Sequence[Evidence]) -> list[list[Stretch]]:
    """The text of each line, cut where values begin and end.

    Args:
        text: of the document.
        lines: of it, in order.
        evidence: of the profile; what spans more than one line is marked on the first.
    """
    starts = [read.line.start for read in lines]
    of_line: list[list[Evidence]] = [[] for _ in lines]
    for one in evidence:
        place = bisect_right(starts, one.span.start) - 1
        if place >= 0:
            of_line[place].append(one)
    return [
        list(_stretches(text, read.line, own)) for read, own in zip(lines, of_line, strict=True)
    ]


def _stretches(text: str, line: Line, evidence: Sequence[Evidence]) -> Iterator[Stretch]:
    edges = {line.start, line.end}
    edges |= {min(at, line.end) for one in evidence for at in (one.span.start, one.span.end)}
    for start, end in pairwise(sorted(edges)):
        here = [one for one in evidence if one.span.start <= start and end <= one.span.end]
        id_ = text_id(start) if here else ""
        yield Stretch(text[start:end], _paths(here), id_)


def text_id(start: int) -> str:
    """The id of the stretch that begins with this character of the text."""
    return f"at-{start}"
