"""Lookup: one file, job or batch of a tenant. Another tenant's is not found, like none at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from resume_pipeline.errors import NotFoundError
from resume_pipeline.model.batch import Batch
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import Tenant, is_id
from resume_pipeline.model.job import Job
from resume_pipeline.ports.ledger import Ledger, Transaction

T = TypeVar("T")


def find_file(file: FileRecord | str, tenant: Tenant, ledger: Ledger) -> FileRecord:
    """The file's record as it stands.

    Raises:
        NotFoundError: there is none of this tenant.
    """
    wanted = file if isinstance(file, str) else file.id
    return _one(ledger, wanted, "file", lambda tx: tx.files.get([wanted], tenant))


def find_job(job: Job | str, tenant: Tenant, ledger: Ledger) -> Job:
    """The job as it stands.

    Raises:
        NotFoundError: there is none of this tenant.
    """
    wanted = job if isinstance(job, str) else job.id
    return _one(ledger, wanted, "job", lambda tx: tx.jobs.get([wanted], tenant))


def find_batch(batch_id: str, tenant: Tenant, ledger: Ledger) -> Batch:
    """The batch with its progress.

    Raises:
        NotFoundError: there is none of this tenant.
    """
    return _one(ledger, batch_id, "batch", lambda tx: tx.batches.get([batch_id], tenant))


def _one(
    ledger: Ledger, wanted: str, kind: str, look: Callable[[Transaction], Mapping[str, T]]
) -> T:
    """The one that is ``wanted``; what could be no id is not looked for."""
    found = ledger.read(look).get(wanted) if is_id(wanted) else None
    if found is None:
        raise NotFoundError(f"no such {kind}")
    return found
