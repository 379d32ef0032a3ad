"""Result: what a host reads of a job that succeeded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from pydantic import Field

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.wire.base import Payload, Wire, parse_json
from resume_pipeline.wire.payloads import (
    Conflict,
    Contribution,
    Corrected,
    Counterfactual,
    Profile,
    ScoreCard,
)


def shown(points: int) -> Decimal:
    """Thousandths of a point as they are shown: with one decimal, half-even."""
    return (Decimal(points) / 1000).quantize(Decimal("0.1"))


class Summary(Wire):
    """The few facts that also stand in the ledger's row. No text of the document.

    Attributes:
        reading_status: of the resume.
        score: thousandths of a point, or None.
        abstained: why there is no score.
        criteria_draft: whether nobody confirmed the criteria.
        bounds, confidence: of the score, as in `ScoreCard`.
        values: by kind of criterion, its weight in points and how far it is met in basis points:
            enough to see how an order depends on the weights.
        counts: entries of the profile by section.
    """

    schema_id: ClassVar[str] = "resume_pipeline.summary/2"

    reading_status: str | None = None
    score: int | None = None
    abstained: str | None = None
    criteria_draft: bool = False
    bounds: tuple[int, int] | None = None
    confidence: int = 0
    values: dict[str, tuple[int, int]] = Field(default_factory=dict)
    counts: dict[str, int] = Field(default_factory=dict)


class Result(Wire):
    """Profile, score, summary and versions of one job, as stored in ``result.json``.

    Attributes:
        job, tenant, ref, plan, as_of: which.
        profile: what parse made of the documents, with cautions of dates after ``as_of``; None if
            the plan has no parse.
        scorecard: or None if the plan or the vacancy has no score.
        pipeline_version, model_version: what made it.
        stages: digest of each stage, by name.
        parts: envelopes of the stages whose output is no object of its own, by stage.
    """

    schema_id: ClassVar[str] = "resume_pipeline.result/4"

    job: str
    tenant: str
    ref: str | None = None
    plan: str
    as_of: str
    profile: Profile | None = None
    scorecard: ScoreCard | None = None
    summary: Summary
    pipeline_version: str
    model_version: str
    stages: dict[str, str]
    parts: dict[str, Any] = Field(default_factory=dict)

    @property
    def score(self) -> Decimal | None:
        """Points out of 100 with one decimal (half-even), or None if abstained or not scored."""
        if self.scorecard is None or self.scorecard.points is None:
            return None
        return shown(self.scorecard.points)

    @property
    def abstained(self) -> str | None:
        """Why there is no score, if a score was asked for."""
        return self.scorecard.abstained if self.scorecard else None

    @classmethod
    def summary_in(cls, body: bytes) -> Summary:
        """The summary of the result that `to_bytes` wrote; the rest is not looked at.

        Raises:
            InvalidRequestError: it is no result of this schema, or has no summary.
        """
        value = parse_json(body)
        if not isinstance(value, dict) or value.get("schema") != cls.schema_id:
            raise InvalidRequestError(f"expected an object of schema {cls.schema_id}")
        summary = value.get("summary")
        said = summary if isinstance(summary, dict) else {}
        return Summary.from_json(said | {"schema": Summary.schema_id})


class Explanations(Payload):
    """Where each point comes from, as stored in ``explanations.json``; fields as in `ScoreCard`.

    Attributes:
        corrected, conflicts: as in `Profile`, if a person corrected the reading.
    """

    schema_id: ClassVar[str] = "resume_pipeline.explanations/2"

    points: int | None = None
    bounds: tuple[int, int] | None = None
    confidence: int = 0
    abstained: str | None = None
    contributions: tuple[Contribution, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    corrected: tuple[Corrected, ...] | None = None
    conflicts: tuple[Conflict, ...] | None = None
