"""The ledger's tables: TEXT, BIGINT milliseconds and CHECK, the same on every database."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import attrs
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from resume_pipeline.backends.sql_ledger.columns import maybe, maybe_numbers, numbers, words
from resume_pipeline.backends.sql_ledger.expressions import ErrorStage
from resume_pipeline.backends.sql_ledger.keeping.layout import kept
from resume_pipeline.errors import SettingsError
from resume_pipeline.model.job import Job, JobState

DEFAULT_PREFIX: Final = "resume_pipeline_"
#: Number of this layout; a changed layout is a new number. 2 added pause, endpoint, notice,
#: correction and decision; 3 usage, reservation and adoption; 4 erasure, hold, trail, trail_head,
#: total, trace, and the order in which the outbox is fair.
SCHEMA: Final = "4"
_STATES = ", ".join(f"'{state}'" for state in JobState)
_OPEN = text("state IN ('queued', 'running')")
_NUMBERS = frozenset({int, "int", "int | None"})


def needs_layout(wanted: int, found: int) -> None:
    """Refuse what the tables are too old for.

    Raises:
        SettingsError: they have a layout before ``wanted``.
    """
    if found < wanted:
        raise SettingsError(
            f"this needs layout {wanted} of the ledger's tables, which have layout {found}: run "
            "`resume-pipeline migrate`"
        )


def _job_columns() -> list[Column[Any]]:
    """One column per field of `Job`: BIGINT for whole numbers and flags, TEXT for the rest."""
    columns = []
    for field in attrs.fields(Job):
        kind = BigInteger if str(field.type).startswith(("int", "bool")) else Text
        is_optional = "None" in str(field.type)
        columns.append(Column(field.name, kind, nullable=is_optional))
    return columns


@attrs.frozen
class Tables:
    """The tables under one prefix."""

    metadata: MetaData
    file: Table
    job: Table
    job_file: Table
    job_event: Table
    artifact: Table
    outbox: Table
    batch: Table
    beat: Table
    process: Table
    ending: Table
    counter: Table
    hook: Table
    about: Table
    schema_version: Table
    pause: Table
    endpoint: Table
    notice: Table
    correction: Table
    decision: Table
    usage: Table
    reservation: Table
    adoption: Table
    erasure: Table
    hold: Table
    trail: Table
    trail_head: Table
    total: Table
    trace: Table


@lru_cache(maxsize=16)  # statements are kept by table, so that ledgers share them
def tables(prefix: str = DEFAULT_PREFIX) -> Tables:
    """The ledger's tables, each name and index beginning with ``prefix``."""
    # Long because it is a list: the whole layout, read from top to bottom, in one place.
    meta = MetaData()

    def table(name: str, *parts: Any) -> Table:
        return Table(prefix + name, meta, *parts)

    file = table(
        "file",
        Column("id", Text, primary_key=True),
        *words("tenant", "sha256", "media_type", "filename"),
        *maybe("subject", "actor"),
        *numbers("size", "created_at"),
    )
    Index(f"{prefix}file_subject", file.c.tenant, file.c.subject)
    is_whole = text("sha256 <> ''")  # more than a tombstone
    Index(
        f"{prefix}file_tenant", file.c.tenant, file.c.id,
        sqlite_where=is_whole, postgresql_where=is_whole,
    )  # fmt: skip
    job = table(
        "job",
        *_job_columns(),
        Column("summary", Text),
        Column("error_code", Text),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("tenant", "idempotency_key"),
        CheckConstraint(f"state IN ({_STATES})"),
        CheckConstraint("(finished_at IS NULL) = (state IN ('queued', 'running'))"),
        CheckConstraint("(manifest IS NULL) = (state IN ('queued', 'running'))"),
    )
    _index_jobs(prefix, job)
    job_file = table(
        "job_file",
        *words("tenant", "job_id", "file_id"),
        *numbers("position"),
        PrimaryKeyConstraint("job_id", "position"),
    )
    Index(f"{prefix}job_file_file", job_file.c.file_id)
    job_event = table(
        "job_event",
        *words("job_id", "tenant", "kind", "changes"),
        *maybe("ref", "stage", "code"),
        *numbers("seq", "at", "attempt"),
        PrimaryKeyConstraint("job_id", "seq"),
    )
    artifact = table(
        "artifact",
        *words("job_id", "tenant", "stage", "file", "payload_schema", "key", "sha256"),
        *words("payload_sha256", "stage_digest", "input_digest", "place"),
        *numbers("size"),
        PrimaryKeyConstraint("job_id", "stage", "file"),
    )
    outbox = table(
        "outbox",
        Column("id", Text, primary_key=True),
        *words("kind", "tenant", "job_id", "name"),
        *maybe("error"),
        *numbers("attempt", "priority", "due_at", "taken_until", "tries"),
        *maybe_numbers("published_at", "overdue_at"),
    )
    Index(f"{prefix}outbox_due", outbox.c.kind, outbox.c.published_at, outbox.c.due_at)
    Index(
        f"{prefix}outbox_backlog", outbox.c.kind, outbox.c.name, outbox.c.published_at,
        outbox.c.due_at,
    )  # fmt: skip
    Index(f"{prefix}outbox_overdue", outbox.c.overdue_at)
    waits_here = text("kind = 'dispatch' AND published_at IS NULL")
    Index(
        f"{prefix}outbox_fair", outbox.c.name, outbox.c.tenant, outbox.c.priority,
        outbox.c.due_at, outbox.c.job_id, sqlite_where=waits_here, postgresql_where=waits_here,
    )  # fmt: skip
    batch = table(
        "batch",
        Column("id", Text, primary_key=True),
        *words("tenant"),
        *maybe("actor", "ref", "vacancy"),
        *numbers("total", "open", "created_at"),
        *maybe_numbers("ended_at"),
    )
    beat = table(
        "beat",
        Column("job_id", Text, primary_key=True),
        *words("tenant", "worker", "stage"),
        *numbers("attempt", "at"),
    )
    process = table(
        "process",
        Column("id", Text, primary_key=True),
        *words("role", "queue", "offers"),
        *numbers("slots", "seen_at"),
    )
    Index(f"{prefix}process_role", process.c.role, process.c.queue)
    ending = table(
        "ending",
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        *words("job_id", "tenant", "state"),
        *maybe("ref"),
        *numbers("at"),
        UniqueConstraint("job_id"),
    )
    counter = table("counter", Column("name", Text, primary_key=True), *numbers("value"))
    hook = table("hook", Column("name", Text, primary_key=True), *numbers("retired_at"))
    about = table("about", Column("name", Text, primary_key=True), *words("value"))
    schema_version = table(
        "schema_version",  # Alembic's, as it would make it itself
        Column("version_num", String(32), nullable=False),
        PrimaryKeyConstraint("version_num", name=f"{prefix}schema_version_pkc"),
    )
    pause = table(
        "pause",
        Column("id", Text, primary_key=True),
        *words("kind", "name"),
        *maybe("actor", "reason", "resumed_by"),
        *numbers("paused_at"),
        *maybe_numbers("resumed_at"),
        CheckConstraint("kind IN ('queue', 'tenant', 'plan')"),
    )
    holds = text("resumed_at IS NULL")
    Index(
        f"{prefix}pause_holds", pause.c.kind, pause.c.name, unique=True,
        sqlite_where=holds, postgresql_where=holds,
    )  # fmt: skip
    endpoint = table(
        "endpoint",
        Column("id", Text, primary_key=True),
        *maybe("tenant", "actor", "disabled_because"),  # no tenant: the host's, told of all
        *words("url", "events", "keys"),
        *numbers("created_at"),
        *maybe_numbers("disabled_at"),
    )
    notice = table(
        "notice",
        *words("endpoint", "id", "tenant", "kind", "body"),
        *maybe("job_id", "error"),
        *numbers("created_at", "tries", "taken_until"),
        *maybe_numbers("due_at", "status", "tried_at", "delivered_at"),
        PrimaryKeyConstraint("endpoint", "id"),
    )
    waits = text("due_at IS NOT NULL")
    Index(f"{prefix}notice_due", notice.c.due_at, sqlite_where=waits, postgresql_where=waits)
    Index(f"{prefix}notice_log", notice.c.endpoint, notice.c.created_at)
    Index(f"{prefix}notice_job", notice.c.job_id)
    correction = table(
        "correction",
        Column("id", Text, primary_key=True),
        *words("tenant", "file", "digest", "path", "actor", "reason"),
        *numbers("at"),
    )
    Index(f"{prefix}correction_file", correction.c.tenant, correction.c.file)
    Index(f"{prefix}correction_tenant", correction.c.tenant, correction.c.id)
    decision = table(
        "decision",
        Column("id", Text, primary_key=True),
        *words("tenant", "job", "manifest", "actor", "outcome", "reason_code", "note"),
        *numbers("agrees", "at"),
        *maybe_numbers("saw_explanation"),
    )
    Index(f"{prefix}decision_job", decision.c.tenant, decision.c.job)
    Index(f"{prefix}decision_tenant", decision.c.tenant, decision.c.id)
    usage = table(
        "usage",
        Column("tenant", Text, primary_key=True),
        *numbers("bytes", "files"),
    )
    reservation = table(
        "reservation",
        Column("id", Text, primary_key=True),
        *words("tenant"),
        *numbers("bytes", "created_at", "expires_at"),
    )
    Index(f"{prefix}reservation_tenant", reservation.c.tenant, reservation.c.expires_at)
    adoption = table(
        "adoption",
        *words("tenant", "source", "file"),
        *numbers("at"),
        PrimaryKeyConstraint("tenant", "source"),
    )
    Index(f"{prefix}adoption_file", adoption.c.tenant, adoption.c.file)
    return Tables(
        meta, file, job, job_file, job_event, artifact, outbox, batch, beat, process, ending,
        counter, hook, about, schema_version, pause, endpoint, notice, correction, decision,
        usage, reservation, adoption, *kept(meta, prefix),
    )  # fmt: skip


def _index_jobs(prefix: str, job: Table) -> None:
    """By what jobs are found. Partial ones hold the few that are open or failed."""
    Index(f"{prefix}job_tenant", job.c.tenant, job.c.id)
    Index(f"{prefix}job_state", job.c.state, job.c.id)
    Index(f"{prefix}job_tenant_state", job.c.tenant, job.c.state, job.c.id)
    Index(f"{prefix}job_tenant_plan", job.c.tenant, job.c.plan, job.c.id)
    failed = text("error_code IS NOT NULL")
    for name, what in (("code", job.c.error_code), ("stage", ErrorStage(job.c.error))):
        Index(
            f"{prefix}job_error_{name}", job.c.tenant, what, job.c.id,
            sqlite_where=failed, postgresql_where=failed,
        )  # fmt: skip
    Index(f"{prefix}job_batch", job.c.batch, job.c.id)
    Index(f"{prefix}job_ref", job.c.tenant, job.c.ref)
    Index(f"{prefix}job_rerun", job.c.rerun_of)
    Index(f"{prefix}job_deadline", job.c.deadline_at, sqlite_where=_OPEN, postgresql_where=_OPEN)
    cancelling = text("cancelling = 1")
    Index(f"{prefix}job_cancelling", job.c.id, sqlite_where=cancelling, postgresql_where=cancelling)
    unsettled = text("settle_at IS NOT NULL")
    Index(
        f"{prefix}job_settle", job.c.settle_at, sqlite_where=unsettled, postgresql_where=unsettled
    )
    running = text("state = 'running'")
    Index(f"{prefix}job_running", job.c.id, sqlite_where=running, postgresql_where=running)
