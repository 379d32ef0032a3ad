"""Letters that are shown and not named: no text is made up of the numbers of their shapes."""

import pytest

from resume_pipeline.stages.extract.naming import may_be_text

from .documents import extract, make_demo, parse, pdf_of
from .test_ocr import OFF

HELVETICA = "/H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
#: A font whose letters have numbers and no names; and one that maps them to private use.
NAMELESS = """/F << /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Nameless /Encoding /Identity-H
/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Nameless /DW 600
/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"""
RESOURCES = f"<< /Font << {NAMELESS} {HELVETICA} >> >>"


def nameless(text, y=150):
    """Content that shows ``text`` in letters that are shifted as subset fonts number them."""
    codes = "".join(f"{(ord(letter) - 29) & 0xFFFF:04X}" for letter in text)
    return f"BT /F 10 Tf 10 {y} Td <{codes}> Tj ET\n".encode()


def named(text, y=100):
    return f"BT /H 10 Tf 10 {y} Td ({text}) Tj ET\n".encode()


def test_a_document_of_letters_without_names_is_not_read():
    document = extract(pdf_of([nameless("Jane Quill, Senior Nurse")], RESOURCES), options=OFF)
    assert (document.status, document.text, document.lines) == ("fonts_unmappable", "", ())


def test_a_document_that_is_mostly_such_letters_is_not_read_either():
    page = nameless("Senior Nurse at the hospital", 150) + named("Skills", 100)
    assert extract(pdf_of([page], RESOURCES), options=OFF).status == "fonts_unmappable"


def test_a_few_such_letters_are_left_out_and_told():
    page = named("Jane Quill is a senior nurse", 100) + nameless("is ok", 150)
    document = extract(pdf_of([page], RESOURCES), options=OFF)
    assert document.text == "Jane Quill is a senior nurse"
    assert document.findings == ("unmapped_letters",)


def test_such_letters_among_what_nobody_sees_do_not_stop_the_reader():
    page = named("Jane Quill is a senior nurse", 100) + b"3 Tr " + nameless("is  not seen", 150)
    document = extract(pdf_of([page], RESOURCES), options=OFF)
    assert (document.engine, document.text) == ("pypdfium2", "Jane Quill is a senior nurse")
    assert document.findings == ("hidden_text",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Senior Nurse, Avonmead Hospital", True),
        ("JANE QUILL", True),
        ("jane.quill@example.com +44 20 7946 0018 C++ R&D 2019-2021", True),
        ("病院で看護師として勤務", True),
        ("0DGLVRQ /HRQDUG 6WDII (QJLQHHU", False),
        ("6HQLRU\x031XUVH", False),
        ("3HQČåQtSURVWĜHGN\\QD~þWHFK", False),
    ],
)
def test_numbers_that_are_letters_are_told_from_those_of_shapes(text, told):
    assert may_be_text(text.split(" ")) is told


def test_letters_that_are_numbered_by_what_they_are_are_read():
    codes = "".join(f"{ord(letter):04X}" for letter in "Jane Quill")
    page = f"BT /F 10 Tf 10 100 Td <{codes}> Tj ET".encode()
    assert extract(pdf_of([page], RESOURCES), options=OFF).text == "Jane Quill"


def test_icons_beside_letters_are_no_sign_of_it():
    text = "\ue0be jane@example.com \uf095 +44 20 7946 0018 \uf3c5 Leeds"
    document = extract(text.encode())
    assert document.text == "jane@example.com +44 20 7946 0018 Leeds"
    assert document.findings == ()


@pytest.mark.parametrize("letter", ["\ue0be", "\ufffd"])
def test_text_of_private_letters_is_no_text_in_any_format(letter):
    assert extract((letter * 20 + " and").encode()).status == "fonts_unmappable"
    page = f"<html><body><p>{letter * 20}</p></body></html>".encode()
    assert extract(page).status == "fonts_unmappable"


@pytest.mark.usefixtures("tesseract")
def test_where_ocr_is_installed_such_pages_are_read_from_their_pictures():
    """Letters that are drawn: a font of shapes, as old programs made them."""
    page = _drawn("LIFE TILE FLEET TITLE ELITE FELT")
    assert extract(page, options=OFF).status == "fonts_unmappable"
    document = extract(page)
    assert document.status == "ok"
    assert "TITLE" in document.text
    assert "read_by_ocr" in document.findings


#: Strokes of a few letters in a square of a thousand.
STROKES = {
    "L": ["100 0 120 700", "100 0 450 110"],
    "I": ["100 0 120 700"],
    "F": ["100 0 120 700", "100 590 450 110", "100 310 350 110"],
    "E": ["100 0 120 700", "100 0 450 110", "100 590 450 110", "100 310 400 110"],
    "T": ["240 0 120 700", "50 590 500 110"],
}


def _drawn(text):
    names = sorted(STROKES)
    procedures = " ".join(f"/g{n} {9 + n} 0 R" for n, _ in enumerate(names))
    differences = " ".join(f"/g{n}" for n, _ in enumerate(names))
    widths = " ".join("320" if name == "I" else "600" for name in names)
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 700 700] /FontMatrix [.001 0 0 .001 0 0] "
        f"/FirstChar 1 /LastChar {len(names)} /Widths [{widths}] "
        f"/Encoding << /Type /Encoding /Differences [1 {differences}] >> "
        f"/CharProcs << {procedures} >> >>"
    )
    rows = text.split(" ")
    shown = "".join(
        f"BT /F 24 Tf 20 {260 - 40 * n} Td <{_codes(row, names)}> Tj ET\n"
        for n, row in enumerate(rows)
    ).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        font.encode(),
        *[b"null"] * 3,
    ]
    for name in names:
        width = 320 if name == "I" else 600
        strokes = "".join(f"{stroke} re " for stroke in STROKES[name])
        procedure = f"{width} 0 0 0 700 700 d1 {strokes}f".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(procedure), procedure))
    return make_demo()._assembled(objects)


def _codes(text, names):
    return "".join(f"{names.index(letter) + 1:02X}" for letter in text)


def test_nothing_is_parsed_out_of_it():
    document = extract(pdf_of([nameless("Jane Quill\njane@example.com")], RESOURCES), options=OFF)
    with pytest.raises(Exception, match="could not be read") as failed:
        parse(document)
    assert failed.value.code == "fonts_unmappable"
