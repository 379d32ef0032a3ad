"""Scrub: read what is stored again, at a rate, and hold it against the digests of the ledger."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator

import attrs

from resume_pipeline.errors import NotFoundError, StorageError
from resume_pipeline.model.keeping.erasure import is_blanked
from resume_pipeline.model.keeping.scrub import Fault, Finding, Scrubbed
from resume_pipeline.model.keys import artifact_key, file_key, manifest_key
from resume_pipeline.ports.ledger import JobFilter, Ledger
from resume_pipeline.ports.storage import Storage

_PAGE = 200
_CHUNK = 1 << 18


@attrs.frozen(kw_only=True)
class _Due:
    """An object and what it must hash to."""

    key: str
    sha256: str
    file: str | None = None
    job: str | None = None

    def finding(self, fault: Fault) -> Finding:
        return Finding(key=self.key, fault=fault, file=self.file, job=self.job)


@attrs.define
class Pace:
    """Keeps a reader under so many bytes a second."""

    rate: float | None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _ready: float = 0.0

    def keep(self, size: int) -> None:
        """Rest after reading ``size`` bytes."""
        if self.rate is None:
            return
        now = self.clock()
        self._ready = max(self._ready, now) + size / self.rate
        if self._ready > now:
            self.sleep(self._ready - now)


def scrub(
    tenant: str,
    *,
    ledger: Ledger,
    storage: Storage,
    pace: Pace,
    told: Callable[[Finding], None] = lambda _: None,
) -> Scrubbed:
    """Read every object of a tenant that has a digest.

    Args:
        told: called with each finding, at once.
    """
    objects = size = 0
    findings: list[Finding] = []
    for due in _all(tenant, ledger, storage):
        fault, read = _look(due, storage, pace)
        objects, size = objects + 1, size + read
        if fault is not None:
            findings.append(due.finding(fault))
            told(findings[-1])
    return Scrubbed(objects=objects, bytes=size, findings=tuple(findings))


def _look(due: _Due, storage: Storage, pace: Pace) -> tuple[Fault | None, int]:
    """What is wrong with an object, and how many bytes were read."""
    digest, size = hashlib.sha256(), 0
    try:
        with storage.open(due.key) as stream:
            while piece := stream.read(_CHUNK):
                digest.update(piece)
                size += len(piece)
                pace.keep(len(piece))
    except NotFoundError:
        return Fault.MISSING, size
    except StorageError:
        return Fault.UNREADABLE, size
    return (None if digest.hexdigest() == due.sha256 else Fault.DAMAGED), size


def _all(tenant: str, ledger: Ledger, storage: Storage) -> Iterator[_Due]:
    """Files, what jobs wrote (once, where several point to it), and what is named by its digest."""
    yield from _files(tenant, ledger)
    seen: set[str] = set()
    for due in _of_jobs(tenant, ledger):
        if due.key not in seen:
            seen.add(due.key)
            yield due
    for folder in ("vacancies", "corrections"):
        for key in storage.list(f"{tenant}/{folder}/"):
            yield _Due(key=key, sha256=key.rpartition("/")[2].removesuffix(".json"))


def _files(tenant: str, ledger: Ledger) -> Iterator[_Due]:
    after = ""
    while page := ledger.read(lambda tx: tx.erasures.files(tenant, after=after, limit=_PAGE)):  # noqa: B023  read at once
        for file in page:
            yield _Due(key=file_key(tenant, file.id), sha256=file.sha256, file=file.id)
        after = page[-1].id


def _of_jobs(tenant: str, ledger: Ledger) -> Iterator[_Due]:
    where, after = JobFilter(tenant=tenant), ""
    while page := ledger.read(lambda tx: tx.jobs.find(where, limit=_PAGE, after=after)):  # noqa: B023  read at once
        for job in page:
            if is_blanked(job):
                continue
            for ref in job.done:
                yield _Due(key=artifact_key(tenant, job.id, ref), sha256=ref.sha256, job=job.id)
            if job.manifest is not None:
                yield _Due(key=manifest_key(tenant, job.id), sha256=job.manifest, job=job.id)
        after = page[-1].id
