"""The random search on top of the traces: how many planted bugs it finds without being told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from resume_pipeline.testing.machine import PipelineMachine
from tests.core.mutants import MUTANTS

SEARCH = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def is_found(name: str) -> bool:
    mutant, _ = MUTANTS[name]
    try:
        with mutant():
            run_state_machine_as_test(PipelineMachine, settings=SEARCH)
    except Exception:  # whatever it was that broke
        return True
    return False


@pytest.mark.slow
def test_a_short_search_finds_most_planted_bugs() -> None:
    enough = len(MUTANTS) - len(MUTANTS) // 3
    missed: list[str] = []
    for count, name in enumerate(MUTANTS, start=1):
        if not is_found(name):
            missed.append(name)
        if count - len(missed) == enough:
            break  # the rest would change nothing
    print(f"missed by 30 examples: {missed}")
    assert count - len(missed) >= enough, missed
