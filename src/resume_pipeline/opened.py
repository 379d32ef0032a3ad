"""Opened: backends, plugins and hooks of one process, as the facades share them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

import attrs

from resume_pipeline.errors import SettingsError, UnavailableError
from resume_pipeline.flow.finalize import Finalized, Hook, finalize
from resume_pipeline.flow.link import HostLinks
from resume_pipeline.flow.nudge import Nudge
from resume_pipeline.flow.relay import AfterHook
from resume_pipeline.flow.submit import Desk
from resume_pipeline.flow.upload import Intake
from resume_pipeline.flow.watch import live_workers
from resume_pipeline.model.ids import Tenant
from resume_pipeline.model.keeping.trail import Said, entry_of
from resume_pipeline.model.verdict import Note, Outcome
from resume_pipeline.model.window import Width
from resume_pipeline.plugins import Registry, build, load
from resume_pipeline.ports.clock import Clock, SystemClock
from resume_pipeline.ports.ledger import Ledger
from resume_pipeline.ports.logs import log_bug
from resume_pipeline.ports.operating import Poster
from resume_pipeline.ports.queue import Queue
from resume_pipeline.ports.storage import Storage
from resume_pipeline.settings import REPORTS, Settings
from resume_pipeline.wire.reports import NUDGE

_UPLOADS = 1000  # whose trace contexts are kept at hand
_POSTER = "resume_pipeline.backends.http_reporter.notices:HttpPoster"


@attrs.frozen(kw_only=True)
class Opened:
    """What a host's process opened once; safe to share between threads.

    Attributes:
        settings: with every URL filled in.
        ledger: for what the coordinator does.
        tenants: for what tenants do; the same one, unless the database keeps tenants apart.
        hooks, after_hooks: what this process can call, by name.
        plugins: plugin objects besides those that the settings name.
        widths: how far the windows of queues are open, as this process's relay sees it.
        uploads: trace contexts of this process's last uploads, by tenant and file; others are read
            from the ledger.
        nudge: how the threads of this process tell a relay that jobs moved.
    """

    settings: Settings
    registry: Registry
    storage: Storage
    ledger: Ledger
    tenants: Ledger
    queue: Queue
    hooks: Mapping[str, Hook]
    after_hooks: Mapping[str, AfterHook]
    poster: Poster
    clock: Clock = attrs.field(factory=SystemClock)
    plugins: Sequence[object] = ()
    widths: dict[str, Width] = attrs.field(factory=dict)
    nudge: Nudge = attrs.field(init=False)
    uploads: dict[tuple[str, ...], str] = attrs.field(factory=dict, init=False)
    _desks: dict[str, Desk] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        nudge = Nudge(self._nudge)
        object.__setattr__(self, "nudge", nudge)

    @classmethod
    def of(cls, settings: Settings, plugins: Sequence[object] = ()) -> Self:
        """Open what ``settings`` name.

        Raises:
            ConfigError: settings, plugins or backends do not fit; the message says who must act.
        """
        chosen = settings.for_host()
        if not (chosen.storage and chosen.ledger and chosen.queue):
            raise SettingsError("a host needs storage, ledger and queue")
        if bool(chosen.links) != bool(chosen.link_keys):
            raise SettingsError("links and link_keys belong together: set both, or none")
        registry = build(chosen, plugins)
        if chosen.scanning == "required" and not registry.has_scanners:
            raise SettingsError("scanning is required, and no plugin scans: install one")
        ledger, tenants = _ledgers(chosen, registry, is_own=settings.is_embedded)
        return cls(
            settings=chosen,
            registry=registry,
            storage=registry.storage(chosen.storage),
            ledger=ledger,
            tenants=tenants,
            queue=registry.queue(chosen.queue),
            poster=load(_POSTER)(chosen.callback_allow),
            hooks=_resolved(chosen.hooks),
            after_hooks=_resolved(chosen.after_hooks),
            plugins=tuple(plugins),
        )

    def ledger_of(self, tenant: Tenant | None) -> Ledger:
        """The ledger for what a tenant does; without one, for what the host itself does."""
        return self.ledger if tenant is None else self.tenants.of(tenant)

    @property
    def shared(self) -> Ledger:
        """The ledger for what every process may see."""
        return self.tenants.of("")

    @property
    def coordinates(self) -> bool:
        """Whether this process can do what the coordinator does."""
        return not self.settings.row_security or self.settings.coordinator_ledger is not None

    def desk(self, tenant: Tenant) -> Desk:
        """Where threads hand in what they submit: together, as far as they share transactions."""
        ledger = self.ledger_of(tenant)
        name = "" if ledger is self.tenants else tenant
        return self._desks.setdefault(name, Desk(ledger, self.nudge.give))

    def intake(self, tenant: Tenant, actor: str | None) -> Intake:
        """Where ``tenant``'s files come in."""
        return Intake(
            tenant=tenant,
            actor=actor,
            limit=self.settings.max_upload_bytes,
            quota=self.settings.quota_of(tenant),
            scan=self.registry.scan,
            storage=self.storage,
            ledger=self.ledger_of(tenant),
            clock=self.clock,
        )

    def _nudge(self) -> None:
        """Wake whoever waits for reports, and relays; a report that waits does so already."""
        if not self.queue.depth(REPORTS):
            self.queue.publish(REPORTS, [NUDGE])

    def remember_upload(self, tenant: Tenant, file_id: str, trace: str | None) -> None:
        """Have the trace of an upload at hand for a job that is soon to follow."""
        if trace is not None:
            self.uploads[tenant, file_id] = trace
            if len(self.uploads) > _UPLOADS:
                with suppress(KeyError, RuntimeError):  # another thread was faster
                    del self.uploads[next(iter(self.uploads))]

    def note_access(self, tenant: Tenant, actor: str | None, kind: str, **said: Said) -> None:
        """Put on the tenant's trail that somebody is about to read, if that is to be there."""
        if self.settings.trail_reads:
            entry = entry_of(kind, tenant=tenant, actor=actor, at=self.clock.now(), **said)
            self.ledger_of(tenant).transact(lambda tx: tx.trail.add([entry]))

    @property
    def links(self) -> HostLinks | None:
        """The links that this host serves itself, if it does."""
        if self.settings.links is None:
            return None
        return HostLinks(self.settings.links, self.settings.link_signing_keys, self.clock)

    def close(self) -> None:
        """Let go of connections."""
        self.nudge.close()
        for backend in (self.queue, self.ledger, self.tenants, self.storage):
            backend.close()

    def finalize(
        self, outcomes: Sequence[Outcome], notes: Sequence[Note] = (), *, joined: Any = None
    ) -> Finalized:
        """Carry out what outcomes and notes do, and tell plugins what ended.

        As one group; where that hits a bug, one by one, so that one report stops no other. What
        cannot be finalized is logged and left: what it says stands in storage. In a transaction
        that is the host's, ``joined``, whatever is raised is for the host, who rolls back.
        """
        if joined is not None:
            return self._finalize_group(outcomes, notes, joined)
        try:
            return self._finalize_group(outcomes, notes)
        except UnavailableError:
            raise
        except Exception:
            if len(outcomes) + len(notes) <= 1:
                raise
            return Finalized.together(
                [*map(self._try_note, notes), *map(self._try_outcome, outcomes)]
            )

    def _try_note(self, note: Note) -> Finalized:
        return self._tried((), (note,))

    def _try_outcome(self, outcome: Outcome) -> Finalized:
        return self._tried((outcome,), ())

    def _tried(self, outcomes: Sequence[Outcome], notes: Sequence[Note]) -> Finalized:
        try:
            return self._finalize_group(outcomes, notes)
        except UnavailableError:
            raise
        except Exception:  # nobody knows what; the log says it
            log_bug("a report could not be finalized")
            return Finalized()

    def _finalize_group(
        self, outcomes: Sequence[Outcome], notes: Sequence[Note], joined: Any = None
    ) -> Finalized:
        done = finalize(
            outcomes,
            notes,
            ledger=self.ledger,
            storage=self.storage,
            clock=self.clock,
            policy=self.settings.policy,
            hooks=self.hooks,
            joined=joined,
        )
        for job in done.ended:
            self.registry.tell("job_finalized", job=job)
        for batch in done.batches:
            self.registry.tell("batch_finished", batch_id=batch)
        return done

    def window(self, queue: str) -> int:
        """How many unclaimed messages ``queue`` may hold now, if its jobs are not short."""
        if self.settings.window is not None:
            return self.settings.window
        return 4 * max(1, self.slots(queue))

    def room(self, queue: str, unclaimed: int) -> int:
        """How many more messages ``queue`` may hold, for which more is waiting."""
        base = self.window(queue)
        if self.settings.window is not None:
            return base - unclaimed
        width = self.widths.get(queue, Width()).looked(unclaimed, base, self.clock.now())
        self.widths[queue] = width
        return base * width.factor - unclaimed

    def slots(self, queue: str) -> int:
        """How many jobs the workers that are alive on ``queue`` can run at once."""
        workers = self.shared.read(lambda tx: tx.watch.processes("worker"))
        live = live_workers(workers, queue, self.settings.policy, self.clock.now())
        return sum(worker.slots for worker in live)


def _ledgers(settings: Settings, registry: Registry, *, is_own: bool) -> tuple[Ledger, Ledger]:
    """The coordinator's ledger and the tenants', which are one without row security."""
    url, prefix, coordinator = settings.ledger, settings.table_prefix, settings.coordinator_ledger
    if coordinator and not settings.row_security:
        raise SettingsError("coordinator_ledger is for row_security: set both, or only ledger")
    if not settings.row_security:
        # The embedded ledger is nobody else's, so that opening it may change its tables.
        ledger = registry.ledger(f"{url}?migrate=yes" if is_own else str(url), prefix)
        return ledger, ledger
    tenants = registry.ledger(str(url), prefix, "host")
    if coordinator is None:
        return tenants, tenants
    try:
        return registry.ledger(coordinator, prefix, "coordinator"), tenants
    except BaseException:
        tenants.close()
        raise


def _resolved(hooks: Mapping[str, str]) -> dict[str, Callable[..., Any]]:
    """Hooks by name. A value ``=name`` makes its name an alias of another."""
    targets = {
        name: hooks.get(value[1:], "") if value[:1] == "=" else value
        for name, value in hooks.items()
    }
    return {name: load(target) for name, target in targets.items()}
