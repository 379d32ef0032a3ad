"""The window opens where jobs are short, and closes where they are long."""

from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.model.window import MOST, Width

BASE = 8


def look(width, unclaimed, now):
    return width.looked(unclaimed, BASE, now)


def test_the_first_look_says_nothing():
    assert look(Width(), 0, 5_000).factor == 1


def test_a_queue_that_is_emptied_between_two_looks_gets_more():
    width, factors = Width(), []
    for now in range(0, 400, 40):
        width = look(width, 0, now)
        factors.append(width.factor)
    assert factors == [1, 2, 4, 8, 16, 32, 64, 64, 64, 64]


def test_long_jobs_leave_it_at_its_base():
    width = Width()
    for now in range(0, 10_000, 40):
        width = look(width, BASE - 2, now)
        assert width.factor == 1


def test_it_closes_again_when_jobs_become_long():
    width = Width(factor=16, looked_at=0, emptied_at=0)
    for now in range(40, 5_000, 40):
        width = look(width, BASE * width.factor - 2, now)
    assert width.factor == 1


def test_what_was_learnt_before_a_rest_is_forgotten():
    assert look(Width(factor=16, looked_at=0, emptied_at=0), 0, 60_000).factor == 1


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 2000))))
def test_it_is_never_less_than_the_base_and_never_boundless(looks):
    width, now = Width(), 0
    for unclaimed, passed in looks:
        now += passed
        width = look(width, unclaimed, now)
        assert 1 <= width.factor <= MOST
