"""Where a skill is named: as a whole, and not where its name is only a word of prose."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Final

from resume_pipeline.stages.score.vocabulary import vocabulary

#: What stands between the things of a list.
_JOIN: Final = re.compile(
    r"\s*(?:[,;|/•·、，؛،&+(\t)]|\b(?:and|or|und|oder|et|ou|y|o|e|en|of|i|lub|ve|veya|và|hoặc)\b"
    r"|或|和|و)\s*"
)
#: After these words a name is the name of something that one knows.
_KNOWS: Final = re.compile(
    r"(?:experience|experienced|expertise|knowledge|proficien\w+|fluen\w+|familiar\w*|skills?"
    r"|expert"
    r"|command|background|written|coding|programming|develop\w*|kenntnisse|erfahrung\w*|umgang"
    r"|connaissances?|maîtrise|expérience|experiencia|conocimientos?|dominio|manejo|experiência"
    r"|conhecimentos?|esperienza|conoscenza|ervaring|kennis|znajomość|doświadczenie|знание|опыт)"
    r"(?:\W+\w+){0,2}?\W+(?:with|in|of|using|at|mit|von|en|de|avec|con|com|em|di|del|met|w|z|в"
    r"|с)\s+$"
    r"|[(:]\s*$",
    re.IGNORECASE,
)
_BULLET: Final = r"[-*•·●▪–—]?\s*"
_NEAR: Final = 60


@functools.lru_cache(maxsize=8192)
def pattern(term: str) -> re.Pattern[str]:
    """Finds ``term`` as a whole: no C in C++, no Java in JavaScript, no JS in Node.js.

    Letters that begin with a capital only sometimes are found in any case.
    """
    body = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", term) if word)
    if re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", term):
        return re.compile(body, re.IGNORECASE)
    more = r"[^\W\d]" if term[-1:] in "+#" else r"\w"  # C++17 is C++
    behind = rf"(?!{more}|[+#&]|\.(?:js|net)\b|-level\b|-suite\b)"
    before = r"(?<![\w.&])" if term[:1] != "." else r"(?<![\w.])"
    return re.compile(rf"{before}{body}{behind}", re.IGNORECASE)


def is_prose(name: str) -> bool:
    """Whether ``name`` is a word of prose as well."""
    return name.lower() in vocabulary().prose


def mentions(text: str, low: str, name: str) -> Iterator[re.Match[str]]:
    """Where ``text`` names the skill ``name``.

    Args:
        low: ``text`` in small letters, as long as it; looked at first, since that is quick.
    """
    if not any(c.isalnum() for c in name) or _first(name) not in low:
        return
    found = pattern(name).finditer(text)
    if not is_prose(name):
        yield from found
        return
    for match in found:
        if match[0] == name or match[0].isupper():
            yield from [match] if _is_listed(text, match) else []


def _first(name: str) -> str:
    return re.split(r"[\s-]+", name.lower().strip(" -"))[0]


def _is_listed(text: str, match: re.Match[str]) -> bool:
    """Whether it stands alone on its line, beside a known skill, or after words like knowledge."""
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    rest = text[match.end() : match.end() + _NEAR].split("\n", maxsplit=1)[0]
    if re.fullmatch(_BULLET, line) and not rest.strip(" .;,"):
        return True
    before = _JOIN.split(line)
    after = _JOIN.split(rest)
    if len(before) > 1 and not before[-1].strip() and _is_known(before[:-1][::-1]):
        return True
    if len(after) > 1 and not after[0].strip() and _is_known(after[1:]):
        return True
    return bool(_KNOWS.search(line[-_NEAR:]))


def _is_known(neighbours: Iterable[str]) -> bool:
    """Whether the nearest neighbour that says anything ends or begins with a surely named skill."""
    words = (part.strip(" .:-*•") for part in neighbours)
    nearest = next((part for part in words if part), "")
    labels = vocabulary().labels
    tail, head = nearest.split(" ")[-1].lower(), nearest.split(" ")[0].lower()
    whole = nearest.lower()
    return any(
        name in labels and (name not in vocabulary().prose or nearest[:1].isupper())
        for name in (whole, tail, head)
    )
