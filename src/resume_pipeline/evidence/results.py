"""What a job's stages add up to: its result, its explanations, and pointers to both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import attrs

from resume_pipeline.errors import InvalidRequestError, NotFoundError, StageFailedError
from resume_pipeline.evidence.performing import Product
from resume_pipeline.model.artifact import ArtifactRef, Place
from resume_pipeline.model.ids import Tenant, sha256
from resume_pipeline.model.job import Job
from resume_pipeline.model.keys import artifact_key, explanations_key, result_key, vacancy_key
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.base import Payload, Wire, parse_json
from resume_pipeline.wire.future import seen_on
from resume_pipeline.wire.messages import JobMessage
from resume_pipeline.wire.objects import Envelope
from resume_pipeline.wire.payloads import Document, Profile, ScoreCard
from resume_pipeline.wire.result import Explanations, Result, Summary
from resume_pipeline.wire.vacancy import Vacancy

P = TypeVar("P", bound=Payload)
_SCORED: Final = frozenset(ScoreCard.model_fields)


def _find(products: Sequence[Product], schema: str) -> dict[str, object] | None:
    payloads = (p.envelope.payload for p in products)
    return next((payload for payload in payloads if payload.get("schema") == schema), None)


def result(message: JobMessage, products: Sequence[Product]) -> Result:
    """Profile, score, summary and versions of a job whose stages all ran.

    The profile is as it is seen on the job's day: what parse made is shared by jobs of many days.
    """
    profile, card = _find(products, Profile.schema_id), _find(products, ScoreCard.schema_id)
    parsed = seen_on(Profile.from_json(profile), message.as_of) if profile else None
    scored = ScoreCard.from_json(card) if card else None
    return Result(
        job=message.job,
        tenant=message.tenant,
        ref=message.ref,
        plan=message.plan,
        as_of=message.as_of,
        profile=parsed,
        scorecard=scored,
        summary=_summary(products, parsed, scored),
        pipeline_version=message.pipeline_version,
        model_version=message.model_version,
        stages={p.stage: p.envelope.stage_digest for p in products},
        parts={p.stage: p.envelope.to_json() for p in products if p.place is Place.INLINE},
    )


def _summary(
    products: Sequence[Product], profile: Profile | None, card: ScoreCard | None
) -> Summary:
    document = _find(products, Document.schema_id)
    sections = profile.resume.items() if profile else ()
    return Summary(
        reading_status=str(document["status"]) if document else None,
        score=card.points if card else None,
        abstained=card.abstained if card else None,
        criteria_draft=card.criteria_draft if card else False,
        bounds=card.bounds if card else None,
        confidence=card.confidence if card else 0,
        values=_values(card) if card else {},
        counts={name: len(value) for name, value in sections if isinstance(value, list)},
    )


def _values(card: ScoreCard) -> dict[str, tuple[int, int]]:
    return {one.criterion: (card.weights[one.criterion], one.value) for one in card.contributions}


def explanations(whole: Result) -> Explanations | None:
    """Where each point comes from; None where nothing was scored."""
    card = whole.scorecard
    if card is None:
        return None
    profile = whole.profile or Profile(resume={})
    said = {name: getattr(card, name) for name in Explanations.model_fields if name in _SCORED}
    return Explanations(**said, corrected=profile.corrected, conflicts=profile.conflicts)


def whole(message: JobMessage, products: Sequence[Product]) -> dict[str, Wire]:
    """What the stages add up to, by key: the result, and the explanations of a score."""
    found = result(message, products)
    made: dict[str, Wire] = {result_key(message.tenant, message.job): found}
    explained = explanations(found)
    if explained is not None:
        made[explanations_key(message.tenant, message.job)] = explained
    return made


def as_another_wrote(
    message: JobMessage, products: Sequence[Product], standing: Mapping[str, bytes]
) -> list[Product]:
    """``products`` with the parts of the ``result.json`` that an earlier attempt wrote.

    What stands carries no seal but those of its parts; the rest follows from these.

    Raises:
        StageFailedError: it does not follow, so that what stands is damaged.
    """
    try:
        parts = parse_json(standing[result_key(message.tenant, message.job)])["parts"]
        adopted = [
            attrs.evolve(p, envelope=Envelope.from_json(parts[p.stage]))
            if p.place is Place.INLINE
            else p
            for p in products
        ]
        made = {key: value.to_bytes() for key, value in whole(message, adopted).items()}
    except (InvalidRequestError, LookupError, TypeError):
        made = {}
    if made != dict(standing):
        raise StageFailedError("checkpoint_damaged", "what an earlier attempt found is damaged")
    return adopted


def inline_refs(message: JobMessage, products: Sequence[Product], body: bytes) -> list[ArtifactRef]:
    """Pointers into the ``result.json`` that stands."""
    return [p.ref(message, body) for p in products if p.place is Place.INLINE]


def whole_ref(message: JobMessage, key: str, value: Wire, body: bytes) -> ArtifactRef:
    """A pointer to ``body``, an object that is made of the stages' payloads."""
    digest = sha256(body)
    return ArtifactRef(
        stage=value.schema_id.partition(".")[2].partition("/")[0],
        payload_schema=value.schema_id,
        key=key,
        sha256=digest,
        size=len(body),
        payload_sha256=digest,
        stage_digest=digest,
        input_digest=sha256(message.job.encode()),
    )


def stored_payload(storage: Storage, job: Job, kind: type[P], file: str | None = None) -> P:
    """A job's payload of this kind; for stages that run once per file, of ``file``.

    Raises:
        NotFoundError: it wrote none, or what it wrote is not there as it was.
    """
    refs = [
        ref for ref in job.done if ref.payload_schema == kind.schema_id and file in (None, ref.file)
    ]
    body = storage.get(artifact_key(job.tenant, job.id, refs[0])) if refs else None
    if body is None or sha256(body) != refs[0].sha256:
        raise NotFoundError(f"the job has no intact artifact of schema {kind.schema_id}")
    return kind.from_json(payload_of(refs[0], body))


def stored_vacancy(storage: Storage, tenant: Tenant, digest: str | None) -> Vacancy | None:
    """The vacancy of this digest, if there is a digest.

    Raises:
        NotFoundError: it is no longer there, or no longer what it was.
    """
    if digest is None:
        return None
    body = storage.get(vacancy_key(tenant, digest))
    if body is None or sha256(body) != digest:
        raise NotFoundError("the vacancy is no longer in storage as it was")
    return Vacancy.from_bytes(body)


def payload_of(ref: ArtifactRef, body: bytes) -> Any:
    """The payload that ``ref`` points to, as JSON, out of the object ``body``."""
    if ref.place is Place.INLINE:
        return Envelope.from_json(parse_json(body)["parts"][ref.stage]).payload
    return Envelope.from_bytes(body).payload
