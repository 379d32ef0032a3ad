"""Upkeep: what a tenant forgets, keeps whole, and can prove; a part of `TenantPipeline`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

import attrs

from resume_pipeline.errors import NotFoundError
from resume_pipeline.flow.cancel import cancel
from resume_pipeline.flow.keeping.chain import chain
from resume_pipeline.flow.keeping.erase import Eraser
from resume_pipeline.flow.keeping.leftovers import leftovers
from resume_pipeline.flow.keeping.rebuild import rebuild
from resume_pipeline.flow.keeping.scrub import Pace, scrub
from resume_pipeline.model.ids import Tenant
from resume_pipeline.model.keeping.erasure import Erasure, Hold
from resume_pipeline.model.keeping.scrub import Finding, Leftovers, Rebuilt, Scrubbed
from resume_pipeline.model.keeping.totals import Day, day_of
from resume_pipeline.model.keeping.trail import TrailEntry, entry_of
from resume_pipeline.opened import Opened
from resume_pipeline.ports.ledger import Ledger

_DAY: Final = 86_400_000  # milliseconds
_PAGE: Final = 500


def eraser_of(opened: Opened, ledger: Ledger) -> Eraser:
    """What erases, with ``ledger``: a tenant's to ask, the coordinator's to carry it out."""

    def end(ids: Collection[str]) -> None:
        outcomes = cancel(
            ids,
            ledger=ledger,
            coordinator=ledger,
            storage=opened.storage,
            clock=opened.clock,
        )
        if outcomes:
            opened.finalize(outcomes)

    return Eraser(
        ledger=ledger,
        storage=opened.storage,
        clock=opened.clock,
        policy=opened.settings.policy,
        cancel=end,
    )


@attrs.frozen(kw_only=True)
class Upkeep:
    """What an operator and a data protection officer do for one tenant."""

    opened: Opened
    name: Tenant
    actor: str | None = None

    def _note(self, kind: str, **said: Any) -> TrailEntry:
        """An entry for the tenant's trail: that its actor did something, now."""
        now = self.opened.clock.now()
        return entry_of(kind, tenant=self.name, actor=self.actor, at=now, **said)

    def _add_to_trail(self, entries: Sequence[TrailEntry]) -> None:
        self.opened.ledger_of(self.name).transact(lambda tx: tx.trail.add(entries))

    def erase(self, subject: str, *, reason: str = "asked") -> Erasure:
        """Forget a person: files, what was made of them, and what rows say of them.

        Open jobs are ended first. What a worker may still write is waited for: where an attempt was
        claimed and left no ending, the erasure is done once its limit has passed, by a coordinator,
        or when this is called again. A tombstone stays, which names nobody.

        Args:
            subject: the host's id of the person, as it was given with `upload`.
            reason: the host's own code.

        Raises:
            NotFoundError: nothing of that subject is here.
            InvalidRequestError: the subject is held.
            StorageError, LedgerError: it is not done yet; a coordinator carries on.
        """
        ledger = self.opened.ledger_of(self.name)
        asked = eraser_of(self.opened, ledger).ask(
            self.name, subject=subject, reason=reason, actor=self.actor
        )
        if not self.opened.coordinates:
            return asked
        return eraser_of(self.opened, self.opened.ledger).carry_on(asked)

    def erasures(self, *, limit: int = _PAGE, after: str = "") -> list[Erasure]:
        """What was to be erased, done or not, the oldest first."""
        ledger = self.opened.ledger_of(self.name)
        return ledger.read(lambda tx: tx.erasures.all(self.name, limit=limit, after=after))

    def erasure(self, erasure_id: str) -> Erasure:
        """One, as it stands.

        Raises:
            NotFoundError: there is none of this tenant.
        """
        ledger = self.opened.ledger_of(self.name)
        found = ledger.read(lambda tx: tx.erasures.get(self.name, erasure_id))
        if found is None:
            raise NotFoundError("no such erasure")
        return found

    def left_of(self, erasure_id: str) -> list[str]:
        """What is still there of an erasure: storage is listed and rows are read. Empty is proof.

        Raises:
            NotFoundError: there is none of this tenant.
        """
        eraser = eraser_of(self.opened, self.opened.ledger_of(self.name))
        return eraser.left(self.erasure(erasure_id))

    def hold(self, subject: str, *, reason: str) -> Hold:
        """Have nothing of a subject erased, by nobody and by no policy, until `release`."""
        made = Hold(
            tenant=self.name,
            subject=subject,
            reason=reason,
            actor=self.actor,
            held_at=self.opened.clock.now(),
        )

        def work(tx: Any) -> None:
            tx.erasures.hold(made)
            tx.trail.add([self._note("held")])

        self.opened.ledger_of(self.name).transact(work)
        return made

    def release(self, subject: str) -> bool:
        """End a hold; whether there was one."""

        def work(tx: Any) -> bool:
            was_held: bool = tx.erasures.release(self.name, subject)
            tx.trail.add([self._note("released")] if was_held else [])
            return was_held

        return self.opened.ledger_of(self.name).transact(work)

    def holds(self) -> list[Hold]:
        """Whose data must not be erased for now."""
        return self.opened.ledger_of(self.name).read(lambda tx: tx.erasures.holds(self.name))

    def scrub(
        self, *, rate: float | None = None, told: Callable[[Finding], None] = lambda _: None
    ) -> Scrubbed:
        """Read everything that is stored again, and compare it with the digests of the ledger.

        Args:
            rate: at most so many bytes a second.
            told: called with each finding, at once.
        """
        return scrub(
            self.name,
            ledger=self.opened.ledger_of(self.name),
            storage=self.opened.storage,
            pace=Pace(rate),
            told=told,
        )

    def leftovers(self, *, delete: bool = False, older_than: float = 86_400) -> Leftovers:
        """Objects that belong to nothing: of uploads that were given up or cut off.

        Args:
            delete: whether to delete them; without it they are only found.
            older_than: seconds; what is younger may still get its row.

        Raises:
            InvalidRequestError: it is to delete, and the ledger lacks jobs that ended in storage.
        """
        return leftovers(
            self.name,
            ledger=self.opened.ledger_of(self.name),
            storage=self.opened.storage,
            before=self.opened.clock.now() - int(older_than * 1000),
            deletes=delete,
        )

    def rebuild(self) -> Rebuilt:
        """Make the ledger's rows of jobs that ended in storage, after the database was lost.

        What comes back of a job is what its manifest says. Whose a file was, its name, the actor
        and decisions stood in the ledger alone: `erase` does not find such files by subject.
        """
        ledger = self.opened.ledger_of(self.name)
        return rebuild(self.name, ledger=ledger, storage=self.opened.storage)

    def totals(
        self, *, since: int | None = None, until: int | None = None, plan: str | None = None
    ) -> list[Day]:
        """What ended, by UTC day and plan: counts, durations, scores, bytes.

        Kept by the transaction that ends a job, so that reading it costs the same among a million
        jobs. Reruns count again; erased jobs stay counted.

        Args:
            since, until: moments in epoch milliseconds, whose days are both included; the last 30
                days by default.
        """
        now = self.opened.clock.now()
        first, last = day_of(since or now - 29 * _DAY), day_of(until or now)
        ledger = self.opened.ledger_of(self.name)
        return ledger.read(lambda tx: tx.totals.days(self.name, since=first, until=last, plan=plan))

    def trail(self, *, after: int = 0, limit: int = _PAGE) -> list[TrailEntry]:
        """Who did what, in the order of the chain, from behind a position; what is new included.

        Raises:
            LedgerError: the database does not answer.
        """
        ledger = self.opened.ledger_of(self.name)
        chain(ledger=ledger, tenant=self.name)
        return ledger.read(lambda tx: tx.trail.entries(self.name, after=after, limit=limit))
