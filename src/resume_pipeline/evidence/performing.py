"""Performing one stage: its inputs, its digests, and the checkpoint that another run left."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import metadata
from typing import Any, Final, NoReturn, Self

import attrs
import msgspec

from resume_pipeline.errors import (
    ArtifactConflictError,
    InvalidRequestError,
    PayloadError,
    StageFailedError,
)
from resume_pipeline.model.artifact import ArtifactRef, Place
from resume_pipeline.model.event import canonical_bytes
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.keys import artifact_key, correction_key, file_key, vacancy_key
from resume_pipeline.model.plan import CORRECTIONS
from resume_pipeline.ports.logs import log_event
from resume_pipeline.ports.stage import Box, RawFile, Stage, StageTraits, Work, options_of
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.base import Payload
from resume_pipeline.wire.correction import Correction
from resume_pipeline.wire.messages import FileRef, JobMessage, StageRef
from resume_pipeline.wire.objects import Envelope
from resume_pipeline.wire.vacancy import Vacancy


@attrs.frozen(kw_only=True)
class Product:
    """One payload of one stage.

    Attributes:
        stage: its name.
        file: id of the file it was made from, for stages that run once per file.
        envelope: with the payload.
        place: where it is kept.
        stored: the bytes of the object, if they are in storage already; None if not yet.
    """

    stage: str
    file: str | None
    envelope: Envelope
    place: Place
    stored: bytes | None = None

    @property
    def input_digest(self) -> str:
        """Of all that the stage consumed."""
        return self.envelope.input_digest

    @property
    def stage_digest(self) -> str:
        """Of everything besides its input that decided it."""
        return self.envelope.stage_digest

    def key(self, message: JobMessage) -> str:
        """Where it is kept."""
        return artifact_key(message.tenant, message.job, self)

    def ref(self, message: JobMessage, body: bytes) -> ArtifactRef:
        """A pointer to it, in the object ``body``."""
        return ArtifactRef(
            stage=self.stage,
            payload_schema=str(self.envelope.payload.get("schema", "")),
            file=self.file,
            key=self.key(message),
            sha256=sha256(body),
            size=len(body),
            payload_sha256=self.envelope.payload_digest,
            stage_digest=self.stage_digest,
            input_digest=self.input_digest,
            place=self.place,
        )


@attrs.frozen(kw_only=True)
class Surroundings:
    """What performing needs of the world.

    Attributes:
        storage: where files and checkpoints are.
        box: where documents are opened.
        stopped: whether the attempt is to stop.
        is_fresh: whether to leave checkpoints alone, for `verify`.
    """

    storage: Storage
    box: Box
    stopped: Callable[[], bool] = lambda: False
    is_fresh: bool = False


def perform(
    message: JobMessage,
    index: int,
    before: Sequence[Product],
    *,
    stages: Mapping[str, Stage],
    around: Surroundings,
) -> list[Product]:
    """The products of stage ``index`` of the plan, made or adopted, given those before it.

    Raises:
        StageError: the stage failed, or its input is gone.
        ArtifactConflictError: a checkpoint holds something else.
    """
    spec = message.stages[index]
    stage = stages[spec.name]
    files = message.files if StageTraits.of(stage).per_file else (None,)
    digest = stage_digest(spec, stage, before)
    turns = [_Turn.of(message, spec, stage, file, before) for file in files]
    return [turn.product(digest, around) for turn in turns]


@attrs.frozen(kw_only=True)
class _Turn:
    """One run of a stage: over one file, or over the whole job."""

    message: JobMessage
    spec: StageRef
    stage: Stage
    traits: StageTraits
    file: FileRef | None
    inputs: list[tuple[Payload, str]]  # each with its digest

    @classmethod
    def of(
        cls,
        message: JobMessage,
        spec: StageRef,
        stage: Stage,
        file: FileRef | None,
        before: Sequence[Product],
    ) -> Self:
        inputs = _inputs(stage, before, message, file)
        traits = StageTraits.of(stage)
        return cls(message=message, spec=spec, stage=stage, traits=traits, file=file, inputs=inputs)

    def product(self, digest: str, around: Surroundings) -> Product:
        """What the stage makes of it, or what another run left."""
        envelope = Envelope(
            job=self.message.job,
            stage=self.spec.name,
            stage_digest=digest,
            input_digest=self.input_digest(),
            environment=environment(self.traits.engines),
            isolation="none",
            payload={},
        )
        file = self.file.id if self.file else None
        blank = Product(
            stage=self.spec.name, file=file, envelope=envelope, place=_place(self.traits)
        )
        standing = blank if around.is_fresh else _standing(blank, self.message, around.storage)
        return self.made(standing, around) if standing.stored is None else standing

    def made(self, blank: Product, around: Surroundings) -> Product:
        """Run the stage."""
        work = self.work(around)
        payload = _checked(self.stage, self.stage.run(work))
        envelope = blank.envelope.holding(payload.to_json(), work.isolation)
        _refuse_floats(self.stage, envelope)
        return attrs.evolve(blank, envelope=envelope)

    def work(self, around: Surroundings) -> Work:
        """What the stage is given."""
        return Work(
            inputs=[payload for payload, _ in self.inputs],
            as_of=self.message.as_of,
            options=options_of(self.spec.options),
            vacancy=_vacancy(self.message, self.traits, around.storage),
            corrections=_corrections(self.message, self.spec, self.traits, around.storage),
            file=self.file,
            content=_content(self.message, self.stage, self.file, around.storage),
            box=around.box,
            stopped=around.stopped,
        )

    def input_digest(self) -> str:
        """Of all that the stage consumes."""
        parts = {
            "inputs": [digest for _, digest in self.inputs],
            "vacancy": self.message.vacancy if self.traits.uses_vacancy else None,
            "as_of": self.message.as_of if self.traits.uses_as_of else None,
        }
        return sha256(canonical_bytes(parts))


def stage_digest(spec: StageRef, stage: Stage, before: Sequence[Product]) -> str:
    """Of everything besides its input that decides a stage's output."""
    schemas = {kind.schema_id for kind in stage.consumes}
    inputs = {
        p.stage: p.envelope.stage_digest
        for p in before
        if p.envelope.payload.get("schema") in schemas
    }
    parts = {
        "stage": spec.name,
        "version": spec.version,
        "options": spec.options,
        "model": spec.model,
        "environment": environment(StageTraits.of(stage).engines),
        "produces": stage.produces.schema_id,
        "inputs": inputs,
    }
    return sha256(canonical_bytes(parts))


@cache
def environment(engines: tuple[str, ...]) -> dict[str, str]:
    """Versions of ``engines``, and the platform they were built for; empty without engines."""
    if not engines:
        return {}
    versions = {name: metadata.version(name) for name in engines}
    return versions | {"platform": f"{sys.platform}-{platform.machine()}"}


def _inputs(
    stage: Stage, before: Sequence[Product], message: JobMessage, file: FileRef | None
) -> list[tuple[Payload, str]]:
    kinds = {kind.schema_id: kind for kind in stage.consumes}
    inputs: list[tuple[Payload, str]] = []
    if RawFile.schema_id in kinds:
        files = (file,) if file else message.files
        raw = [RawFile(sha256=f.sha256, size=f.size, media_type=f.media_type) for f in files]
        inputs += [(each, each.digest) for each in raw]
    for product in before:
        kind = kinds.get(str(product.envelope.payload.get("schema")))
        of_this_file = file is None or product.file in (None, file.id)
        if kind is not None and of_this_file:
            payload = kind.from_json(product.envelope.payload)
            inputs.append((payload, product.envelope.payload_digest))
    return inputs


def _place(traits: StageTraits) -> Place:
    if traits.shared:
        return Place.SHARED
    return Place.JOB if traits.own_object else Place.INLINE


def _standing(product: Product, message: JobMessage, storage: Storage) -> Product:
    """The product that another run left; without its bytes if it is yet to be made.

    Nobody may replace a checkpoint. Where a shared one is damaged, the job makes its own.
    """
    if product.place is Place.INLINE:
        return product  # adopted with the whole of result.json, or made again
    body = storage.get(product.key(message))
    if body is None:
        return product
    try:
        return adopted(product, body)
    except StageFailedError:
        if product.place is not Place.SHARED:
            raise
    log_event("checkpoint damaged", job=message.job, stage=product.stage, tenant=message.tenant)
    return _standing(attrs.evolve(product, place=Place.JOB), message, storage)


def adopted(product: Product, body: bytes) -> Product:
    """``product`` as the object ``body`` holds it.

    Raises:
        ArtifactConflictError: the object is of another stage or another input.
        StageFailedError: the object is damaged.
    """
    try:
        envelope = Envelope.from_bytes(body)
    except InvalidRequestError:
        raise StageFailedError("checkpoint_damaged", damage(product.stage)) from None
    same = (envelope.stage, envelope.input_digest) == (
        product.envelope.stage,
        product.envelope.input_digest,
    )
    is_ours = product.place is Place.SHARED or envelope.job == product.envelope.job
    if not (same and is_ours):
        raise ArtifactConflictError(f"stage {product.stage}: the stored object is of another run")
    return attrs.evolve(product, envelope=envelope, stored=body)


def damage(stage: str) -> str:
    """In words, that a checkpoint of ``stage`` is not what was written."""
    return f"what stage {stage} wrote is damaged; scrub tells what else is"


def _vacancy(message: JobMessage, traits: StageTraits, storage: Storage) -> Vacancy | None:
    if message.vacancy is None or not traits.uses_vacancy:
        return None
    body = storage.get(vacancy_key(message.tenant, message.vacancy))
    if body is None or sha256(body) != message.vacancy:
        raise StageFailedError("vacancy_gone", "the vacancy is no longer in storage")
    return _read_vacancy(body)


@lru_cache(maxsize=16)  # that of a batch is the same for thousands of jobs
def _read_vacancy(body: bytes) -> Vacancy:
    return Vacancy.from_bytes(body)


def _corrections(
    message: JobMessage, spec: StageRef, traits: StageTraits, storage: Storage
) -> list[Correction]:
    """What people corrected in the first file's reading, as it was when the job was submitted."""
    digests = options_of(spec.options).get(CORRECTIONS, []) if traits.uses_corrections else []
    return [_correction(message, digest, storage) for digest in digests]


def _correction(message: JobMessage, digest: str, storage: Storage) -> Correction:
    body = storage.get(correction_key(message.tenant, message.files[0].id, digest))
    if body is None or sha256(body) != digest:
        raise StageFailedError("correction_gone", "a correction is no longer in storage")
    return Correction.from_bytes(body)


def _content(message: JobMessage, stage: Stage, file: FileRef | None, storage: Storage) -> bytes:
    """The file's bytes, verified, for a stage that reads the file itself."""
    if RawFile not in stage.consumes:
        return b""
    wanted = file or message.files[0]
    content = storage.get(file_key(message.tenant, wanted.id))
    if content is None:
        raise StageFailedError("source_gone", "the file is no longer in storage")
    if sha256(content) != wanted.sha256:
        raise StageFailedError("source_changed", "the file is not what was uploaded")
    return content


def _checked(stage: Stage, payload: Any) -> Payload:
    if not isinstance(payload, stage.produces):
        raise PayloadError(f"stage {stage.name} did not produce {stage.produces.schema_id}")
    return payload


def _refuse_floats(stage: Stage, envelope: Envelope) -> None:
    """Reading the payload again is many times faster than walking through it.

    A float that is no number was written as null, and does not read back as it was.
    """
    try:
        is_same = _FLOATLESS.decode(envelope.payload_bytes) == envelope.payload
    except ValueError:
        is_same = False
    if not is_same:
        raise PayloadError(f"stage {stage.name} put a float into its payload")


def _refused(_: str) -> NoReturn:
    raise ValueError("a float")


_FLOATLESS: Final = msgspec.json.Decoder(float_hook=_refused)


def milliseconds(since: float) -> int:
    """Whole milliseconds since a reading of `time.monotonic`."""
    return int((time.monotonic() - since) * 1000)
