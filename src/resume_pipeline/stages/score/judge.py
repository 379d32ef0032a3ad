"""How far a candidate meets one criterion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final

import attrs

from resume_pipeline.stages.score.candidate import Candidate, Place
from resume_pipeline.stages.score.levels import language_names, level_of
from resume_pipeline.stages.score.periods import months_worked
from resume_pipeline.stages.score.titles import likeness
from resume_pipeline.stages.score.vector import FULL
from resume_pipeline.stages.score.vocabulary import vocabulary
from resume_pipeline.stages.score.words import stems
from resume_pipeline.wire.payloads import Fact
from resume_pipeline.wire.vacancy import Criterion

_RELATED: Final = 5_000
#: A title that the resume only mentions: it may be a colleague's.
_MENTIONED: Final = 7_000
_MOST_PLACES: Final = 8


@attrs.frozen
class Judgement:
    """``value`` in basis points, a status as in `Item`, and where it is seen."""

    value: int
    status: str
    places: tuple[Place, ...] = ()


NOT_FOUND: Final = Judgement(0, "not_found")
UNKNOWN: Final = Judgement(0, "unknown")


def judged(criterion: Criterion, candidate: Candidate, as_of: str) -> Judgement:
    """How far ``candidate`` meets ``criterion`` on the day ``as_of``."""
    if criterion.kind == "years":
        return _years(criterion, candidate, as_of)
    judges: dict[str, Callable[[Criterion, Candidate], Judgement]] = {
        "must": _skill,
        "nice": _skill,
        "title": _title,
        "education": _education,
        "certificate": _certificate,
        "language": _language,
        "eligibility": _eligibility,
    }
    return judges[criterion.kind](criterion, candidate)


def _seen(place: Place | None, otherwise: Judgement) -> Judgement:
    return Judgement(FULL, "met", (place,)) if place else otherwise


def _skill(criterion: Criterion, candidate: Candidate) -> Judgement:
    """In full where it is named, by half where something close to it is."""
    known = vocabulary()
    place = candidate.mention(known.spellings(criterion.label, criterion.synonyms))
    if place:
        return Judgement(FULL, "met", (place,))
    label = known.labels.get(criterion.label.lower(), "")
    near = [name for other in known.related.get(label, ()) for name in known.spellings(other)]
    place = candidate.mention(near)
    return Judgement(_RELATED, "related", (place,)) if place else NOT_FOUND


def _certificate(criterion: Criterion, candidate: Candidate) -> Judgement:
    names = vocabulary().spellings(criterion.label, criterion.synonyms)
    listed = candidate.said(names, candidate.facts("certificates"))
    return _seen(listed or candidate.mention(names), NOT_FOUND)


def _eligibility(criterion: Criterion, candidate: Candidate) -> Judgement:
    """A resume rarely says it, so that nothing found says nothing."""
    return _seen(candidate.mention((criterion.label, *criterion.synonyms)), UNKNOWN)


def _language(criterion: Criterion, candidate: Candidate) -> Judgement:
    """Unknown where a resume lists no languages at all."""
    known = language_names().get(criterion.label.capitalize(), ())
    names = tuple(dict.fromkeys((criterion.label, *criterion.synonyms, *known)))
    listed = candidate.facts("languages", "language")
    place = candidate.said(names, listed) or candidate.mention(names)
    return _seen(place, NOT_FOUND if listed else UNKNOWN)


def _title(criterion: Criterion, candidate: Candidate) -> Judgement:
    """By the past title that is most alike; without any, by a mention in the text."""
    wanted = (criterion.label, *criterion.synonyms)
    best = max(
        ((likeness(said, wanted), -fact.start, fact) for said, fact in candidate.titles),
        key=lambda found: found[:2],
        default=None,
    )
    value = best[0] if best else 0
    if best and value >= _MENTIONED:
        return Judgement(value, _degree(value), ((best[2].start, best[2].end),))
    place = _mention_of_title(candidate, wanted)
    if place:
        return Judgement(_MENTIONED, "partial", (place,))
    if best and value:
        return Judgement(value, _degree(value), ((best[2].start, best[2].end),))
    return NOT_FOUND if best else UNKNOWN


def _degree(value: int) -> str:
    return "met" if value == FULL else "partial"


def _mention_of_title(candidate: Candidate, wanted: Iterable[str]) -> Place | None:
    """Where the words of one of ``wanted`` stand one after the other."""
    said = [word.stem for word in candidate.words]
    for title in filter(None, map(stems, wanted)):
        first, length = title[0], len(title)
        for at, name in enumerate(said):
            if name == first and tuple(said[at : at + length]) == title:
                return candidate.words[at].start, candidate.words[at + length - 1].end
    return None


@attrs.frozen
class _Entry:
    """One position: its facts by field, and all that is printed of it."""

    facts: dict[str, Fact]
    text: str


def _entries(candidate: Candidate) -> Iterator[_Entry]:
    def number(fact: Fact) -> str:
        return fact.path.split("/")[2]

    for _, group in groupby(candidate.facts("work"), key=number):
        facts = list(group)
        text = " ".join(candidate.view.text[fact.start : fact.end] for fact in facts)
        yield _Entry({fact.path.rpartition("/")[2]: fact for fact in facts}, text)


def _years(criterion: Criterion, candidate: Candidate, as_of: str) -> Judgement:
    entries = list(_entries(candidate))
    counted = [one for one in entries if not criterion.label or _is_about(one.text, criterion)]
    months = months_worked([_dates(one) for one in counted], as_of)
    if months is None:
        return NOT_FOUND if entries and criterion.label else UNKNOWN
    value = min(FULL, months * FULL // max(1, criterion.years * 12))
    starts = [one.facts["startDate"] for one in counted if "startDate" in one.facts]
    places = tuple((fact.start, fact.end) for fact in starts[:_MOST_PLACES])
    return Judgement(value, _degree(value), places) if value else NOT_FOUND


def _dates(entry: _Entry) -> dict[str, str]:
    return {
        name: entry.facts[name].text for name in ("startDate", "endDate") if name in entry.facts
    }


def _is_about(text: str, criterion: Criterion) -> bool:
    names = vocabulary().spellings(criterion.label, criterion.synonyms)
    low = text.casefold()
    return any(name.casefold() in low for name in names)


def _education(criterion: Criterion, candidate: Candidate) -> Judgement:
    """By level if the criterion names a degree, else by the words themselves."""
    asked = level_of(criterion.label)
    if not asked:
        return _skill(criterion, candidate)
    degrees = candidate.facts("education", "studyType", "area")
    for fact in degrees:
        if level_of(fact.text) >= asked:
            return Judgement(FULL, "met", ((fact.start, fact.end),))
    return NOT_FOUND if degrees else UNKNOWN
