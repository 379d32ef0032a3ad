"""RTF: what is printed, in order, with its type; whatever else is in the file is not text."""

import pytest

from resume_pipeline.stages.extract.office.rtf_words import code_page

from .documents import extract, lines
from .office_files import rtf


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (r"Caf\'e9", "Café"),
        (r"{\f1 \'c4\'ee\'ec}", "Дом"),
        (r"{\f3 \'d6\'d0}", "中"),  # two bytes are one letter
        (r"\u1044?\u1086?\u1084?", "Дом"),
        (r"\uc2\u1044 xx\uc0\u1086\u1084", "Дом"),
        (r"\u1044\'3f\u1086\'3f!", "До!"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"{\uc3\u1044 abc}\u1086?!", "До!"),
        (r"a\~b\_c\-d", "a b-cd"),
        (r"\{\\\}", r"{\}"),
        (r"2019 \endash  2021", "2019 – 2021"),
        (r"one\tab two", "one\ttwo"),
        (r"{\upr{ansi}{\*\ud{\u21488?}}}", "台"),
        (r"{\f2 \'b7}text", "text"),
    ],
)
def test_letters_are_read_however_they_are_written(body, found):
    assert lines(rtf(body)) == [found]


def test_the_code_page_of_a_file_is_the_one_it_names():
    assert lines(rb"{\rtf1\ansi\ansicpg1251 \'c4\'ee\'ec}") == ["Дом"]
    assert lines(rb"{\rtf1\mac Caf\'8e}") == ["Café"]
    assert lines(rb"{\rtf1\ansi\ansicpg99999 Caf\'e9}") == ["Café"]
    assert code_page(932) == "cp932"


@pytest.mark.parametrize(
    "silent",
    [
        r"{\info{\title Secret}{\author Nobody}}",
        r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}",
        r"{\colortbl;\red255\green0\blue0;}",
        r"{\*\generator Some Writer 1.0;}",
        r"{\*\unheardof {\b text}}",
        r"{\pict\pngblip 89504e47}",
        "{\\pict\\pngblip\\bin7 {}\\par}x}",
        r"{\*\listtable{\list{\listlevel{\leveltext\'01\'b7;}}}}",
        r"{\deleted taken out}",
    ],
)
def test_what_is_no_text_is_not_read(silent):
    assert lines(rtf(rf"Jane{silent} Quill")) == ["Jane Quill"]


def test_size_and_weight_of_type_are_told():
    document = extract(rtf(r"\b\fs36 Jane Quill\b0\fs20\par Nurse\par\plain Plain"))
    assert [(line.size, line.bold) for line in document.lines] == [
        (1_800, True),
        (1_000, False),
        (1_200, False),
    ]
    assert document.engine == "rtf"
    assert document.media_type == "application/rtf"


def test_headers_come_first_and_footers_last_each_once():
    around = r"{\header Jane Quill\par}{\headerl Jane Quill\par}{\footer page\par}"
    assert lines(rtf(rf"{around}\pard Nurse\par")) == ["Jane Quill", "Nurse", "page"]


def test_the_text_of_a_link_is_read_and_its_instruction_is_not():
    field = r'{\field{\*\fldinst{HYPERLINK "https://example.org/x"}}{\fldrslt{my site}}}'
    assert lines(rtf(rf"See {field}.")) == ["See my site."]


def test_rows_of_short_cells_are_lines_and_longer_cells_follow_each_other():
    short = r"\trowd\pard\intbl Nurse\cell 2019\cell\row"
    long = r"\trowd\pard\intbl a\par b\cell c\cell\row\pard after"
    assert lines(rtf(short + long)) == ["Nurse\t2019", "a", "b", "c", "after"]


def test_a_table_in_a_cell_is_read_in_its_place():
    inner = (
        r"\itap2 inner\nestcell 2020\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}"
    )
    body = rf"\trowd\pard\intbl before\par {inner}\pard\intbl after\cell\row\pard end"
    assert lines(rtf(body)) == ["before", "inner\t2020", "after", "end"]


def test_a_text_box_is_read_once_after_the_paragraph_it_is_anchored_in():
    box = (
        r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt Jane Quill\par}}{\shprslt{\*\do Jane Quill}}}"
    )
    assert lines(rtf(rf"{box}Nurse\par Skills")) == ["Nurse", "Jane Quill", "Skills"]


def test_the_items_of_a_list_are_marked():
    item = r"{\listtext\f2\'b7\tab}"
    assert lines(rtf(rf"{item}Python\par {item}SQL")) == ["• Python", "• SQL"]


@pytest.mark.parametrize("hidden", [r"{\v Kubernetes}", r"{\fs2 Kubernetes}", r"\v Kubernetes\v0 "])
def test_what_nobody_sees_is_left_out_and_told(hidden):
    document = extract(rtf(rf"Jane {hidden}Quill\par Leeds"))
    assert document.text == "Jane Quill\nLeeds"
    assert document.findings == ("hidden_text",)
    (unseen,) = document.unseen
    assert unseen.text == "Kubernetes"
    assert document.text[unseen.at :] == "Leeds"


@pytest.mark.parametrize(
    "broken",
    [
        rb"{\rtf1 Jane Quill",
        rb"{\rtf1 Jane Quill}}}}",
        rb"{\rtf1 {{{Jane} Quill",
        rb"{\rtf1\fs99999999999 Jane\u99999999999 \'zz Quill",
        rb"{\rtf1 Jane Quill{\pict\bin9999999999 x",
        rb"{\rtf1 Jane Quill\cell\row\nestcell\par\nestrow",
        rb"{\rtf1{\fonttbl{\f0 x}} Jane Quill\u-10179?",
    ],
)
def test_a_broken_file_is_read_as_far_as_it_goes(broken):
    assert "Jane" in extract(broken).text
    assert "Quill" in extract(broken).text


def test_groups_without_end_are_no_document():
    assert extract(b"{\\rtf1 " + b"{" * 100_000).status == "malformed"


def test_a_file_without_text_says_why():
    assert extract(rb"{\rtf1 }").status == "empty"
    assert extract(rb"{\rtf1{\pict\pngblip 8950}}").status == "scanned"
    assert extract(rtf("x" * 100), options={"max_characters": 50}).status == "too_large"
