"""Files, jobs and their events, artifacts, the outbox, batches, and what is kept for watching."""

from __future__ import annotations

from inspect import cleandoc
from typing import Final

from alembic.operations import Operations

revision = "1"
down_revision = None

_STATEMENTS: Final = (
    """
    CREATE TABLE {prefix}about (name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name))
    """,
    """
    CREATE TABLE {prefix}artifact (
      job_id TEXT NOT NULL, tenant TEXT NOT NULL, stage TEXT NOT NULL, file TEXT NOT NULL,
      payload_schema TEXT NOT NULL, "key" TEXT NOT NULL, sha256 TEXT NOT NULL,
      payload_sha256 TEXT NOT NULL, stage_digest TEXT NOT NULL, input_digest TEXT NOT NULL,
      place TEXT NOT NULL, size BIGINT NOT NULL, PRIMARY KEY (job_id, stage, file)
    )
    """,
    """
    CREATE TABLE {prefix}batch (
      id TEXT NOT NULL, tenant TEXT NOT NULL, actor TEXT, ref TEXT, vacancy TEXT,
      total BIGINT NOT NULL, open BIGINT NOT NULL, created_at BIGINT NOT NULL,
      ended_at BIGINT, PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE {prefix}beat (
      job_id TEXT NOT NULL, tenant TEXT NOT NULL, worker TEXT NOT NULL, stage TEXT NOT NULL,
      attempt BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (job_id)
    )
    """,
    """
    CREATE TABLE {prefix}counter (name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (name))
    """,
    """
    CREATE TABLE {prefix}ending (
      position BIGINT NOT NULL, job_id TEXT NOT NULL, tenant TEXT NOT NULL,
      state TEXT NOT NULL, ref TEXT, at BIGINT NOT NULL, PRIMARY KEY (position),
      UNIQUE (job_id)
    )
    """,
    """
    CREATE TABLE {prefix}file (
      id TEXT NOT NULL, tenant TEXT NOT NULL, sha256 TEXT NOT NULL,
      media_type TEXT NOT NULL, filename TEXT NOT NULL, subject TEXT, actor TEXT,
      size BIGINT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}file_subject ON {prefix}file (tenant, subject)
    """,
    """
    CREATE TABLE {prefix}hook (name TEXT NOT NULL, retired_at BIGINT NOT NULL, PRIMARY KEY (name))
    """,
    """
    CREATE TABLE {prefix}job (
      id TEXT NOT NULL, tenant TEXT NOT NULL, actor TEXT, ref TEXT, subject TEXT,
      "plan" TEXT NOT NULL, stages TEXT NOT NULL, files TEXT NOT NULL, vacancy TEXT,
      as_of TEXT NOT NULL, hooks TEXT NOT NULL, after_hooks TEXT NOT NULL, batch TEXT,
      rerun_of TEXT, idempotency_key TEXT, fingerprint TEXT NOT NULL,
      priority BIGINT NOT NULL, pipeline_version TEXT NOT NULL, model_version TEXT NOT NULL,
      created_at BIGINT NOT NULL, deadline_at BIGINT NOT NULL, state TEXT NOT NULL,
      attempt BIGINT NOT NULL, hop BIGINT NOT NULL, due_at BIGINT NOT NULL,
      failures BIGINT NOT NULL, crashes BIGINT NOT NULL, interruptions BIGINT NOT NULL,
      incompatible_since BIGINT, cancelling BIGINT NOT NULL, hook_tries BIGINT NOT NULL,
      settle_at BIGINT, error TEXT, done TEXT NOT NULL, manifest TEXT, started_at BIGINT,
      running_since BIGINT, finished_at BIGINT, seq BIGINT NOT NULL, summary TEXT,
      error_code TEXT, PRIMARY KEY (id), UNIQUE (tenant, idempotency_key),
      CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
      CHECK ((finished_at IS NULL) = (state IN ('queued', 'running'))),
      CHECK ((manifest IS NULL) = (state IN ('queued', 'running')))
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_batch ON {prefix}job (batch, id)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_cancelling ON {prefix}job (id) WHERE cancelling = 1
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_deadline ON {prefix}job (deadline_at) WHERE state IN
    ('queued', 'running')
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_ref ON {prefix}job (tenant, ref)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_rerun ON {prefix}job (rerun_of)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_running ON {prefix}job (id) WHERE state = 'running'
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_settle ON {prefix}job (settle_at) WHERE settle_at IS
    NOT NULL
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_state ON {prefix}job (state, id)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_tenant ON {prefix}job (tenant, id)
    """,
    """
    CREATE TABLE {prefix}job_event (
      job_id TEXT NOT NULL, tenant TEXT NOT NULL, kind TEXT NOT NULL, changes TEXT NOT NULL,
      ref TEXT, stage TEXT, code TEXT, seq BIGINT NOT NULL, at BIGINT NOT NULL,
      attempt BIGINT NOT NULL, PRIMARY KEY (job_id, seq)
    )
    """,
    """
    CREATE TABLE {prefix}job_file (
      tenant TEXT NOT NULL, job_id TEXT NOT NULL, file_id TEXT NOT NULL,
      position BIGINT NOT NULL, PRIMARY KEY (job_id, position)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_file_file ON {prefix}job_file (file_id)
    """,
    """
    CREATE TABLE {prefix}outbox (
      id TEXT NOT NULL, kind TEXT NOT NULL, tenant TEXT NOT NULL, job_id TEXT NOT NULL,
      name TEXT NOT NULL, error TEXT, attempt BIGINT NOT NULL, priority BIGINT NOT NULL,
      due_at BIGINT NOT NULL, taken_until BIGINT NOT NULL, tries BIGINT NOT NULL,
      published_at BIGINT, overdue_at BIGINT, PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}outbox_due ON {prefix}outbox (kind, published_at, due_at)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}outbox_overdue ON {prefix}outbox (overdue_at)
    """,
    """
    CREATE TABLE {prefix}process (
      id TEXT NOT NULL, role TEXT NOT NULL, queue TEXT NOT NULL, offers TEXT NOT NULL,
      slots BIGINT NOT NULL, seen_at BIGINT NOT NULL, PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}process_role ON {prefix}process (role, queue)
    """,
)


def upgrade(op: Operations, prefix: str) -> None:
    """Add the tables of this layout."""
    for statement in _STATEMENTS:
        op.execute(cleandoc(statement.format(prefix=prefix)))
