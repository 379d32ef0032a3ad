"""Candidate: what may count of a resume, with the places where it is printed."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

import attrs

from resume_pipeline.model.ids import sha256
from resume_pipeline.stages.score.relevance import Told, told
from resume_pipeline.stages.score.skills import is_prose, mentions, pattern
from resume_pipeline.stages.score.words import Word, words_of
from resume_pipeline.wire.payloads import Fact, Quote, View

Place = tuple[int, int]
_LISTED: Final = ("/skills/", "/certificates/")
_PARTS: Final = re.compile(r"[,;|،，]|\s[@·•–—-]\s|\s(?:at|bei|chez|presso)\s")
#: Of a heap of skills only so many count, as many as a list has that nobody would call a heap.
MOST_SKILLS: Final = 80
#: Parse reads no more than about a thousand skills, and the rest of such a list is no facts.
_ENDLESS: Final = 900


@attrs.define
class Candidate:
    """A view, and what scoring looks up in it more than once."""

    view: View

    @cached_property
    def _heap(self) -> list[Place]:
        """Where more skills are listed than count, each to the end of its line.

        A heap without end reaches up to what follows it.
        """
        if "keyword_stuffing" not in (self.view.cautions or ()):
            return []
        text = self.view.text
        listed = sorted(f.start for f in self.view.facts if f.path.startswith("/skills/"))
        others = sorted(f.start for f in self.view.facts if not f.path.startswith("/skills/"))
        heap = [(start, _end_of_line(text, start)) for start in listed[MOST_SKILLS:]]
        if len(listed) >= _ENDLESS:
            ends = [*others, len(text)]
            heap.append((listed[-1], ends[bisect.bisect_right(others, listed[-1])]))
        return heap

    @cached_property
    def text(self) -> str:
        """The view's text, with spaces where it is only a heap of skills."""
        text = self.view.text
        for start, end in self._heap:
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
        return text

    @cached_property
    def _all_facts(self) -> list[Fact]:
        heap = self._heap
        if not heap:
            return list(self.view.facts)
        return [f for f in self.view.facts if not any(a <= f.start < b for a, b in heap)]

    @cached_property
    def low(self) -> str:
        """The text in small letters."""
        return self.text.lower()

    @cached_property
    def words(self) -> list[Word]:
        """The words of the text; one said again at once, and again, is said once."""
        found: list[Word] = []
        for word in words_of(self.text):
            if not found or found[-1].stem != word.stem:
                found.append(word)
        return found

    @cached_property
    def told(self) -> Told:
        """What the resume is about, to be held against adverts."""
        return told(self.words)

    @cached_property
    def titles(self) -> list[tuple[str, Fact]]:
        """Past titles, in parts at commas and the like.

        Which part is the employer is not asked: a title in a form that parse does not know stands
        together with it, and must count like one that it does.
        """
        return [
            (said, fact)
            for fact in self.facts("work", "position", "name")
            for said in _parts_of_title(fact)
        ]

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.view.lines]

    def facts(self, section: str, *fields: str) -> list[Fact]:
        """The facts of a section, of these fields or of all."""
        begin = f"/{section}/"
        return [
            fact
            for fact in self._all_facts
            if fact.path.startswith(begin)
            and (not fields or fact.path.rpartition("/")[2] in fields)
        ]

    def mention(self, names: Iterable[str]) -> Place | None:
        """The first place where one of ``names`` is named as a skill."""
        for name in names:
            place = next(self._mentions(name), None)
            if place:
                return place
        return None

    def _mentions(self, name: str) -> Iterator[Place]:
        for match in mentions(self.text, self.low, name):
            yield match.span()
        if is_prose(name):  # the word alone may mean anything, but not where skills are listed
            yield from (f for fact in self._all_facts for f in _listed(fact, name))

    def said(self, names: Iterable[str], facts: Iterable[Fact]) -> Place | None:
        """The first of ``facts`` that has one of ``names`` in it."""
        patterns = [pattern(name) for name in names if re.search(r"\w", name)]
        hits = (fact for fact in facts if any(one.search(fact.text) for one in patterns))
        return next(((fact.start, fact.end) for fact in hits), None)

    def quote(self, place: Place) -> Quote:
        """A place in the resume, with the box of the line that it begins on."""
        start, end = place
        at = bisect.bisect_right(self._starts, start) - 1
        line = self.view.lines[at] if at >= 0 else None
        return Quote(
            correction=self._correction(start),
            file_sha256=self.view.file_sha256,
            start=start,
            end=end,
            page=line.page if line else 0,
            box=line.box if line else None,
            text_sha256=sha256(self.view.text[start:end].encode()),
        )

    def _correction(self, at: int) -> str | None:
        """Which correction says what stands there, if it is not printed."""
        added = self.view.added or ()
        return next((one.correction for one in added if one.start <= at < one.end), None)


def _parts_of_title(fact: Fact) -> list[str]:
    parts = [part for part in _PARTS.split(fact.text) if part.strip()]
    is_whole_too = len(parts) > 1 and fact.path.endswith("/position")
    return [*parts, fact.text] if is_whole_too else parts


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _listed(fact: Fact, name: str) -> Iterator[Place]:
    if fact.path.startswith(_LISTED) and pattern(name).search(fact.text):
        yield fact.start, fact.end
