"""The score card: a candidate's judgements in points, with what would change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from resume_pipeline.stages.score import vector as arithmetic
from resume_pipeline.stages.score.candidate import Candidate, Place
from resume_pipeline.stages.score.judge import judged
from resume_pipeline.stages.score.relevance import asked, shared
from resume_pipeline.stages.score.vector import FULL, Feature
from resume_pipeline.wire.payloads import Contribution, Counterfactual, Item, ScoreCard
from resume_pipeline.wire.vacancy import Criterion, Vacancy

#: Kinds of which a candidate may have more than the resume says.
_MAY_BE_ADDED: Final = frozenset({"must", "nice", "certificate", "education", "language", "years"})
_MOST_COUNTERFACTUALS: Final = 5
_MOST_WORDS: Final = 12
_SEEN: Final = frozenset({"met", "partial", "related"})
_UNKNOWN: Final = frozenset({"unknown"})
#: More of the weight than this may not rest on what nobody knows, in basis points.
MOST_UNKNOWN: Final = 4_000


@attrs.frozen
class Finding:
    """A feature, and where it is seen."""

    feature: Feature
    places: tuple[Place, ...] = ()


def findings(
    vacancy: Vacancy, criteria: Sequence[Criterion], candidate: Candidate, as_of: str
) -> list[Finding]:
    """What the criteria and the advert's words find in a resume."""
    found = [_finding(one, candidate, as_of) for one in criteria]
    return [*found, *_relevance(vacancy, candidate)]


def _finding(criterion: Criterion, candidate: Candidate, as_of: str) -> Finding:
    judgement = judged(criterion, candidate, as_of)
    feature = Feature(
        kind=criterion.kind,
        label=_label(criterion),
        weight=criterion.weight,
        value=judgement.value,
        status=judgement.status,
        blocking=criterion.blocking,
    )
    return Finding(feature, judgement.places)


def _label(criterion: Criterion) -> str:
    if criterion.kind != "years":
        return criterion.label
    return f"{criterion.years} years {criterion.label}".strip()


def _relevance(vacancy: Vacancy, candidate: Candidate) -> list[Finding]:
    """The words that the resume shares with the advert, the most telling of them as items."""
    advert = asked(vacancy.title, vacancy.text)
    if not advert.length or not vacancy.text.strip():
        return []
    value, places = shared(advert, candidate.told)
    if not value:
        return [Finding(Feature("relevance", "words of the advert", 1, 0, "not_found"))]
    text = candidate.view.text
    status = "met" if value == FULL else "partial"
    top = sorted(places, key=lambda place: (-places[place], place))[:_MOST_WORDS]
    return [
        Finding(
            Feature(
                "relevance", " ".join(text[slice(*place)].split()), places[place], value, status
            ),
            (place,),
        )
        for place in top
    ]


def scorecard(
    found: Sequence[Finding], candidate: Candidate, weights: Mapping[str, int]
) -> ScoreCard:
    """Points that add up, bounds, and what would change them; or an abstention."""
    features = [one.feature for one in found]
    unknown = arithmetic.share_of(features, weights, _UNKNOWN)
    common = {
        "bounds": arithmetic.bounds(features, weights),
        "confidence": arithmetic.share_of(features, weights, _SEEN),
        "weights": {kind: weights[kind] for kind in arithmetic.KINDS},
        "unknown": tuple(one.label for one in features if one.status == "unknown"),
        "missing": tuple(
            one.label for one in features if one.kind == "must" and one.status == "not_found"
        ),
        "flags": (*_flags(features), *(candidate.view.cautions or ())),
    }
    if unknown > MOST_UNKNOWN:
        return ScoreCard(abstained="mostly_unknown", **common)
    return ScoreCard(
        points=arithmetic.score(features, weights),
        contributions=_contributions(found, candidate, weights),
        counterfactuals=counterfactuals(features, weights),
        **common,
    )


def _flags(features: Sequence[Feature]) -> tuple[str, ...]:
    blocking = [one for one in features if one.blocking and one.value < FULL]
    unmet = any(one.status != "unknown" for one in blocking)
    unknown = any(one.status == "unknown" for one in blocking)
    return ("blocking_unmet",) * unmet + ("blocking_unknown",) * unknown


def _contributions(
    found: Sequence[Finding], candidate: Candidate, weights: Mapping[str, int]
) -> tuple[Contribution, ...]:
    parts = arithmetic.parts([one.feature for one in found], weights)
    return tuple(
        Contribution(
            criterion=part.kind,
            weight=part.weight,
            value=part.value,
            points=part.points,
            items=_items([one for one in found if one.feature.kind == part.kind], part, candidate),
        )
        for part in parts
    )


def _items(
    found: Sequence[Finding], part: arithmetic.Part, candidate: Candidate
) -> tuple[Item, ...]:
    return tuple(
        Item(
            label=one.feature.label,
            status=one.feature.status,
            weight=one.feature.weight,
            value=one.feature.value,
            points=points,
            blocking=one.feature.blocking,
            evidence=tuple(map(candidate.quote, one.places)),
        )
        for one, points in zip(found, part.items, strict=True)
    )


def counterfactuals(
    features: Sequence[Feature], weights: Mapping[str, int]
) -> tuple[Counterfactual, ...]:
    """What the score would be with one more thing met, by what it adds; scored anew."""
    now = arithmetic.score(features, weights)
    found = [
        _counterfactual(features, index, weights, now)
        for index, one in enumerate(features)
        if one.kind in _MAY_BE_ADDED and one.value < FULL
    ]
    better = sorted((one for one in found if one.delta), key=lambda one: -one.delta)
    return tuple(better[:_MOST_COUNTERFACTUALS])


def _counterfactual(
    features: Sequence[Feature], index: int, weights: Mapping[str, int], now: int
) -> Counterfactual:
    then = arithmetic.score(arithmetic.with_value(features, index, FULL), weights)
    one = features[index]
    return Counterfactual(criterion=one.kind, label=one.label, points=then, delta=then - now)
