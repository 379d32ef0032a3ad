"""Totals and metrics are those of the jobs that ended, whoever crashed or restarted meanwhile."""

from __future__ import annotations

import threading
import urllib.request

import attrs
import pytest
from prometheus_client.parser import text_string_to_metric_families

from resume_pipeline.engines.metrics import server
from resume_pipeline.model.artifact import JobError
from resume_pipeline.model.job import JobState
from resume_pipeline.model.keeping.metrics import Metric, text
from resume_pipeline.model.keeping.totals import BOUNDS, MORE, bucket, day_of, totals
from resume_pipeline.ports.faults import trapped
from resume_pipeline.testing.ledger_samples import NOW, a_job
from resume_pipeline.testing.rig import CrashError
from tests.core.conftest import open_world

DAY = 86_400_000


def samples(pipeline) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """As Prometheus' own client reads them."""
    families = text_string_to_metric_families(pipeline.metrics())
    return {
        (s.name.removeprefix("resume_pipeline_"), tuple(sorted(s.labels.items()))): s.value
        for family in families
        for s in family.samples
    }


def value(found, name: str, **labels: str) -> float:
    return found[name, tuple(sorted(labels.items()))]


def test_totals_tell_each_day_and_plan_apart() -> None:
    world = open_world()
    first = world.clock.now()
    world.submit()
    world.clock.advance(2_000)
    world.drain()
    world.mood.stage, world.mood.trouble = "t.draw", "fail"
    world.submit()
    world.drain()
    world.mood.trouble = ""
    world.clock.advance(DAY)
    world.submit()
    world.drain()
    cancelled = world.submit()
    world.acme.cancel(cancelled)
    older, newer = world.acme.totals(since=first)
    assert (older.day, newer.day) == (day_of(first), day_of(first + DAY + 2_000))
    assert dict(older.ended) == {"succeeded": 1, "failed": 1}
    assert dict(older.codes) == {"no_use": 1}
    assert older.waited_ms == 2_000
    assert dict(older.waited) == {"100": 1, "5000": 1}
    assert dict(newer.ended) == {"succeeded": 1, "cancelled": 1}
    done = {ref.key: ref.size for job in world.acme.jobs(state="succeeded") for ref in job.done}
    assert newer.artifact_bytes > 0
    assert sum(done.values()) <= older.artifact_bytes + newer.artifact_bytes
    assert world.pipeline.tenant("umbrella").totals(since=first) == []
    assert world.acme.totals(since=first, plan="another") == []
    assert world.acme.totals(since=first, until=first) == [older]


@pytest.mark.parametrize("point", ["finalize.in_transaction", "ledger.committed"])
def test_totals_are_right_after_a_crash_in_the_middle(point: str) -> None:
    world = open_world()
    job = world.submit()
    reports = world.reports()

    def trap(reached: str) -> None:
        if reached == point:
            raise CrashError

    with trapped(trap), pytest.raises(CrashError):
        world.pipeline.finalize(reports)
    for _ in range(2):
        world.pipeline.finalize(reports)
        world.pipeline.sweep()
    assert world.acme.job(job).state is JobState.SUCCEEDED
    (day,) = world.acme.totals(since=world.clock.now())
    assert (dict(day.ended), dict(day.scores)) == ({"succeeded": 1}, {"none": 1})
    found = samples(world.pipeline)
    assert value(found, "jobs_ended_total", plan="small", state="succeeded") == 1
    assert value(found, "stage_runs_total", stage="t.draw", outcome="ran") == 1


def test_erasing_changes_no_total() -> None:
    world = open_world()
    world.submit()
    world.drain()
    before = world.acme.totals(since=world.clock.now())
    assert world.acme.erase("candidate-9").is_done
    assert world.acme.totals(since=world.clock.now()) == before


def test_metrics_tell_what_happened_and_what_waits() -> None:
    world = open_world()
    world.submit()
    world.drain()
    world.mood.stage, world.mood.trouble = "t.draw", "retry"
    world.submit()
    world.drain()
    world.clock.advance(3_000)
    found = samples(world.pipeline)
    assert value(found, "jobs_open", state="queued") == 1
    assert value(found, "oldest_open_job_age_seconds") == 3
    assert value(found, "job_events_total", kind="retry_scheduled") == 1
    assert value(found, "stage_runs_total", stage="t.draw", outcome="failed") == 1
    assert value(found, "reports_total", verdict="applied") == 2
    assert value(found, "job_duration_seconds_count", plan="small") == 1
    assert value(found, "job_duration_seconds_bucket", plan="small", le="+Inf") == 1
    assert value(found, "stage_duration_seconds_bucket", stage="t.rate", le="+Inf") == 1
    assert value(found, "artifact_bytes_total", plan="small") > 0
    assert value(found, "queue_waiting_jobs", queue="jobs") in (0, 1)
    world.mood.trouble = "fail"
    world.clock.advance(60_000)
    world.drain()
    found = samples(world.pipeline)
    assert value(found, "jobs_failed_total", stage="t.draw", code="no_use") == 1
    assert ("oldest_open_job_age_seconds", ()) not in found


def test_metrics_are_served_and_fail_loudly() -> None:
    world = open_world()
    with server(world.pipeline, "127.0.0.1", 0) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{serving.server_address[1]}/metrics"
        with urllib.request.urlopen(url, timeout=30) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert b"resume_pipeline_jobs_open" in answer.read()
        serving.shutdown()
        thread.join()


def test_what_a_worker_says_is_no_label_unless_it_is_a_code() -> None:
    error = JobError(code="Some Name\n", stage="evil stage")
    job = attrs.evolve(
        a_job(), state=JobState.FAILED, error=error, manifest="m", finished_at=NOW + 5
    )
    measures = {measure for *_, measure in totals([(job, {})], [], [])}
    assert {"code.other", "failed_in.-:other"} <= measures
    assert not [m for m in measures if "Some" in m or "evil" in m]


def test_labels_are_escaped_and_buckets_hold_their_bound() -> None:
    odd = Metric(name="x", kind="gauge", help="y", samples=(("", {"a": 'q"\\\n'}, 1),))
    ((sample,),) = (f.samples for f in text_string_to_metric_families(text([odd])))
    assert sample.labels == {"a": 'q"\\\n'}
    assert bucket(0) == bucket(BOUNDS[0]) == str(BOUNDS[0])
    assert bucket(BOUNDS[0] + 1) == str(BOUNDS[1])
    assert bucket(BOUNDS[-1] + 1) == MORE
