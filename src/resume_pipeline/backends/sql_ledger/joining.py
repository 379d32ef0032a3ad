"""A host's own open transaction, which a call of the ledger joins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, false

from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.errors import InvalidRequestError


def connection_of(joined: Any, tables: Tables) -> Connection:
    """The SQLAlchemy connection of a host's Connection or Session, in a transaction.

    Raises:
        InvalidRequestError: it belongs to an event loop, or is neither.
    """
    if hasattr(joined, "run_sync"):
        raise InvalidRequestError(
            "tx belongs to an event loop: give an AsyncConnection or AsyncSession to "
            "AsyncPipeline's methods, and a Connection or Session to Pipeline's"
        )
    connection = joined if isinstance(joined, Connection) else joined.connection()
    if connection.dialect.name == "sqlite":
        _begin_to_write(connection, tables)
    return connection


def _begin_to_write(connection: Connection, tables: Tables) -> None:
    """Have SQLite's driver begin the transaction that SQLAlchemy only says is there.

    The driver begins with the first statement that writes. A savepoint before it would be the
    outermost transaction, and its release would commit what the host may still roll back.
    """
    connection.execute(delete(tables.beat).where(false()))
