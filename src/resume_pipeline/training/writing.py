"""Sheets as files: PDF with the fonts that every reader has, Word, HTML and plain text."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from resume_pipeline.training.layouts import Layout
from resume_pipeline.training.setting import RAIL, Row, Sheet

_PAGE: Final = (595, 842)
_MARGIN, _BOTTOM = 54, 60
_GUTTER, _SIDE = 24, 150
#: Widths of Helvetica's letters from space to tilde, in thousandths of its size (Adobe's metrics).
_METRICS: Final = """
    278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556
    556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778
    667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556
    556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584
"""
_WIDTHS: Final = tuple(map(int, _METRICS.split()))
#: x, y from the top, size, bold, text.
_Text = tuple[float, float, float, bool, str]


def written(sheet: Sheet, layout: Layout) -> bytes:
    """The file, in the layout's format."""
    if layout["format"] == "pdf":
        return _pdf(sheet, layout)
    if layout["format"] == "docx":
        return _docx(sheet, layout)
    return _html(sheet) if layout["format"] == "html" else _txt(sheet)


def fits_pdf(language: str) -> bool:
    """Whether the fonts of our PDFs have the language's letters."""
    return language in ("de", "en", "es", "fr", "it", "nl", "pt")


# PDF


def _pdf(sheet: Sheet, layout: Layout) -> bytes:
    width = _PAGE[0] - 2 * _MARGIN
    top = _Flow(_MARGIN, width, _MARGIN, layout.size)
    top.set_rows(sheet.head)
    if not sheet.side or layout["columns"] == "one":
        top.set_rows([*sheet.main, *sheet.side])
        return _assembled(top.pages)
    at_left = layout["columns"] == "left"
    side_x = _MARGIN if at_left else _MARGIN + width - _SIDE
    main_x = _MARGIN + _SIDE + _GUTTER if at_left else _MARGIN
    side = _Flow(side_x, _SIDE, top.y + 8, layout.size)
    main = _Flow(main_x, width - _SIDE - _GUTTER, top.y + 8, layout.size)
    side.set_rows(sheet.side)
    main.set_rows(sheet.main)
    columns = (side, main) if at_left else (main, side)
    both = zip_longest(*(column.pages for column in columns), fillvalue=())
    pages = [[*left, *right] for left, right in both]
    return _assembled([[*top.pages[0], *pages[0]], *pages[1:]])


class _Flow:
    """Sets rows from the top down, page after page."""

    def __init__(self, x: float, width: float, y: float, size: float) -> None:
        self.x, self.width, self.y, self.size = x, width, y, size
        self.pages: list[list[_Text]] = [[]]

    def set_rows(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._set(row)

    def _set(self, row: Row) -> None:
        size = self.size * row.size / 100
        self.y += row.gap
        right = _wide(row.right, size)
        left = self.x + row.indent + (RAIL if row.rail else 0)
        room = self.x + self.width - left - (right + 10 if row.right else 0)
        lines = list(_wrapped(row.text, size, room))
        for number, line in enumerate(lines):
            self._turn(size)
            if number == 0 and row.rail:
                self._print(self.x, size, False, row.rail)
            self._print(left, size, row.is_bold, line)
            if number == 0 and row.right:
                self._print(self.x + self.width - right, size, False, row.right)
            self.y += size * 1.4

    def _print(self, x: float, size: float, bold: bool, text: str) -> None:
        self.pages[-1].append((x, self.y, size, bold, text))

    def _turn(self, size: float) -> None:
        if self.y + size > _PAGE[1] - _BOTTOM:
            self.pages.append([])
            self.y = float(_MARGIN)


def _wide(text: str, size: float) -> float:
    units = (_WIDTHS[ord(c) - 32] if " " <= c <= "~" else 556 for c in text)
    return sum(units) * size / 1000


def _wrapped(text: str, size: float, room: float) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and _wide(longer, size) > room:
            yield line
            line = word
        else:
            line = longer
    yield line


def _assembled(pages: Sequence[Sequence[_Text]]) -> bytes:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        font % b"Helvetica",
        font % b"Helvetica-Bold",
    ]
    for number, texts in enumerate(pages):
        content = b"\n".join(map(_shown, texts))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>" % (*_PAGE, 6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _file(objects)


def _shown(text: _Text) -> bytes:
    x, y, size, bold, said = text
    for letter in "\\()":
        said = said.replace(letter, "\\" + letter)
    place = f"{size:g} Tf {x:.2f} {_PAGE[1] - y - size:.2f} Td".encode()
    return b"BT /%s %s (%s) Tj ET" % (
        b"B" if bold else b"R",
        place,
        said.encode("cp1252", "replace"),
    )


def _file(objects: Sequence[bytes]) -> bytes:
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            start,
        )
    )
    return out.getvalue()


# Word

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELS: Final = "application/vnd.openxmlformats-package.relationships+xml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def _docx(sheet: Sheet, layout: Layout) -> bytes:
    head = _paragraphs(sheet.head, layout)
    if not sheet.side or layout["columns"] == "one":
        return _package(head + _paragraphs([*sheet.main, *sheet.side], layout))
    cells = [_paragraphs(rows, layout) for rows in (sheet.side, sheet.main)]
    order = cells if layout["columns"] == "left" else cells[::-1]
    row = "".join(f"<w:tc>{cell}</w:tc>" for cell in order)
    return _package(f"{head}<w:tbl><w:tr>{row}</w:tr></w:tbl>")


def _paragraphs(rows: Sequence[Row], layout: Layout) -> str:
    return "".join(_paragraph(row, layout) for row in rows)


def _paragraph(row: Row, layout: Layout) -> str:
    size = round(layout.size * row.size / 50)
    look = f'<w:rPr>{"<w:b/>" if row.is_bold else ""}<w:sz w:val="{size}"/></w:rPr>'
    texts = (html.escape(text, quote=False) for text in _cells(row))
    runs = "<w:tab/>".join(f'<w:t xml:space="preserve">{text}</w:t>' for text in texts)
    return f"<w:p><w:r>{look}{runs}</w:r></w:p>"


def _cells(row: Row) -> list[str]:
    return [text for text in (row.rail, row.text, row.right) if text]


def _package(body: str) -> bytes:
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default '
        f'Extension="rels" ContentType="{_RELS}"/><Override PartName="/word/document.xml" '
        f'ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{_XML}<w:document xmlns:w="{_W}"><w:body>{body}</w:body>'
        "</w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text.encode())
    return out.getvalue()


# HTML and text


def _html(sheet: Sheet) -> bytes:
    rows = [*sheet.head, *sheet.main, *sheet.side]
    body = "".join(_element(row, number) for number, row in enumerate(rows))
    head = "<meta charset='utf-8'><title>Resume</title><style>p {margin: 0}</style>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>\n".encode()


def _element(row: Row, number: int) -> str:
    text = html.escape(" ".join(_cells(row)), quote=False)
    if number == 0:
        return f"<h1>{text}</h1>"
    if row.is_heading:
        return f"<h2>{text}</h2>"
    return f"<p><b>{text}</b></p>" if row.is_bold else f"<p>{text}</p>"


def _txt(sheet: Sheet) -> bytes:
    lines: list[str] = []
    for row in (*sheet.head, *sheet.main, *sheet.side):
        lines += ["", row.text] if row.is_heading else ["    ".join(_cells(row))]
    return ("\n".join(lines) + "\n").encode()
