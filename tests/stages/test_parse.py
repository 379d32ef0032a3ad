"""Parse: what a profile says is printed, and its evidence leads to where."""

import json
import time
from contextlib import suppress

import pytest

from resume_pipeline.errors import StageFailedError
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.parse import Parse
from resume_pipeline.stages.parse.dates import date_ranges
from resume_pipeline.stages.parse.headings import section_of
from resume_pipeline.stages.parse.vocabulary import language_code
from resume_pipeline.wire.payloads import Document, ReadingStatus

from .documents import AS_OF, demo, document, extract, make_demo, parse

RESUME = """Jane Quill
Registered Nurse
jane.quill@example.org | +44 117 496 0123 | Bristol
linkedin.com/in/janequill | https://janequill.example.org

Profile
Ward nurse in acute medicine.

Experience
Registered Nurse, Avonmead Hospital
June 2019 - Present
- Leads the night shift
- Trained sixty colleagues in the use of
a new record system
Staff Nurse, Saltcombe Clinic
Aug 2016 - May 2019

Education
Bachelor of Science in Nursing
University of Saltcombe
2013 - 2016

Skills
Clinical: Triage, Wound Care
Excel

Languages
English (native), Polish: B2

Projects
Ward Map: a plan of every bed

Certificates
Advanced Life Support - Resuscitation Council, 2021
"""


def resolve(value, pointer):
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def leaves(value, path=""):
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, item in pairs:
            yield from leaves(item, f"{path}/{name}")
    else:
        yield path, value


@pytest.fixture(scope="module")
def resume():
    return parse(RESUME).resume


def test_who_it_is_and_how_to_reach_them(resume):
    basics = resume["basics"]
    assert basics["name"] == "Jane Quill"
    assert basics["label"] == "Registered Nurse"
    assert basics["email"] == "jane.quill@example.org"
    assert basics["phone"] == "+44 117 496 0123"
    assert basics["location"] == {"city": "Bristol"}
    assert basics["url"] == "https://janequill.example.org"
    assert basics["profiles"] == [{"network": "LinkedIn", "url": "linkedin.com/in/janequill"}]
    assert basics["summary"] == "Ward nurse in acute medicine."


def test_positions_with_their_employers_and_dates(resume):
    first, second = resume["work"]
    assert (first["position"], first["name"]) == ("Registered Nurse", "Avonmead Hospital")
    assert (first["startDate"], first.get("endDate")) == ("2019-06", None)
    assert first["highlights"] == [
        "Leads the night shift",
        "Trained sixty colleagues in the use of a new record system",
    ]
    assert (second["position"], second["name"]) == ("Staff Nurse", "Saltcombe Clinic")
    assert (second["startDate"], second["endDate"]) == ("2016-08", "2019-05")


def test_what_was_studied_and_where(resume):
    (school,) = resume["education"]
    assert school == {
        "institution": "University of Saltcombe",
        "studyType": "Bachelor of Science",
        "area": "Nursing",
        "startDate": "2013",
        "endDate": "2016",
    }


def test_lists_of_skills_languages_projects_and_certificates(resume):
    assert resume["skills"] == [
        {"name": "Clinical", "keywords": ["Triage", "Wound Care"]},
        {"name": "Excel"},
    ]
    assert resume["languages"] == [
        {"language": "English", "fluency": "native"},
        {"language": "Polish", "fluency": "B2"},
    ]
    assert resume["projects"] == [{"name": "Ward Map", "highlights": ["a plan of every bed"]}]
    assert resume["certificates"] == [
        {
            "name": "Advanced Life Support",
            "issuer": "Resuscitation Council",
            "date": "2021",
        }
    ]


@pytest.mark.parametrize("name", [path for path in make_demo().files() if "resumes" in path])
def test_every_value_has_evidence_that_leads_to_where_it_is_printed(name):
    read = extract(demo(name))
    profile = parse(read)
    evidence = {}
    for entry in profile.evidence:
        evidence.setdefault(entry.path, []).append(entry)
        assert read.text[entry.span.start : entry.span.end] == entry.raw
        (line,) = [one for one in read.lines if one.start <= entry.span.start < one.end]
        assert entry.span.end <= line.end
        assert (entry.span.page, entry.span.box) == (line.page, line.box)
    found = dict(leaves(profile.resume))
    assert set(found) == set(evidence)
    assert len(found) > 15


@pytest.mark.parametrize("name", [path for path in make_demo().files() if "resumes" in path])
def test_what_the_demo_s_people_are_called_and_did_is_found(name):
    resume = parse(extract(demo(name))).resume
    made = make_demo()
    people = [person for person in vars(made).values() if isinstance(person, made.Person)]
    (person,) = [one for one in people if one.name == resume["basics"]["name"]]
    assert [work["position"] for work in resume["work"]] == [job.title for job in person.jobs]
    assert [work["name"] for work in resume["work"]] == [job.employer for job in person.jobs]
    assert [school["institution"] for school in resume["education"]] == [
        school.name for school in person.schools
    ]
    assert resume["basics"]["email"] == person.contact[1]
    assert len(resume["languages"]) >= 1


@pytest.mark.parametrize("status", [one for one in ReadingStatus if one != ReadingStatus.OK])
def test_without_text_there_is_no_profile(status):
    unread = Document(file_sha256="0" * 64, media_type="application/pdf", status=status)
    with pytest.raises(StageFailedError) as raised:
        parse(unread)
    assert raised.value.code == status


def test_another_file_only_adds_evidence():
    letter = document("Dear team,\nI have used Triage, excel and Kubernetes for years.")
    alone, both = parse(RESUME), parse(RESUME, letter)
    assert both.resume == alone.resume
    assert both.files == (alone.files[0], letter.file_sha256)
    more = both.evidence[len(alone.evidence) :]
    assert [(one.path, one.raw, one.rule) for one in more] == [
        ("/skills/0/keywords/0", "Triage", "also_in"),
        ("/skills/1/name", "excel", "also_in"),
    ]
    assert {one.span.file_sha256 for one in more} == {letter.file_sha256}


def test_another_file_that_could_not_be_read_is_left_out():
    unread = Document(file_sha256="0" * 64, media_type="image/png", status="scanned")
    assert parse(RESUME, unread) == parse(RESUME)


def test_text_that_is_no_resume_gives_little_and_invents_nothing():
    profile = parse("the quick brown fox\njumps over the lazy dog")
    assert json.dumps(profile.resume) in ("{}", '{"basics": {}}')


def test_the_day_does_not_matter():
    given = document(RESUME)
    days = [Parse().run(Work(inputs=(given,), as_of=day)) for day in (AS_OF, "1999-01-01")]
    assert days[0].to_bytes() == days[1].to_bytes()


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Nov 2022 – Present", ("2022-11", "")),
        ("2022-11-01 - 2022-12-15", ("2022-11-01", "2022-12-15")),
        ("11/2020 – 11/2022 · Columbus", ("2020-11", "2022-11")),
        ("Mar – Jun 2019", ("2019-03", "2019-06")),
        ("2012 – 2016", ("2012", "2016")),
        ("09.2014 bis heute", ("2014-09", "")),
        ("seit 03/2020", ("2020-03", "")),
        ("de septembre 2019 à aujourd'hui", ("2019-09", "")),
        ("enero de 2019 hasta la actualidad", ("2019-01", "")),
        ("gennaio 2021 - oggi", ("2021-01", "")),
        ("março de 2018 até 2020", ("2018-03", "2020")),
        ("mei 2018 tot heden", ("2018-05", "")),
        ("2019年3月至今", ("2019-03", "")),
        ("Tháng 3 2019 - nay", ("2019-03", "")),
        ("٢٠١٩ - ٢٠٢٠", ("2019", "2020")),
        ("يناير 2019 - الآن", ("2019-01", "")),
        ("Nurse 2019 —", ("2019", "")),
        ("Nurse\t2019-10-01 - 2020-08-01", ("2019-10-01", "2020-08-01")),
        ("Graduated 2018", (None, "2018")),
        ("no. 20191, v2019.1, 1234", None),
    ],
)
def test_dates_are_read_as_they_are_printed(text, dates):
    found = date_ranges(text)
    assert [(r.first and r.first.value, r.last.value) for r in found] == ([dates] if dates else [])


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("WORK EXPERIENCE", "work"),
        ("Expérience professionnelle", "work"),
        ("Berufserfahrung:", "work"),
        ("Licenses & Certifications", "certificates"),
        ("2. Education", "education"),
        ("Formação académica", "education"),
        ("Istruzione e formazione", "education"),
        ("Werkervaring", "work"),
        ("Idiomas", "languages"),
        ("Kỹ năng", "skills"),
        ("工作经历", "work"),
        ("الخبرة العملية", "work"),
        ("Relevant Experience", "work"),
        ("I have experience.", None),
        ("Experience 2019", None),
        ("Registered Nurse", None),
    ],
)
def test_headings_are_known_in_many_languages(text, section):
    assert section_of(text) == section


@pytest.mark.parametrize(
    ("name", "code"),
    [("German", "de"), ("Deutsch", "de"), ("tiếng Anh", "en"), ("法语", "fr"), ("Klingon", None)],
)
def test_languages_are_known_by_many_names(name, code):
    assert language_code(name) == code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("She worked in the north of the city and for a bank", "en"),
        ("Entwicklung von Diensten und Betrieb der Systeme für das Lager", "de"),
        ("使用 Go 和 Python 开发支付服务", "zh"),
        ("مهندس برمجيات في القاهرة", "ar"),
        ("Python, SQL", ""),
    ],
)
def test_the_language_of_a_resume_is_told(text, language):
    assert parse(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500_000,
        "2019 " * 100_000,
        "2019 - 2020\n" * 40_000,
        "Experience\n" + "Engineer 2019 - 2020\nAcme\n" * 19_000,
        "Skills\n" + "Python," * 70_000,
        "Projects\n" + "Abc: d\n" * 70_000,
        "a" + " " * 500_000 + "b",
        "@" * 500_000,
    ],
    ids=["letters", "years", "ranges", "jobs", "skills", "projects", "spaces", "signs"],
)
@pytest.mark.slow
def test_a_text_that_was_written_to_keep_it_busy_does_not(text):
    given = document(text)
    began = time.process_time()
    Parse().profile(given, [given])
    with suppress(StageFailedError):  # most of them are no resume
        parse(given, given)
    assert time.process_time() - began < 10
