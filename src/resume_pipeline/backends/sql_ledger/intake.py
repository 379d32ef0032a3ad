"""What tenants use of their quotas, and which objects of the host's became files."""

from __future__ import annotations

from collections.abc import Collection

import attrs
from sqlalchemy import Connection, and_, delete, exists, func, select, update

from resume_pipeline.backends.sql_ledger.expressions import IS_OPEN
from resume_pipeline.backends.sql_ledger.statements import chunks, insert_new
from resume_pipeline.backends.sql_ledger.tables import Tables, needs_layout
from resume_pipeline.model.intake.quota import Reservation, Used


@attrs.frozen
class SqlQuotas:
    """See `resume_pipeline.ports.intake.Quotas`.

    A row of ``usage`` is there for tenants that were asked for once: it is the sum of their files,
    kept by whoever adds or removes one, and the lock under which their room is given away.
    """

    connection: Connection
    tables: Tables
    layout: int

    def used(self, tenant: str, now: int) -> Used:
        """Counted and locked; see the port."""
        needs_layout(3, self.layout)
        return self._counted(tenant) + self._reserved(tenant, now)

    def _counted(self, tenant: str) -> Used:
        usage = self.tables.usage
        # An update that changes nothing: the lock, on every database.
        locked = update(usage).where(usage.c.tenant == tenant).values(bytes=usage.c.bytes)
        row = self.connection.execute(locked.returning(usage.c.bytes, usage.c.files)).first()
        if row is None:
            self._begin_to_count(tenant)
            row = self.connection.execute(locked.returning(usage.c.bytes, usage.c.files)).one()
        return Used(bytes=row.bytes, files=row.files)

    def _begin_to_count(self, tenant: str) -> None:
        """Make the row first, so that whoever adds a file meanwhile waits for the sum."""
        usage, file = self.tables.usage, self.tables.file
        row = {"tenant": tenant, "bytes": 0, "files": 0}
        if insert_new(self.connection, usage, [row], key="tenant"):
            total = func.coalesce(func.sum(file.c.size), 0)
            sums = select(total, func.count()).where(file.c.tenant == tenant)
            size, files = self.connection.execute(sums).one()
            mine = update(usage).where(usage.c.tenant == tenant)
            self.connection.execute(mine.values(bytes=int(size), files=files))

    def _reserved(self, tenant: str, now: int) -> Used:
        column = self.tables.reservation.c
        live = and_(column.tenant == tenant, column.expires_at > now)
        total = func.coalesce(func.sum(column.bytes), 0)
        size, files = self.connection.execute(select(total, func.count()).where(live)).one()
        return Used(bytes=int(size), files=files)

    def reserve(self, reservation: Reservation) -> None:
        """Keep room; see the port."""
        needs_layout(3, self.layout)
        table = self.tables.reservation
        over = and_(
            table.c.tenant == reservation.tenant, table.c.expires_at <= reservation.created_at
        )
        self.connection.execute(delete(table).where(over))
        insert_new(self.connection, table, [attrs.asdict(reservation)])

    def release(self, id: str, tenant: str) -> None:
        """Keep it no longer; see the port."""
        table = self.tables.reservation
        if self.layout >= 3:
            mine = and_(table.c.id == id, table.c.tenant == tenant)
            self.connection.execute(delete(table).where(mine))

    def count(self, tenant: str, more: Used) -> None:
        """Add to what a tenant has, or take from it; nothing where nobody asked for it yet."""
        usage = self.tables.usage
        if self.layout >= 3:
            mine = update(usage).where(usage.c.tenant == tenant)
            added = {"bytes": usage.c.bytes + more.bytes, "files": usage.c.files + more.files}
            self.connection.execute(mine.values(added))

    def open_jobs(self, tenant: str, *, limit: int) -> int:
        """Counted from an index; see the port."""
        job = self.tables.job
        some = select(job.c.id).where(job.c.tenant == tenant, IS_OPEN).limit(limit).subquery()
        return int(self.connection.execute(select(func.count()).select_from(some)).scalar_one())


@attrs.frozen
class SqlAdoptions:
    """See `resume_pipeline.ports.intake.Adoptions`."""

    connection: Connection
    tables: Tables
    layout: int

    def add(self, tenant: str, source: str, file: str, now: int) -> bool:
        """Note it; see the port."""
        needs_layout(3, self.layout)
        table, files = self.tables.adoption, self.tables.file.c
        mine = and_(table.c.tenant == tenant, table.c.source == source)
        is_gone = ~exists(select(files.id).where(files.id == table.c.file))
        self.connection.execute(delete(table).where(mine, is_gone))
        row = {"tenant": tenant, "source": source, "file": file, "at": now}
        return bool(insert_new(self.connection, table, [row], key="source"))

    def files(self, tenant: str, sources: Collection[str]) -> dict[str, str]:
        """By source; see the port."""
        needs_layout(3, self.layout)
        adoption, file = self.tables.adoption.c, self.tables.file.c
        found: dict[str, str] = {}
        for some in chunks(sorted(set(sources))):
            query = select(adoption.source, adoption.file).where(
                adoption.tenant == tenant, adoption.source.in_(some), file.id == adoption.file
            )
            found |= {source: name for source, name in self.connection.execute(query)}
        return found
