"""Three small stages that can be told to misbehave: what the rig runs instead of real ones."""

from __future__ import annotations

from typing import ClassVar

import attrs

from resume_pipeline.errors import StageFailedError, StageRetryError
from resume_pipeline.ports.stage import RawFile, Stage, Work
from resume_pipeline.wire.base import Payload


class Read(Payload):
    """What the first stage makes of a file."""

    schema_id: ClassVar[str] = "resume_pipeline.testing.read/1"
    file_sha256: str


class Drawn(Payload):
    """What the second stage makes: different each time it runs, as a model's answer may be."""

    schema_id: ClassVar[str] = "resume_pipeline.testing.drawn/1"
    of: tuple[str, ...]
    serial: int


class Rated(Payload):
    """What the third stage makes."""

    schema_id: ClassVar[str] = "resume_pipeline.testing.rated/1"
    serial: int


@attrs.define
class Mood:
    """How the stages behave, for all of a rig's workers.

    Attributes:
        stage, trouble: which stage does not work, and how: ``retry``, ``fail``, ``raise`` or
            nothing.
        serial: how often the second stage ran.
    """

    stage: str = ""
    trouble: str = ""
    serial: int = 0

    def weather(self, stage: str) -> None:
        """Raise what the mood says, if it is about ``stage``."""
        if stage != self.stage or not self.trouble:
            return
        if self.trouble == "retry":
            raise StageRetryError("try_later")
        if self.trouble == "fail":
            raise StageFailedError("no_use")
        raise ValueError("something that a stage did not expect")


@attrs.define
class ReadStage:
    """Runs once per file; its output is shared."""

    mood: Mood
    name = "t.read"
    version = "1"
    consumes = (RawFile,)
    produces = Read
    per_file = True
    shared = True

    def run(self, work: Work) -> Read:
        """The file's digest."""
        self.mood.weather(self.name)
        return Read(file_sha256=work.get(RawFile).sha256)


@attrs.define
class DrawStage:
    """Its output differs each time, and is an object of the job."""

    mood: Mood
    name = "t.draw"
    version = "1"
    consumes = (Read,)
    produces = Drawn

    def run(self, work: Work) -> Drawn:
        """A fresh number."""
        self.mood.weather(self.name)
        self.mood.serial += 1
        of = tuple(read.file_sha256 for read in work.all(Read))
        return Drawn(of=of, serial=self.mood.serial)


@attrs.define
class RateStage:
    """Its output is a part of the job's result."""

    mood: Mood
    name = "t.rate"
    version = "1"
    consumes = (Drawn,)
    produces = Rated
    own_object = False

    def run(self, work: Work) -> Rated:
        """The number that was drawn."""
        self.mood.weather(self.name)
        return Rated(serial=work.get(Drawn).serial)


@attrs.define
class FakePlugin:
    """The three stages and a plan over them, as a plugin object."""

    mood: Mood = attrs.field(factory=Mood)

    def stages(self) -> dict[str, Stage]:
        """The stages by name."""
        made: tuple[Stage, ...] = (ReadStage(self.mood), DrawStage(self.mood), RateStage(self.mood))
        return {stage.name: stage for stage in made}
