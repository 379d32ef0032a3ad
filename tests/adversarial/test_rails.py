"""Headings and dates in a rail or a table of their own, in many languages and scripts."""

import pytest

from ..stages.documents import parse
from .makers import printed, resume_of, row

#: Headings of work, studies, skills and languages; two jobs; a degree; languages.
PEOPLE = {
    "en": (
        ("Martha Ellery", "Experience", "Education", "Skills", "Languages"),
        ("Logistics Coordinator", "Norhaven Freight Ltd", "2019 - Present"),
        ("Warehouse Supervisor", "Bolton & Pike", "2014 - 2019"),
        ("BSc Supply Chain Management", "University of Hull", "2011 - 2014"),
        ("English", "native", "Polish", "B2"),
    ),
    "ru": (
        ("Ольга Лапина", "Опыт работы", "Образование", "Навыки", "Языки"),
        ("Бухгалтер", "ООО «Уральский металл»", "2019 - Present"),
        ("Помощник бухгалтера", "АО «Север»", "2014 - 2019"),
        ("Бакалавр экономики", "Уральский университет", "2011 - 2014"),
        ("Русский", "родной", "Английский", "B2"),
    ),
    "ja": (
        ("佐藤 美咲", "職務経歴", "学歴", "スキル", "語学"),
        ("ソフトウェアエンジニア", "株式会社青葉システム", "2019年4月 - 現在"),
        ("プログラマー", "北斗電子株式会社", "2014年4月 - 2019年3月"),
        ("情報工学 学士", "北海道大学", "2011年4月 - 2014年3月"),
        ("日本語", "母語", "英語", "ビジネスレベル"),
    ),
    "ko": (
        ("김서연", "경력", "학력", "기술", "언어"),
        ("소프트웨어 엔지니어", "주식회사 한빛소프트", "2019년 3월 - 현재"),
        ("개발자", "미래전자 주식회사", "2014년 3월 - 2019년 2월"),
        ("컴퓨터공학 학사", "부산대학교", "2011년 3월 - 2014년 2월"),
        ("한국어", "모국어", "영어", "비즈니스"),
    ),
    "el": (
        ("Ελένη Παππά", "Επαγγελματική εμπειρία", "Εκπαίδευση", "Δεξιότητες", "Γλώσσες"),
        ("Υπεύθυνη λογιστηρίου", "Όμιλος Αιγαίο ΑΕ", "2019 - Present"),
        ("Βοηθός λογιστή", "Τράπεζα Κρήτης", "2014 - 2019"),
        ("Πτυχίο Οικονομικών", "Πανεπιστήμιο Κρήτης", "2011 - 2014"),
        ("Ελληνικά", "C2", "Αγγλικά", "B2"),
    ),
}


def in_a_rail(person):
    """Headings and dates at the left, everything else beside them."""
    (name, *heads), first, second, studies, spoken = person
    rows, y = [row(50, 790, name, size=20), row(50, 770, "jane@example.com")], 730
    for head, entries in ((heads[0], (first, second)), (heads[1], (studies,))):
        rows.append(row(50, y, head, size=11, bold=True))
        for title, place, dates in entries:
            rows += [row(230, y, title, bold=True), row(230, y - 14, place)]
            rows += [row(50, y - 14, dates, size=8), row(240, y - 28, "- Took part in planning")]
            y -= 50
    for head, text in ((heads[2], "SAP, Excel"), (heads[3], "{}: {}, {}: {}".format(*spoken))):
        rows += [row(50, y, head, size=11, bold=True), row(230, y, text)]
        y -= 30
    return printed(rows)


def in_a_table(person):
    """Dates, what and where in three columns, row by row."""
    (name, *heads), first, second, studies, spoken = person
    rows, y = [row(50, 790, name, size=20), row(50, 770, "jane@example.com")], 730
    for head, entries in ((heads[0], (first, second)), (heads[1], (studies,))):
        rows.append(row(50, y, head, size=13, bold=True))
        for title, place, dates in entries:
            y -= 20
            rows += [row(50, y, dates, size=8), row(230, y, title, size=9, bold=True)]
            rows.append(row(420, y, place, size=9))
        y -= 30
    rows += [row(50, y, heads[2], size=13, bold=True), row(50, y - 18, "SAP, Excel")]
    rows += [row(50, y - 48, heads[3], size=13, bold=True)]
    rows.append(row(50, y - 66, "{} {} | {} {}".format(*spoken)))
    return printed(rows)


@pytest.mark.parametrize("layout", [in_a_rail, in_a_table])
@pytest.mark.parametrize("language", PEOPLE)
def test_every_date_belongs_to_what_it_stands_beside(layout, language):
    (name, *_), *jobs, studies, spoken = PEOPLE[language]
    found = resume_of(layout(PEOPLE[language]))
    assert found["basics"]["name"] == name
    assert [(job["position"], job["name"]) for job in found["work"]] == [job[:2] for job in jobs]
    assert [job["startDate"][:4] for job in found["work"]] == ["2019", "2014"]
    (school,) = found["education"]
    assert (school["institution"], school["endDate"][:4]) == (studies[1], "2014")
    assert [skill["name"] for skill in found["skills"]] == ["SAP", "Excel"]
    assert [(one["language"], one["fluency"]) for one in found["languages"]] == [
        spoken[:2],
        spoken[2:],
    ]


@pytest.mark.parametrize("heading", ["경 력", "経 歴", "职 历", "経歴", "경력"])
def test_a_heading_of_two_letters_may_be_set_apart(heading):
    text = f"김서연\nseoyeon@example.com\n\n{heading}\n\n개발자, 미래전자 주식회사\n2019 - 2021\n"
    found = parse(text).resume.get("work", [])
    assert [job["startDate"] for job in found] == ([] if heading == "职 历" else ["2019"])


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("English native | Polish B2", ["English", "Polish"]),
        ("Deutsch Muttersprache, Englisch C1", ["Deutsch", "Englisch"]),
        ("英語 (ビジネスレベル), 日本語 (母語)", ["英語", "日本語"]),
        ("Английский (B1), немецкий", ["Английский", "немецкий"]),
        ("영어, 일본어", ["영어", "일본어"]),
        ("Engelska, tyska, franska", ["Engelska", "tyska", "franska"]),
        ("अंग्रेज़ी, हिन्दी", ["अंग्रेज़ी", "हिन्दी"]),
    ],
)
def test_languages_are_known_by_their_names_in_many_languages(row, names):
    found = parse(f"Jo Doe\njo@example.com\n\nLanguages\n{row}\n\nSkills\nExcel\n").resume
    assert [one["language"] for one in found["languages"]] == names


@pytest.mark.parametrize("name", ["Finn Larsen", "Holland Taylor"])
def test_a_name_that_is_a_language_somewhere_is_still_a_name(name):
    found = parse(f"{name}\nfinn@example.com\n\nSkills\nExcel, SAP\n").resume
    assert found["basics"]["name"] == name
