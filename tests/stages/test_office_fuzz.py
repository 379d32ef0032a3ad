"""No RTF and no OpenDocument text, however broken, makes its reader fail in a way of its own."""

from hypothesis import given, settings
from hypothesis import strategies as st

from resume_pipeline.stages.extract.reader import read

from .documents import archive
from .office_files import ODT_TYPE, odt, odt_style, rtf

STATUSES = {"ok", "empty", "scanned", "malformed", "too_large", "fonts_unmappable"}
WORDS = st.sampled_from(
    r"""\par \line \tab \b \b0 \fs24 \fs0 \v \v0 \u1044 \u-10179 \u-8704 \uc0 \uc9 \'e9 \'d6 \f3 \f2
    \trowd \intbl \itap2 \itap9 \cell \nestcell \row \nestrow \pard \plain \* \pict \bin5 \shp
    \shptxt
    \header \footer \footnote \fonttbl \fcharset134 \ansicpg932 \ansicpg65001 \upr \ud \listtext
    \field \fldinst \fldrslt \object \result \deleted \~ \_ \- \{ \} { } { } text Jane""".split()  # noqa: SIM905  words as they stand in a file
)
PARTS = st.sampled_from(
    [
        *("<text:p>", "</text:p>", "<text:span text:style-name='T1'>", "</text:span>", "Jane", " "),
        *("<text:list>", "</text:list>", "<text:list-item>", "</text:list-item>", "<text:tab/>"),
        *("<table:table>", "</table:table>", "<table:table-row>", "</table:table-row>"),
        *("<table:table-cell table:number-columns-repeated='9999'>", "</table:table-cell>"),
        *("<draw:frame>", "</draw:frame>", "<draw:text-box>", "</draw:text-box>", "&amp;"),
    ]
)
TAGS = st.sampled_from(
    ["text:p", "text:h", "text:list", "text:list-item", "draw:text-box", "text:a"]
)


def status(content):
    return read(content, max_pages=5, max_characters=50_000)["status"]


@settings(max_examples=150)
@given(st.lists(WORDS, max_size=60))
def test_any_words_of_rtf_make_a_reading(words):
    assert status(rtf(" ".join(words))) in STATUSES
    assert status(b"{\\rtf1" + "".join(words).encode()) in STATUSES


@settings(max_examples=80)
@given(st.binary(max_size=300))
def test_any_bytes_after_the_mark_of_rtf_make_a_reading(content):
    assert status(b"{\\rtf" + content) in STATUSES


@settings(max_examples=80)
@given(st.lists(PARTS, max_size=40))
def test_any_parts_of_an_opendocument_make_a_reading(parts):
    assert status(odt("".join(parts))) in STATUSES


@settings(max_examples=60)
@given(
    st.recursive(
        st.sampled_from(["", "Jane"]),
        lambda inner: st.builds("<{0}>{1}</{0}>x".format, TAGS, inner),
    )
)
def test_any_nesting_of_an_opendocument_makes_a_reading(body):
    look = odt_style("P1", parent="P1", fo_font_size="900%", fo_font_weight="nine")
    assert status(odt(body, automatic=look)) in STATUSES


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_as_the_content_of_an_opendocument_make_a_reading(content):
    assert status(archive({"mimetype": ODT_TYPE, "content.xml": content})) in STATUSES
