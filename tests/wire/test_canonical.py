"""Canonical bytes: those of the standard library's encoder, whatever the value."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.model.event import canonical, canonical_bytes
from resume_pipeline.wire.base import parse_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


def plainly(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


@given(VALUES)
def test_they_are_those_of_the_standard_library(value):
    assert canonical_bytes(value) == plainly(value) == canonical(value).encode()


@given(VALUES)
def test_they_read_back(value):
    assert parse_json(canonical_bytes(value)) == value


@given(st.dictionaries(st.integers(), VALUES))
def test_so_are_those_of_keys_that_are_numbers(value):
    assert canonical_bytes(value) == plainly(value)
