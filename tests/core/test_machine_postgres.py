"""The state machine and the planted bugs, on Postgres."""

from __future__ import annotations

import pytest
from hypothesis import settings

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.errors import BugError
from resume_pipeline.testing.machine import PipelineMachine
from resume_pipeline.testing.rig import Rig
from tests.core.mutants import MUTANTS, TRACES
from tests.servers import postgres_schema

pytestmark = pytest.mark.slow


class PostgresMachine(PipelineMachine):
    """The same, between a client and a server."""

    def make_ledger(self) -> SqlLedger:
        self.schema = postgres_schema()
        return SqlLedger.from_url(self.schema.__enter__())

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            if hasattr(self, "schema"):
                self.schema.__exit__(None, None, None)


TestOnPostgres = PostgresMachine.TestCase
TestOnPostgres.settings = settings(stateful_step_count=40, max_examples=40)


@pytest.fixture
def rig():
    with postgres_schema() as url:
        rig = Rig(ledger=SqlLedger.from_url(url))
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
