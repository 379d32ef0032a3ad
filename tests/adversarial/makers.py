"""PDFs of many pages in any script, made by hand: letters of an equal width, named by a map."""

from __future__ import annotations

from ..stages.documents import extract, make_demo, parse

#: Percent of the size that a letter is wide: a Latin one, and one of a script that fills squares.
NARROW, WIDE = 50, 100


def row(x, y, text, *, size=10, bold=False, operators="", spacing=0.0):
    """A row of text whose baseline is ``y`` points above the page's lower edge."""
    return x, y, text, size, bold, operators, spacing


def width(text, size, spacing=0.0):
    """How many points a text is wide."""
    return sum(_wide(letter) * size / 100 + spacing for letter in text)


def _wide(letter):
    return WIDE if letter >= "\u2e80" else NARROW


def printed(*pages, painted=()):
    """A PDF with these pages of rows; ``painted`` are operators before each page's text."""
    letters = sorted({letter for page in pages for one in page for letter in one[2]})
    painted = [*painted, *[""] * (len(pages) - len(painted))]
    made = [*_fonts(letters)]
    kids = []
    for rows, before in zip(pages, painted, strict=True):
        content = before.encode() + b"\n" + b"\n".join(_shown(one, letters) for one in rows)
        made.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        made.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>" % (len(made) + 2)
        )
        kids.append(b"%d 0 R" % (len(made) + 2))
    head = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids)),
    ]
    return make_demo()._assembled([*head, *made])


def _fonts(letters):
    """Objects 3 to 7: two fonts that share a body and a map of names."""
    names = "\n".join(
        f"<{n:04X}> <{letter.encode('utf-16-be').hex()}>" for n, letter in enumerate(letters, 1)
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /N def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{names}\nendbfchar endcmap end end"
    ).encode()
    widths = " ".join(f"{n} [{10 * _wide(letter)}]" for n, letter in enumerate(letters, 1))
    for name in (b"Plain", b"Plain-Bold"):
        yield (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+%s /Encoding /Identity-H "
            b"/DescendantFonts [%d 0 R] /ToUnicode 7 0 R >>" % (name, 5 + (name != b"Plain"))
        )
    for name in (b"Plain", b"Plain-Bold"):
        yield (
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+%s /W [%s] /CIDSystemInfo "
            b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
            % (name, widths.encode())
        )
    yield b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap)


def _shown(one, letters):
    x, y, text, size, bold, operators, spacing = one
    codes = "".join(f"{letters.index(letter) + 1:04X}" for letter in text)
    font = "B" if bold else "R"
    return f"q {operators} BT /{font} {size} Tf {spacing} Tc {x} {y} Td <{codes}> Tj ET Q".encode()


def from_right(right, y, text, **look):
    """A row of writing from the right, as printed: its first letter ends at ``right``."""
    shown = _as_printed(text)
    size, spacing = look.get("size", 10), look.get("spacing", 0.0)
    return row(right - width(shown, size, spacing), y, shown, **look)


def _as_printed(text):
    """Letters from left to right, as they stand on paper: numbers keep their direction."""
    parts, kept = [], ""
    for letter in text:
        if letter.isdigit() or (kept and letter in "./:"):
            kept += letter
        else:
            parts += [kept] if kept else []
            kept = ""
            parts.append(letter)
    return "".join(reversed([*parts, kept]))


def lines_of(content):
    """The lines of a document."""
    return extract(content).text.split("\n")


def resume_of(content):
    """The JSON Resume of a document."""
    return parse(extract(content)).resume


def column(x, rows, *, top=780, step=16, **look):
    """Rows below each other."""
    return [row(x, top - step * n, text, **look) for n, text in enumerate(rows)]


def career(x=50, top=780, **look):
    """Rows of a short resume, and what has to come of them."""
    heads = {"Experience", "Education", "Skills"}
    texts = [
        "Jane Quill",
        "jane.quill@example.com",
        "Experience",
        "Senior Nurse",
        "Avonmead Hospital",
        "June 2019 - Present",
        "Staff Nurse",
        "Harbour Clinic",
        "August 2016 - May 2019",
        "Education",
        "University of Saltcombe",
        "Bachelor of Science in Nursing",
        "2013 - 2016",
        "Skills",
        "Triage, Wound Care",
    ]
    return [
        row(
            x,
            top - 18 * n,
            text,
            size=14 if text in heads else 20 if n == 0 else 10,
            bold=text in heads or n == 0,
            **look,
        )
        for n, text in enumerate(texts)
    ]
