"""The frozen vocabulary: skills, titles, what is related, and how much a word says.

Made by ``examples/make_vocabulary.py``; ``sources`` in it says from what, and under which licence.
"""

from __future__ import annotations

import functools
import gzip
import json
import zlib
from importlib import resources
from typing import Any, Final

import attrs

from resume_pipeline.errors import BugError
from resume_pipeline.model.ids import sha256
from resume_pipeline.stages.score.words import stems

#: Of the uncompressed file. It is part of the score stage's digest, and checked on loading.
DIGEST: Final = "8af1ba83291991dfea84349e759bef48922f97cb40bf3dab2491dcea3f94a224"
#: Weight in thousandths of a word that no source knows: -ln of its share of texts.
RARE: Final = 8_000
#: Words that begin with the same letters are mostly of one family, in any language with an alphabet
#: (truncation as a stemmer: McNamee, Nicholas and Mayfield, 2009).
ROOT: Final = 5


@attrs.frozen
class Vocabulary:
    """What is known of words.

    Attributes:
        skills: other spellings by label.
        prose: names of skills, in small letters, that are words of prose as well.
        related: by label, labels of skills that are close.
        titles: groups of titles, as stems, that name one occupation.
        words: by stem, -ln of the share of texts that have it, in thousandths.
        languages: by ISO 639 code, a language's most frequent words.
        sources: from what it was made, and under which licence.
        labels: by any spelling in small letters, a skill's label.
        roots: by the first letters of words, the least weight of any.
    """

    skills: dict[str, tuple[str, ...]]
    prose: frozenset[str]
    related: dict[str, tuple[str, ...]]
    titles: tuple[tuple[tuple[str, ...], ...], ...]
    words: dict[str, int]
    languages: dict[str, frozenset[str]]
    sources: tuple[dict[str, str], ...]
    labels: dict[str, str] = attrs.field(init=False, repr=False)
    roots: dict[str, int] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        known = {
            name.lower(): label for label, more in self.skills.items() for name in (label, *more)
        }
        object.__setattr__(self, "labels", known)
        object.__setattr__(self, "roots", _roots(self.words))

    def weight(self, stem: str) -> int:
        """How much ``stem`` says, in thousandths."""
        return self.words.get(stem, RARE)

    def spellings(self, label: str, synonyms: tuple[str, ...] = ()) -> tuple[str, ...]:
        """``label``, the given synonyms, and what else a known skill is called."""
        known = self.labels.get(label.lower())
        more = (known, *self.skills[known]) if known else ()
        return tuple(dict.fromkeys((label, *synonyms, *more)))


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships.

    Raises:
        BugError: the file is not the one that this version was made with.
    """
    packed = resources.files(__package__).joinpath("vocabulary.json.gz").read_bytes()
    return loaded(packed, DIGEST)


def loaded(packed: bytes, digest: str) -> Vocabulary:
    """The vocabulary in a compressed file whose content has this digest.

    Raises:
        BugError: it has another one.
    """
    try:
        body = gzip.decompress(packed)
    except (OSError, EOFError, zlib.error):
        body = b""
    if sha256(body) != digest:
        raise BugError("the score's vocabulary is not the one that this version was made with")
    value: dict[str, Any] = json.loads(body)
    return Vocabulary(
        skills={label: tuple(more) for label, more in value["skills"].items()},
        prose=frozenset(value["prose"]),
        related=_related(value["related"]),
        titles=tuple(tuple(map(stems, group)) for group in value["titles"]),
        words=value["words"],
        languages={code: frozenset(words) for code, words in value["languages"].items()},
        sources=tuple(value["sources"]),
    )


def _roots(words: dict[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word, weight in words.items():
        root = word[:ROOT]
        found[root] = min(weight, found.get(root, weight))
    return found


def _related(groups: list[list[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for label in group:
            others = (other for other in group if other != label)
            found[label] = tuple(dict.fromkeys((*found.get(label, ()), *others)))
    return found
