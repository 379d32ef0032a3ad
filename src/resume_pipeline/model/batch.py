"""Batch: many jobs against one vacancy, ended once, and the order of its candidates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import attrs

#: Scores that are closer than this, in thousandths of a point, say nothing of who is better.
TIE_BAND: Final = 2_000
#: How much the weights are moved, in percent, and how many of the best are looked at.
_MOVED: Final = (80, 120)
_BEST: Final = 10


@attrs.frozen(kw_only=True)
class Batch:
    """Many jobs against one vacancy.

    Attributes:
        id, tenant, actor, ref: whose.
        vacancy: its digest.
        total: how many jobs it has.
        open: how many of them have not ended.
        created_at, ended_at: epoch milliseconds; it ends once, with its last job.
    """

    id: str
    tenant: str
    actor: str | None
    ref: str | None
    vacancy: str | None
    total: int
    open: int
    created_at: int
    ended_at: int | None = None


@attrs.frozen(kw_only=True)
class Standing:
    """One candidate's place in a batch.

    Attributes:
        rank: 1 is best; equal scores share a rank; None without a score.
        job_id, ref: which job.
        state: of the job.
        score: thousandths of a point, or None.
        code: why there is no score, if there is none.
        band: those in one band have no order among them; 1 is best. A band is `TIE_BAND` wide,
            from its best score down.
        values: by kind of criterion, its weight in points and how far it is met in basis points.
    """

    rank: int | None
    job_id: str
    ref: str | None
    state: str
    score: int | None
    code: str | None = None
    band: int | None = None
    values: Mapping[str, tuple[int, int]] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class Placing:
    """One job of a batch that has ended, and where it stands among those that have ended so far.

    Attributes:
        seq: position of its ending; from behind it, whoever follows the batch goes on.
        standing: its place so far; rank and band may change with every job that ends after it.
        ended: how many jobs of the batch have.
        total: how many it has.
    """

    seq: int
    standing: Standing
    ended: int
    total: int


def ranked(standings: Sequence[Standing]) -> list[Standing]:
    """Best first, ties share a rank, those without a score last; then by job id."""
    order = sorted(standings, key=lambda s: (s.score is None, -(s.score or 0), s.job_id))
    first: dict[int | None, int] = {}
    for place, standing in enumerate(order, start=1):
        first.setdefault(standing.score, place)
    bands = _bands([s.score for s in order if s.score is not None])
    return [
        s if s.score is None else attrs.evolve(s, rank=first[s.score], band=bands[s.score])
        for s in order
    ]


def _bands(scores: Sequence[int]) -> dict[int, int]:
    """By score, its band; ``scores`` are in order, the best first."""
    bands: dict[int, int] = {}
    band, best = 0, 0
    for score in scores:
        if not band or score < best - TIE_BAND:
            band, best = band + 1, score
        bands[score] = band
    return bands


@attrs.frozen(kw_only=True)
class Shift:
    """The order of a batch if one kind of criterion weighed less, or more.

    Attributes:
        kind: of criterion.
        percent: of its weight that it then has: 80 or 120.
        places: by job id, of those with a score; 1 is best, equals share one.
        kept: how many of the best are among the best then, too.
        best: how many that are: ten, or all if there are fewer.
    """

    kind: str
    percent: int
    places: Mapping[str, int]
    kept: int
    best: int


def shifts(standings: Sequence[Standing]) -> list[Shift]:
    """The order for every kind of criterion, weighed a fifth less and a fifth more."""
    scored = [s for s in standings if s.score is not None and s.values]
    kinds = sorted({kind for s in scored for kind, (weight, _) in s.values.items() if weight})
    best = min(_BEST, len(scored))
    top = set(_order(scored, {})[:best])
    return [_shift(scored, kind, percent, top) for kind in kinds for percent in _MOVED]


def _shift(scored: Sequence[Standing], kind: str, percent: int, top: Collection[str]) -> Shift:
    moved = {kind: percent}
    order = _order(scored, moved)
    reached = {s.job_id: _reached(s, moved) for s in scored}
    first: dict[int, int] = {}
    for place, job_id in enumerate(order, start=1):
        first.setdefault(reached[job_id], place)
    return Shift(
        kind=kind,
        percent=percent,
        places={job_id: first[reached[job_id]] for job_id in order},
        kept=len(set(top) & set(order[: len(top)])),
        best=len(top),
    )


def stability(standings: Sequence[Standing]) -> int | None:
    """How much of the top ten stays if one weight is changed by a fifth, in basis points.

    The mean over `shifts`; None where nothing was scored. At 10,000 the choice of weights does not
    matter for who is on top.
    """
    found = shifts(standings)
    if not found:
        return None
    return sum(shift.kept for shift in found) * 10_000 // sum(shift.best for shift in found)


def _order(scored: Sequence[Standing], moved: Mapping[str, int]) -> list[str]:
    """Jobs, the best first, if some kinds' weights are these percents of what they were."""
    ordered = sorted(scored, key=lambda s: (-_reached(s, moved), s.job_id))
    return [standing.job_id for standing in ordered]


def _reached(standing: Standing, moved: Mapping[str, int]) -> int:
    pairs = [(w * moved.get(k, 100), value) for k, (w, value) in standing.values.items()]
    total = sum(weight for weight, _ in pairs) or 1
    return sum(weight * value for weight, value in pairs) * 1_000 // total
