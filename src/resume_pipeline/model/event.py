"""JobEvent: one change of a job. Folding a job's events gives the job.

An event carries the fields that it changed, so the ledger's row and the fold of the events are
the same by construction, and an auditor can replay one without this library.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final, Self

import attrs
import msgspec

from resume_pipeline.errors import BugError
from resume_pipeline.model.artifact import ArtifactRef, JobError, Place
from resume_pipeline.model.job import TRANSITIONS, Job, JobState
from resume_pipeline.model.plan import StageSpec


class EventKind(StrEnum):
    """What happened to a job."""

    SUBMITTED = "submitted"
    STARTED = "started"
    STAGE_FINISHED = "stage_finished"
    HANDED_ON = "handed_on"
    RETRY_SCHEDULED = "retry_scheduled"
    ATTEMPT_LOST = "attempt_lost"
    INTERRUPTED = "interrupted"
    INCOMPATIBLE = "incompatible"
    CANCEL_REQUESTED = "cancel_requested"
    HOOK_FAILED = "hook_failed"
    HOOK_MISSING = "hook_missing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@attrs.frozen(kw_only=True)
class JobEvent:
    """One line of a job's history.

    Attributes:
        job_id, tenant, ref: whose.
        seq: 1, 2, 3... without gaps; fit for `Last-Event-ID`.
        kind: what happened.
        at: epoch milliseconds.
        attempt: during which attempt.
        stage, code: where and why, if that applies. Never text of the document.
        changes: the job's fields that changed, in their JSON form.
    """

    job_id: str
    tenant: str
    ref: str | None
    seq: int
    kind: EventKind
    at: int
    attempt: int
    stage: str | None = None
    code: str | None = None
    changes: Mapping[str, Any]


def _specs(value: Any) -> tuple[StageSpec, ...]:
    return tuple(StageSpec(**item) for item in value)


def _refs(value: Any) -> tuple[ArtifactRef, ...]:
    return tuple(ArtifactRef(**{**item, "place": Place(item["place"])}) for item in value)


#: The fields whose JSON form is not their own value, and how to read them back.
_DECODERS: dict[str, Any] = {
    "stages": _specs,
    "done": _refs,
    "files": tuple,
    "hooks": tuple,
    "after_hooks": tuple,
    "state": JobState,
    "error": lambda value: None if value is None else JobError(**value),
}
_FIELDS = tuple(field.name for field in attrs.fields(Job))


def to_json(value: Any) -> Any:
    """The JSON form of one of a job's fields."""
    if value is None or type(value) in (str, int):  # nearly all of them
        return value
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    names = _names(value.__class__)
    pairs = ((name, getattr(value, name)) for name in names)
    return {name: to_json(item) for name, item in pairs if item is not None} if names else value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of an attrs class; none of any other."""
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()


def from_json(field: str, value: Any) -> Any:
    """The value of a job's field, given its JSON form."""
    return _DECODERS[field](value) if field in _DECODERS else value


_CANONICAL: Final = msgspec.json.Encoder(order="sorted")
#: For what the fast one refuses, such as keys that are numbers; the same bytes for all others.
_PATIENT: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and no escapes that are not needed."""
    return canonical_bytes(value).decode()


def canonical_bytes(value: Any) -> bytes:
    """The same in UTF-8. A float that is no number is written as null."""
    try:
        return _CANONICAL.encode(value)
    except TypeError:
        return _PATIENT.encode(value).encode()


def snapshot(job: Job) -> dict[str, Any]:
    """Every field of ``job`` that is not None, in JSON form; the changes of its first event."""
    pairs = ((name, getattr(job, name)) for name in _FIELDS if name != "seq")
    return {name: to_json(value) for name, value in pairs if value is not None}


def submitted(job: Job) -> JobEvent:
    """The first event of ``job``."""
    return JobEvent(
        job_id=job.id,
        tenant=job.tenant,
        ref=job.ref,
        seq=1,
        kind=EventKind.SUBMITTED,
        at=job.created_at,
        attempt=job.attempt,
        changes=snapshot(job),
    )


def event_of(
    job: Job,
    kind: EventKind,
    at: int,
    *,
    stage: str | None = None,
    code: str | None = None,
    **changes: Any,
) -> JobEvent:
    """The next event of ``job``; of the named fields it carries those whose value changes."""
    return JobEvent(
        job_id=job.id,
        tenant=job.tenant,
        ref=job.ref,
        seq=job.seq + 1,
        kind=kind,
        at=at,
        attempt=job.attempt,
        stage=stage,
        code=code,
        changes={
            name: to_json(value) for name, value in changes.items() if getattr(job, name) != value
        },
    )


def apply(job: Job | None, event: JobEvent) -> Job:
    """``job`` after ``event``.

    Raises:
        BugError: the event does not follow, or makes a transition that the table forbids.
    """
    changes = {name: from_json(name, value) for name, value in event.changes.items()}
    if job is None:
        return Job(**changes, seq=event.seq)
    if event.job_id != job.id or event.seq != job.seq + 1:
        raise BugError(f"event {event.seq} does not follow event {job.seq} of job {job.id}")
    if changes.get("state", job.state) not in TRANSITIONS[job.state]:
        raise BugError(f"job {job.id} is {job.state}: {event.kind} cannot happen to it")
    return attrs.evolve(job, **changes, seq=event.seq)


@attrs.frozen(kw_only=True)
class Change:
    """What happened to a job in one go: its next events, and the job before and after them."""

    before: Job
    events: tuple[JobEvent, ...]
    after: Job

    @classmethod
    def of(cls, job: Job, event: JobEvent) -> Self:
        """One event."""
        return cls(before=job, events=(event,), after=apply(job, event))

    def then(self, event: JobEvent) -> Change:
        """And another one."""
        return Change(
            before=self.before, events=(*self.events, event), after=apply(self.after, event)
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the job's fields that changed, ``seq`` among them, in order."""
        return tuple(sorted({"seq", *(name for event in self.events for name in event.changes)}))


def fold(events: Iterable[JobEvent]) -> Job:
    """The job that ``events``, in order, tell of."""
    job: Job | None = None
    for event in events:
        job = apply(job, event)
    if job is None:
        raise BugError("a job has at least one event")
    return job
