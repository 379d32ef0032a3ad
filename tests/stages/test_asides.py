"""What stands beside a career: awards, publications, interests, references, other sections."""

import pytest

from resume_pipeline.stages.parse.asides import (
    awards,
    interests,
    other_sections,
    publications,
    references,
)
from resume_pipeline.stages.parse.cuts import cuts_of, plain, pruned
from resume_pipeline.stages.parse.sections import sections_of
from resume_pipeline.wire.payloads import Document, Line
from tests.stages.test_reach import cuts


def read(reader, *rows):
    return plain(pruned(reader(cuts(*rows))))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Dean's List, Faculty of Engineering, 2021"], ["Dean's List", "Faculty of Engineering"]),
        (["Best Poster (National Science Week)"], ["Best Poster", "National Science Week"]),
        (["Medal of Honour", "Awarded by the City"], ["Medal of Honour", "the City"]),
    ],
)
def test_awards(rows, expected):
    [award] = read(awards, *rows)
    assert [award["title"], award["awarder"]] == expected


def test_an_awards_date_is_kept_as_printed():
    assert read(awards, "Dean's List, May 2021")[0]["date"] == "2021-05"


def test_a_publication_is_what_is_quoted_in_it():
    rows = ['A. Lovelace, "Notes on the Analytical Engine", Taylor, 2016']
    [found] = read(publications, *rows)
    assert (found["name"], found["releaseDate"]) == ("Notes on the Analytical Engine", "2016")


def test_who_published_it_may_stand_below():
    rows = ["• Soil after wildfire", "Published by Journal of Applied Ecology"]
    [found] = read(publications, *rows)
    assert found["publisher"] == "Journal of Applied Ecology"


def test_interests_are_names_and_words_behind_a_label():
    found = read(interests, "Chess, Music", "Photography: Film, Street")
    assert found == [
        {"name": "Chess"},
        {"name": "Music"},
        {"name": "Photography", "keywords": ["Film", "Street"]},
    ]


def test_each_reference_has_what_stands_below_the_name():
    rows = ["Grace Brown", "Head of School, 020 7946 0018", "Marian Wall", "Always on time."]
    assert read(references, *rows) == [
        {"name": "Grace Brown", "reference": "Head of School, 020 7946 0018"},
        {"name": "Marian Wall", "reference": "Always on time."},
    ]


def test_references_on_request_are_one_sentence():
    said = "Available on request"
    assert read(references, said) == [{"reference": said}]


def headed(*sections):
    """A document with a large heading for each section."""
    text, lines, at, top = "", [], 0, 1_000
    for heading, *rows in sections:
        for row, size in [(heading, 1_600), *[(row, 1_000) for row in rows]]:
            box = (3_000, top, 20_000, top + size)
            lines.append(Line(start=at, end=at + len(row), box=box, size=size))
            text, at, top = f"{text}{row}\n", at + len(row) + 1, top + 2_000
    return Document(
        file_sha256="0" * 64, media_type="application/pdf", status="ok", text=text, lines=lines
    )


def test_a_section_under_an_unknown_heading_is_kept_and_not_merged():
    document = headed(
        ("Summary", "An engineer of engines."),
        ("Education", "Analytical College", "BSc Mathematics, 2001"),
        ("Interests", "Chess, Music"),
        ("Patents", "A loom that reads cards, granted to the applicant."),
        ("Languages", "French, Italian"),
    )
    sections = sections_of(cuts_of(document))
    [other] = other_sections(sections, document.file_sha256)
    assert other.heading == "Patents"
    assert document.text[other.span.start : other.span.end].endswith("to the applicant.")
    assert read_section(sections, "interests") == ["Chess, Music"]


def read_section(sections, kind):
    return [row.text for section in sections if section.kind == kind for row in section.rows]
