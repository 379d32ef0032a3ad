"""Rows to values and back."""

from __future__ import annotations

from typing import Any

import attrs
import msgspec
from sqlalchemy import RowMapping

from resume_pipeline.model.artifact import ArtifactRef, Place
from resume_pipeline.model.event import EventKind, JobEvent, canonical, from_json, to_json
from resume_pipeline.model.job import Job

_JOB_FIELDS = tuple(field.name for field in attrs.fields(Job))
#: Fields whose JSON form is an object or a list: kept as canonical JSON text.
_STRUCTURED = frozenset({"stages", "files", "hooks", "after_hooks", "done", "error"})
_FLAGS = frozenset({"cancelling"})


def job_values(job: Job, names: tuple[str, ...] = _JOB_FIELDS) -> dict[str, Any]:
    """The columns ``names`` of the row of ``job``."""
    values = {name: _column(name, getattr(job, name)) for name in names}
    if "error" in values:
        values["error_code"] = job.error.code if job.error else None
    return values


def _column(name: str, value: Any) -> Any:
    if value is None or name not in _STRUCTURED:
        return int(value) if name in _FLAGS else to_json(value)
    return canonical(to_json(value))


def job_of(row: RowMapping) -> Job:
    """The job in ``row``."""
    return Job(**{name: _field(name, row[name]) for name in _JOB_FIELDS})


def _field(name: str, value: Any) -> Any:
    if name in _FLAGS:
        return bool(value)
    if value is None:
        return None
    return from_json(name, msgspec.json.decode(value) if name in _STRUCTURED else value)


def event_values(event: JobEvent) -> dict[str, Any]:
    """The row of ``event``."""
    values = {field.name: getattr(event, field.name) for field in attrs.fields(JobEvent)}
    return values | {"kind": str(event.kind), "changes": canonical(dict(event.changes))}


def event_of_row(row: RowMapping) -> JobEvent:
    """The event in ``row``."""
    changes = msgspec.json.decode(row["changes"])
    return JobEvent(**dict(row) | {"kind": EventKind(row["kind"]), "changes": changes})


def artifact_values(job: Job, ref: ArtifactRef) -> dict[str, Any]:
    """The row of a pointer; no file is the empty string, so that it can be part of a key."""
    values: dict[str, Any] = to_json(ref) | {"file": ref.file or ""}
    return values | {"job_id": job.id, "tenant": job.tenant}


def artifact_of(row: RowMapping) -> ArtifactRef:
    """The pointer in ``row``."""
    values = {field.name: row[field.name] for field in attrs.fields(ArtifactRef)}
    return ArtifactRef(**values | {"file": row["file"] or None, "place": Place(row["place"])})
