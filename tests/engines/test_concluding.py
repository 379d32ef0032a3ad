"""Concluding: what a worker says while it works goes out with the ending, if that is near."""

from __future__ import annotations

import pytest

from resume_pipeline.engines import concluding
from resume_pipeline.engines.concluding import Concluder
from resume_pipeline.flow.run import Closing

CLOSING = Closing(delivery=None)


@pytest.fixture
def groups(monkeypatch):
    """What is concluded, group by group: how many endings, and the words before them."""
    said: list[tuple[int, list[str]]] = []

    def conclude(closings, tools, before):
        said.append((len(closings), list(before)))
        return []

    monkeypatch.setattr(concluding, "conclude", conclude)
    return said


def test_words_wait_for_the_ending(groups, monkeypatch):
    monkeypatch.setattr(concluding, "_MOMENT", 60.0)
    settled: list[int] = []
    concluder = Concluder(tools=None, settled=settled.append)
    for said in ("started", "stage finished"):
        concluder.report([said])
    concluder.add(CLOSING)
    concluder.close()
    assert groups[0] == (1, ["started", "stage finished"])
    assert sum(settled) == 1


def test_where_the_ending_is_far_they_go_alone(groups, monkeypatch):
    monkeypatch.setattr(concluding, "_MOMENT", 0.0)
    concluder = Concluder(tools=None, settled=lambda _: None)
    concluder.report(["started"])
    while not groups:
        pass
    concluder.add(CLOSING)
    concluder.close()
    assert groups[0] == (0, ["started"])
    assert sum(count for count, _ in groups) == 1
