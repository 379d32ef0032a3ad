"""A host in memory, with a clock to set, and small stages."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import attrs
import pytest

from resume_pipeline.engines.inline import drain
from resume_pipeline.hookspecs import hookimpl
from resume_pipeline.model.plan import Plan
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.ports.reporter import Report
from resume_pipeline.settings import Settings
from resume_pipeline.testing.fakes import RecordingReporter, SettableClock
from resume_pipeline.testing.stages import FakePlugin, Mood
from resume_pipeline.worker import Worker

#: A name of somebody; the watch of tests/watching looks for it.
FILENAME = "Xanthippe Sorrel.txt"


class SmallStages:
    """The testing kit's stages as a plugin."""

    def __init__(self, mood: Mood) -> None:
        self.stages = FakePlugin(mood).stages()

    @hookimpl
    def register_stages(self, register) -> None:
        for stage in self.stages.values():
            register(stage)

    @hookimpl
    def register_plans(self, register) -> None:
        register(Plan("small", ("t.read", "t.draw", "t.rate")))


@attrs.define
class World:
    """One host and one worker, which move only when told to."""

    name: str
    mood: Mood
    clock: SettableClock
    pipeline: Pipeline
    worker: Worker

    @property
    def acme(self):
        return self.pipeline.tenant("acme", actor="user-7")

    def submit(self, **more):
        file = self.acme.upload(b"a resume", filename=FILENAME, subject="candidate-9")
        return self.acme.submit(file, plan="small", **more)

    def drain(self) -> None:
        drain(self.pipeline, self.worker)

    def reports(self) -> list[Report]:
        """Run what was submitted; what the worker reports of it, none of which has arrived."""
        self.pipeline.relay()
        reporter = RecordingReporter()
        before = self.worker.tools.reporter
        object.__setattr__(self.worker.tools, "reporter", reporter)
        try:
            for delivery in self.worker.receive(limit=10, wait=0):
                self.worker.run(delivery)
        finally:
            object.__setattr__(self.worker.tools, "reporter", before)
        return reporter.reports


def open_world(**settings) -> World:
    name = uuid.uuid4().hex
    mood, clock = Mood(), SettableClock()
    plugin = SmallStages(mood)
    chosen = Settings.of(
        **{
            "storage": f"memory://{name}",
            "ledger": "sqlite://",
            "queue": f"memory://{name}",
            "entry_points": False,
            **settings,
        }
    )
    pipeline = Pipeline.open(chosen, plugins=[plugin])
    pipeline.opened = attrs.evolve(pipeline.opened, clock=clock)
    worker_settings = chosen.model_copy(update={"ledger": None, "hooks": {}, "after_hooks": {}})
    worker = Worker.open(worker_settings, plugins=[plugin])
    return World(name, mood, clock, pipeline, worker)


@pytest.fixture
def world() -> Iterator[World]:
    world = open_world()
    yield world
    world.worker.close()
    world.pipeline.close()
