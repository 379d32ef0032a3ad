"""What a person should look at in a profile is told, and changes nothing of it."""

import pytest

from resume_pipeline import read_resume
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.wire.future import seen_on
from resume_pipeline.wire.payloads import Profile

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


def later(day, **sections):
    """Path and text of each date that is cautioned of on this day."""
    profile = seen_on(Profile(resume=sections), day)
    return [(one.path, one.raw) for one in profile.cautions or () if one.code == "future_date"]


@pytest.mark.parametrize(
    ("date", "is_later"),
    [("2027", True), ("2026", False), ("2026-12", True), ("2026-11", False), ("2026-12-01", True)],
)
def test_a_date_is_in_the_future_if_every_day_that_it_may_mean_is(date, is_later):
    found = later("2026-11-30", work=[{"name": "Avonmead Hospital", "startDate": date}])
    assert found == ([("/work/0/startDate", date)] if is_later else [])


def test_studies_that_have_begun_may_end_later_but_not_at_any_time():
    studies = [{"startDate": "2025", "endDate": "2028"}, {"endDate": "2027"}]
    assert later("2026-11-30", education=studies) == []
    endless = [{"startDate": "2025", "endDate": "2068"}, {"startDate": "2027", "endDate": "2029"}]
    assert later("2026-11-30", education=endless) == [
        ("/education/0/endDate", "2068"),
        ("/education/1/startDate", "2027"),
        ("/education/1/endDate", "2029"),
    ]


def test_who_knows_the_day_is_told_of_dates_in_the_future_which_stay_as_printed():
    content = printed(
        [
            *career(),
            row(50, 300, "Certificates", size=12, bold=True),
            row(50, 280, "First Aid, May 2031"),
        ]
    )
    reading = read_resume(content, as_of="2026-11-30")
    assert [(one.code, one.raw) for one in reading.profile.cautions] == [("future_date", "2031-05")]
    assert reading.profile.resume["certificates"][0]["date"] == "2031-05"
    assert read_resume(content).profile.cautions is None
    assert read_resume(content, as_of="2031-05-01").profile.cautions is None


@pytest.mark.parametrize("day", ["", "2026", "2026-13-01", "20261130", 20261130])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(InvalidRequestError, match="as_of"):
        read_resume(b"Jane Quill", as_of=day)
