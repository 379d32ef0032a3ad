"""Rates and ratios by group are those of the rule's own example; what was inferred is refused."""

from __future__ import annotations

import csv
import io
import json
import math
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.audit.bias import NOT_AN_AUDIT, bias, median
from resume_pipeline.audit.bias_page import as_csv, as_json, as_markdown, decimal
from resume_pipeline.audit.exact import Counts, fisher, interval
from resume_pipeline.audit.people import Assessed, read_people
from resume_pipeline.errors import InvalidRequestError

#: The example of 6 RCNY 5-301(b), as adopted: applicants, selected, and the ratio as printed there.
SEX = {"Male": (1390, 667, "1.00"), "Female": (1181, 555, "0.979")}
RACE = {
    "Hispanic or Latino": (408, 204, "0.97"),
    "White": (797, 412, "1.00"),
    "Black or African American": (390, 170, "0.84"),
    "Native Hawaiian or Pacific Islander": (119, 52, "0.85"),
    "Asian": (616, 302, "0.95"),
    "Native American or Alaska Native": (41, 18, "0.85"),
    "Two or More Races": (213, 96, "0.87"),
}
BOTH = {
    ("Male", "Hispanic or Latino"): (205, 90, "0.841"),
    ("Female", "Hispanic or Latino"): (190, 82, "0.827"),
    ("Male", "White"): (412, 215, "1.000"),
    ("Male", "Black or African American"): (226, 95, "0.806"),
    ("Male", "Native Hawaiian or Pacific Islander"): (87, 37, "0.815"),
    ("Male", "Asian"): (321, 167, "0.997"),
    ("Male", "Native American or Alaska Native"): (24, 11, "0.878"),
    ("Male", "Two or More Races"): (115, 52, "0.866"),
    ("Female", "White"): (385, 197, "0.981"),
    ("Female", "Black or African American"): (164, 75, "0.876"),
    ("Female", "Native Hawaiian or Pacific Islander"): (32, 15, "0.898"),
    ("Female", "Asian"): (295, 135, "0.877"),
    ("Female", "Native American or Alaska Native"): (17, 7, "0.789"),
    ("Female", "Two or More Races"): (98, 44, "0.860"),
}


def people(sex, race, applicants: int, selected: int) -> list[Assessed]:
    said = {"sex": sex, "race_ethnicity": race}
    return [
        Assessed(**said, selected=True, count=selected),
        Assessed(**said, selected=False, count=applicants - selected),
    ]


def groups(report, question: str, measure: str = "selection"):
    (table,) = (t for t in report.tables if (t.question, t.measure) == (question, measure))
    return {group.name: group for group in table.groups}


@pytest.mark.parametrize(
    ("question", "example"),
    [
        ("sex", {(sex, None): row for sex, row in SEX.items()}),
        ("race_ethnicity", {(None, race): row for race, row in RACE.items()}),
        ("sex and race_ethnicity", BOTH),
    ],
)
def test_the_example_of_the_rule_comes_out_as_it_is_printed(question, example) -> None:
    rows = [one for (sex, race), (n, k, _) in example.items() for one in people(sex, race, n, k)]
    found = groups(bias(rows), question)
    best = max(Fraction(k, n) for n, k, _ in example.values())
    for (sex, race), (n, k, printed) in example.items():
        ratio = found[" / ".join(filter(None, (sex, race)))].impact_ratio
        assert abs(float(ratio) - (k / n) / float(best)) < 1e-9
        assert decimal(ratio, len(printed) - 2) == printed
        assert ratio == Fraction(k, n) / best


def test_a_scoring_rate_is_the_share_above_the_median_of_the_full_sample() -> None:
    scores = {"Female": [50, 60, 70, 80], "Male": [55, 65, 75], None: [65]}
    rows = [
        Assessed(sex=sex, race_ethnicity=None, score=Fraction(score))
        for sex, all_of_them in scores.items()
        for score in all_of_them
    ]
    report = bias([*rows, Assessed(sex="Male", race_ethnicity=None)])
    assert report.median == 65
    found = groups(report, "sex", "scoring")
    assert found["Female"].counts == Counts(2, 4)
    assert found["Male"].counts == Counts(1, 3)
    assert found["Male"].impact_ratio == Fraction(2, 3)
    (table,) = (t for t in report.tables if t.question == "sex")
    assert (table.unknown, table.unmeasured) == (1, 1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), min_size=1, max_size=12))
def test_the_median_of_counted_scores_is_that_of_all_of_them(pairs) -> None:
    rows = [Assessed(sex=None, race_ethnicity=None, score=Fraction(s), count=n) for s, n in pairs]
    every = sorted(s for s, n in pairs for _ in range(n))
    middle = Fraction(every[(len(every) - 1) // 2] + every[len(every) // 2], 2)
    assert median(rows) == middle


def test_fishers_test_gives_the_lady_tasting_tea_her_due() -> None:
    assert fisher(Counts(3, 4), Counts(1, 4)) == Fraction(34, 70)
    assert fisher(Counts(4, 4), Counts(0, 4)) == Fraction(2, 70)
    assert fisher(Counts(0, 5), Counts(0, 7)) == 1


def test_fishers_test_is_the_sum_over_every_way_to_deal_the_same_cards() -> None:
    """Against all assignments of favour to people, counted one by one."""
    for one, other in product(range(1, 5), repeat=2):
        for a, b in product(range(one + 1), range(other + 1)):
            deals = [
                sum(favours[:one])
                for favours in product((0, 1), repeat=one + other)
                if sum(favours) == a + b
            ]
            likely = {k: deals.count(k) for k in set(deals)}
            expected = Fraction(sum(n for n in likely.values() if n <= likely[a]), len(deals))
            assert fisher(Counts(a, one), Counts(b, other)) == expected


def test_an_interval_holds_its_ratio_and_is_wider_with_fewer_people() -> None:
    low, high = interval(Counts(30, 100), Counts(40, 100))
    assert low < 0.75 < high
    assert math.isclose(low * high, 0.75**2)
    wider = interval(Counts(3, 10), Counts(4, 10))
    assert wider[0] < low
    assert wider[1] > high
    assert interval(Counts(0, 10), Counts(4, 10)) is None
    assert interval(Counts(4, 4), Counts(4, 4)) == (1.0, 1.0)


def test_small_groups_are_left_out_of_ratios_only_with_a_reason_and_still_shown() -> None:
    rows = [*people("Male", None, 60, 30), *people("Female", None, 40, 16)]
    rows += people("Nonbinary", None, 1, 1)
    with_all = groups(bias(rows), "sex")
    assert with_all["Male"].impact_ratio == Fraction(1, 2)
    report = bias(rows, leave_out_small="one person says nothing")
    found = groups(report, "sex")
    assert found["Male"].impact_ratio == 1
    assert found["Nonbinary"].impact_ratio is None
    assert found["Nonbinary"].counts == Counts(1, 1)
    assert set(found["Nonbinary"].flags) == {"few_people", "left_out"}
    assert "one person says nothing" in as_markdown(report)
    with pytest.raises(InvalidRequestError, match="justification"):
        bias(rows, leave_out_small=" ")


def test_where_nobody_is_favoured_there_is_no_ratio() -> None:
    found = groups(bias([*people("Male", None, 9, 0), *people("Female", None, 9, 0)]), "sex")
    assert {group.impact_ratio for group in found.values()} == {None}


def test_a_ratio_below_four_fifths_is_flagged() -> None:
    found = groups(bias([*people("M", None, 100, 50), *people("F", None, 100, 39)]), "sex")
    assert found["F"].flags == ("below_four_fifths",)
    assert found["M"].flags == ()
    assert 0.1 < found["F"].p < 0.2


def test_groups_too_large_for_an_exact_test_still_have_ratio_and_bounds() -> None:
    found = groups(bias([*people("M", None, 30_000, 900), *people("F", None, 30_000, 600)]), "sex")
    assert found["F"].p is None
    assert found["F"].impact_ratio == Fraction(2, 3)
    assert found["F"].bounds is not None


def written(tmp_path: Path, text: str, name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_people_is_read_as_csv_and_as_json(tmp_path: Path) -> None:
    text = (
        "sex,race_ethnicity,source,selected,score\n"
        "Female,Asian,self_reported,yes,67.6\n"
        "declined,,,0,\n"
    )
    rows = [
        {"sex": "Female", "race_ethnicity": "Asian", "source": "self_reported", "selected": True}
        | {"score": 67.6},
        {"sex": None, "selected": 0},
    ]
    expected = [
        Assessed(sex="Female", race_ethnicity="Asian", selected=True, score=Fraction("67.6")),
        Assessed(sex=None, race_ethnicity=None, selected=False),
    ]
    assert read_people(written(tmp_path, text)) == expected
    assert read_people(written(tmp_path, json.dumps(rows), "people.json")) == expected


def test_capital_letters_make_no_two_groups_of_one(tmp_path: Path) -> None:
    text = "sex,source,selected\n" + "".join(
        f"{sex},self_reported,1\n" for sex in ("Female", "female", "FEMALE ", "Male")
    )
    found = groups(bias(read_people(written(tmp_path, text))), "sex")
    assert {name: group.counts.people for name, group in found.items()} == {"Female": 3, "Male": 1}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Female,Asian,inferred,1,", "row 1: groups count only as people reported them"),
        ("Female,,,1,", "row 1: groups count only as people reported them"),
        (",Asian,from_name,1,", "Inferred groups are refused"),
        ("Female,Asian,self_reported,maybe,", "row 1: selected is 1 or 0"),
        ("Female,Asian,self_reported,1,high", "row 1: score is a number"),
        ("Female,Asian,self_reported,1,1e9", "row 1: score is a number"),
        ("Female,Asian,self_reported,,", "nobody has an outcome"),
        ("Female,Asian,self_reported,1,,more", "row 1: the columns are"),
        ("", "holds no rows"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(tmp_path: Path, row: str, said: str) -> None:
    text = f"sex,race_ethnicity,source,selected,score\n{row}"
    with pytest.raises(InvalidRequestError, match=said):
        bias(read_people(written(tmp_path, text)))


@pytest.mark.parametrize(
    "text", ['{"a": 1}', "[1]", "[", "[" * 100_000, '[{"sex": ["F"]}]', '[{"name": "Ada"}]', "[]"]
)
def test_json_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidRequestError):
        read_people(written(tmp_path, text, "people.json"))


def test_every_form_of_the_report_says_that_it_is_no_independent_audit() -> None:
    rows = [*people("=Male|", None, 40, 20), *people("Female", None, 40, 10)]
    rows += people(None, None, 7, 3)
    report = bias(rows)
    page, table, value = as_markdown(report), as_csv(report), as_json(report)
    assert NOT_AN_AUDIT in page
    assert NOT_AN_AUDIT in table
    assert value["note"] == NOT_AN_AUDIT
    assert "| =Male\\| | 40 | 20 | 0.5000 | 1.0000 |" in page
    assert "Not in any rate: 7 people of unknown category." in page
    rows = list(csv.DictReader(io.StringIO(table.partition("\n")[2])))
    of_sex = [row for row in rows if row["question"] == "sex"]
    assert [row["category"] for row in of_sex] == ["'=Male|", "Female", "(unknown category)"]
    assert [row["applicants"] for row in of_sex] == ["40", "40", "7"]
    (sex, *_) = value["tables"]
    assert sex["groups"][1]["exact"] == {"rate": "1/4", "impact_ratio": "1/2"}
    assert json.loads(json.dumps(value)) == value
