"""What a score rests on: each of its items with the words that speak for it, and their places."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final, Self

import attrs

from resume_pipeline.ports.stage import Box as Sandbox
from resume_pipeline.reports.pictures import Stretch, spots_of
from resume_pipeline.reports.places import spots, text_id
from resume_pipeline.wire.payloads import (
    Box,
    Contribution,
    Document,
    Evidence,
    Item,
    Line,
    Quote,
    ScoreCard,
    Span,
    View,
)

_AROUND: Final = 60  # characters of the line that are shown before and after the words


@attrs.frozen
class Words:
    """Words of the resume that an item rests on.

    Attributes:
        before, said, after: as printed, with some of the line around them.
        page: on which, from 1; None in formats without pages.
        href: where the report shows the place; empty for a person's correction.
        box: of the words on their page, in 1/100 pt, if there is one.
    """

    before: str
    said: str
    after: str
    page: int | None
    href: str
    box: Box | None = None


@attrs.frozen
class Claim:
    """One item of a score.

    Attributes:
        number: with which its words are marked; None if there are none.
        item: itself.
        words: that it rests on.
    """

    number: int | None
    item: Item
    words: tuple[Words, ...]


@attrs.frozen
class Part:
    """One criterion of a score, with its items."""

    contribution: Contribution
    claims: tuple[Claim, ...]


@attrs.frozen
class Placed:
    """Where the quotes of a card are printed.

    Attributes:
        text: of the resume, as the score saw it.
        lines: of it.
        boxes: by first and last character, the page and the box of the words.
    """

    text: str
    lines: Sequence[Line]
    boxes: Mapping[tuple[int, int], tuple[int, Box]] = attrs.field(factory=dict)

    @classmethod
    def on_lines(cls, card: ScoreCard, view: View) -> Self:
        """Where they are as far as the view tells: the boxes of their lines."""
        quotes = [quote for quote in _printed(card) if quote.box]
        boxes = {(q.start, q.end): (q.page, q.box) for q in quotes if q.box}
        return cls(view.text, view.lines, boxes)

    def line(self, at: int) -> Line | None:
        """The line that a character is on."""
        number = bisect_right(self.lines, at, key=lambda line: line.start) - 1
        line = self.lines[number] if number >= 0 else None
        return line if line and at <= line.end else None


def placed(
    card: ScoreCard, view: View, document: Document | None, content: bytes | None, box: Sandbox
) -> Placed:
    """Where the quotes of ``card`` are printed: the words' boxes, or those of their lines.

    Args:
        document: that the view was made of, if it is there.
        content: of its file, if it is there.
        box: where it is opened.
    """
    where = Placed.on_lines(card, view)
    if document is None or content is None:
        return where
    quotes = [(quote, where.line(quote.start)) for quote in _printed(card)]
    stretches = [Stretch(line, q.start, q.end) for q, line in quotes if line and line.box]
    found = spots_of(content, document.text, stretches, box=box)
    exact = {
        (one.start, one.end): (one.line.page, spot)
        for one, spot in zip(stretches, found, strict=True)
        if spot
    }
    return attrs.evolve(where, boxes={**where.boxes, **exact})


def _printed(card: ScoreCard) -> Iterator[Quote]:
    for contribution in card.contributions:
        for item in contribution.items:
            yield from (quote for quote in item.evidence if quote.correction is None)


def parts(card: ScoreCard, where: Placed) -> list[Part]:
    """The criteria of ``card``; items that rest on something are numbered from 1."""
    numbered = _numbered(card)
    found = spots(_evidence([pair for _, pairs in numbered for pair in pairs], where))
    ids = {(spot.page, spot.box): spot.id for spot in found}

    def claim(number: int | None, item: Item) -> Claim:
        return Claim(number, item, tuple(_words(quote, where, ids) for quote in item.evidence))

    return [
        Part(contribution, tuple(claim(*pair) for pair in pairs))
        for contribution, pairs in numbered
    ]


def _numbered(card: ScoreCard) -> list[tuple[Contribution, list[tuple[int | None, Item]]]]:
    numbers = count(1)
    return [
        (one, [(next(numbers) if item.evidence else None, item) for item in one.items])
        for one in card.contributions
    ]


def evidence(found: Sequence[Part], where: Placed) -> list[Evidence]:
    """What `places` marks in text and on pages; the path of each is the number of its item."""
    claims = [(claim.number, claim.item) for part in found for claim in part.claims]
    return _evidence(claims, where)


def _evidence(items: Sequence[tuple[int | None, Item]], where: Placed) -> list[Evidence]:
    return [
        Evidence(path=str(number), raw="", span=_span(quote, where), rule="")
        for number, item in items
        for quote in item.evidence
        if quote.correction is None
    ]


def _span(quote: Quote, where: Placed) -> Span:
    page, box = where.boxes.get((quote.start, quote.end), (quote.page, None))
    return Span(file_sha256=quote.file_sha256, start=quote.start, end=quote.end, page=page, box=box)


def _words(quote: Quote, where: Placed, ids: Mapping[tuple[int, Box], str]) -> Words:
    """The words, with what is around them on their line."""
    line = where.line(quote.start)
    start, end = (line.start, line.end) if line and not quote.correction else _row(quote, where)
    said = _flat(where.text[quote.start : quote.end])
    before = _flat(where.text[start : quote.start])
    after = _flat(where.text[quote.end : max(end, quote.end)])
    page, box = where.boxes.get((quote.start, quote.end), (None, None))
    if quote.correction:
        href = ""
    else:
        href = f"#{ids[page, box]}" if page is not None and box else f"#{text_id(quote.start)}"
    number = None if page is None else page + 1
    return Words(_tail(before), said, _head(after), number, href, box)


def _row(quote: Quote, where: Placed) -> tuple[int, int]:
    """The stretch between two line breaks that a correction's words stand in."""
    start = where.text.rfind("\n", 0, quote.start) + 1
    end = where.text.find("\n", quote.end)
    return start, len(where.text) if end < 0 else end


def _flat(text: str) -> str:
    """``text`` on one line; what was taken out of the view leaves no gap."""
    words = " ".join(text.split())
    return f"{' ' * text[:1].isspace()}{words}{' ' * (text[-1:].isspace() and bool(words))}"


def _tail(text: str) -> str:
    return text if len(text) <= _AROUND else "… " + text[-_AROUND:].partition(" ")[2]


def _head(text: str) -> str:
    return text if len(text) <= _AROUND else text[:_AROUND].rpartition(" ")[0] + " …"
