"""Stage: one step of a plan, and the Work that it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

import attrs
import msgspec

from resume_pipeline.errors import PayloadError
from resume_pipeline.wire.base import Payload
from resume_pipeline.wire.correction import Correction
from resume_pipeline.wire.messages import FileRef
from resume_pipeline.wire.vacancy import Vacancy

P = TypeVar("P", bound=Payload)


class RawFile(Payload):
    """What a stage consumes that reads the uploaded file itself: its reference, not its bytes."""

    schema_id: ClassVar[str] = "resume_pipeline.raw_file/1"

    sha256: str
    size: int
    media_type: str


@attrs.frozen(kw_only=True)
class Boxed:
    """What came of a call in a box.

    Attributes:
        status: ok, limit_time, limit_memory, limit_output, or crashed.
        value: the JSON value that the function returned, if ok.
        isolation: the level that was reached, for the artifact.
    """

    status: str
    value: Any = None
    isolation: str = "none"


class Box(Protocol):
    """Runs a function on hostile bytes in a child process with hard limits."""

    def call(self, function: str, content: bytes, options: Mapping[str, Any]) -> Boxed:
        """Call ``module:function`` as ``function(content, **options)``; it returns JSON.

        Raises:
            StageRetryError: the box itself was lost, which says nothing of the document.
        """
        ...


@attrs.define(kw_only=True)
class Work:
    """What a stage is given: its inputs, and nothing of the world.

    Attributes:
        inputs: the payloads of the stages before it, in order; one per file where a stage runs
            once per file.
        as_of: the only date a stage may know, ``YYYY-MM-DD``.
        options: of this stage, as the job asks.
        vacancy: what the candidate is scored for, if anything.
        corrections: of the first file's reading, in order; for a stage that uses them.
        file: which file, for a stage that runs once per file.
        content: that file's bytes, verified; only for a stage that consumes `RawFile`.
        box: where documents are opened.
        stopped: asks whether the attempt was cancelled or interrupted; long stages look now and
            then and return early by raising whatever they like.
        isolation: the level that the stage's box reached; set by the stage.
    """

    inputs: Sequence[Payload] = ()
    as_of: str
    options: Mapping[str, Any] = attrs.field(factory=dict)
    vacancy: Vacancy | None = None
    corrections: Sequence[Correction] = ()
    file: FileRef | None = None
    content: bytes = b""
    box: Box | None = None
    stopped: Callable[[], bool] = lambda: False
    isolation: str = "none"

    def get(self, kind: type[P]) -> P:
        """The first input of this kind: for a stage that runs once per file, the resume's.

        Raises:
            PayloadError: there is none; a plan whose stages fit never gets here.
        """
        for payload in self.inputs:
            if isinstance(payload, kind):
                return payload
        raise PayloadError(f"no input of schema {kind.schema_id}")

    def all(self, kind: type[P]) -> tuple[P, ...]:
        """Every input of this kind, the resume's first."""
        return tuple(payload for payload in self.inputs if isinstance(payload, kind))


@runtime_checkable
class Stage(Protocol):
    """One step of a plan: a pure function of its work.

    Optional attributes, with what is assumed without them
        per_file (False): run once per file, not once per job.
        shared (False): the output depends on nothing of the job but its inputs and options, so a
            tenant's jobs share it as a checkpoint.
        own_object (True): the output is an object of its own, not a part of ``result.json``.
        uses_vacancy (False), uses_as_of (False): whether these count as inputs.
        uses_corrections (False): whether it is given people's corrections of the first file.
        engines (()): names of installed distributions whose versions decide the output.
        model (""): digest of the model it uses.
        load(options): called once per worker before the first job, for models.
    """

    # Properties, so that a plain class attribute of a narrower type fits.
    @property
    def name(self) -> str:
        """Lower-case words joined by dots; belongs to one plugin."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the output for the same input may change."""
        ...

    @property
    def consumes(self) -> tuple[type[Payload], ...]:
        """Which payloads it is given."""
        ...

    @property
    def produces(self) -> type[Payload]:
        """Which payload it makes."""
        ...

    def run(self, work: Work) -> Payload:
        """The output for ``work``.

        Raises:
            StageFailedError: the same input would fail again.
            StageRetryError: a later attempt may succeed. Any other exception counts as this.
        """
        ...


@attrs.frozen
class StageTraits:
    """A stage's optional attributes, with their defaults filled in."""

    per_file: bool
    shared: bool
    own_object: bool
    uses_vacancy: bool
    uses_as_of: bool
    uses_corrections: bool
    engines: tuple[str, ...]
    model: str

    @classmethod
    def of(cls, stage: Stage) -> StageTraits:
        """The traits of ``stage``."""
        return cls(
            per_file=getattr(stage, "per_file", False),
            shared=getattr(stage, "shared", False),
            own_object=getattr(stage, "own_object", True),
            uses_vacancy=getattr(stage, "uses_vacancy", False),
            uses_as_of=getattr(stage, "uses_as_of", False),
            uses_corrections=getattr(stage, "uses_corrections", False),
            engines=tuple(getattr(stage, "engines", ())),
            model=getattr(stage, "model", ""),
        )


def options_of(text: str) -> dict[str, Any]:
    """A stage's options from their canonical JSON."""
    value: dict[str, Any] = msgspec.json.decode(text)
    return value
