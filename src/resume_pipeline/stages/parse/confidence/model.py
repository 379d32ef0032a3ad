"""The frozen model: whole numbers that are added up, and what share of values was right per sum.

``resume-pipeline train`` makes it. Nothing of what made it is needed to use it.
"""

from __future__ import annotations

import bisect
import functools
import json
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any, Final

import attrs

from resume_pipeline.errors import BugError, InvalidRequestError
from resume_pipeline.model.event import canonical
from resume_pipeline.model.ids import sha256

#: Of the file that ships. It is part of the parse stage's digest, and checked on loading.
DIGEST: Final = "0858c5e2f9bf5050e238fc6d0ee866223c1d912cc147b0677e625ef06e448d97"
SCHEMA: Final = "resume_pipeline.confidence/1"
#: What a signal says of every rule stands under this name.
ANY: Final = "*"
_BASE: Final = ""  # the signal that every value has
_BYTES: Final = 1 << 22


@attrs.frozen
class Confidence:
    """A model.

    Attributes:
        weights: by rule, what each signal adds, in thousandths of a logit.
        steps: sums in rising order; from each one on, the confidence beside it holds.
        levels: confidences in thousandths, one more than there are steps.
        body: the canonical file.
        digest: its SHA-256.
        made: from what it was made, for people.
    """

    weights: dict[str, dict[str, int]]
    steps: tuple[int, ...]
    levels: tuple[int, ...]
    body: bytes
    digest: str
    made: dict[str, Any]

    def of(self, rule: str, signals: Iterable[str]) -> int:
        """How many of 1,000 values that were found like this are right."""
        return self.levels[bisect.bisect_right(self.steps, self.sum(rule, signals))]

    def sum(self, rule: str, signals: Iterable[str]) -> int:
        """What the signals add up to; an unknown one adds nothing."""
        table = self.weights.get(rule) or self.weights[ANY]
        return table[_BASE] + sum(filter(None, map(table.get, signals)))

    @classmethod
    def from_bytes(cls, body: bytes) -> Confidence:
        """The model in a file.

        Raises:
            InvalidRequestError: it holds none.
        """
        try:
            return _read(json.loads(body), body)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise InvalidRequestError(f"not a model of schema {SCHEMA}") from None

    @classmethod
    def read(cls, path: Path) -> Confidence:
        """The model in a file that ``resume-pipeline train`` wrote.

        Raises:
            InvalidRequestError: it holds none.
            OSError: it cannot be read.
        """
        with path.open("rb") as stream:
            return cls.from_bytes(stream.read(_BYTES))


def _read(value: dict[str, Any], body: bytes) -> Confidence:
    weights = {
        rule: {signal: _whole(weight) for signal, weight in table.items()}
        for rule, table in value["weights"].items()
    }
    steps, levels = tuple(map(_whole, value["steps"])), tuple(map(_whole, value["levels"]))
    is_rising = list(steps) == sorted(set(steps)) and list(levels) == sorted(levels)
    is_whole = len(levels) == len(steps) + 1 and 0 <= levels[0] <= levels[-1] <= 1000
    if value["schema"] != SCHEMA or not (is_rising and is_whole):
        raise ValueError(SCHEMA)
    if any(_BASE not in table for table in (weights[ANY], *weights.values())):
        raise ValueError(SCHEMA)
    return Confidence(weights, steps, levels, body, sha256(body), dict(value["made"]))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def frozen(
    weights: dict[str, dict[str, int]],
    steps: Iterable[int],
    levels: Iterable[int],
    made: dict[str, Any],
) -> bytes:
    """The bytes of a model's file: canonical JSON whose numbers are whole."""
    value = {
        "schema": SCHEMA,
        "weights": weights,
        "steps": list(steps),
        "levels": list(levels),
        "made": made,
    }
    return canonical(value).encode()


@functools.cache
def shipped() -> Confidence:
    """The model that ships.

    Raises:
        BugError: the file is not the one that this version was made with.
    """
    return checked(resources.files(__package__).joinpath("model.json").read_bytes(), DIGEST)


def checked(body: bytes, digest: str) -> Confidence:
    """The model in a file that must have this digest.

    Raises:
        BugError: it has another one.
    """
    if sha256(body) != digest:
        raise BugError("the model of confidence is not the one that this version was made with")
    return Confidence.from_bytes(body)
