"""Spacing: groups that follow one another wait for company, those after a pause do not."""

from __future__ import annotations

import time

import pytest

from resume_pipeline.engines import patience
from resume_pipeline.engines.patience import Spacing


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(patience, "time", made)
    assert patience.time is not time
    return made


def after(clock: Clock, items: int, pause: float = 0.0) -> float:
    """How long the next group waits after one of so many items."""
    spacing = Spacing(0.02, 0.1, 200)
    spacing.keep()
    spacing.had(items)
    clock.now += pause
    clock.slept = 0.0
    spacing.keep()
    return clock.slept


def test_the_first_group_and_one_after_nothing_do_not_wait(clock):
    Spacing(0.02, 0.1, 200).keep()
    assert clock.slept == 0
    assert after(clock, 0) == 0


def test_the_larger_the_last_group_the_longer_the_next_one_gathers(clock):
    assert after(clock, 1) == pytest.approx(0.02)
    assert after(clock, 3) == pytest.approx(0.06)
    assert after(clock, 50) == pytest.approx(0.1)


def test_what_was_spent_on_the_last_group_counts(clock):
    assert after(clock, 3, pause=0.05) == pytest.approx(0.01)
    assert after(clock, 3, pause=1) == 0


def test_behind_a_full_group_nobody_waits(clock):
    assert after(clock, 200) == 0
