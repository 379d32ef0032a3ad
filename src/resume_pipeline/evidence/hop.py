"""A hop: the leading stages of a message that one worker runs, and what it has to say of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import attrs

from resume_pipeline.errors import (
    ArtifactConflictError,
    StageError,
    StageFailedError,
    UnavailableError,
)
from resume_pipeline.evidence.performing import (
    Product,
    Surroundings,
    adopted,
    damage,
    milliseconds,
    perform,
)
from resume_pipeline.evidence.results import as_another_wrote, inline_refs, whole, whole_ref
from resume_pipeline.model.artifact import ArtifactRef, EndingKind, JobError, Place
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.keys import artifact_key, result_key
from resume_pipeline.model.verdict import ProgressKind
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.stage import Box, Stage, StageTraits
from resume_pipeline.ports.storage import Storage
from resume_pipeline.ports.tracing import span
from resume_pipeline.wire.base import Wire
from resume_pipeline.wire.messages import JobMessage, Progress, StageRow, WireArtifact
from resume_pipeline.wire.objects import AttemptEnd, Envelope, Manifest


class StoppedError(Exception):
    """The attempt is to stop."""


@attrs.define(kw_only=True)
class Hop:
    """What one worker does for one message.

    Attributes:
        route: the queue of a stage; the hop ends before the first stage of another queue.
        worker: id of the process.
        rows, products, refs: how the stages went, what they made, and where that stands.
        last: index behind the last stage of the hop.
    """

    message: JobMessage
    storage: Storage
    stages: Mapping[str, Stage]
    box: Box
    route: Callable[[str], str]
    worker: str
    rows: list[StageRow] = attrs.field(factory=list)
    products: list[Product] = attrs.field(factory=list)
    refs: list[ArtifactRef] = attrs.field(factory=list)
    last: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        queues = [self.route(spec.name) for spec in self.message.stages]
        first = self.message.first
        elsewhere = [i for i in range(first + 1, len(queues)) if queues[i] != queues[first]]
        self.last = min(elsewhere, default=len(queues))

    @property
    def name(self) -> str:
        """The first stage of the hop."""
        return self.message.stages[self.message.first].name

    @property
    def is_last(self) -> bool:
        """Whether no stage is left for another worker."""
        return self.last == len(self.message.stages)

    def mismatch(self) -> JobError | None:
        """Why this worker cannot run the hop."""
        for spec in self.message.stages[self.message.first : self.last]:
            stage = self.stages.get(spec.name)
            if stage is None or stage.version != spec.version:
                said = f"this worker does not offer {spec.name}@{spec.version}"
                return JobError(code="incompatible", message=said, stage=spec.name)
            if StageTraits.of(stage).model != spec.model:
                said = f"this worker has another model for {spec.name}"
                return JobError(code="incompatible", message=said, stage=spec.name)
        return None

    def perform_all(self, stopped: Callable[[], bool], say: Callable[[Progress], None]) -> None:
        """Run the stages, each output stored before the next stage starts.

        Raises:
            StoppedError: ``stopped()`` was true between two stages.
            StageError, ArtifactConflictError, StorageError: as `perform` and the storage do.
        """
        self.products = self._carried()
        around = Surroundings(storage=self.storage, box=self.box, stopped=stopped)
        for index in range(self.message.first, self.last):
            self._perform(index, around)
            if index + 1 < self.last:
                name = self.message.stages[index].name
                say(self.progress(ProgressKind.STAGE_FINISHED, name))
        _check(stopped)

    def _perform(self, index: int, around: Surroundings) -> None:
        _check(around.stopped)
        started = time.monotonic()
        name = self.message.stages[index].name
        self.rows.append(StageRow(stage=name, outcome="failed", ms=0))
        with span(f"stage {name}"):
            made = perform(self.message, index, self.products, stages=self.stages, around=around)
        reach("run.performed")
        _check(around.stopped)
        stored = [self._stored(product) for product in made]
        outcome = "ran" if any(product.stored is None for product in made) else "adopted"
        self.rows[-1] = StageRow(stage=name, outcome=outcome, ms=milliseconds(started))
        self.products += stored
        reach("run.stage_written")

    def _stored(self, product: Product) -> Product:
        """``product`` as it stands in storage, noted among the artifacts."""
        if product.place is Place.INLINE:
            if self.is_last:
                return product
            product = attrs.evolve(product, place=Place.JOB)  # the next hop must find it
        if product.stored is None:
            product = self._written(product)
        assert product.stored is not None
        self.refs.append(product.ref(self.message, product.stored))
        return product

    def _written(self, product: Product) -> Product:
        """``product`` in storage, or what another attempt left there."""
        key, body = product.key(self.message), product.envelope.to_bytes()
        standing = self.storage.put_all({key: body})[key]
        if standing != body:
            return adopted(product, standing)
        return attrs.evolve(product, stored=body)

    def _carried(self) -> list[Product]:
        """What earlier hops wrote, found by keys that are computed here, and verified."""
        products = []
        for item in self.message.done:
            ref = item.to_ref()
            key = artifact_key(self.message.tenant, self.message.job, ref)
            body = self.storage.get(key)
            if body is None:
                raise StageError("checkpoint_gone", f"what stage {ref.stage} wrote is gone")
            if sha256(body) != ref.sha256:
                raise StageFailedError("checkpoint_damaged", damage(ref.stage))
            envelope = Envelope.from_bytes(body)
            products.append(
                Product(
                    stage=ref.stage, file=ref.file, envelope=envelope, place=ref.place, stored=body
                )
            )
            self.refs.append(ref)
        return products

    # What it has to say

    def results(self) -> dict[str, Wire]:
        """What the stages add up to, by key: the result, and the explanations of a score."""
        return whole(self.message, self.products)

    def manifest(
        self, made: Mapping[str, Wire], bodies: Mapping[str, bytes], standing: Mapping[str, bytes]
    ) -> Manifest:
        """The job's success, given the results that were made, their bytes, and what stands.

        Raises:
            StageFailedError: an earlier attempt's results stand, and are damaged.
        """
        m = self.message
        standing = {key: standing[key] for key in bodies}
        if standing != bodies:
            self.products = as_another_wrote(m, self.products, standing)
        refs = self.refs + inline_refs(m, self.products, standing[result_key(m.tenant, m.job)])
        refs += [whole_ref(m, key, value, standing[key]) for key, value in made.items()]
        engines = {p.stage: p.envelope.environment for p in self.products}
        return Manifest.of(
            m,
            EndingKind.SUCCEEDED,
            artifacts=refs,
            rows=self.rows,
            environment={stage: versions for stage, versions in engines.items() if versions},
            by=self.worker,
        )

    def ending(self, kind: EndingKind, error: JobError) -> AttemptEnd:
        """An ending that is not the job's."""
        return AttemptEnd.of(
            self.message, kind, error, rows=self.rows, done=self.refs, worker=self.worker
        )

    def following(self) -> tuple[str, JobMessage]:
        """The next hop's queue and message."""
        done = tuple(WireArtifact.of(ref) for ref in self.refs)
        message = self.message.model_copy(update={"first": self.last, "done": done})
        return self.route(message.stages[self.last].name), message

    def progress(self, kind: ProgressKind, stage: str) -> Progress:
        """A word while working."""
        return Progress.of(self.message, kind, stage, done=self.refs, worker=self.worker)

    def error_of(self, error: Exception) -> JobError:
        """``error`` without a word of the document: foreign messages are left out."""
        stage = self.rows[-1].stage if self.rows else None
        if isinstance(error, StageError):
            return JobError(code=error.code, message=str(error), stage=stage)
        if isinstance(error, ArtifactConflictError):
            return JobError(code="artifact_conflict", message=str(error), stage=stage)
        code = "unavailable" if isinstance(error, UnavailableError) else "stage_error"
        return JobError(code=code, message=type(error).__name__, stage=stage)


def _check(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise StoppedError
