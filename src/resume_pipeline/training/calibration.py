"""Whether a score tells which share was selected, tried on what was decided later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from resume_pipeline.stages.score.fitted import Knot, share_at
from resume_pipeline.stages.score.vector import FULL
from resume_pipeline.training.outcomes import Outcome

#: Fewer cannot show it.
LEAST_OUTCOMES, LEAST_SELECTED = 1_000, 200
#: Shares told of later decisions may be off by this much on average, in basis points.
MOST_ERROR: Final = 300
_EARLIER: Final = 70  # percent
_BINS: Final = 10
_MOST_KNOTS: Final = 20

Points = dict[str, int]
Score = Callable[[Outcome, Points], int]
Knots = list[Knot]


def calibrated(
    outcomes: Sequence[Outcome],
    points: Points,
    learned: Callable[[Sequence[Outcome]], Points],
    score: Score,
) -> tuple[Knots, dict[str, Any]]:
    """Scores with shares, or none; and what was found when they were tried.

    Points and shares are learned from the earlier seven tenths and held against the rest. If they
    err by no more than 300 basis points, shares of all outcomes are given.
    """
    if len(outcomes) < LEAST_OUTCOMES or sum(one.selected for one in outcomes) < LEAST_SELECTED:
        return [], {"uncalibrated": "too_few_outcomes"}
    ordered = sorted(outcomes, key=lambda one: one.at)
    cut = len(ordered) * _EARLIER // 100
    earlier, later = ordered[:cut], ordered[cut:]
    if len({one.at for one in ordered}) < 2 or len({one.selected for one in earlier}) < 2:
        return [], {"uncalibrated": "no_order_in_time"}
    tried = learned(earlier)
    knots = _knots([score(one, tried) for one in earlier], earlier)
    told = [share_at(knots, score(one, tried)) for one in later]
    error = _error(told, [one.selected for one in later])
    if error > MOST_ERROR:
        return [], {"uncalibrated": "off_on_later_decisions", "calibration_error_bp": error}
    return _knots([score(one, points) for one in outcomes], outcomes), {
        "calibration_error_bp": error
    }


def _knots(scores: Sequence[int], outcomes: Sequence[Outcome]) -> Knots:
    """An isotonic regression, thinned to a few knots in whole numbers."""
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
    model.fit(scores, [float(one.selected) for one in outcomes])
    shares = [round(FULL * float(share)) for share in model.y_thresholds_]
    knots = dict(zip(map(round, model.X_thresholds_), shares, strict=True))
    rows = sorted(knots.items())
    step = max(1, -(-len(rows) // (_MOST_KNOTS - 1)))
    return [*rows[::step], *([rows[-1]] if (len(rows) - 1) % step else [])]


def _error(told: Sequence[int], selected: Sequence[bool]) -> int:
    """The expected calibration error over ten equal parts by what was told, in basis points."""
    order = sorted(range(len(told)), key=lambda n: (told[n], n))
    total = 0
    for part in range(_BINS):
        some = order[part * len(order) // _BINS : (part + 1) * len(order) // _BINS]
        total += abs(sum(told[n] - FULL * selected[n] for n in some))
    return total // len(told)
