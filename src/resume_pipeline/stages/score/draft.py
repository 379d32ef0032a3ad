"""Criteria drafted from an advert's text, for a person to confirm."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

import attrs

from resume_pipeline.stages.score.levels import LEVELS, language_names
from resume_pipeline.stages.score.skills import mentions, pattern
from resume_pipeline.stages.score.vocabulary import vocabulary
from resume_pipeline.stages.score.years import years_asked
from resume_pipeline.wire.vacancy import Criterion, Kind, Vacancy

_NICE: Final = re.compile(
    r"nice[- ]to[- ]have|\bpreferred\b|preferabl|\ba plus\b|\bbonus\b|desirable|advantage"
    r"|\boptional"
    r"|good to have|would be (?:great|nice|helpful)|ideally"
    r"|von vorteil|wünschenswert|\bidealerweise|\bplus\b|souhait|apprécié|un atout|idéalement"
    r"|deseable|valorable|se valora|desejável|diferencial|gradit|preferibil|costituisce titolo"
    r"|\bpré\b"
    r"|mile widzian|výhodou|előny|avantaj|tercihen|желательно|будет плюсом|lợi thế|ưu tiên|优先"
    r"|加分"
    r"|يفضل",
    re.IGNORECASE,
)
_HEADING_WORDS: Final = 6
_LANGUAGE_CUE: Final = re.compile(
    r"fluen|native|speak|spoken|written|language|proficien|\b[ABC][12]\b|business level"
    r"|communicat|command of"
    r"|fließend|verhandlungssicher|sprach|muttersprach|in wort und schrift|kenntnisse|courant"
    r"|bilingue|langue"
    r"|maîtrise|niveau|fluid|nativ|idioma|nivel|dominio|hablad|nível|fluen|língua|fluente|lingua"
    r"|livello"
    r"|vloeiend|taal|biegl|język|jazyk|plynul|nyelv|limb|dil|akıcı|ngôn ngữ|thành thạo|流利|语言|语"
    r"|إجادة|لغة|язык|владе",
    re.IGNORECASE,
)
_CERTIFICATES: Final = (
    "PMP",
    "PRINCE2",
    "CISSP",
    "CISA",
    "CISM",
    "CEH",
    "CCNA",
    "CCNP",
    "ITIL",
    "CFA",
    "ACCA",
    "CPA",
    "CIMA",
    "CSM",
    "PSM",
    "SHRM-CP",
    "CIPD",
    "BLS",
    "ACLS",
    "QTS",
    "NEBOSH",
    "HACCP",
    "AWS Certified",
    "Certified Scrum Master",
    "Six Sigma Black Belt",
    "Six Sigma Green Belt",
)
_ELIGIBILITY: Final = re.compile(
    r"(?:valid )?work permit|right to work|authori[sz]ed to work|work authori[sz]ation|security"
    r" clearance"
    r"|(?:full |clean |valid )?driv(?:ing|er['’]?s?) licen[cs]e|arbeitserlaubnis|führerschein(?:"
    r" der)?(?: klasse)? ?[BC]?E?\b"
    r"|permis (?:de conduire|b\b)|permis de travail|carn[eé] de conducir|permiso de trabajo|carta"
    r" de condução|\bcnh\b"
    r"|patente b\b|prawo jazdy|řidičský průkaz|водительск\w+ (?:прав\w+|удостоверени\w+)|رخصة"
    r" (?:قيادة|عمل)",
    re.IGNORECASE,
)
_TITLE_LABEL: Final = re.compile(
    r"^(?:job title|title|position|role|vacancy|stelle|poste|puesto|cargo|posizione|we are hiring"
    r"|hiring|wanted"
    r"|wir suchen|gesucht)\s*(?:an?|eine?n?)?\s*[:–-]?\s*(?:an?\s|eine?n?\s)?(?=\S)",
    re.IGNORECASE,
)
_TITLE_TAIL: Final = re.compile(
    r"\s*[(\[][^)\]]*[)\]]|\s+[|@]\s.*$|\s+[–—-]\s+.*$|\s+(?:at|bei|chez|wanted|gesucht)\s+.*$"
    r"|\s+[mwfdx](?:/[mwfdx]){1,2}\s*$",
    re.IGNORECASE,
)


@attrs.frozen
class _Line:
    text: str
    start: int
    is_nice: bool


@functools.lru_cache(maxsize=64)  # a batch asks for the same vacancy again and again
def drafted(title: str, text: str) -> tuple[Criterion, ...]:
    """What an advert seems to ask for: title, skills, years, degree, certificates, languages."""
    lines = list(_lines(text))
    return (
        *_title(title),
        *_skills(lines),
        *_years(lines),
        *_education(text),
        *_certificates(lines),
        *_languages(lines),
        *_eligibility(lines),
    )


def draft_criteria(vacancy: Vacancy) -> Vacancy:
    """The vacancy with criteria drafted from its text by rules, for a person to confirm or edit.

    Each criterion says in ``source`` which characters of the text it comes from. Submitting the
    vacancy that is returned, or an edited copy, confirms it: its digest then names it.
    """
    return vacancy.with_criteria(drafted(vacancy.title, vacancy.text))


def _title(title: str) -> Iterator[Criterion]:
    bare = _TITLE_LABEL.sub("", title.strip())
    bare = _TITLE_TAIL.sub("", bare).strip(" :,.-")
    if bare and re.search(r"\w", bare):
        yield Criterion(kind="title", label=bare)


def _lines(text: str) -> Iterator[_Line]:
    """The lines, and whether what they ask for is only welcome: they say so, or stand under one."""
    under_nice, at = False, 0
    for line in text.splitlines(keepends=True):
        nice = bool(_NICE.search(line))
        if not line.strip():
            under_nice = False
        elif _is_heading(line):
            under_nice = nice
        yield _Line(line.rstrip("\r\n"), at, nice or under_nice)
        at += len(line)


def _is_heading(line: str) -> bool:
    bare = line.strip()
    short = len(bare.rstrip(":").split()) <= _HEADING_WORDS
    return short and (bare.endswith(":") or not re.match(r"[-*•·\d]", bare)) and "," not in bare


def _skills(lines: list[_Line]) -> Iterator[Criterion]:
    """Known skills in the order in which they are named; must-haves first."""
    nice: list[Criterion] = []
    low = [line.text.lower() for line in lines]
    for label, more in vocabulary().skills.items():
        if label in _CERTIFICATES:
            continue
        found = _first(lines, low, (label, *more))
        if found is None:
            continue
        line, span = found
        kind: Kind = "nice" if line.is_nice else "must"
        one = Criterion(kind=kind, label=label, synonyms=more, source=_at(line, span))
        if line.is_nice:
            nice.append(one)
        else:
            yield one
    yield from nice


def _first(
    lines: list[_Line], low: list[str], names: tuple[str, ...]
) -> tuple[_Line, tuple[int, int]] | None:
    """Where a skill is asked for, by a line that says that it is needed if there is one."""
    found = [
        (line, match.span())
        for line, small in zip(lines, low, strict=True)
        for name in names
        for match in mentions(line.text, small, name)
    ]
    return min(found, key=lambda pair: pair[0].is_nice, default=None)


def _at(line: _Line, span: tuple[int, int]) -> tuple[int, int]:
    return line.start + span[0], line.start + span[1]


def _years(lines: list[_Line]) -> Iterator[Criterion]:
    """The first that is asked for: an advert's later ones are mostly of single skills."""
    for line in lines:
        for asked in [] if line.is_nice else years_asked(line.text):
            source = _at(line, (asked.start, asked.end))
            yield Criterion(kind="years", years=asked.least, source=source)
            return


def _education(text: str) -> Iterator[Criterion]:
    """The lowest degree that is named: an advert for "Bachelor or Master" asks for a Bachelor."""
    for label, words in LEVELS:
        match = words.search(text)
        if match:
            yield Criterion(kind="education", label=label, source=match.span())
            return


def _certificates(lines: list[_Line]) -> Iterator[Criterion]:
    for label in _CERTIFICATES:
        for line in lines:
            match = pattern(label).search(line.text)
            if match:
                yield Criterion(kind="certificate", label=label, source=_at(line, match.span()))
                break


def _languages(lines: list[_Line]) -> Iterator[Criterion]:
    """Languages that one must speak; a teacher of English need not be asked for it twice."""
    asked = [one for one in lines if not one.is_nice and _LANGUAGE_CUE.search(one.text)]
    for label, names in language_names().items():
        found = (
            _at(line, match.span())
            for line in asked
            for name in names
            if (match := pattern(name).search(line.text))
        )
        source = next(found, None)
        if source:
            yield Criterion(kind="language", label=label, synonyms=names[1:], source=source)


def _eligibility(lines: list[_Line]) -> Iterator[Criterion]:
    for line in lines:
        match = _ELIGIBILITY.search(line.text)
        if match:
            label = " ".join(match[0].split())
            yield Criterion(kind="eligibility", label=label, source=_at(line, match.span()))
