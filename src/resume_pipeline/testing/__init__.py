"""Proofs that a plugin's author runs: contracts, a state machine, stand-ins, fault points.

Contracts need pytest, the machine needs Hypothesis: ``pip install 'resume-pipeline[testing]'``.
What a name needs is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from resume_pipeline.engines.inline import drain
    from resume_pipeline.ports.faults import POINTS, trapped
    from resume_pipeline.testing.contract import Contract, deviates
    from resume_pipeline.testing.fakes import FaultyQueue, RecordingReporter, SettableClock
    from resume_pipeline.testing.ledger_contract import LedgerContract
    from resume_pipeline.testing.machine import PipelineMachine
    from resume_pipeline.testing.queue_contract import QueueContract
    from resume_pipeline.testing.reporter_contract import ReporterContract
    from resume_pipeline.testing.rig import Rig
    from resume_pipeline.testing.stage_contract import StageContract
    from resume_pipeline.testing.storage_contract import StorageContract

__all__ = [
    "POINTS",
    "Contract",
    "FaultyQueue",
    "LedgerContract",
    "PipelineMachine",
    "QueueContract",
    "RecordingReporter",
    "ReporterContract",
    "Rig",
    "SettableClock",
    "StageContract",
    "StorageContract",
    "deviates",
    "drain",
    "trapped",
]

_HOMES: Final = {
    "POINTS": "ports.faults",
    "Contract": "testing.contract",
    "FaultyQueue": "testing.fakes",
    "LedgerContract": "testing.ledger_contract",
    "PipelineMachine": "testing.machine",
    "QueueContract": "testing.queue_contract",
    "RecordingReporter": "testing.fakes",
    "ReporterContract": "testing.reporter_contract",
    "Rig": "testing.rig",
    "SettableClock": "testing.fakes",
    "StageContract": "testing.stage_contract",
    "StorageContract": "testing.storage_contract",
    "deviates": "testing.contract",
    "drain": "engines.inline",
    "trapped": "ports.faults",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"resume_pipeline.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
