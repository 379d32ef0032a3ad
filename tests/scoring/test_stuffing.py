"""Listing more skills than anybody has, or hiding text, raises no score, and the score says so."""

import pytest

from resume_pipeline.ports.stage import Work
from resume_pipeline.stages.score import Score
from resume_pipeline.stages.score.candidate import MOST_SKILLS
from resume_pipeline.wire.vacancy import Vacancy
from tests.stages.documents import AS_OF, blind, document

ADVERT = """Logistics Planner

You plan routes and stock for forty shops, with our drivers and our suppliers.

Requirements:
- Python, SQL, Kubernetes, Terraform and Apache Kafka
- 3+ years of experience
"""
RESUME = """Kim Doe
kim.doe@example.org

Experience
Stock Planner, Harbour Lane Ltd
March 2019 - Present
- Plans routes and stock of thirty shops with SQL, and trains the drivers of two suppliers
- Moved the old lists of stock to a system that tells every shop what it will need next week
- Counted the stock of three stores every spring, and cut what was thrown away by a quarter
- Settled complaints of shops about late deliveries, and wrote the handbook for the night shift

Education
Bachelor of Science in Logistics
Leeds University, 2010 - 2013

Skills
SQL, Excel{more}

Languages
English
"""
WANTED = ", Python, Kubernetes, Terraform, Apache Kafka, logistics planner"
LISTED = "".join(f", Tool {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n % 26]}{n}" for n in range(MOST_SKILLS))


def card(more):
    view = blind(document(RESUME.format(more=more)))
    vacancy = Vacancy.from_text(ADVERT)
    return Score().run(Work(inputs=(view,), as_of=AS_OF, vacancy=vacancy))


def test_skills_behind_a_heap_of_them_count_for_nothing():
    honest, heap, stuffed = card(""), card(LISTED), card(LISTED + WANTED)
    assert stuffed.points == heap.points <= honest.points
    assert stuffed.missing == honest.missing
    assert {"Python", "Kubernetes", "Terraform", "Kafka"} <= set(stuffed.missing)
    assert card(WANTED).points > honest.points


def test_what_stands_behind_a_heap_without_end_counts_for_nothing_either():
    endless = "".join(f", Tool {n}x" for n in range(1_200))
    assert {"Python", "Kubernetes"} <= set(card(endless + WANTED).missing)


def test_a_heap_of_skills_is_flagged_and_what_stands_elsewhere_counts_on():
    stuffed = card(LISTED + WANTED)
    assert stuffed.flags == ("keyword_stuffing",)
    assert card("").flags == ()
    met = [item.label for part in stuffed.contributions for item in part.items if item.points]
    assert "SQL" in met


@pytest.mark.parametrize("times", [2, 40])
def test_saying_a_skill_again_and_again_adds_nothing_to_it(times):
    again = ", Python" * times
    assert card(again).missing == card(", Python").missing
    assert card(again).points <= card(", Python").points + 1_000
