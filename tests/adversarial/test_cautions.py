"""What a person should look at in a profile is told, and changes nothing of it."""

import pytest

from ..stages.documents import extract, parse
from .makers import career, printed, row


def cautions(*jobs, education=()):
    """Code, path and amount of each caution about a career of (title, employer, dates)."""
    rows = ["Jane Quill", "jane.quill@example.com", "", "Experience", ""]
    for title, employer, dates in jobs:
        rows += [title, employer, dates, "- Looked after patients", ""]
    rows += ["Education", *education, "", "Skills", "Triage"]
    found = parse("\n".join(rows)).cautions or ()
    return [(one.code, one.path, one.amount) for one in found]


def test_months_without_anything_are_a_gap():
    assert cautions(
        ("Nurse", "Avonmead Hospital", "March 2018 - Present"),
        ("Carer", "Harbour Clinic", "June 2010 - May 2016"),
    ) == [("employment_gap", "/work/0", 21)]


@pytest.mark.parametrize("dates", ["2010 - 2017", "2010 - 2016", "June 2010 - November 2017"])
def test_what_may_be_no_gap_is_none(dates):
    before = ("Carer", "Harbour Clinic", dates)
    assert cautions(("Nurse", "Avonmead Hospital", "March 2018 - Present"), before) == (
        [("employment_gap", "/work/0", 14)] if dates == "2010 - 2016" else []
    )


def test_studies_fill_a_gap():
    studies = ["University of Saltcombe", "Bachelor of Science in Nursing", "2016 - 2018"]
    jobs = [
        ("Nurse", "Avonmead Hospital", "September 2018 - Present"),
        ("Carer", "Harbour Clinic", "June 2010 - May 2016"),
    ]
    assert cautions(*jobs, education=studies) == []


def test_a_long_job_fills_the_gaps_between_short_ones():
    assert not any(
        code == "employment_gap"
        for code, *_ in cautions(
            ("Lecturer", "Wexcombe College", "January 2019 - March 2020"),
            ("Carer", "Harbour Clinic", "June 2012 - May 2013"),
            ("Nurse", "Avonmead Hospital", "January 2010 - Present"),
        )
    )


def test_two_jobs_at_the_same_time_are_told():
    assert cautions(
        ("Lecturer", "Wexcombe College", "January 2017 - June 2021"),
        ("Nurse", "Avonmead Hospital", "March 2015 - December 2018"),
    ) == [("jobs_overlap", "/work/0", 24)]


def test_a_notice_period_is_no_overlap():
    assert not cautions(
        ("Lecturer", "Wexcombe College", "January 2017 - Present"),
        ("Nurse", "Avonmead Hospital", "March 2015 - February 2017"),
    )


def test_an_end_before_the_beginning_is_told():
    found = cautions(("Nurse", "Avonmead Hospital", "June 2019 - March 2018"))
    assert found in ([("dates_reversed", "/work/0", None)], [])


@pytest.mark.parametrize("dates", ["20XX - 20XX", "MM/YYYY - MM/YYYY", "20?? - Present"])
def test_a_year_that_was_never_filled_in_is_told_with_its_place(dates):
    document = extract(printed([*career(), row(50, 470, f"Carer, Harbour Clinic, {dates}")]))
    found = [one for one in parse(document).cautions if one.code == "placeholder_date"]
    assert [one.raw for one in found] == [w for w in dates.split() if w not in ("-", "Present")]
    for one in found:
        assert document.text[one.span.start : one.span.end] == one.raw
        assert one.span.box is not None


def test_a_heap_of_skills_is_told_with_their_number():
    heap = [f"Skill{n}" for n in range(200)]
    rows = [row(50, 480 - 14 * n, ", ".join(heap[8 * n : 8 * n + 8])) for n in range(25)]
    (caution,) = parse(extract(printed([*career(), *rows]))).cautions
    assert (caution.code, caution.path, caution.amount) == ("keyword_stuffing", "/skills", 202)


def test_a_plain_resume_gives_no_cause():
    profile = parse(extract(printed(career())))
    assert profile.cautions is None
    assert "cautions" not in profile.to_json()


def test_what_a_stranger_wrote_is_marked_so():
    document = extract(printed(career()))
    assert (document.trust, parse(document).trust) == ("untrusted", "untrusted")
    assert document.to_json()["trust"] == parse(document).to_json()["trust"] == "untrusted"
