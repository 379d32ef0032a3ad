"""The commands that look at jobs."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import attrs

from resume_pipeline.cli.boundary import FAILED
from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.safe import safe
from resume_pipeline.cli.tables import print_json, print_lines, table
from resume_pipeline.errors import NotFoundError
from resume_pipeline.model.artifact import ArtifactRef
from resume_pipeline.model.event import JobEvent, canonical, snapshot
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.job import Job
from resume_pipeline.model.naming import when
from resume_pipeline.model.reason import Reason
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.tenant import TenantPipeline

_FILTERS: Final = (
    *("state", "code", "stage", "plan", "batch", "ref"),
    *("created_from", "created_before"),
)
_HEADERS: Final = ("JOB", "STATE", "CODE", "PLAN", "ATTEMPT", "CREATED", "FINISHED", "REF")


@contextmanager
def tenant_of(arguments: Namespace) -> Iterator[TenantPipeline]:
    """The tenant whose jobs the command is about."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        yield pipeline.tenant(arguments.tenant, actor="command")


def filters_of(arguments: Namespace) -> dict[str, Any]:
    """Fields that jobs must match."""
    given = {name: getattr(arguments, name) for name in _FILTERS}
    return {name: value for name, value in given.items() if value is not None}


def listing(arguments: Namespace) -> int:
    """List jobs, the oldest first."""
    with tenant_of(arguments) as tenant:
        found = tenant.jobs(limit=arguments.limit + 1, **filters_of(arguments))
        held = tenant.paused(found)
    shown = found[: arguments.limit]
    if arguments.json:
        for job in shown:
            print_json(snapshot(job))
    else:
        print_lines(table(_HEADERS, [_row(job, is_paused=job.id in held) for job in shown]))
    if len(found) > len(shown):
        print("There are more: narrow it down, or raise --limit.", file=sys.stderr)
    return 0


def _row(job: Job, *, is_paused: bool) -> tuple[Any, ...]:
    state = f"{job.state}, cancelling" if job.cancelling and not job.is_terminal else job.state
    state = f"{state}, paused" if is_paused else state
    code = job.error.code if job.error else None
    times = when(job.created_at), when(job.finished_at)
    return job.id, state, code, job.plan, job.attempt, *times, job.ref


def show(arguments: Namespace) -> int:
    """Print all that is known of a job."""
    with tenant_of(arguments) as tenant:
        seen = _Seen.of(tenant, arguments.job)
    if arguments.json:
        print_json(seen.as_json())
    else:
        print_lines(seen.lines())
    return 0


@attrs.frozen(kw_only=True)
class _Seen:
    """A job with what is around it. A file whose record is gone is None."""

    job: Job
    reason: Reason
    files: dict[str, FileRecord | None]
    artifacts: list[ArtifactRef]
    superseded_by: str | None

    @classmethod
    def of(cls, tenant: TenantPipeline, job_id: str) -> _Seen:
        job = tenant.job(job_id)
        return cls(
            job=job,
            reason=tenant.why(job),
            files={file_id: _file(tenant, file_id) for file_id in job.files},
            artifacts=tenant.artifacts(job) or list(job.done),
            superseded_by=tenant.superseded_by(job),
        )

    def as_json(self) -> dict[str, Any]:
        files = [attrs.asdict(file) for file in self.files.values() if file]
        return {
            **snapshot(self.job),
            "why": attrs.asdict(self.reason),
            "files": files,
            "artifacts": [attrs.asdict(ref) for ref in self.artifacts],
            "superseded_by": self.superseded_by,
        }

    def lines(self) -> Iterator[str]:
        pairs = {**_asked(self.job), **_stands(self.job), "superseded by": self.superseded_by}
        yield from (f"{name:<15}{value}" for name, value in pairs.items() if value is not None)
        yield f"{'why':<15}{_sentence(self.reason)}"
        for number, (file_id, file) in enumerate(self.files.items()):
            yield f"{'' if number else 'files':<15}{file_id}  {_file_words(file)}"
        for number, ref in enumerate(self.artifacts):
            yield f"{'' if number else 'artifacts':<15}{ref.stage}  {ref.size} bytes  {ref.key}"


def _file(tenant: TenantPipeline, file_id: str) -> FileRecord | None:
    try:
        return tenant.file(file_id)
    except NotFoundError:
        return None


def _file_words(file: FileRecord | None) -> str:
    if file is None:
        return "no record"
    return f"{file.media_type}  {file.size} bytes  {file.filename}"


def _asked(job: Job) -> dict[str, Any]:
    """What was asked of a job, in words."""
    return {
        "job": job.id,
        "tenant": job.tenant,
        "actor": job.actor,
        "ref": job.ref,
        "subject": job.subject,
        "batch": job.batch,
        "rerun of": job.rerun_of,
        "plan": f"{job.plan}: {', '.join(f'{s.name}@{s.version}' for s in job.stages)}",
        "options": _options(job),
        "vacancy": job.vacancy,
        "as of": job.as_of,
        "hooks": ", ".join((*job.hooks, *job.after_hooks)) or None,
        "idempotency": job.idempotency_key,
        "priority": job.priority,
        "versions": f"pipeline {job.pipeline_version}, model {job.model_version}",
    }


def _options(job: Job) -> str | None:
    given = [f"{spec.name} {spec.options}" for spec in job.stages if spec.options != "{}"]
    return ", ".join(given) or None


def _stands(job: Job) -> dict[str, Any]:
    """Where a job stands, in words."""
    error = job.error
    return {
        "state": f"{job.state}{', cancelling' if job.cancelling else ''}",
        "error": _error(error.code, error.stage, error.message) if error else None,
        "attempt": job.attempt if job.is_terminal else f"{job.attempt}, from {job.first_stage} on",
        "charged": f"failures {job.failures}, crashes {job.crashes}, "
        f"interruptions {job.interruptions}, hook tries {job.hook_tries}",
        "manifest": job.manifest,
        "created": when(job.created_at),
        "started": when(job.started_at),
        "running since": when(job.running_since),
        "finished": when(job.finished_at),
        "not before": None if job.is_terminal else when(job.due_at),
        "deadline": when(job.deadline_at),
    }


def _error(code: str, stage: str | None, message: str) -> str:
    return code + (f" in {stage}" if stage else "") + (f": {message}" if message else "")


def events(arguments: Namespace) -> int:
    """Print what happened to a job."""
    with tenant_of(arguments) as tenant:
        found = _all_events(tenant, arguments.job)
    if arguments.json:
        for event in found:
            print_json({**attrs.asdict(event), "changes": dict(event.changes)})
        return 0
    headers = ("SEQ", "AT", "ATTEMPT", "WHAT", "STAGE", "CODE", "CHANGES")
    print_lines(table(headers, [_event_row(event) for event in found]))
    return 0


def _all_events(tenant: TenantPipeline, job_id: str) -> list[JobEvent]:
    found: list[JobEvent] = []
    while page := tenant.events(job_id, after=found[-1].seq if found else 0):
        found += page
    return found


def _event_row(event: JobEvent) -> tuple[Any, ...]:
    at = when(event.at)
    return event.seq, at, event.attempt, event.kind, event.stage, event.code, _changes(event)


def _changes(event: JobEvent) -> str:
    """What an event changed, without what the other columns and `show` tell better."""
    if event.seq == 1:  # which carries the whole job
        return ""
    changes = {name: value for name, value in event.changes.items() if value is not None}
    done = changes.pop("done", [])
    written = [f"written: {', '.join(ref['stage'] for ref in done)}"] if done else []
    rest = [f"{name}={canonical(value)}" for name, value in sorted(changes.items())]
    return "; ".join((*written, *rest))


def why(arguments: Namespace) -> int:
    """Say why a job is where it is."""
    with tenant_of(arguments) as tenant:
        reason = tenant.why(arguments.job)
    if arguments.json:
        print_json(attrs.asdict(reason))
    else:
        print(_sentence(reason))
    return 0


def _sentence(reason: Reason) -> str:
    times = {"since": reason.since, "until": reason.until, "last beat": reason.last_beat}
    said = [f"{name} {when(at)}" for name, at in times.items() if at is not None]
    stage = [f"stage {reason.stage}"] if reason.stage else []
    more = ", ".join((*stage, *said))
    return safe(f"{reason.code}: {reason.text}" + (f" ({more})" if more else ""))


def verify(arguments: Namespace) -> int:
    """Run a job again and compare; 1 if it does not come out the same."""
    with tenant_of(arguments) as tenant:
        verification = tenant.verify(arguments.job)
    print_lines(verification.lines())
    print("it holds" if verification.holds else "it does not hold")
    return 0 if verification.holds else FAILED
