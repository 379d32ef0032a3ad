"""The parse stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

from resume_pipeline.errors import StageFailedError
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.parse.asides import (
    awards,
    interests,
    other_sections,
    publications,
    references,
)
from resume_pipeline.stages.parse.careers import education, work
from resume_pipeline.stages.parse.cautions import careers, placeholders, stuffing
from resume_pipeline.stages.parse.certificates import certificates
from resume_pipeline.stages.parse.confidence import (
    DIGEST,
    Confidence,
    Signalled,
    shipped,
    signalled,
)
from resume_pipeline.stages.parse.contact import contact
from resume_pipeline.stages.parse.cuts import (
    Cut,
    Found,
    Tree,
    cuts_of,
    plain,
    pruned,
    span,
)
from resume_pipeline.stages.parse.entries import paragraphs
from resume_pipeline.stages.parse.kinds import is_resume
from resume_pipeline.stages.parse.language import language_of
from resume_pipeline.stages.parse.listings import (
    languages,
    languages_in_passing,
    projects,
    skills,
)
from resume_pipeline.stages.parse.sections import Section, sections_of
from resume_pipeline.wire.base import Payload
from resume_pipeline.wire.correction import corrected
from resume_pipeline.wire.payloads import Document, Evidence, Profile, ReadingStatus

#: How many skills and languages are looked for in other files; nobody has more.
_LOOKED_FOR = 300


class Parse:
    """Make a profile of the resume; other files only add evidence to it.

    Args:
        confidence: the model that says how sure each value is; the one that ships by default.
        name: of the stage; another model needs another one.
    """

    name: str = "parse"
    version: str = "10"
    engines: ClassVar[tuple[str, ...]] = ("phonenumbers",)
    consumes: tuple[type[Payload], ...] = (Document,)
    produces: type[Payload] = Profile
    shared: ClassVar[bool] = True
    uses_corrections: ClassVar[bool] = True
    model: str = DIGEST

    def __init__(self, confidence: Confidence | None = None, *, name: str = "parse") -> None:
        self.name = name
        self._confidence = confidence
        if confidence:
            self.model = confidence.digest

    def run(self, work: Work) -> Profile:
        """The profile, with what people corrected in it.

        Raises:
            StageFailedError: the resume has no text, or is none; the code is its reading status.
        """
        resume, *others = work.all(Document) or (work.get(Document),)
        if resume.status != ReadingStatus.OK:
            raise StageFailedError(resume.status, "the resume could not be read")
        others = [document for document in others if document.status == ReadingStatus.OK]
        read = self.profile(resume, others)
        if not is_resume(read.resume, cuts_of(resume)):
            raise StageFailedError(ReadingStatus.NOT_A_RESUME, "the document is no resume")
        whole = corrected(read, work.corrections)
        return whole if whole is read else _cautioned(whole, cuts_of(resume))

    def profile(self, resume: Document, others: Sequence[Document] = ()) -> Profile:
        """What stands in documents that have text, whether or not the first is a resume."""
        tree, values, sections = found_in(resume)
        evidence = list(_evidence(values, self._confidence or shipped(), resume.file_sha256))
        more = [entry for document in others for entry in _also_in(document, evidence, tree)]
        profile = Profile(
            resume=plain(tree),
            evidence=(*evidence, *more),
            files=(resume.file_sha256, *(document.file_sha256 for document in others)),
            language=language_of(resume.text),
            other_sections=tuple(other_sections(sections, resume.file_sha256)) or None,
        )
        return _cautioned(profile, cuts_of(resume))


def _cautioned(profile: Profile, rows: Sequence[Cut]) -> Profile:
    """The profile, with what a person should look at in it."""
    found = (
        *careers(profile.resume),
        *placeholders(rows, profile.files[0]),
        *stuffing(profile.resume),
    )
    return profile.model_copy(update={"cautions": found or None})


def found_in(document: Document) -> tuple[Tree, list[Signalled], list[Section]]:
    """A JSON Resume of `Found`, each of them with what makes it sure, and the sections."""
    rows = cuts_of(document)
    sections = sections_of(rows)
    tree = pruned(_profile(rows, sections))
    return tree, list(signalled(tree, sections)), sections


def _evidence(
    values: Sequence[Signalled], confidence: Confidence, file_sha256: str
) -> Iterator[Evidence]:
    """One entry for each place of each value."""
    for value in values:
        found = value.found
        sure = confidence.of(found.rule, value.signals)
        for cut in found.cuts:
            yield Evidence(
                path=value.path,
                raw=cut.text,
                span=span(cut, file_sha256),
                rule=found.rule,
                confidence=sure,
            )


def _profile(rows: Sequence[Cut], sections: Sequence[Section]) -> Tree:
    spoken = languages(_rows(sections, "languages"))
    return {
        "basics": {**contact(rows, sections), "summary": _summary(_rows(sections, "summary"))},
        "work": work(_rows(sections, "work")),
        "volunteer": work(_rows(sections, "volunteer"), name="organization"),
        "education": education(_rows(sections, "education")),
        "skills": skills(_rows(sections, "skills")),
        "languages": spoken or languages_in_passing(sections[0].rows),
        "projects": projects(_rows(sections, "projects")),
        "certificates": certificates(_rows(sections, "certificates")),
        "awards": awards(_rows(sections, "awards")),
        "publications": publications(_rows(sections, "publications")),
        "interests": interests(_rows(sections, "interests")),
        "references": references(_rows(sections, "references")),
    }


def _rows(sections: Sequence[Section], kind: str) -> list[Cut]:
    return [row for section in sections if section.kind == kind for row in section.rows]


def _summary(rows: Sequence[Cut]) -> Found | None:
    texts = paragraphs(rows)
    if not texts:
        return None
    cuts = tuple(cut for text in texts for cut in text.cuts)
    return Found(" ".join(text.value for text in texts), cuts, "summary")


def _also_in(document: Document, evidence: Sequence[Evidence], tree: Tree) -> Iterator[Evidence]:
    """Where another file says what the resume says: its skills and languages."""
    rows = cuts_of(document)
    skills = (entry for entry in evidence if entry.rule in ("skill", "language"))
    for entry in islice(skills, _LOOKED_FOR):
        word = re.compile(rf"(?<!\w){re.escape(_value(tree, entry.path))}(?!\w)", re.IGNORECASE)
        for row in rows:
            match = word.search(row.text)
            if match:
                cut = row.part(*match.span())
                more = {"raw": cut.text, "span": span(cut, document.file_sha256), "rule": "also_in"}
                yield entry.model_copy(update=more)
                break


def _value(tree: Any, path: str) -> str:
    for step in path.split("/")[1:]:
        tree = tree[int(step)] if isinstance(tree, list) else tree[step]
    return str(tree.value)
