"""Extract: text with its place, or the reason why there is none."""

import logging
import zipfile

import pytest

from resume_pipeline.errors import StageFailedError
from resume_pipeline.ports.stage import Boxed
from resume_pipeline.sandbox import BoxLimits, ZygoteBox
from resume_pipeline.stages.extract import Extract
from resume_pipeline.stages.extract.text import decoded

from .documents import (
    archive,
    demo,
    docx,
    extract,
    lines,
    locked_pdf,
    make_demo,
    pdf,
    pdf_of,
    picture_pdf,
    work,
)


def paragraph(text, **look):
    return make_demo().paragraph(text, **look)


class FakeBox:
    """Answers with what it was told, and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def call(self, function, content, options):
        self.asked.append(function)
        return self.answers.pop(0)


def reading(**fields):
    return {"media_type": "application/pdf", "status": "ok", "engine": "x", **fields}


# A PDF's geometry


def test_a_line_of_a_pdf_has_its_place_in_hundredths_of_a_point_from_the_top_left():
    document = extract(pdf((72, 742, "Jane Doe")))
    (line,) = document.lines
    left, top, right, bottom = line.box
    assert document.pages[0].width == 59_500
    assert document.pages[0].height == 84_200
    assert abs(left - 7_200) < 150
    assert top < 84_200 - 74_200 < bottom  # the baseline is 742 points from the bottom
    assert 10_000 < right < 13_000
    assert line.size == 1_000
    assert not line.bold


def test_bold_type_and_its_size_are_told():
    document = extract(make_demo().pdf([(72, 742, 18, True, "Jane"), (72, 700, 10, False, "Doe")]))
    assert [(line.size, line.bold) for line in document.lines] == [(1_800, True), (1_000, False)]


def test_offsets_lead_to_the_text_of_each_line():
    document = extract(demo("one-column"))
    whole = [document.text[line.start : line.end] for line in document.lines]
    assert whole == document.text.split("\n")


def test_words_are_put_together_from_their_gaps():
    content = b"BT /F 10 Tf 20 100 Td [(Sen) -10 (ior) -400 (Nurse)] TJ ET"
    font = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    assert lines(pdf_of([content], font)) == ["Senior Nurse"]


def test_a_heading_that_is_printed_letter_by_letter_is_words_again():
    content = b"BT /F 10 Tf 5 Tc 20 100 Td (WORK) Tj 57 0 Td (SKILLS) Tj ET"
    font = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    assert lines(pdf_of([content], font)) == ["WORK SKILLS"]


def test_parts_far_apart_on_a_row_are_joined_by_a_tab():
    assert lines(pdf((50, 700, "Nurse"), (400, 700, "2019 - 2021"))) == ["Nurse\t2019 - 2021"]


def test_columns_are_read_one_after_the_other():
    left = [(50, 700 - 20 * n, f"left side text {n}") for n in range(8)]
    right = [(300, 695 - 20 * n, f"right side text {n}") for n in range(8)]
    found = lines(pdf(*left, *right))
    assert found == [text for _, _, text in left] + [text for _, _, text in right]


def test_a_heading_across_both_columns_comes_first():
    banner = (50, 760, "a heading that is as wide as both of the columns below it are together")
    left = [(50, 700 - 20 * n, f"left side text {n}") for n in range(8)]
    right = [(300, 700 - 20 * n, f"right side text {n}") for n in range(8)]
    assert lines(pdf(*left, *right, banner))[:2] == [banner[2], "left side text 0"]


def test_a_column_of_dates_is_read_row_by_row():
    dates = [(50, 700 - 40 * n, f"{2020 - n} - {2021 - n}") for n in range(6)]
    jobs = [(200, 700 - 20 * n, f"what was done there, part {n}") for n in range(12)]
    assert lines(pdf(*dates, *jobs))[0] == "2020 - 2021\twhat was done there, part 0"


def test_the_two_columns_of_the_demo_do_not_mix():
    found = lines(demo("two-columns-german"))
    assert found.index("Deutsch (Muttersprache)") < found.index("Profil")


def test_ligatures_and_what_nobody_sees_are_cleaned_away():
    assert lines("o\ufb03ce\u200b \u00adof\xa0\xa0Jane\x07".encode()) == ["office of Jane"]


def test_a_page_that_is_broken_leaves_the_others():
    kids = b"/Kids [3 0 R] /Count 1"
    one, none = b"/Kids [3 0 R 9 0 R] /Count 2", b"/Kids [9 0 R] /Count 1"
    document = extract(pdf((20, 100, "First page")).replace(kids, one))
    assert (document.text, document.findings) == ("First page", ("page_unreadable",))
    assert extract(pdf((20, 100, "First page")).replace(kids, none)).status == "malformed"


# Why there is no text


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (pdf_of([b""]), "empty"),
        (picture_pdf(), "scanned"),
        (locked_pdf(), "encrypted"),
        (b"%PDF-1.4 and then nothing", "malformed"),
        (pdf_of([b""] * 61), "too_large"),
        (b"\x89PNG\r\n\x1a\n", "scanned"),
        (b"MZ\x90\x00", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "unsupported"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (b"PK\x03\x04 and then nothing", "malformed"),
        (archive({"photo.png": b"x"}), "unsupported"),
        (docx(""), "empty"),
        (docx("", **{"media/photo": b"x"}), "scanned"),
        (docx("<w:p><w:r>"), "malformed"),
        (b"   \n\t\n", "empty"),
        (b"<html><script>alert(1)</script></html>", "empty"),
        (b"x\n" * 1_100_000, "too_large"),
    ],
)
def test_a_document_without_text_says_why(content, status):
    document = extract(content)
    assert (document.status, document.text, document.lines) == (status, "", ())


def test_a_pdf_without_a_password_for_reading_is_read():
    assert extract(locked_pdf(password="")).status == "ok"


def test_limits_are_options():
    assert extract(pdf_of([b""] * 3), options={"max_pages": 2}).status == "too_large"
    assert extract(b"Jane Doe", options={"max_characters": 4}).status == "too_large"
    assert extract(b"Jane Doe", options={"max_characters": 40}).status == "ok"


@pytest.mark.parametrize("options", [{"pages": 3}, {"max_pages": 0}, {"max_pages": "3"}])
def test_an_option_that_is_not_known_is_refused(options):
    with pytest.raises(StageFailedError) as raised:
        extract(b"x", options=options)
    assert raised.value.code == "bad_option"


# Word


def test_a_word_document_is_read_in_order_with_headers_first():
    body = paragraph("Jane Doe", size=18, bold=True) + paragraph("Nurse\t2019")
    header = f'<w:hdr xmlns:w="{make_demo()._W}">{paragraph("Page head")}</w:hdr>'
    document = extract(docx(body, header1=header.encode()))
    assert document.text.split("\n") == ["Page head", "Jane Doe", "Nurse\t2019"]
    assert [line.size for line in document.lines] == [1_050, 1_800, 1_050]
    assert [line.bold for line in document.lines] == [False, True, False]


def test_cells_of_one_line_stand_on_one_line_and_longer_cells_follow_each_other():
    table = make_demo().table(
        [
            (paragraph("2019"), paragraph("Nurse")),
            (paragraph("2020"), paragraph("Head nurse") + paragraph("Night shift")),
        ]
    )
    assert lines(docx(table)) == ["2019\tNurse", "2020", "Head nurse", "Night shift"]


def test_styles_lend_their_size_to_paragraphs():
    styles = (
        f'<w:styles xmlns:w="{make_demo()._W}"><w:style w:styleId="Base"><w:rPr><w:b/></w:rPr>'
        '</w:style><w:style w:styleId="Head"><w:basedOn w:val="Base"/><w:rPr><w:sz w:val="32"/>'
        "</w:rPr></w:style></w:styles>"
    )
    body = '<w:p><w:pPr><w:pStyle w:val="Head"/></w:pPr><w:r><w:t>Skills</w:t></w:r></w:p>'
    (line,) = extract(docx(body, styles=styles.encode())).lines
    assert (line.size, line.bold) == (1_600, True)


def test_text_boxes_are_read_once():
    box = f"<w:txbxContent>{paragraph('Jane Doe')}</w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice>{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(docx(body)) == ["Jane Doe"]


def test_deleted_text_is_not_read():
    body = (
        "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t>new</w:t></w:r></w:p>"
    )
    assert lines(docx(body)) == ["new"]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"word/document.xml": b"0" * (60 << 20)}, "too_large"),
        ({"word/document.xml": b"<a/>", "bomb.bin": b"0" * (2 << 20)}, "too_large"),
        ({"word/document.xml": b"<a/>", **{f"{n}": b"" for n in range(2001)}}, "too_large"),
        ({"word/document.xml": b"<a/>", "../escape": b""}, "malformed"),
        ({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "malformed"),
        ({"word/document.xml": b'<?xml version="1.0" encoding="nonsense"?><x/>'}, "malformed"),
        ({"word/document.xml": b"<a/>" * 2}, "malformed"),
        ({"word/document.xml": b"<a>" * 300 + b"</a>" * 300}, "malformed"),
    ],
)
def test_an_archive_that_would_do_harm_is_not_unpacked(parts, status):
    assert extract(archive(parts)).status == status


def test_an_archive_whose_entries_overlap_is_malformed():
    content = bytearray(archive({"word/document.xml": b"<a/>", "word/b.xml": b"<b/>"}))
    last = content.rindex(b"PK\x01\x02")
    content[last + 42 : last + 46] = (0).to_bytes(4, "little")  # the second begins at the first
    assert extract(bytes(content)).status == "malformed"


def test_an_archive_whose_parts_are_broken_is_malformed():
    content = bytearray(archive({"word/document.xml": b"<a>text</a>" * 30}))
    at = content.index(b"document.xml") + len(b"document.xml")
    content[at : at + 8] = b"\xff" * 8
    assert extract(bytes(content)).status == "malformed"


def test_an_archive_in_a_compression_that_word_does_not_write_is_malformed():
    assert extract(archive({"word/document.xml": b"<a/>"}, zipfile.ZIP_LZMA)).status == "malformed"


def test_an_archive_with_a_password_is_encrypted():
    content = bytearray(archive({"word/document.xml": b"<a/>"}, zipfile.ZIP_STORED))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert extract(bytes(content)).status == "encrypted"


# HTML and text


def test_html_gives_its_visible_text_by_blocks():
    page = b"""<!DOCTYPE html><html><head><title>CV</title><style>p{}</style></head><body>
    <h1>Jane  <em>Doe</em></h1><script>alert("no")</script><p>Nurse<br>Leeds</p>
    <ul><li>one<li>two</ul><table><tr><td>2019</td><td>Ward &amp; night</td></tr></table></body>"""
    document = extract(page)
    assert document.text.split("\n") == [
        "Jane Doe",
        "Nurse",
        "Leeds",
        "• one",
        "• two",
        "2019\tWard & night",
    ]
    assert (document.lines[0].size, document.lines[0].bold) == (2_400, True)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (b"<dl><dt>Go<dd>5 years<dt>SQL<dd>2 years</dl>", ["Go\t5 years", "SQL\t2 years"]),
        (b"<dl><dt>Go</dt><dd>5 years</dd> <dt>SQL</dt></dl>", ["Go\t5 years", "SQL"]),
        (b"<table><tr><td><p>2019</p></td> <td><p>Ward</p></td></tr></table>", ["2019\tWard"]),
        (
            b"<table><tr><td><p>a</p><p>b</p></td><td><p>c</p></td></tr><tr><td>d</td></tr></table>",
            ["a", "b", "c", "d"],
        ),
        (b"<p><i class=tag>Go</i> <i class=tag>C</i>\n<i class=tag>SQL</i></p>", ["Go\tC\tSQL"]),
        (b"<p>He knew <i class=x>Go</i> <i class=x>and</i> all.</p>", ["He knew Go and all."]),
        (b"<p><i class=x>Nur</i><i class=x>se</i></p>", ["Nurse"]),
        (b"<p><i class=x></i><i class=x></i>Nurse</p>", ["Nurse"]),
        (b"<table><tr><th>When<th>Where<tr><td>2019<td><p>Ward", ["When\tWhere", "2019\tWard"]),
        (b"<table><tr><td>Jane<td><p>1</p><p>2</p><td>end</table>", ["Jane\t1", "2", "end"]),
        (b"<p><i class=from>2019</i> <i class=to>2020</i></p>", ["2019 2020"]),
        (b"<h2>Work</h2><ul><li>Nurse<li>Cook</ul>", ["Work", "Nurse", "Cook"]),
        (b"<p>Nurse<ul><li>Led<p>a ward</p><li>Wrote</ul>", ["Nurse", "Led", "a ward", "• Wrote"]),
        (b"<p>Nurse<ol><li><p>Led</p></li></ol></ol></li>end", ["Nurse", "• Led", "end"]),
    ],
)
def test_html_shows_what_belongs_together(page, found):
    assert lines(b"<!DOCTYPE html><html><body>" + page) == found


def test_html_that_never_ends_is_read_as_far_as_it_goes():
    assert extract(b"<html>" + b"<div>" * 50_000 + b"Jane").text == "Jane"


def test_a_row_of_many_cells_is_read_in_time():
    assert len(extract(b"<html><table><tr>" + b"<td>1234" * 50_000).text) == 50_000 * 5 - 1


def test_html_in_a_declared_encoding():
    page = "<html><meta charset='iso-8859-2'><p>Łukasz".encode("iso-8859-2")
    assert lines(page) == ["Łukasz"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Zoë".encode(), "Zoë"),
        ("Zoë".encode("utf-8-sig"), "Zoë"),
        ("Zoë".encode("utf-16"), "Zoë"),
        ("Zoë Quill".encode("utf-16-le"), "Zoë Quill"),
        ("Zoë Quill".encode("utf-16-be"), "Zoë Quill"),
        ("Zoë – “quoted”".encode("cp1252"), "Zoë – “quoted”"),
    ],
)
def test_text_is_read_in_the_encoding_it_is_in(content, text):
    assert decoded(content) == text


def test_line_ends_of_every_system_end_lines():
    assert lines(b"a\r\nb\rc\n\nd") == ["a", "b", "c", "d"]


# The box


def test_documents_are_opened_in_the_box_and_its_level_is_told():
    box = ZygoteBox(BoxLimits())
    given = work(demo("one-column"), box=box)
    document = Extract().run(given)
    box.close()
    assert document.engine == "pypdfium2"
    assert given.isolation.startswith("process+rlimits")
    assert document == extract(demo("one-column"))


def test_without_a_box_nothing_is_opened():
    given = work(b"Jane")
    given.box = None
    with pytest.raises(StageFailedError) as raised:
        Extract().run(given)
    assert raised.value.code == "no_box"


@pytest.mark.parametrize("status", ["limit_time", "limit_memory", "limit_output", "crashed"])
def test_a_reader_that_was_stopped_is_never_a_payload(status):
    box = FakeBox(Boxed(status=status), Boxed(status=status))
    with pytest.raises(StageFailedError) as raised:
        Extract().run(work(b"%PDF-1.4 Jane Doe", box=box))
    assert raised.value.code == status
    assert "Jane" not in str(raised.value)


@pytest.mark.parametrize(
    "first", [Boxed(status="crashed"), Boxed(status="ok", value=reading(status="malformed"))]
)
def test_what_pdfium_cannot_open_gets_a_second_reader(first):
    second = Boxed(status="ok", value=reading(text="Jane", lines=[[0, 4, 0, None, 0, False]]))
    box = FakeBox(first, second)
    assert Extract().run(work(b"%PDF-1.4", box=box)).text == "Jane"
    assert box.asked[1].endswith("fallback:read")


def test_when_the_second_reader_dies_the_first_one_s_word_counts():
    first = Boxed(status="ok", value=reading(status="malformed"))
    box = FakeBox(first, Boxed(status="limit_time"))
    assert Extract().run(work(b"%PDF-1.4", box=box)).status == "malformed"


def test_only_a_pdf_gets_a_second_reader():
    box = FakeBox(Boxed(status="crashed"))
    with pytest.raises(StageFailedError):
        Extract().run(work(b"Jane Doe", box=box))
    assert len(box.asked) == 1


def test_pypdf_reads_a_pdf_too():
    from resume_pipeline.stages.extract.fallback import read

    found = read(pdf((50, 700, "Jane Doe")), max_pages=5, max_characters=100)
    assert (found["status"], found["text"]) == ("ok", "Jane Doe")
    assert read(pdf_of([b""] * 6), max_pages=5, max_characters=100)["status"] == "too_large"
    assert read(locked_pdf(), max_pages=5, max_characters=100)["status"] == "encrypted"
    assert read(b"%PDF-", max_pages=5, max_characters=100)["status"] == "malformed"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"status": "ok"},
        reading(status="fine"),
        reading(lines=[[1]]),
        reading(x=1),
    ],
)
def test_an_answer_that_is_no_reading_is_a_crash(value):
    box = FakeBox(*[Boxed(status="ok", value=value)] * 2)
    if isinstance(value, dict) and "x" in value:
        assert Extract().run(work(b"Jane", box=box)).status == "ok"  # more than asked is not read
        return
    with pytest.raises(StageFailedError) as raised:
        Extract().run(work(b"Jane", box=box))
    assert raised.value.code == "crashed"


def test_pdfium_looks_for_no_font_of_the_machine():
    from resume_pipeline.stages.extract import pdfium

    assert len(pdfium._NO_FOLDERS) == 1
    assert not pdfium._NO_FOLDERS[0]


def test_reading_says_nothing_in_the_log(caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("one-column", "table-french", "nurse", "chinese"):
        extract(demo(name))
    extract(b"%PDF-1.4 Jane Doe")
    assert not caplog.records


def test_importing_the_stage_loads_no_reader():
    import subprocess
    import sys

    source = (
        "import sys, resume_pipeline.stages.extract;"
        "print([m for m in sys.modules if m.startswith(('pypdf', 'pypdfium2', 'html.parser'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("<span>Elm Clinic</span><span>2019 - 2021</span>", "Elm Clinic\t2019 - 2021"),
        ("<b>Elm Clinic</b>, Leeds<span class=when>2019</span>", "Elm Clinic, Leeds\t2019"),
        ("Elm Clinic<i style='float:right'>2019</i>", "Elm Clinic\t2019"),
        ("<span>J</span><span>ane</span> Quill", "Jane Quill"),
        ("<b>Jane</b>-<i>Mary</i> Quill", "Jane-Mary Quill"),
        ("un<b>believ</b>able", "unbelievable"),
    ],
)
def test_what_a_page_sets_apart_on_a_line_is_read_apart(row, text):
    page = f"<style>.when {{ float: right }}</style><body><div>{row}</div></body>"
    assert extract(f"<html>{page}</html>".encode()).text == text
