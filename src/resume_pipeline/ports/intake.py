"""What the ledger keeps of files that come in: room for them, and adopted objects."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from resume_pipeline.model.intake.quota import Reservation, Used


class Quotas(Protocol):
    """What tenants have of what they may have.

    A ledger whose tables have the layout before counts nothing: every method raises SettingsError
    there, which says that `resume-pipeline migrate` brings the tables.
    """

    def used(self, tenant: str, now: int) -> Used:
        """What a tenant has and has reserved; no other transaction changes that before the commit.

        Counted from its files when it is asked for the first time, and kept from then on.
        """
        ...

    def reserve(self, reservation: Reservation) -> None:
        """Keep room; the same reservation again is no error. What has expired is forgotten."""
        ...

    def release(self, id: str, tenant: str) -> None:
        """Keep it no longer."""
        ...

    def open_jobs(self, tenant: str, *, limit: int) -> int:
        """How many jobs of a tenant have not ended, counted up to ``limit``."""
        ...


class Adoptions(Protocol):
    """Which objects of the host's became files.

    A ledger whose tables have the layout before raises SettingsError; see `Quotas`.
    """

    def add(self, tenant: str, source: str, file: str, now: int) -> bool:
        """Note that the object that ``source`` is a digest of became ``file``.

        Returns:
            False if it became another file before, which still is there.
        """
        ...

    def files(self, tenant: str, sources: Collection[str]) -> dict[str, str]:
        """The files of those of ``sources`` that became one and still are there."""
        ...
