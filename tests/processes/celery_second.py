"""The second half of a plan, as another service has it installed."""

from __future__ import annotations

from resume_pipeline.hookspecs import hookimpl
from resume_pipeline.ports.stage import Work
from tests.processes.celery_words import Counted, Words


class Count:
    """How many words there are."""

    name, version = "acme.count", "1"
    consumes, produces = (Words,), Counted

    def run(self, work: Work) -> Counted:
        return Counted(count=len(work.get(Words).words))


@hookimpl
def register_stages(register):
    register(Count())
