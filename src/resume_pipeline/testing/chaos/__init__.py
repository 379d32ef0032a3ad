"""Chaos: processes and servers killed at random, over ways that lose and repeat; then the sums.

Run it as ``resume-pipeline chaos``. A seed gives the same faults again: which victim is killed at
which moment, at which fault point a process kills itself, what becomes of the n-th connection
through a proxy and of the n-th message of a process.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import attrs

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.job import Job
from resume_pipeline.testing.chaos.host import Host
from resume_pipeline.testing.chaos.parts import Parts, Ways, opened
from resume_pipeline.testing.chaos.report import Report, ordered
from resume_pipeline.testing.chaos.schedule import Kill, deaths, kills
from resume_pipeline.testing.chaos.sums import Sums
from resume_pipeline.testing.fleet import Fleet
from resume_pipeline.testing.machine import COORDINATOR_POINTS, WORKER_POINTS
from resume_pipeline.testing.nursery import Nursery

#: Budgets wide enough for what chaos does; detection fast enough for minutes.
SETTINGS: Final = {
    "beat": 0.5,
    "attempt_limit": 20,
    "redeliver": 2,
    "backoff": 0.5,
    "backoff_cap": 5,
    "max_crashes": 1000,
    "max_failures": 1000,
    "max_interruptions": 1000,
}
#: What suits a long run on a busy machine better.
_MANY: Final = {"beat": 1.0, "slots": 2}
_POINTS: Final = {"worker": WORKER_POINTS, "coordinator": COORDINATOR_POINTS}
_LOOK: Final = 0.1  # seconds between two looks at what is due
_IMPATIENCE: Final = 60.0  # seconds without an ending until the next victim is killed anyway
_PATIENCE: Final = 300.0  # seconds for the rest to end, once nothing is killed any more
_PACKAGES: Final = ("resume-pipeline", "sqlalchemy", "psycopg", "kombu", "redis", "s3fs", "celery")


@attrs.frozen(kw_only=True)
class Campaign:
    """What is asked of a run.

    Attributes:
        parts: on what it runs; see `parts.KINDS`.
        engine: of the workers, ``loop`` or ``celery``, which needs a broker.
        sample: how many jobs are run again and compared.
    """

    parts: str = "embedded"
    engine: str = "loop"
    jobs: int = 200
    kills: int = 20
    workers: int = 4
    coordinators: int = 2
    sample: int = 100
    seed: int

    def schedule(self, servers: Sequence[str]) -> tuple[Kill, ...]:
        """What is killed when, given the servers that there are."""
        places = {"worker": self.workers, "coordinator": self.coordinators}
        places |= dict.fromkeys(servers, 1)
        return kills(self.seed, count=self.kills, jobs=self.jobs, places=places)


def main(out: Path, *, seed: int | None = None, **asked: Any) -> int:
    """Run a campaign; print the report and keep it in ``out``; 0 if every promise held."""
    drawn = random.SystemRandom().randrange(10**6)
    campaign = Campaign(**asked, seed=drawn if seed is None else seed)
    print(f"seed {campaign.seed}", flush=True)
    report = run(campaign, out)
    print("\n".join(report.lines()))
    return 1 if report.broken else 0


def run(campaign: Campaign, home: Path) -> Report:
    """Disturb, let everything end, do the sums. Logs and ``report.json`` stay in ``home``."""
    if (campaign.parts, campaign.engine) == ("embedded", "celery"):
        raise InvalidRequestError("Celery needs a broker: run on rabbitmq or redis")
    for left in (*home.glob("*.log"), *home.glob("deaths/*"), home / "told"):
        left.unlink(missing_ok=True)
    with opened(campaign.parts, home, campaign.seed) as parts, Nursery() as nursery:
        report = _Run(campaign=campaign, home=home, parts=parts, nursery=nursery).whole()
    (home / "report.json").write_text(report.to_json(), encoding="utf-8")
    return report


@attrs.define(kw_only=True)
class _Run:
    """One run."""

    campaign: Campaign
    home: Path
    parts: Parts
    nursery: Nursery
    report: Report = attrs.field(init=False)
    fleet: Fleet = attrs.field(init=False)
    restarts: dict[str, float] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        c = self.campaign
        asked = {name: getattr(c, name) for name in ("jobs", "kills", "workers", "coordinators")}
        self.report = Report(seed=c.seed, parts=c.parts, engine=c.engine, asked=asked)
        self.fleet = self.made(self.parts.faulty)

    def made(self, ways: Ways) -> Fleet:
        """A fleet that goes these ways."""
        settings = {**SETTINGS, **_MANY, **ways.settings}
        # Celery receives by itself: the faults of messages are on the coordinator's side.
        plain = {"queue": ways.broker, "plugins": []}
        return Fleet(
            home=self.home,
            settings=settings,
            ledger=ways.ledger,
            environment=ways.environment,
            nursery=self.nursery,
            engine=self.campaign.engine,
            worker_settings=plain if self.campaign.engine == "celery" else {},
        )

    def whole(self) -> Report:
        """Disturb, wait and sum up."""
        with self.fleet, self.fleet.host() as pipeline:
            host = Host(pipeline=pipeline)
            with self.timed("disturbed"), self.submitting(host):
                self.people()
                self.disturb(host)
            self.report.jobs = {"ended before the last kill": len(host.ended)}
            with self.timed("until all had ended"):
                self.parts.calm()
                self.fleet.run_until(lambda: self.is_over(host), _PATIENCE)
        with self.timed("sums"), self.made(self.parts.direct).host() as pipeline:
            sample, seed = self.campaign.sample, self.campaign.seed
            sums = Sums(pipeline=pipeline, host=host, fleet=self.fleet, seed=seed, sample=sample)
            self.report.promises = sums.promises()
            self.report.verdicts = ordered(Counter(pipeline.counters()))
        self.tell(host, sums.jobs)
        return self.report

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Note how long something takes."""
        started = time.monotonic()
        yield
        self.report.times[name] = round(time.monotonic() - started, 1)

    @contextmanager
    def submitting(self, host: Host) -> Iterator[None]:
        """Submit from a thread; all jobs are submitted when this ends."""
        with ThreadPoolExecutor(1) as pool:
            submitting = pool.submit(host.submit_all, self.home / "demo", jobs=self.campaign.jobs)
            try:
                yield
                while not submitting.done():
                    self.tend(host)
                submitting.result()
            finally:
                host.stop.set()

    def people(self) -> None:
        """Start every process."""
        for role, count in (
            ("coordinator", self.campaign.coordinators),
            ("worker", self.campaign.workers),
        ):
            for number in range(count):
                self.fleet.add(role, deaths(self.campaign.seed, f"{role}-{number}", _POINTS[role]))

    def disturb(self, host: Host) -> None:
        """Kill by the schedule; a victim that is dead already is killed when it is back."""
        waiting: list[Kill] = []
        ahead = list(self.campaign.schedule([*self.parts.servers]))
        seen, since = 0, time.monotonic()
        while ahead or waiting:
            if len(host.ended) > seen:
                seen, since = len(host.ended), time.monotonic()
            is_stuck = time.monotonic() - since > _IMPATIENCE
            while ahead and (ahead[0].after <= seen or is_stuck):
                waiting.append(ahead.pop(0))
                is_stuck, since = False, time.monotonic()
            waiting = [kill for kill in waiting if not self.strike(kill)]
            self.tend(host)

    def strike(self, kill: Kill) -> bool:
        """Carry out a kill; whether the victim was alive."""
        server = self.parts.servers.get(kill.victim)
        if server is None:
            mates = [member for member in self.fleet.members if member.role == kill.victim]
            return self.fleet.kill(mates[kill.place])
        if kill.victim in self.restarts:
            return False
        server.kill()
        self.restarts[kill.victim] = time.monotonic() + kill.down
        return True

    def tend(self, host: Host) -> None:
        """Start again what is due, see what ended, and rest a little."""
        self.revive()
        self.fleet.replace_dead()
        host.look()
        time.sleep(_LOOK)

    def revive(self) -> None:
        """Start servers whose time has come."""
        for name, server in self.parts.servers.items():
            if self.restarts.get(name, float("inf")) <= time.monotonic():
                del self.restarts[name]
                server.start()
            elif name not in self.restarts:
                server.tend()

    def is_over(self, host: Host) -> bool:
        """Whether every job has ended and was told of, as far as the host sees."""
        self.tend(host)
        return min(len(host.ended), len(self.fleet.told())) >= len(host.submitted)

    def tell(self, host: Host, jobs: Sequence[Job]) -> None:
        """Fill in what was done and how it went."""
        report, fleet = self.report, self.fleet
        killed = {name: server.kills for name, server in self.parts.servers.items()}
        report.jobs |= {"submitted": len(host.submitted), "ended": len(host.ended)}
        report.jobs |= {"calls that the host repeated": host.tries}
        report.kills = ordered(fleet.kills + Counter(killed))
        report.deaths = ordered(Counter(fleet.died))
        report.exits = ordered(fleet.exits)
        report.connections = {
            name: ordered(proxy.counts) for name, proxy in self.parts.proxies.items()
        }
        log = (self.home / "faults.log").read_text(encoding="utf-8")
        report.messages = ordered(Counter(log.split()))
        report.attempts = ordered(Counter(job.attempt for job in jobs))
        report.times |= _latency(jobs)
        report.versions = {**self.parts.versions, **_packages()}


def _latency(jobs: Sequence[Job]) -> dict[str, float]:
    """From submit to ending: the median, one in a hundred, and the longest."""
    spans = sorted(
        (job.finished_at - job.created_at) / 1000 for job in jobs if job.finished_at is not None
    )
    if not spans:
        return {}
    late = spans[min(len(spans) - 1, len(spans) * 99 // 100)]
    named = {"median": statistics.median(spans), "99 of 100": late, "longest": spans[-1]}
    return {f"submit to ending, {name}": round(value, 1) for name, value in named.items()}


def _packages() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
