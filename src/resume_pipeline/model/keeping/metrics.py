"""Metrics: numbers for those who watch, in the text format of Prometheus.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from resume_pipeline.model.keeping.totals import BOUNDS, MORE

#: What each line begins with.
PREFIX: Final = "resume_pipeline_"
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]


@attrs.frozen(kw_only=True)
class Metric:
    """A family of samples.

    Attributes:
        name: without the prefix.
        kind: counter, gauge or histogram.
        help: one line for people.
        samples: suffix of the name, labels and value.
    """

    name: str
    kind: str
    help: str
    samples: tuple[tuple[str, Labels, float], ...]

    def lines(self) -> Iterator[str]:
        """As Prometheus reads it."""
        name = PREFIX + self.name
        yield f"# HELP {name} {self.help}"
        yield f"# TYPE {name} {self.kind}"
        for suffix, labels, value in self.samples:
            yield f"{name}{suffix}{_shown(labels)} {value:.15g}"


def text(metrics: Iterable[Metric]) -> str:
    """The whole answer to a scrape."""
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _shown(labels: Labels) -> str:
    pairs = (f'{name}="{_escaped(value)}"' for name, value in sorted(labels.items()))
    return f"{{{','.join(pairs)}}}" if labels else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


Overall = Mapping[tuple[str, str], int]


def of_totals(overall: Overall) -> list[Metric]:
    """What the sums of all tenants and days say; each only grows, whoever restarts."""
    return [
        _counter("jobs_ended_total", "Jobs that ended.", [
            ({"plan": plan, "state": state}, value)
            for plan, state, value in _under(overall, "ended")
        ]),
        _counter("jobs_failed_total", "Failed jobs by the stage and the code of their error.", [
            ({"stage": stage, "code": code}, value) for stage, code, value in _of_failures(overall)
        ]),
        _counter("artifact_bytes_total", "Bytes of the objects that ended jobs point to.", [
            ({"plan": plan}, value) for (plan, name), value in overall.items() if name == "bytes"
        ]),
        _counter("job_events_total", "What happened to jobs: retries, losses, hand-overs.", [
            ({"kind": kind}, value) for _, kind, value in _under(overall, "event")
        ]),
        _counter("stage_runs_total", "Stages that ran, were adopted or failed.", [
            ({"stage": stage, "outcome": outcome}, value)
            for outcome in ("ran", "adopted", "failed")
            for _, stage, value in _under(overall, f"stage.{outcome}")
        ]),
        _of_plans("job_wait_seconds", "From submission to the first start.", overall, "waited"),
        _of_plans("job_duration_seconds", "From submission to the ending.", overall, "took"),
        _of_stages(overall),
    ]  # fmt: skip


def of_verdicts(counters: Mapping[str, int]) -> Metric:
    """What became of reports: applied, repeated, stale, conflicting, unknown."""
    samples = [
        ({"verdict": name.removeprefix("verdict.")}, value)
        for name, value in sorted(counters.items())
        if name.startswith("verdict.")
    ]
    return _counter("reports_total", "Reports by what became of them.", samples)


def gauge(name: str, words: str, samples: Iterable[tuple[Labels, float]]) -> Metric:
    """What stands now."""
    made = tuple(("", labels, value) for labels, value in samples)
    return Metric(name=name, kind="gauge", help=words, samples=made)


def _counter(name: str, words: str, samples: Iterable[tuple[Labels, float]]) -> Metric:
    made = tuple(("", labels, value) for labels, value in samples)
    return Metric(name=name, kind="counter", help=words, samples=made)


def _under(overall: Overall, head: str) -> list[tuple[str, str, int]]:
    """Plan, what follows ``head`` in the measure, and value; in order."""
    start = f"{head}."
    found = ((p, m.removeprefix(start), v) for (p, m), v in overall.items() if m.startswith(start))
    return sorted(found)


def _of_failures(overall: Overall) -> list[tuple[str, str, int]]:
    """Stage, code and how many, of all plans."""
    sums: dict[str, int] = {}
    for _, key, value in _under(overall, "failed_in"):
        sums[key] = sums.get(key, 0) + value
    pairs = ((key.partition(":"), sums[key]) for key in sorted(sums))
    return [(stage, code, value) for (stage, _, code), value in pairs]


def _of_plans(name: str, words: str, overall: Overall, measure: str) -> Metric:
    plans = sorted({plan for plan, _, _ in _under(overall, measure)})
    samples: list[tuple[str, Labels, float]] = []
    for plan in plans:
        counts = {bound: v for p, bound, v in _under(overall, measure) if p == plan}
        samples += _histogram({"plan": plan}, counts, overall.get((plan, f"{measure}_ms"), 0))
    return Metric(name=name, kind="histogram", help=words, samples=tuple(samples))


def _of_stages(overall: Overall) -> Metric:
    by_stage: dict[str, dict[str, int]] = {}
    for _, key, value in _under(overall, "stage_took"):
        stage, bound = key.rsplit(":", 1)
        by_stage.setdefault(stage, {})[bound] = value
    samples: list[tuple[str, Labels, float]] = []
    for stage, counts in by_stage.items():
        samples += _histogram({"stage": stage}, counts, overall.get(("", f"stage_ms.{stage}"), 0))
    words = "How long stages ran."
    return Metric(
        name="stage_duration_seconds", kind="histogram", help=words, samples=tuple(samples)
    )


def _histogram(
    labels: Labels, counts: Mapping[str, int], total_ms: int
) -> Iterator[tuple[str, Labels, float]]:
    """Cumulative buckets, out of such that are not."""
    so_far = 0
    for bound in BOUNDS:
        so_far += counts.get(str(bound), 0)
        yield "_bucket", {**labels, "le": f"{bound / 1000:g}"}, so_far
    so_far += counts.get(MORE, 0)
    yield "_bucket", {**labels, "le": "+Inf"}, so_far
    yield "_sum", labels, total_ms / 1000
    yield "_count", labels, so_far
