"""Points: whole numbers that add up, that can be computed again, and that never punish evidence.

Ten thousand generated cases each, from seeds, so that a failure names its case.
"""

import random

import attrs
import pytest

from resume_pipeline.stages.score.card import counterfactuals
from resume_pipeline.stages.score.vector import (
    FULL,
    KINDS,
    WHOLE,
    Feature,
    bounds,
    parts,
    score,
    with_value,
)

CASES = 10_000
STATUSES = ("met", "related", "partial", "not_found", "unknown")
VALUES = {"met": FULL, "related": 5_000, "not_found": 0, "unknown": 0}


def feature(dice, kind):
    status = dice.choice(STATUSES)
    value = VALUES.get(status, dice.randrange(FULL + 1))
    weight = dice.choice((1, 1, 2, 3, dice.randint(1, 1000)))
    return Feature(kind, f"x{dice.randrange(99)}", weight, value, status, dice.random() < 0.2)


def case(seed):
    """A vector and an employer's points, some of them 0 and some very large."""
    dice = random.Random(seed)
    kinds = dice.sample(KINDS, dice.randint(1, len(KINDS)))
    vector = [feature(dice, kind) for kind in kinds for _ in range(dice.randint(1, 6))]
    points = {kind: dice.choice((0, 1, 5, 45, dice.randint(0, 1000))) for kind in KINDS}
    return dice, vector, points


def test_contributions_and_their_items_add_up_to_the_score():
    for seed in range(CASES):
        _, vector, points = case(seed)
        total, divided = score(vector, points), parts(vector, points)
        assert 0 <= total <= WHOLE, seed
        assert sum(part.points for part in divided) == total, seed
        assert all(sum(part.items) == part.points for part in divided), seed
        asked = any(points[part.kind] for part in divided)
        assert sum(part.weight for part in divided) == (WHOLE if asked else 0), seed
        for part in divided:
            values = [one.value for one in vector if one.kind == part.kind]
            assert all(value or not given for value, given in zip(values, part.items, strict=True))


def test_a_counterfactual_is_what_scoring_anew_gives():
    seen = 0
    for seed in range(CASES):
        _, vector, points = case(seed)
        now = score(vector, points)
        by_label = {}
        for index, one in enumerate(vector):
            by_label.setdefault((one.kind, one.label), []).append(index)
        for told in counterfactuals(vector, points):
            seen += 1
            again = {
                score(with_value(vector, index, FULL), points)
                for index in by_label[told.criterion, told.label]
            }
            assert told.points in again, seed
            assert told.delta == told.points - now > 0, seed
    assert seen > CASES


def test_meeting_one_more_thing_never_lowers_the_score():
    for seed in range(CASES):
        dice, vector, points = case(seed)
        index = dice.randrange(len(vector))
        higher = dice.randint(vector[index].value, FULL)
        assert score(with_value(vector, index, higher), points) >= score(vector, points), seed


def test_asking_for_one_more_thing_that_is_met_never_lowers_the_score():
    for seed in range(CASES):
        dice, vector, points = case(seed)
        met = attrs.evolve(feature(dice, dice.choice(KINDS)), value=FULL, status="met")
        assert score([*vector, met], points) >= score(vector, points), seed


def test_bounds_are_the_score_with_everything_unknown_unmet_and_met():
    for seed in range(CASES):
        _, vector, points = case(seed)
        low, high = bounds(vector, points)
        assert low == score(vector, points) <= high, seed
        best = vector
        for index, one in enumerate(vector):
            best = with_value(best, index, FULL) if one.status == "unknown" else best
        assert high == score(best, points), seed


@pytest.mark.parametrize("points", [dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 1000)])
def test_employers_may_weigh_nothing_or_everything(points):
    vector = [Feature(kind, kind, 1, FULL) for kind in KINDS]
    assert score(vector, points) == (WHOLE if points["must"] else 0)
