"""Identifiers sort by time, and within a millisecond in the order in which they were made."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.model.ids import uuid7


@given(st.integers(0, 2**48 - 1))
def test_they_are_uuids_of_version_7_that_tell_the_time(now):
    made = uuid.UUID(uuid7(now))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == now


def test_within_a_millisecond_they_rise():
    made = [uuid7(1_700_000_000_000) for _ in range(5000)]
    assert made == sorted(made)


def test_no_two_threads_make_the_same():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(uuid7, [1_700_000_000_000] * 5000))
    assert len(set(made)) == 5000


@given(st.lists(st.integers(0, 3), min_size=2))
def test_they_are_never_the_same_also_when_the_clock_goes_back(steps):
    made = [uuid7(1_700_000_000_000 + step) for step in steps]
    assert len(set(made)) == len(steps)
