"""What says how sure a value is: where and how it was found, and what agrees with it.

A signal is a name that a value has or does not have. Whatever it costs is paid for every value of
every resume, so each is a comparison or two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import attrs

from resume_pipeline.stages.parse.cuts import Cut, Found, Tree
from resume_pipeline.stages.parse.months import folded
from resume_pipeline.stages.parse.sections import Section
from resume_pipeline.stages.parse.vocabulary import (
    degree_score,
    employer_score,
    position_score,
    school_score,
)

_DIGIT: Final = re.compile(r"\d")
_FEW, _MANY = 3, 5
_LONG_WORDS: Final = 8
_SHORT_WORDS: Final = 3
#: Ways to reach somebody: prose does not stand on their lines.
_ATOMS: Final = frozenset(("email", "phone", "url", "city"))
#: What an entry of a list has when all of it was found.
_WHOLE: Final = {
    "work": ("name", "position", "startDate"),
    "volunteer": ("organization", "position", "startDate"),
    "education": ("institution", "studyType", "endDate"),
}
#: What a value should sound like, and what it should not.
_SOUNDS: Final[dict[str, tuple[Callable[[str], int], Callable[[str], int]]]] = {
    "employer": (employer_score, position_score),
    "position": (position_score, employer_score),
    "school": (school_score, degree_score),
    "degree": (degree_score, school_score),
    "area": (degree_score, school_score),
}


@attrs.frozen
class Signalled:
    """A value of a profile with its signals.

    Attributes:
        path: JSON pointer to it.
        found: the value, its cuts and its rule.
        signals: what says how sure it is.
    """

    path: str
    found: Found
    signals: tuple[str, ...]


#: How a value is set: size, bold, and where on its line it stands.
_Look = tuple[int, bool, str]


def signalled(tree: Tree, sections: Sequence[Section]) -> Iterator[Signalled]:
    """Every value of ``tree``, a pruned profile, with its signals, in order."""
    general = _general(sections)
    for name, value in tree.items():
        if name == "basics":
            yield from _basics(value, general)
        else:
            around = (*general, *_certainty(sections, name), f"in_{name}")
            yield from _listed(f"/{name}", name, value, around)


def _general(sections: Sequence[Section]) -> tuple[str, ...]:
    """Of the whole document: how much of its order is understood."""
    kinds = len({section.kind for section in sections} - {"header", "unknown", "other"})
    known = "few_sections" if kinds < _FEW else "many_sections" if kinds > _MANY else "sections"
    rows = [row for section in sections for row in section.rows]
    placed = "placed" if rows and rows[0].line.box else "unplaced"
    strange = any(section.kind == "unknown" for section in sections)
    railed = sum("\t" in row.text for row in rows) * 4 > len(rows)
    more = [name for name, has in (("strange", strange), ("railed", railed)) if has]
    return known, placed, *more


def _certainty(sections: Sequence[Section], kind: str) -> tuple[str, ...]:
    """How the sections of a kind were told from the others."""
    certain = [section.certainty for section in sections if section.kind == kind]
    number = "one_section" if len(certain) == 1 else "sections_of_kind" if certain else "no_section"
    return (number, *dict.fromkeys(certain))


def _basics(tree: Tree, general: tuple[str, ...]) -> Iterator[Signalled]:
    email, name = tree.get("email"), tree.get("name")
    found = list(_flat(tree, "/basics"))
    atoms = {leaf.cuts[0].line.start for _, leaf in found if leaf.rule in _ATOMS}
    for path, leaf in found:
        signals = [*general, *_shape(leaf), *_agreement(leaf, email, name)]
        if leaf.rule == "summary" and any(cut.line.start in atoms for cut in leaf.cuts):
            signals.append("holds_contact")
        yield Signalled(path, leaf, tuple(signals))


def _flat(tree: Any, path: str) -> Iterator[tuple[str, Found]]:
    if isinstance(tree, Found):
        yield path, tree
    elif isinstance(tree, dict):
        for name, value in tree.items():
            yield from _flat(value, f"{path}/{name}")
    else:
        for number, value in enumerate(tree):
            yield from _flat(value, f"{path}/{number}")


def _agreement(leaf: Found, email: Found | None, name: Found | None) -> Iterator[str]:
    """What of the contact block says the same: the name in the address, a row in common."""
    if leaf.cuts[0].line.page:
        yield "later_page"
    if email is None:
        yield "no_email"
    elif leaf is not email and leaf.cuts[0].line is email.cuts[0].line:
        yield "beside_email"
    if leaf.rule in ("name", "email", "url") and name is not None and email is not None:
        words = [word for word in folded(name.value).split() if len(word) > 1]
        where = folded((email if leaf is name else leaf).value)
        shared = sum(word in where for word in words)
        yield "no_agreement" if not shared else "agreement"
    if leaf.rule == "phone" and leaf.value.startswith("+"):
        yield "international"


def _listed(
    path: str, kind: str, entries: Sequence[Tree], around: tuple[str, ...]
) -> Iterator[Signalled]:
    """The values of a list's entries, which are compared with each other."""
    looks = _looks(entries)
    count = "one" if len(entries) == 1 else "two" if len(entries) == 2 else "several"
    around = (*around, count)
    for number, entry in enumerate(entries):
        whole = (*around, *_wholeness(kind, entry))
        for name, value in entry.items():
            for at, leaf in _flat(value, f"{path}/{number}/{name}"):
                signals = (*whole, *_shape(leaf), _vote(looks, name, leaf), *_sound(leaf))
                yield Signalled(at, leaf, signals)


def _wholeness(kind: str, entry: Tree) -> Iterator[str]:
    """What an entry lacks, and whether it begins before it ends."""
    for name in _WHOLE.get(kind, ()):
        if name not in entry:
            yield f"without_{name}"
    first, last = entry.get("startDate"), entry.get("endDate")
    if first is None and last is None:
        yield "undated"
    elif first is not None and last is not None:
        turned = last.value < first.value[: len(last.value)]
        yield "turned" if turned else "period"


def _looks(entries: Sequence[Tree]) -> dict[str, Counter[_Look]]:
    """How each field is set, over all entries."""
    looks: dict[str, Counter[_Look]] = {}
    for entry in entries:
        for name, value in entry.items():
            if isinstance(value, Found):
                looks.setdefault(name, Counter())[_look(value)] += 1
    return looks


def _look(leaf: Found) -> _Look:
    cut = leaf.cuts[0]
    return cut.line.size, cut.line.bold, _place(cut)


def _place(cut: Cut) -> str:
    """Where on its line a cut stands."""
    line, opens = cut.line, cut.start <= cut.line.start
    if cut.end >= line.end:
        return "whole_line" if opens else "closes_line"
    return "opens_line" if opens else "inside_line"


def _vote(looks: dict[str, Counter[_Look]], name: str, leaf: Found) -> str:
    """The share of entries in which the field is set like here."""
    counts = looks.get(name)
    if counts is None:
        return "in_list"
    alike, total = counts[_look(leaf)], counts.total()
    if total == 1:
        return "alone"
    if alike == total:
        return "like_all"
    return "like_most" if alike * 2 > total else "like_few"


def _sound(leaf: Found) -> Iterator[str]:
    sounds = _SOUNDS.get(leaf.rule)
    if sounds is None:
        return
    own = sounds[0](leaf.value)
    if own > 0:
        yield "sounds_right" if own == 1 else "sounds_very_right"
    elif sounds[1](leaf.value) > 0:
        yield "sounds_wrong"


def _shape(leaf: Found) -> Iterator[str]:
    """How the value itself looks, and its first line."""
    cut, text = leaf.cuts[0], leaf.value
    yield _place(cut)
    yield _length(text)
    if cut.line.bold:
        yield "bold"
    if len(leaf.cuts) > 1:
        yield "joined"
    if _DIGIT.search(text):
        yield "digit"
    if "," in text:
        yield "comma"
    if text[:1].islower():
        yield "small_letter"
    if text[-1:] in ".;:!?":
        yield "ends_like_prose"
    if not text.isascii():
        yield "beyond_ascii"


def _length(text: str) -> str:
    words = text.count(" ") + 1
    if words == 1:
        return "letter" if len(text) == 1 else "word"
    return "words" if words <= _SHORT_WORDS else "long" if words > _LONG_WORDS else "phrase"
