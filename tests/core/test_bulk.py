"""Cancelling and repeating many jobs, in chunks, twice, and after a crash, while workers run."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path

import pytest

from resume_pipeline.engines.coordinating import coordinate
from resume_pipeline.engines.working import work
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.bulk import Chunk
from resume_pipeline.model.keys import vacancy_key
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.ports.faults import trapped
from resume_pipeline.settings import Settings
from resume_pipeline.testing.rig import CrashError
from resume_pipeline.testing.stages import Mood
from resume_pipeline.wire.vacancy import Vacancy
from resume_pipeline.worker import Worker
from tests.core.conftest import SmallStages, World


def all_of(do, **where) -> list[Chunk]:
    """Every chunk, one after another."""
    chunks = [do(**where)]
    while chunks[-1].after is not None:
        chunks.append(do(after=chunks[-1].after, **where))
    return chunks


def acted(chunks: list[Chunk]) -> int:
    return sum(chunk.acted for chunk in chunks)


def test_a_dry_run_counts_and_does_nothing(world: World) -> None:
    file = world.acme.upload(b"x")
    batch = world.acme.batch([file] * 5, plan="small")
    world.submit()
    chunks = all_of(world.acme.cancel_many, batch=batch.id, limit=2, dry_run=True)
    assert ([chunk.matched for chunk in chunks], acted(chunks)) == ([2, 2, 1], 5)
    assert len(world.acme.jobs(state="queued")) == 6
    chunks = all_of(world.acme.cancel_many, batch=batch.id, limit=2)
    assert acted(chunks) == 5
    assert len(world.acme.jobs(state="cancelled")) == 5
    chunks = all_of(world.acme.cancel_many, batch=batch.id)
    assert (acted(chunks), {one.left_because for one in chunks[0].jobs}) == (0, {"ended"})


def test_repeating_twice_is_repeating_once(world: World) -> None:
    world.mood.stage, world.mood.trouble = "t.draw", "fail"
    jobs = [world.submit() for _ in range(5)]
    open_job = world.submit()
    world.drain()
    world.mood.trouble = ""
    before = world.clock.now() + 1
    where = {"code": "no_use", "created_before": before}
    assert acted(all_of(world.acme.rerun_many, **where, limit=3)) == 6
    assert acted(all_of(world.acme.rerun_many, **where, limit=3)) == 0
    newer = world.acme.rerun_together(world.acme.jobs(**where))
    assert {job.rerun_of for job in newer} == {job.id for job in (*jobs, open_job)}
    assert len(world.acme.jobs(state="queued")) == 6
    world.drain()
    assert len(world.acme.jobs(state="succeeded")) == 6


def test_what_cannot_be_repeated_is_told_and_stops_no_other(world: World) -> None:
    lost, kept = world.submit(vacancy=Vacancy.from_text("an engine")), world.submit()
    world.acme.cancel(lost, kept)
    world.pipeline.opened.storage.delete([vacancy_key("acme", lost.vacancy)])
    chunk = world.acme.rerun_many(state="cancelled")
    assert (chunk.acted, chunk.failed, chunk.matched) == (1, 1, 2)
    (failed,) = (one for one in chunk.jobs if one.has_failed)
    assert (failed.job.id, "vacancy" in failed.said) == (lost.id, True)


def test_all_jobs_of_a_tenant_are_never_meant(world: World) -> None:
    for do in (world.acme.cancel_many, world.acme.rerun_many):
        with pytest.raises(InvalidRequestError, match="which jobs"):
            do()


@pytest.mark.slow
def test_two_thousand_jobs_while_a_worker_runs(tmp_path: Path) -> None:
    name = uuid.uuid4().hex
    settings = Settings.of(
        storage=f"memory://{name}",
        ledger=f"sqlite:///{tmp_path}/ledger.db",
        queue=f"memory://{name}",
        entry_points=False,
    )
    plugin, stop = SmallStages(Mood()), threading.Event()
    pipeline = Pipeline.open(settings, plugins=[plugin])
    worker = Worker.open(settings.model_copy(update={"ledger": None}), plugins=[plugin])
    acme = pipeline.tenant("acme")
    batch = acme.batch([acme.upload(b"x")] * 2_000, plan="small").id
    threads = [
        threading.Thread(target=coordinate, args=(pipeline, stop)),
        threading.Thread(target=work, args=(worker, stop)),
    ]
    for thread in threads:
        thread.start()
    try:
        with trapped(dies_at("cancel.requested", 3)), pytest.raises(CrashError):
            all_of(acme.cancel_many, batch=batch)
        assert acted(all_of(acme.cancel_many, batch=batch, dry_run=True)) > 0
        all_of(acme.cancel_many, batch=batch)
        pipeline.sweep()
        assert acme.batch_of(batch).open == 0
        assert acted(all_of(acme.cancel_many, batch=batch)) == 0
        counts = [acted(all_of(acme.rerun_many, state="cancelled", batch=batch)) for _ in "ab"]
        repeated = [j for chunk in every(acme, plan="small") for j in chunk if j.rerun_of]
        assert (counts[1], counts[0]) == (0, len(repeated))
        assert len({job.rerun_of for job in repeated}) == len(repeated) > 0
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        worker.close()
        pipeline.close()


def every(acme, **where):
    """Every page of jobs."""
    after = ""
    while page := acme.jobs(after=after, **where):
        yield page
        after = page[-1].id


def dies_at(point: str, nth: int):
    """A trap that ends the thread that it was made in, at the nth time that it reaches a point."""
    mine, left = threading.get_ident(), [nth]

    def trap(reached: str) -> None:
        if reached == point and threading.get_ident() == mine:
            left[0] -= 1
            if left[0] == 0:
                raise CrashError

    return trap
