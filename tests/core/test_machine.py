"""The state machine, on SQLite in memory."""

from __future__ import annotations

import pytest
from hypothesis import settings

from resume_pipeline.testing.machine import PipelineMachine

#: Hundreds of examples take minutes, and longer on a busy machine.
pytestmark = pytest.mark.timeout(1800)

TestInMemory = PipelineMachine.TestCase
TestInMemory.settings = settings(stateful_step_count=40)
