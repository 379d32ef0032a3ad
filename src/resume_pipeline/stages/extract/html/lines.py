"""HTML by the standard library's parser: text and block structure, nothing is run or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import attrs

from resume_pipeline.model.media import HTML
from resume_pipeline.stages.extract.html.hiding import Hiding, hiding_of
from resume_pipeline.stages.extract.reading import TextLine, empty_reading, reading
from resume_pipeline.stages.extract.text import decoded

_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "head", "title"})
_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr b bdi bdo cite code em font i img ins kbd label mark q s small span strong sub "
        "sup time u var wbr",
    )
)
_CELLS = frozenset({"td", "th", "dt", "dd"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", "th", "dt", *_HEADINGS})
#: Sizes that a browser gives to headings, in 1/100 pt; body text is 12 pt.
_SIZES = {"h1": 2400, "h2": 1800, "h3": 1404, "h4": 1200, "h5": 996, "h6": 804}
_BODY = 1200
_ROW = 1_000  # characters; no longer row is read as one line
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"})
_IMPLIED = frozenset({"p", "li", "tr", "td", "th", "dt", "dd"})  # the next one ends the last one
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,32})", re.IGNORECASE)


#: An inline element's tag and class.
_Kind = tuple[str, str]
_Attributes = list[tuple[str, str | None]]


@attrs.define
class _List:
    """An open list: whether its items are marked, and how many lines there were before its item."""

    marked: bool
    item: int | None = None


class _Lines(HTMLParser):
    """Collects lines; a block element begins and ends one."""

    def __init__(self, hiding: Hiding) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[TextLine] = []
        self._hiding = hiding
        self._unseen: list[tuple[int, str]] = []  # behind how many lines it would stand
        self._parts: list[str] = []
        self._silent: list[str] = []
        self._bold = 0
        self._size = _BODY
        self._bold_letters = 0
        self._lists: list[_List] = []
        self._under_heading = False
        self._cell: int | None = None  # how many lines there were before the row's last cell
        self._row_is_line = False  # whether the row's cells before that one are one line
        self._inline: list[_Kind] = []
        self._ended: _Kind | None = None  # an inline element that only spaces have followed
        self._has_bare_text = False  # outside of all inline elements of the line

    def handle_starttag(self, tag: str, attributes: _Attributes) -> None:
        if self._silent and tag in _IMPLIED and self._silent[-1] == tag:
            self._silent.pop()
        if self._is_silent(tag, attributes):
            self._silent.append(tag)
        elif tag in _INLINE:
            self._begin_inline(tag, attributes)
        elif tag in _CELLS:
            self._begin_cell(tag)
        else:
            self._begin_block(tag)
        self._bold += tag in _BOLD
        self._size = _SIZES.get(tag, self._size)

    def _begin_inline(self, tag: str, attributes: _Attributes) -> None:
        """Begin an element inside a line; a row of like ones is a list, as of labels or badges."""
        if tag in _VOID:
            return
        kind = (tag, next((value for name, value in attributes if name == "class" and value), ""))
        is_alike = kind[1] and kind == self._ended and not (self._inline or self._has_bare_text)
        is_between = bool(self._parts) and not self._parts[-1].strip()
        if (is_alike and is_between) or self._hiding.sets_apart(attributes) or self._abuts(tag):
            self._parts.append("\t")
        self._inline.append(kind)

    def _abuts(self, tag: str) -> bool:
        """Whether an element follows another with nothing between, as the parts of a row do.

        Nobody means words to run together; single letters are only set in another look.
        """
        last = self._parts[-1] if self._parts else ""
        follows = tag == "span" and self._ended is not None and self._ended[0] == tag
        return follows and len(last) > 1 and last == last.rstrip()

    def _begin_cell(self, tag: str) -> None:
        if tag == "dd" and any(part.strip() for part in self._parts):
            self._parts.append("\t")
            return
        self._end_line()
        if tag in ("td", "th"):
            self._end_cell()
            self._cell = len(self.lines)

    def _end_cell(self) -> None:
        """Put a cell on the line of the ones before it in its row, if they are one line."""
        if self._cell is None:
            return
        added = len(self.lines) - self._cell
        if added and self._row_is_line and len(self.lines[self._cell - 1].text) < _ROW:
            both = slice(self._cell - 1, self._cell + 1)
            self.lines[both] = [_joined(*self.lines[both])]
            if self._unseen and self._unseen[-1][0] > len(self.lines):
                self._unseen[-1] = (len(self.lines), self._unseen[-1][1])
        self._row_is_line = added == 1 or (added == 0 and self._row_is_line)

    def _end_row(self) -> None:
        self._end_cell()
        self._cell, self._row_is_line = None, False

    def _begin_block(self, tag: str) -> None:
        self._end_line()
        if tag == "tr":
            self._end_row()
        elif tag in ("ul", "ol"):
            self._lists.append(_List(marked=bool(self.lines) and not self._under_heading))
        elif tag == "li" and self._lists:
            self._end_item()
            self._lists[-1].item = len(self.lines)

    def _end_item(self) -> None:
        """Mark a list's item, as a browser does, if it is one line below some other text."""
        last = self._lists[-1]
        if last.marked and last.item is not None and len(self.lines) == last.item + 1:
            self.lines[-1] = attrs.evolve(self.lines[-1], text="• " + self.lines[-1].text)
        last.item = None

    def _is_silent(self, tag: str, attributes: _Attributes) -> bool:
        if tag in _SILENT:
            return True
        if tag in _VOID:
            return False
        return bool(self._silent) or self._hiding.hides(attributes)

    def handle_startendtag(self, tag: str, attributes: _Attributes) -> None:  # noqa: ARG002
        if tag not in _INLINE:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            # An element that is left open inside ends with the one around it.
            last = len(self._silent) - 1 - self._silent[::-1].index(tag)
            del self._silent[last:]
        elif tag not in _INLINE and tag not in _CELLS:
            self._end_block(tag)
        elif tag in _INLINE and self._inline:
            kind = self._inline.pop()
            self._ended = kind if kind[0] == tag else None
        if tag in _BOLD and self._bold:
            self._bold -= 1
        if tag in _SIZES:
            self._size = _BODY

    def _end_block(self, tag: str) -> None:
        self._end_line()
        if tag in _HEADINGS:
            self._under_heading = True
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag in ("ul", "ol", "li") and self._lists:
            self._end_item()
            if tag != "li":
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        if self._silent:
            if _SILENT.isdisjoint(self._silent):
                self._hide(" ".join(data.split()))
            return
        if data.strip():
            self._ended = None
            self._has_bare_text = self._has_bare_text or not self._inline
        self._parts.append(re.sub(r"\s+", " ", data))
        if self._bold:
            self._bold_letters += len(data.strip())

    def _hide(self, text: str) -> None:
        """Keep text apart that nobody sees."""
        at, before = self._unseen[-1] if self._unseen else (-1, "")
        if at == len(self.lines) and len(before) < _ROW:
            self._unseen[-1] = (at, f"{before} {text}")
        elif text and at != len(self.lines):
            self._unseen.append((len(self.lines), text))

    def all_lines(self) -> Iterator[TextLine]:
        """Every line; what nobody sees stands behind those that were before it."""
        unseen = iter([*self._unseen, (len(self.lines) + 1, "")])
        at, text = next(unseen)
        for number, line in enumerate([*self.lines, None]):
            while at <= number:
                yield TextLine(text, unseen="hidden_text")
                at, text = next(unseen)
            if line is not None:
                yield line

    def close(self) -> None:
        super().close()
        self._end_line()
        self._end_row()

    def _end_line(self) -> None:
        text = "".join(self._parts)
        if text.strip():
            bold = 2 * self._bold_letters > len(text.strip())
            self.lines.append(TextLine(text, size=self._size, bold=bold))
            self._under_heading = False
        self._parts, self._bold_letters = [], 0
        self._inline, self._ended, self._has_bare_text = [], None, False


def _joined(one: TextLine, other: TextLine) -> TextLine:
    longer = max(one, other, key=lambda line: len(line.text))
    return attrs.evolve(longer, text=f"{one.text}\t{other.text}", size=max(one.size, other.size))


def read_html(content: bytes, *, max_characters: int) -> dict[str, Any]:
    """A reading of an HTML document's visible text."""
    declared = _CHARSET.search(content[:4096])
    source = decoded(content, declared[1].decode("ascii") if declared else "")
    parser = _Lines(hiding_of(source))
    try:
        parser.feed(source)
        parser.close()
    except (AssertionError, RecursionError, ValueError):  # the parser's own ways to give up
        return empty_reading(HTML, "malformed", "html")
    return reading(HTML, "html", parser.all_lines(), max_characters=max_characters)
