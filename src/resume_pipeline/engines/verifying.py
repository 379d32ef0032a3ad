"""Verify: run a job again, without checkpoints, and compare payload digests."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs

from resume_pipeline.errors import NotFoundError, StageError
from resume_pipeline.evidence.endings import find_manifest
from resume_pipeline.evidence.performing import Product, Surroundings, perform
from resume_pipeline.model.artifact import ArtifactRef
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import Job
from resume_pipeline.model.keys import artifact_key
from resume_pipeline.ports.stage import Stage
from resume_pipeline.sandbox import configured_box
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.messages import JobMessage, Limits
from resume_pipeline.wire.objects import Manifest


class Finding(StrEnum):
    """What came of comparing one payload, or the ending."""

    SAME = "same"
    DIFFERS = "differs"  #: same engines, same versions, other bytes: a broken promise
    DAMAGED = "damaged"  #: the stored object is gone or not what was written
    ELSEWHERE = "elsewhere"  #: other engines, versions or platform here: nothing can be said


@attrs.frozen(kw_only=True)
class Compared:
    """One comparison.

    Attributes:
        stage, file: which payload; the stage ``ending`` is the ending's own code.
        detail: what differs, in words; empty if nothing does.
    """

    stage: str
    file: str | None
    finding: Finding
    detail: str = ""


@attrs.frozen(kw_only=True)
class Verification:
    """What came of running a job again."""

    job_id: str
    compared: tuple[Compared, ...]

    @property
    def holds(self) -> bool:
        """Whether every payload came out the same, byte for byte."""
        return all(item.finding is Finding.SAME for item in self.compared)

    def lines(self) -> list[str]:
        """One line per comparison, for people."""
        return [
            f"{item.stage}{f' of file {item.file}' if item.file else ''}: {item.finding}"
            + (f" ({item.detail})" if item.detail else "")
            for item in self.compared
        ]


def verify(tenant: TenantPipeline, job: Job) -> Verification:
    """Run ``job`` again here and compare, stage by stage.

    Raises:
        NotFoundError: the job has not ended, or its manifest is gone.
        StageRetryError: the box in which documents are opened was lost; verify again.
    """
    opened = tenant.opened
    found = find_manifest(opened.storage, tenant.name, job.id)
    if found is None:
        raise NotFoundError("the job has no manifest to compare with")
    manifest, _ = found
    box = configured_box(opened.settings)
    try:
        around = Surroundings(storage=opened.storage, box=box, is_fresh=True)
        again = _Again(manifest, opened.registry.stages, around)
        compared = [*again.damaged(), *again.compare()]
    finally:
        box.close()
    return Verification(job_id=job.id, compared=tuple(compared))


@attrs.define
class _Again:
    """The same job, run once more."""

    manifest: Manifest
    stages: Mapping[str, Stage]
    around: Surroundings

    def damaged(self) -> list[Compared]:
        """Stored objects that are gone or changed."""
        found = []
        for ref in (item.to_ref() for item in self.manifest.artifacts):
            key = artifact_key(self.manifest.tenant, self.manifest.job, ref)
            body = self.around.storage.get(key)
            if body is None or sha256(body) != ref.sha256:
                said = "gone" if body is None else "changed"
                found.append(
                    Compared(stage=ref.stage, file=ref.file, finding=Finding.DAMAGED, detail=said)
                )
        return found

    def compare(self) -> list[Compared]:
        """Each stored payload with the one that comes out now."""
        stored = [item.to_ref() for item in self.manifest.artifacts]
        compared: list[Compared] = []
        products: list[Product] = []
        for index, spec in enumerate(self.manifest.stages):
            mine = [ref for ref in stored if ref.stage == spec.name]
            other = self._other_version(spec.name, spec.version)
            if other:
                return [*compared, _elsewhere(spec.name, other)]
            try:
                made = perform(
                    self._message(), index, products, stages=self.stages, around=self.around
                )
            except StageError as error:
                return [*compared, self._compare_failure(spec.name, error, mine)]
            compared += [self._compare_payload(ref, made) for ref in mine]
            products += made
        return compared

    def _other_version(self, name: str, version: str) -> str:
        stage = self.stages.get(name)
        if stage is None:
            return f"{name} is not installed here"
        return "" if stage.version == version else f"{name}@{stage.version} here, {version} then"

    def _compare_payload(self, ref: ArtifactRef, made: list[Product]) -> Compared:
        now = next(product for product in made if product.file == ref.file)
        if now.envelope.payload_digest == ref.payload_sha256:
            return Compared(stage=ref.stage, file=ref.file, finding=Finding.SAME)
        if now.envelope.stage_digest != ref.stage_digest:
            return _elsewhere(ref.stage, self._other_engines(now), ref.file)
        said = f"{now.envelope.payload_digest[:12]} now, {ref.payload_sha256[:12]} then"
        return Compared(stage=ref.stage, file=ref.file, finding=Finding.DIFFERS, detail=said)

    def _other_engines(self, now: Product) -> str:
        """Which engine differs; an earlier stage's, if none of this one's does."""
        then = self.manifest.environment.get(now.stage, {})
        here = now.envelope.environment
        differing = [
            f"{name} {here.get(name, 'missing')} here, {then.get(name, 'missing')} then"
            for name in sorted({*here, *then})
            if here.get(name) != then.get(name)
        ]
        return "; ".join(differing) or "an earlier stage has other engines"

    def _compare_failure(
        self, stage: str, error: StageError, stored: list[ArtifactRef]
    ) -> Compared:
        then = self.manifest.error
        if not stored and then is not None and then.code == error.code:
            return Compared(stage=stage, file=None, finding=Finding.SAME)
        said = f"it fails now with {error.code}"
        return Compared(stage=stage, file=None, finding=Finding.DIFFERS, detail=said)

    def _message(self) -> JobMessage:
        """The message that would ask for the job again."""
        m = self.manifest
        return JobMessage(
            job=m.job,
            attempt=m.attempt,
            ticket=m.ticket,
            tenant=m.tenant,
            ref=m.ref,
            plan=m.plan,
            files=m.files,
            stages=m.stages,
            as_of=m.as_of,
            vacancy=m.vacancy,
            pipeline_version=m.pipeline_version,
            model_version=m.model_version,
            limits=Limits(attempt_ms=1, beat_ms=1),
        )


def _elsewhere(stage: str, detail: str, file: str | None = None) -> Compared:
    return Compared(stage=stage, file=file, finding=Finding.ELSEWHERE, detail=detail)
