"""A nudge: what was submitted is looked for at once, and nobody who submits waits for it."""

import threading
import time
from contextlib import closing

from resume_pipeline import Pipeline, Settings
from resume_pipeline.engines.coordinating import turn
from resume_pipeline.errors import QueueError
from resume_pipeline.flow.nudge import Nudge
from resume_pipeline.settings import REPORTS
from resume_pipeline.wire.reports import NUDGE, read_reports
from tests.core.test_shutdown import until


def counted():
    given = []
    return given, Nudge(lambda: given.append(time.monotonic()))


def test_a_process_that_does_not_relay_nudges_one_that_does():
    given, nudge = counted()
    with closing(nudge):
        nudge.give()
        until(lambda: given)


def test_a_process_that_relays_is_woken_itself():
    given, nudge = counted()
    with closing(nudge), nudge.relaying():
        nudge.give()
        started = time.monotonic()
        nudge.await_one(60)
        assert time.monotonic() - started < 30
    assert not given


def test_many_nudges_become_few():
    given, nudge = counted()
    with closing(nudge):
        for _ in range(1000):
            nudge.give()
        until(lambda: given)
    assert len(given) < 100


def test_a_broker_that_is_down_stops_nobody():
    tries = []

    def send():
        tries.append(1)
        raise QueueError("down")

    with closing(Nudge(send)) as nudge:
        nudge.give()
        until(lambda: len(tries) == 1)
        nudge.give()
        until(lambda: len(tries) == 2)


def test_closing_does_not_wait_for_a_broker_that_is_silent():
    ends = threading.Event()
    nudge = Nudge(lambda: ends.wait(60))
    nudge.give()
    started = time.monotonic()
    nudge.close()
    assert time.monotonic() - started < 30
    ends.set()


def test_a_nudge_is_no_report():
    assert read_reports(NUDGE) == []


def test_submitting_nudges_once_the_job_stands(tmp_path):
    folder = f"sqlite:///{tmp_path}"
    settings = Settings.of(
        storage=f"file://{tmp_path}/files", ledger=f"{folder}/l.db", queue=f"{folder}/q.db"
    )
    with Pipeline.open(settings) as pipeline:
        acme = pipeline.tenant("acme")
        file = acme.upload(b"Ada Example\n")
        acme.submit(file)
        until(lambda: pipeline.opened.queue.depth(REPORTS) == 1)
        acme.submit(file)
        time.sleep(0.5)
        assert pipeline.opened.queue.depth(REPORTS) == 1, "one that waits is enough"
        assert turn(pipeline)
        assert pipeline.opened.queue.depth(REPORTS) == 0
