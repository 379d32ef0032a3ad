"""Erasure: what goes and what stays when a person is forgotten. Pure functions and a tombstone.

What stays of a job is its id, tenant, plan, state, kinds of events, times and counters: enough for
the sums to add up, and nothing that says who it was about or what was read.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

import attrs

from resume_pipeline.model.artifact import JobError
from resume_pipeline.model.event import JobEvent, canonical, to_json
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.job import Job
from resume_pipeline.model.plan import CORRECTIONS, StageSpec

#: In the place of a digest that was blanked: the digest of a resume is personal data, too.
ERASED: Final = ""
#: Of a job's fields, those that lead back to a person.
_NAMED: Final = ("ref", "subject", "idempotency_key")


@attrs.frozen(kw_only=True)
class Erasure:
    """That somebody is to be forgotten, and, once it is done, its tombstone.

    Attributes:
        id: UUIDv7.
        subject: the host's id of the person; None where files were named, and once it is done.
        mark: HMAC of tenant and subject under the coordinator's key: whether a person was erased
            can be asked with the subject at hand, and a person not be found from it. Once done.
        files, jobs: ids of what was found so far, which are random.
        reason: the host's own code, such as ``asked`` or ``retention``.
        actor: who asked for it.
        objects: how many objects were deleted.
        waits_until: epoch milliseconds; attempts may still write until then.
        done_at: when nothing was left.
    """

    id: str
    tenant: str
    subject: str | None = None
    mark: str = ""
    files: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    reason: str
    actor: str | None = None
    asked_at: int
    objects: int = 0
    waits_until: int | None = None
    done_at: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing was left."""
        return self.done_at is not None

    def found(self, files: Mapping[str, FileRecord], jobs: Mapping[str, Job]) -> Erasure:
        """With what was found in this pass beside what was found before."""
        return attrs.evolve(
            self,
            files=tuple(sorted({*self.files, *files})),
            jobs=tuple(sorted({*self.jobs, *jobs})),
        )

    def done(self, key: bytes, now: int) -> Erasure:
        """The tombstone; ``key`` is the coordinator's."""
        mark = mark_of(key, self.tenant, self.subject) if self.subject is not None else ""
        return attrs.evolve(self, subject=None, mark=mark, waits_until=None, done_at=now)


@attrs.frozen(kw_only=True)
class Hold:
    """That nothing of a subject may be erased for now: a legal hold.

    Attributes:
        subject: the host's id of the person.
        reason, actor: why and who says so.
        held_at: epoch milliseconds.
    """

    tenant: str
    subject: str
    reason: str
    actor: str | None
    held_at: int


def mark_of(key: bytes, tenant: str, subject: str) -> str:
    """What a tombstone keeps of a subject: HMAC-SHA256, hex."""
    return hmac.new(key, f"erased|{tenant}|{subject}".encode(), hashlib.sha256).hexdigest()


def is_erased(file: FileRecord) -> bool:
    """Whether only the file's tombstone is left."""
    return file.sha256 == ERASED


def blanked_file(file: FileRecord) -> FileRecord:
    """A file's tombstone."""
    return attrs.evolve(file, sha256=ERASED, filename="", subject=None)


def is_blanked(job: Job) -> bool:
    """Whether what was asked of the job has been forgotten."""
    return job.fingerprint == ERASED


def blanked(job: Job) -> Job:
    """``job`` without what leads to a person or to what was read."""
    return attrs.evolve(
        job,
        ref=None,
        subject=None,
        idempotency_key=None,
        fingerprint="",
        stages=tuple(map(_bare_spec, job.stages)),
        error=_bare_error(job.error),
        done=(),
    )


def blanked_event(event: JobEvent) -> JobEvent:
    """``event`` as it is of a blanked job: folding such events gives `blanked` of the job."""
    changes = {name: value for name, value in event.changes.items() if name not in _NAMED}
    for name, blank in _BLANKS.items():
        if name in changes:
            changes[name] = blank(changes[name])
    return attrs.evolve(event, ref=None, changes=changes)


def _bare_spec(spec: StageSpec) -> StageSpec:
    return attrs.evolve(spec, options=_bare_options(spec.options))


def _bare_options(options: str) -> str:
    """Without the digests of corrections, which are made of what a person is called."""
    kept = {name: value for name, value in json.loads(options).items() if name != CORRECTIONS}
    return canonical(kept)


def _bare_error(error: JobError | None) -> JobError | None:
    """Without its words: a stage of somebody else's may have put anything there."""
    return None if error is None else JobError(code=error.code, stage=error.stage)


def _bare_error_json(error: Any) -> Any:
    return None if error is None else to_json(_bare_error(JobError(**error)))


def _bare_specs_json(specs: Any) -> Any:
    return [{**spec, "options": _bare_options(spec.get("options", "{}"))} for spec in specs]


_BLANKS: Final = {
    "fingerprint": lambda _: "",
    "done": lambda _: [],
    "error": _bare_error_json,
    "stages": _bare_specs_json,
}
