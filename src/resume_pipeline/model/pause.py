"""Pause: an operator's word that nothing of a queue, a tenant or a plan is dispatched for now."""

from __future__ import annotations

from enum import StrEnum

import attrs

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.job import Job


class PauseKind(StrEnum):
    """What can be paused."""

    QUEUE = "queue"
    TENANT = "tenant"
    PLAN = "plan"


@attrs.frozen(kw_only=True)
class Pause:
    """That something is paused, or was.

    Attributes:
        kind, name: what.
        actor, reason: who said so and why, as the operator gave it.
        paused_at, resumed_at: epoch milliseconds; it holds while the second is None.
        resumed_by: who ended it.
    """

    id: str
    kind: PauseKind
    name: str
    actor: str | None
    reason: str | None
    paused_at: int
    resumed_at: int | None = None
    resumed_by: str | None = None

    def describe(self) -> str:
        """What is paused and why, in words."""
        said = f": {self.reason}" if self.reason else ""
        return f"{self.kind} {self.name} is paused{said}"

    def holds(self, job: Job, *, queue: str) -> bool:
        """Whether it keeps back ``job``, whose next stage is routed to ``queue``."""
        return self.covers(queue=queue, tenant=job.tenant, plan=job.plan)

    def covers(self, *, queue: str, tenant: str, plan: str) -> bool:
        """Whether it keeps back a job of this queue, tenant and plan."""
        return self.name == {"queue": queue, "tenant": tenant, "plan": plan}[self.kind]


def what_to_pause(queue: str | None, tenant: str | None, plan: str | None) -> tuple[PauseKind, str]:
    """The one that is given.

    Raises:
        InvalidRequestError: none or several are.
    """
    given = [
        (kind, name) for kind, name in zip(PauseKind, (queue, tenant, plan), strict=True) if name
    ]
    if len(given) != 1:
        raise InvalidRequestError("name one of queue, tenant and plan")
    return given[0]
