"""What is taken out, what stays, and that the map says where."""

import json
import re

import pytest

from resume_pipeline.engines.reading import read_resume
from resume_pipeline.errors import BugError
from resume_pipeline.sandbox import InlineBox
from resume_pipeline.stages.blind.stage import view_of
from resume_pipeline.stages.blind.words import folded
from resume_pipeline.stages.score.vocabulary import loaded, vocabulary
from tests.stages.documents import ROOT, blind, document, parse

HEAD = "Will Price\nwill.price@example.org | +44 117 496 0123 | Bristol\n\nExperience\n"
TAIL = "\nEducation\nBSc Economics, Leeds University, 2009 - 2012\n\nSkills\nPython, Pricing\n"


def view(body, head=HEAD, tail=TAIL):
    return blind(document(head + body + tail))


def kept(body, **parts):
    """What is left of ``body``."""
    made = view(body, **parts)
    return " ".join(made.text.partition("Experience")[2].partition("Education")[0].split())


JOB = "Analyst, Harbour Ltd\nMay 2019 - Present\n- "


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Will Price led the desk", "led the desk"),
        ("WILL PRICE, Page 2", ", Page 2"),
        ("Price, Will", ""),
        ("Mr Price led the desk", "led the desk"),
        ("W. Price led the desk", "led the desk"),
        ("Will led the desk", "led the desk"),
        ("Promoted Will to lead", "Promoted to lead"),
        ("Will's desk grew", "'s desk grew"),
        ("With Will at the desk", "With at the desk"),
        ("She led her team", "led team"),
        ("Will work with any team", "Will work with any team"),
        ("Price lists and will to win", "Price lists and will to win"),
        ("Wrote the price list", "Wrote the price list"),
        ("Set the Price Index", "Set the Price Index"),
        ("Asked for a raise in price", "Asked for a raise in price"),
    ],
)
def test_a_mention_goes_and_a_word_that_only_looks_like_one_stays(said, left):
    before = " ".join(JOB.split())
    assert kept(f"{JOB}{said}\n").removeprefix(before).strip() == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Profiles: will-price and willprice2", "Profiles: and"),
        ("See price_will for code", "See for code"),
        ("Code at will.price", "Code at"),
        ("Price-willing customers", "Price-willing customers"),
        ("Willpower and prices", "Willpower and prices"),
    ],
)
def test_the_name_written_as_one_word_is_an_account(said, left):
    before = " ".join(JOB.split())
    assert kept(f"{JOB}{said}\n").removeprefix(before).strip() == left


def test_what_stands_before_an_at_is_an_account_wherever_it_stands():
    head = "Will Price\nwprice90@example.org | python@example.org\n\nExperience\n"
    left = kept(f"{JOB}GitHub wprice90, wprice90.example.org, in Python\n", head=head)
    assert "wprice90" not in left
    assert "Python" in left


def test_a_running_title_with_the_name_goes_whatever_parse_takes_it_for():
    made = view(f"{JOB}Ran the desk\n", tail=f"{TAIL}\nWill Price – Curriculum Vitae\n")
    assert "Will Price" not in made.text


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Date of birth: 3 May 1985", "birth"),
        ("Geburtsdatum: 03.05.1985", "birth"),
        ("né le 3 mai 1985 à Lyon", "birth"),
        ("Gender: female", "gender"),
        ("Familienstand: verheiratet", "marital"),
        ("Nationalité : française", "nationality"),
        ("Nationality: Indian", "nationality"),
        ("国籍：中国", "nationality"),
        ("الجنسية: مصري", "nationality"),
        ("Pronouns: she/her", "gender"),
        ("Address: 5 High Street, Selby", "address"),
        ("https://example.org/will", "url"),
        ("Call 0117 496 0123", "phone"),
        ("mail me at will@example.org", "email"),
    ],
)
def test_traits_and_addresses_go_wherever_they_stand(line, kind):
    made = view(f"{JOB}Kept the ledger\n{line}\n")
    assert kind in {redaction.kind for redaction in made.redactions}
    value = line.replace("：", ":").rpartition(":")[2].split()[-1]
    assert value not in made.text


def test_years_of_studies_go_and_years_of_work_stay():
    made = view(f"{JOB}Kept the ledger\n")
    assert "2019" in made.text
    assert "2009" not in made.text
    assert "2012" not in made.text
    assert not [fact for fact in made.facts if "education" in fact.path and "Date" in fact.path]


def test_references_go_up_to_the_next_section():
    tail = "\nReferences\nDr Jo Marsh, Leeds\nformer manager of Will Price\n\nSkills\nPython\n"
    made = view(f"{JOB}Kept the ledger\n", tail=tail)
    assert "Marsh" not in made.text
    assert "Python" in made.text


def test_places_in_the_view_are_places_in_the_document():
    read = document(HEAD + f"{JOB}Kept the ledger\n" + TAIL)
    made = blind(read)
    assert len(made.text) == len(read.text)
    left = [a for a, b in zip(made.text, read.text, strict=True) if a != b]
    assert set(left) == {" "}
    for fact in made.facts:
        if not fact.path.endswith("Date"):
            assert fact.text in " ".join(read.text[fact.start : fact.end].split())
    ends = [redaction.end for redaction in made.redactions]
    assert ends == sorted(ends)


def test_the_script_makes_exactly_the_vocabulary_that_ships():
    import importlib.util

    path = ROOT / "examples" / "make_vocabulary.py"
    spec = importlib.util.spec_from_file_location("make_vocabulary", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.packed() == made.SHIPPED.read_bytes()
    assert {source["licence"].split()[0] for source in vocabulary().sources} == {
        "Apache-2.0",
        "CC-BY-4.0",
        "CC-BY-SA-4.0",
    }


def test_a_changed_byte_of_the_vocabulary_is_refused():
    packed = (ROOT / "src/resume_pipeline/stages/score/vocabulary.json.gz").read_bytes()
    for at in (0, 20, len(packed) // 2, len(packed) - 3):
        broken = bytearray(packed)
        broken[at] ^= 1
        with pytest.raises(BugError):
            loaded(bytes(broken), "0" * 64)


def test_related_skills_are_skills():
    known = vocabulary()
    assert set(known.related) <= set(known.skills)
    names = [name.lower() for label, more in known.skills.items() for name in (label, *more)]
    assert len(names) == len(set(names))


def test_of_many_resumes_next_to_no_view_has_a_name_or_an_account_left(corpus):
    """One in thirty may: accounts that are called like nothing, beside other words."""
    files = sorted((corpus / "resumes").glob("*.pdf"))[::10]
    left = {path.name: left_of_identity(path) for path in files}
    assert len(left) > 30
    assert len([words for words in left.values() if words]) <= len(left) // 30, left


def left_of_identity(path):
    """Words of the labelled name, and the labelled account, that are in the view."""
    basics = json.loads(path.with_suffix(".truth.json").read_text(encoding="utf-8"))["basics"]
    reading = read_resume(path.read_bytes(), box=InlineBox(allow_unsafe=True))
    if reading.profile is None:
        return []
    said = folded(view_of(reading.document, reading.profile).text)
    words = [*re.findall(r"[^\W\d_]{4,}", basics["name"]), basics["email"].partition("@")[0]]
    alone = r"(?<![^\W\d_]){}(?![^\W\d_])"
    return [word for word in words if re.search(alone.format(re.escape(folded(word))), said)]


def test_a_town_printed_with_ways_to_reach_somebody_below_a_summary_goes_with_them():
    made = blind(
        document(
            "Ada Example\nData Scientist\n\nSummary\n"
            "Data scientist with six years of forecasts for shops, calm under pressure and\n"
            "clear in words.\n238 Station Road\nPune 914534\nada@example.org\n+91 81234 38552\n\n"
            f"Experience\n{JOB}Forecast demand{TAIL}"
        )
    )
    for gone in ("238", "Station", "Pune", "914534", "ada@", "38552"):
        assert gone not in made.text
    assert "calm under pressure and\nclear in words." in made.text


@pytest.mark.parametrize(
    ("language", "said", "left"),
    [
        ("de", "Price leitete den Umbau", "leitete den Umbau"),
        ("de", "Er prüfte die Anlagen", "prüfte die Anlagen"),
        ("es", "Price concilió las facturas", "concilió las facturas"),
        ("es", "Ella preparó los cierres", "preparó los cierres"),
        ("fr", "Elle dirigeait le chantier", "dirigeait le chantier"),
        ("pt", "Ele coordenou a obra", "coordenou a obra"),
        ("it", "Lei guidò il cantiere", "guidò il cantiere"),
        ("pl", "Price prowadziła budowę", "prowadziła budowę"),
        ("ru", "Она руководила отделом", "руководила отделом"),
        (
            "zh",
            "Will Price负责预算，她编制其他报表，与他们核对",
            "负责预算， 编制其他报表，与他们核对",
        ),
        ("en", "Price update for nine markets", "Price update for nine markets"),
        ("en", "Price quote te te", "Price quote te te"),
    ],
)
def test_mentions_and_pronouns_of_other_languages_go_and_words_that_look_like_them_stay(
    language, said, left
):
    read = document(f"{HEAD}{JOB}{said}\n{TAIL}")
    made = view_of(read, parse(read).model_copy(update={"language": language}))
    assert (
        " ".join(made.text.partition(" - ")[2].partition("Education")[0].split())[-len(left) :]
        == left
    )


@pytest.mark.parametrize(
    "dates", ["09/2016 - 02/2019", "2016-09 - 2019-02", "01.09.2016 - 02.2019", "2016/9-2019/2"]
)
def test_dates_of_work_are_no_number_of_a_telephone(dates):
    body = f"Analyst, Harbour Ltd\n{dates}\n- Led the desk, 0117 4960 0123\n"
    assert dates in kept(body)
    assert "4960" not in kept(body)
