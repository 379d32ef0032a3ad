"""Erase: end a person's jobs, delete what was stored, blank the rows, and leave a tombstone.

It goes in passes, each of which may be repeated, by any process: a pass ends jobs that are open,
deletes what it finds, and leaves the rest to a later one while a worker may still write. The last
one finds nothing, in storage and in the ledger, and only that one blanks rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import attrs

from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.evidence.endings import ending_manifest
from resume_pipeline.evidence.remains import (
    endings_of_attempts,
    left_of,
    may_write,
    objects_of_file,
    objects_of_job,
    unreported,
)
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import earliest_at, uuid7
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.keeping.erasure import (
    Erasure,
    blanked,
)
from resume_pipeline.model.keeping.trail import TrailEntry, entry_of
from resume_pipeline.model.keys import manifest_key
from resume_pipeline.model.verdict import Policy
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Ledger, Transaction
from resume_pipeline.ports.storage import Storage

_ENDINGS = {
    JobState.SUCCEEDED: EndingKind.SUCCEEDED,
    JobState.FAILED: EndingKind.FAILED,
    JobState.CANCELLED: EndingKind.CANCELLED,
}
_PAGE = 200


@attrs.frozen(kw_only=True)
class Eraser:
    """What erasing needs of the world.

    Attributes:
        cancel: ends open jobs, as a host would.
    """

    ledger: Ledger
    storage: Storage
    clock: Clock
    policy: Policy
    cancel: Callable[[Collection[str]], None]

    def ask(
        self,
        tenant: str,
        *,
        subject: str | None = None,
        files: Sequence[str] = (),
        reason: str,
        actor: str | None,
    ) -> Erasure:
        """Write down that a subject, or some files, are to be erased. `carry_on` does it.

        Raises:
            InvalidRequestError: the subject is held.
            NotFoundError: there is no such subject, or no such file.
        """
        now = self.clock.now()
        asked = Erasure(
            id=uuid7(now), tenant=tenant, subject=subject, files=tuple(files), reason=reason,
            actor=actor, asked_at=now,
        )  # fmt: skip

        def work(tx: Transaction) -> Erasure:
            found, jobs = _found(tx, asked)
            _check_free(tx, tenant, [file.subject for file in found.values()])
            if not found:
                raise NotFoundError("nothing of that subject is here")
            made = asked.found(found, jobs)
            tx.erasures.save(made)
            tx.trail.add([_entry("erase_asked", made, now)])
            return made

        made = self.ledger.transact(work)
        reach("erase.asked")
        return made

    def carry_on(self, erasure: Erasure) -> Erasure:
        """One pass; the erasure as it stands after it.

        Raises:
            StorageError, LedgerError: the pass is to be repeated.
        """
        if erasure.is_done:
            return erasure
        files, jobs = self.ledger.read(lambda tx: _found(tx, erasure))
        self.cancel([job.id for job in jobs.values() if not job.is_terminal])
        jobs = self.ledger.read(lambda tx: tx.jobs.get(jobs, erasure.tenant))
        noted = attrs.evolve(
            erasure.found(files, jobs),
            objects=erasure.objects + self._delete(files, jobs),
            waits_until=self._waits_until(jobs.values()),
        )
        reach("erase.deleted")
        noted = self.ledger.transact(lambda tx: _note(tx, noted))
        if noted.is_done:
            return noted
        is_quiet = noted.waits_until is not None and noted.waits_until <= self.clock.now()
        if not is_quiet or any(self._objects(files, jobs)):
            return noted
        self._bare(jobs.values())
        reach("erase.bared")
        return self.ledger.transact(lambda tx: self._close(tx, noted))

    def _objects(self, files: Mapping[str, FileRecord], jobs: Mapping[str, Job]) -> list[str]:
        """Every object that tells of them, besides claims and endings."""
        keys = {k for file in files.values() for k in objects_of_file(self.storage, file)}
        keys |= {k for job in jobs.values() for k in objects_of_job(self.storage, job)}
        by_tenant: dict[str, list[str]] = {}
        for job in jobs.values():
            if may_write(self.storage, job):
                by_tenant.setdefault(job.tenant, []).append(job.id)
        for tenant, some in by_tenant.items():
            keys |= set(unreported(self.storage, tenant, some))
        return sorted(keys)

    def _delete(self, files: Mapping[str, FileRecord], jobs: Mapping[str, Job]) -> int:
        keys = self._objects(files, jobs)
        self.storage.delete(keys)
        return len(keys)

    def _waits_until(self, jobs: Collection[Job]) -> int | None:
        """From when on nobody writes any more; None while a job is open.

        A worker stops at its attempt's limit, and no attempt starts once its job has ended.
        """
        if any(job.finished_at is None for job in jobs):
            return None
        limit = self.policy.attempt_limit + 3 * self.policy.beat
        late = [(j.finished_at or 0) + limit for j in jobs if may_write(self.storage, j)]
        return max(late, default=0)

    def _bare(self, jobs: Collection[Job]) -> None:
        """In the place of each manifest one that names nothing; its claims keep messages away."""
        for job in jobs:
            key = manifest_key(job.tenant, job.id)
            self.storage.delete([*endings_of_attempts(self.storage, job), key])
            ending = _ENDINGS[job.state], blanked(job).error
            bare = ending_manifest(blanked(job), (), ending, self.ledger.key)
            self.storage.put_all({key: bare.to_bytes()})

    def _close(self, tx: Transaction, noted: Erasure) -> Erasure:
        """Blank the rows and leave the tombstone, unless something came meanwhile."""
        noted = _note(tx, noted)
        if noted.is_done:
            return noted
        files, jobs = _found(tx, noted)
        if set(files) | set(jobs) != {*noted.files, *noted.jobs}:
            return noted
        if any(not job.is_terminal for job in tx.jobs.lock(jobs).values()):
            return noted
        tx.erasures.blank(list(files.values()), list(jobs.values()))
        now = self.clock.now()
        done = noted.done(self.ledger.key, now)
        tx.erasures.save(done)
        tx.trail.add([_entry("erased", done, now)])
        return done

    def left(self, erasure: Erasure) -> list[str]:
        """What is still there of an erasure, key by key and row by row; nothing once it is done."""
        wanted = (erasure.tenant, erasure.files, erasure.jobs)
        rows = self.ledger.read(lambda tx: tx.erasures.unblanked(*wanted))
        return [*left_of(self.storage, *wanted), *rows]

    def due(self, tenant: str, before: int) -> list[str]:
        """Ids of files that came before then, whose subject is not held: some of the oldest."""

        def page(tx: Transaction, after: str) -> list[FileRecord]:
            end = earliest_at(before)
            return tx.erasures.files(tenant, after=after, before=end, limit=_PAGE)

        held = {hold.subject for hold in self.ledger.read(lambda tx: tx.erasures.holds(tenant))}
        going = self.ledger.read(lambda tx: tx.erasures.unfinished(limit=_PAGE))
        asked, after = {file_id for erasure in going for file_id in erasure.files}, ""
        while old := self.ledger.read(lambda tx: page(tx, after)):  # noqa: B023  read at once
            after = old[-1].id
            due = [f.id for f in old if f.subject not in held and f.id not in asked]
            if due:
                return due
        return []


def _note(tx: Transaction, noted: Erasure) -> Erasure:
    """Keep what a pass found, unless another process was faster and is done."""
    standing = tx.erasures.lock(noted.id)
    if standing is not None and standing.is_done:
        return standing
    tx.erasures.save(noted)
    return noted


def _found(tx: Transaction, erasure: Erasure) -> tuple[dict[str, FileRecord], dict[str, Job]]:
    """The subject's files and those that were named, and every job over any of them."""
    files = dict(tx.files.get(erasure.files, erasure.tenant))
    if erasure.subject is not None:
        files |= tx.erasures.files_of(erasure.tenant, erasure.subject)
    jobs = dict(tx.jobs.get(erasure.jobs, erasure.tenant))
    return files, jobs | tx.erasures.jobs_over(erasure.tenant, files)


def _entry(kind: str, erasure: Erasure, at: int) -> TrailEntry:
    return entry_of(
        kind,
        tenant=erasure.tenant,
        actor=erasure.actor,
        at=at,
        erasure=erasure.id,
        reason=erasure.reason,
        files=list(erasure.files),
        jobs=list(erasure.jobs),
        objects=erasure.objects if erasure.is_done else None,
    )


def _check_free(tx: Transaction, tenant: str, subjects: Collection[str | None]) -> None:
    named = {subject for subject in subjects if subject is not None}
    if named and tx.erasures.holds(tenant, named):
        raise InvalidRequestError("it is held: end the hold first")
