"""E-mail, phone and web addresses as they are printed, broken by a column, and look-alikes."""

import pytest

from resume_pipeline.stages.parse.cuts import cuts_of
from resume_pipeline.stages.parse.reach import email, phone, urls
from resume_pipeline.wire.payloads import Document, Line


def cuts(*rows, left=3_000):
    """Rows under each other in one column."""
    text, lines = "\n".join(rows), []
    at = 0
    for number, row in enumerate(rows):
        box = (left, 1_000 + 1_400 * number, left + 9_000, 2_000 + 1_400 * number)
        lines.append(Line(start=at, end=at + len(row), box=box, size=1_000))
        at += len(row) + 1
    document = Document(
        file_sha256="0" * 64, media_type="application/pdf", status="ok", text=text, lines=lines
    )
    return cuts_of(document)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["ada@mail.org"], "ada@mail.org"),
        (["E-mail: ada@mail.org, Phone: 1"], "ada@mail.org"),
        (["ada@mail.org", "london"], "ada@mail.org"),
        (["ada@mail.org", "linkedin.com/in/ada"], "ada@mail.org"),
        (["ada@mail.co", "London"], "ada@mail.co"),
        (["ada.lovelace@mail", ".org"], "ada.lovelace@mail.org"),
        (["ada.lovelace@analyt", "ical.org"], "ada.lovelace@analytical.org"),
        (["ada.lovelace@analytical.o", "rg"], "ada.lovelace@analytical.org"),
        (["ada.lovelace@analytical.co", "m"], "ada.lovelace@analytical.com"),
        (["ADA.LOVELACE@ANALYT", "ICAL.ORG"], "ADA.LOVELACE@ANALYTICAL.ORG"),
        (["ada@analyt", "ical.org\tEngineer\t2020"], "ada@analytical.org"),
        (["ada@home", "Notes"], None),
        (["@ada", "mail.org"], None),
    ],
)
def test_email(rows, expected):
    found = email(cuts(*rows))
    assert (found and found.value) == expected
    if found:
        assert "".join(cut.text for cut in found.cuts) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["+44 20 7946 0018"], "+44 20 7946 0018"),
        (["010-2002-6908"], "010-2002-6908"),
        (["+33 6 12 33 50 29"], "+33 6 12 33 50 29"),
        (["06 12 33 50 29"], "06 12 33 50 29"),
        (["(201) 555-0123"], "(201) 555-0123"),
        (["Kraków, PL, 94-907\t512 380 395"], "512 380 395"),
        (["Suite 4, 65834-9380", "+52 222 120 4549"], "+52 222 120 4549"),
        (["12345678", "Tel: 2079460018"], "2079460018"),
        (["2019 - 2021"], None),
        (["01/2019 - 03/2021"], None),
        (["01.02.2019 - 03.04.2021"], None),
        (["01/02/19 - 03/04/21"], None),
        (["20190201 - 20210304"], None),
        (["94-907"], None),
        (["1234567"], None),
    ],
)
def test_phone(rows, expected):
    found = phone(cuts(*rows), [])
    assert (found and found.value) == expected


def test_a_phone_among_contacts_goes_before_one_elsewhere():
    assert phone(cuts("07946 000018"), cuts("+44 20 7946 0018")).value == "07946 000018"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["https://ada.example/cv", "GitHub"], ["https://ada.example/cv"]),
        (["ada.dev | github.com/ada"], ["ada.dev", "github.com/ada"]),
        (["ADALOVELACE.WORDPRESS.", "COM"], ["ADALOVELACE.WORDPRESS.COM"]),
        (["ada-lovelace.wordpress", ".com"], ["ada-lovelace.wordpress.com"]),
        (["linkedin.com/in/ada-", "lovelace"], ["linkedin.com/in/ada-lovelace"]),
        (["ada@analyt", "ical.org", "ada.dev"], ["ada.dev"]),
        (["ada@mail.org"], []),
        (["Acme Ltd.", "Co"], []),
        (["Skills", "asp.net"], ["asp.net"]),
        (["ada.dev", "ada.dev"], ["ada.dev"]),
    ],
)
def test_urls(rows, expected):
    assert [url.value for url in urls(cuts(*rows))] == expected


def test_what_stands_in_another_column_is_no_continuation():
    begun, rest = cuts("ada@analyt"), cuts("ical.org", left=20_000)
    assert email([*begun, *rest]) is None
