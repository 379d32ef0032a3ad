"""Threads that submit at the same time share transactions, and spoil nothing for each other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from resume_pipeline import Pipeline, Settings
from resume_pipeline.errors import IdempotencyError, LedgerError, NotFoundError
from resume_pipeline.ports.faults import trapped


@pytest.fixture
def pipeline(tmp_path):
    with Pipeline.open(Settings.of(home=str(tmp_path))) as pipeline:
        yield pipeline


def together(pipeline, calls):
    """Have every call but the first wait until the first one is in its transaction."""
    is_in, may_go = threading.Event(), threading.Event()
    transact, commits = pipeline.opened.ledger.transact, []

    def slow(work, *, joined=None):
        commits.append(1)
        is_in.set()
        may_go.wait(10)
        return transact(work, joined=joined)

    pipeline.opened.ledger.transact = slow
    first, *others = calls
    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(first)]
        assert is_in.wait(10)
        futures += [pool.submit(call) for call in others]
        desk = pipeline.opened.desk("acme")
        for _ in range(1000):
            if len(desk._waiting) == len(others):
                break
            threading.Event().wait(0.01)
        may_go.set()
    pipeline.opened.ledger.transact = transact
    return futures, len(commits)


def test_those_that_meet_are_committed_together(pipeline):
    acme, other = pipeline.tenant("acme"), pipeline.tenant("other")
    file, foreign = acme.upload(b"Ada Example\n"), other.upload(b"Bo Example\n")
    calls = [lambda n=n: acme.submit(file, ref=f"{n}") for n in range(5)]
    calls += [lambda: other.submit(foreign), lambda: acme.batch([file, file])]
    futures, commits = together(pipeline, calls)
    assert commits == 2
    refs = [future.result().ref for future in futures[:5]]
    assert refs == ["0", "1", "2", "3", "4"]
    assert len(acme.jobs()) == 7
    assert [job.tenant for job in other.jobs()] == ["other"]
    assert len(acme.events(futures[3].result())) == 1


def test_a_request_that_is_refused_spoils_no_other(pipeline):
    acme, other = pipeline.tenant("acme"), pipeline.tenant("other")
    file = acme.upload(b"Ada Example\n")
    acme.submit(file, idempotency_key="k", ref="one")
    calls = [
        lambda: acme.submit(file, ref="first"),
        lambda: acme.submit(file, idempotency_key="k", ref="two"),
        lambda: other.submit(file),
        lambda: acme.submit(file, ref="last"),
    ]
    futures, _ = together(pipeline, calls)
    assert [futures[0].result().ref, futures[3].result().ref] == ["first", "last"]
    with pytest.raises(IdempotencyError):
        futures[1].result()
    with pytest.raises(NotFoundError):
        futures[2].result()
    assert sorted(job.ref for job in acme.jobs()) == ["first", "last", "one"]
    assert other.jobs() == []


def test_equal_keys_that_meet_are_one_job(pipeline):
    acme = pipeline.tenant("acme")
    file = acme.upload(b"Ada Example\n")
    calls = [lambda: acme.submit(file, ref="first")]
    calls += [lambda: acme.submit(file, idempotency_key="k")] * 4
    futures, _ = together(pipeline, calls)
    assert len({future.result().id for future in futures}) == 2
    assert len(acme.jobs()) == 2


def test_nobody_takes_a_stopped_thread_for_success(pipeline):
    acme = pipeline.tenant("acme")
    file = acme.upload(b"Ada Example\n")
    refused = []

    class StopError(BaseException):
        pass

    def trap(point):
        if (
            point == "ledger.committed"
            and threading.current_thread() is not threading.main_thread()
        ):
            raise StopError

    def call():
        try:
            acme.submit(file)
        except (StopError, LedgerError) as error:
            refused.append(type(error))

    with trapped(trap):
        together(pipeline, [call] * 4)
    assert len(refused) == 4
    assert StopError in refused
