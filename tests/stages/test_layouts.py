"""Layouts that mislead a reader: each is printed by the test, and read as a person would."""

from unicodedata import combining

import pytest

from resume_pipeline.stages.extract.layout import page_lines
from resume_pipeline.stages.extract.pieces import Glyph, by_columns
from resume_pipeline.stages.parse.dates import date_ranges

from .documents import docx, extract, lines, make_demo, parse, pdf, pdf_of
from .test_parse import leaves

FONT = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


def printed(*rows, x=50, top=760, step=18):
    """Rows of (size, bold, text), one below the other."""
    return [(x, top - step * n, size, bold, text) for n, (size, bold, text) in enumerate(rows)]


def read(texts):
    return extract(make_demo().pdf(texts))


def head(text):
    return 14, True, text


def body(text, bold=False):
    return 10, bold, text


def test_three_columns_are_read_one_after_the_other():
    columns = [
        [(x, 700 - 20 * n, f"{name} line {n}") for n in range(8)]
        for x, name in ((40, "left"), (230, "middle"), (420, "right"))
    ]
    found = lines(pdf(*(text for column in columns for text in column)))
    assert found == [text for column in columns for _, _, text in column]


def test_a_sidebar_beside_longer_rows_does_not_run_into_them():
    main = [(50, 700 - 14 * n, f"what was done there, row {n}, in many words") for n in range(20)]
    side = [(380, 703 - 27 * n, f"Skill {n}") for n in range(9)]
    found = lines(pdf(*main, *side))
    assert not any("Skill" in line and "done" in line for line in found)


def test_places_at_the_far_edge_of_a_column_belong_to_it():
    main = [(50, 700 - 14 * n, f"Position {n}") for n in range(12)]
    for n in (0, 4, 8):
        main.append((275, 700 - 14 * n, "Saltcombe"))
        main[n + 2] = (50, main[n + 2][1], f"What was done there, {n}, in many words that run on")
    side = [(345, 704 - 13 * n, f"Skill {n}") for n in range(12)]
    found = lines(pdf(*main, *side))
    assert [line for line in found if "Skill" in line] == [text for _, _, text in side]
    assert found[-12:] == [text for _, _, text in side]
    assert found[0] == "Position 0\tSaltcombe"


def test_labels_that_are_centred_on_their_block_are_read_before_it():
    labels = [(50, y, 10, True, text) for y, text in ((700, "Profile"), (640, "Skills"))]
    labels.append((50, 580, 10, True, "Languages"))
    blocks = [(200, 580, 10, False, "English, French")]
    for n, text in enumerate(("A nurse of twelve years", "in three wards", "of two hospitals")):
        blocks.append((200, 712 - 12 * n, 10, False, text))
    for n, text in enumerate(("Triage, Wound Care", "Excel, SAP", "First Aid, Sutures")):
        blocks.append((200, 652 - 12 * n, 10, False, text))
    found = read([*labels, *blocks]).text.replace("\t", "\n").split("\n")
    assert found.index("Profile") < found.index("A nurse of twelve years")
    assert found.index("Skills") < found.index("Triage, Wound Care")


def test_letters_that_are_set_apart_are_words():
    content = b"BT /F 10 Tf 1.2 Tc 20 100 Td (2020-10 to 2021-11) Tj ET"
    assert lines(pdf_of([content], FONT)) == ["2020-10 to 2021-11"]


JOBS = [
    head("Work Experience"),
    body("Senior Nurse", bold=True),
    body("Avonmead Hospital"),
    body("June 2019 - Present"),
    body("- Leads the night shift"),
    body("Staff Nurse", bold=True),
    body("Avonmead Hospital"),
    body("August 2016 - May 2019"),
    body("- Kept the records"),
]


def test_promotions_at_one_employer_are_entries_of_their_own():
    resume = parse(read(printed(head("Jane Quill"), *JOBS))).resume
    assert [(job["position"], job["name"]) for job in resume["work"]] == [
        ("Senior Nurse", "Avonmead Hospital"),
        ("Staff Nurse", "Avonmead Hospital"),
    ]


def test_two_degrees_at_one_school_are_entries_of_their_own():
    studies = [
        head("Education"),
        body("University of Saltcombe\t2016 - 2018".replace("\t", "   ")),
        body("Master of Science in Nursing"),
        body("University of Saltcombe   2013 - 2016"),
        body("Bachelor of Science in Nursing"),
    ]
    found = parse(read(printed(head("Jane Quill"), *studies))).resume["education"]
    assert [one["studyType"] for one in found] == ["Master of Science", "Bachelor of Science"]
    assert [one["endDate"] for one in found] == ["2018", "2016"]


def test_volunteering_is_no_work_and_an_unknown_section_is_nobody_s():
    rows = [
        *JOBS,
        head("Volunteering"),
        body("Helper", bold=True),
        body("Harbour Shelter"),
        body("May 2018 - June 2018"),
        head("Driving"),
        body("A clean licence of all classes"),
        head("Skills"),
        body("Triage, Wound Care"),
        head("Languages"),
        body("English (native)"),
    ]
    resume = parse(read(printed(head("Jane Quill"), *rows))).resume
    assert len(resume["work"]) == 2
    assert resume["volunteer"][0]["organization"] == "Harbour Shelter"
    assert [skill["name"] for skill in resume["skills"]] == ["Triage", "Wound Care"]
    assert "licence" not in str(resume)


def test_page_numbers_are_in_no_entry():
    rows = [*JOBS, body("Page 1 of 2")]
    resume = parse(read(printed(head("Jane Quill"), *rows))).resume
    assert "Page 1" not in str(resume)


def test_a_drawn_table_and_marked_headings_are_read_like_any_other():
    text = """Jane Quill

+------------+---------------------------------+
| Skills     | Triage, Wound Care              |
+============+=================================+
| Languages  | English (native)                |
+------------+---------------------------------+

## Education

University of Saltcombe, 2013 - 2016
"""
    resume = parse(extract(text.encode())).resume
    assert [skill["name"] for skill in resume["skills"]] == ["Triage", "Wound Care"]
    assert resume["languages"][0]["language"] == "English"
    assert resume["education"][0]["institution"] == "University of Saltcombe"


def test_a_name_in_a_text_box_of_a_word_document_is_found():
    box = f"<w:txbxContent>{make_demo().paragraph('Jane Quill', size=20)}</w:txbxContent>"
    table = make_demo().table([(make_demo().paragraph("Skills"), make_demo().paragraph("Triage"))])
    document = extract(docx(f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>" + table))
    resume = parse(document).resume
    assert (resume["basics"]["name"], resume["skills"]) == ("Jane Quill", [{"name": "Triage"}])


def test_a_scan_after_a_page_of_text_is_told():
    scan = b"q 200 0 0 200 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
    document = extract(pdf_of([b"BT /F 10 Tf 20 150 Td (Jane Quill) Tj ET", scan], FONT))
    assert (document.status, document.findings) == ("ok", ("page_without_text",))


@pytest.mark.parametrize(
    ("line", "city"),
    [
        ("Austin, TX 78701 | jane@example.org", "Austin"),
        ("10115 Berlin | jane@example.org", "Berlin"),
        ("75011 Paris, France", "Paris"),
        ("Address: 12 Mill Lane, Leeds, LS1 4AP", "Leeds"),
        ("Ort: Graz", "Graz"),
        ("City\tPorto", "Porto"),
        ("邮箱: jane@example.org | 地址: 武汉", "武汉"),
        ("Portland, Oregon, United States", "Portland"),
        ("八年后端开发经验,熟悉高并发系统设计与团队管理。", None),
        ("jane@example.org | +44 117 496 0123", None),
    ],
)
def test_a_city_is_known_by_where_it_stands(line, city):
    basics = parse(f"Jane Quill\n{line}\n\nSkills\nTriage\n").resume["basics"]
    assert basics.get("location", {}).get("city") == city


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2023 / 02 – 2026 / 05", ("2023-02", "2026-05")),
        ("05/2026 - 02/2023", ("2023-02", "2026-05")),
        ("ינואר 2019 - מרץ 2020", ("2019-01", "2020-03")),
        ("tammikuu 2019 - maaliskuu 2020", ("2019-01", "2020-03")),
        ("січень 2019 - березень 2020", ("2019-01", "2020-03")),
        ("जनवरी 2019 - मार्च 2020", ("2019-01", "2020-03")),
        ("มกราคม 2019 - มีนาคม 2020", ("2019-01", "2020-03")),
        ("2019年3月 - 2020年5月", ("2019-03", "2020-05")),
        ("Summer 2019 - Fall 2020", ("2019", "2020")),
        ("מרץ 2019 - היום", ("2019-03", "")),
        ("มีนาคม 2019 - ปัจจุบัน", ("2019-03", "")),
        ("2012-09-01\t2016-06-01", ("2012-09-01", "2016-06-01")),
        ("2013 2017", ("2013", "2017")),
        ("Leeds\t(2013 2017)", ("2013", "2017")),
    ],
)
def test_dates_of_many_languages_are_read(text, dates):
    assert [(r.first.value, r.last.value) for r in date_ranges(text)] == [dates]


@pytest.mark.parametrize("text", ["2017 2013", "plan 2013 2017", "2013 2017 rooms"])
def test_two_years_that_are_not_alone_are_no_range(text):
    assert not any(when.first for when in date_ranges(text))


def test_what_is_printed_below_the_dates_of_a_degree_belongs_to_it():
    studies = ["2013 2017", "University of Leeds", "BSc", "Nursing Science"]
    found = parse("\n".join(["Jane Quill", "", "Education", *studies])).resume["education"]
    assert found == [
        {
            "institution": "University of Leeds",
            "studyType": "BSc",
            "area": "Nursing Science",
            "startDate": "2013",
            "endDate": "2017",
        }
    ]


@pytest.mark.parametrize(
    ("text", "degree", "area"),
    [
        ("BSc in Nursing Science", "BSc", "Nursing Science"),
        ("Bachelor of Science in Nursing", "Bachelor of Science", "Nursing"),
        ("Master of Engineering in Robotics", "Master of Engineering", "Robotics"),
    ],
)
def test_a_degree_is_told_from_its_field(text, degree, area):
    printed = parse(f"Jane Quill\n\nEducation\nUniversity of Leeds\n{text}\n2013 - 2017\n")
    found = printed.resume["education"][0]
    assert (found["studyType"], found["area"]) == (degree, area)


def test_an_issuer_on_a_line_of_its_own_is_no_certificate():
    text = "Jane Quill\n\nCertificates\nBasic Life Support\nIssued by Red Cross\n"
    found = parse(text).resume["certificates"]
    assert found == [{"name": "Basic Life Support", "issuer": "Red Cross"}]


@pytest.mark.parametrize("rows", [JOBS, [head("Skills"), body("Triage, Sutures")]])
def test_every_value_is_printed_where_its_evidence_says(rows):
    document = read(printed(head("Jane Quill"), body("Leeds, LS1 4AP, jane@example.org"), *rows))
    profile = parse(document)
    paths = set()
    for entry in profile.evidence:
        paths.add(entry.path)
        assert document.text[entry.span.start : entry.span.end] == entry.raw
        left, top, right, bottom = entry.span.box
        page = document.pages[entry.span.page]
        assert 0 <= left < right <= page.width
        assert 0 <= top < bottom <= page.height
    assert paths == {path for path, _ in leaves(profile.resume)}


def in_turns(text, of_other_font, gap=300):
    """A row's glyphs as a producer writes them that prints some letters last, in their places."""
    first, later = [], []
    left = 5_000
    for letter in text:
        width = gap if letter == " " else 600
        if combining(letter):
            left, width = left - 600, 600
        box = (left, 10_000, left + width, 11_000)
        glyph = Glyph(letter, (0, 0, 0, 0) if letter == " " else box, 1_000, False)
        (later if letter in of_other_font else first).append(glyph)
        left += width
    return [*first, Glyph(" ", (0, 0, 0, 0), 0, False), *later]


@pytest.mark.parametrize(
    ("text", "of_other_font"),
    [
        ("Lê Văn Hằng", "ằ"),
        ("Ưu hoá dự án", "Ưự"),
        ("Trưởng nhóm phát triển", "ưởể"),
        ("Wrocław Łódź", "łŁź"),
        ("K ỹ s", "ỹ"),
        ("e\u0302n Ha\u0301", "n"),
    ],
)
def test_letters_that_are_written_after_their_line_are_read_in_their_places(text, of_other_font):
    glyphs = in_turns(text, of_other_font)
    assert [line.text.replace("\t", " ") for line in page_lines(by_columns(glyphs), 0)] == [text]


def test_words_that_are_written_in_any_order_keep_the_spaces_between_them():
    left, right = in_turns("Nurse 2020", ""), in_turns("Leeds", "")
    moved = [
        glyph._replace(box=tuple(n + 9_000 * (n < 9_999) for n in glyph.box)) for glyph in right
    ]
    assert [line.text for line in page_lines(by_columns([*moved, *left]), 0)] == [
        "Nurse 2020\tLeeds"
    ]


def test_a_letter_alone_on_its_row_keeps_the_mark_that_stands_to_its_left():
    base, mark = in_turns("e\u0301", "")[:2]
    alone = [base, mark._replace(box=(base.box[0] - 50, *base.box[1:]))]
    assert [line.text for line in page_lines(by_columns(alone), 0)] == ["e\u0301"]


def test_letters_that_are_printed_twice_stay_as_they_are_written():
    word = in_turns("Nurse", "")
    shadow = [glyph._replace(box=(glyph.box[0] + 40, *glyph.box[1:])) for glyph in word]
    found = page_lines(by_columns([*word, *shadow]), 0)
    assert "NNuurrssee" not in found[0].text
