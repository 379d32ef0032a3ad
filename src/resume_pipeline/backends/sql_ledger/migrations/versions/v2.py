"""Pauses, endpoints and their notices; corrections and decisions; indexes to find jobs by."""

from __future__ import annotations

from inspect import cleandoc
from typing import Final

from alembic.operations import Operations

revision = "2"
down_revision = "1"

#: The stage in which a job failed, as each database spells it.
_STAGE: Final = {
    "sqlite": "(json_extract(error, '$.stage'))",
    "postgresql": "(CAST(error AS JSON) ->> 'stage')",
}
_STATEMENTS: Final = (
    """
    CREATE TABLE {prefix}correction (
      id TEXT NOT NULL, tenant TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL,
      path TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}correction_file ON {prefix}correction (tenant, file)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}correction_tenant ON {prefix}correction (tenant, id)
    """,
    """
    CREATE TABLE {prefix}decision (
      id TEXT NOT NULL, tenant TEXT NOT NULL, job TEXT NOT NULL, manifest TEXT NOT NULL,
      actor TEXT NOT NULL, outcome TEXT NOT NULL, reason_code TEXT NOT NULL, note TEXT NOT NULL,
      agrees BIGINT NOT NULL, at BIGINT NOT NULL, saw_explanation BIGINT, PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}decision_job ON {prefix}decision (tenant, job)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}decision_tenant ON {prefix}decision (tenant, id)
    """,
    """
    CREATE TABLE {prefix}endpoint (
      id TEXT NOT NULL, tenant TEXT, actor TEXT, disabled_because TEXT, url TEXT NOT NULL,
      events TEXT NOT NULL, keys TEXT NOT NULL, created_at BIGINT NOT NULL,
      disabled_at BIGINT, PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_error_code ON {prefix}job (tenant, error_code, id)
    WHERE error_code IS NOT NULL
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_error_stage ON {prefix}job (tenant, {stage}, id)
    WHERE error_code IS NOT NULL
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_tenant_plan ON {prefix}job (tenant, "plan", id)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}job_tenant_state ON {prefix}job (tenant, state, id)
    """,
    """
    CREATE TABLE {prefix}notice (
      endpoint TEXT NOT NULL, id TEXT NOT NULL, tenant TEXT NOT NULL, kind TEXT NOT NULL,
      body TEXT NOT NULL, job_id TEXT, error TEXT, created_at BIGINT NOT NULL,
      tries BIGINT NOT NULL, taken_until BIGINT NOT NULL, due_at BIGINT, status BIGINT,
      tried_at BIGINT, delivered_at BIGINT, PRIMARY KEY (endpoint, id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}notice_due ON {prefix}notice (due_at) WHERE due_at IS NOT
    NULL
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}notice_job ON {prefix}notice (job_id)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}notice_log ON {prefix}notice (endpoint, created_at)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}outbox_backlog ON {prefix}outbox (kind, name, published_at,
    due_at)
    """,
    """
    CREATE TABLE {prefix}pause (
      id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, actor TEXT, reason TEXT,
      resumed_by TEXT, paused_at BIGINT NOT NULL, resumed_at BIGINT, PRIMARY KEY (id),
      CHECK (kind IN ('queue', 'tenant', 'plan'))
    )
    """,
    """
    CREATE UNIQUE INDEX IF NOT EXISTS {prefix}pause_holds ON {prefix}pause (kind, name) WHERE
    resumed_at IS NULL
    """,
)


def upgrade(op: Operations, prefix: str) -> None:
    """Add tables, and indexes by which jobs are found among a great many."""
    stage = _STAGE[op.get_context().dialect.name]
    for statement in _STATEMENTS:
        op.execute(cleandoc(statement.format(prefix=prefix, stage=stage)))
