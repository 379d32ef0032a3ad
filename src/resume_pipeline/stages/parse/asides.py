"""What stands beside a career: awards, publications, interests, references, other sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from resume_pipeline.stages.parse.certificates import certificates
from resume_pipeline.stages.parse.contact import is_name
from resume_pipeline.stages.parse.cuts import Cut, Found, Tree, found, span
from resume_pipeline.stages.parse.dates import date_ranges
from resume_pipeline.stages.parse.entries import paragraphs
from resume_pipeline.stages.parse.listings import groups_of, skills
from resume_pipeline.stages.parse.sections import UNKNOWN, Section
from resume_pipeline.wire.payloads import OtherSection

_QUOTED: Final = re.compile(r"[\"“„«‘]([^\"”“»’]{8,200})[\"”“»’]")
#: What the publisher, on a line of its own, begins with.
_PUBLISHED: Final = re.compile(
    r"(?:published (?:by|in)|erschienen (?:in|bei)|publié (?:par|dans)|publicado (?:en|por)"
    r"|pubblicato (?:da|in))\b\s*[:：]?\s*",
    re.IGNORECASE,
)
_TITLE: Final = 250  # characters of a publication's title


def awards(rows: Sequence[Cut]) -> list[Tree]:
    """One award a line: its title, then who gave it and when, if that is printed."""
    return [
        {
            "title": _ruled(tree.get("name"), "award"),
            "awarder": _ruled(tree.get("issuer"), "awarder"),
            "date": tree.get("date"),
        }
        for tree in certificates(rows)
    ]


def publications(rows: Sequence[Cut]) -> list[Tree]:
    """One publication a group of rows: what is quoted in it or else all, and when."""
    trees: list[Tree] = []
    for group in groups_of(rows):
        published = _PUBLISHED.match(group[0].text)
        if published and trees:
            trees[-1]["publisher"] = _rest(group[0], published)
        elif text := next(iter(paragraphs(group)), None):
            trees += [_publication(text, group[1:])] if len(text.value) <= 2 * _TITLE else []
    return trees


def _publication(text: Found, below: Sequence[Cut]) -> Tree:
    by = next(((row, m) for row in below if (m := _PUBLISHED.match(row.text))), None)
    when = next((w for w in reversed(date_ranges(text.cuts[-1].text)) if w.last.value), None)
    date = text.cuts[-1].part(when.last.start, when.last.end) if when else None
    return {
        "name": _quoted(text) or Found(text.value, text.cuts, "publication"),
        "publisher": _rest(*by) if by else None,
        "releaseDate": found(date, "date", when.last.value) if when else None,
    }


def _rest(row: Cut, match: re.Match[str]) -> Found | None:
    return found(row.part(match.end(), len(row.text)).bare(), "publisher")


def _quoted(text: Found) -> Found | None:
    for cut in text.cuts:
        match = _QUOTED.search(cut.text)
        if match:
            return found(cut.part(*match.span(1)).bare(), "publication")
    return None


def interests(rows: Sequence[Cut]) -> list[Tree]:
    """Names, and words behind a label."""
    return [
        {
            "name": _ruled(tree["name"], "interest"),
            "keywords": [_ruled(word, "interest") for word in tree.get("keywords", [])],
        }
        for tree in skills(rows)
    ]


def references(rows: Sequence[Cut]) -> list[Tree]:
    """Those who speak for them, each with what is printed below the name; or the one sentence."""
    groups: list[list[Cut]] = []
    for row in rows:
        if is_name(row.bare().text) or not groups:
            groups.append([row])
        else:
            groups[-1].append(row)
    return [_reference(group) for group in groups]


def _reference(group: Sequence[Cut]) -> Tree:
    name = group[0].bare() if is_name(group[0].bare().text) else None
    rest = [row.bare() for row in (group[1:] if name else group)]
    cuts = tuple(cut for cut in rest if cut.text)
    said = " ".join(cut.text.replace("\t", " ") for cut in cuts)
    return {
        "name": found(name, "referee"),
        "reference": Found(said, cuts, "reference") if cuts else None,
    }


def _ruled(value: Found | None, rule: str) -> Found | None:
    return Found(value.value, value.cuts, rule) if value else None


def other_sections(sections: Sequence[Section], file_sha256: str) -> Iterator[OtherSection]:
    """Sections under headings that are not known, as they are printed."""
    for section in sections:
        if section.kind == UNKNOWN and section.heading and section.rows:
            first, last = section.heading, section.rows[-1]
            whole = span(first, file_sha256).model_copy(update={"end": last.end})
            yield OtherSection(heading=first.bare().text, span=whole)
