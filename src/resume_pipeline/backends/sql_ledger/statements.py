"""The statements that many have in common, each put together once.

Putting a statement together takes longer than running it, and databases spell some differently.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
_CHUNK: Final = 500  # well under SQLite's limit of bound parameters
#: Statements kept; a process has few ledgers, each with about a dozen tables.
KEPT: Final = 512


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """``items`` in pieces that fit into one IN list."""
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def by_id(
    connection: Connection,
    table: Table,
    ids: Collection[str],
    tenant: str | None = None,
    *,
    locked: bool = False,
) -> Iterator[RowMapping]:
    """The rows of ``ids`` in their order, all or the tenant's."""
    query = _by_id(table, of_tenant=tenant is not None, locked=locked)
    for some in chunks(sorted(set(ids))):
        yield from connection.execute(query, {"ids": some, "of_tenant": tenant}).mappings()


@lru_cache(KEPT)
def _by_id(table: Table, *, of_tenant: bool, locked: bool) -> Select[Any]:
    query = select(table).where(table.c.id.in_(bindparam("ids", expanding=True)))
    if of_tenant:
        query = query.where(table.c.tenant == bindparam("of_tenant"))
    ordered = query.order_by(table.c.id)
    return ordered.with_for_update() if locked else ordered


def dialect_insert(dialect: str, table: Table) -> Any:
    """INSERT as the database spells what is to happen on a conflict."""
    module = postgresql if dialect == "postgresql" else sqlite
    return module.insert(table)


def insert_new(
    connection: Connection, table: Table, values: Sequence[Mapping[str, Any]], key: str = "id"
) -> set[str]:
    """Insert rows, leaving out those that break a unique rule; return the new rows' ``key``."""
    if not values:
        return set()
    statement = _insert_new(connection.dialect.name, table, key)
    return set(connection.execute(statement, [dict(row) for row in values]).scalars())


@lru_cache(KEPT)
def _insert_new(dialect: str, table: Table, key: str) -> Any:
    return dialect_insert(dialect, table).on_conflict_do_nothing().returning(table.c[key])


def add(connection: Connection, table: Table, values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, leaving out those that break a unique rule; nobody asks which."""
    if values:
        rows: Any = values[0] if len(values) == 1 else values
        connection.execute(_add(connection.dialect.name, table), rows)


@lru_cache(KEPT)
def _add(dialect: str, table: Table) -> Any:
    # Without RETURNING a row costs half as much.
    return dialect_insert(dialect, table).on_conflict_do_nothing()


def updated(connection: Connection, statement: Any, values: Sequence[Mapping[str, Any]]) -> int:
    """How many rows ``statement`` changed, once for each of ``values``."""
    if len(values) > 1 and connection.dialect.supports_sane_multi_rowcount:
        return connection.execute(statement, [dict(row) for row in values]).rowcount
    return sum(connection.execute(statement, dict(row)).rowcount for row in values)


#: Whether a new row may replace the one that stands, given the table and the new one's columns.
Replaces = Callable[[Table, Any], ColumnElement[bool]]


def upsert(
    connection: Connection,
    table: Table,
    values: Sequence[Mapping[str, Any]],
    where: Replaces | None = None,
) -> None:
    """Insert rows, or replace those with the same primary key where ``where`` holds."""
    if values:
        statement = _upsert(connection.dialect.name, table, where)
        connection.execute(statement, [dict(row) for row in values])


@lru_cache(KEPT)
def _upsert(dialect: str, table: Table, where: Replaces | None) -> Any:
    keys = [column.name for column in table.primary_key]
    statement = dialect_insert(dialect, table)
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    condition = where(table, statement.excluded) if where else None
    return statement.on_conflict_do_update(index_elements=keys, set_=changed, where=condition)
