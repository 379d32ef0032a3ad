"""Who the resume is of: the name by its position, and where else the text means that person."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from resume_pipeline.stages.blind.words import (
    HONORIFICS,
    PAST,
    SUFFIXES,
    VERBS,
    folded,
    heading_of,
    label_of,
)

_PARTS: Final = re.compile(r"\t|\s[|•·●▪◦∙–—]\s|[|•●▪◦∙]|\s{2,}|,\s")
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ\-\u0300-\u036f])*")
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: No letter of a script that has spaces between its words: a name in Latin letters ends there too.
_OUTSIDE: Final = r"(?{}[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
_GAP: Final = re.compile(r"[\s,.\-]{1,3}|\s+[^\W\d_]\.\s+")
_ADDRESS: Final = re.compile(rf"(?<!\w)(?:(?:{HONORIFICS})\.?\s+|[A-ZÀ-Þ]\.\s?)+$")
_VERB: Final = re.compile(rf"\s+{VERBS}")
_STARTS: Final = re.compile(r"(?:^|\n|[.!?:•*–-]\s+)\s*$")
_SMALL: Final = re.compile(r"(?<!\w)[^\W\dA-ZÀ-ÞА-Я_][^\W\d_]*,?\s$")
#: Before the name in a sentence that begins with it: "With Emily at the helm", "Dear Emily".
_CALLED: Final = re.compile(
    r"(?<!\w)(?:Dear|With|As|Like|By|For|From|To|Under|Thanks to|I am|I'm|called|named|and)\s$"
    r"|(?:^|[\n.!?:•*–-])\s*[A-Z][a-z]+ed\s$"
)
_JOINT: Final = r"[-_.]?"
_HANDLE: Final = 8  # letters; fewer, joined by nothing, may be any word
_LOCAL: Final = re.compile(r"[^\s@<>(),;|:/]{5,64}(?=@)")
_CELL: Final = r"(?:(?<=\t)|^){}(?=\t|$)"
_PAGE: Final = frozenset({"", "page", "page of", "seite", "seite von", "p"})
_WINDOW: Final = 40
_NAME_WORDS: Final = 6
_NAME_CHARACTERS: Final = 60
#: Parts of names that are words of their language, and never a mention on their own.
_PARTICLES: Final = frozenset(
    re.findall(
        r"\w+",
        "de da do dos das del della di du la le von van den der ter ten zu bin ibn al el y e af av "
        "und ben abu st san",
    )
)


@attrs.frozen
class Row:
    """A line of the document: its text, where it starts, and the size of its type."""

    text: str
    start: int
    size: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@attrs.frozen
class Name:
    """A name's words as printed; ``whole`` for scripts without spaces."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Name:
        """The name that ``text`` is."""
        return cls(tuple(_WORD.findall(text)))

    @property
    def telling(self) -> tuple[str, ...]:
        """Its words without particles and initials."""
        return tuple(w for w in self.words if len(w) > 1 and w.lower() not in _PARTICLES)


def name_in(header: Sequence[Row]) -> Name | None:
    """The name in the rows above the first section: behind its label, else the largest one."""
    labelled = next((name for row in header for name in _labelled(row.text)), None)
    if labelled:
        return labelled
    rows = [row for row in header if _may_be_name(_first_part(row.text))]
    if not rows:
        return None
    largest = max(row.size for row in rows)
    return Name.of(_first_part(next(row.text for row in rows if row.size == largest)))


def _labelled(text: str) -> Iterator[Name]:
    label, mark, rest = re.sub(r"[:：\t]", "\0", text, count=1).partition("\0")
    if mark and label_of(label) == "name" and _WORD.search(rest):
        yield Name.of(_first_part(rest.strip()))


def _first_part(text: str) -> str:
    return next((part.strip() for part in _PARTS.split(text) if part.strip()), "")


def _may_be_name(text: str) -> bool:
    words = _WORD.findall(text)
    plain = not any(c.isdigit() or c in "@/:" for c in text)
    short = 0 < len(words) <= _NAME_WORDS and len(text) <= _NAME_CHARACTERS
    return plain and short and heading_of(text) is None and label_of(text) is None


@attrs.frozen
class _Run:
    """Words of the name that follow each other: where, and the telling ones as printed."""

    start: int
    end: int
    telling: tuple[str, ...]


def mentions(
    text: str, name: Name, language: str, kept: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[int, int]]:
    """Where ``text`` means the person, never every word that equals a word of the name.

    The whole name in any order, also written as one word as accounts are called; a part of it
    behind a form of address; and one word of it that is written like a name where a name must
    stand: before a verb or an "'s", alone on its line, or capitalised within a sentence, which says
    nothing in German.

    Args:
        kept: titles and skills; a word of them is no mention, and the whole name is none if it is
            all of one.
    """
    if any(_UNSPACED.search(word) for word in name.telling):
        yield from _unspaced(text, name)
        return
    yield from _handles(text, name)
    for run in _runs(text, name):
        start = _with_address(text, run.start)
        if len(run.telling) > 1 or start < run.start:
            is_kept = any(start <= a and b <= run.end for a, b in kept)
            if not is_kept or _is_running(text, run):
                yield start, run.end
            continue
        is_kept = any(run.start < b and a < run.end for a, b in kept)
        if not is_kept and _is_alone(text, run, name, language):
            yield run.start, run.end


def _unspaced(text: str, name: Name) -> Iterator[tuple[int, int]]:
    whole = re.escape("".join(name.words))
    family = re.escape(name.telling[0][0])
    for match in re.finditer(rf"{whole}|{family}(?=(?:{SUFFIXES}))", text):
        yield match.span()


def _handles(text: str, name: Name) -> Iterator[tuple[int, int]]:
    """The whole name as one word, as an account or a domain is called: ada-example, exampleada2."""
    if len(name.telling) < 2:
        return
    words = [f"(?:{re.escape(word)}|{re.escape(folded(word))})" for word in name.telling]
    for order in (words, words[::-1]):
        joined = re.compile(rf"(?<!\w){_JOINT.join(order)}\d{{0,4}}(?!\w)", re.IGNORECASE)
        for match in joined.finditer(text):
            if re.search(r"[-_.]", match[0]) or len(match[0]) >= _HANDLE:
                yield match.span()


def accounts(text: str, names: Sequence[Name]) -> Iterator[tuple[int, int]]:
    """What stands before an @, wherever it stands without one: people name their accounts alike.

    What could be any word, such as "python", counts only where nothing stands beside it.
    """
    for local in {match[0] for match in _LOCAL.finditer(text)}:
        is_telling = bool(re.search(r"[\d._-]", local)) or _has_name(local, names)
        whole = re.escape(local)
        wanted = rf"(?<![\w@])(?i:{whole})(?![\w@])" if is_telling else _CELL.format(whole)
        yield from (match.span() for match in re.finditer(wanted, text, re.MULTILINE))


def _has_name(local: str, names: Sequence[Name]) -> bool:
    telling = {word for name in names for word in name.telling}
    return any(len(word) >= 4 and folded(word) in folded(local) for word in telling)


def _is_running(text: str, run: _Run) -> bool:
    """Whether the name is all of its line but for a title of the document or a page's number."""
    line = text[text.rfind("\n", 0, run.start) + 1 : run.start]
    rest = f"{line} {text[run.end :].partition(chr(10))[0]}"
    said = re.sub(r"[\W\d_]+", " ", rest).strip()
    return folded(said) in _PAGE or heading_of(said) == "document"


def _runs(text: str, name: Name) -> Iterator[_Run]:
    """Words of the name that stand side by side, at least one of them a telling one."""
    if not name.telling:
        return
    telling = {word.casefold() for word in name.telling}
    words = sorted({*name.words}, key=lambda word: (-len(word), word))
    any_word = "|".join(map(re.escape, words))
    edges = _OUTSIDE.format("<!"), _OUTSIDE.format("!")
    each = re.compile(f"{edges[0]}(?:{any_word}){edges[1]}", re.IGNORECASE)
    run: list[re.Match[str]] = []
    for match in [*each.finditer(text), None]:
        if run and (match is None or not _GAP.fullmatch(text, run[-1].end(), match.start())):
            said = tuple(one[0] for one in run if one[0].casefold() in telling)
            if said and any(not word.islower() or word in name.words for word in said):
                yield _Run(run[0].start(), run[-1].end(), said)
            run = []
        if match is not None:
            run.append(match)


def _with_address(text: str, start: int) -> int:
    """Where the form of address or the initial before ``start`` begins, or ``start``."""
    before = _ADDRESS.search(text, max(0, start - _WINDOW), start)
    return before.start() if before else start


@functools.cache
def _past(language: str) -> re.Pattern[str]:
    """A verb of this language, by its ending; what matches nothing where endings say too little."""
    return re.compile(rf"\s+{PAST[language]}" if language in PAST else r"(?!)")


def _is_before_verb(text: str, at: int, language: str) -> bool:
    return bool(_VERB.match(text, at) or _past(language).match(text, at))


def _is_alone(text: str, run: _Run, name: Name, language: str) -> bool:
    """Whether one word of the name stands where a name must stand."""
    line = text[text.rfind("\n", 0, run.start) + 1 : run.start]
    after = text[run.end : run.end + _WINDOW].partition("\n")[0]
    if not re.search(r"\w", line + after):
        return True
    if run.telling[0] not in name.words:
        return False
    before = text[max(0, run.start - _WINDOW) : run.start]
    if re.match(r"['’]s?(?!\w)", after):
        return not re.search(r"(?<!\w)[A-Z]\w*\s$", before)
    if _is_before_verb(text, run.end, language) and _STARTS.search(before):
        return True
    if _CALLED.search(before) and not re.match(r"[\w-]|\s+[A-Z]", after):
        return True
    inside = language != "de" and _SMALL.search(before)
    return bool(inside) and not re.match(r"[\w-]|\s+[A-Z]", after)
