"""Dates of one entry on two rows, as narrow rails set them."""

import pytest

from resume_pipeline.stages.parse.careers import work
from resume_pipeline.stages.parse.cuts import plain, pruned
from tests.stages.test_reach import cuts


def dates(*rows):
    return [
        (one.get("name"), one.get("startDate"), one.get("endDate"))
        for one in plain(pruned(work(cuts(*rows))))
    ]


JOBS = [("Elm Clinic Ltd", "2019-04", None), ("Oak Hospital", "2012-09", "2016-01")]


@pytest.mark.parametrize(
    "rails",
    [
        (("04/2019", "Present"), ("09/2012", "01/2016")),
        (("Apr 2019 –", "Present"), ("Sep 2012 –", "Jan 2016")),
        (("Apr 2019", "– Present"), ("Sep 2012", "– Jan 2016")),
        (("Apr 2019 – Present", None), ("Sep 2012 – Jan", "2016")),
        (("April 2019 –", "teraz"), ("September 2012 –", "January 2016")),
    ],
)
def test_a_range_may_stand_on_two_rows(rails):
    (one, other), (third, fourth) = rails
    second = f"{other}\tElm Clinic Ltd" if other else "Elm Clinic Ltd"
    rows = [f"{one}\tNurse", second, f"{third}\tCarer", f"{fourth}\tOak Hospital"]
    assert dates(*rows) == JOBS


def test_what_was_done_beside_the_end_of_a_range_is_no_part_of_the_head():
    rows = [
        "Apr 2019 –\tNurse, Elm Clinic Ltd",
        "Present\tLed the night shift of two wards and a team.",
    ]
    (job,) = plain(pruned(work(cuts(*rows))))
    assert (job["position"], job["name"]) == ("Nurse", "Elm Clinic Ltd")
    assert job["highlights"] == ["Led the night shift of two wards and a team."]


def test_single_years_of_two_things_are_no_range():
    rows = ["2012\tNurse, Elm Clinic Ltd", "2016\tCarer, Oak Hospital", "", "2019\tCook, Inn Ltd"]
    assert [start for _, start, _ in dates(*rows)] == [None, None, None]
