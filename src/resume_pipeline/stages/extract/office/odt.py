"""OpenDocument texts (ISO/IEC 26300), as LibreOffice writes them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.etree import ElementTree as ET

import attrs

from resume_pipeline.model.media import ODT
from resume_pipeline.stages.extract.office.archive import part
from resume_pipeline.stages.extract.office.odt_styles import Look, Looks, looks_of, merged
from resume_pipeline.stages.extract.office.parts import Runs, hidden, root, row
from resume_pipeline.stages.extract.reading import TextLine, empty_reading, or_scanned, reading

CONTENT: Final = "content.xml"
_STYLES: Final = "styles.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_ENGINE: Final = "odt"

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE, _DRAW, _STYLE = (
    f"{_NS}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style")
)
_LOCKED: Final = b"encryption-data"
_SPACES: Final = re.compile(r"\s+")
_REPEATS: Final = 50  # no table that people fill in has more like cells in a row

#: What stands in a text and is not its text.
_SILENT: Final = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}note-citation",
        f"{_TEXT}hidden-text",
        f"{_TEXT}hidden-paragraph",
        f"{_DRAW}desc",
    }
)
#: What stands beside the paragraph that it is anchored in.
_BESIDE: Final = frozenset({f"{_DRAW}text-box", f"{_TEXT}note-body"})
_HEADERS, _FOOTERS = (
    tuple(f"{_STYLE}{kind}{which}" for which in ("", "-first", "-left"))
    for kind in ("header", "footer")
)


def is_odt(archive: zipfile.ZipFile) -> bool:
    """Whether an archive says of itself that it is such a text, or a template of one."""
    if "mimetype" not in archive.namelist():
        return False
    return (part(archive, "mimetype") or b"").startswith(ODT.encode())


def odt_reading(archive: zipfile.ZipFile, max_characters: int) -> dict[str, Any]:
    """A reading of an OpenDocument text: headers, then the body in order, then footers.

    Raises:
        BrokenError: a part is not what such a document has there.
        OverflowError: a part is over its limit.
        xml.etree.ElementTree.ParseError: a part is no XML.
    """
    if _is_locked(archive):
        return empty_reading(ODT, "encrypted", _ENGINE)
    content = root(archive, CONTENT)
    styles = root(archive, _STYLES) if _STYLES in archive.namelist() else ET.Element("none")
    common = looks_of(styles.iterfind(f"{_OFFICE}styles/*"))
    around = _Text(merged(common, looks_of(styles.iterfind(f"{_OFFICE}automatic-styles/*"))))
    body = _Text(merged(common, looks_of(content.iterfind(f"{_OFFICE}automatic-styles/*"))))
    lines = [
        *_once(around, styles, _HEADERS),
        *body.blocks(content.iterfind(f"{_OFFICE}body/{_OFFICE}text")),
        *_once(around, styles, _FOOTERS),
    ]
    has_picture = any(name.startswith("Pictures/") for name in archive.namelist())
    return or_scanned(reading(ODT, _ENGINE, lines, max_characters=max_characters), has_picture)


def _is_locked(archive: zipfile.ZipFile) -> bool:
    if _MANIFEST not in archive.namelist():
        return False
    return _LOCKED in (part(archive, _MANIFEST) or b"")


def _once(text: _Text, styles: ET.Element, kinds: Iterable[str]) -> Iterator[TextLine]:
    """The lines of headers or footers, each once: left and right pages have the same."""
    pages = styles.findall(f"{_OFFICE}master-styles/{_STYLE}master-page")
    found = (page.find(kind) for page in pages for kind in kinds)
    lines = text.blocks(element for element in found if element is not None)
    yield from dict.fromkeys(lines)


@attrs.define
class _Paragraph:
    """A paragraph while it is read, and what is anchored in it."""

    runs: Runs = attrs.field(factory=Runs)
    beside: list[ET.Element] = attrs.field(factory=list)


class _Text:
    """Reads blocks of text by the looks of one part's styles."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks

    def blocks(self, elements: Iterable[ET.Element]) -> Iterator[TextLine]:
        """The lines of these elements, in order."""
        for element in elements:
            if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                yield from self._paragraph(element)
            elif element.tag == f"{_TABLE}table-row":
                yield from row([list(self.blocks(cell)) for cell in _cells(element)])
            elif element.tag == f"{_TEXT}list-item":
                yield from self._item(element)
            elif element.tag in _SILENT or _is_undisplayed(element):
                yield from hidden(_text_of(element) if element.tag not in _SILENT else "")
            else:
                yield from self.blocks(element)

    def _item(self, element: ET.Element) -> Iterator[TextLine]:
        """An item of a list, marked as it is printed."""
        lines = list(self.blocks(element))
        first = next((n for n, line in enumerate(lines) if not line.unseen), None)
        if first is not None and element[0].tag != f"{_TEXT}h":
            text = lines[first].text
            mark = "" if text.startswith("• ") else "• "
            lines[first] = attrs.evolve(lines[first], text=mark + text)
        yield from lines

    def _paragraph(self, element: ET.Element) -> Iterator[TextLine]:
        look = self._looks.of("paragraph", element.get(f"{_TEXT}style-name", ""))
        paragraph = _Paragraph()
        self._inline(element, look, paragraph)
        yield from paragraph.runs.lines()
        for box in paragraph.beside:
            yield from self.blocks(box)

    def _inline(self, element: ET.Element, look: Look, paragraph: _Paragraph) -> None:
        self._add(element.text, look, paragraph)
        for child in element:
            self._child(child, look, paragraph)
            self._add(child.tail, look, paragraph)

    def _child(self, child: ET.Element, look: Look, paragraph: _Paragraph) -> None:
        if child.tag == f"{_TEXT}s":
            paragraph.runs.parts[-1] += " "
        elif child.tag == f"{_TEXT}tab":
            paragraph.runs.parts[-1] += "\t"
        elif child.tag == f"{_TEXT}line-break":
            paragraph.runs.end_line()
        elif child.tag in _BESIDE:
            paragraph.beside.append(child)
        elif child.tag in _SILENT:
            paragraph.runs.hide(_text_of(child) if "hidden" in child.tag else "")
        else:
            style = child.get(f"{_TEXT}style-name", "")
            is_span = child.tag in (f"{_TEXT}span", f"{_TEXT}a")
            inner = self._looks.of("text", style, look) if is_span and style else look
            self._inline(child, inner, paragraph)

    def _add(self, text: str | None, look: Look, paragraph: _Paragraph) -> None:
        """Add text as it is printed, where any number of spaces is one."""
        if not text:
            return
        if look.is_unseen:
            paragraph.runs.hide(text)
        else:
            paragraph.runs.add(_SPACES.sub(" ", text), look.size, look.bold)


def _cells(element: ET.Element) -> Iterator[ET.Element]:
    """A row's cells; one that is repeated stands as often as it does, if it says anything."""
    for cell in element:
        if cell.tag == f"{_TABLE}table-cell":
            times = cell.get(f"{_TABLE}number-columns-repeated", "1")
            count = int(times) if times.isascii() and times.isdigit() and len(times) < 5 else 1
            yield from [cell] * min(count, _REPEATS)


def _is_undisplayed(element: ET.Element) -> bool:
    return element.get(f"{_TEXT}display") == "none"


def _text_of(element: ET.Element) -> str:
    return " ".join(text for text in element.itertext() if text.strip())
