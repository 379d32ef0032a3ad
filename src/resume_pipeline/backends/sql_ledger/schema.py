"""Which layout the tables have, and whether this release runs on it.

Two numbers say it. A layout's *number* is that of the last change that was added to the tables;
`resume-pipeline migrate` raises it. Its *oldest* is the oldest layout whose release still finds all
that it needs; only `resume-pipeline migrate --contract` raises that one. A release runs on its own
layout and on the one before; and on a newer one, as long as nothing it needs was removed, so that
a host can go back to the release that it came from.
"""

from __future__ import annotations

from typing import Final

import attrs
from sqlalchemy import Connection, inspect, select, text

from resume_pipeline.backends.sql_ledger.tables import SCHEMA, Tables
from resume_pipeline.errors import SettingsError

#: The number of this release's own layout.
OWN: Final = int(SCHEMA)
#: Of tables that this release creates. A change that removes something raises it to its own number.
OLDEST: Final = 1
#: For Postgres: until the commit, no other process creates or changes tables.
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('resume_pipeline'))"
_COMMAND: Final = "`resume-pipeline migrate`"


@attrs.frozen
class Layout:
    """What the tables in a database are.

    Attributes:
        number: of the last change that was added.
        oldest: number of the oldest layout whose release runs on these tables.
    """

    number: int
    oldest: int

    def check(self) -> None:
        """See that this release runs on these tables.

        Raises:
            SettingsError: it does not; the message names the command that helps.
        """
        if self.number < OWN - 1:
            raise SettingsError(
                f"the ledger's tables have layout {self.number}, this release runs on "
                f"{OWN - 1} and {OWN}: run {_COMMAND}"
            )
        if self.oldest > OWN:
            raise SettingsError(
                f"the ledger's tables have layout {self.number}, from which `resume-pipeline "
                f"migrate --contract` has removed what releases before layout {self.oldest} need; "
                f"this release knows layout {OWN}: install the release that they belong to"
            )


def lock(connection: Connection) -> None:
    """Keep other processes from creating or changing tables until the commit.

    SQLite has its write lock from the first statement of the transaction.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(LOCK))


def found(connection: Connection, tables: Tables) -> Layout | None:
    """The layout of the tables; None if there are none."""
    if not inspect(connection).has_table(tables.about.name):
        return None
    about = tables.about.c
    oldest = connection.execute(select(about.value).where(about.name == "schema")).scalar_one()
    return Layout(number=number(connection, tables), oldest=int(oldest))


def number(connection: Connection, tables: Tables) -> int:
    """The number of the layout of tables that are there."""
    if not inspect(connection).has_table(tables.schema_version.name):
        return 1  # the only layout that was without this table
    return int(connection.execute(select(tables.schema_version.c.version_num)).scalar_one())


def create(connection: Connection, tables: Tables) -> Layout:
    """Create this release's tables in a database that has none."""
    tables.metadata.create_all(connection)
    connection.execute(tables.schema_version.insert().values(version_num=SCHEMA))
    connection.execute(tables.about.insert().values(name="schema", value=str(OLDEST)))
    return Layout(number=OWN, oldest=OLDEST)
