"""An employer's outcomes, invented: some criteria count, one speaks against being selected."""

from __future__ import annotations

import math
import random

from resume_pipeline.training.outcomes import Outcome

KINDS = ("must", "nice", "title", "years", "relevance")


def outcomes(count: int, seed: int = 1, truth: dict[str, float] | None = None) -> list[Outcome]:
    """``count`` outcomes of twenty vacancies and many people, in order of time."""
    dice = random.Random(seed)
    truth = truth or {"must": 5, "title": 2, "years": -3}
    return [_one(dice, number, truth) for number in range(count)]


def _one(dice: random.Random, number: int, truth: dict[str, float]) -> Outcome:
    vacancy = dice.randrange(20)
    asked = [kind for kind in KINDS if kind != "years" or vacancy % 2]
    values = {kind: dice.randrange(10_001) for kind in asked}
    logit = sum(truth.get(kind, 0) * (value / 10_000 - 0.5) for kind, value in values.items())
    return Outcome(
        vacancy=f"vacancy-{vacancy}",
        candidate=f"candidate-{dice.randrange(400)}",
        values=values,
        selected=dice.random() < 1 / (1 + math.exp(-logit)),
        at=number,
    )
