"""The host's facade, step by step, with a clock that stands still."""

from __future__ import annotations

from decimal import Decimal
from unittest import mock

import attrs
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, select
from sqlalchemy.orm import Session

from resume_pipeline.errors import (
    IdempotencyError,
    InvalidRequestError,
    JobFailedError,
    NobodyRunningError,
    NotFoundError,
    PlanError,
    PluginError,
)
from resume_pipeline.model.event import fold
from resume_pipeline.model.job import JobState
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.testing.stages import Drawn, Rated, Read
from tests.core import hooks
from tests.core.conftest import open_world

HOOKS = {"applications": "tests.core.hooks:remember"}


@pytest.fixture(autouse=True)
def _fresh_hooks():
    hooks.CALLS.clear()
    hooks.MOOD["raises"] = False


def test_a_job_runs_from_submit_to_result(world) -> None:
    job = world.submit(ref="application-117")
    world.drain()
    done = world.acme.job(job)
    assert done.state is JobState.SUCCEEDED
    assert (done.ref, done.subject, done.actor) == ("application-117", "candidate-9", "user-7")
    result = world.acme.result(done)
    assert (result.job, result.ref, result.score) == (job.id, "application-117", None)
    assert world.acme.artifact(done, Rated).serial == world.acme.artifact(done, Drawn).serial
    assert {ref.stage for ref in world.acme.artifacts(done)} >= {"t.read", "t.draw", "t.rate"}


def test_every_event_carries_the_hosts_name_and_folds_to_the_job(world) -> None:
    job = world.submit(ref="application-117")
    world.drain()
    events = world.acme.events(job)
    assert {event.ref for event in events} == {"application-117"}
    assert fold(events) == world.acme.job(job)
    assert world.acme.events(job, after=events[-2].seq) == events[-1:]


def test_a_score_is_shown_with_one_decimal() -> None:
    from resume_pipeline.wire.payloads import ScoreCard
    from resume_pipeline.wire.result import Result, Summary

    def shown(points):
        card = ScoreCard(points=points)
        return Result(
            job="j", tenant="t", plan="p", as_of="2026-01-01", scorecard=card, summary=Summary(),
            pipeline_version="0", model_version="none", stages={},
        ).score  # fmt: skip

    assert shown(67_600) == Decimal("67.6")
    assert shown(67_650) == Decimal("67.6")
    assert shown(None) is None


def test_a_job_takes_all_files_and_extracts_each(world) -> None:
    files = [world.acme.upload(text, filename="a") for text in (b"resume", b"letter")]
    job = world.acme.submit(*files, plan="small")
    world.drain()
    read = [world.acme.artifact(job, Read, file=file.id).file_sha256 for file in files]
    assert read == [file.sha256 for file in files]


def test_the_same_key_and_request_is_the_same_job(world) -> None:
    file = world.acme.upload(b"a resume")
    first = world.acme.submit(file, plan="small", idempotency_key="k")
    assert world.acme.submit(file, plan="small", idempotency_key="k").id == first.id
    with pytest.raises(IdempotencyError):
        world.acme.submit(file, plan="small", idempotency_key="k", priority=1)
    assert len(world.acme.jobs()) == 1


def test_another_tenant_finds_nothing(world) -> None:
    job = world.submit()
    umbrella = world.pipeline.tenant("umbrella")
    for ask in (umbrella.job, umbrella.events, umbrella.result, umbrella.why, umbrella.cancel):
        with pytest.raises(NotFoundError):
            ask(job.id)
    with pytest.raises(NotFoundError):
        umbrella.submit(job.files[0], plan="small")
    with pytest.raises(NotFoundError):
        umbrella.file(job.files[0])
    assert umbrella.jobs() == []


def test_a_tenant_has_a_strict_name(world) -> None:
    for name in ("", "../x", "Acme", "a" * 64, "a/b", "ä"):
        with pytest.raises(InvalidRequestError):
            world.pipeline.tenant(name)


def test_a_job_is_about_the_person_whose_resume_it_reads(world) -> None:
    resume = world.acme.upload(b"a resume", subject="candidate-9")
    letter = world.acme.upload(b"a letter", subject="somebody else")
    assert world.acme.submit(resume.id, letter.id, plan="small").subject == "candidate-9"


def test_a_key_that_a_worker_names_is_not_believed(world) -> None:
    """A worker that was taken over points to another tenant's object; nobody follows."""
    secret = world.pipeline.tenant("umbrella")
    theirs = secret.submit(secret.upload(b"their resume"), plan="small")
    world.drain()
    foreign = next(ref for ref in secret.job(theirs).done if ref.stage == "t.draw")
    job = world.submit()
    world.drain()
    done = world.acme.job(job)
    lying = tuple(
        attrs.evolve(ref, key=foreign.key, sha256=foreign.sha256) if ref.stage == "t.draw" else ref
        for ref in done.done
    )
    with (
        mock.patch.object(TenantPipeline, "job", lambda *_: attrs.evolve(done, done=lying)),
        pytest.raises(NotFoundError),
    ):
        world.acme.artifact(job, Drawn)


def test_a_rerun_is_a_new_job_that_names_the_old_one(world) -> None:
    old = world.submit(ref="application-117")
    world.drain()
    new = world.acme.rerun(old.id)
    world.drain()
    assert new.id != old.id
    assert (new.rerun_of, new.ref, new.files) == (old.id, old.ref, old.files)
    assert world.acme.superseded_by(old) == new.id
    assert world.acme.superseded_by(new) is None
    keys = [
        {ref.key for ref in world.acme.job(job).done if "jobs" in ref.key} for job in (old, new)
    ]
    assert not keys[0] & keys[1]


def test_a_part_of_a_plan_can_be_asked_for(world) -> None:
    file = world.acme.upload(b"a resume")
    job = world.acme.submit(file, plan="small", stages=("t.read",))
    world.drain()
    assert {ref.stage for ref in world.acme.job(job).done} == {"t.read", "result"}
    with pytest.raises(PlanError, match=r"t\.draw.*consumes"):
        world.acme.submit(file, plan="small", stages=("t.draw",))
    with pytest.raises(PlanError, match="no stage"):
        world.acme.submit(file, plan="small", stages=("t.reed",))
    with pytest.raises(PlanError, match="no plan"):
        world.acme.submit(file, plan="smal")


def test_a_batch_ends_once_and_ranks_its_candidates(world) -> None:
    files = [world.acme.upload(f"resume {n}".encode()) for n in range(3)]
    batch = world.acme.batch(files, plan="small", refs=["a", "b", "c"], ref="opening-5")
    assert (batch.total, batch.open, batch.ended_at) == (3, 3, None)
    world.drain()
    ended = world.acme.batch_of(batch.id)
    assert (ended.open, ended.ref) == (0, "opening-5")
    assert ended.ended_at is not None
    assert {standing.ref for standing in world.acme.ranking(batch)} == {"a", "b", "c"}
    with pytest.raises(InvalidRequestError):
        world.acme.batch([], plan="small")


def test_a_failed_job_keeps_its_error_and_the_pointers_of_finished_stages(world) -> None:
    world.mood.stage, world.mood.trouble = "t.rate", "fail"
    job = world.submit()
    world.drain()
    failed = world.acme.job(job)
    assert (failed.state, failed.error.code, failed.error.stage) == ("failed", "no_use", "t.rate")
    assert {ref.stage for ref in failed.done} == {"t.read", "t.draw"}
    assert {ref.stage for ref in world.acme.artifacts(failed)} == {"t.read", "t.draw"}
    with pytest.raises(JobFailedError, match="no_use"):
        world.acme.result(job)


def test_a_message_of_a_foreign_exception_never_leaves_the_worker(world) -> None:
    world.mood.stage, world.mood.trouble = "t.rate", "raise"
    job = world.submit()
    world.drain()
    assert world.acme.job(job).error.message == "ValueError"


def test_a_cancelled_job_never_starts_and_never_changes(world) -> None:
    job = world.submit()
    (cancelled,) = world.acme.cancel(job)
    assert cancelled.state is JobState.CANCELLED
    world.drain()
    assert world.acme.job(job) == cancelled
    assert world.acme.cancel(job) == [cancelled]
    assert world.mood.serial == 0


def test_endings_are_read_once_each_in_order(world) -> None:
    first, second = world.submit(ref="1"), world.submit(ref="2")
    world.acme.cancel(second)
    world.drain()
    endings = world.pipeline.endings()
    assert [(e.position, e.ref, e.state) for e in endings] == [
        (1, "2", "cancelled"),
        (2, "1", "succeeded"),
    ]
    assert endings[1].id == f"{first.id}:ended"
    assert world.pipeline.endings(after=1) == endings[1:]


def test_waiting_for_nobody_says_so_at_once(world) -> None:
    job = world.submit()
    with pytest.raises(NobodyRunningError, match="coordinator"):
        world.acme.wait(job, timeout=60)


def test_events_can_be_followed_to_the_end(world) -> None:
    job = world.submit()
    world.drain()
    kinds = [event.kind for event in world.acme.follow(job, timeout=1)]
    assert kinds[0] == "submitted"
    assert kinds[-1] == "succeeded"


def test_an_upload_that_is_empty_or_too_long_is_refused() -> None:
    world = open_world(max_upload_bytes=10)
    for content in (b"", b"x" * 11):
        with pytest.raises(InvalidRequestError):
            world.acme.upload(content)


def test_a_job_joins_the_hosts_transaction(tmp_path) -> None:
    world = open_world(ledger=f"sqlite:///{tmp_path}/host.db")
    file = world.acme.upload(b"a resume")
    engine = create_engine(f"sqlite:///{tmp_path}/host.db")
    mine = Table("mine", MetaData(), Column("id", Integer, primary_key=True), Column("job", Text))
    mine.metadata.create_all(engine)
    with engine.begin() as connection:
        job = world.acme.submit(file, plan="small", tx=connection)
        connection.execute(mine.insert().values(job=job.id))
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        undone = world.acme.submit(file, plan="small", tx=connection)
        connection.execute(mine.insert().values(job=undone.id))
        raise ZeroDivisionError
    assert [each.id for each in world.acme.jobs()] == [job.id]
    with engine.begin() as connection:
        assert connection.execute(select(mine.c.job)).scalars().all() == [job.id]
    engine.dispose()


def test_a_job_joins_an_orm_session(tmp_path) -> None:
    world = open_world(ledger=f"sqlite:///{tmp_path}/host.db")
    file = world.acme.upload(b"a resume")
    engine = create_engine(f"sqlite:///{tmp_path}/host.db")
    with Session(engine) as session:
        world.acme.submit(file, plan="small", tx=session, ref="undone")
        session.rollback()
        world.acme.submit(file, plan="small", tx=session, ref="kept")
        session.commit()
    assert [job.ref for job in world.acme.jobs()] == ["kept"]
    engine.dispose()


def test_hooks_run_once_in_the_settling_transaction() -> None:
    world = open_world(hooks=HOOKS, after_hooks={"mail": "tests.core.hooks:mail"})
    job = world.submit(ref="application-117")
    world.drain()
    world.pipeline.sweep()
    world.drain()
    assert [call[:2] for call in hooks.CALLS] == [
        ("remember", "application-117"),
        ("mail", "application-117"),
    ]
    assert hooks.CALLS[0][2].job == job.id
    assert hooks.CALLS[1][2] == f"after:{job.id}:mail"


def test_a_hook_that_raises_leaves_its_job_open_and_its_neighbours_ended() -> None:
    world = open_world(hooks=HOOKS)
    job = world.submit()
    hooks.MOOD["raises"] = True
    world.drain()
    assert not world.acme.job(job).is_terminal
    assert world.acme.why(job).code == "hook_raised"
    hooks.MOOD["raises"] = False
    world.clock.advance(5_000)
    world.pipeline.sweep()
    assert world.acme.job(job).state is JobState.SUCCEEDED
    assert [call[0] for call in hooks.CALLS] == ["remember", "remember"]


def test_a_process_that_lacks_a_hook_never_settles_its_jobs() -> None:
    world = open_world(hooks=HOOKS)
    job = world.submit()
    lacking = open_world(hooks=HOOKS)
    hooks_of_world = world.pipeline.opened.hooks
    world.pipeline.opened = attrs.evolve(world.pipeline.opened, hooks={})
    world.drain()
    world.clock.advance(5_000)
    seq = world.acme.job(job).seq
    world.pipeline.sweep()
    assert world.acme.job(job).seq == seq
    reason = world.acme.why(job)
    assert (reason.code, "applications" in reason.text) == ("hook_missing", True)
    assert world.pipeline.hook_states() == {"applications": (False, False, 1)}
    world.pipeline.opened = attrs.evolve(world.pipeline.opened, hooks=hooks_of_world)
    world.pipeline.sweep()
    assert world.acme.job(job).is_terminal
    lacking.pipeline.close()


def test_a_retired_hook_is_called_no_more() -> None:
    world = open_world(hooks=HOOKS)
    job = world.submit()
    world.pipeline.retire_hook("applications")
    world.drain()
    assert world.acme.job(job).state is JobState.SUCCEEDED
    assert hooks.CALLS == []


def test_a_renamed_hook_keeps_its_old_name_as_alias() -> None:
    world = open_world(hooks=HOOKS)
    job = world.submit()
    renamed = {"candidates": "tests.core.hooks:remember", "applications": "=candidates"}
    settings = world.pipeline.settings.model_copy(update={"hooks": renamed})
    from resume_pipeline.opened import Opened

    again = Opened.of(settings.model_copy(update={"ledger": "sqlite://"}))
    world.pipeline.opened = attrs.evolve(
        world.pipeline.opened, hooks=again.hooks, settings=settings
    )
    new = world.submit()
    assert (job.hooks, new.hooks) == (("applications",), ("candidates",))
    world.drain()
    assert [call[0] for call in hooks.CALLS] == ["remember", "remember"]


def test_an_after_hook_is_called_until_it_works() -> None:
    world = open_world(after_hooks={"mail": "tests.core.hooks:mail"})
    hooks.MOOD["raises"] = True
    job = world.submit()
    world.drain()
    assert world.acme.job(job).is_terminal
    hooks.MOOD["raises"] = False
    world.clock.advance(10_000)
    world.drain()
    world.drain()
    ids = [call[2] for call in hooks.CALLS]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_hook_that_cannot_be_loaded_is_an_error_at_open() -> None:
    for target in ("tests.core.hooks:forget", "no_such_module:x", "tests.core.hooks"):
        with pytest.raises(PluginError):
            open_world(hooks={"h": target})
