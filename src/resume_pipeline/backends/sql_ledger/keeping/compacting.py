"""Compacting: write the database's pages anew, so that no page keeps bytes of what was deleted.

Databases leave what they move within a page where it was until something is written over it, SQLite
also with ``secure_delete``, and Postgres also after a plain VACUUM.
"""

from __future__ import annotations

from sqlalchemy import Engine

from resume_pipeline.backends.sql_ledger.tables import Tables


def compact(engine: Engine, tables: Tables) -> None:
    """Rewrite the file, or the ledger's own tables; both are locked meanwhile."""
    if engine.dialect.name == "postgresql":
        names = [table.name for table in tables.metadata.sorted_tables]
        _run(engine, [f'VACUUM (FULL) "{name}"' for name in names])
    else:
        _run(engine, ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"])


def _run(engine: Engine, statements: list[str]) -> None:
    """Outside any transaction, which the engine's own connections would begin."""
    connection = engine.raw_connection()
    try:
        driver = connection.driver_connection
        if engine.dialect.name == "postgresql":
            driver.autocommit = True  # type: ignore[union-attr]
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
    finally:
        connection.invalidate()
        connection.close()
