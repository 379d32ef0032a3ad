"""The payloads of the stages that ship with the library: Document, Profile, View, ScoreCard.

Text offsets count Unicode code points. Boxes are (left, top, right, bottom) in hundredths of a
point from the page's top left corner. Points are thousandths, fractions are basis points.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Literal

from pydantic import Field

from resume_pipeline.wire.base import Payload, Wire

Box = tuple[int, int, int, int]


class ReadingStatus(StrEnum):
    """What came of opening a document. A closed list, each fit to be shown to a person."""

    OK = "ok"
    EMPTY = "empty"  #: it holds no text and no picture
    SCANNED = "scanned"  #: it holds pictures of text; reading them needs OCR
    ENCRYPTED = "encrypted"  #: a password is needed
    UNSUPPORTED = "unsupported"  #: not a format that is read
    FONTS_UNMAPPABLE = "fonts_unmappable"  #: it shows letters, and does not say which they are
    NOT_A_RESUME = "not_a_resume"  #: it was read, and nothing in it is what a resume has
    MALFORMED = "malformed"  #: claims to be a format that is read, and is broken
    TOO_LARGE = "too_large"  #: over a limit of size, pages, or what it unpacks to
    LIMIT_TIME = "limit_time"  #: opening it took too long and was stopped
    LIMIT_MEMORY = "limit_memory"  #: opening it took too much memory and was stopped
    LIMIT_OUTPUT = "limit_output"  #: it yielded more text than allowed
    CRASHED = "crashed"  #: the reader died on it

    @property
    def remedy(self) -> str:
        """What may help: ``none`` is needed, other ``settings``, or only another ``file``.

        Reading is repeatable: with the same settings, the same file ends the same way again.
        """
        if self is ReadingStatus.OK:
            return "none"
        return "settings" if self in _BY_SETTINGS else "file"


#: OCR reads the pictures of pages; limits can be raised.
_BY_SETTINGS = frozenset(
    {
        ReadingStatus.SCANNED,
        ReadingStatus.FONTS_UNMAPPABLE,
        ReadingStatus.TOO_LARGE,
        ReadingStatus.LIMIT_TIME,
        ReadingStatus.LIMIT_MEMORY,
        ReadingStatus.LIMIT_OUTPUT,
    }
)


class Line(Wire):
    """One line of text as it is printed.

    Attributes:
        start, end: its characters in `Document.text`.
        page: from 0.
        box: where it is; None in formats without pages.
        size: of the type, in hundredths of a point; 0 if not known.
        bold: whether most of it is.
    """

    start: int
    end: int
    page: int = 0
    box: Box | None = None
    size: int = 0
    bold: bool = False


class Page(Wire):
    """A page's size in hundredths of a point."""

    width: int
    height: int


class Unseen(Wire):
    """Text that a document holds and shows nobody; it is no part of what is read.

    Attributes:
        code: why nobody sees it: ``hidden_text``, ``tiny_text`` or ``text_off_page``.
        text: the beginning of it.
        page, box: where it would stand; the box is None in formats without pages.
        at: where it would stand in `Document.text`, in formats without pages.
    """

    code: str
    text: str
    page: int = 0
    box: Box | None = None
    at: int | None = None


class Document(Payload):
    """What extract reads out of one file.

    Attributes:
        file_sha256: of the file that was read.
        media_type: sniffed from the content.
        status: anything but ``ok`` means that there is no text.
        engine: which reader gave the text, for example ``pypdfium2``.
        text: everything, in reading order, lines joined by newlines.
        lines: in the same order.
        findings: oddities worth showing, by code.
        unseen: what nobody sees of it, if anything; beyond a few hundred lines only the finding is
            left.
        trust: always ``untrusted``: a stranger wrote all of it. Who shows it to a language model
            hands it over as data, never among instructions.
    """

    schema_id: ClassVar[str] = "resume_pipeline.document/2"

    file_sha256: str
    media_type: str
    status: ReadingStatus
    engine: str = ""
    text: str = ""
    pages: tuple[Page, ...] = ()
    lines: tuple[Line, ...] = ()
    findings: tuple[str, ...] = ()
    unseen: tuple[Unseen, ...] | None = None
    trust: Literal["untrusted"] = "untrusted"


class Span(Wire):
    """Where something is said.

    Attributes:
        file_sha256: in which file.
        start, end: characters in that file's `Document.text`.
        page, box: where to look; None in formats without pages.
    """

    file_sha256: str
    start: int
    end: int
    page: int = 0
    box: Box | None = None


class Evidence(Wire):
    """Why the profile says so.

    Attributes:
        path: JSON pointer into `Profile.resume`.
        raw: the printed text.
        span: where it is printed.
        rule: the rule that chose it.
        confidence: how many of 1,000 values that were found like this one are right;
            0 where nothing was counted.
    """

    path: str
    raw: str
    span: Span
    rule: str
    confidence: int = 0


class Corrected(Wire):
    """A value of the profile that rests on a person's word, not on what is printed.

    Attributes:
        path: JSON pointer into `Profile.resume`; everything below it is corrected, too.
        correction: digest of the stored correction.
        actor, at, reason: who, when (epoch milliseconds) and why.
        is_removed: whether it was taken away; ``path`` is then where it stood.
        printed: where the value that it replaces is printed.
    """

    path: str
    correction: str
    actor: str
    at: int
    reason: str
    is_removed: bool = False
    printed: tuple[Span, ...] = ()


class Conflict(Wire):
    """A correction that could not be applied to this reading.

    Attributes:
        path: JSON pointer, as the correction has it.
        correction: digest of the stored correction.
        why: ``path_gone`` (what it corrects is not there any more) or ``changed`` (in that place
            another entry stands now).
    """

    path: str
    correction: str
    why: str


class OtherSection(Wire):
    """A section of the resume under a heading of its own.

    Attributes:
        heading: as printed.
        span: of all of it; page and box are the heading's.
    """

    heading: str
    span: Span


class Caution(Wire):
    """Something about the profile that a person should look at. It changes no value.

    Attributes:
        code: ``employment_gap``, ``jobs_overlap``, ``dates_reversed``, ``placeholder_date`` (like
            20XX), ``keyword_stuffing``, or ``future_date`` where the day is known.
        path: JSON pointer into `Profile.resume` of what it is about, or an empty string.
        amount: months of a gap or an overlap; how many skills are listed.
        raw, span: what is printed, and where, if no path leads there.
    """

    code: str
    path: str = ""
    amount: int | None = None
    raw: str | None = None
    span: Span | None = None


class Profile(Payload):
    """What parse makes of the documents.

    Attributes:
        resume: a JSON Resume 1.x document.
        evidence: at least one entry for every value in it that is not corrected.
        files: digests of the documents it rests on, the resume first.
        language: of the resume, ISO 639-1, or an empty string.
        corrected: values that a person corrected, in the order of the corrections, if any.
        conflicts: corrections that could not be applied, if any.
        other_sections: those under headings that are not known, if any; they are no part of the
            JSON Resume, which has no place for them.
        cautions: what a person should look at, if anything.
        trust: as in `Document`.
    """

    schema_id: ClassVar[str] = "resume_pipeline.profile/3"

    resume: dict[str, Any]
    evidence: tuple[Evidence, ...] = ()
    files: tuple[str, ...] = ()
    language: str = ""
    corrected: tuple[Corrected, ...] | None = None
    conflicts: tuple[Conflict, ...] | None = None
    other_sections: tuple[OtherSection, ...] | None = None
    cautions: tuple[Caution, ...] | None = None
    trust: Literal["untrusted"] = "untrusted"


class Fact(Wire):
    """A value of the profile that a score may rest on.

    Attributes:
        path: JSON pointer into `Profile.resume`.
        text: the value.
        start, end: where it is printed, characters in `View.text`.
    """

    path: str
    text: str
    start: int
    end: int


class Redaction(Wire):
    """A stretch of the resume that says who somebody is, and is kept from the score.

    Attributes:
        kind: what it says: see `resume_pipeline.stages.blind`.
        start, end: characters in the file's `Document.text`.
        page, box: of its line; the box is None in formats without pages.
    """

    kind: str
    start: int
    end: int
    page: int = 0
    box: Box | None = None


class Added(Wire):
    """A corrected value that stands behind the document's own text.

    Attributes:
        start, end: its characters in `View.text`.
        correction: digest of the stored correction.
    """

    start: int
    end: int
    correction: str


class View(Payload):
    """What a score may see of a resume: no identity, and the map of what was taken out.

    Attributes:
        mode: by which rules.
        file_sha256: of the resume.
        language: of the resume, ISO 639-1, or an empty string.
        text: as long as `Document.text`, with spaces where something was taken out, so that a
            place in the one is a place in the other; behind it, a line for each corrected value.
        lines: of the text, with their places.
        facts: values of the profile, without those that identify.
        redactions: what was taken out, in order.
        added: the corrected values behind the document's text, if any.
        cautions: codes of what may have been meant to raise a score (``keyword_stuffing``,
            ``hidden_text`` and other findings), if anything.
    """

    schema_id: ClassVar[str] = "resume_pipeline.view/1"

    mode: str
    file_sha256: str
    language: str = ""
    text: str = ""
    lines: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    added: tuple[Added, ...] | None = None
    cautions: tuple[str, ...] | None = None


class Quote(Span):
    """A span with the digest of what is printed there.

    Attributes:
        text_sha256: of the characters ``start`` to ``end`` of `Document.text`, in UTF-8.
        correction: digest of the correction that says so, if it is not printed: the characters
            are then those of `View.text`, and there is no page to look at.
    """

    text_sha256: str
    correction: str | None = None


class Item(Wire):
    """One thing that a criterion asks for.

    Attributes:
        label: what is asked for.
        status: ``met``; ``related`` (half, by something close to it); ``partial`` (years, a title
            that is alike); ``not_found`` (looked for, and no evidence); ``unknown`` (nothing can be
            said).
        weight: relative to the criterion's other items.
        value: how far it is met, in basis points.
        points: thousandths, its part of the contribution.
        blocking: whether to flag it when it is not met.
        evidence: where it is met; never empty if ``value`` is more than 0.
    """

    label: str
    status: str
    weight: int
    value: int
    points: int
    blocking: bool = False
    evidence: tuple[Quote, ...] = ()


class Contribution(Wire):
    """One criterion's part of the score.

    Attributes:
        criterion: the kind of criterion.
        weight: thousandths of a point that it could give; all weights add up to 100,000.
        value: how far it is met, in basis points, rounded down.
        points: thousandths that it gives; its items add up to it, and the contributions to the
            score.
    """

    criterion: str
    weight: int
    value: int
    points: int
    items: tuple[Item, ...] = ()


class Counterfactual(Wire):
    """What the score would be if one more thing were met, all else equal.

    Attributes:
        criterion, label: which item.
        points: the score then, in thousandths.
        delta: how much more that is.
    """

    criterion: str
    label: str
    points: int
    delta: int


class ScoreCard(Payload):
    """A score against a vacancy, in whole thousandths that add up.

    Attributes:
        points: the sum of the contributions' points, 0 to 100,000; None when abstained.
        bounds: the score if everything unknown were not met, and if it were met. Exact, and no
            statement about chance.
        confidence: share of the weight that rests on printed evidence, in basis points.
        abstained: why there is no score.
        criteria_draft: whether nobody has confirmed the criteria.
        flags: what a person should look at, by code.
        missing: labels of must-haves for which no evidence was found.
        unknown: labels of items of which nothing can be said.
        weights: the employer's points by kind, as they were used.
        counterfactuals: what would raise the score most, at most five.
        ids: digests of what it rests on: criteria, vocabulary, view.
    """

    schema_id: ClassVar[str] = "resume_pipeline.score/2"

    points: int | None = None
    bounds: tuple[int, int] | None = None
    confidence: int = 0
    abstained: str | None = None
    criteria_draft: bool = False
    flags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    weights: dict[str, int] = Field(default_factory=dict)
    contributions: tuple[Contribution, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    ids: dict[str, str] = Field(default_factory=dict)
