"""File records and batches."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs
from sqlalchemy import Connection, update

from resume_pipeline.backends.sql_ledger.intake import SqlQuotas
from resume_pipeline.backends.sql_ledger.statements import by_id, insert_new
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.batch import Batch
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.intake.quota import Used


@attrs.frozen
class SqlFiles:
    """See `resume_pipeline.ports.ledger.Files`."""

    connection: Connection
    tables: Tables
    quotas: SqlQuotas

    def add(self, record: FileRecord) -> None:
        """Insert, and count; see the port."""
        if insert_new(self.connection, self.tables.file, [attrs.asdict(record)]):
            self.quotas.count(record.tenant, Used(bytes=record.size, files=1))

    def get(self, ids: Collection[str], tenant: str | None = None) -> dict[str, FileRecord]:
        """By id; see the port."""
        rows = by_id(self.connection, self.tables.file, ids, tenant)
        return {row["id"]: FileRecord(**row) for row in rows}


@attrs.frozen
class SqlBatches:
    """See `resume_pipeline.ports.ledger.Batches`."""

    connection: Connection
    tables: Tables

    def add(self, batch: Batch) -> None:
        """Insert; see the port."""
        insert_new(self.connection, self.tables.batch, [attrs.asdict(batch)])

    def get(self, ids: Collection[str], tenant: str | None = None) -> dict[str, Batch]:
        """By id; see the port."""
        rows = by_id(self.connection, self.tables.batch, ids, tenant)
        return {row["id"]: Batch(**row) for row in rows}

    def job_ended(self, counts: Mapping[str, int], now: int) -> list[Batch]:
        """Count down; see the port."""
        table = self.tables.batch
        ended = []
        for batch_id in sorted(counts):
            row = update(table).where(table.c.id == batch_id)
            left = row.values(open=table.c.open - counts[batch_id]).returning(table.c.open)
            if self.connection.execute(left).scalar_one() == 0:
                self.connection.execute(row.values(ended_at=now))
                ended.append(batch_id)
        return list(self.get(ended).values())
