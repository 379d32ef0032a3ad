"""What tenants use and have reserved of their quotas, and which objects of a host were adopted."""

from __future__ import annotations

from inspect import cleandoc
from typing import Final

from alembic.operations import Operations

revision = "3"
down_revision = "2"

_STATEMENTS: Final = (
    """
    CREATE TABLE {prefix}adoption (
      tenant TEXT NOT NULL, source TEXT NOT NULL, file TEXT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (tenant, source)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}adoption_file ON {prefix}adoption (tenant, file)
    """,
    """
    CREATE TABLE {prefix}reservation (
      id TEXT NOT NULL, tenant TEXT NOT NULL, bytes BIGINT NOT NULL, created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL, PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS {prefix}reservation_tenant ON {prefix}reservation (tenant,
    expires_at)
    """,
    """
    CREATE TABLE {prefix}usage (
      tenant TEXT NOT NULL, bytes BIGINT NOT NULL, files BIGINT NOT NULL, PRIMARY KEY (tenant)
    )
    """,
)


def upgrade(op: Operations, prefix: str) -> None:
    """Add tables. A tenant's usage is counted from its files when it first has a quota."""
    for statement in _STATEMENTS:
        op.execute(cleandoc(statement.format(prefix=prefix)))
