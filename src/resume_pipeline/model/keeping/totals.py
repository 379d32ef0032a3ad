"""Totals: what ended jobs add to a tenant's day, and to the sums of all days.

Numbers only, so that they outlive an erasure. Buckets are not cumulative: each counts what is above
the bound before it, up to its own.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from resume_pipeline.model.event import Change
from resume_pipeline.model.job import Job
from resume_pipeline.model.verdict import StageTime

#: Upper bounds of durations, in milliseconds; what is longer is under ``more``.
BOUNDS: Final = (100, 500, 1_000, 5_000, 15_000, 60_000, 300_000, 1_800_000, 7_200_000)
MORE: Final = "more"
#: Of the sums of all tenants and days.
ALL: Final = ""

#: Tenant, plan, UTC day and measure.
Key = tuple[str, str, str, str]


@attrs.frozen(kw_only=True)
class Day:
    """A tenant's jobs of one plan that ended on one UTC day.

    Attributes:
        day: as YYYY-MM-DD.
        ended: jobs by state.
        codes: failed jobs by the code of their error.
        waited_ms, ran_ms, took_ms: sums: from submission to the first start, from there to the end,
            and both; of jobs that started.
        waited, took: how many jobs by upper bound in milliseconds, or ``more``.
        scores: how many by tens of points (``0``: 0 to 9.999, ... ``9``: 90 to 100), or ``none``.
        artifact_bytes: of the objects that the jobs point to.
    """

    tenant: str
    plan: str
    day: str
    ended: Mapping[str, int]
    codes: Mapping[str, int]
    waited_ms: int
    ran_ms: int
    took_ms: int
    waited: Mapping[str, int]
    took: Mapping[str, int]
    scores: Mapping[str, int]
    artifact_bytes: int

    @classmethod
    def of(cls, tenant: str, plan: str, day: str, measures: Mapping[str, int]) -> Day:
        """A day, out of its measures."""

        def under(name: str) -> dict[str, int]:
            head = f"{name}."
            return {m.removeprefix(head): v for m, v in measures.items() if m.startswith(head)}

        return cls(
            tenant=tenant, plan=plan, day=day,
            ended=under("ended"), codes=under("code"), scores=under("score"),
            waited=under("waited"), took=under("took"),
            waited_ms=measures.get("waited_ms", 0), ran_ms=measures.get("ran_ms", 0),
            took_ms=measures.get("took_ms", 0), artifact_bytes=measures.get("bytes", 0),
        )  # fmt: skip


def day_of(at: int) -> str:
    """The UTC day of a moment in epoch milliseconds."""
    return dt.datetime.fromtimestamp(at / 1000, dt.UTC).date().isoformat()


def bucket(ms: int) -> str:
    """The upper bound of the bucket that holds ``ms``."""
    place = bisect_left(BOUNDS, ms)
    return str(BOUNDS[place]) if place < len(BOUNDS) else MORE


def totals(
    ended: Iterable[tuple[Job, Mapping[str, Any]]],
    changes: Iterable[Change],
    times: Iterable[tuple[Job, StageTime]],
) -> Counter[Key]:
    """What one group adds.

    Args:
        ended: jobs that ended, with their summaries.
        changes: of all jobs of the group.
        times: how stages of jobs went, in attempts that were settled.
    """
    counts: Counter[Key] = Counter()
    for job, summary in ended:
        day = day_of(job.finished_at or 0)
        for measure, amount in _of_job(job, summary).items():
            counts[job.tenant, job.plan, day, measure] += amount
            counts[ALL, job.plan, ALL, measure] += amount
    for kind in (event.kind for change in changes for event in change.events):
        counts[ALL, ALL, ALL, f"event.{kind}"] += 1
    for job, time in times:
        for measure, amount in _of_stage(_stage(job, time.stage), time).items():
            counts[ALL, ALL, ALL, measure] += amount
    return counts


def _of_job(job: Job, summary: Mapping[str, Any]) -> Counter[str]:
    counts = Counter({f"ended.{job.state}": 1, "bytes": _bytes(job)})
    if job.error is not None:
        code = safe_code(job.error.code)
        counts[f"code.{code}"] += 1
        counts[f"failed_in.{_stage(job, job.error.stage)}:{code}"] += 1
    if job.state == "succeeded":
        counts[f"score.{_tens(summary.get('score'))}"] += 1
    if job.started_at is not None and job.finished_at is not None:
        waited, took = job.started_at - job.created_at, job.finished_at - job.created_at
        counts.update(waited_ms=waited, ran_ms=took - waited, took_ms=took)
        counts[f"waited.{bucket(waited)}"] += 1
        counts[f"took.{bucket(took)}"] += 1
    return counts


def _bytes(job: Job) -> int:
    """Of the objects that the job points to; several payloads may be parts of one."""
    return sum({ref.key: ref.size for ref in job.done}.values())


def _tens(score: int | None) -> str:
    return "none" if score is None else str(min(9, score // 10_000))


def _of_stage(stage: str, time: StageTime) -> dict[str, int]:
    of = {f"stage.{time.outcome}.{stage}": 1}
    if time.outcome == "ran":
        of |= {f"stage_ms.{stage}": time.ms, f"stage_took.{stage}:{bucket(time.ms)}": 1}
    return of


def safe_code(code: str) -> str:
    """``code`` if it is one, ``other`` else: a worker that was taken over may say anything."""
    return code if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code) else "other"


def _stage(job: Job, stage: str | None) -> str:
    """``stage`` if the job's plan has it, or a dash."""
    return stage if stage is not None and job.index_of(stage) is not None else "-"
