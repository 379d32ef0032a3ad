"""Quota: how much a tenant may have, and what it has."""

from __future__ import annotations

from typing import Self

import attrs

from resume_pipeline.errors import QuotaError


@attrs.frozen(kw_only=True)
class Used:
    """What a tenant has, with what it has reserved for files whose bytes are still to come.

    Attributes:
        bytes: of its files.
        files: how many.
    """

    bytes: int = 0
    files: int = 0

    def __add__(self, other: Self) -> Self:
        return attrs.evolve(self, bytes=self.bytes + other.bytes, files=self.files + other.files)


@attrs.frozen(kw_only=True)
class Quota:
    """How much a tenant may have; None is as much as it likes.

    Attributes:
        bytes: of its files together.
        files: how many.
        jobs: how many that have not ended.
    """

    bytes: int | None = None
    files: int | None = None
    jobs: int | None = None

    @property
    def limits_files(self) -> bool:
        """Whether files have to be counted."""
        return self.bytes is not None or self.files is not None

    def room(self, used: Used) -> int | None:
        """How many bytes another file may have; None if there is no limit.

        Raises:
            QuotaError: there is room for none.
        """
        if self.files is not None and used.files >= self.files:
            raise QuotaError("files", "the tenant has as many files as it may have")
        if self.bytes is None:
            return None
        if used.bytes >= self.bytes:
            raise QuotaError("bytes", "the tenant's files are as long as they may be together")
        return self.bytes - used.bytes

    def check_file(self, used: Used, size: int) -> None:
        """See that a file of ``size`` bytes fits in.

        Raises:
            QuotaError: it does not.
        """
        room = self.room(used)
        if room is not None and size > room:
            raise QuotaError("bytes", "the file is longer than what is left of the tenant's bytes")

    def check_jobs(self, is_open: int) -> None:
        """See that so many jobs may be open.

        Raises:
            QuotaError: they may not.
        """
        if self.jobs is not None and is_open > self.jobs:
            raise QuotaError("jobs", "the tenant has as many open jobs as it may have")


@attrs.frozen(kw_only=True)
class Reservation:
    """Room that is kept for one file until its bytes have come, or for a time.

    Attributes:
        id: UUIDv7 of the later file.
        bytes: at most.
        expires_at: epoch milliseconds; nothing is kept from then on.
    """

    id: str
    tenant: str
    bytes: int
    created_at: int
    expires_at: int
