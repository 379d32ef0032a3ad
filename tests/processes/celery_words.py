"""What two services say to each other, and the plan, which only the host knows whole."""

from __future__ import annotations

from resume_pipeline.hookspecs import hookimpl
from resume_pipeline.model.plan import Plan
from resume_pipeline.wire.base import Payload


class Words(Payload):
    """Words of a text."""

    schema_id = "acme.words/1"
    words: tuple[str, ...] = ()


class Counted(Payload):
    """How many there are."""

    schema_id = "acme.counted/1"
    count: int = 0


@hookimpl
def register_plans(register):
    register(Plan("count", ("acme.read", "acme.count")))
