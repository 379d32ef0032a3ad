"""Headings of a resume's sections, in the languages that resumes are read in."""

from __future__ import annotations

import functools
import re

from resume_pipeline.stages.parse.months import folded
from resume_pipeline.stages.parse.section_names import NAMES

_JOINS = re.compile(r"\s*(?:&|/|\+|,|、|与|和)\s*|\s+(?:and|et|und|y|e|en|và|i|a|ve|és)\s+|\s+و")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[ivx]{1,4})[.)]\s+|^[一二三四五六七八九十]+、")
#: Words that may stand before or after a heading without changing what it means.
_MODIFIERS = re.compile(
    r"\b(?:my|key|core|main|selected|relevant|recent|other|open source|personal|side|academic"
    r"|additional|professional|career"
    r"|technical|work|industry|overview|history|background|details|information)\b"
)
_WORDS = 6
#: Headings alone, but beside other words they say little.
_VAGUE = frozenset(
    re.findall(
        r"\w+",
        "work werk personal details links location website tools formation formations profile "
        "profil about history",
    )
)
#: Letters that fill a square each, set apart: too few of them to tell it from their gaps.
_SQUARES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{3,12}")
_SQUARE = re.compile("[{0}](?: [{0}])+".format("\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"))


@functools.cache
def _sections() -> dict[str, str]:
    """Section by folded heading; the first section that claims a heading has it."""
    found: dict[str, str] = {}
    for section, names in NAMES.items():
        for name in names.split(","):
            found.setdefault(" ".join(folded(name).split()), section)
    return found


def section_of(text: str) -> str | None:
    """Which section a line heads, or None if it is no heading that is known."""
    if len(text) > 60 or "@" in text or text.rstrip().endswith((".", ";", "!", "?")):
        return None
    bare = _NUMBERING.sub("", folded(text).strip(" :•·-–—|#*_=~■◆●")).rstrip(" :")
    bare = " ".join(bare.split())
    if not bare or len(bare.split()) > _WORDS or any(c.isdigit() for c in bare):
        return None
    spaced = bare.replace(" ", "") if _SQUARE.fullmatch(text.strip(" :")) else bare
    return _sections().get(bare) or _sections().get(spaced) or _compound(bare)


def section_within(text: str) -> str | None:
    """Which section a line that looks like a heading may head: by how it begins, or how it ends.

    "Kompetencje techniczne" and "保有資格" say what they head beside what they say of it.
    """
    bare = folded(text).strip(" :•·-–—|#*_=~■◆●")
    if _SQUARES.fullmatch(bare):
        parts = (bare[n:] for n in range(1, len(bare) - 1))
    else:
        words = bare.split()
        counts = range(len(words) - 1, 0, -1)
        parts = (" ".join(part) for n in counts for part in (words[-n:], words[:n]))
    return next(
        (_sections()[part] for part in parts if part in _sections() and part not in _VAGUE), None
    )


def _compound(bare: str) -> str | None:
    """By its first known part, as in "Licenses & Certifications", or without modifiers."""
    parts = [part for part in _JOINS.split(bare) if part]
    if len(parts) > 1:
        found = [_sections().get(part) for part in parts]
        return next((section for section in found if section), None)
    core = " ".join(_MODIFIERS.sub(" ", bare).split())
    return _sections().get(core) if core else None
