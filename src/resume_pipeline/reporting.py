"""TenantReports: what people look at, rendered when it is asked for, and never stored."""

from __future__ import annotations

from typing import Any

import attrs

from resume_pipeline.model.batch import Batch
from resume_pipeline.model.ids import Tenant
from resume_pipeline.model.job import Job
from resume_pipeline.opened import Opened
from resume_pipeline.plugins import load


@attrs.frozen(kw_only=True)
class BlindCopy:
    """A resume without what says whose it is.

    Attributes:
        media_type: ``application/pdf`` (pictures of pages), or ``text/html`` (the blind text).
        body: of the file.
    """

    media_type: str
    body: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class TenantReports:
    """Reports on what belongs to one tenant. Each is one file that needs nothing else.

    They hold a person's data: treat them as the resume itself.
    """

    opened: Opened
    name: Tenant
    actor: str | None = None

    def job(self, job_id: str | Job) -> str:
        """A page of HTML on one job, for those who decide: the score, and all that it rests on.

        Raises:
            NotFoundError: there is no such job of this tenant, or what it wrote is gone.
            StageRetryError: the box in which the resume is drawn was lost; ask again.
        """
        page: str = self._made("job:job_report", job_id)
        return page

    def candidate(self, job_id: str | Job) -> str:
        """The candidate's own copy of `job`: without names of staff, and nothing of others.

        Raises:
            NotFoundError: as for `job`.
            StageRetryError: as for `job`.
        """
        page: str = self._made("job:candidate_report", job_id)
        return page

    def batch(self, batch: str | Batch) -> str:
        """A page of HTML on a batch: who stands where and why, and how firm that order is.

        A batch that still runs is shown as far as it has come.

        Raises:
            NotFoundError: there is no such batch of this tenant.
        """
        page: str = self._made("batch:batch_report", batch)
        return page

    def blind(self, job_id: str | Job) -> BlindCopy:
        """The resume of a job for somebody who must not know whose it is.

        Pages of a PDF become pictures, in which only those lines are left that were read, without
        what the stage ``blind`` took out. What has no pages that could be drawn becomes the blind
        text, laid out as a page of HTML.

        Raises:
            NotFoundError: there is no such job of this tenant, or its plan has no stage ``blind``.
            StageRetryError: as for `job`.
        """
        copy: BlindCopy = self._made("blind:blind_copy", job_id)
        return copy

    def _made(self, target: str, thing: Any) -> Any:
        return load(f"resume_pipeline.reports.{target}")(self, thing)
