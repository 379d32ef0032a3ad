"""Fitted: points by kind, learned from an employer's own outcomes, frozen in whole numbers.

Experimental. ``resume-pipeline fit`` writes such a model; the score stage is given it as an option.
Reading one needs no library, and nothing is computed anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import attrs

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.event import canonical
from resume_pipeline.model.ids import sha256
from resume_pipeline.stages.score.vector import FULL, KINDS, WHOLE
from resume_pipeline.stages.score.vocabulary import DIGEST

SCHEMA: Final = "resume_pipeline.score_model/1"
#: What all kinds together are worth.
POINTS: Final = 1_000
_FIELDS: Final = frozenset(
    {
        *("schema", "experimental", "points", "calibration", "vocabulary"),
        *("audit", "training", "intended_use", "limits"),
    }
)
_LARGEST: Final = 5_000  # bytes
Knot = tuple[int, int]


@attrs.frozen
class Fitted:
    """A model as it was frozen.

    Attributes:
        points: by kind, whole numbers from 0 that add up to 1,000.
        calibration: scores in thousandths with the share, in basis points, of those with that score
            who were selected; rising, and empty if the outcomes could not show it.
        digest: SHA-256 of the canonical bytes.
    """

    points: Mapping[str, int]
    calibration: tuple[Knot, ...]
    digest: str

    def share_selected(self, points: int) -> int | None:
        """Which share of those with this score, in thousandths, were selected; in basis points.

        It tells of past decisions. None without a calibration.
        """
        return share_at(self.calibration, points) if self.calibration else None


def share_at(knots: Sequence[Knot], points: int) -> int:
    """The share at a score, between knots in proportion, and beyond them that of the last."""
    for (low, least), (high, most) in pairwise(knots):
        if points <= high:
            return least + (max(points, low) - low) * (most - least) // (high - low)
    return knots[-1][1]


def read_fitted(value: Any) -> Fitted:
    """The model in a JSON object.

    Raises:
        InvalidRequestError: it is not of this shape, or was made with another vocabulary.
    """
    if not isinstance(value, dict) or set(value) != _FIELDS or value["schema"] != SCHEMA:
        raise InvalidRequestError(f"expected a model of schema {SCHEMA}")
    body = canonical(value).encode()
    if len(body) > _LARGEST:
        raise InvalidRequestError(f"{SCHEMA}: it is larger than {_LARGEST} bytes")
    if value["vocabulary"] != DIGEST:
        raise InvalidRequestError(f"{SCHEMA}: made with another vocabulary; fit it anew")
    return Fitted(_points(value["points"]), _calibration(value["calibration"]), sha256(body))


def _points(value: Any) -> dict[str, int]:
    if (
        not isinstance(value, dict)
        or set(value) != set(KINDS)
        or not _whole(value.values(), POINTS)
    ):
        raise InvalidRequestError(f"{SCHEMA}: points are whole numbers from 0, one for each kind")
    if sum(value.values()) != POINTS:
        raise InvalidRequestError(f"{SCHEMA}: points add up to {POINTS}")
    return {kind: value[kind] for kind in KINDS}


def _calibration(value: Any) -> tuple[Knot, ...]:
    rows: list[Any] = value if isinstance(value, list) else [None]
    if not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise InvalidRequestError(f"{SCHEMA}: calibration is a list of scores with shares")
    knots = tuple((at, share) for at, share in rows)
    whole = _whole((at for at, _ in knots), WHOLE) and _whole((one for _, one in knots), FULL)
    if not whole or not all(a < b and low <= high for (a, low), (b, high) in pairwise(knots)):
        raise InvalidRequestError(f"{SCHEMA}: calibration rises, in whole numbers")
    return knots


def _whole(values: Any, most: int) -> bool:
    return all(type(one) is int and 0 <= one <= most for one in values)
