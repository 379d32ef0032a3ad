"""Fleet: real worker and coordinator processes that are killed and replaced."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

import attrs
from sqlalchemy import Column, Integer, MetaData, Table, Text, func, select

from resume_pipeline.model.job import Job
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import PREFIX, Settings
from resume_pipeline.testing.crashing import DEATH
from resume_pipeline.testing.faulty_plugin import PROCESS
from resume_pipeline.testing.nursery import Child, Nursery

_NEVER: Final = "never"
#: A worker of an app of our own.
_CELERY: Final = (
    *("celery", "-A", "resume_pipeline.engines.celery", "worker", "--loglevel", "INFO"),
    *("--without-gossip", "--without-mingle"),
)
_TOLD: Final = "FLEET_TOLD"
_REST: Final = 0.5  # seconds until a process that ended by itself is started again
#: The host's own table, in the ledger's database.
EFFECTS = Table(
    "host_effect",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("job", Text, nullable=False),
    Column("score", Integer),
)


def remember(tx: Any, job: Job, result: Any) -> None:
    """The host's hook: one row for each job that ended."""
    score = result.scorecard.points if result and result.scorecard else None
    tx.execute(EFFECTS.insert().values(job=job.id, score=score))


def told(call_id: str, job: Job) -> None:
    """The host's hook after the commit: a line in a file, as something outside the database."""
    if not job.is_terminal:
        raise AssertionError(f"{call_id}: the job has not ended")
    with Path(os.environ.get(_TOLD, os.devnull)).open("a", encoding="utf-8") as file:
        file.write(f"{job.id}\n")


@attrs.define
class Member:
    """One place of the fleet, and the process that is in it now.

    Attributes:
        role: worker or coordinator.
        name: of the place.
        deaths: fault points at which its next processes are to die, with the occurrence; None
            for one that is to live.
        starts: how many processes were in it.
        rests_until: when the next is started, if the last one ended by itself.
    """

    role: str
    name: str
    deaths: list[tuple[str, int] | None] = attrs.field(factory=list)
    process: subprocess.Popen[bytes] | Child | None = None
    starts: int = 0
    rests_until: float = 0.0


@attrs.define(kw_only=True)
class Fleet:
    """Processes over the same backends, which are replaced when they die.

    Attributes:
        home: where the logs are; and files, ledger and queue, if settings do not say otherwise.
        settings: of all processes.
        ledger: its URL, of which workers know nothing.
        environment: what all processes find besides, such as credentials.
        nursery: from which processes are forked; without, each has an interpreter of its own.
        engine: of the workers, ``loop`` or ``celery``.
        worker_settings: of workers, over those of all processes.
        kills: how many were killed from outside, by role.
        exits: how many ended by themselves, by exit code.
    """

    home: Path
    settings: Mapping[str, Any] = attrs.field(factory=dict)
    ledger: str | None = None
    environment: Mapping[str, str] = attrs.field(factory=dict)
    nursery: Nursery | None = None
    engine: str = "loop"
    worker_settings: Mapping[str, Any] = attrs.field(factory=dict)
    members: list[Member] = attrs.field(factory=list)
    kills: Counter[str] = attrs.field(factory=Counter)
    exits: Counter[int] = attrs.field(factory=Counter)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def host(self) -> Pipeline:
        """The host's pipeline over the same backends, with the host's table."""
        with _environment(self.environment):
            pipeline = Pipeline.open(Settings.of(**self.values("host")))
        pipeline.opened.ledger.transact(lambda tx: EFFECTS.metadata.create_all(tx.connection))
        return pipeline

    def values(self, role: str) -> dict[str, Any]:
        """The settings of a process."""
        values: dict[str, Any] = {
            "storage": f"file://{self.home}/files",
            "queue": f"sqlite:///{self.home}/queue.db",
            **self.settings,
        }
        if role == "worker":
            return {**values, **self.worker_settings}
        return values | {
            "ledger": self.ledger or f"sqlite:///{self.home}/ledger.db",
            "hooks": {"remember": f"{__name__}:remember"},
            "after_hooks": {"told": f"{__name__}:told"},
        }

    def _environment(self, member: Member) -> dict[str, str]:
        """A worker's environment has no ledger in it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        for name, value in self.values(member.role).items():
            text = value if isinstance(value, str) else json.dumps(value)
            kept[PREFIX + name.upper()] = text
        own = {PROCESS: f"{member.name}.{member.starts}", _TOLD: str(self.home / "told")}
        return {**kept, **self.environment, **own}

    def add(self, role: str, deaths: Sequence[tuple[str, int] | None] = ()) -> Member:
        """Add a place and start a process in it."""
        name = f"{role}-{sum(member.role == role for member in self.members)}"
        member = Member(role=role, name=name, deaths=list(deaths))
        self.members.append(member)
        self._start(member)
        return member

    def _start(self, member: Member) -> None:
        death = member.deaths.pop(0) if member.deaths else None
        point, occurrence = death or (_NEVER, 1)
        member.starts += 1
        words = [point, str(occurrence), *self._command(member)]
        log, environment = self.home / f"{member.role}.log", self._environment(member)
        self._deaths.mkdir(exist_ok=True)
        environment[DEATH] = str(self._deaths / f"{environment[PROCESS]}:{point}")
        if self.nursery is not None:
            member.process = self.nursery.start(words, environment, log)
        else:
            member.process = _started(words, environment, log)

    def _command(self, member: Member) -> list[str]:
        if (member.role, self.engine) != ("worker", "celery"):
            return [member.role]
        slots = str(self.values("worker").get("slots", 1))
        return [*_CELERY, "--concurrency", slots, "-n", f"{member.name}@fleet"]

    @property
    def _deaths(self) -> Path:
        return self.home / "deaths"

    @property
    def died(self) -> list[str]:
        """At which fault points a process really died."""
        return sorted(file.name.partition(":")[2] for file in self._deaths.glob("*:*"))

    def replace_dead(self) -> None:
        """Start a new process wherever one has died."""
        for member in self.members:
            if member.process is not None and member.process.poll() is not None:
                self._count(member, member.process.returncode)
                member.process = None
            if member.process is None and time.monotonic() >= member.rests_until:
                self._start(member)

    def told(self) -> set[str]:
        """The jobs of whose ending the hook after the commit has told."""
        file = self.home / "told"
        return set(file.read_text(encoding="utf-8").split()) if file.exists() else set()

    def _count(self, member: Member, code: int | None) -> None:
        """Note how a process ended by itself."""
        if code != -signal.SIGKILL:
            self.exits[int(code or 0)] += 1
            member.rests_until = time.monotonic() + _REST

    def kill(self, member: Member) -> bool:
        """Kill a process from outside, wherever it is; whether there was one."""
        if member.process is None or member.process.poll() is not None:
            return False
        member.process.kill()
        member.process.wait()
        self.kills[member.role] += 1
        return True

    def run_until(self, is_over: Callable[[], bool], seconds: float) -> bool:
        """Replace the dead until ``is_over``, at most for ``seconds``; whether it came to that."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if is_over():
                return True
            self.replace_dead()
            time.sleep(0.05)
        return is_over()

    def stop(self) -> None:
        """Stop every process: asked first, killed if it does not listen."""
        living = [m.process for m in self.members if m.process and m.process.poll() is None]
        for process in living:
            process.terminate()
        for process in living:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _started(
    words: Sequence[str], environment: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with log.open("ab") as to:
        return subprocess.Popen(
            [sys.executable, "-m", "resume_pipeline.testing.crashing", *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=to,
            stderr=to,
        )


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Variables of this process while something is opened."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def effects(pipeline: Pipeline) -> tuple[int, int]:
    """Rows of the host's table, and how many different jobs they are about."""
    rows = effects_by_job(pipeline)
    return rows.total(), len(rows)


def effects_by_job(pipeline: Pipeline) -> Counter[str]:
    """How many rows of the host's table are about each job."""
    query = select(EFFECTS.c.job, func.count()).group_by(EFFECTS.c.job)
    rows = pipeline.opened.ledger.read(lambda tx: tx.connection.execute(query).all())
    return Counter({str(job): int(count) for job, count in rows})
