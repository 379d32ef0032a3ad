"""Word documents: the text of their parts, by `xml.etree`."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import attrs

from resume_pipeline.model.media import DOCX
from resume_pipeline.stages.extract.office.parts import TINY, Runs, root, row
from resume_pipeline.stages.extract.reading import TextLine, or_scanned, reading

_ENGINE = "docx"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
BODY = "word/document.xml"
_AROUND = re.compile(r"word/(header|footer)\d*\.xml")
_STYLES = "word/styles.xml"
_DEFAULT_SIZE = 1100
#: What paints something, besides shading and whatever comes from another namespace, as drawings do.
_GROUNDS = frozenset({f"{_W}highlight", f"{_W}background", f"{_W}drawing", f"{_W}pict"})


def docx_reading(archive: zipfile.ZipFile, max_characters: int) -> dict[str, Any]:
    """A reading of a Word document: headers, then the body in order, then footers.

    Raises:
        BrokenError: a part is not what a Word document has there.
        OverflowError: a part is over its limit.
        xml.etree.ElementTree.ParseError: a part is no XML.
    """
    parts, styles = _parts(archive), _styles(archive)
    lines = [line for part in parts for line in _blocks(part, styles)]
    found = reading(DOCX, _ENGINE, lines, max_characters=max_characters)
    return or_scanned(found, _has_picture(archive))


def _has_picture(archive: zipfile.ZipFile) -> bool:
    return any(name.startswith("word/media/") for name in archive.namelist())


def _parts(archive: zipfile.ZipFile) -> list[ET.Element]:
    """Headers, body and footers, with white text marked as hidden if nothing is behind it."""
    around = sorted(name for name in archive.namelist() if _AROUND.fullmatch(name))
    headers = [name for name in around if "header" in name]
    footers = [name for name in around if "footer" in name]
    roots = [root(archive, name) for name in [*headers, BODY, *footers]]
    styles = [root(archive, _STYLES)] if _STYLES in archive.namelist() else []
    if not any(map(_is_ground, (element for one in [*roots, *styles] for element in one.iter()))):
        for one in roots:
            _hide_white(one)
    return roots


def _is_ground(element: ET.Element) -> bool:
    """Whether an element may paint something that white text can be read on."""
    if element.tag == f"{_W}shd":
        themed = any("theme" in name.lower() for name in element.attrib)
        return themed or element.get(f"{_W}fill", "auto").upper() not in ("AUTO", "FFFFFF")
    return element.tag in _GROUNDS or not element.tag.startswith((_W, _MC))


def _hide_white(part: ET.Element) -> None:
    for properties in part.iter(f"{_W}rPr"):
        colour = properties.find(f"{_W}color")
        if colour is not None and colour.get(f"{_W}val", "").upper() == "FFFFFF":
            ET.SubElement(properties, f"{_W}vanish")


@attrs.frozen
class _Style:
    """A style's type, and whether it hides what is set in it."""

    size: int = 0
    bold: bool = False
    based_on: str = ""
    is_unseen: bool = False


def _styles(archive: zipfile.ZipFile) -> dict[str, _Style]:
    if _STYLES not in archive.namelist():
        return {}
    found = {}
    for style in root(archive, _STYLES).iter(f"{_W}style"):
        based_on = style.find(f"{_W}basedOn")
        found[style.get(f"{_W}styleId", "")] = _Style(
            size=_size(style.find(f"{_W}rPr")),
            bold=_bold(style.find(f"{_W}rPr")),
            based_on="" if based_on is None else based_on.get(f"{_W}val", ""),
            is_unseen=_hides(style.find(f"{_W}rPr")),
        )
    return found


def _resolved(styles: dict[str, _Style], name: str) -> _Style:
    """The style with what it does not say itself taken from those it is based on."""
    found = _Style()
    for _ in range(10):
        style = styles.get(name)
        if style is None:
            break
        found = _Style(
            size=found.size or style.size,
            bold=found.bold or style.bold,
            is_unseen=found.is_unseen or style.is_unseen,
        )
        name = style.based_on
    return found


def _size(properties: ET.Element | None) -> int:
    size = None if properties is None else properties.find(f"{_W}sz")
    value = "" if size is None else size.get(f"{_W}val", "")
    return int(value) * 50 if value.isascii() and value.isdigit() and len(value) < 4 else 0


def _bold(properties: ET.Element | None) -> bool:
    bold = None if properties is None else properties.find(f"{_W}b")
    return bold is not None and bold.get(f"{_W}val", "1") not in ("0", "false", "none")


def _hides(properties: ET.Element | None) -> bool:
    """Whether type is marked as hidden, or is too small to be read."""
    vanish = None if properties is None else properties.find(f"{_W}vanish")
    if vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false", "none"):
        return True
    return 0 < _size(properties) < TINY


def _is_unseen(run: ET.Element, paragraph: _Paragraph) -> bool:
    """Whether nobody sees a run: by what it says itself, or by its style or its paragraph's."""
    properties = run.find(f"{_W}rPr")
    if properties is None:
        return paragraph.style.is_unseen
    if properties.find(f"{_W}vanish") is not None or _size(properties):
        return _hides(properties)
    name = properties.find(f"{_W}rStyle")
    style = _resolved(paragraph.styles, "" if name is None else name.get(f"{_W}val", ""))
    return style.is_unseen or paragraph.style.is_unseen


def _blocks(element: ET.Element, styles: dict[str, _Style]) -> Iterator[TextLine]:
    """The lines of paragraphs and tables under ``element``, in order."""
    for child in element:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, styles)
        elif child.tag == f"{_W}tr":
            yield from row([list(_blocks(cell, styles)) for cell in child if cell.tag == f"{_W}tc"])
        elif child.tag != f"{_MC}Fallback":  # the same text box once more, for old readers
            yield from _blocks(child, styles)


@attrs.define
class _Paragraph:
    """A paragraph while it is read, and what is anchored in it."""

    style: _Style
    styles: dict[str, _Style]
    runs: Runs = attrs.field(factory=Runs)
    boxes: list[ET.Element] = attrs.field(factory=list)

    def add(self, text: str, run: ET.Element | None) -> None:
        properties = None if run is None else run.find(f"{_W}rPr")
        self.runs.add(text, _size(properties), _bold(properties))

    def lines(self) -> Iterator[TextLine]:
        for line in self.runs.lines():
            size = line.size or self.style.size or _DEFAULT_SIZE
            yield attrs.evolve(line, size=size, bold=line.bold or self.style.bold)


def _paragraph(element: ET.Element, styles: dict[str, _Style]) -> Iterator[TextLine]:
    name = element.find(f"{_W}pPr/{_W}pStyle")
    style = _resolved(styles, "Normal" if name is None else name.get(f"{_W}val", ""))
    paragraph = _Paragraph(style, styles)
    _inline(element, None, paragraph)
    yield from paragraph.lines()
    for box in paragraph.boxes:
        yield from _blocks(box, styles)


def _inline(element: ET.Element, run: ET.Element | None, paragraph: _Paragraph) -> None:
    for child in _shown(element):
        if child.tag == f"{_W}t":
            paragraph.add(child.text or "", run)
        elif child.tag == f"{_W}tab":
            paragraph.add("\t", None)
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            paragraph.runs.end_line()
        elif child.tag == f"{_W}txbxContent":
            paragraph.boxes.append(child)
        elif child.tag == f"{_W}r" and _is_unseen(child, paragraph):
            paragraph.runs.hide("".join(part.text or "" for part in child.iter(f"{_W}t")))
        else:
            _inline(child, child if child.tag == f"{_W}r" else run, paragraph)


def _shown(element: ET.Element) -> Iterable[ET.Element]:
    # Deleted text of tracked changes is w:delText and never matched; instructions of fields are
    # w:instrText, likewise. Tab stops sit in the properties.
    hidden = (f"{_MC}Fallback", f"{_W}pPr", f"{_W}rPr")
    return (child for child in element if child.tag not in hidden)
