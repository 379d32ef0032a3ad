"""Tables of every layout come to the newest one, on every database, and releases run meanwhile."""

from __future__ import annotations

import io
import shutil
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, column, create_engine, inspect, select, text
from sqlalchemy.schema import CreateIndex

from resume_pipeline.backends.sql_ledger import schema
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger, engine_of
from resume_pipeline.backends.sql_ledger.migrations import SCRIPTS, Migration
from resume_pipeline.backends.sql_ledger.tables import DEFAULT_PREFIX, tables
from resume_pipeline.errors import SettingsError
from resume_pipeline.model.event import fold
from resume_pipeline.model.keeping.erasure import Hold
from resume_pipeline.ports.ledger import JobFilter
from tests.servers import postgres_schema

SNAPSHOTS = Path(__file__).parent / "schemas"
#: The stage in which a job failed, as SQLite and as Postgres spell it in an index.
STAGE = ("json_extract(error, '$.stage')", "CAST(error AS JSON) ->> 'stage'")
#: Layouts from which the database of an earlier release may come.
LAYOUTS = tuple(range(1, schema.OWN))
HOLD = Hold(tenant="acme", subject="s", reason="a claim", actor=None, held_at=1)
#: A layout after this release's: it adds an index, and makes one obsolete.
NEXT = f'''"""An index on files by their digest."""

revision, down_revision = "{schema.OWN + 1}", "{schema.OWN}"


def upgrade(op, prefix):
    op.execute(f"CREATE INDEX {{prefix}}file_sha256 ON {{prefix}}file (sha256)")


def contract(op, prefix):
    op.execute(f"DROP INDEX {{prefix}}file_subject")
'''


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.db"
        return
    with postgres_schema() as found:
        yield found


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = engine_of(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def opened(url: str, prefix: str = DEFAULT_PREFIX) -> Iterator[SqlLedger]:
    ledger = SqlLedger.from_url(url, prefix)
    try:
        yield ledger
    finally:
        ledger.close()


def restore(url: str, layout: int, prefix: str = DEFAULT_PREFIX) -> None:
    """Put a database of the release of ``layout`` there, with jobs in every kind of state."""
    dump = (SNAPSHOTS / f"layout-{layout}.sql").read_text(encoding="utf-8")
    statements = dump.replace(DEFAULT_PREFIX, prefix).split(";\n")
    with connected(url) as connection:
        if connection.dialect.name == "postgresql":
            statements = [statement.replace(*STAGE) for statement in statements]
        for statement in filter(str.strip, statements):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def migrated(url: str, prefix: str = DEFAULT_PREFIX, **how: Any) -> list[str]:
    ledger = SqlLedger(engine_of(url), prefix)
    try:
        return ledger.migrate(**how)
    finally:
        ledger.close()


def differences(url: str, prefix: str = DEFAULT_PREFIX) -> list[Any]:
    """What Alembic finds between the database and this release's tables."""
    wanted = tables(prefix)
    own = wanted.schema_version.name  # Alembic leaves its own table out on one side

    def include(_object: Any, name: str, *_: Any) -> bool:
        return name != own

    with connected(url) as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": include, "version_table": own}
        )
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".*expression-based index")
            found = list(compare_metadata(context, wanted.metadata))
        return found + _of_expressions(connection, prefix)


def _of_expressions(connection: Connection, prefix: str) -> list[str]:
    """Indexes on expressions, of which SQLite tells no parts, that are not as they should be."""
    if connection.dialect.name != "sqlite":
        return []
    made = select(column("sql")).select_from(text("sqlite_master"))
    there = {" ".join(sql.split()) for sql in connection.execute(made).scalars() if sql}
    indexes = (
        index for table in tables(prefix).metadata.tables.values() for index in table.indexes
    )
    wanted = {str(CreateIndex(index).compile(connection)): index for index in indexes}
    return [
        str(index.name)
        for sql, index in wanted.items()
        if "json_extract" in sql and not {sql, sql.replace("INDEX", "INDEX IF NOT EXISTS")} & there
    ]


def rows_of(url: str, prefix: str = DEFAULT_PREFIX) -> dict[str, list[tuple[Any, ...]]]:
    with connected(url) as connection:
        there = set(inspect(connection).get_table_names())
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in tables(prefix).metadata.tables.items()
            if name in there
        }


@pytest.mark.parametrize("prefix", [DEFAULT_PREFIX, "acme_"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_database_of_every_release_comes_to_the_newest_layout(url, layout, prefix) -> None:
    restore(url, layout, prefix)
    before = rows_of(url, prefix)
    assert [line.partition(":")[0] for line in migrated(url, prefix)] == [
        f"layout {number}" for number in range(layout + 1, schema.OWN + 1)
    ]
    assert differences(url, prefix) == []
    after = rows_of(url, prefix)
    before.pop(f"{prefix}schema_version", None)
    assert {name: after[name] for name in before} == before
    with opened(url, prefix) as ledger:
        assert ledger.layout == schema.OWN
        jobs = ledger.read(lambda tx: tx.jobs.find(JobFilter(tenant="acme"), limit=100))
        states = sorted(str(job.state) for job in jobs)
        assert states == ["cancelled", "failed", "queued", "succeeded", "succeeded"]
        for job in jobs:
            events = ledger.read(lambda tx, j=job: tx.jobs.events("acme", j.id, after=0, limit=99))
            assert fold(events) == job


def test_an_empty_database_gets_the_newest_layout_by_every_way(url, tmp_path: Path) -> None:
    with opened(url) as ledger:
        assert ledger.layout == schema.OWN
    assert differences(url) == []
    other = f"sqlite:///{tmp_path}/other.db"
    migrated(other)
    assert differences(other) == []
    with opened(other):
        assert rows_of(other).keys() == rows_of(url).keys()


def test_an_index_that_a_dba_made_beforehand_is_taken_as_it_is(url) -> None:
    restore(url, 1)
    name = f"{DEFAULT_PREFIX}job_tenant_state"
    with connected(url) as connection:
        made = f"CREATE INDEX {name} ON {DEFAULT_PREFIX}job (tenant, state, id)"
        connection.execute(text(made))
    assert migrated(url)
    assert differences(url) == []


def test_the_second_migration_has_nothing_to_do(url) -> None:
    restore(url, 1)
    assert migrated(url)
    before = rows_of(url)
    assert migrated(url) == []
    assert migrated(url, contract=True) == []
    assert rows_of(url) == before


def test_two_at_once_migrate_once(url) -> None:
    restore(url, 1)
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(migrated, [url] * 6))
    assert sorted(map(len, done)) == [0, 0, 0, 0, 0, schema.OWN - 1]
    assert differences(url) == []


def test_what_a_dba_runs_is_what_the_command_does(url, tmp_path: Path) -> None:
    restore(url, 1)
    statements = io.StringIO()
    assert migrated(url, sql=statements)
    with connected(url) as connection:
        assert schema.number(connection, tables()) == 1, "printing changed something"
        for statement in statements.getvalue().split(";\n"):
            if statement.strip() not in ("", "BEGIN", "COMMIT"):
                connection.exec_driver_sql(statement)
    assert differences(url) == []
    with opened(url) as ledger:
        assert ledger.layout == schema.OWN


def test_a_release_runs_on_the_layout_before_its_own_and_says_what_it_lacks(url) -> None:
    restore(url, schema.OWN - 1)
    with opened(url) as ledger:
        assert ledger.layout == schema.OWN - 1
        waiting = ledger.read(lambda tx: tx.outbox.counts())
        assert waiting == {"extract": (0, 1)}
        with pytest.raises(SettingsError, match="run `resume-pipeline migrate`"):
            ledger.transact(lambda tx: tx.erasures.hold(HOLD))


def test_an_open_process_finds_what_was_added_meanwhile(url) -> None:
    restore(url, schema.OWN - 1)
    with opened(url) as ledger:
        migrated(url)
        ledger.read(lambda tx: tx.watch.retired())
        assert ledger.layout == schema.OWN


def test_a_url_may_say_that_opening_migrates(url) -> None:
    restore(url, 1)
    asking = url + ("&" if "?" in url else "?") + "migrate=yes"
    with ThreadPoolExecutor(4) as pool:
        ledgers = list(pool.map(SqlLedger.from_url, [asking] * 4))
    assert {ledger.layout for ledger in ledgers} == {schema.OWN}
    for ledger in ledgers:
        ledger.close()
    assert differences(url) == []
    with pytest.raises(SettingsError, match="may say yes or no"):
        SqlLedger.from_url(asking.replace("=yes", "=please"))


def pretend(url: str, *, number: int, oldest: int) -> None:
    with opened(url) as ledger:
        about, version = ledger.tables.about, ledger.tables.schema_version

        def change(tx: Any) -> None:
            tx.connection.execute(version.update().values(version_num=str(number)))
            row = about.update().where(about.c.name == "schema")
            tx.connection.execute(row.values(value=str(oldest)))

        ledger.transact(change)


def test_a_layout_too_old_is_refused_and_the_command_named(url) -> None:
    pretend(url, number=schema.OWN - 2, oldest=1)
    with pytest.raises(SettingsError, match="run `resume-pipeline migrate`"):
        SqlLedger.from_url(url)


def test_a_newer_layout_is_refused_once_something_was_removed(url) -> None:
    pretend(url, number=schema.OWN + 1, oldest=schema.OWN)
    with opened(url) as ledger:
        assert ledger.layout == schema.OWN + 1
    assert migrated(url) == []
    pretend(url, number=schema.OWN + 1, oldest=schema.OWN + 1)
    with pytest.raises(SettingsError, match=r"migrate --contract.*install the release"):
        SqlLedger.from_url(url)


@pytest.fixture
def next_scripts(tmp_path: Path) -> Path:
    """The scripts of a release after this one."""
    folder = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "next.py").write_text(NEXT, encoding="utf-8")
    return folder


def test_the_next_layout_adds_first_and_removes_only_when_asked_to(url, next_scripts) -> None:
    def indexes() -> set[str]:
        with connected(url) as connection:
            found = inspect(connection).get_indexes(f"{DEFAULT_PREFIX}file")
        return {str(index["name"]).removeprefix(DEFAULT_PREFIX) for index in found}

    def run(**how: Any) -> list[str]:
        with connected(url) as connection:
            return Migration(connection=connection, tables=tables(), scripts=next_scripts).run(
                **how
            )

    restore(url, 1)
    assert len(run()) == schema.OWN
    assert indexes() == {"file_sha256", "file_subject", "file_tenant"}
    with opened(url) as ledger:
        assert ledger.layout == schema.OWN + 1, "this release runs on the next one's tables"
    assert run(contract=True) == [f"layout {schema.OWN + 1}: removed what it made obsolete"]
    assert indexes() == {"file_sha256", "file_tenant"}
    assert run(contract=True) == []
    with pytest.raises(SettingsError, match="migrate --contract"):
        SqlLedger.from_url(url)


def test_each_layout_before_this_one_has_a_snapshot_and_each_a_script() -> None:
    snapshots = {path.name for path in SNAPSHOTS.glob("*.sql")}
    assert snapshots == {f"layout-{layout}.sql" for layout in LAYOUTS}
    scripts = {path.name for path in SCRIPTS.glob("v*.py")}
    assert scripts == {f"v{number}.py" for number in range(1, schema.OWN + 1)}


def test_a_migration_that_fails_leaves_the_tables_as_they_were(url, next_scripts) -> None:
    broken = next_scripts / "next.py"
    broken.write_text(NEXT.replace("(sha256)", "(nothing)"), encoding="utf-8")
    restore(url, 1)
    engine = create_engine(url) if url.startswith("postgresql") else engine_of(url)
    before = rows_of(url)
    with pytest.raises(Exception, match="nothing"), engine.begin() as connection:
        Migration(connection=connection, tables=tables(), scripts=next_scripts).run()
    engine.dispose()
    assert rows_of(url) == before
