"""Certificates: what somebody may do, who said so, and when.

How a section sets them is decided once, by all of its rows: one to a row, or with who and when on
a row below, or beside their dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import attrs

from resume_pipeline.stages.parse.cuts import Cut, Found, Tree, found
from resume_pipeline.stages.parse.dates import DateRange, date_ranges

#: What sets an issuer apart, the surest first; an acronym in brackets is part of the name.
_ISSUERS: Final = (
    re.compile(r"\t|\s[|·•]\s|\s*[(（](?![A-Z0-9-]{2,8}[)）])"),
    re.compile(r",\s|[:：]\s"),
    re.compile(r"\s[–—]\s"),
    re.compile(r"\s[–—-]\s"),
)
#: What follows a dash and belongs to the name.
_LEVEL: Final = re.compile(
    r"\s[–—-]\s(?:specialty|associate|professional|expert|foundations?|practitioner|fundamentals"
    r"|advanced|basic|beginner|intermediate|(?:level|stufe|niveau|nivel|livello)\s\w+)\b",
    re.IGNORECASE,
)
#: What an issuer on a line of its own begins with.
_ISSUED: Final = re.compile(
    r"(?:issued by|awarded by|presented by|issuer|issuing (?:organi[sz]ation|authority|body)"
    r"|ausgestellt von|verliehen von|délivré par|décerné par|(?:emitido|expedido|otorgado) por"
    r"|rilasciato da|cấp bởi|颁发机构)\b\s*[:：]?\s*",
    re.IGNORECASE,
)
_APART: Final = re.compile("[|·•]")
_EDGES: Final = " \t,;:|•·●▪◦‣∙–—-("
_TITLE_CHARACTERS: Final = 90
_ISSUER_WORDS: Final = 8


@attrs.frozen
class _Row:
    """A row of the section, with its date apart.

    Attributes:
        row: as printed.
        text: without its date.
        when: its date, if it has one.
        leads: whether the date stands before the rest.
    """

    row: Cut
    text: Cut
    when: DateRange | None
    leads: bool

    @property
    def is_title(self) -> bool:
        """Whether it may be what a certificate is called."""
        text = self.text.text
        is_short = len(text) <= _TITLE_CHARACTERS and not text.endswith(".")
        return is_short and any(c.isalpha() for c in text)


def certificates(rows: Sequence[Cut]) -> list[Tree]:
    """The certificates of a section, each with its issuer and its date where they are printed."""
    read = [_read(row) for row in rows]
    groups = _groups(read) if read else []
    is_single = all(len(group) == 1 for group in groups)
    return [_certificate(group, is_single) for group in groups if group[0].is_title]


def _read(row: Cut) -> _Row:
    ranges = date_ranges(row.text)
    leading = next((when for when in ranges if when.start < 3), None)
    rest = row.text[leading.end :] if leading else ""
    if leading and (rest.startswith(("\t", " \t")) or not rest.strip(" )")):
        return _Row(row, row.part(leading.end, len(row.text)).bare(), leading, leads=True)
    when = next((when for when in ranges if when.start > 2), None)
    text = row.part(0, when.start).bare(_EDGES) if when else row
    if when and row.text[: when.start].rstrip().endswith((":", "：")):
        text = row.part(0, 0)  # no name but a label: "Issued on: March 2018"
    return _Row(row, text.bare(), when or leading, leads=False)


def _groups(rows: Sequence[_Row]) -> list[list[_Row]]:
    """The rows of each certificate, its title first."""
    titles = _titles(rows)
    groups: list[list[_Row]] = []
    for row, is_title in zip(rows, titles, strict=True):
        if groups and (not is_title or _ISSUED.match(row.text.text)):
            groups[-1].append(row)
        elif is_title:
            groups.append([row])
    return groups


def _titles(rows: Sequence[_Row]) -> list[bool]:
    """Which rows are titles: all, unless the look or the dates of all tell them from details."""
    bold = [row.row.line.bold for row in rows]
    if any(bold) and not all(bold):
        dated = all(row.when for row in rows if row.row.line.bold)
        return [row.row.line.bold or (dated and row.when is not None) for row in rows]
    if all(row.leads for row in rows if row.when) and any(row.when for row in rows):
        return [row.when is not None for row in rows] if rows[0].when else [True] * len(rows)
    if _have_details(rows):
        return [n == 0 or rows[n - 1].when is not None for n in range(len(rows))]
    return [True] * len(rows)


def _have_details(rows: Sequence[_Row]) -> bool:
    """Whether who and when stand below each title: rows take turns, the last one with a date."""
    turns = [row.when is not None for row in rows]
    ends = [row for row in rows if row.when]
    is_regular = not turns[0] and turns[-1] and 3 * len(ends) >= len(rows)
    if not is_regular or any(one and other for one, other in pairwise(turns)):
        return False
    apart = all(_APART.search(row.row.text) for row in ends)
    smaller = all(row.row.line.size < rows[0].row.line.size for row in ends)
    return apart or smaller or (len(ends) > 1 and 2 * len(ends) == len(rows))


def _certificate(group: Sequence[_Row], is_single: bool) -> Tree:
    """One certificate; its name may be wrapped, and its issuer stand below."""
    first, *others = group
    names = [first.text]
    below = next((_issuer(row) for row in others if _is_issuer(row)), None)
    if others and not first.when and not first.row.line.bold:
        names += [row.text for row in others[:-1] if not row.when]
        below = _issuer(others[-1]) if _is_issuer(others[-1]) else None
    rest = None if below and not is_single else _issuer_in(first.text)
    name = first.text.part(0, rest.start()).bare() if rest else first.text
    issuer = first.text.part(rest.end(), len(first.text.text)) if rest else below
    dated = next((row for row in group if row.when and row.when.last.value), None)
    return {
        "name": _joined([name, *names[1:]]),
        "issuer": found(issuer.bare(" ,;:()（）–—-") if issuer else None, "issuer"),
        "date": _date(dated),
    }


def _issuer(row: _Row) -> Cut:
    said = _ISSUED.match(row.text.text)
    return row.text.part(said.end(), len(row.text.text)) if said else row.text


def _is_issuer(row: _Row) -> bool:
    return bool(row.text.text) and len(row.text.text.split()) <= _ISSUER_WORDS


def _issuer_in(title: Cut) -> re.Match[str] | None:
    """What sets the issuer apart that is printed behind a name."""
    kept = _LEVEL.search(title.text)
    start = kept.end() if kept else 0
    return next((match for one in _ISSUERS if (match := one.search(title.text, start))), None)


def _joined(parts: Sequence[Cut]) -> Found | None:
    parts = [part for part in parts if part.text]
    if not parts:
        return None
    text = " ".join(part.text for part in parts).replace("\t", " ")
    return Found(text, tuple(parts), "certificate")


def _date(row: _Row | None) -> Found | None:
    if row is None or row.when is None:
        return None
    last = row.when.last
    return found(row.row.part(last.start, last.end), "date", last.value)
