"""The sums after a chaos run: ledger, storage and the host's table against the promises."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import attrs

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.testing.chaos.host import TENANT, Host
from resume_pipeline.testing.chaos.report import Promise
from resume_pipeline.testing.fleet import Fleet, effects_by_job
from resume_pipeline.testing.promises import Promises

T = TypeVar("T")
_AT_ONCE: Final = 8
_BUG: Final = 70  # the command line's exit code for what should never happen


@attrs.define(kw_only=True)
class Sums:
    """Everything that is checked once all is over, by direct ways.

    Attributes:
        jobs: of the host, as the ledger has them.
    """

    pipeline: Pipeline
    host: Host
    fleet: Fleet
    seed: int
    sample: int
    tenant: TenantPipeline = attrs.field(init=False)
    jobs: list[Job] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.tenant = self.pipeline.tenant(TENANT)
        self.jobs = self.tenant.jobs(limit=10 * len(self.host.submitted) + 10)

    def promises(self) -> list[Promise]:
        """Each promise, checked."""
        ids = self.host.submitted
        return [
            Promise(name="each submitted job is there once", checked=len(ids), broken=self.lost()),
            self.each("each job ended and succeeded", self.jobs, _ending),
            self.effects(),
            self.endings(),
            self.each("events gapless, each state with its cause in storage", self.jobs, self.job),
            self.each("artifacts unchanged since they were seen", self.host.seen, self.artifact),
            self.told(),
            self.each("verify holds on a sample", self.sampled(), self.verify),
            self.bugs(),
        ]

    def each(self, name: str, things: Iterable[T], check: Callable[[T], str | None]) -> Promise:
        """A promise about each of some things; ``check`` says what is wrong."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = list(pool.map(check, things))
        return Promise(name=name, checked=len(found), broken=[words for words in found if words])

    def lost(self) -> list[str]:
        """Jobs that the host submitted and the ledger lacks, and the other way round."""
        asked, there = Counter(self.host.submitted), Counter(job.id for job in self.jobs)
        lost = [f"job {job_id} is lost" for job_id in asked - there]
        return lost + [f"job {job_id} was not asked for" for job_id in there - asked]

    def effects(self) -> Promise:
        """The host's table has one row for each job that ended, and no other."""
        rows = effects_by_job(self.pipeline)
        due = {job.id: int(job.is_terminal) for job in self.jobs}
        wrong = [
            f"job {job_id}: {rows[job_id]} effects instead of {due.get(job_id, 0)}"
            for job_id in {**due, **rows}
            if rows[job_id] != due.get(job_id, 0)
        ]
        return Promise(name="the host's effect happened once a job", checked=len(due), broken=wrong)

    def endings(self) -> Promise:
        """The list of endings has one for each job, and their positions have no gap."""
        found = self.pipeline.endings(0, limit=2 * len(self.jobs) + 1)
        wrong = [] if len({e.job_id for e in found}) == len(found) else ["a job ended twice"]
        if [ending.position for ending in found] != list(range(1, len(found) + 1)):
            wrong.append("the positions of endings have a gap")
        if len(found) != sum(job.is_terminal for job in self.jobs):
            wrong.append(f"{len(found)} endings")
        return Promise(name="one ending a job, numbered gapless", checked=len(found), broken=wrong)

    def job(self, job: Job) -> str | None:
        """What is wrong with a job's history, artifacts, budgets or dispatch."""
        ledger = self.pipeline.opened.ledger
        assert isinstance(ledger, SqlLedger)
        promises = Promises(
            ledger=ledger,
            storage=self.pipeline.opened.storage,
            policy=self.pipeline.settings.policy,
        )
        try:
            promises.check_job(job)
        except AssertionError as error:
            return f"job {job.id}: {error}"
        return None

    def artifact(self, key: str) -> str | None:
        """What is wrong with an object that was read during the run."""
        body = self.pipeline.opened.storage.get(key)
        if body is None:
            return f"{key} is gone"
        return None if sha256(body) == self.host.seen[key] else f"{key} changed"

    def told(self) -> Promise:
        """The hook after the commit was called for each job, at least once."""
        called = self.fleet.told()
        wrong = [f"job {job.id} was not told of" for job in self.jobs if job.id not in called]
        name = "the hook after the commit was called"
        return Promise(name=name, checked=len(self.jobs), broken=wrong)

    def sampled(self) -> Sequence[Job]:
        """Some of the jobs that ended."""
        ended = [job for job in self.jobs if job.is_terminal]
        draw = random.Random(f"{self.seed}/sample")
        return draw.sample(ended, min(self.sample, len(ended)))

    def verify(self, job: Job) -> str | None:
        """How a job that is run again differs."""
        verification = self.tenant.verify(job)
        return None if verification.holds else f"job {job.id}: {'; '.join(verification.lines())}"

    def bugs(self) -> Promise:
        """No process ended by a bug or logged one."""
        logs = sorted(self.fleet.home.glob("*.log"))
        wrong = [f"{log.name}: {line}" for log in logs for line in tracebacks(_lines(log))]
        wrong += ["a process ended by a bug"] * self.fleet.exits[_BUG]
        started = sum(member.starts for member in self.fleet.members)
        return Promise(name="no process met a bug", checked=started, broken=wrong)


def _ending(job: Job) -> str | None:
    if job.state is JobState.SUCCEEDED:
        return None
    why = f": {job.error.code} in {job.error.stage}, {job.error.message}" if job.error else ""
    return f"job {job.id} {job.state} after {job.attempt} attempts{why}"


def _lines(log: Path) -> list[str]:
    return log.read_text("utf-8", "replace").splitlines()


def tracebacks(lines: Iterable[str]) -> list[str]:
    """The last line of each traceback in a log, without those by which Celery tells of a kill."""
    found: list[str] = []
    before, cause = "", None
    for line in lines:
        if line.startswith("Traceback"):
            cause = before
        elif cause is not None and line[:1] not in (" ", ""):
            if not _tells_of_a_kill(cause, line):
                found.append(line[:200])
            cause = None
        before = line
    return found


def _tells_of_a_kill(cause: str, last: str) -> bool:
    """Of a process of its pool, or of the broker to which it was about to say something."""
    of_broker = "Couldn't ack " in cause or "Couldn't reject " in cause
    return of_broker or last.startswith("billiard.")
