"""Corrected values in a view: they stand behind the text, and what they replace is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from resume_pipeline.wire.json_resume import MISSING, value_at
from resume_pipeline.wire.payloads import (
    Added,
    Corrected,
    Document,
    Evidence,
    Line,
    Profile,
    Span,
)

RULE = "corrected"


@attrs.frozen
class Amended:
    """A document and its evidence as they are once people have corrected the reading.

    Attributes:
        document: with a line for each corrected value that may count, behind its own text.
        facts: evidence of what may become a fact: that of the reading, and of those lines.
        printed: where replaced values are printed, by their old paths.
        added: the lines, with their corrections.
        names: the person's name as somebody corrected it.
    """

    document: Document
    facts: tuple[Evidence, ...]
    printed: tuple[Evidence, ...] = ()
    added: tuple[Added, ...] | None = None
    names: tuple[str, ...] = ()


def amended(document: Document, profile: Profile, counts: re.Pattern[str]) -> Amended:
    """``document`` with the corrected values of the paths that ``counts`` matches."""
    ours = document.file_sha256
    facts = tuple(e for e in profile.evidence if e.span.file_sha256 == ours)
    if not profile.corrected:
        return Amended(document, facts)
    said = list(_said(profile))
    lines, evidence = _written([(p, t, c) for p, t, c in said if counts.match(p)], document)
    return Amended(
        document=_behind(document, lines),
        facts=(*facts, *(one for one, _ in evidence)),
        printed=tuple(_printed(profile.corrected, document)),
        added=tuple(
            Added(start=e.span.start, end=e.span.end, correction=digest) for e, digest in evidence
        )
        or None,
        names=tuple(text for path, text, _ in said if path == "/basics/name"),
    )


def _said(profile: Profile) -> Iterator[tuple[str, str, str]]:
    """Path, text and correction of each corrected value, on one line each.

    Where an entry was corrected, and then a value in it, the later correction has that value.
    """
    found: dict[str, tuple[str, str]] = {}
    for one in profile.corrected or ():
        value = MISSING if one.is_removed else value_at(profile.resume, one.path.split("/")[1:])
        for path, text in _leaves(value, one.path):
            found[path] = (" ".join(text.split()), one.correction)
    yield from ((path, text, digest) for path, (text, digest) in found.items())


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in pairs:
            yield from _leaves(part, f"{path}/{name}")


def _written(
    said: Sequence[tuple[str, str, str]], document: Document
) -> tuple[list[str], list[tuple[Evidence, str]]]:
    lines, evidence, at = [], [], len(document.text) + 1
    for path, text, digest in said:
        span = Span(file_sha256=document.file_sha256, start=at, end=at + len(text))
        evidence.append((Evidence(path=path, raw=text, span=span, rule=RULE), digest))
        lines.append(text)
        at += len(text) + 1
    return lines, evidence


def _behind(document: Document, said: Sequence[str]) -> Document:
    lines, at = list(document.lines), len(document.text) + 1
    for text in said:
        lines.append(Line(start=at, end=at + len(text)))
        at += len(text) + 1
    text = "\n".join((document.text, *said))
    return document.model_copy(update={"text": text, "lines": tuple(lines)})


def _printed(marks: Sequence[Corrected], document: Document) -> Iterator[Evidence]:
    for one in marks:
        for span in one.printed:
            if span.file_sha256 == document.file_sha256:
                raw = document.text[span.start : span.end]
                yield Evidence(path=one.path, raw=raw, span=span, rule="replaced")


def replaced(printed: Sequence[Evidence], facts: Sequence[Evidence]) -> Iterator[tuple[int, int]]:
    """Where replaced values are printed and nothing else is that still counts."""
    kept = [(e.span.start, e.span.end) for e in facts]
    for one in printed:
        start, end = one.span.start, one.span.end
        if not any(s < end and start < e for s, e in kept):
            yield start, end
