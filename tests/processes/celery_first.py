"""The first half of a plan, as one service has it installed."""

from __future__ import annotations

from resume_pipeline.hookspecs import hookimpl
from resume_pipeline.ports.stage import RawFile, Work
from tests.processes.celery_words import Words


class Read:
    """The words of a text."""

    name, version = "acme.read", "1"
    consumes, produces = (RawFile,), Words

    def run(self, work: Work) -> Words:
        return Words(words=tuple(work.content.decode(errors="replace").split()))


@hookimpl
def register_stages(register):
    register(Read())
