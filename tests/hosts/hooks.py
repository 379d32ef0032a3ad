"""A host's own table, and the hook that writes to it in the transaction that ends a job."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Application(Base):
    __tablename__ = "applications"

    id: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="new")


def remember(tx, job, result) -> None:
    table = Application.__table__
    done = tx.execute(table.update().where(table.c.id == job.ref).values(state=str(job.state)))
    if done.rowcount != 1:
        raise LookupError(job.ref)
