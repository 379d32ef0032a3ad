"""What was written by one version is read by the next: shapes and tables do not change unseen."""

from __future__ import annotations

import inspect
import json

import pytest

from resume_pipeline import wire
from resume_pipeline.wire.base import Payload, Wire
from tests.house.freeze import FROZEN, WIRE, ddl_of, samples, without_words

CHANGED = """
The shape of {name} is not the frozen one.
- If that was not meant, undo it: stored objects and messages on their way have the old shape.
- If it was, give schema_id the next number, keep reading the old one for as long as objects of it
  may be stored, and say so in the changelog.
- Only while nothing has been released may a shape change under its number.
Then run `python -m tests.house.freeze` and commit what it rewrites.
"""
MOVED = """
The ledger's tables for {name} are not the frozen ones: hosts have databases with the old ones.
Add a migration from the frozen layout to this one and say so in the changelog. Only while nothing
has been released may the layout change without one.
Then run `python -m tests.house.freeze` and commit what it rewrites.
"""
NAMED = """
The public names are not the frozen ones: hosts and plugins import them.
To take one away, say so in the changelog and give it a release in which using it warns.
Then run `python -m tests.house.freeze` and commit what it rewrites.
"""


def advice_on(name: str) -> str:
    advice = {"ledger": MOVED, "public": NAMED}.get(name.partition("-")[0], CHANGED)
    return advice.format(name=name)


@pytest.mark.parametrize("name", sorted(samples()))
def test_what_others_rely_on_is_the_frozen_one(name: str) -> None:
    path = FROZEN / name
    frozen = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
    assert samples()[name] == frozen, advice_on(name)


def test_every_sample_stands_for_something() -> None:
    assert {path.name for path in FROZEN.glob("*.json")} == set(samples())


def test_every_schema_of_the_wire_is_frozen() -> None:
    modules = (value for value in vars(wire).values() if inspect.ismodule(value))
    kinds = (value for module in modules for value in vars(module).values())
    named = {
        kind
        for kind in kinds
        if inspect.isclass(kind) and issubclass(kind, Wire) and kind not in (Wire, Payload)
        if vars(kind).get("schema_id")
    }
    assert named == set(WIRE)


def test_better_words_are_no_other_shape() -> None:
    said = {"description": "One line.", "properties": {"description": {"type": "string"}}}
    assert without_words(said) == {"properties": {"description": {"type": "string"}}}


def test_sqlite_and_postgres_have_the_same_tables() -> None:
    assert ddl_of("sqlite").keys() == ddl_of("postgresql").keys()
