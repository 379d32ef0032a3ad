"""No text stops the parser, or keeps it busy: a small budget; `python -m tests.fuzz` has more."""

import pytest
from hypothesis import given, settings

from resume_pipeline.wire.payloads import Line

from .checks import RATIO, SECONDS, check_profile, idle_seconds, ratio
from .texts import REPEATED, document, documents, shapes

#: One of each kind of rule; the command tries all.
SOME = (
    *("open ranges", "digits", "nested bullets", "heading and tab", "half links"),
    *("e-mails", "long words", "headings", "Arabic", "marks"),
)
MILLION = 1_000_000


@settings(max_examples=150)
@given(documents())
def test_any_document_makes_a_profile_whose_values_are_printed_there(read):
    check_profile(read)


@pytest.mark.parametrize("name", REPEATED)
def test_repeated_text_makes_a_profile_too(name):
    for _, text in shapes(REPEATED[name], 3_000):
        check_profile(document(text))


@pytest.mark.parametrize("name", SOME)
def test_a_million_characters_keep_nobody_busy(name):
    assert idle_seconds(dict(shapes(REPEATED[name], MILLION))["long lines"]) <= SECONDS


@pytest.mark.parametrize("name", SOME)
def test_twice_the_text_takes_twice_the_time(name):
    shape = ("long lines", "a unit a line")[SOME.index(name) % 2]
    assert ratio(REPEATED[name], shape, 40_000) <= RATIO


def test_lines_with_a_place_may_stand_among_lines_without():
    rows = ["Experience", "Kept the records", "Kept the records"]
    lines = [
        Line(start=20 * n, end=20 * n + len(row), page=n // 2, box=(0, 0, 0, 0) if n == 2 else None)
        for n, row in enumerate(rows)
    ]
    check_profile(document("".join(row.ljust(20) for row in rows), lines, pages=2))
