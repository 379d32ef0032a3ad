"""Documents that are made to do harm: limits hold, nothing runs, and nothing is told to the log."""

import logging
import re
import zlib

import pytest

from resume_pipeline.errors import StageFailedError
from resume_pipeline.sandbox import BoxLimits, ZygoteBox

from ..stages.documents import docx, extract, make_demo, parse, pdf_of
from ..stages.office_files import odt, rtf
from .makers import career, printed

ENDS = {"limit_time", "limit_memory", "limit_output", "crashed"}


@pytest.fixture(scope="module")
def box():
    box = ZygoteBox(BoxLimits(wall_ms=4_000))
    yield box
    box.close()


def ending(content, box):
    """The status of a document, or the limit that ended its reading."""
    try:
        return str(extract(content, box=box).status)
    except StageFailedError as error:
        return error.code


def assembled(*objects):
    return make_demo()._assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            *objects,
        ]
    )


def test_ten_thousand_pages_are_too_many(box):
    pages = b" ".join([b"3 0 R"] * 10_000)
    content = make_demo()._assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 10000 >>" % pages,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    )
    assert ending(content, box) in {"too_large", "malformed"}


def test_objects_that_are_nested_without_end_are_survived(box):
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>"
    deep = b"[" * 200_000
    body = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(deep), deep)
    assert ending(assembled(page, body), box) in ENDS | {"empty", "malformed"}


def test_a_page_tree_that_bites_its_tail_is_survived(box):
    loop = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 /Parent 3 0 R >>"
    assert ending(assembled(loop), box) in ENDS | {"malformed", "empty", "too_large"}


def test_a_stream_that_unpacks_to_a_gigabyte_is_survived(box):
    packed = zlib.compressobj(9)
    bomb = b"".join(packed.compress(b" " * (1 << 24)) for _ in range(64)) + packed.flush()
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>"
    body = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    assert ending(assembled(page, body), box) in ENDS | {"empty", "malformed"}


def test_a_page_of_more_glyphs_than_any_has_is_too_large(box):
    font = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    flood = b"BT /F 1 Tf 1 1 Td %s ET" % (b"(%s) Tj " % (b"a" * 1_000) * 250)
    assert ending(pdf_of([flood], font), box) == "too_large"


def test_letters_of_any_size_are_survived(box):
    font = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    huge = b"BT /F 1e30 Tf 1 1 Td (Jane) Tj /F -1e30 Tf (Quill) Tj ET"
    assert ending(pdf_of([huge], font), box) in {"ok", "empty"}


def test_scripts_and_attachments_of_a_pdf_change_nothing(box):
    honest = printed(career())
    action = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\); this.submitForm\\(\\)) >>"
    launch = b"/AA << /WC << /S /Launch /F (calc.exe) >> >>"
    files = b"/Names << /EmbeddedFiles << /Names [(a.txt) << /F (a.txt) /UF (Kubernetes) >>] >> >>"
    armed = honest.replace(b"/Type /Catalog", b"/Type /Catalog %s %s %s" % (action, launch, files))
    assert extract(armed, box=box).text == extract(honest, box=box).text


@pytest.mark.parametrize(
    "content",
    [
        docx("<w:tbl><w:tr><w:tc>" * 2_000),
        docx("<w:p>" * 300 + "</w:p>" * 300),
        odt("<text:section>" * 300 + "</text:section>" * 300),
        rtf("{" * 100_000),
        b"<html>" + b"<div>" * 60_000,
        b"{\\rtf1" + b"\\'e9" * 200_000,
    ],
    ids=["tables", "paragraphs", "sections", "groups", "blocks", "bytes"],
)
def test_what_is_nested_or_repeated_without_end_is_survived(content, box):
    assert ending(content, box) in {"malformed", "empty", "ok", "too_large"}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(printed(career()), id="pdf"),
        pytest.param(printed(career())[:1_500], id="cut"),
        pytest.param(docx(make_demo().paragraph("Jane Quill")), id="docx"),
        pytest.param(odt("<text:p>Jane Quill</text:p>"), id="odt"),
        pytest.param(rtf("Jane Quill"), id="rtf"),
        pytest.param(b"Jane Quill <jane.quill@example.com>", id="text"),
    ],
)
def test_nothing_of_a_document_is_in_a_log_or_an_error(content, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    said = ""
    try:
        parse(extract(content))
    except StageFailedError as error:
        said = repr(error) + str(error)
    told = capfd.readouterr()
    for text in (said, caplog.text, told.out, told.err):
        assert not re.search("Jane|Quill|jane|Avonmead", text)
