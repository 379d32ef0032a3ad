"""Who is erased is in no object, no row, no page of a database; and nobody else is gone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from hypothesis import given

from resume_pipeline import Criterion, Pipeline, Vacancy
from resume_pipeline.audit.chain import check
from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.model.artifact import ArtifactRef, JobError
from resume_pipeline.model.event import EventKind, apply, event_of, fold, submitted
from resume_pipeline.model.job import JobState
from resume_pipeline.model.keeping.erasure import blanked, blanked_event
from resume_pipeline.model.plan import StageSpec
from resume_pipeline.ports.faults import trapped
from resume_pipeline.testing.ledger_samples import NOW
from resume_pipeline.testing.strategies import jobs
from tests.core.conftest import open_world
from tests.keeping.conftest import found_in_files, heap_of, planted, resume
from tests.servers import postgres_schema

#: How many people; `KEEPING_SUBJECTS=100` is what the figures in the docs are of.
SUBJECTS = int(os.environ.get("KEEPING_SUBJECTS", "8"))
VACANCY = Vacancy(title="Clerk", criteria=(Criterion(kind="must", label="Python"),))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def ledger(request, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/ledger.db"
        return
    with postgres_schema() as url:
        yield url


def opened(tmp_path: Path, ledger: str) -> Pipeline:
    home = tmp_path / "data"
    home.mkdir(exist_ok=True)
    return Pipeline.open(
        storage=f"file://{home}/files", ledger=ledger, queue=f"sqlite:///{home}/queue.db",
        beat=0.2, attempt_limit=3, redeliver=10,
    )  # fmt: skip


def bring(tenant, number: int):
    """A person's file, its job under way."""
    name, _, subject, ref = (word.decode() for word in planted(number))
    file = tenant.upload(resume(number), filename=f"{name}.txt", subject=subject)
    job = tenant.submit(file, vacancy=VACANCY, ref=ref, idempotency_key=f"key-{ref}")
    return file, job


def speak_of(tenant, number: int, file, job) -> None:
    """What people put on record of somebody, in words that name them."""
    name = planted(number)[0].decode()
    tenant.correct(file, "/basics/name", f"{name} Other", reason=f"said {name}")
    tenant.decide(job, outcome="invited", agrees=True, note=f"{name} was kind")


@pytest.mark.slow
def test_nothing_readable_is_left_of_people_who_are_erased_under_load(tmp_path, ledger) -> None:
    with opened(tmp_path, ledger) as pipeline:
        acme = pipeline.tenant("acme", actor="user-7")
        with pipeline.running(slots=2):
            ended = [bring(acme, number) for number in range(SUBJECTS // 2)]
            for number, (file, job) in enumerate(ended):
                assert acme.wait(job, timeout=120).state is JobState.SUCCEEDED
                speak_of(acme, number, file, job)
            under_way = [bring(acme, number) for number in range(SUBJECTS // 2, SUBJECTS)]
            kept = acme.upload(resume(SUBJECTS), filename="kept.txt", subject="somebody-else")
            other = acme.submit(kept, vacancy=VACANCY)
            erasures = [acme.erase(planted(n)[2].decode()) for n in range(SUBJECTS)]
            until = time.monotonic() + 120
            while any(not acme.erasure(e.id).is_done for e in erasures):
                assert time.monotonic() < until, "an erasure is never done"
                time.sleep(0.1)
            assert acme.wait(other, timeout=120).state is JobState.SUCCEEDED
        assert [acme.left_of(e.id) for e in erasures] == [[]] * SUBJECTS
        assert acme.result(other).profile is not None
        for _, job in (*ended, *under_way):
            assert fold(acme.events(job)) == acme.job(job)
        check(list(acme.audit_lines()))
        words = [word for number in range(SUBJECTS) for word in planted(number)]
        assert not [w for w in words if w.decode() in "".join(acme.audit_lines())]
        assert pipeline.compact()
    look_through(tmp_path, ledger, words)


def look_through(tmp_path: Path, ledger: str, words: list[bytes]) -> None:
    """Storage, queue and ledger, byte by byte; what is kept is found, so the look is one."""
    for name in ("ledger.db", "queue.db"):
        if (tmp_path / "data" / name).exists():
            connection = sqlite3.connect(tmp_path / "data" / name)
            assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
            connection.close()
    assert found_in_files(tmp_path, words) == []
    kept = planted(SUBJECTS)[:1]
    assert found_in_files(tmp_path / "data" / "files", kept)
    if not ledger.startswith("sqlite"):
        look_through_postgres(ledger, words)


def look_through_postgres(url: str, words: list[bytes]) -> None:
    schema = url.rpartition("%3D")[2]
    plain = url.partition("?")[0].replace("+psycopg", "")
    dumped = subprocess.run(
        ["pg_dump", "--schema", schema, plain], capture_output=True, check=False
    )
    if dumped.returncode == 0:  # a client older than the server refuses
        assert b"somebody-else" in dumped.stdout
        assert not [word for word in words if word in dumped.stdout]
    heap = heap_of(url)
    assert any(b"somebody-else" in body for body in heap.values())
    assert not [name for name, body in heap.items() if any(word in body for word in words)]


def test_a_worker_that_is_in_the_middle_is_waited_for(tmp_path) -> None:
    world = open_world()
    job = world.submit(ref="application-117")
    world.pipeline.relay()
    asked = []

    def trap(point: str) -> None:
        if point == "run.performed" and not asked:
            with trapped(lambda _: None):
                asked.append(world.acme.erase("candidate-9"))

    storage = world.pipeline.opened.storage
    with trapped(trap):
        world.worker.run(world.worker.receive(limit=1, wait=0)[0])
    (erasure,) = asked
    assert world.acme.job(job).state is JobState.CANCELLED
    assert not world.acme.erasure(erasure.id).is_done, "the worker may still write"
    assert list(storage.list("acme/derived/")), "and it did"
    world.pipeline.keep()
    assert not list(storage.list("acme/derived/"))
    assert not world.acme.erasure(erasure.id).is_done
    world.clock.advance(700_000)
    assert world.pipeline.keep() == 1
    assert world.acme.erasure(erasure.id).is_done
    assert world.acme.left_of(erasure.id) == []
    world.drain()
    assert fold(world.acme.events(job)) == world.acme.job(job)


def test_a_message_that_waits_never_starts_after_the_erasure() -> None:
    world = open_world()
    world.submit()
    world.pipeline.relay()
    erasure = world.acme.erase("candidate-9")
    assert erasure.is_done, "no worker had claimed it, so there is nobody to wait for"
    before = world.mood.serial
    world.drain()
    assert world.mood.serial == before
    assert world.acme.left_of(erasure.id) == []


def test_what_comes_while_it_is_erased_is_erased_too() -> None:
    world = open_world()
    world.submit()
    came = []

    def trap(point: str) -> None:
        if point == "erase.bared" and not came:
            with trapped(lambda _: None):
                came.append(world.submit())

    with trapped(trap):
        erasure = world.acme.erase("candidate-9")
    assert not erasure.is_done, "the last look found another file"
    assert world.pipeline.keep() == 1
    assert set(world.acme.erasure(erasure.id).jobs) >= {came[0].id}
    assert world.acme.left_of(erasure.id) == []


def test_a_pass_that_is_cut_off_anywhere_is_carried_on() -> None:
    for point in ("erase.asked", "cancel.requested", "erase.deleted", "erase.bared"):
        world = open_world()
        job = world.submit()
        if point != "cancel.requested":
            world.drain()

        def trap(reached: str, point: str = point) -> None:
            if reached == point:
                raise ConnectionError

        with trapped(trap), pytest.raises(ConnectionError):
            world.acme.erase("candidate-9")
        world.clock.advance(700_000)
        assert world.pipeline.keep() == 1, point
        (erasure,) = world.acme.erasures()
        assert world.acme.left_of(erasure.id) == [], point
        assert fold(world.acme.events(job)) == world.acme.job(job)
        world.pipeline.close()


def test_what_is_held_is_not_erased_by_anybody() -> None:
    world = open_world(retention={"*": 1})
    world.submit()
    world.drain()
    world.acme.hold("candidate-9", reason="a claim")
    with pytest.raises(InvalidRequestError, match="held"):
        world.acme.erase("candidate-9")
    world.clock.advance(40 * 86_400_000)
    world.pipeline.keep()
    assert world.acme.erasures() == []
    assert world.acme.release("candidate-9")
    assert world.pipeline.keep() == 1
    (erasure,) = world.acme.erasures()
    assert (erasure.reason, erasure.actor) == ("retention", None)
    assert [hold.subject for hold in world.acme.holds()] == []


def test_who_is_slower_does_not_bring_back_what_is_done() -> None:
    world = open_world()
    world.submit()
    world.drain()
    done = []

    def trap(point: str) -> None:
        if point == "erase.deleted" and not done:
            with trapped(lambda _: None):
                world.pipeline.keep()
                done.append(world.acme.erasures()[0])

    with trapped(trap):
        erasure = world.acme.erase("candidate-9")
    assert done[0].is_done
    assert erasure == done[0] == world.acme.erasure(erasure.id)
    assert erasure.subject is None


def test_files_that_are_held_do_not_keep_others_from_their_end(monkeypatch) -> None:
    monkeypatch.setattr("resume_pipeline.flow.keeping.erase._PAGE", 2)
    world = open_world(retention={"*": 1})
    for number in range(3):
        world.acme.upload(b"%d" % number, subject="held")
    world.acme.upload(b"due", subject="due")
    world.acme.hold("held", reason="a claim")
    world.clock.advance(2 * 86_400_000)
    world.pipeline.keep()
    assert [len(one.files) for one in world.acme.erasures()] == [1]


def test_retention_is_each_tenants_own() -> None:
    world = open_world(retention={"umbrella": 1, "acme": 30})
    umbrella = world.pipeline.tenant("umbrella")
    umbrella.upload(b"x")
    kept = world.acme.upload(b"y")
    world.clock.advance(2 * 86_400_000)
    young = umbrella.upload(b"z")
    world.pipeline.keep()
    assert world.acme.download(kept.id).read() == b"y"
    assert umbrella.download(young.id).read() == b"z"
    assert len(umbrella.erasures()) == 1
    assert world.acme.erasures() == []


def test_nobody_elses_subject_is_found_and_an_erased_file_is_not_used() -> None:
    world = open_world()
    job = world.submit()
    world.drain()
    with pytest.raises(NotFoundError):
        world.pipeline.tenant("umbrella").erase("candidate-9")
    world.acme.erase("candidate-9")
    for use in (lambda: world.acme.download(job.files[0]), lambda: world.acme.result(job)):
        with pytest.raises(NotFoundError):
            use()
    with pytest.raises(NotFoundError):
        world.acme.submit(job.files[0], plan="small")
    with pytest.raises(NotFoundError):
        world.acme.erase("candidate-9")
    with pytest.raises(NotFoundError):
        world.pipeline.tenant("umbrella").erasure(world.acme.erasures()[0].id)


REF = ArtifactRef(
    stage="parse", payload_schema="x/1", key="k", sha256="1" * 64, size=1,
    payload_sha256="2" * 64, stage_digest="3" * 64, input_digest="4" * 64,
)  # fmt: skip


@given(jobs())
def test_blanked_events_fold_to_the_blanked_job(job) -> None:
    told = StageSpec(name="parse", version="1", options='{"corrections":["ab"],"depth":2}')
    fresh = attrs.evolve(
        job, ref="r", subject="s", idempotency_key="k", stages=(told,), hop=0, seq=1,
        state=JobState.QUEUED, manifest=None, finished_at=None,
    )  # fmt: skip
    error = JobError(code="c", message="Xanthippe", stage="parse")
    again = event_of(fresh, EventKind.RETRY_SCHEDULED, NOW, error=error, done=(REF,), attempt=9)
    events = [submitted(fresh), again]
    whole = apply(fold(events[:1]), again)
    assert fold(map(blanked_event, events)) == blanked(whole)
    said = str(blanked(whole)) + str([blanked_event(event) for event in events])
    assert not [
        word for word in ("Xanthippe", "'r'", "'s'", "'k'", '"ab"', "1" * 64) if word in said
    ]
