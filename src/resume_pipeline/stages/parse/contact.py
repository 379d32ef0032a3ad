"""Who it is and where: name, label and city, and how to reach them."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from resume_pipeline.stages.parse.cuts import Cut, Found, Tree, found
from resume_pipeline.stages.parse.headings import section_of
from resume_pipeline.stages.parse.labels import is_label, label_of
from resume_pipeline.stages.parse.places import city_of, has_postcode
from resume_pipeline.stages.parse.reach import EMAIL, PHONE, email, network, phone, profile, urls
from resume_pipeline.stages.parse.sections import Section
from resume_pipeline.stages.parse.vocabulary import employer_score, language_code, position_score

_CELLS = re.compile(r"\t|\s[|•·●▪◦∙/]\s")
_PARTS = re.compile(r"\t|\s[|•·●▪◦∙–—/]\s|[|•·●▪◦∙]|\s{2,}")
_LABEL = re.compile(r"^([^:：\t]{2,24}?)(?:\s*[:：]\s*|\t)(?=\S)")
_PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "de da do dos das del della di du la le von van den der ter ten zu bin ibn al el y e af av",
    )
)
_CJK_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:\s[\u4e00-\u9fff]{1,3})?|[\uac00-\ud7af]{2,5}")
_FIRST_ROWS = 12
_LARGE = 13  # tenths of the usual type


def contact(rows: Sequence[Cut], sections: Sequence[Section]) -> Tree:
    """The `basics` of a JSON Resume without the summary."""
    reach = [row for section in sections if _reaches(section) for row in section.rows]
    reach += _around_email(rows) if email(reach) is None else []
    name = _name(rows, sections[0].rows)
    addresses = list(urls(reach))
    return {
        "name": name,
        "label": _label(sections[0].rows, name),
        "email": email([*reach, *rows]),
        "phone": phone(reach, rows),
        "url": next((url for url in addresses if not network(url)), None),
        "profiles": [profile(url) for url in addresses if network(url)],
        "location": {"city": _city(reach, name) or _labelled_city(rows)},
    }


def _around_email(rows: Sequence[Cut]) -> Sequence[Cut]:
    """Contacts that stand in a column without a heading of their own: they stand together."""
    address = email(rows)
    if address is None:
        return []
    at = next(index for index, row in enumerate(rows) if row.line is address.cuts[0].line)
    return rows[max(0, at - 2) : at + 5]


def _reaches(section: Section) -> bool:
    """Whether a section says how to reach them; "About" may, if an address stands in it."""
    if section.kind in ("header", "contact"):
        return True
    about = section.kind in ("summary", "other", "unknown")
    return about and any(EMAIL.search(row.text) for row in section.rows)


def _name(rows: Sequence[Cut], header: Sequence[Cut]) -> Found | None:
    """The largest thing on the first page that reads like a name, else the first one."""
    first_page = [row for row in rows if row.line.page == 0]
    candidates = [
        (part,)
        for row in [*header[:_FIRST_ROWS], *first_page]
        for part in map(_unlabelled, row.split(_PARTS))
        if is_name(part.text)
    ]
    largest = max([*candidates, *_on_two_rows(first_page)], key=_size, default=None)
    if largest is None:
        return None
    return Found(" ".join(part.text for part in largest), largest, "name")


def _size(parts: Sequence[Cut]) -> int:
    return parts[0].line.size


def _on_two_rows(rows: Sequence[Cut]) -> Iterator[tuple[Cut, ...]]:
    """Names in large type of which each row is a part: "Gwendolyn" over "Achebe-Marsh"."""
    usual = statistics.median([row.line.size for row in rows] or [0])
    for parts in pairwise(row.bare() for row in rows):
        sizes = {_size([part]) for part in parts}
        is_large = len(sizes) == 1 and min(sizes) * 10 > usual * _LARGE
        whole = " ".join(part.text for part in parts)
        if is_large and all(map(_is_part, parts)) and is_name(whole):
            yield parts


def _is_part(part: Cut) -> bool:
    """Whether a row may be the half of a name, and nothing that is known."""
    words = part.text.split()
    known = section_of(part.text) or is_name(part.text)
    return 0 < len(words) < 4 and all(map(_is_name_word, words)) and not known


def _unlabelled(part: Cut) -> Cut:
    label = _LABEL.match(part.text)
    if label and is_label(label[1]):
        return part.part(label.end(), len(part.text))
    return part


def is_name(text: str) -> bool:
    """Whether ``text`` could be a person's name and nothing else that is known."""
    if _CJK_NAME.fullmatch(text):
        return section_of(text) is None and not position_score(text)
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or len(text) > 45 or any(c.isdigit() for c in text):
        return False
    if words[-1] in _PARTICLES or not all(_is_name_word(word) for word in words):
        return False
    others = (section_of, language_code, employer_score, position_score, is_label)
    return not any(other(text) for other in others)


def _is_name_word(word: str) -> bool:
    bare = word.strip(".-'’")
    letters = bare.replace("-", "").replace("'", "").replace("’", "").replace(".", "")
    if not letters or not all(c.isalpha() or c in "\u0640" or not c.isascii() for c in letters):
        return False
    return not bare[0].islower() or bare in _PARTICLES


def _label(header: Sequence[Cut], name: Found | None) -> Found | None:
    for row in header[:_FIRST_ROWS]:
        for part in row.split(_PARTS):
            short = len(part.text) < 60 and not any(c.isdigit() or c == "@" for c in part.text)
            if short and position_score(part.text) and not (name and part.text == name.value):
                return found(part, "label")
    return None


def _city(rows: Sequence[Cut], name: Found | None) -> Found | None:
    """A place with a label, else one beside a way to reach them or by its form, in that order."""
    tried = (_labelled_places(rows), _places_by_form(rows), _places_beside(rows))
    for cut in (cut for cuts in tried for cut in cuts):
        city = city_of(cut) if not (name and cut.text == name.value) else None
        if city:
            return found(city, "city")
    return None


def _labelled_city(rows: Sequence[Cut]) -> Found | None:
    cities = map(city_of, _labelled_places(rows))
    return next((found(city, "city") for city in cities if city), None)


def _labelled_places(rows: Sequence[Cut]) -> Iterator[Cut]:
    """What stands behind a label for a place, on its line or on the next one."""
    for row, below in zip(rows, [*rows[1:], None], strict=False):
        parts = row.split(_CELLS)
        for index, part in enumerate(parts):
            label = _LABEL.match(part.text)
            if label and label_of(label[1]) == "city":
                yield part.part(label.end(), len(part.text)).bare()
            elif label_of(part.text) == "city" and section_of(part.text) is None:
                following = [*parts[index + 1 :], below]
                yield from (cut for cut in following[:1] if cut)


def _places_by_form(rows: Sequence[Cut]) -> Iterator[Cut]:
    """What is printed like "City, Country" or "12345 City"."""
    for part in (part for row in rows for part in row.split(_PARTS)):
        if _LABEL.match(part.text) and _unlabelled(part) is part:
            continue  # a group of something else, like "Languages: Python, SQL"
        tail = re.search(r"\s[A-Z]{2}(?:\s[A-Z]{2})?$", part.text)
        if re.search("[,،，]", part.text) or has_postcode(part.text) or tail:
            yield _unlabelled(part)


def _places_beside(rows: Sequence[Cut]) -> Iterator[Cut]:
    """What shares its row, or the one above or below, with an e-mail address or a phone."""
    reaches = [bool(EMAIL.search(row.text) or PHONE.search(row.text)) for row in rows]
    for index, row in enumerate(rows):
        if reaches[index]:
            yield from row.split(_PARTS)
    for index, row in enumerate(rows):
        around = range(max(0, index - 1), min(len(rows), index + 2))
        if any(reaches[n] and row.line.size <= rows[n].line.size for n in around):
            yield from row.split(_PARTS)
