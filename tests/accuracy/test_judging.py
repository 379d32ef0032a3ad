"""What counts as right, wrong and missed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.evaluation.folder import what_is_wrong
from resume_pipeline.evaluation.judging import judge
from resume_pipeline.evaluation.matching import (
    likeness,
    paired,
    same_date,
    same_phone,
    same_text,
)
from resume_pipeline.evaluation.report import Share, macro, reliability, scores

TRUTH = {
    "basics": {
        "name": "Jane Quill",
        "email": "jane@example.org",
        "phone": "+44 117 496 0123",
        "location": {"city": "Bristol"},
        "profiles": [{"network": "LinkedIn", "url": "https://www.linkedin.com/in/janequill/"}],
    },
    "work": [
        {"name": "Avonmead Hospital", "position": "Nurse", "startDate": "2019-06"},
        {"name": "Saltcombe Clinic", "position": "Staff Nurse", "startDate": "2016-08"},
    ],
    "education": [{"institution": "Saltcombe", "studyType": "BSc", "area": "Nursing"}],
    "skills": [{"name": "Clinical", "keywords": ["Triage", "Wound Care"]}],
}

KNOWN = """basics name email profiles url location city work startDate highlights position skills
keywords education studyType area languages language meta scored hidden projects"""
NAMES = st.sampled_from(KNOWN.split())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "x", "2019", "Jane Quill"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def outcome(truth, resume):
    """By field: right, wrong, missed."""
    found = scores([judge(truth, resume)])
    return {field: (one.right, one.wrong, one.missed) for field, one in found.items()}


def test_the_truth_itself_is_all_right():
    judged = judge(TRUTH, TRUTH)
    assert {one.is_right for one in judged} == {True}
    assert {one.path for one in judged} >= {"/work/1/position", "/skills/0/keywords/1"}
    assert macro(scores([judged])) == 1


def test_nothing_read_is_all_missed():
    judged = judge(TRUTH, {})
    assert {one.path for one in judged} == {None}
    assert len(judged) == len([one for one in judge(TRUTH, TRUTH) if one.path])


def test_entries_are_compared_with_the_entry_that_they_are_most_like():
    turned = {"work": [TRUTH["work"][1], {**TRUTH["work"][0], "name": "Elsewhere"}]}
    told = outcome({"work": TRUTH["work"]}, turned)
    assert told["work.position"] == (2, 0, 0)
    assert told["work.name"] == (1, 1, 1)


def test_a_word_for_a_group_of_skills_is_neither_right_nor_wrong():
    read = {"skills": [{"name": "Clinical"}, {"name": "Triage"}, {"name": "Juggling"}]}
    assert outcome(TRUTH, read)["skills"] == (1, 1, 1)


def test_a_degree_may_end_where_the_field_begins_elsewhere():
    read = {"education": [{"institution": "Saltcombe", "studyType": "BSc in", "area": "Nursing"}]}
    assert outcome(TRUTH, read)["education.studyType"] == (1, 0, 0)


def test_what_was_not_labelled_is_not_judged():
    partly = {**TRUTH, "meta": {"scored": ["work", "basics.email"]}}
    assert set(outcome(partly, TRUTH)) == {
        "basics.email",
        "work.name",
        "work.position",
        "work.startDate",
    }


def test_what_is_true_but_not_printed_is_neither_right_nor_wrong():
    truth = {"basics": {"name": "Jane Quill"}, "meta": {"hidden": [["city", "Bristol"]]}}
    read = {"basics": {"name": "Jane Quill", "location": {"city": "Bristol"}, "phone": "12345678"}}
    told = outcome(truth, read)
    assert "basics.location.city" not in told
    assert told["basics.phone"] == (0, 1, 0)


@given(st.dictionaries(NAMES, ANYTHING, max_size=5))
def test_what_is_taken_for_a_truth_can_be_judged_by(truth):
    if what_is_wrong(truth) is None:
        assert not any(one.is_right for one in judge(truth, {}))
        judge(truth, TRUTH)


@pytest.mark.parametrize(
    ("truth", "said", "is_same"),
    [
        ("ACME Ltd.", "Acme Ltd", True),
        ("Straße", "STRASSE", True),
        ("江南 大学", "江南大学", True),
        ("C++", "C", False),
        ("Data Analyst", "Data Analytics Lead", False),
        ("", "", False),
    ],
)
def test_texts_are_the_same_but_for_their_dress(truth, said, is_same):
    assert same_text(truth, said) is is_same


@pytest.mark.parametrize(
    ("truth", "said", "is_same"),
    [
        ("+33 1 99 00 11 22", "01 99 00 11 22", True),
        ("+44 (0)20 7946 0018", "+44 20 7946 0018", False),
        ("555-0100", "555-0101", False),
    ],
)
def test_phones_are_the_same_with_their_country_or_without(truth, said, is_same):
    assert same_phone(truth, said) is is_same


@pytest.mark.parametrize(
    ("truth", "said", "is_same"),
    [
        ("2019", "2019-05", True),
        ("2019-05", "2019", False),
        ("2019-05", "2019-05-01", True),
        ("2019-05", "2018-05", False),
        ("soon", "soon", False),
    ],
)
def test_dates_are_as_exact_as_the_truth(truth, said, is_same):
    assert same_date(truth, said) is is_same


@given(st.text(alphabet="ab c", max_size=9), st.text(alphabet="ab c", max_size=9))
def test_likeness_is_that_of_the_longest_common_subsequence(left, right):
    a, b = "".join(left.split()), "".join(right.split())
    rows = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            rows[i][j] = max(rows[i - 1][j], rows[i][j - 1], rows[i - 1][j - 1] + (x == y))
    expected = 200 * rows[-1][-1] // (len(a) + len(b)) if a and b else 0
    assert likeness(a, b) == expected


def test_the_most_alike_are_paired_first():
    pairs = paired(["ab", "abc"], ["abc", "zz"], likeness)
    assert pairs == [(1, 0)]


def test_wilson_s_interval_is_the_published_one():
    low, high = Share(8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert Share(0, 0).interval == (0, 1)
    assert Share(10, 10).interval[1] == 1


def test_a_reliability_table_holds_every_value_once():
    bins = reliability([(0, False), (899, True), (900, True), (1000, False)], (0, 900))
    assert [(one.low, one.stated, one.hits.part, one.hits.total) for one in bins] == [
        (0, 449, 1, 2),
        (900, 950, 1, 2),
    ]
