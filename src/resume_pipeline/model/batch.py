"""Batch: many jobs against one vacancy, ended once, and the order of its candidates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


def stability(standings: Sequence[Standing]) -> int | None:
    """How much of the top ten stays if one weight is changed by a fifth, in basis points.

    The mean over every kind of criterion, weighed a fifth less and a fifth more; None where
    nothing was scored. At 10,000 the choice of weights does not matter for who is on top.
    """
    scored = [s for s in standings if s.score is not None and s.values]
    kinds = sorted({kind for s in scored for kind, (weight, _) in s.values.items() if weight})
    if not kinds:
        return None
    depth = min(_BEST, len(scored))
    top = set(_top(scored, {}, depth))
    kept = [len(top & set(_top(scored, moved, depth))) for moved in _moves(kinds)]
    return sum(kept) * 10_000 // (depth * len(kept))


def _moves(kinds: Sequence[str]) -> Iterator[dict[str, int]]:
    for kind in kinds:
        yield from ({kind: percent} for percent in _MOVED)


def _top(standings: Sequence[Standing], moved: Mapping[str, int], depth: int) -> list[str]:
    """The jobs that are best if some kinds' weights are these percents of what they were."""

    def reached(standing: Standing) -> tuple[int, str]:
        pairs = [(w * moved.get(k, 100), value) for k, (w, value) in standing.values.items()]
        total = sum(weight for weight, _ in pairs) or 1
        return -sum(weight * value for weight, value in pairs) * 1_000 // total, standing.job_id

    return [standing.job_id for standing in sorted(standings, key=reached)[:depth]]
