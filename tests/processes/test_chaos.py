"""Short runs of chaos: processes and servers killed, lost and repeated messages, and the sums."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resume_pipeline.errors import ConfigError
from resume_pipeline.testing.chaos import Campaign, Report, run
from resume_pipeline.testing.chaos.schedule import WEIGHTS, deaths, kills

PLACES = {"worker": 4, "coordinator": 2, "broker": 1, "database": 1}


def all_is_well(report: Report, home: Path, jobs: int, kills: int) -> None:
    print("\n".join(report.lines()))
    assert not report.broken
    assert {promise.name: promise.checked > 0 for promise in report.promises} == {
        promise.name: True for promise in report.promises
    }
    assert (report.jobs["submitted"], report.jobs["ended"]) == (jobs, jobs)
    assert sum(report.kills.values()) == kills
    assert set(report.messages) == {"drop", "twice", "hold"}
    kept = json.loads((home / "report.json").read_text(encoding="utf-8"))
    assert (kept["seed"], kept["holds"]) == (report.seed, True)


@pytest.mark.slow
def test_chaos_on_one_machine_breaks_no_promise(tmp_path: Path) -> None:
    asked = Campaign(jobs=30, kills=8, workers=3, sample=5, seed=1)
    report = run(asked, tmp_path)
    all_is_well(report, tmp_path, jobs=30, kills=8)
    assert set(report.kills) == {"worker", "coordinator"}


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.timeout(900)
def test_chaos_on_servers_that_are_killed_breaks_no_promise(tmp_path: Path) -> None:
    asked = Campaign(parts="rabbitmq", jobs=150, kills=16, sample=5, seed=2)
    try:
        report = run(asked, tmp_path)
    except ConfigError as error:
        if "is not installed here" not in str(error):
            raise
        pytest.skip(f"chaos starts servers of its own: {error}")
    all_is_well(report, tmp_path, jobs=150, kills=16)
    assert set(report.kills) == set(WEIGHTS)
    cuts = sum((ways.get("lost", 0) for ways in report.connections.values()), 0)
    assert cuts > 0, "no answer was lost"


def test_a_seed_gives_the_same_faults_again() -> None:
    def faults(seed: int) -> tuple[object, ...]:
        schedule = kills(seed, count=200, jobs=2000, places=PLACES)
        return schedule, deaths(seed, "worker-1", ("run.claimed", "run.started"))

    assert faults(7) == faults(7)
    assert faults(7) != faults(8)
    schedule, _ = faults(7)
    assert len(schedule) == 200
    assert {kill.victim for kill in schedule} == set(PLACES)
    assert {kill.place for kill in schedule if kill.victim == "worker"} == {0, 1, 2, 3}
