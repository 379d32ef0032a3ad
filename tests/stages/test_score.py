"""Score: whole thousandths that add up, and every one of them has a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from resume_pipeline.errors import StageFailedError
from resume_pipeline.model.ids import sha256
from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.score import Score
from resume_pipeline.stages.score.draft import drafted
from resume_pipeline.stages.score.periods import months_worked
from resume_pipeline.stages.score.shares import shares
from resume_pipeline.stages.score.titles import alike, likeness
from resume_pipeline.stages.score.words import stems
from resume_pipeline.wire.vacancy import Criterion, Vacancy

from .documents import AS_OF, blind, demo, document, extract
from .test_parse import RESUME

FILLER = "\nInterests\n" + "Reading about the history of cartography and of small harbours.\n" * 8
KINDS = ("must", "nice", "title", "years", "education", "certificate", "language", "eligibility")


def vacancy(*criteria, **fields):
    made = tuple(Criterion(**{"label": "x", **one}) for one in criteria)
    return Vacancy(criteria=made, **fields)


def score(resume, advert, as_of=AS_OF, **options):
    read = document(resume + FILLER) if isinstance(resume, str) else resume
    given = Work(inputs=(blind(read),), as_of=as_of, vacancy=advert, options=options)
    return Score().run(given)


def statuses(card):
    return {item.label: item.status for one in card.contributions for item in one.items}


def skills(listed, *wanted):
    resume = f"Jane Quill\n\nProfile\nI rest and express myself, then go on.\n\nSkills\n{listed}\n"
    criteria = [{"kind": "must", "label": label} for label in wanted]
    return statuses(score(resume, vacancy(*criteria)))


def assert_adds_up(card):
    assert card.points == sum(one.points for one in card.contributions)
    assert sum(one.weight for one in card.contributions) == 100_000
    low, high = card.bounds
    assert card.points == low <= high <= 100_000
    for one in card.contributions:
        assert abs(one.points - one.weight * one.value / 10_000) < 12
        assert one.points == sum(item.points for item in one.items)
        for item in one.items:
            assert bool(item.evidence) == (item.value > 0)
            assert item.points == 0 or item.value > 0


def test_the_demo_s_first_resume_has_all_that_its_vacancy_asks_for():
    advert = Vacancy.from_text(demo("vacancy").decode())
    card = score(extract(demo("one-column")), advert)
    assert card.points == 100_000
    assert card.criteria_draft
    assert card.missing == ()
    assert_adds_up(card)


def test_points_are_the_sum_of_what_is_met():
    card = score(
        RESUME,
        vacancy(
            {"kind": "must", "label": "Triage"},
            {"kind": "must", "label": "Kubernetes"},
            {"kind": "must", "label": "Wound Care", "weight": 2},
            {"kind": "years", "label": "", "years": 20},
        ),
    )
    must, years = card.contributions
    assert (must.weight, must.value, must.points) == (77_778, 7_500, 58_333)
    assert [item.points for item in must.items] == [19_444, 0, 38_889]
    assert (years.weight, years.value) == (22_222, (34 + 79) * 10_000 // 240)
    assert card.missing == ("Kubernetes",)
    assert not card.criteria_draft
    assert_adds_up(card)


def test_evidence_of_a_met_item_leads_to_the_words():
    read = extract(demo("one-column"))
    card = score(read, vacancy({"kind": "must", "label": "Terraform"}))
    (item,) = card.contributions[0].items
    (span,) = item.evidence
    assert read.text[span.start : span.end] == "Terraform"
    assert span.box is not None
    assert span.text_sha256 == sha256(b"Terraform")


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(KINDS),
                "label": st.sampled_from(
                    ["Triage", "Excel", "Rust", "Master", "Polish", "Head Nurse", ""]
                ),
                "weight": st.integers(1, 1000),
                "years": st.integers(0, 60),
                "blocking": st.booleans(),
            }
        ),
        min_size=1,
        max_size=9,
    )
)
def test_whatever_is_asked_for_adds_up(criteria):
    points = dict.fromkeys(KINDS, 3)
    card = score(RESUME, vacancy(*criteria, points=points))
    if card.abstained:
        assert card.abstained == "mostly_unknown"
        assert card.bounds[1] - card.bounds[0] > 40_000
        return
    assert_adds_up(card)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=12))
def test_shares_add_up_and_are_fair_to_one_unit(whole, weights):
    parts = shares(whole, weights)
    if not sum(weights):
        assert parts == [0] * len(weights)
        return
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - whole * weight) < sum(weights)


# Abstaining


def test_without_a_vacancy_there_is_no_score():
    card = score(RESUME, None)
    assert (card.points, card.abstained) == (None, "no_vacancy")


def test_too_little_text_is_not_judged():
    read = document("Jane Quill\n\nSkills\nPython")
    given = Work(inputs=(blind(read),), as_of=AS_OF, vacancy=vacancy({"kind": "must"}))
    assert Score().run(given).abstained == "too_little_text"


def test_an_advert_that_asks_for_nothing_is_no_measure():
    card = score(RESUME, Vacancy(text="Come and join us. It is nice here."))
    assert (card.abstained, card.criteria_draft) == ("no_criteria", True)


# Skills


def test_names_that_contain_each_other_are_told_apart():
    assert skills("C++, C#, JavaScript, Node.js, ASP.NET", "C", "Java", ".NET", "JS") == {
        "C": "not_found",
        "Java": "not_found",
        ".NET": "not_found",
        "JS": "met",  # another name for JavaScript
    }
    assert set(skills("C++, C#, .NET, Node.js", "C++", "C#", ".NET", "Node.js").values()) == {"met"}


def test_words_of_prose_count_only_where_skills_are_listed():
    wanted = ("Go", "REST", "Express")
    assert set(skills("Python", *wanted).values()) == {"not_found"}
    assert set(skills("Go, REST, Express", *wanted).values()) == {"met"}


def test_other_spellings_count():
    assert skills("k8s, Postgres", "Kubernetes", "PostgreSQL") == {
        "Kubernetes": "met",
        "PostgreSQL": "met",
    }
    card = score(
        RESUME, vacancy({"kind": "must", "label": "Dressings", "synonyms": ("Wound Care",)})
    )
    assert statuses(card) == {"Dressings": "met"}


def test_a_label_without_letters_is_met_by_nobody():
    assert skills("Python", "", "--") == {"": "not_found", "--": "not_found"}


# Title, years, education, language


def test_the_past_title_that_is_most_alike_counts():
    card = score(RESUME, vacancy({"kind": "title", "label": "Staff Nurse (m/f)"}))
    (item,) = card.contributions[0].items
    assert item.status == "met"
    assert card.points > 80_000
    assert alike(stems("Staff Nurse"), stems("staff  nurse!")) == 10_000
    assert alike((), ()) == 0
    assert likeness("Krankenschwester", ["Registered Nurse"]) == 7_000


def test_years_that_overlap_count_once_and_the_future_does_not_count():
    entries = [
        {"startDate": "2018-01", "endDate": "2020-01"},
        {"startDate": "2019-01", "endDate": "2021-01-15"},
        {"startDate": "2023", "endDate": "2022"},
        {"startDate": "2023-06"},
        {"startDate": "2090-01", "endDate": "2095-01"},
        {"endDate": "2001"},
    ]
    assert months_worked(entries, "2024-01-31") == 37 + 7
    assert months_worked([{"endDate": "2001"}], "2024-01-31") is None


def test_years_are_counted_to_the_day_that_the_job_was_submitted():
    wanted = vacancy({"kind": "years", "label": "", "years": 10})
    days = ("2021-08-31", "2026-08-31", "2099-01-01")
    assert [score(RESUME, wanted, as_of=day).points for day in days] == [50_000, 100_000, 100_000]


def test_years_in_a_field_count_where_it_is_mentioned():
    wanted = vacancy({"kind": "years", "label": "Staff Nurse", "years": 2})
    assert score(RESUME, wanted).points == 100_000
    wanted = vacancy({"kind": "years", "label": "Plumbing", "years": 2})
    assert statuses(score(RESUME, wanted)) == {"2 years Plumbing": "not_found"}


def test_nothing_dated_says_nothing_of_years():
    resume = "Jane Quill\n\nSkills\nPython\n"
    years = {"kind": "years", "label": "", "years": 2}
    card = score(resume, vacancy({"kind": "must", "label": "Python"}, years))
    assert statuses(card) == {"Python": "met", "2 years": "unknown"}
    assert (card.points, card.bounds, card.unknown) == (77_777, (77_777, 100_000), ("2 years",))
    alone = score(resume, vacancy(years))
    assert (alone.points, alone.abstained, alone.bounds) == (None, "mostly_unknown", (0, 100_000))


@pytest.mark.parametrize(
    ("label", "status"), [("Bachelor", "met"), ("Master", "not_found"), ("Nursing", "met")]
)
def test_a_degree_counts_by_its_level_or_by_its_name(label, status):
    assert statuses(score(RESUME, vacancy({"kind": "education", "label": label}))) == {
        label: status
    }


def test_a_language_counts_under_any_of_its_names():
    german = RESUME.replace("Polish: B2", "Deutsch: B2")
    asked = vacancy({"kind": "language", "label": "German"}, points={"language": 10})
    assert statuses(score(german, asked)) == {"German": "met"}


# Fairness


def test_who_somebody_is_does_not_move_the_score():
    wanted = vacancy(*({"kind": "must", "label": name} for name in ("Python", "Django", "Triage")))
    other = RESUME.replace("Jane Quill", "Python Django").replace("janequill", "django")
    other = other.replace("jane.quill", "python").replace("Bristol", "Python")
    assert score(other, wanted).points == score(RESUME, wanted).points


def test_an_unmet_blocking_criterion_is_flagged_and_costs_no_more_than_another():
    wanted = {"kind": "must", "label": "Kubernetes"}, {"kind": "must", "label": "Triage"}
    plain, blocking = vacancy(*wanted), vacancy({**wanted[0], "blocking": True}, wanted[1])
    assert score(RESUME, plain).flags == ()
    assert score(RESUME, blocking).flags == ("blocking_unmet",)
    assert score(RESUME, plain).points == score(RESUME, blocking).points


# Drafts and options


def test_criteria_are_drafted_from_an_advert():
    advert = """Backend Engineer (m/f/d)
We never rest and go the extra mile to express our values.
Requirements:
- 5+ years with Python, Go and C++
- .NET or Node.js
- Bachelor's or Master's degree
- Fluent English

Nice to have:
- Kubernetes, REST
- German
"""
    made = Vacancy.from_text(advert)
    found = {(one.kind, one.label or one.years) for one in drafted(made.title, made.text)}
    assert found == {
        ("title", "Backend Engineer"),
        *(("must", name) for name in ("Python", "Go", "C++", ".NET", "Node.js")),
        *(("nice", name) for name in ("Kubernetes", "REST")),
        ("years", 5),
        ("education", "Bachelor"),
        ("language", "English"),
    }


def test_the_weight_of_a_kind_is_the_employer_s_and_recorded():
    asked = {"kind": "must", "label": "Rust"}, {"kind": "nice", "label": "Triage"}
    assert score(RESUME, vacancy(*asked)).points == 22_222
    card = score(RESUME, vacancy(*asked, points={"must": 0}))
    assert card.points == 100_000
    assert (card.weights["must"], card.weights["nice"]) == (0, 4)
    nothing = vacancy(*asked, points={"must": 0, "nice": 0})
    assert score(RESUME, nothing).abstained == "no_criteria"


@pytest.mark.parametrize("points", [{"luck": 5}, {"must": 1.5}, {"must": -1}, {"must": 1001}])
def test_weights_are_whole_and_of_known_kinds(points):
    with pytest.raises(ValidationError):
        Vacancy(points=points)


def test_an_option_is_refused():
    with pytest.raises(StageFailedError) as raised:
        score(RESUME, None, points={"must": 1})
    assert raised.value.code == "bad_option"
