"""What was stored is what is read, or nothing is; what the ledger lost comes back from storage."""

from __future__ import annotations

import os

import pytest

from resume_pipeline.errors import DamagedError, InvalidRequestError
from resume_pipeline.flow.keeping.scrub import Pace
from resume_pipeline.model.event import fold
from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.job import JobState
from resume_pipeline.model.keeping.scrub import Fault
from resume_pipeline.model.keys import (
    correction_key,
    file_key,
    manifest_key,
    staging_key,
)
from resume_pipeline.wire.correction import Correction
from tests.core.conftest import open_world
from tests.keeping.conftest import replace

LOST = int(os.environ.get("KEEPING_LOST", "30"))


def some_jobs(world, number: int):
    found = [world.submit(ref=f"application-{n}") for n in range(number)]
    world.drain()
    return [world.acme.job(job.id) for job in found]


def test_what_is_missing_is_told_apart_from_what_is_damaged() -> None:
    world = open_world()
    (job,) = some_jobs(world, 1)
    world.pipeline.opened.storage.delete([file_key("acme", job.files[0])])
    (one,) = world.acme.scrub().findings
    assert (one.fault, one.file) == (Fault.MISSING, job.files[0])


def test_a_download_in_pieces_is_refused_at_its_end_and_closes_what_it_reads() -> None:
    world = open_world()
    file = world.acme.upload(b"x" * 700_000)
    with world.acme.download(file.id) as stream:
        assert sum(map(len, iter(lambda: stream.read(1000), b""))) == 700_000
    key = file_key("acme", file.id)
    replace(world.pipeline.opened.storage, key, lambda body: body[:-1])
    with world.acme.download(file.id) as stream, pytest.raises(DamagedError):
        while stream.read(65536):
            pass


def test_a_pace_keeps_a_reader_under_its_rate() -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(1000, clock=lambda: now[0], sleep=sleep)
    for _ in range(10):
        pace.keep(500)
    assert now[0] == pytest.approx(5.0)
    Pace(None, sleep=slept.append).keep(10**9)
    assert len(slept) == 10


def test_leftovers_are_found_and_deleted_only_when_asked_to() -> None:
    world = open_world()
    storage, acme, now = world.pipeline.opened.storage, world.acme, world.clock.now()
    (job,) = some_jobs(world, 1)
    orphan, staged = file_key("acme", uuid7(now)), staging_key("acme", uuid7(now))
    claim = f"acme/jobs/{uuid7(now)}/attempts/1/t.read.claim"
    storage.put_all({key: b"left" for key in (orphan, staged, claim)})
    assert acme.leftovers().keys == (), "they are young: their rows may still come"
    world.clock.advance(2 * 86_400_000)
    young = staging_key("acme", uuid7(world.clock.now()))
    storage.put_all({young: b"coming"})
    found = acme.leftovers()
    assert set(found.keys) == {orphan, staged, claim}
    assert storage.exists(orphan)
    assert acme.leftovers(delete=True).is_deleted
    assert not any(map(storage.exists, found.keys))
    assert storage.exists(young)
    assert acme.leftovers().keys == ()
    assert acme.result(job)


def lose_the_ledger(world):
    """Another world over the same storage."""
    return open_world(storage=f"memory://{world.name}")


def test_every_job_with_a_manifest_comes_back_after_the_ledger_is_lost() -> None:
    world = open_world()
    world.mood.stage, world.mood.trouble = "t.draw", "fail"
    failed = some_jobs(world, 2)
    world.mood.trouble = ""
    jobs = some_jobs(world, LOST)
    cancelled = world.submit()
    world.acme.cancel(cancelled)
    erased = world.acme.upload(b"another", subject="gone")
    forgotten = world.acme.submit(erased, plan="small")
    world.drain()
    world.acme.erase("gone")
    lost = world.submit()
    world.pipeline.relay()
    world.worker.receive(limit=1, wait=0)
    storage = world.pipeline.opened.storage
    storage.put_all({f"acme/jobs/{lost.id}/attempts/1/t.read.claim": b"{}"})
    before = {job.id: world.acme.job(job.id) for job in (*jobs, *failed, cancelled, forgotten)}

    again = lose_the_ledger(world)
    with pytest.raises(InvalidRequestError, match="rebuild"):
        again.clock.advance(9 * 86_400_000)
        again.acme.leftovers(delete=True)
    rebuilt = again.acme.rebuild()
    assert (rebuilt.jobs, rebuilt.lost) == (len(before), (lost.id,))
    assert rebuilt.files == LOST + 3
    assert rebuilt.unnamed == (lost.files[0],)
    for job_id, old in before.items():
        new = again.acme.job(job_id)
        assert fold(again.acme.events(new)) == new
        kept = ("state", "ref", "plan", "stages", "files", "done", "manifest", "attempt", "as_of")
        if job_id == forgotten.id:
            assert (new.state, new.files, new.ref) == (JobState.SUCCEEDED, (), None)
            continue
        assert [getattr(new, name) for name in kept] == [getattr(old, name) for name in kept]
        assert (new.error and new.error.code) == (old.error and old.error.code)
        assert again.acme.artifacts(new) == world.acme.artifacts(old)
    assert again.acme.result(jobs[0]) == world.acme.result(jobs[0])
    assert len(again.pipeline.endings(limit=10_000)) == len(before)
    assert again.acme.rebuild().jobs == 0, "again, nothing is left to do"
    again.drain()
    again.pipeline.sweep()
    assert all(again.acme.job(job_id).is_terminal for job_id in before)


def test_corrections_come_back_and_what_nobody_can_read_is_named(tmp_path) -> None:
    world = open_world()
    jobs = some_jobs(world, 2)
    storage = world.pipeline.opened.storage
    replace(storage, manifest_key("acme", jobs[0].id), lambda _: b"not a manifest")
    said = Correction(
        id=uuid7(world.clock.now()), file=jobs[1].files[0], file_sha256="1" * 64, path="/skills/-",
        value="Python", actor="user-7", reason="said so", at=world.clock.now(),
    )  # fmt: skip
    storage.put_all({correction_key("acme", said.file, said.digest): said.to_bytes()})
    again = lose_the_ledger(world)
    rebuilt = again.acme.rebuild()
    assert (rebuilt.jobs, rebuilt.corrections, rebuilt.unreadable) == (1, 1, (jobs[0].id,))
    assert again.acme.corrections(said.file) == [said]
    assert again.acme.rebuild().corrections == 0
