"""What layout 4 of the ledger's tables added: erasures, the trail, totals, trace contexts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, runtime_checkable

from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.job import Job
from resume_pipeline.model.keeping.erasure import Erasure, Hold
from resume_pipeline.model.keeping.totals import Day, Key
from resume_pipeline.model.keeping.trail import Head, TrailEntry


class Erasures(Protocol):
    """Who is to be forgotten, who must not be, and what is known of them.

    A ledger whose tables have the layout before holds none. What writes raises SettingsError
    there, which says that `resume-pipeline migrate` brings them.
    """

    def tenants(self) -> Sequence[str]:
        """Whose files there are."""
        ...

    def files_of(self, tenant: str, subject: str) -> dict[str, FileRecord]:
        """A subject's files that are not erased."""
        ...

    def files(
        self, tenant: str, *, after: str = "", before: str = "g", limit: int
    ) -> list[FileRecord]:
        """Files that are not erased, in the order of their ids, between two ids."""
        ...

    def jobs_over(self, tenant: str, files: Collection[str]) -> dict[str, Job]:
        """Jobs that have any of these files."""
        ...

    def save(self, erasure: Erasure) -> None:
        """Insert it, or replace what is there."""
        ...

    def get(self, tenant: str, id: str) -> Erasure | None:
        """One, if there is such."""
        ...

    def all(self, tenant: str, *, limit: int, after: str = "") -> list[Erasure]:
        """A tenant's in the order of their ids, from behind ``after``."""
        ...

    def unfinished(self, *, limit: int) -> list[Erasure]:
        """Of every tenant, those that are not done, the oldest first."""
        ...

    def lock(self, id: str) -> Erasure | None:
        """One, locked until the commit."""
        ...

    def blank(self, files: Collection[FileRecord], jobs: Collection[Job]) -> None:
        """Leave of these rows, their events and what hangs on them only what is nobody's."""
        ...

    def unblanked(self, tenant: str, files: Collection[str], jobs: Collection[str]) -> list[str]:
        """Which rows of these still say something, in words."""
        ...

    def hold(self, hold: Hold) -> None:
        """Hold a subject; one that is held stays as it is."""
        ...

    def release(self, tenant: str, subject: str) -> bool:
        """End a hold; False if there was none."""
        ...

    def holds(self, tenant: str, subjects: Collection[str] | None = None) -> list[Hold]:
        """A tenant's holds, of all subjects or of these."""
        ...


class Trail(Protocol):
    """The trail of who did what; added to, chained, and never changed.

    A ledger whose tables have the layout before keeps none, and adds nothing.
    """

    def add(self, entries: Sequence[TrailEntry]) -> None:
        """Add entries, which are chained later."""
        ...

    def waiting(self) -> list[str]:
        """Tenants with entries that are not chained."""
        ...

    def head(self, tenant: str) -> Head:
        """Where the tenant's chain ends; nobody else adds to it before the commit."""
        ...

    def unchained(self, tenant: str, *, limit: int) -> list[TrailEntry]:
        """Entries without a position, in the order of their ids."""
        ...

    def chain(self, tenant: str, entries: Sequence[TrailEntry]) -> None:
        """Keep positions and hashes; the last one is the head. A first entry is inserted."""
        ...

    def entries(self, tenant: str, *, after: int, limit: int) -> list[TrailEntry]:
        """Chained entries in order, from behind position ``after``."""
        ...


class Totals(Protocol):
    """Sums that finalization keeps.

    A ledger whose tables have the layout before keeps none, and adds nothing.
    """

    def add(self, counts: Mapping[Key, int]) -> None:
        """Add to sums."""
        ...

    def days(self, tenant: str, *, since: str, until: str, plan: str | None) -> list[Day]:
        """A tenant's days from ``since`` to ``until``, both included, by day and plan."""
        ...

    def overall(self) -> dict[tuple[str, str], int]:
        """Sums of all tenants and days, by plan and measure."""
        ...

    def oldest_open(self) -> int | None:
        """When the oldest job was submitted that has not ended, in epoch milliseconds."""
        ...

    def open(self, *, limit: int) -> dict[str, int]:
        """How many jobs have not ended, by state, each counted up to ``limit``."""
        ...


class Traces(Protocol):
    """W3C trace contexts of jobs, passed on from submit to relay and finalization.

    A ledger whose tables have the layout before keeps none.
    """

    def keep(self, contexts: Mapping[str, tuple[str, str]]) -> None:
        """Keep tenant and context, by job id."""
        ...

    def of(self, jobs: Collection[str]) -> dict[str, str]:
        """Contexts of those that have one."""
        ...


@runtime_checkable
class Compacts(Protocol):
    """What a ledger may also do: write anew what it keeps, without the bytes of what was deleted.

    Where a database cannot be asked to, its operator does it by the database's own means.
    """

    def compact(self) -> None:
        """Do it. What is written anew is locked meanwhile.

        Raises:
            LedgerError: the database does not let it, or is too busy.
        """
        ...
