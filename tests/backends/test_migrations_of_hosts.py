"""A host's own Alembic project leaves the library's tables alone, with one line in its env.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import alembic.config
import pytest
from sqlalchemy import create_engine, text

from resume_pipeline import is_host_table
from resume_pipeline.backends.sql_ledger.hosts import QUEUE_TABLE
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.backends.sql_queue import SqlQueue, metadata
from tests.servers import postgres_schema

#: Says of an index of ours on SQLite what nobody has to act on; the guide tells hosts so.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
ENV = """
import os
from functools import partial

from alembic import context
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine

from resume_pipeline import is_host_table

metadata = MetaData()
Table("application", metadata, Column("id", Integer, primary_key=True), Column("note", Text))

engine = create_engine(os.environ["HOST_DATABASE"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        {line}
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
"""
SCRIPT = '''"""${message}"""

from alembic import op
import sqlalchemy as sa

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade():
    ${upgrades if upgrades else "pass"}
'''


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/app.db"
        return
    with postgres_schema() as found:
        yield found


class Host:
    """A host's Alembic project, and its database in which the library's tables are, too."""

    def __init__(self, folder: Path, url: str, line: str) -> None:
        self.folder, self.url = folder / "host", url
        (self.folder / "versions").mkdir(parents=True)
        (self.folder / "env.py").write_text(ENV.replace("{line}", line), encoding="utf-8")
        (self.folder / "script.py.mako").write_text(SCRIPT, encoding="utf-8")
        ini = f"[alembic]\nscript_location = {self.folder}\n"
        (folder / "alembic.ini").write_text(ini, encoding="utf-8")

    def alembic(self, *words: str) -> None:
        """The command ``alembic``, in this process."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HOST_DATABASE", self.url)
            alembic.config.main(["-c", str(self.folder.parent / "alembic.ini"), *words])

    def revise(self, name: str) -> str:
        """Autogenerate a revision and return what it would do."""
        self.alembic("revision", "--autogenerate", "-m", name)
        (script,) = (self.folder / "versions").glob(f"*_{name}.py")
        return script.read_text(encoding="utf-8").partition("def upgrade():")[2]


def open_both(url: str, prefix: str) -> None:
    ledger = SqlLedger.from_url(url, prefix)
    ledger.close()
    queue = SqlQueue.from_url(url)
    queue.close()


@pytest.mark.parametrize(
    ("prefix", "line"),
    [
        ("resume_pipeline_", "include_name=is_host_table,"),
        ("acme_", 'include_name=partial(is_host_table, prefix="acme_"),'),
    ],
)
def test_autogenerate_sees_the_hosts_tables_only(tmp_path: Path, url: str, prefix, line) -> None:
    open_both(url, prefix)
    host = Host(tmp_path, url, line)
    first = host.revise("first")
    assert "op.create_table('application'" in first
    assert "drop" not in first
    assert prefix not in first
    host.alembic("upgrade", "head")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE application ADD COLUMN old TEXT"))
    engine.dispose()
    second = host.revise("second")
    assert "op.drop_column('application', 'old')" in second
    assert second.count("op.") == 1
    open_both(url, prefix)


def test_without_the_line_it_would_drop_the_librarys_tables(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/app.db"
    open_both(url, "resume_pipeline_")
    revision = Host(tmp_path, url, "").revise("bare")
    assert "op.drop_table('resume_pipeline_job')" in revision
    assert f"op.drop_table('{QUEUE_TABLE}')" in revision


def test_the_queues_table_is_known_by_its_name() -> None:
    assert list(metadata.tables) == [QUEUE_TABLE]


def test_only_tables_are_left_out() -> None:
    assert is_host_table("resume_pipeline_job", "column", {})
    assert is_host_table("resume_pipeline_jobs", "table", {})
    assert not is_host_table("resume_pipeline_job", "table", {})
