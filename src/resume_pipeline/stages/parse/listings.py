"""Sections that list things: skills, languages, projects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from resume_pipeline.stages.parse.cuts import Cut, Tree, found
from resume_pipeline.stages.parse.dates import date_ranges
from resume_pipeline.stages.parse.entries import paragraphs
from resume_pipeline.stages.parse.levels import is_level
from resume_pipeline.stages.parse.vocabulary import language_code

_ITEMS = re.compile(r"\t|[,;|•●▪◦‣∙、，；،]|\s[·–—/-]\s|·")
_LABEL = re.compile(r"^([^:：]{2,40}?)\s*(?:\([^)]*\))?\s*[:：]\s*")
_LEVEL = re.compile(r"\s*[:：(（–—-]\s*|\t|\s{2,}")
_LISTED = re.compile(r"\t|[,;|•●▪◦‣∙、，；،]|\s[·/]\s|·")
_DASH = re.compile(r"\s[–—-]\s|\t|:\s|\s[|·•]\s")
_BULLET = re.compile(r"^\s*(?:[•·●▪◦‣∙■□➢►✓*]|[-–—]\s)")
_SKILL_WORDS = 5
_MOST = 1_000  # skills
_SKILL_CHARACTERS = 45
_TITLE_CHARACTERS = 90


def skills(rows: Sequence[Cut]) -> list[Tree]:
    """Groups with a label where one is printed, and the skills that stand alone, each once.

    Of a heap of words only so many are kept as nobody has: the others would keep readers busy.
    """
    trees: list[Tree] = []
    seen: set[str] = set()
    for row in rows:
        if len(seen) > _MOST:
            break
        label = _LABEL.match(row.text)
        rest = row.part(label.end(), len(row.text)) if label else row
        items = [cut for cut in rest.split(_ITEMS) if _is_skill(cut.text)]
        if label and items:
            keywords = [found(item, "skill") for item in items]
            name = found(row.part(*label.span(1)).bare(), "skill_group")
            trees.append({"name": name, "keywords": keywords})
        else:
            trees += [{"name": found(item, "skill")} for item in _new(items, seen)]
        seen.update(item.text.casefold() for item in items)
    return trees


def _new(items: Iterable[Cut], seen: set[str]) -> Iterator[Cut]:
    """The items that were not ``seen`` before."""
    for item in items:
        if item.text.casefold() not in seen:
            seen.add(item.text.casefold())
            yield item


def _is_skill(text: str) -> bool:
    if is_level(text):
        return False
    if len(text) > _SKILL_CHARACTERS or len(text.split()) > _SKILL_WORDS:
        return False
    return any(c.isalpha() for c in text) and not text.endswith((".", "。"))


def languages(rows: Iterable[Cut]) -> list[Tree]:
    """Languages whose names are known, with the level printed beside them."""
    trees: list[Tree] = []
    seen: set[str] = set()
    for row in rows:
        parts = row.split(re.compile("\t")) if _is_pair(row) else row.split(_LISTED)
        for part in [row] if _is_pair(row) else parts:
            tree = _language(part, seen)
            if tree:
                trees.append(tree)
    return trees


def _is_pair(row: Cut) -> bool:
    """A row with one language and its level on either side of a wide gap."""
    parts = row.text.split("\t")
    return len(parts) == 2 and bool(language_code(parts[0])) and not language_code(parts[1])


def _language(part: Cut, seen: set[str]) -> Tree | None:
    match = _LEVEL.search(part.text) or _level_behind(part.text)
    name = part.part(0, match.start()).bare() if match else part
    code = language_code(name.text)
    if code is None or code in seen or len(name.text.split()) > 3:
        return None
    seen.add(code)
    level = part.part(match.end(), len(part.text)).bare(" :：()（）–—-.,;") if match else None
    return {"language": found(name, "language"), "fluency": found(level, "fluency")}


def _level_behind(text: str) -> re.Match[str] | None:
    """The space before a level that follows a language's name with no sign between."""
    match = re.search(r"\s", text)
    return match if match and is_level(text[match.end() :]) else None


def languages_in_passing(rows: Iterable[Cut]) -> list[Tree]:
    """Languages listed on a line of their own in the header, without a heading."""
    for row in rows:
        parts = row.split(_LISTED)
        if len(parts) > 1 and all(language_code(p.text) and len(p.text.split()) < 3 for p in parts):
            return languages([row])
    return []


def projects(rows: Sequence[Cut]) -> list[Tree]:
    """A project begins with a bold line, or with a name before a dash or a colon."""
    return [_project(group[0], group[1:]) for group in groups_of(rows)]


def groups_of(rows: Sequence[Cut]) -> list[list[Cut]]:
    """The rows of each thing that has a title."""
    is_title = _titles_of(rows)
    groups: list[list[Cut]] = []
    for row in rows:
        if not groups or is_title(row):
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def _titles_of(rows: Sequence[Cut]) -> Callable[[Cut], bool]:
    """How the section's titles are told from what follows them."""
    bold = any(row.line.bold for row in rows)
    bullets = all(_BULLET.match(row.text) for row in rows)

    def is_title(row: Cut) -> bool:
        if _BULLET.match(row.text) and not bullets:
            return False
        return row.line.bold if bold else _has_name(row)

    return is_title


def _has_name(row: Cut) -> bool:
    """Whether a row begins with a few words that are set apart from the rest."""
    head = _DASH.split(_undated(row).text, maxsplit=1)[0]
    has_rest = len(head) < len(row.text)
    return has_rest and len(head.split()) <= 6 and not head[:1].islower()


def _undated(row: Cut) -> Cut:
    """The row up to its dates, if it has any behind its beginning."""
    when = next((when for when in date_ranges(row.text) if when.start > 2), None)
    return row.part(0, when.start).bare(" \t,;:|•·–—-(") if when else row


def _project(head: Cut, body: Sequence[Cut]) -> Tree:
    title = _undated(head)
    match = _DASH.search(title.text)
    name = title.part(0, match.start()) if match else title
    rest = [title.part(match.end(), len(title.text))] if match else []
    if len(name.text) > _TITLE_CHARACTERS:
        return {}
    return {
        "name": found(name.bare(), "project"),
        "highlights": paragraphs([*rest, *body]),
    }
