"""Work, volunteering and education as JSON Resume has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from resume_pipeline.stages.parse.cuts import Cut, Tree, found
from resume_pipeline.stages.parse.degrees import degree_and_area
from resume_pipeline.stages.parse.entries import (
    Choice,
    Entry,
    Slot,
    chosen,
    dates_of,
    entries_of,
    paragraphs,
    with_commas_split,
)
from resume_pipeline.stages.parse.places import without_place
from resume_pipeline.stages.parse.vocabulary import (
    degree_score,
    employer_score,
    position_score,
    school_score,
)

_BELOW = 3  # lines below a head on which a degree is still looked for


def work(rows: Sequence[Cut], name: str = "name") -> list[Tree]:
    """Positions, newest as printed; ``name`` is the field that holds the employer."""
    entries = with_commas_split(entries_of(rows), position_score, once=True)
    if all(len(entry.slots) == 1 for entry in entries):  # no position is known: it may come first
        entries = with_commas_split(entries, employer_score)
    positions = chosen(entries, _position_score)
    employers = chosen(entries, _employer_score, [positions], names=True)
    names = _without_places([_at(*pair) for pair in zip(entries, employers, strict=True)])
    trees = []
    for entry, position, (employer, place) in zip(entries, positions, names, strict=True):
        trees.append(
            {
                name: found(employer, "employer"),
                "position": found(_at(entry, position), "position"),
                "location": found(place, "place"),
                **dates_of(entry),
                "url": found(entry.url, "url"),
                "highlights": paragraphs(entry.body),
            }
        )
    return _promotions(trees, entries, name)


def _position_score(text: str) -> int:
    return 2 * position_score(text) - employer_score(text)


def _employer_score(text: str) -> int:
    return 2 * employer_score(text) - 2 * position_score(text)


def _at(entry: Entry, slot: Slot | None) -> Cut | None:
    return entry.slots.get(slot) if slot else None


def _promotions(trees: list[Tree], entries: Sequence[Entry], name: str) -> list[Tree]:
    """Positions under one employer, who is printed above the first of them only."""
    for before, tree, entry in zip(trees, trees[1:], entries[1:], strict=False):
        if len(entry.slots) == 1 and tree["position"] and not tree[name]:
            tree[name] = before[name]
    return trees


def _without_places(cuts: Sequence[Cut | None]) -> list[tuple[Cut | None, Cut | None]]:
    """Employers, and the places that stand behind them: "Elmwood Clinic, Leeds".

    A comma may belong to a name. It does not if most employers have one, or if the same place
    follows another employer.
    """
    split = [without_place(cut) if cut else (cut, None) for cut in cuts]
    places = Counter(place.text for _, place in split if place)
    most = 2 * places.total() > len(cuts)
    return [
        parts if parts[1] and (most or places[parts[1].text] > 1) else (cut, None)
        for cut, parts in zip(cuts, split, strict=True)
    ]


def education(rows: Sequence[Cut]) -> list[Tree]:
    """Schools and degrees as printed."""
    entries = with_commas_split(entries_of(rows), school_score)
    if all(len(entry.slots) == 1 for entry in entries):  # a school by a name of its own
        entries = with_commas_split(entries, degree_score)
    schools = chosen(entries, lambda text: 2 * school_score(text) - degree_score(text))
    degrees = chosen(entries, lambda text: degree_score(text) - school_score(text), [schools])
    return [
        _studies(entry, school, degree)
        for entry, school, degree in zip(entries, schools, degrees, strict=True)
    ]


def _studies(entry: Entry, school: Slot | None, degree: Slot | None) -> Tree:
    cut = _at(entry, degree)
    if cut is None or not degree_score(cut.text):
        below = _degree_below(entry)
        cut, degree = (below, None) if below else (cut, degree)
    kind, area = degree_and_area(cut) if cut else (None, None)
    if area is None and kind is not None:
        area = _area(entry, [school, degree])
    return {
        "institution": found(_at(entry, school), "school"),
        "studyType": found(kind, "degree"),
        "area": found(area, "area"),
        **dates_of(entry),
        "url": found(entry.url, "url"),
    }


def _degree_below(entry: Entry) -> Cut | None:
    """A degree on a line of its own that is set like what was done there."""
    lines = (row.bare() for row in entry.body[:_BELOW])
    short = (row for row in lines if len(row.text.split()) <= 8 and ":" not in row.text)
    return next((row for row in short if degree_score(row.text)), None)


def _area(entry: Entry, taken: Choice) -> Cut | None:
    """What is printed beside a degree and is no place, grade or heading."""
    rest = [cut for slot, cut in sorted(entry.slots.items()) if slot not in taken]
    named = [cut for cut in rest if not any(c.isdigit() or c == ":" for c in cut.text)]
    return next(iter(named), None)
