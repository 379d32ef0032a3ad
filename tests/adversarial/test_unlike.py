"""Layouts that are unlike each other: what one resume sets so, another sets otherwise."""

import pytest

from resume_pipeline.stages.parse.sections import sections_of

from ..stages.documents import parse
from ..stages.test_reach import cuts
from .makers import career, printed, resume_of, row

JOBS = [
    ("Ward Manager", "Avonmead Hospital", "Leeds", "April 2019 - Present"),
    ("Staff Nurse", "Harbour Clinic", "Ely", "May 2012 - June 2018"),
]
WORK = [("Ward Manager", "Avonmead Hospital"), ("Staff Nurse", "Harbour Clinic")]


def jobs_of(resume):
    return [(one.get("position"), one.get("name")) for one in resume["work"]]


@pytest.mark.parametrize(
    "jobs",
    [
        ["{0}, {1}, {2} ({3})", "Looked after patients"],
        ["{3}", "{0}", "{1}, {2}", "- Looked after patients"],
        ["{1}, {2}\t{3}", "{0}", "- Looked after patients"],
        ["{0} @ {1}\t{3}", "{2}", "- Looked after patients"],
        ["{0}", "{1} | {2} | {3}", "- Looked after patients"],
        ["{1}", "{0}", "{3} / {2}", "- Looked after patients"],
    ],
)
def test_entries_may_be_set_in_any_order(jobs):
    rows = ["Jane Quill", "", "Experience", ""]
    rows += [line.format(*job) for job in JOBS for line in jobs]
    assert jobs_of(parse("\n".join(rows)).resume) == WORK


def test_an_employer_is_known_without_the_place_and_region_behind_it():
    jobs = [
        ["Ward Manager", "Avonmead Hospital, Cedar Rapids, IA", "April 2019 - Present"],
        ["Staff Nurse", "Harbour Clinic, Chicago, IL", "May 2012 - June 2018"],
    ]
    rows = ["Jane Quill", "", "Experience", *(line for job in jobs for line in job)]
    assert jobs_of(parse("\n".join(rows)).resume) == WORK


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        (
            ["Skladník, Tesco Stores a.s., Olomouc (2015 - 2019)"],
            ("Skladník", "Tesco Stores a.s."),
        ),
        (
            ["Zbrojmistr, Morava Logistik s.r.o., Brno (2015 - 2019)"],
            ("Zbrojmistr", "Morava Logistik s.r.o."),
        ),
    ],
)
def test_a_position_that_is_not_known_stands_before_an_employer_who_is(jobs, expected):
    rows = ["Jana Nová", "", "Praxe", *jobs, "Dovednosti", "SAP"]
    assert jobs_of(parse("\n".join(rows)).resume) == [expected]


@pytest.mark.parametrize(
    ("halves", "kind"),
    [
        (("Jazykové", "znalosti"), "languages"),
        (("Employment", "History"), "work"),
        (("Doświadczenie", "zawodowe"), "work"),
    ],
)
def test_a_heading_that_a_rail_has_wrapped_is_one(halves, kind):
    rows = [f"{halves[0]}\tEnglish: native", f"{halves[1]}\tFrench: B1", "Skills\tSAP"]
    _, section, _ = sections_of(cuts(*rows))
    assert section.kind == kind
    assert [row.text for row in section.rows] == ["English: native", "French: B1"]


def test_a_name_may_stand_on_two_rows():
    named = [row(50, 800, "Jane", size=20), row(50, 776, "Achebe-Quill", size=20)]
    assert resume_of(printed([*named, *career()[1:]]))["basics"]["name"] == "Jane Achebe-Quill"


def test_an_unknown_heading_that_looks_like_the_others_is_known_by_a_part_of_it():
    rows, y = [row(50, 800, "Jane Quill", size=20)], 760
    for head, text in (
        ("Doświadczenie", "Nurse, Avonmead Hospital, 2012 - 2018"),
        ("Wykształcenie", "University of Saltcombe, BSc, 2009 - 2012"),
        ("Kompetencje techniczne", "SAP, Triage"),
        ("Języki", "English: C1"),
        ("Zainteresowania", "Chess"),
    ):
        rows += [row(50, y, head, size=13, bold=True), row(50, y - 18, text)]
        y -= 44
    resume = resume_of(printed(rows))
    assert [one["name"] for one in resume["skills"]] == ["SAP", "Triage"]
