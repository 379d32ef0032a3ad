"""Pages that hold no text, asked for one at a time: what stands outside of the box."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any, Final

from resume_pipeline.ports.stage import Boxed

#: The installed distributions that do it.
ENGINES: Final = ("tesserocr", "pillow")
FINDING: Final = "read_by_ocr"  #: text of a page was read from its picture

_RECOGNISE: Final = "resume_pipeline.stages.extract.ocr.recognise:recognise"
_WITHOUT: Final = "page_without_text"
_LETTERS: Final = 20  # of a whole document; fewer are dirt on a picture

_Call = Callable[[str, Mapping[str, Any]], Boxed]


@cache
def is_installed() -> bool:
    """Whether the extra is; asked for every job, and looking goes through the whole path."""
    return all(find_spec(name) is not None for name in ("tesserocr", "PIL"))


def recognised(call: _Call, given: dict[str, Any], options: Mapping[str, Any]) -> Boxed:
    """A reading with the text of pages that are pictures, or the call that was stopped on one.

    Args:
        call: a function in the box on this document.
        given: the reading, with ``unread``: the numbers of these pages.
        options: of the stage.
    """
    unread = list(given["unread"])
    pages: dict[int, dict[str, Any]] = {}
    boxed = Boxed(status="ok")
    while unread and len(pages) < options["ocr_pages"]:
        number = unread.pop(0)
        boxed = call(_RECOGNISE, _options(number, options))
        if boxed.status != "ok":
            return boxed
        pages[number] = boxed.value
        if number == 0 and not given.get("pages"):  # a picture file says how many it holds
            unread = list(range(1, boxed.value.get("count", 1)))
    whole = with_pages(given, pages, left=bool(unread))
    return Boxed(status="ok", value=whole, isolation=boxed.isolation)


def _options(page: int, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "page": page,
        "languages": options["ocr_languages"],
        "data": os.environ.get("TESSDATA_PREFIX", ""),
        "max_characters": options["max_characters"],
    }


def with_pages(
    given: Mapping[str, Any], read: Mapping[int, Mapping[str, Any]], *, left: bool
) -> dict[str, Any]:
    """The reading ``given`` with the text of pages that were ``read`` from their pictures.

    Args:
        given: a reading that has no lines on these pages.
        read: a reading for each, by number.
        left: whether there are more such pages.
    """
    told = {code for page in read.values() for code in page.get("findings", ())}
    found = {number: page for number, page in read.items() if page["status"] == "ok"}
    if sum(len(page["text"]) for page in found.values()) < _LETTERS:
        return {**given, "findings": sorted({*given.get("findings", ()), *told})}
    told |= {*given.get("findings", ()), FINDING} - {_WITHOUT}
    if left or len(found) < len(read):
        told.add(_WITHOUT)
    engine = next(iter(found.values()))["engine"]
    text, lines = _joined([given, *found.values()] if given.get("text") else list(found.values()))
    return {
        **given,
        "status": "ok",
        "engine": f"{given['engine']} + {engine}" if given["engine"] else engine,
        "text": text,
        "lines": lines,
        "pages": given.get("pages") or _pages(read),
        "findings": sorted(told),
    }


def _pages(read: Mapping[int, Mapping[str, Any]]) -> list[Any]:
    return [(read[number].get("pages") or [(0, 0)])[0] for number in sorted(read)]


def _joined(parts: list[Mapping[str, Any]]) -> tuple[str, list[list[Any]]]:
    """The text and the lines of readings that share no page, by page."""
    rows = [(row[2], row, part["text"][row[0] : row[1]]) for part in parts for row in part["lines"]]
    texts, lines, at = [], [], 0
    for _, row, text in sorted(rows, key=lambda each: each[0]):
        lines.append([at, at + len(text), *row[2:]])
        texts.append(text)
        at += len(text) + 1
    return "\n".join(texts), lines
