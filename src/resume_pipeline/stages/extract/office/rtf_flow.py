"""Where an RTF file's text flows: the body and its tables, boxes, headers and footers."""

from __future__ import annotations

from typing import Final

import attrs

from resume_pipeline.stages.extract.office.parts import Runs, row
from resume_pipeline.stages.extract.reading import TextLine

_TABLES: Final = 5  # one inside of the other; deeper ones are read as if they stood there
_CELLS: Final = 500  # in one row; a row that never ends is broken into rows


@attrs.define
class _Row:
    """A row of a table: its cells that are done, and the lines of the one that is not."""

    cells: list[list[TextLine]] = attrs.field(factory=list)
    cell: list[TextLine] = attrs.field(factory=list)


@attrs.define
class _Stream:
    """One flow of text: its lines, the paragraph and the rows that are not ended yet.

    Attributes:
        lines: that are done.
        runs: the paragraph.
        boxes: lines of what is anchored in the paragraph.
        rows: one inside of the other.
    """

    lines: list[TextLine] = attrs.field(factory=list)
    runs: Runs = attrs.field(factory=Runs)
    boxes: list[TextLine] = attrs.field(factory=list)
    rows: list[_Row] = attrs.field(factory=lambda: [_Row() for _ in range(_TABLES)])

    def _into(self, level: int) -> list[TextLine]:
        return self.rows[min(level, _TABLES) - 1].cell if level > 0 else self.lines

    def end_line(self, level: int) -> None:
        into = self._into(level)
        into += [*self.runs.lines(), *self.boxes]
        self.runs, self.boxes = Runs(), []

    def end_cell(self, level: int) -> None:
        self.end_line(level)
        ended = self.rows[min(level, _TABLES) - 1]
        ended.cells.append(ended.cell)
        ended.cell = []
        if len(ended.cells) >= _CELLS:
            self.end_row(level)

    def end_row(self, level: int) -> None:
        ended = self.rows[min(level, _TABLES) - 1]
        into = self._into(level - 1)
        into += row(ended.cells)
        ended.cells = []

    def ended(self) -> list[TextLine]:
        """All lines; what was never ended ends here."""
        self.end_line(0 if not any(one.cell or one.cells for one in self.rows) else 1)
        for level in range(_TABLES, 0, -1):
            self.end_cell(level)
            self.end_row(level)
        return self.lines


class Flow:
    """The streams of one file."""

    def __init__(self) -> None:
        self._around: dict[str, list[TextLine]] = {"header": [], "footer": []}
        self._open = [_Stream()]

    def enter(self, place: str) -> None:  # noqa: ARG002  its name matters when it is left
        """Begin a ``header``, a ``footer`` or a ``box``."""
        self._open.append(_Stream())

    def leave(self, place: str) -> None:
        """End what was entered; any other place is none of ours."""
        if place not in ("header", "footer", "box") or len(self._open) < 2:
            return
        lines = self._open.pop().ended()
        if place == "box":
            self._open[-1].boxes += lines
        else:
            self._around[place] += lines

    def say(self, text: str, size: int, bold: bool) -> None:
        """Add text of one look, ``size`` in 1/100 pt."""
        self._open[-1].runs.add(text, size, bold)

    def hide(self, text: str) -> None:
        """Keep text apart that nobody sees."""
        self._open[-1].runs.hide(text)

    def end_line(self, level: int) -> None:
        """End a paragraph's line, inside of so many tables."""
        self._open[-1].end_line(level)

    def end_cell(self, level: int) -> None:
        """End a cell of the innermost of so many tables."""
        self._open[-1].end_cell(level)

    def end_row(self, level: int) -> None:
        """End a row of the innermost of so many tables."""
        self._open[-1].end_row(level)

    def ended(self) -> list[TextLine]:
        """Every line: headers, each once, the body, and footers, each once."""
        while len(self._open) > 1:
            self.leave("box")
        headers, footers = (dict.fromkeys(self._around[kind]) for kind in ("header", "footer"))
        return [*headers, *self._open[0].ended(), *footers]
