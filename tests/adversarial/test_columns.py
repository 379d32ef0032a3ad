"""Columns, rails and tables: no line runs from one into another, and rows stay rows."""

import pytest

from ..stages.documents import docx, extract, make_demo, parse
from .makers import career, column, lines_of, printed, resume_of, row

MAIN = [f"main row {n} with words that fill the line to its end" for n in range(24)]
SIDE = [f"side {n}" for n in range(14)]


def is_apart(lines):
    return not any("main" in line and "side" in line for line in lines)


@pytest.mark.parametrize("count", [2, 3])
def test_columns_are_read_one_after_the_other(count):
    texts = [[f"column {one} row {n}" for n in range(20)] for one in range(count)]
    wide = 500 // count
    rows = [each for one in range(count) for each in column(50 + wide * one, texts[one])]
    assert lines_of(printed(rows)) == [text for one in texts for text in one]


@pytest.mark.parametrize("x", [(50, 210), (220, 40), (50, 420)], ids=["left", "narrow", "right"])
def test_a_narrow_sidebar_does_not_run_into_the_text_beside_it(x):
    main_x, side_x = (x[1], x[0]) if x[1] == 210 else x
    step = {"top": 777, "step": 23}
    found = lines_of(printed([*column(main_x, MAIN, step=16), *column(side_x, SIDE, **step)]))
    assert is_apart(found)
    assert [line for line in found if "main" in line] == MAIN
    assert [line for line in found if "side" in line] == SIDE


def test_a_sidebar_on_the_first_page_alone_ends_with_it():
    first = [*column(50, MAIN), *column(400, SIDE, top=777, step=23)]
    second = column(50, [f"later {text}" for text in MAIN])
    found = lines_of(printed(first, second))
    assert is_apart(found)
    assert found[-len(MAIN) :] == [f"later {text}" for text in MAIN]


def test_a_rail_of_dates_is_read_by_rows():
    rows = [
        row(50, 800, "Jane Quill", size=20, bold=True),
        row(50, 760, "Experience", size=14, bold=True),
    ]
    jobs = [
        ("2019 - 2021", "Senior Nurse"),
        ("2016 - 2019", "Staff Nurse"),
        ("2013 - 2016", "Nurse"),
    ]
    for n, (dates, title) in enumerate(jobs):
        top = 730 - 60 * n
        rows += [row(50, top, dates), row(180, top, title, bold=True)]
        rows += [row(180, top - 16, f"Hospital {n}"), row(180, top - 32, "Looked after patients")]
    work = resume_of(printed(rows))["work"]
    assert [(job["position"], job["startDate"]) for job in work] == [
        ("Senior Nurse", "2019"),
        ("Staff Nurse", "2016"),
        ("Nurse", "2013"),
    ]


def test_a_rail_of_labels_heads_what_stands_beside_it():
    rows = [row(50, 800, "Jane Quill", size=20, bold=True)]
    parts = [
        (
            "Experience",
            ["Senior Nurse, Avonmead Hospital", "2019 - 2021", "Led a ward of twenty beds"],
        ),
        ("Skills", ["Triage, Wound Care", "First Aid, Suturing"]),
        ("Languages", ["English (native)", "French (B2)"]),
    ]
    y = 760
    for label, texts in parts:
        rows += [row(50, y, label, bold=True), *column(200, texts, top=y, step=15)]
        y -= 15 * len(texts) + 18
    resume = resume_of(printed(rows))
    assert len(resume["work"]) == 1
    names = [skill["name"] for skill in resume["skills"]]
    assert names == ["Triage", "Wound Care", "First Aid", "Suturing"]
    assert [one["language"] for one in resume["languages"]] == ["English", "French"]


def test_tables_inside_of_tables_lose_nothing():
    made = make_demo()
    inner = made.table([(made.paragraph("Triage"), made.paragraph("Suturing"))])
    cell = made.paragraph("Skills", 14, bold=True) + inner
    body = made.table([(made.paragraph("Jane Quill", 20, bold=True), cell)])
    document = extract(docx(body))
    for text in ("Jane Quill", "Skills", "Triage", "Suturing"):
        assert text in document.text
    names = [skill["name"] for skill in parse(document).resume["skills"]]
    assert names == ["Triage", "Suturing"]


def test_a_name_in_a_text_box_is_found():
    made = make_demo()
    box = f"<w:txbxContent>{made.paragraph('Jane Quill', 20, bold=True)}</w:txbxContent>"
    anchored = f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>"
    rest = made.paragraph("Skills", 14, bold=True) + made.paragraph("Triage, Suturing")
    assert parse(extract(docx(anchored + rest))).resume["basics"]["name"] == "Jane Quill"


def test_what_a_document_prints_around_its_pages_is_read_for_contact_and_no_entry():
    made = make_demo()
    inside = (
        '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:hdr>'
    )
    jobs = "".join(
        made.paragraph(text, 14 if text == "Experience" else 10.5, bold=text == "Experience")
        for text in ("Experience", "Senior Nurse", "Avonmead Hospital", "June 2019 - Present")
    )
    document = extract(
        docx(
            made.paragraph("Jane Quill", 20, bold=True) + jobs,
            header1=inside.format(made.paragraph("jane.quill@example.com")),
            footer1=inside.format(made.paragraph("Page 1 of 2")),
        )
    )
    resume = parse(document).resume
    assert resume["basics"]["email"] == "jane.quill@example.com"
    assert "Page" not in str(resume)
    assert len(resume["work"]) == 1


@pytest.mark.parametrize("words", ["Page {} of 2", "{} / 2", "Seite {} von 2", "Jane Quill - {}"])
def test_what_is_repeated_on_every_page_of_a_pdf_is_in_no_entry(words):
    first, second = career()[:6], [row(50, 760, "Staff Nurse"), *career()[7:]]
    pages = [[*rows, row(260, 30, words.format(n))] for n, rows in enumerate((first, second), 1)]
    resume = resume_of(printed(*pages))
    assert len(resume["work"]) == 2
    assert words.format(2) not in str(resume["work"])
    assert resume["skills"] == resume_of(printed(career()))["skills"]


def test_an_entry_that_goes_on_after_a_page_is_one_entry():
    first = [*career()[:6], *column(50, [f"- Did task {n}" for n in range(3)], top=120)]
    second = [*column(50, [f"- Did task {n}" for n in range(3, 6)], top=800)]
    rest = [
        row(x, y - 40, text, size=size, bold=bold) for x, y, text, size, bold, *_ in career()[6:]
    ]
    work = resume_of(printed(first, [*second, *rest]))["work"]
    assert [job["position"] for job in work] == ["Senior Nurse", "Staff Nurse"]
    assert [f"task {n}" in str(work[0]) for n in range(6)] == [True] * 6


def test_centred_headings_and_dates_at_the_margin_make_no_columns():
    rows, y = [row(200, 800, "Jane Quill", size=20)], 770
    for head, entries in (
        ("EXPERIENCE", [("Senior Nurse", "Avonmead Hospital", "2019 - 2021", "Leeds")] * 4),
        ("EDUCATION", [("BSc Nursing", "University of Saltcombe", "2013 - 2016", "Ely")]),
        ("SKILLS", []),
        ("LANGUAGES", []),
    ):
        rows.append(row(297 - len(head) * 3, y, head, size=12))
        y -= 20
        for title, place, dates, city in entries:
            rows += [row(50, y, title, bold=True), row(50, y - 14, place)]
            rows += [row(545 - 5 * len(dates), y, dates), row(545 - 5 * len(city), y - 14, city)]
            y -= 36
    found = lines_of(printed(rows))
    assert found.count("Senior Nurse\t2019 - 2021") == 4
    assert found.index("EXPERIENCE") < found.index("Senior Nurse\t2019 - 2021")
    assert "BSc Nursing\t2013 - 2016" in found


def test_a_narrow_gap_beside_a_rail_is_one_where_other_rows_begin():
    rows, y = [row(50, 800, "Jane Quill", size=20, bold=True)], 760
    for dates, text in (("2019 - 2021", "Senior Nurse"), ("2016 - 2019", "Staff Nurse")) * 2:
        rows += [row(50, y, dates), row(112, y, f"{text}, Avonmead Hospital, and of a team too")]
        rows.append(row(112, y - 14, "Looked after patients of all ages on a ward"))
        y -= 34
    found = lines_of(printed(rows))
    assert found[1].partition("\t")[0] == "2019 - 2021"
    assert all("\t" in line for line in found[1::2])


def test_a_large_name_beside_an_address_is_a_line_of_its_own():
    rows = [row(50, 800, "Jane Quill", size=24), row(400, 804, "jane@example.com", size=9)]
    assert lines_of(printed([*rows, *career()[2:]]))[:2] == ["Jane Quill", "jane@example.com"]


def test_a_sidebar_with_dates_of_its_own_stands_beside_entries_that_end_with_theirs():
    side = ["First Aid", "Red Cross | 2018", "Wound Care", "Avonmead | 2020", "English", "French"]
    main = [f"Nurse of ward {n} | Avonmead Hospital | March 201{n} - May 201{n}" for n in range(8)]
    found = lines_of(printed([*column(50, side, top=777, step=23), *column(230, main, step=16)]))
    assert [line for line in found if "Nurse" in line] == main
    assert [line for line in found if "Nurse" not in line] == side
