"""Scrub: read what is stored again, at a rate, and hold it against its digests.

Those of the ledger, and where it has none, such as of claims, those that objects state themselves.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import attrs

from resume_pipeline.errors import InvalidRequestError, NotFoundError, StorageError
from resume_pipeline.model.keeping.erasure import is_blanked
from resume_pipeline.model.keeping.scrub import Fault, Finding, Scrubbed
from resume_pipeline.model.keys import artifact_key, file_key, manifest_key
from resume_pipeline.ports.ledger import JobFilter, Ledger
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.objects import check_sealed

_PAGE = 200
_CHUNK = 1 << 18
#: Of jobs that have not ended; a worker that finds them remakes them of what is sealed.
_UNSEALED: Final = ("/result.json", "/explanations.json")


@attrs.frozen(kw_only=True)
class _Due:
    """An object and what it must hash to; None if it states that itself."""

    key: str
    sha256: str | None
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
    """Read every object of a tenant, but uploads that were not accepted and results of open jobs.

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
    read = _Reading(pace)
    try:
        with storage.open(due.key) as stream:
            is_whole = (
                read.is_sealed(stream) if due.sha256 is None else read.has(due.sha256, stream)
            )
    except NotFoundError:
        # What is only listed may be deleted meanwhile, by an erasure; nobody points to it.
        return (Fault.MISSING if due.sha256 else None), read.size
    except StorageError:
        return Fault.UNREADABLE, read.size
    return (None if is_whole else Fault.DAMAGED), read.size


@attrs.define
class _Reading:
    """Reads objects at a pace, and counts."""

    pace: Pace
    size: int = 0

    def pieces(self, stream: BinaryIO) -> Iterator[bytes]:
        while piece := stream.read(_CHUNK):
            self.size += len(piece)
            self.pace.keep(len(piece))
            yield piece

    def has(self, sha256: str, stream: BinaryIO) -> bool:
        digest = hashlib.sha256()
        for piece in self.pieces(stream):
            digest.update(piece)
        return digest.hexdigest() == sha256

    def is_sealed(self, stream: BinaryIO) -> bool:
        try:
            check_sealed(b"".join(self.pieces(stream)))
        except InvalidRequestError:
            return False
        return True


def _all(tenant: str, ledger: Ledger, storage: Storage) -> Iterator[_Due]:
    """Files, what jobs wrote (once, where several point to it), and what is named by its digest.

    Then what no ended job points to, which is sealed: claims, endings of attempts, checkpoints.
    """
    yield from _files(tenant, ledger)
    seen: set[str] = set()
    for due in _of_jobs(tenant, ledger):
        if due.key not in seen:
            seen.add(due.key)
            yield due
    for folder in ("vacancies", "corrections"):
        for key in storage.list(f"{tenant}/{folder}/"):
            yield _Due(key=key, sha256=key.rpartition("/")[2].removesuffix(".json"))
    for folder in ("derived", "jobs"):
        for key in storage.list(f"{tenant}/{folder}/"):
            if key not in seen and not key.endswith(_UNSEALED):
                yield _Due(key=key, sha256=None)


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
