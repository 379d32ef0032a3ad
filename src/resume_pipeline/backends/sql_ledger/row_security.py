"""Row-level security on Postgres: the database itself keeps tenants apart.

Two roles. A *host* sees and writes the rows of the one tenant that its transaction names, and
none where it names none. The *coordinator* sees all. Tables are under *forced* security: even
their owner has no other way in. What no policy allows is not there, so that a table which is
added and forgotten shows nothing.

https://www.postgresql.org/docs/current/ddl-rowsecurity.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from sqlalchemy import Connection, Table, text

from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.errors import SettingsError

Role = Literal["host", "coordinator"]
#: The transaction's setting that names the tenant.
TENANT: Final = "resume_pipeline.tenant"
_NAME: Final = text(f"SELECT set_config('{TENANT}', :tenant, true)")
#: Asked once per statement, not per row; None, which equals nothing, where no tenant is named.
_OWN: Final = f"(SELECT NULLIF(current_setting('{TENANT}', true), ''))"
_COMMAND: Final = "`resume-pipeline migrate --row-security`"
#: What a host's process cannot do by itself.
NO_COORDINATOR: Final = (
    "row_security: this is for the coordinator, and this process has no coordinator_ledger: set "
    "it where jobs are relayed, finalized and swept, and endpoints registered"
)
_MAY: Final = "SELECT, INSERT, UPDATE, DELETE"


def role_name(tables: Tables, role: Role) -> str:
    """What the role is called in the database: roles are shared by all databases of a server."""
    return tables.about.name.removesuffix("about") + role


def name_tenant(connection: Connection, tenant: str | None) -> None:
    """Name the tenant until the transaction ends; the empty one has only what all share.

    Raises:
        SettingsError: there is none: what was asked for is the coordinator's.
    """
    if tenant is None:
        raise SettingsError(NO_COORDINATOR)
    connection.execute(_NAME, {"tenant": tenant})


def statements(tables: Tables, schema: str) -> Iterator[str]:
    """What puts the tables under security, or does so again after tables were added."""
    host, coordinator = (f'"{role_name(tables, role)}"' for role in ("host", "coordinator"))
    for role in (host, coordinator):
        yield _made(role)
        yield f'GRANT USAGE ON SCHEMA "{schema}" TO {role}'
    for table in tables.metadata.sorted_tables:
        name = f'"{schema}"."{table.name}"'
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
        yield f"GRANT {_MAY} ON {name} TO {coordinator}"
        yield from _policy("coordinator", name, coordinator, "ALL", "true")
        yield from _for_hosts(tables, table, name, host)
    # Whoever migrates, and whoever opens the ledger, looks which layout the tables have.
    for layout in (tables.about, tables.schema_version):
        shown = "true" if layout is tables.schema_version else "name = 'schema'"
        yield from _policy("layout", f'"{schema}"."{layout.name}"', "PUBLIC", "ALL", shown)


def _made(role: str) -> str:
    """A role that nobody logs in as; DBAs grant it. Postgres has no IF NOT EXISTS for roles."""
    return (
        f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _for_hosts(tables: Tables, table: Table, name: str, host: str) -> Iterator[str]:
    """What hosts may do with one table; nothing, if neither a tenant's nor listed here."""
    shared = {
        tables.about: "name = 'schema'",
        tables.schema_version: "true",
        tables.process: "true",
        tables.hook: "true",
        tables.pause: f"kind <> 'tenant' OR name = {_OWN}",
    }
    if "tenant" in table.columns:
        yield f"GRANT {_MAY} ON {name} TO {host}"
        yield from _policy("host", name, host, "ALL", f"tenant = {_OWN}")
    elif table in shared:
        yield f"GRANT SELECT ON {name} TO {host}"
        yield from _policy("host", name, host, "SELECT", shared[table])


def _policy(kind: str, name: str, role: str, what: str, rows: str) -> Iterator[str]:
    policy = f'"resume_pipeline_{kind}"'
    checked = "" if what == "SELECT" else f" WITH CHECK ({rows})"
    yield f"DROP POLICY IF EXISTS {policy} ON {name}"
    yield f"CREATE POLICY {policy} ON {name} FOR {what} TO {role} USING ({rows}){checked}"


def is_installed(connection: Connection, tables: Tables) -> bool:
    """Whether the tables were put under security before."""
    return connection.dialect.name == "postgresql" and not _open_tables(connection, tables.job)


def _open_tables(connection: Connection, *tables: Table) -> list[str]:
    """Those of ``tables`` that are not under forced security."""
    forced = text(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
        "AND relrowsecurity AND relforcerowsecurity AND relname = ANY(:names)"
    )
    names = [table.name for table in tables]
    found = set(connection.execute(forced, {"names": names}).scalars())
    return [name for name in names if name not in found]


def check(connection: Connection, tables: Tables, role: Role) -> None:
    """See that this login is what it is to be, and that nothing but its rows is open to it.

    Raises:
        SettingsError: it is not; the message says what to do.
    """
    if connection.dialect.name != "postgresql":
        raise SettingsError("row_security needs a ledger on Postgres")
    if not _is_member(connection, role_name(tables, role)):
        raise SettingsError(
            f"row_security: the login of the {role}'s ledger URL is not granted the role "
            f"{role_name(tables, role)}: run {_COMMAND}, then GRANT it"
        )
    if role == "host":
        _check_host(connection, tables)


def check_open(connection: Connection, tables: Tables, role: Role | None) -> None:
    """See that a process that comes as nobody does not come to tables under security.

    Raises:
        SettingsError: it does.
    """
    if role is None and is_installed(connection, tables):
        raise SettingsError(
            "the ledger's tables are under row security, which shows this login nothing: set "
            "row_security and coordinator_ledger"
        )


def _check_host(connection: Connection, tables: Tables) -> None:
    bare = _open_tables(connection, *tables.metadata.sorted_tables)
    if bare:
        raise SettingsError(f"row_security is not on for {', '.join(bare)}: run {_COMMAND}")
    if _passes_by(connection, tables):
        raise SettingsError(
            "row_security: the login of the ledger URL is a superuser, bypasses row security, "
            "owns the tables or may become the coordinator: give hosts a login of their own"
        )


def _is_member(connection: Connection, role: str) -> bool:
    """Whether this login has what ``role`` was granted, without becoming it first."""
    asked = text(
        "SELECT coalesce((SELECT pg_has_role(current_user, oid, 'USAGE') FROM pg_roles "
        "WHERE rolname = :role), false)"
    )
    return bool(connection.execute(asked, {"role": role}).scalar_one())


def _passes_by(connection: Connection, tables: Tables) -> bool:
    asked = text(
        "SELECT bool_or(rolsuper OR rolbypassrls OR rolname = :coordinator OR oid = "
        "(SELECT relowner FROM pg_class WHERE oid = CAST(:table AS regclass))) "
        "FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')"
    )
    named = {"coordinator": role_name(tables, "coordinator"), "table": f'"{tables.job.name}"'}
    return bool(connection.execute(asked, named).scalar_one())
