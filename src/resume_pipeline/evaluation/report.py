"""What many judged values add up to: right, wrong and missed by field, and by confidence."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from resume_pipeline.evaluation.judging import FIELDS, Judged

_Z: Final = 1.96  # of 95 percent
_DRAWS: Final = 500
#: Where the bins of a reliability table begin, in thousandths.
BINS: Final = (0, 500, 700, 800, 900, 950)


@attrs.frozen
class Share:
    """So many of so many, with the Wilson interval at 95 percent."""

    part: int
    total: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.part / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share lies (Wilson 1927, without a correction for continuity)."""
        if not self.total:
            return 0.0, 1.0
        p, n, z2 = self.part / self.total, self.total, _Z * _Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        low, high = self.interval
        share = None if self.value is None else round(self.value, 4)
        return {"share": share, "low": round(low, 4), "high": round(high, 4)}


@attrs.frozen
class Score:
    """A field's values over all files."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> Share:
        """Right ones of those that were read."""
        return Share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> Share:
        """Right ones of those that are printed."""
        return Share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 1 where there was nothing to read, and nothing was read."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0


def scores(files: Iterable[Sequence[Judged]]) -> dict[str, Score]:
    """By field, in the order of a report; only fields of which there was something."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for judged in files:
        for one in judged:
            kind = "missed" if one.path is None else "right" if one.is_right else "wrong"
            counts[one.field][kind] += 1
    fields = (field for field in FIELDS if field in counts)
    return {f: Score(counts[f]["right"], counts[f]["wrong"], counts[f]["missed"]) for f in fields}


def macro(found: dict[str, Score]) -> float:
    """The mean F1 of the fields that are printed somewhere."""
    printed = [score.f1 for score in found.values() if score.right + score.missed]
    return sum(printed) / len(printed) if printed else 0.0


def macro_interval(files: Sequence[Sequence[Judged]]) -> tuple[float, float]:
    """Where the macro F1 lies, by bootstrap over files: values of one file go together."""
    draw = random.Random(0)  # noqa: S311  the same files give the same interval
    each = [scores([judged]) for judged in files]
    drawn = sorted(macro(_added(draw.choices(each, k=len(each)))) for _ in range(_DRAWS))
    return drawn[round(0.025 * (_DRAWS - 1))], drawn[round(0.975 * (_DRAWS - 1))]


def _added(many: Sequence[dict[str, Score]]) -> dict[str, Score]:
    sums: dict[str, list[int]] = {}
    for one in many:
        for field, score in one.items():
            total = sums.setdefault(field, [0, 0, 0])
            total[0] += score.right
            total[1] += score.wrong
            total[2] += score.missed
    return {field: Score(*total) for field, total in sums.items()}


@attrs.frozen
class Bin:
    """Values whose confidence is ``low`` thousandths or more, and less than that of the next bin.

    Attributes:
        low: in thousandths.
        stated: the mean of what was stated, in thousandths.
        hits: those that were right, of all.
    """

    low: int
    stated: int
    hits: Share


def reliability(pairs: Iterable[tuple[int, bool]], bins: Sequence[int] = BINS) -> list[Bin]:
    """Stated confidences beside what was right.

    Args:
        pairs: for each value its confidence in thousandths, and whether it is right.
        bins: where each begins, in rising order from 0.

    Returns:
        Bins that are not empty.
    """
    members: dict[int, list[tuple[int, bool]]] = {low: [] for low in bins}
    for stated, is_right in pairs:
        members[max(low for low in bins if low <= stated)].append((stated, is_right))
    return [
        Bin(
            low,
            sum(stated for stated, _ in some) // len(some),
            Share(sum(is_right for _, is_right in some), len(some)),
        )
        for low, some in members.items()
        if some
    ]
