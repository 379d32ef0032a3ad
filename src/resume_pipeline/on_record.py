"""OnRecord: what people say of a tenant's files and jobs, which is kept and never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs

from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.evidence.results import stored_payload
from resume_pipeline.flow.lookup import find_file, find_job
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import sha256, uuid7
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.keeping.trail import TrailEntry
from resume_pipeline.model.keys import correction_key
from resume_pipeline.model.on_record import (
    CorrectionRecord,
    Decision,
    checked,
    checked_actor,
    checked_words,
)
from resume_pipeline.plugins import load
from resume_pipeline.ports.ledger import JobFilter, Transaction
from resume_pipeline.upkeep import Upkeep
from resume_pipeline.wire.correction import Correction, corrected
from resume_pipeline.wire.payloads import Profile

_PAGE: Final = 500


@attrs.frozen(kw_only=True)
class OnRecord(Upkeep):
    """What a person says of a file's reading, or decides on a job; a part of `TenantPipeline`."""

    def job(self, job_id: str | Job) -> Job:
        """The job as it stands.

        Raises:
            NotFoundError: there is none of this tenant.
        """
        return find_job(job_id, self.name, self.opened.ledger_of(self.name))

    def file(self, file_id: str) -> FileRecord:
        """A file's record.

        Raises:
            NotFoundError: there is none of this tenant.
        """
        return find_file(file_id, self.name, self.opened.ledger_of(self.name))

    def correct(
        self,
        file: FileRecord | str,
        path: str,
        value: Any,
        *,
        reason: str,
        actor: str | None = None,
    ) -> Correction:
        """Correct what was read from a file. Jobs that are submitted from now on heed it.

        A job whose resume the file is gets the value with who said so, when and why in the place of
        a span, under `Profile.corrected`; or reports under `Profile.conflicts` that the entry which
        was corrected is not there any more. What has ended stays as it is: re-run it.

        Args:
            path: JSON pointer into the profile as the last job left it, such as
                ``/work/0/position``; ``/skills/-`` adds an entry to a list.
            value: as JSON Resume has it there; None takes away what is there.
            reason: why, in words.
            actor: who says so; the tenant's actor by default.

        Raises:
            NotFoundError: there is no such file.
            InvalidRequestError: no job has read the file yet, the path leads nowhere, the value may
                not stand there, or actor or reason is missing.
        """
        record = self.file(file if isinstance(file, str) else file.id)
        if not reason.strip():
            raise InvalidRequestError("a correction needs a reason")
        now = self.opened.clock.now()
        made = Correction.against(
            self._read_so_far(record.id),
            path,
            value,
            id=uuid7(now),
            file=record.id,
            file_sha256=record.sha256,
            actor=checked_actor(actor or self.actor),
            reason=checked_words("reason", reason),
            at=now,
        )
        self._keep(made)
        return made

    def _keep(self, made: Correction) -> None:
        """The object first: no row for what is not durable."""
        key = correction_key(self.name, made.file, made.digest)
        self.opened.storage.put_all({key: made.to_bytes()})
        row = CorrectionRecord(
            id=made.id,
            tenant=self.name,
            file=made.file,
            digest=made.digest,
            path=made.path,
            actor=made.actor,
            reason=made.reason,
            at=made.at,
        )
        said = self._note("corrected", by=made.actor, file=made.file, correction=made.id)
        self._record(lambda tx: tx.records.correct(row), said)

    def _record(self, write: Callable[[Transaction], None], said: TrailEntry) -> None:
        def work(tx: Transaction) -> None:
            write(tx)
            tx.trail.add([said])

        self.opened.ledger_of(self.name).transact(work)

    def _read_so_far(self, file_id: str) -> Profile:
        """The last reading of the file with all corrections, also those made since."""
        last = self._last_reading(file_id)
        profile = stored_payload(self.opened.storage, last, Profile)
        heeded = {digest for spec in last.stages for digest in spec.corrections}
        return corrected(profile, [c for c in self.corrections(file_id) if c.digest not in heeded])

    def _last_reading(self, file_id: str) -> Job:
        last: Job | None = None
        for job in self._succeeded_with(file_id):
            parsed = any(ref.payload_schema == Profile.schema_id for ref in job.done)
            last = job if parsed and job.files[0] == file_id else last
        if last is None:
            raise InvalidRequestError("no job has read this file as its resume yet: run one first")
        return last

    def _succeeded_with(self, file_id: str) -> Iterator[Job]:
        where = JobFilter(tenant=self.name, file=file_id, state=JobState.SUCCEEDED)
        after = ""
        while page := self._page_of(where, after):
            yield from page
            after = page[-1].id

    def _page_of(self, where: JobFilter, after: str) -> list[Job]:
        return self.opened.ledger_of(self.name).read(
            lambda tx: tx.jobs.find(where, limit=_PAGE, after=after)
        )

    def corrections(self, file: FileRecord | str) -> list[Correction]:
        """What was corrected in a file's reading, in the order in which it is applied.

        Raises:
            NotFoundError: there is no such file, or what was stored is gone.
        """
        file_id = self.file(file if isinstance(file, str) else file.id).id
        rows = self.opened.ledger_of(self.name).read(
            lambda tx: tx.records.corrections_of(self.name, [file_id])
        )
        return [self._correction(row) for row in rows]

    def _correction(self, row: CorrectionRecord) -> Correction:
        body = self.opened.storage.get(correction_key(self.name, row.file, row.digest))
        if body is None or sha256(body) != row.digest:
            raise NotFoundError("a correction is no longer in storage as it was")
        return Correction.from_bytes(body)

    def decide(
        self,
        job_id: str | Job,
        *,
        outcome: str,
        agrees: bool,
        reason_code: str = "",
        note: str = "",
        saw_explanation: bool | None = None,
        actor: str | None = None,
    ) -> Decision:
        """Put a person's decision on a job on record. It changes nothing, least of all a score.

        Args:
            outcome: the host's own code for what was decided, such as ``invited``.
            agrees: whether it follows the score; False if it overrides it.
            reason_code: the host's own code for why; needed where it overrides.
            note: in words.
            saw_explanation: whether the person looked at the explanations, if the host knows.
            actor: who decided; the tenant's actor by default.

        Raises:
            NotFoundError: there is no such job.
            InvalidRequestError: the job has not ended, nobody is named, or a code is no code.
        """
        job = self.job(job_id)
        if job.manifest is None:
            raise InvalidRequestError("the job has not ended: there is nothing to decide on yet")
        now = self.opened.clock.now()
        made = Decision(
            id=uuid7(now),
            tenant=self.name,
            job=job.id,
            manifest=job.manifest,
            actor=checked_actor(actor or self.actor),
            outcome=outcome,
            agrees=agrees,
            reason_code=reason_code,
            note=note,
            saw_explanation=saw_explanation,
            at=now,
        )
        decision = checked(made)
        codes = {"outcome": outcome, "agrees": agrees, "reason_code": reason_code or None}
        said = self._note("decided", by=decision.actor, job=job.id, decision=made.id, **codes)
        self._record(lambda tx: tx.records.decide(decision), said)
        return decision

    def audit_lines(self, *, until: int | None = None) -> Iterator[str]:
        """Who did what, as a chain of JSON lines, for an auditor.

        See `resume_pipeline.audit.chain`, which also checks it.

        Args:
            until: epoch milliseconds; what is younger is left out. Now by default.
        """
        lines: Iterator[str] = load("resume_pipeline.audit.chain:export")(self, until=until)
        return lines

    def decisions(
        self, job_id: str | Job | None = None, *, limit: int = _PAGE, after: str = ""
    ) -> list[Decision]:
        """What was decided, on one job or on all, the oldest first.

        Raises:
            NotFoundError: there is no such job.
        """
        job = None if job_id is None else self.job(job_id).id
        return list(
            self.opened.ledger_of(self.name).read(
                lambda tx: tx.records.decisions(self.name, job=job, limit=limit, after=after)
            )
        )
