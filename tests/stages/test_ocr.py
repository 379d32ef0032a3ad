"""OCR: pictures of pages are read where the extra is installed, and are `scanned` where not."""

import pytest

from resume_pipeline.engines.reading import read_resume
from resume_pipeline.errors import StageFailedError
from resume_pipeline.sandbox import BoxLimits, InlineBox, SpawnBox, ZygoteBox
from resume_pipeline.sandbox.confine import offered
from resume_pipeline.stages.extract import Extract, stage
from resume_pipeline.stages.extract.ocr.data import languages
from resume_pipeline.stages.extract.ocr.pages import with_pages
from resume_pipeline.stages.extract.ocr.words import Row, Seen, glyphs, snapped

from .documents import demo, extract, parse, pdf_of
from .scans import half_scanned, scan

pytestmark = pytest.mark.slow
OFF = {"ocr_languages": ""}


@pytest.fixture(scope="module")
def box():
    box = ZygoteBox()
    yield box
    box.close()


@pytest.fixture(scope="module")
def seen(box):
    """A document that was read from a picture."""
    return extract(scan(), box=box)


@pytest.mark.usefixtures("tesseract")
def test_a_scan_is_read_in_the_box_behind_all_of_its_walls(box):
    reading = read_resume(scan("PDF"), box=box)
    document = reading.document
    assert reading.status == "ok"
    assert offered() <= {*reading.isolation.split("+")}
    assert document.findings == ("read_by_ocr",)
    assert document.engine.startswith("pypdfium2 + tesseract 5.")
    assert " eng:" in document.engine
    assert document.text.split("\n")[:2] == ["Ada Fernwood", "Senior Backend Engineer"]


@pytest.mark.usefixtures("tesseract")
def test_a_profile_is_made_of_what_was_read(seen):
    resume = parse(seen).resume
    assert resume["basics"]["name"] == "Ada Fernwood"
    assert resume["basics"]["email"] == "ada.fernwood@example.org"
    assert [job["name"] for job in resume["work"]] == [
        "Harbour Lane Payments Ltd",
        "Rookery Freight Systems",
    ]
    assert [job["startDate"] for job in resume["work"]] == ["2020-03", "2016-09"]


@pytest.mark.usefixtures("tesseract")
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "WEBP"])
def test_pictures_of_every_usual_kind_are_read(kind, box):
    document = extract(scan(kind), box=box)
    assert document.text.startswith("Ada Fernwood\n")
    assert document.media_type == f"image/{kind.lower()}"
    assert max(document.pages[0].width, document.pages[0].height) == 84_200


@pytest.mark.usefixtures("tesseract")
def test_a_page_that_lies_two_degrees_aslant_is_read_by_rows(box):
    rows = extract(scan("PDF", turned=2), box=box).text.split("\n")
    assert "Senior Backend Engineer\tMar 2020 - Present" in rows
    assert "Harbour Lane Payments Ltd" in rows


@pytest.mark.usefixtures("tesseract")
def test_headings_are_larger_than_what_is_below_them(seen):
    document = seen
    sizes = {document.text[line.start : line.end]: line.size for line in document.lines}
    assert sizes["Ada Fernwood"] > sizes["Experience"] > sizes["Harbour Lane Payments Ltd"]
    assert min(sizes["Education"], sizes["Skills"]) > sizes["Harbour Lane Payments Ltd"]


@pytest.mark.usefixtures("tesseract")
def test_every_page_of_a_picture_file_is_read(box):
    document = extract(scan("TIFF", pages=2), box=box)
    assert [len(document.pages), document.lines[-1].page] == [2, 1]
    assert document.text.count("Ada Fernwood") == 2


@pytest.mark.usefixtures("tesseract")
def test_a_page_of_text_keeps_its_reader_and_a_page_that_is_a_picture_gets_one(box):
    document = extract(half_scanned(), box=box)
    alone = extract(demo("one-column"), box=box)
    assert document.text.startswith(alone.text + "\n")
    assert document.lines[: len(alone.lines)] == alone.lines
    assert {line.page for line in document.lines} == {0, 1}
    assert document.findings == ("read_by_ocr",)


@pytest.mark.usefixtures("tesseract")
def test_pages_beyond_the_limit_are_told_and_not_read(box):
    document = extract(scan("TIFF", pages=2), box=box, options={"ocr_pages": 1})
    assert document.text.count("Ada Fernwood") == 1
    assert document.findings == ("page_without_text", "read_by_ocr")


@pytest.mark.parametrize("content", [scan("PNG"), scan("PDF")])
def test_without_ocr_a_picture_is_scanned_and_nothing_else(content, box, monkeypatch):
    off = extract(content, box=box, options=OFF)
    monkeypatch.setattr(stage, "is_installed", lambda: False)
    missing = extract(content, box=box)
    for document in (off, missing):
        assert (document.status, document.text, document.lines) == ("scanned", "", ())
    assert Extract().engines == ("pypdfium2", "pypdf")


def test_without_ocr_a_page_that_is_a_picture_is_told(box):
    document = extract(half_scanned(), box=box, options=OFF)
    assert document.status == "ok"
    assert document.findings == ("page_without_text",)


def test_a_language_without_data_is_told_and_nothing_is_guessed(box):
    document = extract(scan(), box=box, options={"ocr_languages": "eng+xxx"})
    assert (document.status, document.findings) == ("scanned", ("ocr_language_missing",))


@pytest.mark.parametrize("value", ["../eng", "eng+", "+", "eng deu", 7, None])
def test_only_names_of_languages_are_taken(value):
    with pytest.raises(StageFailedError, match="Tesseract's names"):
        extract(scan(), options={"ocr_languages": value})


@pytest.mark.parametrize(
    "content", [scan()[:2_000], b"\x89PNG\r\n\x1a\n", b"II*\x00" + b"\xff" * 99]
)
def test_a_broken_picture_is_scanned_and_holds_no_text(content, box):
    assert extract(content, box=box).status == "scanned"


def test_a_picture_of_nothing_is_scanned(box):
    blank = b"q 200 0 0 200 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q"
    assert extract(pdf_of([blank]), box=box).status == "scanned"


def test_letters_that_are_drawn_as_shapes_are_no_empty_document(box):
    shapes = b"".join(b"%d 50 m %d 60 l %d 50 l f\n" % (n, n + 1, n + 2) for n in range(60))
    assert extract(pdf_of([shapes]), box=box).status == "scanned"


@pytest.mark.usefixtures("tesseract")
def test_a_reader_that_is_stopped_on_a_picture_is_never_a_payload():
    box = ZygoteBox(BoxLimits(wall_ms=300))
    try:
        with pytest.raises(StageFailedError) as failed:
            extract(scan(), box=box)
    finally:
        box.close()
    assert failed.value.code == "limit_time"


def test_a_fresh_process_reads_the_same_as_a_forked_one(seen):
    assert extract(scan(), box=SpawnBox()) == seen


def test_one_page_does_not_change_how_the_next_is_read(seen):
    alone = InlineBox(allow_unsafe=True)  # one process for both
    extract(scan(name="two-columns"), box=alone)
    assert extract(scan(), box=alone) == seen


# What is made of words


def row(left=0, right=1_000, y=100, to_y=100):
    return Row(left, y, right, to_y, height=30, above=7, below=7)


def test_words_that_are_not_sure_are_dirt():
    words = [Seen("Jane", 0, 100, 95, row()), Seen("~;", 200, 220, 12, row())]
    assert "".join(glyph.text for glyph in glyphs(words, 10)).split() == ["Jane"]


def test_rows_that_fall_are_made_level():
    aslant = row(0, 1_000, 100, 135)
    words = [Seen("a", 0, 50, 95, aslant), Seen("b", 900, 950, 95, aslant)]
    tops = {glyph.box[1] for glyph in glyphs(words, 10) if glyph.text.strip()}
    assert len(tops) == 1


def test_a_sign_that_begins_a_row_is_a_bullet_and_no_other_is():
    words = [
        Seen("*", 0, 10, 60, row()),
        Seen("C", 100, 120, 90, row()),
        Seen("*", 500, 510, 90, row()),
    ]
    assert "".join(glyph.text for glyph in glyphs(words, 10)).split() == ["•", "C", "*"]


def test_writing_from_the_right_stands_where_it_is_printed():
    first, second, _ = glyphs([Seen("\u05d0\u05d1", 0, 100, 95, row())], 10)
    assert first.box[0] < second.box[0]
    assert (first.text, second.text) == ("\u05d1", "\u05d0")


def test_sizes_that_are_nearly_the_same_are_the_most_common_one():
    assert snapped([(1_000, 50), (1_050, 3), (1_400, 10), (1_450, 2)]) == {
        1_000: 1_000,
        1_050: 1_000,
        1_400: 1_400,
        1_450: 1_400,
    }


def test_a_few_letters_on_a_picture_are_no_text():
    given = {"status": "scanned", "engine": "", "findings": []}
    page = {"status": "ok", "text": "x y", "engine": "t", "lines": [[0, 3, 0, None, 0, False]]}
    assert with_pages(given, {0: page}, left=False)["status"] == "scanned"


def test_the_languages_that_there_is_data_of_are_told_without_tesseract(tmp_path):
    for name in ("osd.traineddata", "deu.traineddata", "readme.txt"):
        (tmp_path / name).write_bytes(b"")
    assert languages(str(tmp_path)) == ["deu", "osd"]
    assert languages(str(tmp_path / "nowhere")) == []
