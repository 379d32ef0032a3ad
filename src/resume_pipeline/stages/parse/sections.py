"""From a document's lines to sections."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence

import attrs

from resume_pipeline.stages.parse.cuts import Cut
from resume_pipeline.stages.parse.dates import date_ranges
from resume_pipeline.stages.parse.headings import section_of, section_within
from resume_pipeline.stages.parse.vocabulary import (
    degree_score,
    employer_score,
    language_code,
    position_score,
    school_score,
)

_PAGE = re.compile(
    r"\b(?:page|seite|p[aá]gina|pagina|trang|strona|strana|sayfa|oldal|страница|صفحة)"
    r"\s*\d{1,2}(?:\s*(?:of|/|von|de|sur|di|van|z|เ|من)\s*\d{1,2})?\s*$|^\s*\d{1,2}\s*/\s*\d{1,2}\s*$"
    r"|第\s*\d{1,2}\s*[页頁ページ]",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[\t,;:|•·()/、，：（]")
_ALIKE = 3  # headings that make a style
_LOOKED_AT = 40
_LABELS = 40  # characters of a heading that a rail has wrapped
_COLUMN = 3_000  # 1/100 pt: what stands this far to the side stands in another column
_EDGE = 1_500  # 1/100 pt: how far from the first and the last line furniture is looked for
#: Under a heading that is not known.
UNKNOWN = "unknown"
_HEADER = "header"  # what stands before the first heading


@attrs.frozen
class Section:
    """A heading's rows, without the heading.

    Attributes:
        kind: of `headings`, ``header`` before the first one, or ``other``.
        rows: lines, cut short where they shared their row with the heading.
        certainty: ``alike`` (its heading looks like others), ``lone`` (it does not), ``beside``
            (it shares its row), ``listed`` (unknown, but it lists short things), or ``above``.
        heading: its row; None where there is none.
    """

    kind: str
    rows: tuple[Cut, ...]
    certainty: str = "above"
    heading: Cut | None = None


@attrs.frozen
class _Heading:
    index: int
    kind: str
    rest: Cut | None
    style: tuple[int, bool, bool]


def sections_of(rows: Sequence[Cut]) -> list[Section]:
    """The sections in order; the first is the header, which may be empty."""
    rows, joined = _with_labels_joined(_without_furniture(rows))
    candidates = [
        heading
        for index, row in enumerate(rows)
        if (heading := _heading(index, row, joined.get(index)))
    ]
    headings = _confirmed(_consistent(candidates, _body_size(rows)), rows)
    headings = _with_unknown(headings, rows)
    ends = [*(heading.index for heading in headings), len(rows)]
    sections = [Section(_HEADER, tuple(rows[: ends[0]]))]
    styles = Counter(heading.style for heading in headings)
    for heading, end in zip(headings, ends[1:], strict=True):
        rest = (heading.rest,) if heading.rest else ()
        certainty = "beside" if rest else "alike" if styles[heading.style] >= _ALIKE else "lone"
        body = (*rest, *rows[heading.index + 1 : end])
        sections.append(Section(heading.kind, body, certainty, rows[heading.index]))
    return _with_lists(_continued(sections))


def _with_unknown(headings: list[_Heading], rows: Sequence[Cut]) -> list[_Heading]:
    """The headings, and rows that look exactly like most of them: headings of unknown sections.

    Not in a list of skills, whose groups may be headed as large; and not where the style says
    little, because it is the body's or that of what an entry is called.
    """
    styles = Counter(heading.style for heading in headings)
    style, count = styles.most_common(1)[0] if styles else ((0, False, False), 0)
    if count < _ALIKE or style[0] * 10 < _body_size(rows) * 11:
        return headings
    places = {_edge(rows[heading.index]) for heading in headings if heading.style == style}
    by_index = {heading.index: heading for heading in headings}
    found: list[_Heading] = []
    for index, row in enumerate(rows):
        if index in by_index:
            found.append(by_index[index])
        elif found and _style(row) == style and _edge(row) in places:
            _add_unknown(found, rows[index : index + 3], index)
    unknown = sum(heading.kind == UNKNOWN for heading in found)
    return found if unknown <= count else headings


def _add_unknown(found: list[_Heading], rows: Sequence[Cut], index: int) -> None:
    kind = section_within(rows[0].text) or UNKNOWN
    inside = kind in ("skills", UNKNOWN) and found[-1].kind == "skills"
    if not inside and _is_unlike_entries(rows):
        found.append(_Heading(index, kind, None, _style(rows[0])))


def _edge(row: Cut) -> int:
    return row.line.box[0] // 100 if row.line.box else -1


def _is_unlike_entries(rows: Sequence[Cut]) -> bool:
    """Whether the first of the rows does not name a position, school or employer with dates."""
    scores = (position_score, employer_score, school_score, degree_score)
    named = any(score(rows[0].text) for score in scores)
    return _is_short(rows[0]) and not named and not any(date_ranges(row.text) for row in rows[:3])


def _is_short(row: Cut) -> bool:
    text = row.text
    return len(text.split()) <= 4 and not any(c.isdigit() or c in "\t@.,:" for c in text)


def _with_lists(sections: list[Section]) -> list[Section]:
    """The sections; unknown ones that list short things are skills if nothing else is."""
    if any(section.kind == "skills" for section in sections):
        return sections
    return [
        attrs.evolve(section, kind="skills", certainty="listed")
        if section.kind == UNKNOWN and section.rows and all(map(_is_short, section.rows))
        else section
        for section in sections
    ]


def _continued(sections: list[Section]) -> list[Section]:
    """The sections, with what a column goes on with on the next page where it belongs.

    A page's last column is not the one that the next page begins with, if that stands elsewhere.
    """
    for index, section in enumerate(sections):
        turn = next((n for n, row in enumerate(section.rows) if _turns(section.rows[:n], row)), 0)
        if not turn:
            continue
        here, there = section.rows[:turn], section.rows[turn:]
        if abs(_left(here) - _left(there)) < _COLUMN:
            continue
        page = here[-1].line.page
        for place in range(index - 1, -1, -1):
            rows = [row for row in sections[place].rows if row.line.page == page]
            if rows and abs(_left(rows) - _left(there)) < _COLUMN // 2:
                sections[index] = attrs.evolve(section, rows=here)
                whole = (*sections[place].rows, *there)
                sections[place] = attrs.evolve(sections[place], rows=whole)
                break
    return sections


def _turns(before: Sequence[Cut], row: Cut) -> bool:
    return bool(before) and row.line.box is not None and row.line.page > before[-1].line.page


def _left(rows: Sequence[Cut]) -> int:
    return min((row.line.box[0] for row in rows if row.line.box), default=0)


def _without_furniture(rows: Sequence[Cut]) -> list[Cut]:
    """The rows without page numbers, and without what is repeated on later pages."""
    first: dict[tuple[str, int], int] = {}
    heights = sorted(row.line.box[1] for row in rows if row.line.box)
    top, bottom = (heights[0] + _EDGE, heights[-1] - _EDGE) if heights else (0, 0)
    kept = []
    for row in rows:
        place = (re.sub(r"\d+", "0", row.text), row.line.box[1] // 500 if row.line.box else -1)
        page = first.setdefault(place, row.line.page)
        at_edge = row.line.box is not None and not top < row.line.box[1] < bottom
        if not (_PAGE.search(row.text) or (at_edge and page < row.line.page)):
            kept.append(row)
    return kept


def _confirmed(headings: Sequence[_Heading], rows: Sequence[Cut]) -> list[_Heading]:
    """The headings, but for "Languages" over other things than languages.

    That is a group of skills: a heading of them if it looks like the others, else none at all.
    """
    ends = [*(heading.index for heading in headings[1:]), len(rows)]
    largest = max((heading.style[0] for heading in headings), default=0)
    kept: list[_Heading] = []
    for heading, end in zip(headings, ends, strict=False):
        if _is_part_of_studies(heading, kept, largest):
            continue
        if heading.kind != "languages" or _names_languages(rows[heading.index : end]):
            kept.append(heading)
        elif heading.style[0] * 10 >= largest * 9:
            kept.append(attrs.evolve(heading, kind="skills"))
    return kept


def _is_part_of_studies(heading: _Heading, before: Sequence[_Heading], largest: int) -> bool:
    """Whether a small heading like "Courses" belongs to what was studied above it."""
    small = heading.style[0] * 10 < largest * 9
    studies = bool(before) and before[-1].kind == "education"
    return heading.kind == "certificates" and small and studies


def _names_languages(rows: Sequence[Cut]) -> bool:
    words = (word for row in rows[:_LOOKED_AT] for word in re.split(_WORDS, row.text)[1:])
    below = (word for row in rows[1:_LOOKED_AT] for word in re.split(_WORDS, row.text))
    return any(language_code(word) for word in (*words, *below) if word)


def _with_labels_joined(rows: Sequence[Cut]) -> tuple[list[Cut], dict[int, str]]:
    """The rows without the second half of a heading that a narrow rail has wrapped.

    Also what those rows head that have the first half, by their number.
    """
    kept: list[Cut] = []
    kinds: dict[int, str] = {}
    for row in rows:
        kind = _wrapped(kept[-1], row) if kept and len(kept) - 1 not in kinds else None
        if kind is None:
            kept.append(row)
            continue
        kinds[len(kept) - 1] = kind
        rest = row.part(len(row.text.partition("\t")[0]), len(row.text)).bare()
        kept += [rest] if rest.text else []
    return kept, kinds


def _wrapped(above: Cut, below: Cut) -> str | None:
    """What the labels at the left of two rows head together, if the lower one says no more."""
    if above.line.box is None or _edge(above) != _edge(below) or "\t" not in above.text:
        return None
    one, other = (row.text.partition("\t")[0] for row in (above, below))
    kind = section_of(f"{one} {other}") if len(one) + len(other) < _LABELS else None
    apart = section_of(one) and section_of(other) not in (None, kind)
    return None if apart else kind


def _heading(index: int, row: Cut, joined: str | None) -> _Heading | None:
    """The heading that the row is, or begins with, or ends with in writing from the right."""
    style = _style(row)
    kind = None if joined else section_of(row.text)
    if kind:
        return _Heading(index, kind, None, style)
    label, tab, _ = row.text.partition("\t")
    kind = joined or (section_of(label) if tab else None)
    if kind:
        return _Heading(index, kind, row.part(len(label), len(row.text)).bare(), style)
    return None


def _style(row: Cut) -> tuple[int, bool, bool]:
    return row.line.size, row.line.bold, row.text.isupper()


def _body_size(rows: Sequence[Cut]) -> int:
    """The size of most of the text."""
    sizes: Counter[int] = Counter()
    for row in rows:
        sizes[row.line.size] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _consistent(candidates: Sequence[_Heading], body: int) -> list[_Heading]:
    """The candidates that look like headings of this document.

    A word like "Languages" is also the label of a group of skills: what is smaller than the
    usual heading, and looks like the text around it, is none.
    """
    if not candidates:
        return []
    usual = statistics.median_high(_style_of_each_kind(candidates).values())
    main = {heading.kind for heading in candidates if heading.style[0] >= usual * 9 // 10}
    return [
        heading
        for heading in candidates
        if heading.style[0] >= usual * 9 // 10
        or (heading.kind not in main and (heading.style[0] > body or any(heading.style[1:])))
    ]


def _style_of_each_kind(candidates: Sequence[_Heading]) -> dict[str, int]:
    """The largest size in which each kind of section is headed."""
    sizes: dict[str, int] = {}
    for heading in candidates:
        sizes[heading.kind] = max(heading.style[0], sizes.get(heading.kind, 0))
    return sizes
