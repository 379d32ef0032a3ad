"""Writing down who is to be told of an ending, in the transaction that ends it."""

from __future__ import annotations

from collections.abc import Sequence

from resume_pipeline.model.batch import Batch
from resume_pipeline.model.endpoint import Notice
from resume_pipeline.model.job import Job
from resume_pipeline.ports.ledger import Transaction
from resume_pipeline.wire.notice import NoticeBody


def write_notices(tx: Transaction, jobs: Sequence[Job], batches: Sequence[Batch], now: int) -> None:
    """One notice for each ending and each endpoint that is to be told of it."""
    endpoints = tx.notices.listening({job.tenant for job in jobs})
    if not endpoints:
        return
    bodies = [*map(NoticeBody.of_job, jobs), *map(NoticeBody.of_batch, batches)]
    tx.notices.add(
        [
            Notice(
                id=body.id,
                endpoint=endpoint.id,
                tenant=body.data.tenant,
                kind=body.type,
                body=body.to_bytes().decode(),
                job_id=body.data.job,
                created_at=now,
                due_at=now,
            )
            for endpoint in endpoints
            for body in bodies
            if endpoint.wants(body.type, body.data.tenant)
        ]
    )
