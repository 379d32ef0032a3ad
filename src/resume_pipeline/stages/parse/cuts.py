"""Cut: a stretch of a document's text that knows where it is. Found: a value made of cuts."""

from __future__ import annotations

import re
from typing import Any

import attrs

from resume_pipeline.wire.payloads import Document, Line, Span

#: What may stand around a value without being part of it.
_EDGES = " \t,;:|•·●▪◦‣∙–—-*()[]/،؛、，；：。"
_LINES = 4_000
_CHARACTERS = 1_000  # of one line
_ALL = 200_000  # characters; ten times as many as a long resume has


@attrs.frozen
class Cut:
    """A stretch of one line.

    Attributes:
        text: what is printed.
        start: of its first character in `Document.text`.
        line: on which line.
    """

    text: str
    start: int
    line: Line

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def part(self, start: int, end: int) -> Cut:
        """The characters ``start`` to ``end`` of this cut."""
        return Cut(self.text[start:end], self.start + start, self.line)

    def bare(self, edges: str = _EDGES) -> Cut:
        """Without spaces and punctuation around it; a bracket stays if its partner is inside."""
        start, end = 0, len(self.text)
        while start < end and self.text[start] in edges and not _paired(self.text[start:end]):
            start += 1
        while start < end and self.text[end - 1] in edges and not _closes(self.text[start:end]):
            end -= 1
        return self.part(start, end)

    def split(self, pattern: re.Pattern[str]) -> list[Cut]:
        """The bare, non-empty parts between matches of ``pattern``."""
        parts, at = [], 0
        for match in pattern.finditer(self.text):
            parts.append((at, match.start()))
            at = match.end()
        parts.append((at, len(self.text)))
        # A line of separators alone has no part worth making.
        full = (part for part in parts if self.text[slice(*part)].strip(" \t"))
        return [part for part in (self.part(*part).bare() for part in full) if part.text]

    def without(self, start: int, end: int) -> list[Cut]:
        """What is left before and after the characters ``start`` to ``end``, bare."""
        rests = (self.part(0, start).bare(), self.part(end, len(self.text)).bare())
        return [rest for rest in rests if rest.text]


def _paired(text: str) -> bool:
    return text[0] in "([" and text.find(")" if text[0] == "(" else "]") > 0


def _closes(text: str) -> bool:
    return text[-1] in ")]" and ("(" if text[-1] == ")" else "[") in text


def cuts_of(document: Document) -> list[Cut]:
    """The document's lines as cuts.

    Only so many, and so much of each, as a person would read: what is beyond was written to keep
    a machine busy, and the rules look at pairs of things.
    """
    cuts: list[Cut] = []
    left = _ALL
    for line in document.lines[:_LINES]:
        if left <= 0:
            break
        end = min(line.end, line.start + min(_CHARACTERS, left))
        cuts.append(Cut(document.text[line.start : end], line.start, line))
        left -= end - line.start
    return cuts


@attrs.frozen
class Found:
    """A value of the profile.

    Attributes:
        value: as it stands in the profile.
        cuts: where it was read.
        rule: which rule read it.
    """

    value: str
    cuts: tuple[Cut, ...]
    rule: str


def found(cut: Cut | None, rule: str, value: str | None = None) -> Found | None:
    """A value that is printed in one place; None where nothing is."""
    if cut is None or not cut.text:
        return None
    return Found(cut.text.replace("\t", " ") if value is None else value, (cut,), rule)


#: A JSON value whose leaves are Found: nothing enters a profile without its evidence.
Tree = dict[str, Any]


def pruned(tree: Any) -> Any:
    """``tree`` without leaves, objects and arrays that hold nothing."""
    if isinstance(tree, dict):
        kept = {name: pruned(value) for name, value in tree.items()}
        return {name: value for name, value in kept.items() if value not in (None, {}, [])}
    if isinstance(tree, list):
        return [value for value in map(pruned, tree) if value not in (None, {}, [])]
    return tree


def plain(tree: Any) -> Any:
    """The JSON value of ``tree``."""
    if isinstance(tree, dict):
        return {name: plain(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return tree.value


def span(cut: Cut, file_sha256: str) -> Span:
    """Where ``cut`` is; its box is its line's."""
    line = cut.line
    return Span(file_sha256=file_sha256, start=cut.start, end=cut.end, page=line.page, box=line.box)
