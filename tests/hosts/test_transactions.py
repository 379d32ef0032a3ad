"""An async host's own transaction, joined on each driver: all of it happens, or none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from resume_pipeline.errors import (
    IdempotencyError,
    InvalidRequestError,
    LedgerError,
    NotFoundError,
)
from resume_pipeline.model.verdict import Verdict
from resume_pipeline.testing.reporter_contract import presence
from resume_pipeline.wire.vacancy import Vacancy
from tests.hosts.conftest import Host

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["connection", "session"])
def open_tx(request, host: Host):
    """Opens a transaction as hosts do: it commits, or rolls back what raised."""

    return host.engine.begin if request.param == "connection" else host.begin


class Changed(Exception):
    """The host changed its mind."""


async def test_a_job_is_there_if_and_only_if_the_host_commits(host: Host, open_tx) -> None:
    async with open_tx() as tx:
        kept = await host.apply(tx, "kept")
    with pytest.raises(Changed):
        async with open_tx() as tx:
            await host.apply(tx, "undone", vacancy=Vacancy.from_text("A job."))
            raise Changed
    assert [job.ref for job in await host.acme.jobs()] == ["kept"]
    assert await host.states() == {"kept": "new"}
    assert [event.kind for event in await host.acme.events(kept)] == ["submitted"]


async def test_a_batch_and_a_rerun_join_as_well(host: Host) -> None:
    files = [await host.acme.upload(f"resume {n}".encode()) for n in range(3)]
    with pytest.raises(Changed):
        async with host.begin() as tx:
            await host.acme.batch(files, plan="small", tx=tx)
            raise Changed
    async with host.begin() as tx:
        batch = await host.acme.batch(files, plan="small", refs=["a", "b", "c"], tx=tx)
    jobs = await host.acme.jobs()
    assert {(job.ref, job.batch) for job in jobs} == {(ref, batch.id) for ref in "abc"}
    async with host.begin() as tx:
        again = await host.acme.rerun(jobs[0].id, tx=tx)
    assert await host.acme.superseded_by(jobs[0]) == again.id


async def test_jobs_end_with_the_hosts_writes_or_not_at_all(host: Host, open_tx) -> None:
    async with open_tx() as tx:
        job = await host.apply(tx, "application-117")
    reports = await asyncio.to_thread(host.world.reports)
    with pytest.raises(Changed):
        async with open_tx() as tx:
            done = await host.pipeline.finalize(reports, tx=tx)
            assert done.verdicts == (Verdict.APPLIED,)
            raise Changed
    assert not (await host.acme.job(job)).is_terminal
    assert await host.states() == {"application-117": "new"}
    assert await host.pipeline.endings() == []
    async with open_tx() as tx:
        done = await host.pipeline.finalize(reports, tx=tx)
        await tx.execute(text("UPDATE applications SET job = NULL"))
    assert [ended.ref for ended in done.ended] == ["application-117"]
    assert (await host.acme.job(job)).state == "succeeded"
    assert await host.states() == {"application-117": "succeeded"}
    assert [ending.job_id for ending in await host.pipeline.endings()] == [job.id]
    again = await host.pipeline.finalize(reports)
    assert again.verdicts == (Verdict.REPEATED,)


async def test_the_end_of_a_job_alone_is_undone_too(host: Host, open_tx) -> None:
    """Nothing but the ending is written: no beat and no note comes before its savepoint."""
    async with open_tx() as tx:
        job = await host.apply(tx, "application-117")
    *notes, ending = await asyncio.to_thread(host.world.reports)
    await host.pipeline.finalize(notes)
    with pytest.raises(Changed):
        async with open_tx() as tx:
            await host.pipeline.finalize([ending], tx=tx)
            raise Changed
    assert not (await host.acme.job(job)).is_terminal
    assert await host.states() == {"application-117": "new"}


async def test_a_hook_that_raises_leaves_its_job_open_and_the_hosts_transaction_whole(
    host: Host,
) -> None:
    async with host.begin() as tx:
        kept = await host.apply(tx, "kept")
        lost = await host.acme.submit(kept.files[0], plan="small", ref="nobody's", tx=tx)
    reports = await asyncio.to_thread(host.world.reports)
    async with host.begin() as tx:
        done = await host.pipeline.finalize(reports, tx=tx)
    assert [job.id for job in done.ended] == [kept.id]
    assert (await host.acme.why(lost)).code == "hook_raised"
    assert await host.states() == {"kept": "succeeded"}


async def test_a_workers_presence_is_noted_in_the_same_transaction(host: Host) -> None:
    def workers():
        return host.world.pipeline.opened.ledger.read(lambda tx: tx.watch.processes("worker"))

    with pytest.raises(Changed):
        async with host.begin() as tx:
            await host.pipeline.finalize([presence()], tx=tx)
            raise Changed
    assert await asyncio.to_thread(workers) == []
    async with host.begin() as tx:
        await host.pipeline.finalize([presence()], tx=tx)
    assert len(await asyncio.to_thread(workers)) == 1


async def test_what_is_refused_is_raised_where_it_was_asked_for(host: Host) -> None:
    async with host.begin() as tx:
        job = await host.apply(tx, "first", idempotency_key="k")
    with pytest.raises(IdempotencyError):
        async with host.begin() as tx:
            await host.apply(tx, "second", idempotency_key="k")
    with pytest.raises(NotFoundError):
        async with host.begin() as tx:
            await host.pipeline.tenant("umbrella").submit(job.files[0], plan="small", tx=tx)
    assert await host.states() == {"first": "new"}


async def test_a_database_that_refuses_is_a_ledger_error_without_values(host: Host) -> None:
    file = await host.acme.upload(b"a resume")
    async with host.session() as session:
        await session.execute(text("DROP TABLE resume_pipeline_job_file"))
        with pytest.raises(LedgerError, match=r"^the database said \w+$"):
            await host.acme.submit(file, plan="small", ref="secret", tx=session)
        await session.rollback()


async def test_each_kind_of_transaction_has_its_facade(host: Host) -> None:
    file = await host.acme.upload(b"a resume")
    engine = create_engine("sqlite://")
    with Session(engine) as session, pytest.raises(InvalidRequestError, match="AsyncSession here"):
        await host.acme.submit(file, plan="small", tx=session)
    async with host.session() as session:
        with pytest.raises(InvalidRequestError, match="to AsyncPipeline"):
            host.world.acme.submit(file, plan="small", tx=session)
    engine.dispose()


async def test_a_cancelled_task_leaves_a_transaction_that_can_be_rolled_back(host: Host) -> None:
    """Whenever it is cancelled: storing, asking for a connection, or between two statements."""
    loop = asyncio.get_running_loop()
    said: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: said.append(context))
    file = await host.acme.upload(b"a resume")
    vacancy = Vacancy.from_text("A job.")
    async with host.session() as session:
        for delay in range(40):
            call = host.acme.submit(file, plan="small", vacancy=vacancy, tx=session)
            task = asyncio.create_task(call)
            for _ in range(delay):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await session.rollback()
        await host.acme.submit(file, plan="small", ref="kept", tx=session)
        await session.commit()
    assert [job.ref for job in await host.acme.jobs()] == ["kept"]
    # asyncpg says so of each connection that SQLAlchemy closes under a cancelled statement.
    errors = {str(context.get("exception")) for context in said}
    assert errors <= {"unexpected connection_lost() call"}


async def test_calls_that_wait_for_a_lock_never_keep_its_owner_from_going_on(host: Host) -> None:
    """One transaction locks a key; more calls than there are threads want it; it submits more."""
    file = await host.acme.upload(b"a resume")
    ask = {"plan": "small", "idempotency_key": "k"}
    async with host.session() as session:
        first = await host.acme.submit(file, tx=session, **ask)
        waiting = [asyncio.create_task(host.acme.submit(file, **ask)) for _ in range(12)]
        await asyncio.sleep(0.2)  # not to see something, but to let the threads fill up
        async with asyncio.timeout(20):
            await host.acme.submit(file, plan="small", tx=session)
            await session.commit()
        jobs = await asyncio.gather(*waiting)
    assert {job.id for job in jobs} == {first.id}
