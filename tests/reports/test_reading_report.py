"""The page of a reading: what it shows, and what it never does."""

import base64

import attrs
import pytest

from resume_pipeline.engines.reading import read_resume
from resume_pipeline.ports.stage import Boxed
from resume_pipeline.reports.pictures import draw_pages
from resume_pipeline.reports.places import blocks, read_lines
from resume_pipeline.reports.reading import Subject, reading_page, value_id
from resume_pipeline.reports.words import STATUSES
from resume_pipeline.sandbox import InlineBox
from resume_pipeline.wire.payloads import ReadingStatus
from tests.stages.documents import demo, docx, locked_pdf, make_demo, pdf, picture_pdf
from tests.stages.test_parse import leaves

from .pages import Page, can_be_found_around, keeps_its_policy

RESUMES = [path for path in make_demo().files() if path.startswith("resumes/")]
BOX = InlineBox(allow_unsafe=True)


def subject(content, name="resume"):
    reading = read_resume(content, box=BOX)
    return Subject(
        name=name,
        status=reading.status,
        document=reading.document,
        profile=reading.profile,
        pictures=draw_pages(content, box=BOX),
        versions={"parse": "7", "isolation": reading.isolation},
    )


def page_of(content, name="resume"):
    return Page(reading_page(subject(content, name)))


@pytest.mark.parametrize("name", RESUMES)
def test_a_page_needs_nothing_and_runs_nothing_and_can_be_walked_by_keyboard(name):
    page = page_of(demo(name), name)
    keeps_its_policy(page)
    can_be_found_around(page)


@pytest.mark.parametrize("name", RESUMES)
def test_every_value_is_shown_and_leads_to_where_it_is_printed(name):
    shown = subject(demo(name))
    page = Page(reading_page(shown))
    boxes = {a["id"]: (a, text) for a, text in page.all("a") if "id" in a}
    rects = {
        tuple(float(a[key]) for key in ("x", "y", "width", "height"))
        for a, _ in page.all("rect")
        if "x" in a
    }
    values = {a["id"]: text for a, text in page.all("div") if "id" in a}
    for path, value in leaves(shown.profile.resume):
        assert value in values["value" + path.replace("/", "-")]
    for one in shown.profile.evidence:
        box = one.span.box
        if box:
            assert (box[0], box[1], box[2] - box[0], box[3] - box[1]) in rects
        else:
            assert boxes[f"at-{one.span.start}"][1] in one.raw
    targets = {a["href"] for a, _ in page.all("a", tabindex=None)}
    assert targets >= {f"#{id_}" for id_ in boxes if id_.startswith("box-")}


@pytest.mark.parametrize("name", RESUMES)
def test_the_text_is_there_in_reading_order_for_who_cannot_see_a_picture(name):
    shown = subject(demo(name))
    items = [text for a, text in Page(reading_page(shown)).all("li") if "value" in a]
    assert [text.strip("\n") for text in items] == shown.document.text.split("\n")


def test_blocks_hold_every_line_once_in_order_and_no_two_sections():
    document = read_resume(demo("two-columns-german"), box=BOX).document
    lines = read_lines(document)
    found = blocks(lines)
    assert [read for block in found for read in block.lines] == lines
    assert [block.number for block in found] == list(range(1, len(found) + 1))
    assert all(len({read.part for read in block.lines}) == 1 for block in found)
    text = {read.number: document.text[read.line.start : read.line.end] for read in lines}
    heads = {text[read.number]: read.section for read in lines if read.is_heading}
    assert heads["Berufserfahrung"] == "work"
    assert heads["Kenntnisse"] == "skills"
    # The left column comes before the right one, and they share no block.
    numbers = {block.section: block.number for block in found}
    assert numbers["skills"] < numbers["work"]


def test_pictures_of_the_pages_are_in_the_page():
    shown = subject(demo("01-one-column"))
    (image,) = Page(reading_page(shown)).all("image")
    head, _, body = image[0]["href"].partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(body) == shown.pictures[0]


SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'><b>{{ 7 * 7 }}</b> &lt;"
HOSTILE = {
    "pdf": pdf((50, 700, SCRIPT.replace("'", "")), (50, 680, "jo@example.com")),
    "docx": docx(
        "<w:p><w:r><w:t>Jo {}</w:t></w:r></w:p>".format(
            SCRIPT.replace("&", "&amp;").replace("<", "&lt;")
        )
    ),
    "html": f"<html><p>{SCRIPT.replace('&', '&amp;').replace('<', '&lt;')}</p></html>".encode(),
    "text": f"{SCRIPT}\nSkills\n{SCRIPT}, Python\n".encode(),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_resume_full_of_markup_is_shown_as_text(kind):
    page = page_of(HOSTILE[kind], name=SCRIPT)
    keeps_its_policy(page)
    assert "<script>alert(1)</script>" in page.text
    assert page.all("title")[0][1] == f"Reading of {SCRIPT}"
    assert page.all("h1")[0][1] == SCRIPT
    assert not page.all("b")
    assert "{{ 7 * 7 }}" in page.all("h1")[0][1]


@pytest.mark.parametrize(
    ("content", "status"),
    [(picture_pdf(), "scanned"), (locked_pdf(), "encrypted"), (b"MZ\0\0", "unsupported")],
)
def test_what_cannot_be_read_is_a_page_that_says_why(content, status):
    page = page_of(content)
    keeps_its_policy(page)
    can_be_found_around(page)
    assert STATUSES[ReadingStatus(status)] in page.text
    assert "There is no profile" in page.text


def test_every_status_has_words():
    assert set(STATUSES) == set(ReadingStatus)


def test_a_reader_that_was_stopped_is_a_page_without_a_document():
    page = Page(reading_page(Subject(name="x", status=ReadingStatus.LIMIT_TIME)))
    can_be_found_around(page)
    assert "took too long" in page.text


def test_findings_and_versions_are_told():
    hidden = b"BT /F 12 Tf 1 1 1 rg 20 100 Td (Kubernetes) Tj 0 g 0 20 Td (Jane Quill) Tj ET"
    from tests.stages.documents import pdf_of
    from tests.stages.test_layouts import FONT

    page = page_of(pdf_of([hidden], FONT))
    assert "There is text that nobody can see" in page.text
    assert "Kubernetes" not in "".join(text for _, text in page.all("main"))
    assert "7" in page.all("footer")[0][1]


def test_only_so_much_is_shown_and_the_rest_is_counted(monkeypatch):
    rows = "\n".join(f"line {n}" for n in range(5_000))
    page = page_of(rows.encode())
    assert len(page.all("li")) == 4_000
    assert "1000 more lines" in page.text
    monkeypatch.setattr("resume_pipeline.reports.reading._VALUES", 500)
    skills = "\n".join(", ".join(f"tool {a}{b}" for b in range(90)) for a in range(10))
    source = reading_page(subject(f"Jo Doe\nSkills\n{skills}".encode()))
    assert "more pieces of evidence" in source
    assert len(source) < 400_000


def test_cautions_are_told_in_words_with_what_they_are_about():
    text = "Jo Doe\nExperience\nNurse\nAvonmead Hospital\n20XX - Present\nSkills\nTriage"
    page = page_of(text.encode())
    assert "A date was not filled in." in page.text
    assert "20XX" in page.text


def test_the_same_reading_is_the_same_page():
    shown = subject(demo("02-two"))
    assert reading_page(shown) == reading_page(shown)


class Forging:
    """A box whose child was taken over by its document."""

    def __init__(self, value, status="ok"):
        self.boxed = Boxed(status=status, value=value, isolation="none")

    def call(self, *_):
        return self.boxed


@pytest.mark.parametrize(
    "value", [None, {"a": 1}, [7], ['"><script>'], ["AAAA"], [base64.b64encode(b"<svg>").decode()]]
)
def test_a_forged_picture_is_no_picture(value):
    drawn = draw_pages(pdf((50, 700, "x")), box=Forging(value))
    assert not any(drawn)


def test_pages_without_a_picture_are_drawn_from_what_was_read():
    content = demo("01-one-column")
    reading = read_resume(content, box=BOX)
    assert draw_pages(content, box=Forging(None, "limit_time")) == []
    shown = Subject(
        name="x", status=reading.status, document=reading.document, profile=reading.profile
    )
    page = Page(reading_page(shown))
    assert "without a picture" in page.text
    assert not page.all("image")
    assert page.all("svg")


def test_how_sure_the_reader_is_stands_by_the_value_and_on_the_page():
    shown = subject(demo("01-one-column"))
    first, *others = shown.profile.evidence
    unsure = first.model_copy(update={"confidence": 430})
    sure = [one.model_copy(update={"confidence": 990}) for one in others]
    profile = shown.profile.model_copy(update={"evidence": (unsure, *sure)})
    page = Page(reading_page(attrs.evolve(shown, profile=profile)))
    (value,) = (text for a, text in page.all("div") if a.get("id") == value_id(first.path))
    assert "43 %" in value
    (box,) = (text for a, text in page.all("a") if a.get("class") == "spot low")
    assert "(43 %)" in box
    assert [text for a, text in page.all("span") if a.get("class") == "sure low"] == ["43 %"]
    assert len([a for a, _ in page.all("span") if a.get("class") == "sure high"]) > 10


def test_where_nothing_was_counted_no_confidence_is_told():
    shown = subject(demo("01-one-column"))
    plain = tuple(one.model_copy(update={"confidence": 0}) for one in shown.profile.evidence)
    profile = shown.profile.model_copy(update={"evidence": plain})
    page = Page(reading_page(attrs.evolve(shown, profile=profile)))
    assert not [a for a, _ in page.all("span") if a.get("class", "").startswith("sure")]
