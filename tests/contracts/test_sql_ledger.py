"""The SQL ledger keeps the ledger's contract, on every database it is for."""

from __future__ import annotations

import traceback
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest
from sqlalchemy import create_engine, text

from resume_pipeline.backends.sql_ledger import pooled
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.errors import BugError, LedgerError, SettingsError
from resume_pipeline.testing.ledger_contract import LedgerContract
from resume_pipeline.testing.ledger_samples import a_file
from tests.servers import postgres_url


class TestSqliteInMemory(LedgerContract):
    @pytest.fixture
    def ledger(self) -> Iterator[SqlLedger]:
        ledger = SqlLedger.from_url("sqlite://")
        yield ledger
        ledger.close()


class TestSqliteFile(LedgerContract):
    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[SqlLedger]:
        ledger = SqlLedger.from_url(f"sqlite:///{tmp_path}/ledger.db")
        yield ledger
        ledger.close()


def test_tables_of_another_layout_are_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    ledger = SqlLedger.from_url(url)
    ledger.transact(
        lambda tx: tx.connection.execute(
            ledger.tables.about.update()
            .where(ledger.tables.about.c.name == "schema")
            .values(value="99")
        )
    )
    ledger.close()
    with pytest.raises(SettingsError, match="layout 99"):
        SqlLedger.from_url(url)


def test_the_key_is_the_same_for_whoever_opens_the_ledger(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    with ThreadPoolExecutor(8) as pool:
        ledgers = list(pool.map(SqlLedger.from_url, [url] * 8))
    assert len({ledger.key for ledger in ledgers}) == 1
    for ledger in ledgers:
        ledger.close()


@pytest.mark.slow
class TestAnotherPrefix(LedgerContract):
    @pytest.fixture
    def ledger(self) -> Iterator[SqlLedger]:
        ledger = SqlLedger.from_url("sqlite://", f"acme_{uuid.uuid4().hex[:6]}_")
        yield ledger
        ledger.close()


@pytest.mark.server
class TestPostgres(LedgerContract):
    @pytest.fixture
    def ledger(self) -> Iterator[SqlLedger]:
        ledger = SqlLedger.from_url(postgres_url(), f"test_{uuid.uuid4().hex[:8]}_")
        yield ledger
        ledger.tables.metadata.drop_all(ledger.engine)
        ledger.close()

    def test_a_connection_that_died_while_nobody_used_it_is_replaced(self, ledger, monkeypatch):
        monkeypatch.setattr(pooled, "IDLE", 0.0)
        pid = text("SELECT pg_backend_pid()")
        mine = ledger.read(lambda tx: tx.connection.execute(pid).scalar_one())
        other = create_engine(postgres_url())
        with other.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
        other.dispose()
        assert ledger.transact(lambda tx: tx.connection.execute(pid).scalar_one()) != mine


def test_an_error_of_the_database_quotes_no_value() -> None:
    ledger = SqlLedger.from_url("sqlite://")
    record = attrs.evolve(a_file(), filename="Jane Doe.pdf", size=None)  # type: ignore[arg-type]
    with pytest.raises((BugError, LedgerError)) as caught:
        ledger.transact(lambda tx: tx.files.add(record))
    assert "Jane Doe" not in "".join(traceback.format_exception(caught.value))
    ledger.close()
