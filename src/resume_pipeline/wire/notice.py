"""NoticeBody: what an endpoint is sent: that something ended, and its ids. No word of a person."""

from __future__ import annotations

import datetime as dt
from typing import Final, Self

from resume_pipeline.model.batch import Batch
from resume_pipeline.model.endpoint import NoticeKind
from resume_pipeline.model.job import Job
from resume_pipeline.wire.base import Wire

_KINDS: Final = {
    "succeeded": NoticeKind.JOB_SUCCEEDED,
    "failed": NoticeKind.JOB_FAILED,
    "cancelled": NoticeKind.JOB_CANCELLED,
}


class NoticeData(Wire):
    """What ended.

    Attributes:
        job, batch: id of the job, or of the batch; a job names its batch, too.
        ref: the host's own name for it.
        state: of a job.
        code: why a job failed.
        total: how many jobs a batch has.
    """

    tenant: str
    job: str | None = None
    batch: str | None = None
    ref: str | None = None
    state: str | None = None
    code: str | None = None
    total: int | None = None


class NoticeBody(Wire):
    """The body of a notice: type, timestamp and data, as Standard Webhooks recommends.

    Attributes:
        id: of the ending, the same as the header ``webhook-id``.
        timestamp: when it ended, in UTC.
    """

    schema_id = "resume_pipeline.notice/1"

    id: str
    type: NoticeKind
    timestamp: str
    data: NoticeData

    @classmethod
    def of_job(cls, job: Job) -> Self:
        """That ``job`` ended."""
        data = NoticeData(
            tenant=job.tenant,
            job=job.id,
            batch=job.batch,
            ref=job.ref,
            state=str(job.state),
            code=job.error.code if job.error else None,
        )
        when = _utc(job.finished_at or 0)
        return cls(id=f"{job.id}:ended", type=_KINDS[job.state], timestamp=when, data=data)

    @classmethod
    def of_batch(cls, batch: Batch) -> Self:
        """That ``batch`` ended with its last job."""
        data = NoticeData(tenant=batch.tenant, batch=batch.id, ref=batch.ref, total=batch.total)
        when = _utc(batch.ended_at or 0)
        kind = NoticeKind.BATCH_ENDED
        return cls(id=f"{batch.id}:ended", type=kind, timestamp=when, data=data)


def _utc(ms: int) -> str:
    moment = dt.datetime.fromtimestamp(ms / 1000, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
