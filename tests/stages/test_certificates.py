"""Certificates: whatever a section sets on a row of its own, each is one thing."""

import pytest

from resume_pipeline.stages.parse.certificates import certificates
from resume_pipeline.stages.parse.cuts import plain, pruned
from tests.stages.test_reach import cuts


def read(*rows):
    """Name, issuer and date of each certificate in these rows."""
    found = plain(pruned(certificates(cuts(*rows))))
    return [(one.get("name"), one.get("issuer"), one.get("date")) for one in found]


BOTH = [("Managing Safely", "IOSH", "2018"), ("Green Belt", "BSI", "2020-03")]


@pytest.mark.parametrize(
    "rows",
    [
        ["Managing Safely, IOSH, 2018", "Green Belt, BSI, March 2020"],
        ["Managing Safely — IOSH\t2018", "Green Belt — BSI\tMarch 2020"],
        ["2018\tManaging Safely, IOSH", "03/2020\tGreen Belt, BSI"],
        ["2018\tManaging Safely", "IOSH", "03/2020\tGreen Belt", "BSI"],
        ["Managing Safely", "IOSH, 2018", "Green Belt", "BSI, Mar 2020"],
        ["Managing Safely", "IOSH | 2018", "Green Belt", "BSI | 2020-03"],
        ["Managing", "Safely", "IOSH | 2018", "Green Belt", "BSI | 2020-03"],
        ["Managing Safely, IOSH", "Issued on: 2018", "Green Belt, BSI", "Issued on: March 2020"],
    ],
)
def test_a_certificate_is_one_however_its_section_is_set(rows):
    assert read(*rows) == BOTH


def test_rows_of_which_one_alone_has_a_date_are_certificates_each():
    rows = ["Food Safety", "First Aid, 2019"]
    assert [name for name, *_ in read(*rows)] == ["Food Safety", "First Aid"]


@pytest.mark.parametrize(
    ("row", "name", "issuer"),
    [
        ("Data Analytics - Specialty — Amazon, 2022", "Data Analytics - Specialty", "Amazon"),
        ("Solutions Architect – Associate, Amazon", "Solutions Architect – Associate", "Amazon"),
        ("Project Management - PMI", "Project Management", "PMI"),
        ("Critical Care Nurse (CCRN), AACN", "Critical Care Nurse (CCRN)", "AACN"),
    ],
)
def test_a_dash_may_belong_to_a_name(row, name, issuer):
    assert read(row)[0][:2] == (name, issuer)


def test_a_section_without_rows_has_none():
    assert read() == []
