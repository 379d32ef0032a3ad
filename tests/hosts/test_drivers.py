"""The ledger keeps its contract on drivers of an event loop: it joins their transactions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.errors import SettingsError
from resume_pipeline.ports.ledger import Elsewhere
from resume_pipeline.testing.ledger_contract import LedgerContract
from tests.hosts.conftest import AIOSQLITE, ASYNCPG, engine_on


class JoiningLedger(SqlLedger):
    """Does all its work in transactions of a host whose event loop is in another thread."""

    host: AsyncEngine
    loop: asyncio.AbstractEventLoop

    def transact(self, work, *, joined=None):
        return super().transact(work, joined=joined or Elsewhere(self._in_the_loop))

    def read(self, work):
        return self.transact(work)

    def _in_the_loop(self, work):
        async def begun():
            async with self.host.begin() as connection:
                return await connection.run_sync(work)

        return asyncio.run_coroutine_threadsafe(begun(), self.loop).result(60)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.mark.slow
@pytest.mark.parametrize("driver", [AIOSQLITE, ASYNCPG], indirect=True)
class TestOnAsyncDrivers(LedgerContract):
    @pytest.fixture
    def ledger(self, driver, ledger_url, loop) -> Iterator[JoiningLedger]:
        ledger = JoiningLedger.from_url(ledger_url)
        ledger.host, ledger.loop = engine_on(driver, ledger_url), loop
        yield ledger
        asyncio.run_coroutine_threadsafe(ledger.host.dispose(), loop).result(60)
        ledger.close()


@pytest.mark.parametrize(
    "driver", ["sqlite+aiosqlite", "postgresql+asyncpg", "postgresql+psycopg_async"]
)
def test_a_url_of_an_async_driver_is_refused_with_the_one_to_give(driver: str) -> None:
    url = str(make_url("postgresql://app@db/app").set(drivername=driver))
    expected = "sqlite" if "sqlite" in driver else r"postgresql\+psycopg"
    with pytest.raises(SettingsError, match=rf"give {expected}://.*AsyncPipeline"):
        SqlLedger.from_url(url)
