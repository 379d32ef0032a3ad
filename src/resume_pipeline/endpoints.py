"""Endpoints: who is told of endings over HTTP, for one tenant or for the host."""

from __future__ import annotations

import base64
from collections.abc import Collection

import attrs

from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.model.endpoint import Endpoint, EndpointKey, Notice, NoticeKind
from resume_pipeline.model.ids import Tenant, uuid7
from resume_pipeline.opened import Opened
from resume_pipeline.ports.ledger import Ledger


@attrs.frozen(kw_only=True)
class Registered:
    """An endpoint with the secret that verifies what it is sent.

    Attributes:
        secret: ``whsec_…``, shown this once: the ledger does not hold it.
    """

    endpoint: Endpoint
    secret: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Endpoints:
    """The endpoints of one tenant, or the host's own, which are told of every tenant's endings.

    What is sent is signed as Standard Webhooks says and tried on its schedule; it names what ended
    and holds no word of a person. Ids of somebody else's endpoints are not found.

    Attributes:
        tenant: whose; None for the host's own.
        actor: who acts; recorded with what is registered.
    """

    opened: Opened
    tenant: Tenant | None
    actor: str | None = None

    @property
    def _ledger(self) -> Ledger:
        return self.opened.ledger_of(self.tenant)

    def register(self, url: str, *, events: Collection[str] | None = None) -> Registered:
        """Have ``url`` told of what ends from now on.

        Args:
            url: https at a public address, or as ``callback_allow`` permits.
            events: kinds of endings, see `NoticeKind`; all by default.

        Raises:
            InvalidRequestError: the URL may not be called, or an event has another name.
        """
        kinds = _kinds(events)
        self.opened.poster.check(url)
        now = self.opened.clock.now()
        endpoint = Endpoint(
            id=uuid7(now),
            tenant=self.tenant,
            url=url,
            events=kinds,
            keys=(EndpointKey(number=1),),
            actor=self.actor,
            created_at=now,
        )
        return self._saved(endpoint)

    def _saved(self, endpoint: Endpoint) -> Registered:
        key = endpoint.secret(self.opened.ledger.key, endpoint.keys[-1].number)
        self._ledger.transact(lambda tx: tx.notices.save(endpoint))
        secret = "whsec_" + base64.b64encode(key).decode()
        return Registered(endpoint=endpoint, secret=secret)

    def all(self) -> list[Endpoint]:
        """All of them, in the order of their registration."""
        return self._ledger.read(lambda tx: tx.notices.endpoints(self.tenant))

    def get(self, endpoint_id: str) -> Endpoint:
        """One of them.

        Raises:
            NotFoundError: there is none with this id.
        """
        found = [endpoint for endpoint in self.all() if endpoint.id == endpoint_id]
        if not found:
            raise NotFoundError("no such endpoint")
        return found[0]

    def rotate(self, endpoint_id: str, *, overlap: float = 86_400) -> Registered:
        """Give it a new key.

        Args:
            overlap: seconds for which those before sign, too; 0 if one has leaked.
        """
        now = self.opened.clock.now()
        return self._saved(self.get(endpoint_id).rotated(now, int(1000 * max(0.0, overlap))))

    def enable(self, endpoint_id: str) -> Endpoint:
        """Tell it again: first what waited when it was disabled, then what ends from now on."""
        return self._saved(self.get(endpoint_id).enabled()).endpoint

    def disable(self, endpoint_id: str) -> Endpoint:
        """Tell it nothing until `enable`; what ends meanwhile it is never told."""
        now = self.opened.clock.now()
        return self._saved(self.get(endpoint_id).disabled(now, "asked")).endpoint

    def remove(self, endpoint_id: str) -> None:
        """Forget it, with its log and what it was still to be told."""
        endpoint = self.get(endpoint_id)
        self._ledger.transact(lambda tx: tx.notices.remove(endpoint))

    def log(self, endpoint_id: str, *, limit: int = 100) -> list[Notice]:
        """What it was told or is to be told, the latest first; for 30 days."""
        endpoint = self.get(endpoint_id)
        return self._ledger.read(lambda tx: tx.notices.log(endpoint, limit=limit))

    def resend(self, endpoint_id: str, *notice_ids: str, since: int | None = None) -> int:
        """Send notices again, with their ids and a schedule from its beginning.

        Args:
            notice_ids: these, whatever became of them.
            since: and those given up that were written at this time or later; epoch milliseconds.

        Returns:
            How many.
        """
        endpoint, now = self.get(endpoint_id), self.opened.clock.now()
        return self._ledger.transact(
            lambda tx: tx.notices.again(endpoint, now, ids=notice_ids, since=since)
        )


def _kinds(events: Collection[str] | None) -> tuple[NoticeKind, ...]:
    if events is None:
        return tuple(NoticeKind)
    try:
        return tuple(kind for kind in NoticeKind if kind in {NoticeKind(name) for name in events})
    except ValueError:
        known = ", ".join(NoticeKind)
        raise InvalidRequestError(f"no such event; there are {known}") from None
