"""A ledger under row security, and what takes the application's own filter away."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy import Engine, create_engine, event, make_url, text, true
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, ColumnElement
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger, engine_of
from tests.servers import postgres_schema


@attrs.frozen
class Secured:
    """One ledger by three logins.

    Attributes:
        owner: of the tables, or a superuser.
        host, coordinator: with these roles.
    """

    prefix: str
    owner: str
    host: str
    coordinator: str

    def settings(self, folder: Path) -> dict[str, Any]:
        """Of a process that is host and coordinator."""
        return {**self.settings_of_host(folder), "coordinator_ledger": self.coordinator}

    def settings_of_host(self, folder: Path) -> dict[str, Any]:
        """Of a process that is host only."""
        return {
            "storage": f"file://{folder}/files",
            "queue": f"sqlite:///{folder}/queue.db",
            "ledger": self.host,
            "table_prefix": self.prefix,
            "row_security": True,
        }


@contextmanager
def secured() -> Iterator[Secured]:
    """A migrated ledger on Postgres, under row security, with a login for each role."""
    prefix = f"rls{uuid.uuid4().hex[:8]}_"
    with postgres_schema() as owner:
        ledger = SqlLedger(engine_of(owner), prefix)
        logins = {role: login_url(owner, prefix + role + "_login") for role in ROLES}
        try:
            ledger.migrate(row_security=True)
            for role, url in logins.items():
                make_login(owner, url, prefix + role)
            yield Secured(prefix, owner, logins["host"], logins["coordinator"])
        finally:
            ledger.close()
            names = [prefix + role + end for role in ROLES for end in ("_login", "")]
            drop_roles(owner, names)


ROLES = ("host", "coordinator")


def login_url(owner: str, name: str) -> str:
    url = make_url(owner).set(username=name, password="a secret")
    return url.render_as_string(hide_password=False)


def make_login(owner: str, url: str, role: str, *more: str) -> None:
    parts = make_url(url)
    run(
        owner,
        f"CREATE ROLE {parts.username} LOGIN PASSWORD '{parts.password}' {' '.join(more)}",
        f"GRANT {role} TO {parts.username}",
    )


def drop_roles(owner: str, names: list[str]) -> None:
    for name in names:
        run(
            owner,
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN "
            f"DROP OWNED BY {name}; DROP ROLE {name}; END IF; END $$",
        )


def run(url: str, *statements: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


@contextmanager
def without_filter(*engines: Engine) -> Iterator[None]:
    """Have every ``tenant = …`` that the library writes into a statement be true."""

    def unfiltered(_connection, statement, many, one, _options):
        return replacement_traverse(statement, {}, _if_filter), many, one

    for engine in engines:
        event.listen(engine, "before_execute", unfiltered, retval=True)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_execute", unfiltered)


def _if_filter(element: Any, **_: Any) -> ColumnElement[bool] | None:
    if isinstance(element, BinaryExpression) and element.operator in FILTERS:
        names = {getattr(part, "name", None) for part in iterate(element.left)}
        return true() if "tenant" in names else None
    return None


FILTERS = (operators.eq, operators.is_not_distinct_from, operators.in_op)
