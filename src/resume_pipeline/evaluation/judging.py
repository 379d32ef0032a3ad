"""Which values of a profile are right, and which of the truth it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from resume_pipeline.evaluation.matching import (
    likeness,
    paired,
    plain,
    same_address,
    same_date,
    same_phone,
    same_text,
    same_words,
)

Same = Callable[[Any, Any], bool]
Entry = Mapping[str, Any]


@attrs.frozen
class Judged:
    """One value that was read, or should have been.

    Attributes:
        field: for example ``work.position``.
        path: JSON pointer to the value that was read; None for one that was not.
        is_right: whether the truth has it.
    """

    field: str
    path: str | None
    is_right: bool = False


_BASICS: Final[dict[str, Same]] = {
    "name": same_text,
    "label": same_text,
    "email": same_address,
    "phone": same_phone,
    "summary": same_text,
}
_PERIOD: Final[dict[str, Same]] = {"startDate": same_date, "endDate": same_date}
_ENTRIES: Final[dict[str, dict[str, Same]]] = {
    "work": {"name": same_text, "position": same_text, "location": same_text, **_PERIOD},
    "volunteer": {"organization": same_text, "position": same_text, **_PERIOD},
    "education": {"institution": same_text, "studyType": same_text, "area": same_text, **_PERIOD},
    "languages": {"language": same_text, "fluency": same_text},
    "projects": {"name": same_text},
    "certificates": {"name": same_text, "issuer": same_text, "date": same_date},
    "awards": {"title": same_text, "awarder": same_text, "date": same_date},
    "publications": {"name": same_text, "publisher": same_text, "releaseDate": same_date},
    "references": {"name": same_text, "reference": same_text},
}
#: Every field, in the order of a report.
FIELDS: Final = (
    *(f"basics.{name}" for name in _BASICS),
    *("basics.urls", "basics.location.city"),
    *(f"{section}.{name}" for section, fields in _ENTRIES.items() for name in fields),
    *("work.highlights", "volunteer.highlights", "projects.highlights", "interests", "skills"),
)


def judge(truth: Entry, resume: Entry) -> list[Judged]:
    """Every value of ``resume`` that can be judged, and what it lacks of ``truth``.

    Args:
        truth: a JSON Resume document with what is printed. ``meta.scored``: the only fields, or
            sections, that were labelled; without it all were. ``meta.hidden``: anything in it is
            true without being printed, and neither right nor wrong.
        resume: a JSON Resume document that was read.
    """
    meta = truth.get("meta") or {}
    scored, hidden = meta.get("scored"), {plain(text) for text in _texts(meta.get("hidden"))}
    found = [*_of_basics(truth, resume), *_of_skills(truth, resume)]
    found += _set("interests", _interests(truth), _read_words(resume, "interests"), same_text)
    for section in _ENTRIES:
        found += _of_entries(section, _list(truth, section), _list(resume, section))
    return [
        one
        for one in found
        if _is_scored(one.field, scored) and not (_is_wrong(one) and _text(resume, one) in hidden)
    ]


def _is_wrong(one: Judged) -> bool:
    return one.path is not None and not one.is_right


def _is_scored(field: str, scored: Sequence[str] | None) -> bool:
    return scored is None or any(field == name or field.startswith(f"{name}.") for name in scored)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _text(resume: Any, one: Judged) -> str:
    for step in (one.path or "").split("/")[1:]:
        resume = resume[int(step)] if isinstance(resume, list) else resume[step]
    return plain(resume)


def _list(document: Entry, name: str) -> list[Entry]:
    value = document.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _one(field: str, path: str, truth: Any, said: Any, same: Same) -> Iterator[Judged]:
    """A value that there is one of."""
    is_right = bool(truth) and bool(said) and same(truth, said)
    if said:
        yield Judged(field, path, is_right)
    if truth and not is_right:
        yield Judged(field, None)


def _set(
    field: str, truth: Iterable[Any], said: Iterable[tuple[str, Any]], same: Same
) -> Iterator[Judged]:
    """Values whose order does not matter; one that is read twice is right once."""
    left = [value for value in truth if value]
    for path, value in said:
        at = next((n for n, one in enumerate(left) if same(one, value)), None)
        if at is not None:
            del left[at]
        yield Judged(field, path, at is not None)
    yield from (Judged(field, None) for _ in left)


def _of_basics(truth: Entry, resume: Entry) -> Iterator[Judged]:
    told, said = truth.get("basics") or {}, resume.get("basics") or {}
    for name, same in _BASICS.items():
        yield from _one(f"basics.{name}", f"/basics/{name}", told.get(name), said.get(name), same)
    city, read = ((one.get("location") or {}).get("city") for one in (told, said))
    yield from _one("basics.location.city", "/basics/location/city", city, read, same_text)
    yield from _of_addresses(truth, said)


def _of_addresses(truth: Entry, said: Entry) -> Iterator[Judged]:
    """Addresses on the web; one that belongs to an entry is no mistake."""
    told = truth.get("basics") or {}
    urls = [told.get("url"), *(one.get("url") for one in _list(told, "profiles"))]
    entries = [one for name in ("work", "projects", "publications") for one in _list(truth, name)]
    of_entries = [one["url"] for one in entries if one.get("url")]
    read = [("/basics/url", said.get("url"))]
    read += [
        (f"/basics/profiles/{n}/url", p.get("url")) for n, p in enumerate(_list(said, "profiles"))
    ]
    for one in _set("basics.urls", urls, [pair for pair in read if pair[1]], same_address):
        value = dict(read).get(one.path or "")
        if one.is_right or one.path is None or not _has(of_entries, value, same_address):
            yield one


def _has(truth: Iterable[Any], value: Any, same: Same) -> bool:
    return any(same(one, value) for one in truth)


def _of_entries(section: str, truth: list[Entry], said: list[Entry]) -> Iterator[Judged]:
    pairs = paired(truth, said, lambda t, s: _alike(section, t, s))
    partner = {j: truth[i] for i, j in pairs}
    for number, entry in enumerate(said):
        yield from _of_entry(section, f"/{section}/{number}", partner.get(number, {}), entry)
    for number in set(range(len(truth))) - {i for i, _ in pairs}:
        yield from _of_entry(section, "", truth[number], {})


def _alike(section: str, truth: Entry, said: Entry) -> int:
    """Percent, by names above all."""
    fields = _ENTRIES[section]
    names = [name for name, same in fields.items() if same is same_text]
    texts = sum(likeness(truth.get(name), said.get(name)) for name in names) // len(names)
    dates = sum(same_date(truth.get(name), said.get(name)) for name in _PERIOD)
    return texts + 10 * dates


def _of_entry(section: str, path: str, truth: Entry, said: Entry) -> Iterator[Judged]:
    whole = section == "education" and _same_degree(truth, said)
    for name, same in _ENTRIES[section].items():
        rule = (lambda _t, _s: True) if whole and name in ("studyType", "area") else same
        where, pair = f"{path}/{name}", (truth.get(name), said.get(name))
        yield from _one(f"{section}.{name}", where, *pair, rule)
    if section in ("work", "volunteer", "projects"):
        yield from _of_highlights(section, path, truth, said)


def _same_degree(truth: Entry, said: Entry) -> bool:
    """Whether level and field together say the same, wherever one ends and the other begins."""
    return all(one.get("studyType") and one.get("area") for one in (truth, said)) and same_words(
        *(f"{one['studyType']} {one['area']}" for one in (truth, said))
    )


def _of_highlights(section: str, path: str, truth: Entry, said: Entry) -> Iterator[Judged]:
    told = [truth.get("summary"), truth.get("description"), *(truth.get("highlights") or [])]
    read = [(f"{path}/highlights/{n}", text) for n, text in enumerate(said.get("highlights") or [])]
    yield from _set(f"{section}.highlights", told, read, same_text)


def _of_skills(truth: Entry, resume: Entry) -> Iterator[Judged]:
    """Skills by name; what a group of them is called is neither right nor wrong."""
    groups: list[Any] = []
    told: list[Any] = []
    for entry in _list(truth, "skills"):
        words = entry.get("keywords") or []
        told += words or [entry.get("name")]
        groups += [entry.get("name")] if words else []
    groups += (truth.get("meta") or {}).get("skillGroups") or []
    groups += [word for one in _list(truth, "projects") for word in one.get("keywords") or []]
    for one in _set("skills", told, _read_words(resume, "skills"), same_text):
        if one.path is None or one.is_right or not _has(groups, _text(resume, one), same_text):
            yield one


def _interests(truth: Entry) -> Iterator[Any]:
    for one in _list(truth, "interests"):
        yield from (one.get("name"), *(one.get("keywords") or []))


def _read_words(resume: Entry, section: str) -> Iterator[tuple[str, Any]]:
    """Words, and names of entries that are no group of words."""
    for number, one in enumerate(_list(resume, section)):
        words = one.get("keywords") or []
        if not words:
            yield f"/{section}/{number}/name", one.get("name")
        for at, word in enumerate(words):
            yield f"/{section}/{number}/keywords/{at}", word
