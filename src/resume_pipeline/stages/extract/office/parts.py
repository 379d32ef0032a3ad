"""The XML parts of an office document, read so that no part can do harm."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

import attrs

from resume_pipeline.stages.extract.office.archive import part
from resume_pipeline.stages.extract.reading import TextLine

TINY: Final = 300  #: 1/100 pt: smaller type is not read

#: No office document declares entities; one that does is an attack on its reader.
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DEPTH: Final = 200
_UNSEEN: Final = 1_000  # characters of a paragraph that nobody sees: enough to be told


class BrokenError(Exception):
    """A part that is not what such a document has there."""


def root(archive: zipfile.ZipFile, name: str) -> ET.Element:
    """The root of one part.

    Raises:
        BrokenError: it is missing or broken, declares entities, or is nested too deep.
        OverflowError: it is over the limit of a part.
        xml.etree.ElementTree.ParseError: it is no XML.
    """
    data = part(archive, name)
    if data is None or _DOCTYPE.search(data):
        raise BrokenError
    try:
        found = ET.fromstring(data)  # noqa: S314  no entities: see _DOCTYPE; in the box besides
    except (ValueError, LookupError):  # an encoding that does not exist
        raise BrokenError from None
    _check_depth(found)
    return found


def _check_depth(element: ET.Element) -> None:
    level: list[ET.Element] = [element]
    for _ in range(_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    raise BrokenError


def row(cells: Sequence[Sequence[TextLine]]) -> list[TextLine]:
    """A table's row: of one-line cells it is one line; of longer cells, each after the other.

    What nobody sees of it comes last.
    """
    filled = [seen for cell in cells if (seen := [line for line in cell if not line.unseen])]
    unseen = [line for cell in cells for line in cell if line.unseen]
    if len(filled) > 1 and all(len(cell) == 1 for cell in filled):
        text = "\t".join(cell[0].text for cell in filled)
        return [attrs.evolve(filled[0][0], text=text), *unseen]
    return [*(line for cell in filled for line in cell), *unseen]


@attrs.define
class Runs:
    """A paragraph while it is read: its lines, how much of it is bold, and its largest type."""

    parts: list[str] = attrs.field(factory=lambda: [""])
    letters: int = 0
    bold: int = 0
    size: int = 0
    unseen: str = ""

    def add(self, text: str, size: int, bold: bool) -> None:
        """Add text of one look, ``size`` in 1/100 pt."""
        seen = len("".join(text.split()))
        self.parts[-1] += text
        self.letters += seen
        self.bold += seen if bold else 0
        self.size = max(self.size, size if seen else 0)

    def end_line(self) -> None:
        """Begin another line of the same paragraph."""
        self.parts.append("")

    def hide(self, text: str) -> None:
        """Keep text that nobody sees apart."""
        if len(self.unseen) < _UNSEEN:
            self.unseen += text

    def lines(self) -> list[TextLine]:
        """Those of its lines that are not empty, and behind them what nobody sees."""
        bold = 2 * self.bold > self.letters
        seen = [TextLine(text, size=self.size, bold=bold) for text in self.parts if text.strip()]
        return [*seen, *hidden(self.unseen)]


def hidden(text: str) -> list[TextLine]:
    """A line that nobody sees, if there is anything in it."""
    return [TextLine(text, unseen="hidden_text")] if text.strip() else []
