"""Erasures and holds, the trail, totals, traces; an index for the outbox's fair order."""

from __future__ import annotations

from inspect import cleandoc
from typing import Final

from alembic.operations import Operations

revision = "4"
down_revision = "3"

_STATEMENTS: Final = (
    """
    CREATE TABLE {prefix}erasure (id TEXT NOT NULL, tenant TEXT NOT NULL, mark TEXT NOT NULL,
    files TEXT NOT NULL, jobs TEXT NOT NULL, reason TEXT NOT NULL, subject TEXT, actor TEXT,
    asked_at BIGINT NOT NULL, objects BIGINT NOT NULL, waits_until BIGINT, done_at BIGINT,
    PRIMARY KEY (id))
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}erasure_open ON {prefix}erasure (id) WHERE done_at IS
    NULL
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}erasure_tenant ON {prefix}erasure (tenant, id)
    """,
    """
    CREATE TABLE {prefix}hold (tenant TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT
    NULL, actor TEXT, held_at BIGINT NOT NULL, PRIMARY KEY (tenant, subject))
    """,
    """
    CREATE TABLE {prefix}total (tenant TEXT NOT NULL, "plan" TEXT NOT NULL, day TEXT NOT NULL,
    measure TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (tenant, day, "plan", measure))
    """,
    """
    CREATE TABLE {prefix}trace (job_id TEXT NOT NULL, tenant TEXT NOT NULL, context TEXT NOT
    NULL, PRIMARY KEY (job_id))
    """,
    """
    CREATE TABLE {prefix}trail (id TEXT NOT NULL, tenant TEXT NOT NULL, entry TEXT NOT NULL,
    hash TEXT, at BIGINT NOT NULL, position BIGINT, PRIMARY KEY (id))
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}trail_position ON {prefix}trail (tenant, position)
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}trail_unchained ON {prefix}trail (tenant, id) WHERE
    position IS NULL
    """,
    """
    CREATE TABLE {prefix}trail_head (tenant TEXT NOT NULL, hash TEXT NOT NULL, position BIGINT
    NOT NULL, PRIMARY KEY (tenant))
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}file_tenant ON {prefix}file (tenant, id) WHERE sha256
    <> ''
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}outbox_fair ON {prefix}outbox (name, tenant,
    priority, due_at, job_id) WHERE kind = 'dispatch' AND published_at IS NULL
    """,
)


def upgrade(op: Operations, prefix: str) -> None:
    """Add tables and indexes. What happened before is in no trail and no total."""
    for statement in _STATEMENTS:
        op.execute(cleandoc(statement.format(prefix=prefix)))
