"""From outcomes to points by kind: a logistic regression whose weights are not negative.

Experimental: it learns past decisions, with what was wrong in them. It is measured on vacancies and
candidates that were both left out, and frozen in whole numbers, so that neither the library of
linear algebra nor its number of threads stays visible in it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import attrs

from resume_pipeline.errors import ConfigError, InvalidRequestError
from resume_pipeline.model.event import canonical
from resume_pipeline.stages.score.fitted import POINTS, SCHEMA, Fitted, read_fitted
from resume_pipeline.stages.score.shares import shares
from resume_pipeline.stages.score.vector import FULL, KINDS
from resume_pipeline.stages.score.vocabulary import DIGEST
from resume_pipeline.training.calibration import calibrated
from resume_pipeline.training.outcomes import Outcome, digest_of
from resume_pipeline.wire.base import parse_json
from resume_pipeline.wire.vacancy import DEFAULT_POINTS

#: Fewer say too little.
LEAST_OUTCOMES, LEAST_SELECTED, LEAST_VACANCIES = 200, 50, 5
SEEDS: Final = (1, 2, 3, 4, 5)
_FOLDS, _HALVES = 5, 2
_RIDGE: Final = 1.0  # how much weights are held back
_DRAWS: Final = 2_000
_USE: Final = (
    "To order applications for reading, at the employer whose decisions it was fitted on. A person "
    "decides. Experimental."
)
_LIMITS: Final = (
    "It learns past decisions, fair or not. It forecasts no performance. It says nothing of other "
    "employers, of kinds of vacancies that it has not seen, or of criteria nobody asked for."
)

Points = dict[str, int]
Learn = Callable[[Sequence[Outcome]], Points]


@attrs.frozen(kw_only=True)
class Measured:
    """How well an order tells who was selected, on vacancies and people that were left out.

    Attributes:
        fitted, default: mean area under the curve over vacancies, in basis points.
        difference: of the two, and its 95 percent bounds by a bootstrap over vacancies.
        by_seed: of the fitted points, for each seed.
    """

    fitted: int
    default: int
    difference: tuple[int, int, int]
    by_seed: tuple[int, ...]


def fit(outcomes: Sequence[Outcome], audit: str) -> tuple[Fitted, bytes, Measured]:
    """The model of these outcomes, its bytes, and what it was worth where it was left out.

    Args:
        audit: SHA-256 of the bias audit of what it learns from.

    Raises:
        ConfigError: scikit-learn is not installed.
        InvalidRequestError: too few outcomes, or nothing to learn in them.
    """
    _refuse(outcomes)
    ordered = sorted(outcomes, key=lambda one: canonical(attrs.asdict(one)))
    points = learned(ordered)
    worth = measured(ordered)
    knots, told = calibrated(ordered, points, learned, score)
    value = {
        "schema": SCHEMA,
        "experimental": True,
        "points": points,
        "calibration": [list(knot) for knot in knots],
        "vocabulary": DIGEST,
        "audit": audit,
        "training": {**_data(ordered), **told, "auc_bp": attrs.asdict(worth)},
        "intended_use": _USE,
        "limits": _LIMITS,
    }
    body = canonical(value).encode()
    return read_fitted(parse_json(body)), body, worth


def _refuse(outcomes: Sequence[Outcome]) -> None:
    selected = sum(one.selected for one in outcomes)
    vacancies = len({one.vacancy for one in outcomes})
    if len(outcomes) < LEAST_OUTCOMES or selected < LEAST_SELECTED or vacancies < LEAST_VACANCIES:
        raise InvalidRequestError(
            f"{len(outcomes)} outcomes of {vacancies} vacancies, {selected} of them selected, are "
            f"too few: {LEAST_OUTCOMES}, {LEAST_VACANCIES} and {LEAST_SELECTED} are needed"
        )


def _data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    import sklearn

    return {
        "outcomes": len(outcomes),
        "selected": sum(one.selected for one in outcomes),
        "vacancies": len({one.vacancy for one in outcomes}),
        "candidates": len({one.candidate for one in outcomes}),
        "data": digest_of(outcomes),
        "seeds": list(SEEDS),
        "scikit_learn": sklearn.__version__,
    }


def score(one: Outcome, points: Points) -> int:
    """The score in thousandths that these points give, by the score's own formula."""
    asked = sum(points[kind] for kind in one.values)
    reached = sum(points[kind] * value for kind, value in one.values.items())
    return reached * 10 // asked if asked else 0


def learned(outcomes: Sequence[Outcome]) -> Points:
    """Points by kind, none negative, that add up to 1,000.

    Raises:
        ConfigError: scikit-learn is not installed.
        InvalidRequestError: no kind of criterion goes with being selected.
    """
    weights = _weights(outcomes)
    total = sum(weights)
    if total <= 0:
        raise InvalidRequestError(
            "no criterion goes with these outcomes: there is nothing to learn"
        )
    # Rounded before it is divided: equal over libraries that differ in the last digits.
    rounded = [round(1e6 * weight / total) for weight in weights]
    return dict(zip(KINDS, shares(POINTS, rounded), strict=True))


def _weights(outcomes: Sequence[Outcome]) -> list[float]:
    """One for each kind: the least of the logistic loss with a ridge, within bounds."""
    try:
        import numpy as np
        from scipy.optimize import minimize
        from scipy.special import expit
    except ImportError:
        raise ConfigError("fitting needs the extra: pip install 'resume-pipeline[train]'") from None
    rows = np.array([_row(one) for one in outcomes], dtype=float)
    means = np.nanmean(np.vstack([rows, np.zeros(len(KINDS))]), axis=0)
    x = np.where(np.isnan(rows), means, rows) / FULL
    sign = np.array([1.0 if one.selected else -1.0 for one in outcomes])

    def loss(at: Any) -> tuple[float, Any]:
        margin = sign * (x @ at[:-1] + at[-1])
        slope = -sign * expit(-margin)
        value = np.logaddexp(0, -margin).sum() + _RIDGE / 2 * at[:-1] @ at[:-1]
        return float(value), np.append(x.T @ slope + _RIDGE * at[:-1], slope.sum())

    bounds = [(0, None)] * len(KINDS) + [(None, None)]
    options = {"maxiter": 2_000, "ftol": 1e-15, "gtol": 1e-9}
    start = np.zeros(len(KINDS) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return [float(weight) for weight in found.x[:-1]]


def _row(one: Outcome) -> list[float]:
    return [float(one.values.get(kind, "nan")) for kind in KINDS]


def measured(outcomes: Sequence[Outcome]) -> Measured:
    """What fitted and default points are worth, cross-validated over vacancies and candidates.

    Who is told about shares neither vacancy nor person with whom the points were learned from.
    """
    default = {kind: DEFAULT_POINTS[kind] for kind in KINDS}
    usual = _areas(outcomes, [score(one, default) for one in outcomes])
    by_seed = [_areas(outcomes, _left_out(outcomes, seed)) for seed in SEEDS]
    fitted = {name: _mean([areas[name] for areas in by_seed]) for name in usual}
    differences = [fitted[name] - usual[name] for name in sorted(usual)]
    return Measured(
        fitted=round(FULL * _mean(list(fitted.values()))),
        default=round(FULL * _mean(list(usual.values()))),
        difference=_bounds(differences),
        by_seed=tuple(round(FULL * _mean(list(areas.values()))) for areas in by_seed),
    )


def _left_out(outcomes: Sequence[Outcome], seed: int) -> list[int]:
    """Each outcome's score by points that were learned without its vacancy and its candidate."""
    scores = [0] * len(outcomes)
    folds = list(_groups([one.vacancy for one in outcomes], _FOLDS, seed))
    halves = list(_groups([one.candidate for one in outcomes], _HALVES, seed))
    for fold in folds:
        for half in halves:
            rest = [one for n, one in enumerate(outcomes) if n not in fold and n not in half]
            points = learned(rest)
            for n in fold & half:
                scores[n] = score(outcomes[n], points)
    return scores


def _groups(names: Sequence[str], parts: int, seed: int) -> Iterator[set[int]]:
    """The places of names, in parts between which no name is shared."""
    from sklearn.model_selection import GroupKFold

    folds = GroupKFold(n_splits=parts, shuffle=True, random_state=seed)
    for _, left in folds.split(names, groups=names):
        yield {int(n) for n in left}


def _areas(outcomes: Sequence[Outcome], scores: Sequence[int]) -> dict[str, float]:
    """By vacancy with both outcomes, the area under the curve.

    Raises:
        InvalidRequestError: there is no such vacancy.
    """
    from sklearn.metrics import roc_auc_score

    rows: dict[str, list[tuple[bool, int]]] = defaultdict(list)
    for one, value in zip(outcomes, scores, strict=True):
        rows[one.vacancy].append((one.selected, value))
    both = {name: row for name, row in rows.items() if len({said for said, _ in row}) == 2}
    if not both:
        raise InvalidRequestError("no vacancy has people who were selected and others who were not")
    return {name: float(roc_auc_score(*zip(*row, strict=True))) for name, row in both.items()}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _bounds(differences: Sequence[float]) -> tuple[int, int, int]:
    dice = random.Random(7)  # noqa: S311
    means = sorted(_mean(dice.choices(differences, k=len(differences))) for _ in range(_DRAWS))
    found = (_mean(differences), means[_DRAWS * 25 // 1000], means[_DRAWS * 975 // 1000])
    mean, low, high = (round(FULL * value) for value in found)
    return mean, low, high
