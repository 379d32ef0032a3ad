"""The report of one reading: what was read, where, and what was made of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from resume_pipeline.reports.places import (
    Block,
    Read,
    Spot,
    blocks,
    lowest,
    marked,
    read_lines,
    spots,
    text_id,
)
from resume_pipeline.reports.rendering import data_uri, render
from resume_pipeline.reports.words import STATUSES, caution, finding
from resume_pipeline.wire.payloads import Document, Evidence, Page, Profile, ReadingStatus

_VALUES: Final = 5_000  # that are shown; no person has so many


@attrs.frozen(kw_only=True)
class Subject:
    """What a report of a reading shows.

    Attributes:
        name: of the file.
        status: what came of opening it.
        document, profile: as far as there are any.
        pictures: PNG files of the first pages; None for one that could not be drawn.
        versions: what read it, by name: stages, engines, isolation.
    """

    name: str
    status: ReadingStatus
    document: Document | None = None
    profile: Profile | None = None
    pictures: Sequence[bytes | None] = ()
    versions: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Place:
    """Where a value is printed: a link and its words."""

    href: str
    label: str


@attrs.frozen
class Node:
    """A part of the profile: a value, or what holds others.

    Attributes:
        name: of the member, or the number of the element.
        id: for links.
        value: printed, if it is a value.
        rule: which rules chose it.
        confidence: of it in thousandths, if there is any.
        places: where it is printed.
        parts: what it holds.
    """

    name: str
    id: str
    value: str | None = None
    rule: str = ""
    confidence: int | None = None
    places: tuple[Place, ...] = ()
    parts: tuple[Node, ...] = ()

    @property
    def is_element(self) -> bool:
        """Whether it stands in an array."""
        return self.name.isdigit()


@attrs.frozen
class Sheet:
    """One page: its size, its picture as a data URI, what was read on it, and its spots."""

    number: int
    size: Page
    picture: str | None
    blocks: tuple[Block, ...]
    spots: tuple[Spot, ...]


def reading_page(subject: Subject) -> str:
    """A page of HTML that shows how a document was read."""
    document, profile = subject.document, subject.profile
    evidence = profile.evidence[:_VALUES] if profile else ()
    lines = read_lines(document) if document else []
    on_pages = spots(evidence)
    return render(
        "reading.html",
        subject=subject,
        status=STATUSES[subject.status],
        findings=[(code, finding(code)) for code in (document.findings if document else ())],
        cautions=[(one, caution(one.code)) for one in (profile and profile.cautions) or ()],
        sheets=_sheets(subject, blocks(lines), on_pages),
        lines=_marked_lines(document, lines, evidence),
        unread=len(document.lines) - len(lines) if document else 0,
        unseen=len(profile.evidence) - len(evidence) if profile else 0,
        tree=_tree(profile.resume, "", _places(evidence, lines, on_pages)) if profile else (),
        value_ids={path: value_id(path) for path in {one.path for one in evidence}},
    )


def _marked_lines(
    document: Document | None, lines: Sequence[Read], evidence: Sequence[Evidence]
) -> list[tuple[Read, Any]]:
    if document is None:
        return []
    return list(zip(lines, marked(document.text, lines, evidence), strict=True))


def _sheets(subject: Subject, found: Sequence[Block], on_pages: Sequence[Spot]) -> list[Sheet]:
    """The document's pages; none for a format without."""
    sizes = subject.document.pages if subject.document else ()
    pictures = [*subject.pictures[: len(sizes)], *[None] * len(sizes)]
    return [
        Sheet(
            number,
            size,
            data_uri(picture) if picture else None,
            tuple(block for block in found if block.page == number),
            tuple(spot for spot in on_pages if spot.page == number),
        )
        for number, (size, picture) in enumerate(zip(sizes, pictures, strict=False))
    ]


@attrs.frozen
class _Places:
    """Where values are printed, for links.

    Attributes:
        evidence: by path.
        lines: numbers by first character, in order.
        spots: ids by page and box.
    """

    evidence: Mapping[str, Sequence[Evidence]]
    lines: Sequence[int]
    spots: Mapping[tuple[int, Any], str]

    def of(self, path: str) -> Sequence[Evidence]:
        return self.evidence.get(path, ())

    def place(self, evidence: Evidence) -> Place:
        span = evidence.span
        line = f"line {bisect_right(self.lines, span.start)}"
        if span.box:
            return Place(f"#{self.spots[span.page, span.box]}", f"page {span.page + 1}, {line}")
        return Place(f"#{text_id(span.start)}", line)


def _places(evidence: Sequence[Evidence], lines: Sequence[Read], found: Sequence[Spot]) -> _Places:
    by_path: dict[str, list[Evidence]] = {}
    for one in evidence:
        by_path.setdefault(one.path, []).append(one)
    ids = {(spot.page, spot.box): spot.id for spot in found}
    return _Places(by_path, [read.line.start for read in lines], ids)


def value_id(path: str) -> str:
    """The id of the value at a JSON pointer."""
    return "value" + path.replace("/", "-")


def _tree(value: Any, path: str, places: _Places) -> tuple[Node, ...]:
    """The parts of an object or array, in the document's order."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return tuple(_node(name, part, f"{path}/{name}", places) for name, part in pairs)


def _node(name: str | int, value: Any, path: str, places: _Places) -> Node:
    label = name if isinstance(name, str) else str(name + 1)
    if isinstance(value, dict | list):
        return Node(label, value_id(path), parts=_tree(value, path, places))
    own = places.of(path)
    return Node(
        label,
        value_id(path),
        value=str(value),
        rule=", ".join(dict.fromkeys(one.rule for one in own)),
        confidence=lowest(own),
        places=tuple(dict.fromkeys(places.place(one) for one in own)),
    )
