"""Whole numbers divided so that the parts add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence


def shares(whole: int, weights: Sequence[int]) -> list[int]:
    """``whole`` in proportion to ``weights``, which are not negative, by largest remainder.

    Equal remainders go to the earlier part. Without any weight every part is 0, and ``whole``
    must be too.
    """
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    parts = [whole * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % total), i))
    for index in order[: whole - sum(parts)]:
        parts[index] += 1
    return parts
