"""Turn uploaded resumes into profiles and scores that can be audited and reproduced.

Every public name can be imported from here; what it needs is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from resume_pipeline.asynchronous.pipeline import AsyncPipeline
    from resume_pipeline.asynchronous.tenant import AsyncTenantPipeline
    from resume_pipeline.backends.sql_ledger.hosts import is_host_table
    from resume_pipeline.engines.reading import Reading, read_resume
    from resume_pipeline.errors import (
        ArtifactConflictError,
        BugError,
        ConfigError,
        DamagedError,
        FileRefusedError,
        IdempotencyError,
        InvalidRequestError,
        JobFailedError,
        LedgerError,
        NobodyRunningError,
        NotFoundError,
        PayloadError,
        PlanError,
        PluginError,
        QueueError,
        QuotaError,
        ReportError,
        RequestError,
        ResumePipelineError,
        ScanError,
        SettingsError,
        SignatureError,
        StageError,
        StageFailedError,
        StageRetryError,
        StorageError,
        UnavailableError,
        UnknownBackendError,
    )
    from resume_pipeline.flow.link import LinkedFile
    from resume_pipeline.hookspecs import hookimpl
    from resume_pipeline.links import TenantLinks
    from resume_pipeline.model.batch import Batch, Placing
    from resume_pipeline.model.event import JobEvent
    from resume_pipeline.model.file import FileRecord
    from resume_pipeline.model.job import Job, JobState
    from resume_pipeline.model.link import UploadLink
    from resume_pipeline.model.on_record import Decision
    from resume_pipeline.model.plan import Plan
    from resume_pipeline.model.reason import Reason
    from resume_pipeline.pipeline import Pipeline
    from resume_pipeline.ports.stage import RawFile, Work
    from resume_pipeline.reporting import BlindCopy, TenantReports
    from resume_pipeline.settings import Settings
    from resume_pipeline.stages.score.draft import draft_criteria
    from resume_pipeline.tenant import TenantPipeline
    from resume_pipeline.wire.base import Payload
    from resume_pipeline.wire.correction import Correction
    from resume_pipeline.wire.payloads import Document, Profile, ReadingStatus, ScoreCard
    from resume_pipeline.wire.result import Result
    from resume_pipeline.wire.vacancy import Criterion, Vacancy
    from resume_pipeline.worker import Worker

__version__ = "0.1.0"

__all__ = [
    "ArtifactConflictError",
    "AsyncPipeline",
    "AsyncTenantPipeline",
    "Batch",
    "BlindCopy",
    "BugError",
    "ConfigError",
    "Correction",
    "Criterion",
    "DamagedError",
    "Decision",
    "Document",
    "FileRecord",
    "FileRefusedError",
    "IdempotencyError",
    "InvalidRequestError",
    "Job",
    "JobEvent",
    "JobFailedError",
    "JobState",
    "LedgerError",
    "LinkedFile",
    "NobodyRunningError",
    "NotFoundError",
    "Payload",
    "PayloadError",
    "Pipeline",
    "Placing",
    "Plan",
    "PlanError",
    "PluginError",
    "Profile",
    "QueueError",
    "QuotaError",
    "RawFile",
    "Reading",
    "ReadingStatus",
    "Reason",
    "ReportError",
    "RequestError",
    "Result",
    "ResumePipelineError",
    "ScanError",
    "ScoreCard",
    "Settings",
    "SettingsError",
    "SignatureError",
    "StageError",
    "StageFailedError",
    "StageRetryError",
    "StorageError",
    "TenantLinks",
    "TenantPipeline",
    "TenantReports",
    "UnavailableError",
    "UnknownBackendError",
    "UploadLink",
    "Vacancy",
    "Work",
    "Worker",
    "draft_criteria",
    "hookimpl",
    "is_host_table",
    "read_resume",
]

#: Where each name is; an error, unless it stands here, is in ``errors``.
_HOMES: Final = {
    "AsyncPipeline": "asynchronous.pipeline",
    "AsyncTenantPipeline": "asynchronous.tenant",
    "Batch": "model.batch",
    "BlindCopy": "reporting",
    "Correction": "wire.correction",
    "Criterion": "wire.vacancy",
    "Decision": "model.on_record",
    "Document": "wire.payloads",
    "FileRecord": "model.file",
    "Job": "model.job",
    "JobEvent": "model.event",
    "JobState": "model.job",
    "LinkedFile": "flow.link",
    "Payload": "wire.base",
    "Pipeline": "pipeline",
    "Placing": "model.batch",
    "Plan": "model.plan",
    "Profile": "wire.payloads",
    "RawFile": "ports.stage",
    "Reading": "engines.reading",
    "ReadingStatus": "wire.payloads",
    "Reason": "model.reason",
    "Result": "wire.result",
    "ScoreCard": "wire.payloads",
    "Settings": "settings",
    "TenantLinks": "links",
    "TenantPipeline": "tenant",
    "TenantReports": "reporting",
    "UploadLink": "model.link",
    "Vacancy": "wire.vacancy",
    "Work": "ports.stage",
    "Worker": "worker",
    "draft_criteria": "stages.score.draft",
    "hookimpl": "hookspecs",
    "is_host_table": "backends.sql_ledger.hosts",
    "read_resume": "engines.reading",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
