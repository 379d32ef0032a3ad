"""Text that nobody sees feeds no field, and is told."""

import pytest

from ..stages.documents import docx, extract, make_demo, parse, pdf_of
from .makers import career, printed, resume_of, row

WORDS = "Kubernetes Terraform"
PICTURE = "q 300 0 0 60 40 460 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
UNSEEN = {
    "white": ("hidden_text", {"operators": "1 g"}),
    "nearly white": ("hidden_text", {"operators": "0.98 g"}),
    "white in four colours": ("hidden_text", {"operators": "0 0 0 0 k"}),
    "no ink": ("hidden_text", {"operators": "3 Tr"}),
    "clipped away": ("hidden_text", {"operators": "0 0 1 1 re W n"}),
    "one point": ("tiny_text", {"size": 1}),
    "a quarter of the text's size": ("tiny_text", {"size": 3.2}),
}
PLACES = {"left": (-300, 490), "right": (700, 490), "above": (50, 900), "below": (50, -40)}


def skills(document):
    return parse(document).resume.get("skills", [])


@pytest.fixture(scope="module")
def honest():
    return resume_of(printed(career()))


@pytest.mark.parametrize(("finding", "look"), UNSEEN.values(), ids=UNSEEN)
def test_what_cannot_be_seen_changes_nothing_and_is_told(finding, look, honest):
    body = [{**dict(zip("xytsb", one, strict=False))} for one in career()]
    large = 14 if "size" in look and look["size"] > 3 else 10
    rows = [
        row(one["x"], one["y"], one["t"], size=max(large, one["s"]), bold=one["b"]) for one in body
    ]
    document = extract(printed([*rows, row(50, 490, WORDS, **look)]))
    assert "Kubernetes" not in document.text
    assert document.findings == (finding,)
    assert parse(document).resume == honest


@pytest.mark.parametrize(("finding", "look"), UNSEEN.values(), ids=UNSEEN)
def test_what_cannot_be_seen_is_told_with_its_place(finding, look):
    document = extract(printed([*career(), row(50, 490, WORDS, **{"operators": "", **look})]))
    if look.get("size", 0) > 2:
        return  # no quarter of this resume's type
    (unseen,) = document.unseen
    assert (unseen.code, unseen.text, unseen.page) == (finding, WORDS, 0)
    left, top, right, bottom = unseen.box
    assert left == pytest.approx(5_000, abs=50)
    assert top < 84_200 - 49_000 < bottom
    assert right > left


def test_a_resume_that_hides_nothing_tells_of_nothing():
    assert "unseen" not in extract(printed(career())).to_json()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_stands_off_the_page_changes_nothing_and_is_told(place, honest):
    document = extract(printed([*career(), row(*place, WORDS)]))
    assert document.findings == ("text_off_page",)
    assert parse(document).resume == honest


@pytest.mark.parametrize("cover", ["1 g 40 460 300 60 re f", PICTURE], ids=["shape", "picture"])
def test_what_lies_under_something_changes_nothing_and_is_told(cover, honest):
    hidden = row(50, 490, WORDS)
    page = [*career(), hidden, row(50, 420, "", operators=cover)]
    document = extract(printed(page))
    assert document.findings == ("hidden_text",)
    assert parse(document).resume == honest


def test_the_colour_of_what_is_behind_hides_text_as_white_does(honest):
    dark = "0.1 0.2 0.4 rg 40 480 300 30 re f"
    alike = row(50, 490, WORDS, operators="0.1 0.2 0.4 rg")
    document = extract(printed([*career(), alike], painted=[dark]))
    assert document.findings == ("hidden_text",)
    assert parse(document).resume == honest


def test_light_text_on_a_dark_ground_is_read():
    dark = "0.1 0.2 0.4 rg 40 480 300 30 re f"
    light = row(50, 490, "Suturing, First Aid", operators="1 g")
    document = extract(printed([*career(), light], painted=[dark]))
    assert document.findings == ()
    assert {"name": "Suturing"} in skills(document)


def test_a_part_of_the_page_that_text_is_clipped_to_shows_it():
    inside = row(50, 490, "Suturing, First Aid", operators="0 0 595 842 re W n")
    document = extract(printed([*career(), inside]))
    assert document.findings == ()
    assert {"name": "Suturing"} in skills(document)


def test_the_layer_of_text_over_a_scan_is_read():
    scan = b"q 200 0 0 200 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q "
    font = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    document = extract(pdf_of([scan + b"BT 3 Tr /F 10 Tf 20 100 Td (Jane Quill) Tj ET"], font))
    assert (document.status, document.text, document.findings) == ("ok", "Jane Quill", ())


def test_white_text_of_a_word_document_without_any_ground_is_left_out_and_told():
    look = '<w:color w:val="FFFFFF"/>'
    run = f"<w:p><w:r><w:rPr>{look}</w:rPr><w:t>Kubernetes</w:t></w:r></w:p>"
    document = extract(docx(make_demo().paragraph("Jane Quill") + run))
    assert (document.text, document.findings) == ("Jane Quill", ("hidden_text",))


@pytest.mark.parametrize(
    "ground",
    [
        '<w:p><w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr></w:p>',
        '<w:p><w:r><w:rPr><w:highlight w:val="darkBlue"/></w:rPr><w:t>x</w:t></w:r></w:p>',
        "<w:p><w:r><w:drawing><a:solidFill/></w:drawing></w:r></w:p>".replace(
            "<a:solidFill/>", '<a:solidFill xmlns:a="a"/>'
        ),
    ],
    ids=["shading", "highlight", "drawing"],
)
def test_white_text_of_a_word_document_with_a_ground_is_read(ground):
    run = '<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>Jane Quill</w:t></w:r></w:p>'
    document = extract(docx(run + ground))
    assert "Jane Quill" in document.text
    assert document.findings == ()
