"""The state machine, on SQLite in a file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.testing.machine import PipelineMachine

#: Hundreds of examples take minutes, and longer on a busy machine.
pytestmark = [pytest.mark.timeout(1800), pytest.mark.slow]

#: A folder in memory, where there is one: a real file all the same, and fsync costs nothing.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


class FileMachine(PipelineMachine):
    """The same, on a file: with real connections, a WAL and fsync."""

    def make_ledger(self) -> SqlLedger:
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY))
        return SqlLedger.from_url(f"sqlite:///{self.folder}/ledger.db")

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


TestInFile = FileMachine.TestCase
TestInFile.settings = settings(stateful_step_count=40)
