"""nDCG, and how sure a paired difference of it is."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

DRAWS = 2_000


def ndcg(scores: Sequence[float], gains: Sequence[int], depth: int = 10) -> float:
    """nDCG at ``depth`` with gain 2**relevance - 1; equal scores share the mean of their gains."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    worth = [2 ** gains[i] - 1 for i in order]
    at = 0
    while at < len(order):  # what has equal scores has no order
        end = at
        while end < len(order) and scores[order[end]] == scores[order[at]]:
            end += 1
        worth[at:end] = [sum(worth[at:end]) / (end - at)] * (end - at)
        at = end
    best = sorted((2**gain - 1 for gain in gains), reverse=True)
    ideal = _dcg(best[:depth])
    return _dcg(worth[:depth]) / ideal if ideal else 0.0


def _dcg(worth: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(worth))


def paired(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Mean difference and its 95 percent bounds, by a bootstrap over queries."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    dice = random.Random(7)
    means = sorted(
        sum(dice.choices(differences, k=len(differences))) / len(differences) for _ in range(DRAWS)
    )
    mean = sum(differences) / len(differences)
    return mean, means[DRAWS * 25 // 1000], means[DRAWS * 975 // 1000]
