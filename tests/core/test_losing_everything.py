"""With every report and the first copy of every message lost, the road comes to the same end."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from resume_pipeline import demo
from resume_pipeline.backends.queue_reporter import QueueReporter
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import REPORTS, Settings
from resume_pipeline.testing.fakes import Fate, FaultyQueue, SettableClock
from resume_pipeline.testing.rig import Rig
from resume_pipeline.wire.vacancy import Vacancy
from resume_pipeline.worker import Worker

DAY = 86_400_000


class Loses:
    """A plan that loses every report and the first copy of each message; or everything."""

    def __init__(self, everything: bool) -> None:
        self.everything = everything
        self.seen: set[bytes] = set()
        self.lost = 0

    def __call__(self, body: bytes) -> Fate:
        is_message = b'"schema":"resume_pipeline.job_message/' in body
        is_lost = self.everything or not is_message or body not in self.seen
        self.seen.add(body)
        self.lost += is_lost
        return Fate.DROP if is_lost else Fate.PASS


def undisturbed(_body: bytes) -> Fate:
    return Fate.PASS


class Embedded:
    """A host and a worker over real backends and stages, turned by hand."""

    def __init__(self, home: Path, plan) -> None:
        self.clock = SettableClock()
        settings = Settings.of(home=str(home))
        self.pipeline = Pipeline.open(settings)
        self.worker = Worker.open(settings)
        queue = FaultyQueue(self.pipeline.opened.queue, messages=plan)
        self.pipeline.opened = attrs.evolve(self.pipeline.opened, queue=queue, clock=self.clock)
        reporter = QueueReporter(queue, REPORTS)
        self.worker.tools = attrs.evolve(self.worker.tools, queue=queue, reporter=reporter)
        self.tenant = self.pipeline.tenant("acme")

    def close(self) -> None:
        self.worker.close()
        self.pipeline.close()

    def submit(self, home: Path) -> list[str]:
        files, advert = demo.write(home / "demo")
        vacancy = Vacancy.from_text(advert.read_text(encoding="utf-8"))
        broken = home / "demo" / "broken.pdf"
        broken.write_bytes(b"%PDF-1.7 and nothing else")
        records = [self.tenant.upload(p.read_bytes(), filename=p.name) for p in [*files, broken]]
        return [self.tenant.submit(record, vacancy=vacancy).id for record in records]

    def turn(self) -> None:
        from resume_pipeline.engines.coordinating import turn

        turn(self.pipeline)
        for delivery in self.worker.receive(limit=100, wait=0):
            self.worker.run(delivery)
        self.pipeline.sweep()
        self.clock.advance(61_000)

    def run(self, ids: list[str], turns: int) -> None:
        for _ in range(turns):
            if all(self.tenant.job(job_id).is_terminal for job_id in ids):
                return
            self.turn()

    def ends(self, ids: list[str]) -> list[tuple[str, str | None, list[tuple[str, str]]]]:
        return [self.end(self.tenant.job(job_id)) for job_id in ids]

    def end(self, job: Job) -> tuple[str, str | None, list[tuple[str, str]]]:
        stages = {spec.name for spec in job.stages}
        digests = [(ref.stage, ref.payload_sha256) for ref in job.done if ref.stage in stages]
        return str(job.state), job.error.code if job.error else None, digests


@pytest.mark.slow
def test_sweeps_and_a_worker_bring_each_job_to_the_same_end(tmp_path: Path) -> None:
    ends = []
    for name, plan in (("calm", undisturbed), ("storm", Loses(everything=False))):
        embedded = Embedded(tmp_path / name, plan)
        ids = embedded.submit(tmp_path / name)
        embedded.run(ids, turns=60)
        ends.append(embedded.ends(ids))
        crashes = [embedded.tenant.job(job_id).crashes for job_id in ids]
        assert crashes == [0] * len(ids), "a message that was lost was charged as a crash"
        embedded.close()
    assert ends[0] == ends[1]
    assert {state for state, _, _ in ends[0]} == {"succeeded", "failed"}
    assert isinstance(plan, Loses)
    assert plan.lost > len(ids)


def test_with_messages_lost_for_ever_each_job_expires(tmp_path: Path) -> None:
    embedded = Embedded(tmp_path, Loses(everything=True))
    ids = embedded.submit(tmp_path)
    embedded.turn()
    embedded.clock.advance(7 * DAY)
    embedded.run(ids, turns=5)
    jobs = [embedded.tenant.job(job_id) for job_id in ids]
    assert {job.state for job in jobs} == {JobState.FAILED}
    assert {job.error.code for job in jobs if job.error} == {"expired"}
    embedded.close()


def test_the_rig_ends_every_job_without_a_single_report() -> None:
    rig = Rig()
    for _ in range(3):
        rig.submit()
    rig.batch(2)
    rig.settle_down(reports_arrive=False)
    assert {rig.job(job_id).state for job_id in rig.jobs} == {JobState.SUCCEEDED}
    rig.close()
