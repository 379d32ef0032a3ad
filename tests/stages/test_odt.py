"""OpenDocument: what is printed, in order, with its type."""

import pytest

from .documents import archive, extract, lines
from .office_files import ODT_TYPE, encrypted_odt, odt, odt_style


def p(text, style=""):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def table(*rows):
    cells = [
        "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in row) for row in rows
    ]
    inside = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    return f"<table:table>{inside}</table:table>"


def box(text):
    return f"<draw:frame><draw:text-box>{p(text)}</draw:text-box></draw:frame>"


def test_headers_come_first_and_footers_last_each_once():
    around = "".join(
        f"<style:{kind}>{p(text)}</style:{kind}>"
        for kind, text in [("header", "Jane"), ("header-left", "Jane"), ("footer", "page")]
    )
    document = extract(odt(p("Nurse") + p("Skills"), around=around))
    assert document.text.split("\n") == ["Jane", "Nurse", "Skills", "page"]
    assert (document.engine, document.media_type, document.findings) == ("odt", ODT_TYPE, ())


def test_size_and_weight_come_from_styles_and_what_they_are_based_on():
    styles = odt_style("Base", fo_font_size="10pt") + odt_style(
        "Head", fo_font_size="180%", parent="Base"
    )
    strong = odt_style("T1", "text", fo_font_weight="bold")
    own = odt_style("P1", parent="Head", fo_font_weight="700") + strong
    span = '<text:span text:style-name="T1">Nurse</text:span>'
    document = extract(odt(p("Jane", "P1") + p(f"{span} x", "Base"), styles=styles, automatic=own))
    assert [(line.size, line.bold) for line in document.lines] == [(1_800, True), (1_000, True)]


def test_the_default_style_is_the_one_where_nothing_says_another():
    default = (
        '<style:default-style style:family="paragraph"><style:text-properties '
        'fo:font-size="9pt"/></style:default-style>'
    )
    assert [line.size for line in extract(odt(p("Jane"), styles=default)).lines] == [900]
    assert [line.size for line in extract(odt(p("Jane"))).lines] == [1_200]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (p("a<text:s text:c='3'/>b<text:tab/>c"), ["a b\tc"]),
        (p("a\n   b"), ["a b"]),
        (p("a<text:line-break/>b"), ["a", "b"]),
        (p('see <text:a href="https://example.org">my site</text:a>.'), ["see my site."]),
        (p("a<text:soft-page-break/>b"), ["ab"]),
        (f"<text:section>{p('a')}<text:section>{p('b')}</text:section></text:section>", ["a", "b"]),
        (p(f"Nurse{box('Jane Quill')}") + p("Skills"), ["Nurse", "Jane Quill", "Skills"]),
        (box("Jane Quill") + p("Nurse"), ["Jane Quill", "Nurse"]),
        (f"<text:list><text:list-item>{p('a')}{p('b')}</text:list-item></text:list>", ["• a", "b"]),
        (
            "<text:list><text:list-item><text:h>Skills</text:h></text:list-item></text:list>",
            ["Skills"],
        ),
        (table([p("Nurse"), p("2019")], [p("a") + p("b"), p("c")]), ["Nurse\t2019", "a", "b", "c"]),
        (table([table([p("inner"), p("2020")]), p("x")]), ["inner\t2020\tx"]),
        (f"<text:tracked-changes>{p('gone')}</text:tracked-changes>{p('a')}", ["a"]),
        (p(f"a<office:annotation>{p('a remark')}</office:annotation>b"), ["ab"]),
        (
            p(
                f"a<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('b')}</text:note-body></text:note>"
            ),
            ["a", "b"],
        ),
    ],
)
def test_text_is_read_in_order(body, found):
    assert lines(odt(body)) == found


@pytest.mark.parametrize(
    "hidden",
    [
        p('<text:span text:style-name="T1">Kubernetes</text:span>'),
        p('<text:span text:style-name="T2">Kubernetes</text:span>'),
        p("<text:hidden-text>Kubernetes</text:hidden-text>"),
        f'<text:section text:display="none">{p("Kubernetes")}</text:section>',
    ],
)
def test_what_nobody_sees_is_left_out_and_told(hidden):
    unseen = odt_style("T1", "text", text_display="none") + odt_style(
        "T2", "text", fo_font_size="1pt"
    )
    document = extract(odt(p("Jane Quill") + hidden + p("Leeds"), automatic=unseen))
    assert document.text == "Jane Quill\nLeeds"
    assert document.findings == ("hidden_text",)
    assert [(one.text, document.text[one.at :]) for one in document.unseen] == [
        ("Kubernetes", "Leeds")
    ]


def test_an_archive_whose_directory_alone_tells_what_it_is_is_read():
    parts = {"content.xml": "", "mimetype": ODT_TYPE}
    whole = odt(p("Jane"), more=parts)
    assert extract(whole).status == "malformed"  # an empty part is no XML
    late = archive({"a": "x", "mimetype": ODT_TYPE, **_content(p("Jane"))})
    assert extract(late).text == "Jane"


def _content(body):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(odt(body))) as made:
        return {"content.xml": made.read("content.xml")}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (encrypted_odt(), "encrypted"),
        (odt(""), "empty"),
        (odt("", more={"Pictures/1.png": b"x"}), "scanned"),
        (odt("<text:p>"), "malformed"),
        (
            odt(p("a"), more={"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
            "malformed",
        ),
        (odt("<text:section>" * 300 + "</text:section>" * 300), "malformed"),
        (odt(p("x" * 1_000), more={"a": b"x"})[:-40], "malformed"),
        (
            archive({"mimetype": ODT_TYPE.replace("text", "spreadsheet"), "content.xml": "<a/>"}),
            "unsupported",
        ),
        (archive({"mimetype": ODT_TYPE, "content.xml": " " * (9 << 20)}), "too_large"),
    ],
)
def test_what_cannot_be_read_says_why(content, status):
    assert extract(content).status == status


def test_limits_hold():
    assert extract(odt(p("x" * 100)), options={"max_characters": 50}).status == "too_large"
