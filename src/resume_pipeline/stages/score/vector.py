"""Feature vectors, and the arithmetic that turns them into points: whole numbers throughout.

With a weight P for each kind of criterion, and for each of its items a weight w and a value v in
basis points, the score in thousandths is the whole part of

    100,000 * sum over kinds of P * (sum of w * v / sum of w) / 10,000 / sum of P

which is computed exactly and rounded once. So it never falls when an item's value rises, and never
when an item that is met in full is added to what is asked for. Contributions divide the score, and
items their contribution, by largest remainder: all of them add up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from resume_pipeline.stages.score.shares import shares

FULL: Final = 10_000  # basis points
WHOLE: Final = 100_000  # thousandths of a point
#: Kinds in the order in which they are shown.
KINDS: Final = (
    "must",
    "nice",
    "title",
    "years",
    "education",
    "certificate",
    "relevance",
    "language",
    "eligibility",
)


@attrs.frozen
class Feature:
    """One item of a criterion.

    Attributes:
        kind, label: which.
        weight: relative to the other items of its kind, more than 0.
        value: how far it is met, in basis points.
        status: as in `Item`.
        blocking: whether to flag it when it is not met.
    """

    kind: str
    label: str
    weight: int
    value: int
    status: str = "met"
    blocking: bool = False


@attrs.frozen
class Part:
    """One kind's part of a score: its weight and points in thousandths, and its items' points."""

    kind: str
    weight: int
    value: int
    points: int
    items: tuple[int, ...]


Vector = Sequence[Feature]


def score(vector: Vector, points: Mapping[str, int], values: Sequence[int] | None = None) -> int:
    """The score in thousandths, given the employer's points by kind; 0 if all of them are 0.

    Args:
        values: taken in place of the features' own, if given.
    """
    sums = _sums(vector, values)
    whole = math.prod(total for total, _ in sums.values())
    reached = sum(points[kind] * value * (whole // total) for kind, (total, value) in sums.items())
    asked = sum(points[kind] for kind in sums)
    return reached * (WHOLE // FULL) // (whole * asked) if asked else 0


def _sums(vector: Vector, values: Sequence[int] | None = None) -> dict[str, tuple[int, int]]:
    """By kind, the sum of its weights and the weighted sum of its values."""
    sums: dict[str, tuple[int, int]] = {}
    for one, value in zip(vector, values or [one.value for one in vector], strict=True):
        total, reached = sums.get(one.kind, (0, 0))
        sums[one.kind] = (total + one.weight, reached + one.weight * value)
    return sums


def parts(vector: Vector, points: Mapping[str, int]) -> list[Part]:
    """The score divided among kinds, in the order of `KINDS`, and among their items."""
    sums = _sums(vector)
    kinds = [kind for kind in KINDS if kind in sums]
    whole = math.prod(total for total, _ in sums.values())
    reached = [points[kind] * sums[kind][1] * (whole // sums[kind][0]) for kind in kinds]
    weights = shares(WHOLE, [points[kind] for kind in kinds])
    divided = shares(score(vector, points), reached)
    return [
        Part(kind, weight, sums[kind][1] // sums[kind][0], given, _items(vector, kind, given))
        for kind, weight, given in zip(kinds, weights, divided, strict=True)
    ]


def _items(vector: Vector, kind: str, points: int) -> tuple[int, ...]:
    return tuple(shares(points, [one.weight * one.value for one in vector if one.kind == kind]))


def with_value(vector: Vector, index: int, value: int) -> list[Feature]:
    """The vector with another value, and status, of one feature."""
    changed = list(vector)
    status = "met" if value == FULL else "not_found"
    changed[index] = attrs.evolve(changed[index], value=value, status=status)
    return changed


def bounds(vector: Vector, points: Mapping[str, int]) -> tuple[int, int]:
    """The score if everything unknown were not met, and if it were met in full."""
    best = [FULL if one.status == "unknown" else one.value for one in vector]
    return score(vector, points), score(vector, points, best)


def share_of(vector: Vector, points: Mapping[str, int], statuses: frozenset[str]) -> int:
    """The share of the weight whose items have one of ``statuses``, in basis points."""
    marked = [FULL if one.status in statuses else 0 for one in vector]
    return score(vector, points, marked) * FULL // WHOLE
