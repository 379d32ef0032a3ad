"""The stage keeps the contract of stages, and finds what it should."""

from __future__ import annotations

from typing import ClassVar

import pytest
from acme_badges import Badges, FindBadges

from resume_pipeline import Profile, Work
from resume_pipeline.testing import StageContract


def work(*certificates: str, **options: object) -> Work:
    """A work whose profile has these certificates."""
    resume = {"certificates": [{"name": name} for name in certificates]}
    return Work(inputs=(Profile(resume=resume),), as_of="2026-01-31", options=options)


class TestFindBadges(StageContract):
    stage = FindBadges()
    examples: ClassVar = (work("AWS Certified Developer", "CKA"), work())
    other_options: ClassVar = {"known": {"Developer": "developer"}}


@pytest.mark.parametrize(
    ("certificate", "badges"),
    [
        ("AWS Certified Developer", ("aws",)),
        ("CKA", ("kubernetes",)),
        ("a CKAN catalogue", ()),  # whole words only
        ("", ()),
    ],
)
def test_a_certificate_earns_a_badge(certificate: str, badges: tuple[str, ...]) -> None:
    assert FindBadges().run(work(certificate)) == Badges(names=badges)


def test_two_certificates_of_one_kind_earn_one_badge() -> None:
    two = work("CKA", "Certified Kubernetes Administrator")
    assert FindBadges().run(two) == Badges(names=("kubernetes",))


def test_a_job_may_add_what_is_known() -> None:
    asked = work("Forklift licence", known={"Forklift": "forklift"})
    assert FindBadges().run(asked) == Badges(names=("forklift",))
