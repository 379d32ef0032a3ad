"""Worker: the facade of a process that opens documents. No database behind it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Self

import attrs

from resume_pipeline.errors import SettingsError
from resume_pipeline.flow.report import PatientReporter
from resume_pipeline.flow.run import Attempt, Tools, run
from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.keys import manifest_key
from resume_pipeline.model.verdict import ProgressKind
from resume_pipeline.plugins import Registry, build
from resume_pipeline.ports.clock import SystemClock
from resume_pipeline.ports.queue import Delivery, Queue
from resume_pipeline.ports.reporter import Report
from resume_pipeline.ports.stage import options_of
from resume_pipeline.sandbox import configured_box
from resume_pipeline.settings import DEFAULT_QUEUE, Settings
from resume_pipeline.wire.messages import Completion, Presence, Progress


@attrs.define(kw_only=True)
class Worker:
    """What a worker process opens once. Its tools hold no ledger and no secret of one."""

    settings: Settings
    registry: Registry
    tools: Tools

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        queue: str = DEFAULT_QUEUE,
        plugins: Sequence[object] = (),
    ) -> Self:
        """Open what ``settings`` name; without any, the environment's.

        Args:
            queue: which queue to listen on.
            plugins: plugin objects besides those that are installed.

        Raises:
            ConfigError: settings, plugins or backends do not fit; the message says who must act.
        """
        chosen = (settings or Settings.load()).for_worker()
        if not (chosen.storage and chosen.queue and chosen.reporter):
            raise SettingsError("a worker needs storage, queue and reporter")
        registry = build(chosen, plugins)
        broker = registry.queue(chosen.queue)
        _check_redelivery(broker, chosen)
        tools = Tools(
            storage=registry.storage(chosen.storage),
            queue=broker,
            reporter=PatientReporter(registry.reporter(chosen.reporter, broker)),
            stages=registry.stages,
            box=configured_box(chosen),
            worker=uuid7(SystemClock().now()),
            listens_to=queue,
            route=chosen.route,
        )
        return cls(settings=chosen, registry=registry, tools=tools)

    def beside(self, queue: str) -> Self:
        """Another worker in this process, on ``queue``, over the same connections and box."""
        worker = uuid7(SystemClock().now())
        tools = attrs.evolve(self.tools, worker=worker, listens_to=queue, running={})
        return attrs.evolve(self, tools=tools)

    def load_models(self) -> None:
        """Let each stage that this worker serves load what it needs, once."""
        for name, stage in self.registry.stages.items():
            loader = getattr(stage, "load", None)
            if loader is not None and self.settings.route(name) == self.tools.listens_to:
                loader(options_of("{}"))

    def receive(self, *, limit: int, wait: float) -> Sequence[Delivery]:
        """Up to ``limit`` messages; waits up to ``wait`` seconds for the first."""
        return self.tools.queue.receive(self.tools.listens_to, limit=limit, wait=wait)

    def run(self, delivery: Delivery) -> Completion | None:
        """Do what one message asks for."""
        return run(delivery, self.tools)

    def beat(self, *, slots: int) -> None:
        """Report that this process and its attempts are alive; stop those that must stop.

        Args:
            slots: how many jobs this process runs at once; zero says goodbye.
        """
        attempts = list(self.tools.running.values())
        reports: list[Report] = [self._presence(slots), *map(self._heartbeat, attempts)]
        try:
            self.tools.reporter.report(reports)
        finally:  # an attempt that must stop is stopped, also while nobody hears us
            for attempt in attempts:
                self._watch_over(attempt)

    def interrupt(self) -> None:
        """Ask every attempt to stop, because this process goes down."""
        for attempt in list(self.tools.running.values()):
            attempt.stop = attempt.stop or "interrupted"

    def close(self) -> None:
        """Let go of box and connections."""
        close_box = getattr(self.tools.box, "close", None)
        if close_box is not None:
            close_box()
        self.tools.reporter.close()
        self.tools.queue.close()
        self.tools.storage.close()

    def describe(self) -> str:
        """Where files and queue are, in words."""
        tools = self.tools
        return (
            f"files: {tools.storage.describe()}; queue {tools.listens_to!r}: "
            f"{tools.queue.describe()}; reports: {tools.reporter.describe()}"
        )

    def _watch_over(self, attempt: Attempt) -> None:
        message = attempt.message
        if self.tools.storage.exists(manifest_key(message.tenant, message.job)):
            attempt.stop = attempt.stop or "ended"
        elif (time.monotonic() - attempt.started) * 1000 > message.limits.attempt_ms:
            attempt.stop = attempt.stop or "limit"

    def _heartbeat(self, attempt: Attempt) -> Progress:
        kind, worker = ProgressKind.HEARTBEAT, self.tools.worker
        return Progress.of(attempt.message, kind, attempt.hop, worker=worker)

    def _presence(self, slots: int) -> Presence:
        mine = [
            f"{name}@{stage.version}"
            for name, stage in sorted(self.registry.stages.items())
            if self.settings.route(name) == self.tools.listens_to
        ]
        return Presence(
            worker=self.tools.worker,
            queue=self.tools.listens_to,
            slots=slots,
            stages=tuple(mine),
        )


def _check_redelivery(queue: Queue, settings: Settings) -> None:
    """A message must not come back while its attempt may still run."""
    redelivery = queue.redelivery_ms
    if redelivery is not None and 2 * settings.policy.attempt_limit > redelivery:
        raise SettingsError(
            f"attempt_limit ({settings.attempt_limit:g} s) must be under half of the queue's "
            f"redelivery time-out ({redelivery / 1000:g} s): lower the one or raise the other"
        )
