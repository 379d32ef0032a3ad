"""The tests of the tests: each planted bug is found, by its trace, in every run."""

from __future__ import annotations

import pytest

from resume_pipeline.errors import BugError
from resume_pipeline.testing.rig import Rig
from tests.core.mutants import MUTANTS, TRACES


@pytest.fixture
def rig():
    rig = Rig()
    yield rig
    rig.close()


@pytest.mark.parametrize("name", TRACES)
def test_the_library_as_it_is_bears_the_trace(name: str, rig: Rig) -> None:
    TRACES[name](rig)
    rig.check()


@pytest.mark.parametrize("name", MUTANTS)
def test_the_trace_finds_the_planted_bug(name: str, rig: Rig) -> None:
    mutant, trace = MUTANTS[name]
    with pytest.raises((AssertionError, BugError)), mutant():
        trace(rig)
