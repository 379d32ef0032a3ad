"""A plugin that makes a process know one layout of the ledger's tables less than this release.

As far as the tables go, such a process is one of the release before: it runs on the layout before,
leaves what came later alone, and meets a newer layout than its own.
"""

from __future__ import annotations

from sqlalchemy import Connection

from resume_pipeline.backends.sql_ledger import schema
from resume_pipeline.backends.sql_ledger.tables import Tables

_number = schema.number


def number(connection: Connection, tables: Tables) -> int:
    """What a process of the release before makes of the tables."""
    return min(_number(connection, tables), schema.OWN)


if int(schema.SCHEMA) == schema.OWN:  # once, however often this is imported
    schema.OWN -= 1
    schema.number = number
