"""From one layout of the tables to the next, by Alembic; the scripts are in ``versions``.

A script has a ``revision``, the ``down_revision`` before it, and ``upgrade(op, prefix)``, which
only adds: processes of the release before it run on. What it makes obsolete, its ``contract(op,
prefix)`` removes, once no process of that release is left. There is no way down: a release runs on
a layout newer than its own until something is removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO

import attrs
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import CreateTable

from resume_pipeline.backends.sql_ledger import row_security, schema
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.errors import SettingsError

SCRIPTS: Final = Path(__file__).parent / "versions"
#: How long a change waits for statements that run already; others wait behind it meanwhile.
_LOCK_TIMEOUT: Final = "SET LOCAL lock_timeout = '10s'"


@attrs.frozen(kw_only=True)
class Migration:
    """The way of one database to the newest layout.

    Attributes:
        connection: with a transaction in which nobody else changes tables.
        sql: where statements are written to instead of being executed.
        scripts: the folder of the scripts.
    """

    connection: Connection
    tables: Tables
    sql: TextIO | None = None
    scripts: Path = SCRIPTS

    def run(self, *, contract: bool = False, secures: bool = False) -> list[str]:
        """Add what is missing; with ``contract`` then remove what is obsolete.

        Tables that are under row security take in those that are added; with ``secures`` all are
        put under it.

        Returns:
            A line for each change; none if there is nothing to change.
        """
        found = schema.found(self.connection, self.tables)
        context = self._context(found)
        op = Operations(context)
        missing = self._missing(found.number if found else 0)
        with context.begin_transaction():
            self._prepare(op, found)
            if missing:
                context.run_migrations(op=op, prefix=self.prefix)
            if found is None:
                self._say_oldest(op)
            done = [_line(script) for script in missing]
            done += self._secure(op, asked=secures, added=bool(missing))
            if contract:
                done += self._contract(op, found.oldest if found else 0)
        return done

    @property
    def prefix(self) -> str:
        """With which the names of tables and indexes begin."""
        return self.tables.about.name.removesuffix("about")

    @property
    def _directory(self) -> ScriptDirectory:
        return ScriptDirectory(str(self.scripts), version_locations=[str(self.scripts)])

    def _missing(self, number: int) -> list[Script]:
        """The scripts to run, the oldest first; none on tables of a newer release."""
        scripts = reversed(list(self._directory.walk_revisions()))
        return [script for script in scripts if _number(script) > number]

    def _context(self, found: schema.Layout | None) -> MigrationContext:
        def steps(heads: Any, _context: MigrationContext) -> Any:
            return self._directory._upgrade_revs("head", heads)

        options: dict[str, Any] = {
            "version_table": self.tables.schema_version.name,
            "transactional_ddl": True,
            "fn": steps,
        }
        if self.sql is None:
            return MigrationContext.configure(self.connection, opts=options)
        options |= {"as_sql": True, "output_buffer": self.sql}
        options["starting_rev"] = str(found.number) if found else None
        return MigrationContext.configure(dialect=self.connection.dialect, opts=options)

    def _prepare(self, op: Operations, found: schema.Layout | None) -> None:
        if self.connection.dialect.name == "postgresql":
            op.execute(schema.LOCK)  # held already, unless a DBA runs what is written here
            op.execute(_LOCK_TIMEOUT)
        version = self.tables.schema_version
        if found is not None and not inspect(self.connection).has_table(version.name):
            # Tables of layout 1, from before there was a table that says so.
            op.execute(CreateTable(version))
            op.execute(version.insert().values(version_num=op.inline_literal("1")))

    def _say_oldest(self, op: Operations) -> None:
        row = {"name": op.inline_literal("schema"), "value": op.inline_literal("1")}
        op.execute(self.tables.about.insert().values(row))

    def _secure(self, op: Operations, *, asked: bool, added: bool) -> Iterator[str]:
        is_on = row_security.is_installed(self.connection, self.tables)
        if not (asked or (added and is_on)):
            return
        if self.connection.dialect.name != "postgresql":
            raise SettingsError("row security needs a ledger on Postgres")
        where = self.connection.execute(text("SELECT current_schema()")).scalar_one()
        for statement in row_security.statements(self.tables, where):
            op.execute(text(statement.replace(":", r"\:")))
        roles = (row_security.role_name(self.tables, role) for role in ("host", "coordinator"))
        yield f"row security: on, for the roles {' and '.join(roles)}"

    def _contract(self, op: Operations, oldest: int) -> Iterator[str]:
        """Remove what is obsolete, layout by layout."""
        for script in reversed(list(self._directory.walk_revisions())):
            contract = getattr(script.module, "contract", None)
            if contract is None or _number(script) <= oldest:
                continue
            contract(op, self.prefix)
            about = self.tables.about
            row = about.update().where(about.c.name == op.inline_literal("schema"))
            op.execute(row.values(value=op.inline_literal(script.revision)))
            yield f"layout {script.revision}: removed what it made obsolete"


def _number(script: Script) -> int:
    return int(script.revision)


def _line(script: Script) -> str:
    return f"layout {script.revision}: {script.doc.splitlines()[0]}"
