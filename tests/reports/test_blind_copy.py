"""The blind copy: what it shows, and that nothing else is in it, whoever looks and however."""

from __future__ import annotations

import io
import re

import pypdf
import pypdfium2
import pytest

from resume_pipeline.engines.reading import read_resume
from resume_pipeline.errors import NotFoundError, StageFailedError
from resume_pipeline.ports.stage import Boxed
from resume_pipeline.reports.blind import copy_of
from resume_pipeline.reports.pixels import Picture, only
from resume_pipeline.sandbox import InlineBox
from resume_pipeline.stages.blind.stage import view_of
from resume_pipeline.stages.extract.pictures import png
from resume_pipeline.wire.payloads import Page as Size
from tests.scoring import resumes
from tests.scoring.people import Person
from tests.stages.documents import demo
from tests.stages.scans import scan

from .pages import Page, can_be_found_around, keeps_its_policy

BOX = InlineBox(allow_unsafe=True)
#: Of the demo's people: what says who they are, and words that are left of what they can do.
PEOPLE = {
    "01-one-column": (
        ("Ada", "Fernwood", "ada.fernwood", "7946", "Leeds", "2013"),
        ("Kubernetes", "Settlement", "Terraform", "Computer Science"),
    ),
    "06-two": (
        ("Giulia", "Valtorta", "5550", "@example"),
        ("Kubernetes", "Prometheus", "Banca del Sole"),
    ),
    "07-analyst": (
        ("Harper", "Quillfeather", "010-0142", "@example"),
        ("Tableau", "Larkspur", "Excel"),
    ),
}


WHO = Person(
    name="Maria Lindqvist",
    pronouns="she/her",
    address="12 Hill Road, Zwolle",
    nationality="Swedish",
    marital="Married",
    birth="1 May 1985",
    phone="+44 20 7946 0018",
    graduated=2008,
    photo=True,
    mentions=("full", "first", "pronoun"),
)


def copied(content, box=BOX):
    reading = read_resume(content, box=BOX)
    return copy_of(content, reading.document, view_of(reading.document, reading.profile), box)


def pictures(copy):
    """The pages as somebody sees them."""
    document = pypdfium2.PdfDocument(copy.body)
    seen = [page.render(scale=2.5).to_pil() for page in document]
    document.close()
    return seen


def seen_by_ocr(copy):
    """What Tesseract reads on the pages."""
    engine = pytest.importorskip("resume_pipeline.stages.extract.ocr.engine").engine_of("eng", "")
    if engine is None:
        pytest.skip("no English data of Tesseract: apt-get install tesseract-ocr")
    return "\n".join(read_by(engine.api, picture) for picture in pictures(copy))


def read_by(api, picture):
    api.SetImage(picture)
    return api.GetUTF8Text()


@pytest.mark.parametrize("name", PEOPLE)
def test_ocr_reads_what_is_left_and_nothing_of_who_it_is(name):
    identity, kept = PEOPLE[name]
    copy = copied(demo(name))
    assert copy.media_type == "application/pdf"
    text = seen_by_ocr(copy).casefold()
    assert not [word for word in identity if word.casefold() in text]
    assert not [word for word in kept if word.casefold() not in text]
    before = "\n".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(demo(name))
    )
    assert all(word.casefold() in before.casefold() for word in identity)


@pytest.mark.parametrize("name", PEOPLE)
def test_there_is_no_text_no_metadata_and_nothing_besides_the_pictures(name):
    copy = copied(demo(name))
    reader = pypdf.PdfReader(io.BytesIO(copy.body), strict=True)
    assert "".join(page.extract_text() for page in reader.pages) == ""
    assert reader.metadata is None
    assert reader.xmp_metadata is None
    assert set(reader.trailer) == {"/Size", "/Root"}
    for page in reader.pages:
        assert set(page) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
        assert list(page["/Resources"]) == ["/XObject"]
    # What the streams hold is pixels; what is between them has none of the resume's words.
    bare = re.sub(rb"stream\n.*?\nendstream", b"", copy.body, flags=re.DOTALL)
    for word in (*PEOPLE[name][0], *PEOPLE[name][1]):
        assert word.encode() not in bare


def test_the_same_resume_gives_the_same_bytes():
    assert copied(demo("01-one-column")).body == copied(demo("01-one-column")).body


def test_pages_keep_their_size():
    copy = copied(demo("01-one-column"))
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(copy.body)]
    assert sizes == [page.get_size() for page in pypdfium2.PdfDocument(demo("01-one-column"))]


def test_a_photo_and_whatever_else_is_no_line_is_gone():
    content = resumes.pdf(resumes.CAREERS[0], WHO)
    (page,) = pictures(copied(content))
    x, y = (round(2.5 * at) for at in (480 + 30, 842 - 740 - 30))
    drawn = pypdfium2.PdfDocument(content)[0].render(scale=2.5).to_pil()
    assert drawn.getpixel((x, y)) == (128, 128, 128)
    assert page.getpixel((x, y)) == (255, 255, 255)


def test_a_name_in_prose_is_blotted_out_and_the_prose_around_it_stays():
    text = seen_by_ocr(copied(resumes.pdf(resumes.CAREERS[0], WHO)))
    for word in ("Maria", "Lindqvist", "Zwolle", "Swedish", "Married", "1985", "2008", "7946"):
        assert word not in text
    assert len(text.split()) > 60


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_of_a_scan_whole_lines_are_blotted_out(kind):
    identity, _ = PEOPLE["01-one-column"]
    copy = copied(scan(kind))
    assert copy.media_type == "application/pdf"
    text = seen_by_ocr(copy)
    assert not [word for word in identity if word in text]
    assert "Terraform" in text


@pytest.mark.parametrize("name", ["03-table", "05-nurse", "08-vietnamese"])
def test_a_resume_without_pages_becomes_its_blind_text(name):
    content = demo(name)
    reading = read_resume(content, box=BOX)
    copy = copied(content)
    assert copy.media_type == "text/html; charset=utf-8"
    source = copy.body.decode()
    page = Page(source)
    keeps_its_policy(page)
    can_be_found_around(page)
    basics = reading.profile.resume["basics"]
    for part in (*basics["name"].split(), basics["email"]):
        assert not re.search(rf"\b{re.escape(part)}\b", page.text)
    assert reading.profile.resume["skills"][0]["name"] in page.text
    view = view_of(reading.document, reading.profile)
    marks = page.all("span", **{"class": "blot"})
    assert len(marks) >= len({r.start for r in view.redactions if r.box is None})


def test_what_people_corrected_is_told_where_the_copy_is_text(acme):
    job = acme.jobs["05-nurse.html"]
    acme.tenant.correct(job.files[0], "/skills/-", {"name": "Wound care"}, reason="seen")
    with acme.running():
        again = acme.tenant.wait(acme.tenant.rerun(job.id), timeout=60)
    page = Page(acme.tenant.reports.blind(again).body.decode())
    assert "Wound care" in page.all("section", **{"aria-labelledby": "added"})[0][1]


def test_without_a_blind_stage_there_is_no_copy(acme):
    with pytest.raises(NotFoundError):
        acme.tenant.reports.blind(acme.jobs["scan.png"])


def test_the_copy_of_a_job_is_that_of_its_resume(acme):
    job = acme.jobs["01-one-column.pdf"]
    assert acme.tenant.reports.blind(job) == copied(demo("01-one-column"))


class Lying:
    """A box whose child says what its document wants it to."""

    def __init__(self, **told):
        self.told = told

    def call(self, function, content, options):
        name = function.rpartition(":")[2]
        if name not in self.told:
            return BOX.call(function, content, options)
        return Boxed(status="ok", value=self.told[name], isolation="none")


def test_where_words_are_not_known_their_whole_line_is_blotted_out():
    content = demo("01-one-column")
    copy = copied(content, Lying(spot=None))
    text = seen_by_ocr(copy)
    assert not [word for word in PEOPLE["01-one-column"][0] if word in text]
    assert "Kubernetes" in text
    for told in (7, [], [[1, 2]], [["a", 0, 0, 1]], [[9, 9, 1, 1]] * 99):
        assert copied(content, Lying(spot=told)) == copy


def test_a_picture_that_is_none_is_refused():
    with pytest.raises(StageFailedError, match="picture"):
        copied(demo("01-one-column"), Lying(draw=["iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"]))


def test_pages_that_cannot_be_drawn_become_text():
    copy = copied(demo("01-one-column"), Lying(draw=[None]))
    assert copy.media_type == "text/html; charset=utf-8"
    assert "Fernwood" not in copy.body.decode()


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (40, 30)])
def test_only_what_is_kept_is_left_and_blots_lie_over_it(size):
    width, height = size
    pixels = bytes(range(1, 1 + 3 * width)) * height if width < 80 else b""
    picture = Picture.of(png(pixels, width, height, 3 * width))
    assert (picture.width, picture.height, picture.rows) == (width, height, pixels)
    page = Size(width=width * 100, height=height * 100)
    assert set(only(picture, page, [], []).rows) == {255}
    whole = (0, 0, page.width, page.height)
    assert only(picture, page, [whole], []).rows == pixels
    assert set(only(picture, page, [whole], [whole]).rows) == {0}
    outside = (-500, -500, 10 * page.width, 10 * page.height)
    assert only(picture, page, [outside], []).rows == pixels
    corner = only(picture, page, [(0, 0, 100, 100)], []).rows
    assert corner[:3] == pixels[:3]
    assert set(corner[3:]) <= {255}
