"""What the ledger is told beside the road: pauses, notices, what people put on record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from resume_pipeline.model.endpoint import Endpoint, Notice, Try
from resume_pipeline.model.on_record import CorrectionRecord, Decision
from resume_pipeline.model.pause import Pause, PauseKind


class Pauses(Protocol):
    """What is not dispatched for now."""

    def holding(self) -> Sequence[Pause]:
        """Those that hold now."""
        ...

    def all(self, *, limit: int) -> Sequence[Pause]:
        """Those that hold or held, the latest first."""
        ...

    def add(self, pause: Pause) -> Pause:
        """Begin a pause; where the same is paused already, that one stands and is returned."""
        ...

    def end(self, kind: PauseKind, name: str, actor: str | None, now: int) -> bool:
        """End it; False if it was not paused."""
        ...


class Notices(Protocol):
    """Who is told of endings over HTTP, and what is still to be told."""

    def endpoints(self, tenant: str | None) -> list[Endpoint]:
        """Those of a tenant, or the host's own, in the order of their registration."""
        ...

    def listening(self, tenants: Collection[str]) -> list[Endpoint]:
        """Those that are to be told of endings of any of these tenants."""
        ...

    def save(self, endpoint: Endpoint) -> None:
        """Insert it, or replace what is there."""
        ...

    def remove(self, endpoint: Endpoint) -> None:
        """Forget it, with all its notices."""
        ...

    def add(self, notices: Sequence[Notice]) -> None:
        """Insert them; one that is there stays as it is."""
        ...

    def is_due(self, now: int) -> bool:
        """Whether `take` would find something."""
        ...

    def take(self, now: int, until: int, *, limit: int) -> tuple[Endpoint, list[Notice]] | None:
        """Due notices of one endpoint, kept from other takers until ``until``.

        Of no endpoint that is disabled, or of which somebody else holds notices.
        """
        ...

    def tried(self, notices: Sequence[Notice]) -> None:
        """Let go of them, as they stand now."""
        ...

    def put_off(self, endpoint: Endpoint, now: int, until: int) -> None:
        """Nothing that is due for this endpoint is due before ``until``."""
        ...

    def has_delivered(self, endpoint: Endpoint, since: int) -> bool:
        """Whether anything written since then was delivered."""
        ...

    def forget(self, endpoint: Endpoint, before: int) -> None:
        """Delete what was written before then and is not tried any more."""
        ...

    def log(self, endpoint: Endpoint, *, limit: int) -> list[Notice]:
        """Its notices, the latest first."""
        ...

    def again(
        self, endpoint: Endpoint, now: int, *, ids: Collection[str], since: int | None
    ) -> int:
        """Have notices sent again: these, and those given up that were written since then."""
        ...


class Records(Protocol):
    """What people put on record. It is added to, and never changed."""

    def correct(self, record: CorrectionRecord) -> None:
        """Add a correction."""
        ...

    def corrections_of(self, tenant: str, files: Collection[str]) -> Sequence[CorrectionRecord]:
        """Those of a tenant's files; for each file in the order of their ids."""
        ...

    def corrections(
        self, tenant: str, *, limit: int, after: str = ""
    ) -> Sequence[CorrectionRecord]:
        """Those of a tenant in the order of their ids, from behind ``after``."""
        ...

    def decide(self, decision: Decision) -> None:
        """Add a decision."""
        ...

    def decisions(
        self, tenant: str, *, job: str | None = None, limit: int, after: str = ""
    ) -> Sequence[Decision]:
        """Those of a tenant, or of one job, in the order of their ids, from behind ``after``."""
        ...


class Poster(Protocol):
    """Posts notices."""

    def check(self, url: str) -> None:
        """See that a URL may be called.

        Raises:
            InvalidRequestError: it may not; the message does not repeat it.
        """
        ...

    def post(self, url: str, id: str, body: bytes, keys: Sequence[bytes]) -> Try:
        """Post ``body`` once, signed with each of ``keys``; raises nothing."""
        ...
