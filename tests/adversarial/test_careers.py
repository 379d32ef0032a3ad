"""Careers that are not told one job after the other."""

import pytest

from ..stages.documents import parse


def career(*jobs):
    """A text with jobs, each (title, employer, dates)."""
    rows = ["Jane Quill", "jane.quill@example.com", "", "Experience", ""]
    for title, employer, dates in jobs:
        rows += [title, employer, dates, "- Looked after patients", ""]
    return parse("\n".join([*rows, "Skills", "Triage"])).resume


def test_promotions_at_one_employer_are_entries_of_their_own():
    found = career(
        ("Head Nurse", "Avonmead Hospital", "2021 - Present"),
        ("Senior Nurse", "Avonmead Hospital", "2018 - 2021"),
        ("Staff Nurse", "Avonmead Hospital", "2015 - 2018"),
    )["work"]
    assert [job["position"] for job in found] == ["Head Nurse", "Senior Nurse", "Staff Nurse"]
    assert {job["name"] for job in found} == {"Avonmead Hospital"}
    assert [job["startDate"] for job in found] == ["2021", "2018", "2015"]


def test_two_degrees_at_one_school_are_entries_of_their_own():
    degrees = (("Master of Science in Nursing", "2016 - 2018"), ("Bachelor of Arts", "2013 - 2016"))
    studies = [f"University of Saltcombe\n{title}\n{dates}\n" for title, dates in degrees]
    found = parse("\n".join(["Jane Quill\n\nEducation\n", *studies])).resume["education"]
    assert [one["studyType"] for one in found] == ["Master of Science", "Bachelor of Arts"]
    assert {one["institution"] for one in found} == {"University of Saltcombe"}


def test_gaps_and_jobs_at_the_same_time_are_kept_as_they_are_printed():
    found = career(
        ("Nurse", "Avonmead Hospital", "2018 - 2020"),
        ("Lecturer", "Wexcombe College", "2017 - 2021"),
        ("Carer", "Harbour Clinic", "2005 - 2009"),
    )["work"]
    assert [(job["startDate"], job["endDate"]) for job in found] == [
        ("2018", "2020"),
        ("2017", "2021"),
        ("2005", "2009"),
    ]


def test_a_date_in_the_future_is_kept_as_it_is_printed():
    found = career(("Nurse", "Avonmead Hospital", "June 2019 - June 2031"))["work"]
    assert [(job["startDate"], job["endDate"]) for job in found] == [("2019-06", "2031-06")]


@pytest.mark.parametrize("dates", ["20XX - 20XX", "MM/YYYY - MM/YYYY", "20?? - Present"])
def test_a_year_that_was_never_filled_in_is_no_date(dates):
    found = career(("Nurse", "Avonmead Hospital", dates))
    assert all("startDate" not in job for job in found.get("work", []))
    assert "20XX-" not in str(found)


def test_dates_that_cannot_be_are_none():
    found = career(("Nurse", "Avonmead Hospital", "13/2019 - 45/2020"))
    assert all(
        job.get("startDate", "2019")[:4] in ("2019", "2020") for job in found.get("work", [])
    )
    assert "-13" not in str(found)
    assert "-45" not in str(found)
