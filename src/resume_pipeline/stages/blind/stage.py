"""The blind stage: redactions by position, label, form and mention; then what is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar, Final, Self

import attrs

from resume_pipeline.errors import StageFailedError
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.blind.corrections import Amended, amended, replaced
from resume_pipeline.stages.blind.patterns import YEAR, Found, by_form, by_label
from resume_pipeline.stages.blind.person import Name, Row, accounts, mentions, name_in
from resume_pipeline.stages.blind.words import heading_of
from resume_pipeline.wire.base import Payload
from resume_pipeline.wire.payloads import Document, Evidence, Fact, Profile, Redaction, View

MODE: Final = "structural/1"
#: Parts of a profile that say who it is; all others say what somebody can do.
_IDENTITY: Final = {
    "/basics/name": "name",
    "/basics/email": "email",
    "/basics/phone": "phone",
    "/basics/url": "url",
    "/basics/profiles": "url",
    "/basics/location": "address",
    "/basics/image": "photo",
}
_CONTENT: Final = re.compile(
    r"/(?:work|volunteer|education|skills|languages|projects|certificates)/|/basics/summary"
)
#: What may become a fact. Schools, places and dates of studies do not; employers do, since a title
#: that parse does not know may stand with its employer's name.
_FACTS: Final = re.compile(
    r"/work/\d+/(?:name|position|startDate|endDate|highlights/\d+)$|/education/\d+/(?:studyType|area)$"
    r"|/skills/\d+/|/languages/\d+/(?:language|fluency)$|/certificates/\d+/name$"
)
#: Names of things that one can do, which a name that sounds the same does not blot out.
_KEPT: Final = re.compile(r"/position$|/education/|/skills/|/languages/|/certificates/")
_DATES: Final = re.compile(r"/(?:start|end)Date$")
#: What parse and extract say that a person who looks at a score must know: attempts to raise it.
_CAUTIONS: Final = frozenset(
    {"hidden_text", "tiny_text", "text_off_page", "order_to_a_machine", "keyword_stuffing"}
)
_HEADER_ROWS: Final = 15
_PROSE_WORDS: Final = 7
#: Kinds of redactions that are ways to reach somebody.
_REACH: Final = frozenset({"email", "phone", "url"})


class Blind:
    """Take out who somebody is, and keep the map of what was taken out."""

    name: str = "blind"
    version: str = "4"
    consumes: tuple[type[Payload], ...] = (Document, Profile)
    produces: type[Payload] = View
    shared: ClassVar[bool] = True

    def run(self, work: Work) -> View:
        """The view of the resume; other files are no part of it.

        Raises:
            StageFailedError: it was given options; there is nothing to choose.
        """
        if work.options:
            raise StageFailedError("bad_option", "blind takes no options")
        return view_of(work.get(Document), work.get(Profile))


def view_of(document: Document, profile: Profile) -> View:
    """What a score may see of ``document``."""
    resume = _Resume.of(document, profile)
    redactions = _merged(resume.found())
    text = blanked(resume.document.text, redactions)
    return View(
        mode=MODE,
        file_sha256=document.file_sha256,
        language=profile.language,
        text=text,
        lines=resume.document.lines,
        facts=tuple(_facts(resume.amended.facts, profile.resume, text)),
        redactions=tuple(resume.redaction(*found) for found in redactions),
        added=resume.amended.added,
        cautions=_cautions(document, profile),
    )


def _cautions(document: Document, profile: Profile) -> tuple[str, ...] | None:
    """Codes of what may have been meant to raise a score, if anything."""
    found = {*document.findings, *(one.code for one in profile.cautions or ())}
    return tuple(sorted(found & _CAUTIONS)) or None


def blanked(text: str, found: Iterable[Found]) -> str:
    """``text`` with spaces where something was found; ends of lines stay."""
    letters = list(text)
    for _, start, end in found:
        letters[start:end] = [c if c == "\n" else " " for c in letters[start:end]]
    return "".join(letters)


def _merged(found: Iterable[Found]) -> list[Found]:
    """In order and apart from each other; of those that overlap, the first kind names the whole."""
    merged: list[Found] = []
    for kind, start, end in sorted(found, key=lambda one: (one[1], -one[2], one[0])):
        if merged and start < merged[-1][2]:
            before = merged.pop()
            merged.append((before[0], before[1], max(end, before[2])))
        elif end > start:
            merged.append((kind, start, end))
    return merged


def _facts(evidence: Sequence[Evidence], resume: Mapping[str, Any], text: str) -> Iterator[Fact]:
    for entry in evidence:
        if not _FACTS.match(entry.path):
            continue
        start, end = entry.span.start, entry.span.end
        said = " ".join(text[start:end].split())
        if said:
            value = _value(resume, entry.path) if _DATES.search(entry.path) else said
            yield Fact(path=entry.path, text=value, start=start, end=end)


def _value(resume: Any, path: str) -> str:
    for step in path.split("/")[1:]:
        resume = resume[int(step)] if isinstance(resume, list) else resume[step]
    return str(resume)


def _prose(rows: Iterable[Row]) -> Iterator[tuple[Row, bool]]:
    """The rows, and whether each is of a sentence: a long one, or one that ends it."""
    in_prose = False
    for row in rows:
        said = row.text.rstrip()
        long = len(said.split()) >= _PROSE_WORDS and not re.search(r"[@|\t]", said)
        in_prose = long or (in_prose and bool(said))
        yield row, in_prose
        in_prose = in_prose and not said.endswith((".", "!", "?"))


@attrs.define
class _Resume:
    """A document and its profile, and what is looked up in them more than once."""

    document: Document
    profile: Profile
    amended: Amended

    @classmethod
    def of(cls, document: Document, profile: Profile) -> Self:
        """The document with what people corrected in its reading."""
        found = amended(document, profile, _FACTS)
        return cls(found.document, profile, found)

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What the profile rests on in this file, and where it was read otherwise."""
        return [*self.amended.facts, *self.amended.printed]

    @cached_property
    def rows(self) -> list[Row]:
        text = self.document.text
        return [Row(text[n.start : n.end], n.start, n.size) for n in self.document.lines]

    @cached_property
    def content(self) -> set[int]:
        """The rows that say what somebody can do or has done, by number."""
        spans = [(e.span.start, e.span.end) for e in self.evidence if _CONTENT.match(e.path)]
        return self.rows_in(spans)

    @cached_property
    def summary(self) -> set[int]:
        """The rows that are in the summary, and in nothing else that counts, by number."""
        entries = [e for e in self.evidence if _CONTENT.match(e.path)]
        within = [e for e in entries if e.path == "/basics/summary"]
        others = [(e.span.start, e.span.end) for e in entries if e.path != "/basics/summary"]
        return self.rows_in([(e.span.start, e.span.end) for e in within]) - self.rows_in(others)

    def rows_in(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """The rows on which the spans begin."""
        starts = sorted(start for start, _ in spans)
        numbers, at = set(), 0
        for number, row in enumerate(self.rows):
            while at < len(starts) and starts[at] < row.start:
                at += 1
            if at < len(starts) and starts[at] <= row.end:
                numbers.add(number)
        return numbers

    @cached_property
    def header(self) -> list[Row]:
        """The rows before the first that has content."""
        headings = (n for n, row in enumerate(self.rows) if heading_of(row.text) == "content")
        first = min(self.content | set(headings), default=len(self.rows))
        return self.rows[: min(first, _HEADER_ROWS)]

    def redaction(self, kind: str, start: int, end: int) -> Redaction:
        line = next((n for n in self.document.lines if n.start <= start <= n.end), None)
        page, box = (line.page, line.box) if line else (0, None)
        return Redaction(kind=kind, start=start, end=end, page=page, box=box)

    def found(self) -> Iterator[Found]:
        """Everything that says who it is."""
        yield from self._above()
        yield from self._below_summary()
        yield from self._by_evidence()
        yield from self._sections()
        yield from self._labelled()
        yield from by_form(self.document.text)
        yield from self._years()
        yield from self._named()
        replaces = replaced(self.amended.printed, self.amended.facts)
        yield from (("corrected", *span) for span in replaces)

    def _above(self) -> Iterator[Found]:
        """The header but for its prose, which is a summary without a heading."""
        yield from (
            ("header", row.start, row.end) for row, prose in _prose(self.header) if not prose
        )

    def _below_summary(self) -> Iterator[Found]:
        """Rows that are printed with ways to reach somebody, where those stand in the summary.

        A town and a street have no form of their own, but they stand beside an address of e-mail.
        """
        rows = [row for number, row in enumerate(self.rows) if number in self.summary]
        for prose, group in groupby(_prose(rows), key=lambda pair: pair[1]):
            block = [row for row, _ in group]
            if not prose and any(
                kind in _REACH for row in block for kind, _, _ in by_form(row.text)
            ):
                yield from (("contact", row.start, row.end) for row in block)

    def _by_evidence(self) -> Iterator[Found]:
        for entry in self.evidence:
            kind = next((k for path, k in _IDENTITY.items() if entry.path.startswith(path)), None)
            # A name like a title makes parse take something else for the name; an address of
            # e-mail is nothing else, also where it is broken over two lines.
            if kind and (kind == "email" or not self._is_content(entry)):
                yield kind, entry.span.start, entry.span.end

    def _is_content(self, entry: Evidence) -> bool:
        rows = self.rows_in([(entry.span.start, entry.span.end)])
        # A header that is taken for a summary has the name in it all the same.
        said = self.content - self.summary if entry.path == "/basics/name" else self.content
        return bool(rows & said)

    def _sections(self) -> Iterator[Found]:
        """Contact, personal details and references, from their heading to the next section."""
        kind: str | None = None
        for number, row in enumerate(self.rows):
            heading = heading_of(row.text)
            if heading or number in self.content:
                kind = heading if heading in ("contact", "reference") else None
            if kind:
                yield kind, row.start, row.end

    def _labelled(self) -> Iterator[Found]:
        for row, below in zip(self.rows, [*self.rows[1:], Row("", 0)], strict=False):
            for kind, start, end in by_label(row.text, below.text):
                yield kind, row.start + start, row.start + end

    def _years(self) -> Iterator[Found]:
        """Years on the rows of what was studied."""
        spans = [
            (e.span.start, e.span.end) for e in self.evidence if e.path.startswith("/education/")
        ]
        for number in self.rows_in(spans):
            row = self.rows[number]
            for match in YEAR.finditer(row.text):
                yield "year", row.start + match.start(), row.start + match.end()

    def _named(self) -> Iterator[Found]:
        """The person's name wherever it means the person."""
        kept = [(e.span.start, e.span.end) for e in self.evidence if _KEPT.search(e.path)]
        names = list(self._names())
        for name in names:
            spans = mentions(self.document.text, name, self.profile.language, kept)
            yield from (("name", *span) for span in spans)
        yield from (("contact", *span) for span in accounts(self.document.text, names))

    def _names(self) -> Iterator[Name]:
        """By position; and the one that parse found, if it stands outside of the header.

        And the one that a person says it is.
        """
        yield from map(Name.of, self.amended.names)
        by_position = name_in(self.header)
        if by_position:
            yield by_position
            return
        for entry in self.evidence:
            if entry.path == "/basics/name" and not self._is_content(entry):
                yield Name.of(entry.raw)
