"""Pipeline: the host's facade. One method a step, no logic of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, Self

import attrs

from resume_pipeline.endpoints import Endpoints
from resume_pipeline.errors import InvalidRequestError, SettingsError, SignatureError
from resume_pipeline.flow.backlog import backlog
from resume_pipeline.flow.finalize import Finalized
from resume_pipeline.flow.keeping.keep import keep
from resume_pipeline.flow.link import HostLinks, LinkedFile, open_link, take_upload
from resume_pipeline.flow.notify import notify
from resume_pipeline.flow.relay import relay
from resume_pipeline.flow.sweep import sweep
from resume_pipeline.model.backlog import Backlog
from resume_pipeline.model.ids import checked_tenant, uuid7
from resume_pipeline.model.keys import file_key
from resume_pipeline.model.pause import Pause, PauseKind, what_to_pause
from resume_pipeline.opened import Opened
from resume_pipeline.plugins import load
from resume_pipeline.ports.clock import SystemClock
from resume_pipeline.ports.keeping import Compacts
from resume_pipeline.ports.ledger import Ended, Process
from resume_pipeline.ports.reporter import Report
from resume_pipeline.settings import DEFAULT_QUEUE, REPORTS, Settings
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.upkeep import eraser_of
from resume_pipeline.wire.messages import Completion, Presence, Progress
from resume_pipeline.wire.reports import read_report
from resume_pipeline.wire.signing import verified

#: A key under which nothing is.
_NOWHERE = file_key("nobody", "00000000-0000-0000-0000-000000000000")


@attrs.define(kw_only=True)
class Pipeline:
    """What a host opens once per process; safe to share between threads.

    Attributes:
        opened: its backends, plugins and hooks.
        id: of this process as a coordinator, fresh per start.
    """

    opened: Opened
    id: str = attrs.field(factory=lambda: uuid7(SystemClock().now()))

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        hooks: Mapping[str, str] | None = None,
        after_hooks: Mapping[str, str] | None = None,
        plugins: Sequence[object] = (),
        **overrides: Any,
    ) -> Self:
        """Open what ``settings`` name; without any, the environment's.

        Args:
            hooks: name -> ``module:function`` called as ``function(tx, job, result)`` in the
                transaction that ends a job.
            after_hooks: name -> ``module:function`` called as ``function(call_id, job)`` after
                that transaction, at least once.
            plugins: plugin objects besides those that are installed.
            overrides: settings by name.

        Raises:
            ConfigError: settings, plugins or backends do not fit; the message says who must act.
        """
        base = settings or Settings.load()
        given = {"hooks": hooks, "after_hooks": after_hooks, **overrides}
        named = {name: value for name, value in given.items() if value is not None}
        if named:
            base = Settings.of(**{**base.model_dump(), **named})
        return cls(opened=Opened.of(base, plugins))

    @property
    def settings(self) -> Settings:
        """With every URL filled in."""
        return self.opened.settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections."""
        self.opened.close()

    def tenant(self, name: str, *, actor: str | None = None) -> TenantPipeline:
        """What belongs to one tenant: the only way to files, jobs, batches and events.

        Args:
            name: 1 to 63 characters of a-z, 0-9, _ and -.
            actor: the host's opaque id of who acts; recorded with what is created.
        """
        return TenantPipeline(opened=self.opened, name=checked_tenant(name), actor=actor)

    def describe(self) -> str:
        """Where files, ledger and queue are, in words."""
        return (
            f"files: {self.opened.storage.describe()}; ledger: {self.opened.ledger.describe()}; "
            f"queue: {self.opened.queue.describe()}"
        )

    def ping(self) -> None:
        """See that ledger and storage answer.

        Raises:
            UnavailableError: one does not.
        """
        self.opened.shared.read(lambda tx: tx.watch.retired())
        self.opened.storage.exists(_NOWHERE)

    # What a coordinator does, step by step. The engines turn the crank.

    def relay(self) -> int:
        """Publish what is due, call hooks that run after a commit; return how many."""
        return relay(
            ledger=self.opened.ledger,
            queue=self.opened.queue,
            clock=self.opened.clock,
            policy=self.opened.settings.policy,
            route=self.opened.settings.route,
            room=self.opened.room,
            reply=REPORTS,
            after_hooks=self.opened.after_hooks,
        )

    def finalize(self, reports: Sequence[Report], *, tx: Any = None) -> Finalized:
        """Carry out what reports do to jobs, with the host's hooks, in one transaction.

        Args:
            tx: the host's open SQLAlchemy Connection or Session, whose commit settles the reports;
                an error is then for the host, who rolls back and finalizes them again.
        """
        for presence in (r for r in reports if isinstance(r, Presence)):
            self.announce_worker(presence, tx=tx)
        outcomes = [r.to_outcome() for r in reports if isinstance(r, Completion)]
        notes = [r.to_note() for r in reports if isinstance(r, Progress)]
        if not (outcomes or notes):
            return Finalized()
        return self.opened.finalize(outcomes, notes, joined=tx)

    def receive(self, headers: Mapping[str, str], body: bytes, *, tx: Any = None) -> Finalized:
        """Take a worker's callback: verify its signature, then finalize the report in it.

        Whatever the verdict, the host answers 2xx: nothing is gained by sending it again.

        Args:
            headers: of the request; names in any case.
            body: of the request, the very bytes.
            tx: see `finalize`.

        Raises:
            SignatureError: unsigned, too old, or no report: the host answers 401.
            UnavailableError: a backend does not answer, nothing is settled: the host answers 503.
            SettingsError: this host has no ``callback_keys``.
        """
        keys = self.settings.signing_keys
        if not keys:
            raise SettingsError("callback_keys are not set, so no callback can be verified")
        verified(headers, body, keys, now=self.opened.clock.now() // 1000)
        try:
            report = read_report(body)
        except InvalidRequestError as error:
            raise SignatureError(f"signed, but no report: {error}") from None
        return self.finalize([report], tx=tx)

    def open_link(self, method: str, url: str, headers: Mapping[str, str]) -> LinkedFile:
        """What somebody who comes with a download link of this host may read.

        Args:
            method, url, headers: of the request; the URL may be its path and query alone.

        Raises:
            SignatureError: not signed by an active key, changed, or not valid now: answer 403.
            NotFoundError: the object is gone: answer 404.
            SettingsError: this host serves no links.
        """
        links, storage = self._host_links(), self.opened.storage
        return open_link(method, url, headers, links=links, storage=storage)

    def take_upload(
        self, method: str, url: str, headers: Mapping[str, str], stream: BinaryIO
    ) -> None:
        """Store what somebody brings by an upload link of this host, until it is accepted.

        Args:
            method, url, headers: of the request; the URL may be its path and query alone.
            stream: its body.

        Raises:
            SignatureError: not signed by an active key, changed, or not valid now: answer 403.
            InvalidRequestError: the body is not as long as the link says: answer 400.
            ArtifactConflictError: the link was used before: answer 412.
            SettingsError: this host serves no links.
        """
        links, storage = self._host_links(), self.opened.storage
        take_upload(method, url, headers, stream, links=links, storage=storage)

    def _host_links(self) -> HostLinks:
        if self.opened.links is None:
            raise SettingsError("links and link_keys are not set: links lead to the storage itself")
        return self.opened.links

    def sweep(self) -> Finalized:
        """Mend what broke: settle endings nobody reported, send again, end what is overdue."""
        found = sweep(
            ledger=self.opened.ledger,
            storage=self.opened.storage,
            clock=self.opened.clock,
            policy=self.opened.settings.policy,
        )
        if not (found.outcomes or found.notes):
            return Finalized()
        return self.opened.finalize(found.outcomes, found.notes)

    def keep(self) -> int:
        """Carry on erasures, begin those that ``retention`` asks for, and chain the trail.

        A coordinator does so with every beat.

        Returns:
            How many erasures are done now that were not.
        """
        return keep(
            ledger=self.opened.ledger,
            clock=self.opened.clock,
            eraser=eraser_of(self.opened, self.opened.ledger),
            retention=self.settings.retention,
        )

    def announce(self, *, goodbye: bool = False) -> None:
        """Say that this process is there as a coordinator, with the hooks it knows."""
        seen_at = 0 if goodbye else self.opened.clock.now()
        self._announce(
            Process(
                id=self.id,
                role="coordinator",
                queue="",
                slots=0 if goodbye else 1,
                offers=tuple(sorted({*self.opened.hooks, *self.opened.after_hooks})),
                seen_at=seen_at,
            )
        )

    def announce_worker(self, presence: Presence, *, tx: Any = None) -> None:
        """Note that a worker is there."""
        self._announce(
            Process(
                id=presence.worker,
                role="worker",
                queue=presence.queue,
                slots=presence.slots,
                offers=presence.stages,
                seen_at=self.opened.clock.now(),
            ),
            joined=tx,
        )

    def _announce(self, process: Process, *, joined: Any = None) -> None:
        self.opened.ledger.transact(lambda tx: tx.watch.announce(process), joined=joined)

    def endings(self, after: int = 0, *, limit: int = 500) -> list[Ended]:
        """Each job's one ending in the order of commits, from behind position ``after``.

        For hosts whose tables are in another database: write the effect and the ending's id into
        an inbox table in one transaction of your own, and remember the position.
        """
        return self.opened.ledger.read(lambda tx: tx.watch.endings(after, limit=limit))

    def counters(self) -> dict[str, int]:
        """How many reports met which verdict, how many jobs ended in which state."""
        return self.opened.ledger.read(lambda tx: tx.watch.counters())

    def compact(self) -> bool:
        """Leave no bytes of what was erased in the pages of the ledger's database.

        It is locked meanwhile, for a time that grows with its size: do it when little happens.

        Returns:
            Whether this ledger can be asked to.
        """
        ledger = self.opened.ledger
        if not isinstance(ledger, Compacts):
            return False
        ledger.compact()
        return True

    def metrics(self) -> str:
        """Numbers for Prometheus, out of the ledger alone: no restart hides anything."""
        found: str = load("resume_pipeline.engines.metrics:metrics")(self)
        return found

    def has_notices(self) -> bool:
        """Whether somebody is to be told of something now."""
        now = self.opened.clock.now()
        return self.opened.ledger.read(lambda tx: tx.notices.is_due(now))

    def notify(self, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
        """Tell one endpoint of what ended, as far as it listens; return how many were posted."""
        return notify(
            ledger=self.opened.ledger,
            poster=self.opened.poster,
            clock=self.opened.clock,
            is_stopping=is_stopping,
        )

    @property
    def endpoints(self) -> Endpoints:
        """The host's own endpoints, which are told of the endings of every tenant."""
        return Endpoints(opened=self.opened, tenant=None)

    # What an operator does.

    def pause(
        self,
        *,
        queue: str | None = None,
        tenant: str | None = None,
        plan: str | None = None,
        reason: str | None = None,
        actor: str | None = None,
    ) -> Pause:
        """Dispatch nothing of a queue, a tenant or a plan until `resume`, restarts included.

        What runs goes on. What a broker already holds may still start: a worker asks no ledger.
        A message that nobody claims in time comes back to the outbox, and waits there.

        Args:
            queue, tenant, plan: one of them.
            reason, actor: kept with the pause; `why` tells the reason.

        Returns:
            The pause that holds: an earlier one, where the same was paused already.

        Raises:
            InvalidRequestError: none or several are named, or no stage and no plan is so called.
        """
        kind, name = what_to_pause(queue, tenant, plan)
        self._check_known(kind, name)
        now = self.opened.clock.now()
        pause = Pause(
            id=uuid7(now), kind=kind, name=name, actor=actor, reason=reason, paused_at=now
        )
        return self.opened.ledger.transact(lambda tx: tx.pauses.add(pause))

    def _check_known(self, kind: PauseKind, name: str) -> None:
        """Refuse a misspelt name: such a pause would hold nothing back."""
        if kind is PauseKind.TENANT:
            checked_tenant(name)
            return
        queues = {DEFAULT_QUEUE, *self.settings.routes.values()}
        known = sorted(queues if kind is PauseKind.QUEUE else self.opened.registry.plans)
        if name not in known:
            raise InvalidRequestError(f"no {kind} {name}; there are {', '.join(known)}")

    def resume(
        self,
        *,
        queue: str | None = None,
        tenant: str | None = None,
        plan: str | None = None,
        actor: str | None = None,
    ) -> bool:
        """End a pause; whether there was one.

        Raises:
            InvalidRequestError: none or several are named.
        """
        kind, name = what_to_pause(queue, tenant, plan)
        now = self.opened.clock.now()
        return self.opened.ledger.transact(lambda tx: tx.pauses.end(kind, name, actor, now))

    def pauses(self, *, past: int = 0) -> list[Pause]:
        """What is paused; with ``past``, so many of the latest pauses, also those that ended."""
        read = self.opened.ledger.read
        return list(read(lambda tx: tx.pauses.all(limit=past) if past else tx.pauses.holding()))

    def backlog(self) -> list[Backlog]:
        """How much each queue has to do, and how many slots are alive: for autoscaling.

        Its cost grows with the jobs that wait, not with those that ended.
        """
        settings = self.settings
        return backlog(
            ledger=self.opened.ledger,
            clock=self.opened.clock,
            queues={DEFAULT_QUEUE, *settings.routes.values()},
            route=settings.route,
            slots=self.opened.slots,
        )

    def retire_hook(self, name: str) -> None:
        """Never call this hook again, also for open jobs that name it."""
        self.opened.ledger.transact(lambda tx: tx.watch.retire(name, self.opened.clock.now()))

    def hook_states(self) -> dict[str, tuple[bool, bool, int]]:
        """Per hook: whether this process knows it, whether it is retired, how many open jobs."""
        ledger = self.opened.ledger
        retired, used = ledger.read(lambda tx: (tx.watch.retired(), tx.watch.open_hooks()))
        names = sorted({*self.opened.hooks, *retired, *used})
        return {n: (n in self.opened.hooks, n in retired, used.get(n, 0)) for n in names}

    def running(self, **options: Any) -> AbstractContextManager[None]:
        """A worker and a coordinator in this process, while the context is open."""
        engine: AbstractContextManager[None] = load("resume_pipeline.engines.inline:running")(
            self, **options
        )
        return engine
