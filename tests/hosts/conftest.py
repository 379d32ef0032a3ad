"""An async host on each driver: its tables beside the ledger's, in one database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import attrs
import pytest
from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from resume_pipeline.asynchronous.pipeline import AsyncPipeline
from resume_pipeline.asynchronous.tenant import AsyncTenantPipeline
from tests.core.conftest import World, open_world
from tests.hosts.hooks import Application, Base
from tests.servers import postgres_schema

AIOSQLITE = "sqlite+aiosqlite"
ASYNCPG = pytest.param("postgresql+asyncpg", marks=pytest.mark.server)
PSYCOPG = pytest.param("postgresql+psycopg", marks=pytest.mark.server)
HOOKS = {"applications": "tests.hosts.hooks:remember"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=[AIOSQLITE, ASYNCPG, PSYCOPG])
def driver(request) -> str:
    return request.param


@pytest.fixture
def ledger_url(driver, tmp_path) -> Iterator[str]:
    if driver.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/host.db"
        return
    with postgres_schema() as url:
        yield url


def engine_on(driver: str, ledger_url: str) -> AsyncEngine:
    """The host's own engine, on the ledger's database."""
    url = make_url(ledger_url).set(drivername=driver)
    if driver != "postgresql+asyncpg":
        wait = {"timeout": 60} if driver.startswith("sqlite") else {}
        return create_async_engine(url, connect_args=wait)
    schema = url.query["options"].removeprefix("-csearch_path=")
    server_settings = {"search_path": schema}
    return create_async_engine(
        url.difference_update_query(["options"]), connect_args={"server_settings": server_settings}
    )


@attrs.define
class Host:
    """An application that keeps applications, and a pipeline whose worker moves when told to."""

    world: World
    engine: AsyncEngine
    pipeline: AsyncPipeline

    @property
    def acme(self) -> AsyncTenantPipeline:
        return self.pipeline.tenant("acme", actor="user-7")

    def session(self) -> AsyncSession:
        return AsyncSession(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction, which commits, or rolls back what raised."""
        async with self.session() as session, session.begin():
            yield session

    async def apply(self, tx, ref: str, **more):
        """What the host does when somebody applies, in a transaction of its own."""
        file = await self.acme.upload(b"a resume", filename="cv.txt")
        job = await self.acme.submit(file, plan="small", ref=ref, tx=tx, **more)
        row = {"id": ref, "job": job.id}
        if isinstance(tx, AsyncSession):
            tx.add(Application(**row))
        else:
            await tx.execute(Application.__table__.insert().values(state="new", **row))
        return job

    async def states(self) -> dict[str, str]:
        """What the host's own rows say."""
        async with self.session() as session:
            rows = await session.execute(select(Application.id, Application.state))
            return {id: state for id, state in rows}


@pytest.fixture
async def host(driver, ledger_url) -> AsyncIterator[Host]:
    world = open_world(ledger=ledger_url, hooks=HOOKS)
    engine = engine_on(driver, ledger_url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncPipeline(world.pipeline) as pipeline:
        yield Host(world, engine, pipeline)
    await engine.dispose()
    world.worker.close()
