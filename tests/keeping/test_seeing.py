"""A job can be followed from its upload to its ending, across the queue, by trace and by log."""

from __future__ import annotations

import json
import logging

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from resume_pipeline.errors import BugError
from resume_pipeline.ports import tracing
from resume_pipeline.ports.logs import JsonLines, log_bug
from tests.core.conftest import open_world


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Where finished spans go while a test runs."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


def by_name(exporter: InMemorySpanExporter) -> dict[str, list]:
    found: dict[str, list] = {}
    for one in exporter.get_finished_spans():
        found.setdefault(one.name.removeprefix("resume_pipeline "), []).append(one)
    return found


def test_one_trace_leads_from_upload_to_finalize_across_the_queue(spans) -> None:
    world = open_world(routes={"t.rate": "rating"})
    job = world.submit()
    world.drain()
    rating = world.worker.beside("rating")
    for delivery in rating.receive(limit=1, wait=0):
        rating.run(delivery)
    world.drain()
    assert world.acme.job(job).is_terminal
    found = by_name(spans)
    names = {"upload", "submit", "run", "stage t.read", "stage t.draw", "stage t.rate", "finalize"}
    assert set(found) == names
    assert len(found["run"]) == 2, "one for each hop"
    assert len({one.context.trace_id for some in found.values() for one in some}) == 1
    submitted = found["submit"][0].context.span_id
    assert {one.parent.span_id for one in (*found["run"], *found["finalize"])} == {submitted}
    run = found["run"][0]
    assert run.attributes["resume_pipeline.job"] == job.id
    assert run.attributes["resume_pipeline.attempt"] == 1
    assert found["stage t.read"][0].parent.span_id == run.context.span_id


def test_a_hosts_own_span_is_what_leads_to_the_job(spans) -> None:
    world = open_world()
    with trace.get_tracer("host").start_as_current_span("POST /applications") as own:
        world.submit()
    world.drain()
    found = by_name(spans)
    assert found["submit"][0].parent.span_id == own.get_span_context().span_id
    assert found["finalize"][0].context.trace_id == own.get_span_context().trace_id


def test_a_span_says_no_word_of_an_exception(spans) -> None:
    world = open_world()
    world.mood.stage, world.mood.trouble = "t.draw", "raise"
    world.submit()
    world.drain()
    (failed,) = by_name(spans)["stage t.draw"]
    assert failed.status.description == "ValueError"
    assert failed.events == ()


def test_without_somebody_who_takes_spans_nothing_is_kept(world, monkeypatch) -> None:
    monkeypatch.setattr(trace, "get_tracer_provider", trace.NoOpTracerProvider)
    assert not tracing.is_on()
    assert tracing.context() is None
    job = world.submit()
    world.drain()
    assert world.pipeline.opened.ledger.read(lambda tx: tx.traces.of([job.id])) == {}


def test_events_are_logged_with_job_attempt_stage_tenant_and_trace(spans, caplog) -> None:
    caplog.set_level(logging.INFO, logger="resume_pipeline")
    world = open_world()
    job = world.submit()
    world.drain()
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    trace_id = f"{by_name(spans)['submit'][0].context.trace_id:032x}"
    started = next(line for line in lines if line["event"] == "attempt started")
    ended = next(line for line in lines if line["event"] == "job ended")
    for line in (started, ended):
        assert (line["job"], line["tenant"], line["attempt"]) == (job.id, "acme", 1)
        assert line["trace"] == trace_id
        assert line["level"] == "INFO"
    assert (started["stage"], ended["state"]) == ("t.read", "succeeded")
    assert any(f"job ended state=succeeded job={job.id}" in r.getMessage() for r in caplog.records)


def test_a_line_about_an_exception_names_its_class_alone() -> None:
    try:
        raise ValueError("Xanthippe")
    except ValueError as error:
        raised = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "it failed", (), raised)
    line = json.loads(JsonLines().format(record))
    assert (line["event"], line["error"], line["level"]) == ("it failed", "ValueError", "ERROR")
    assert "Xanthippe" not in json.dumps(line)


SAID = "Xanthippe Sorrel, sorrel@planted.example"  # a traceback also shows the line that raised


def test_of_an_unforeseen_error_the_log_tells_where_and_not_what_it_says(caplog) -> None:
    def quote() -> None:
        try:
            raise LookupError(SAID)
        except LookupError as error:
            raise BugError("something that cannot happen") from error

    try:
        quote()
    except BugError:
        log_bug("a report could not be finalized")
    (record,) = caplog.records
    shown = logging.Formatter().format(record) + JsonLines().format(record)
    assert "in quote" in shown
    assert "builtins.LookupError" in shown
    assert "BugError: something that cannot happen" in shown
    assert "Sorrel" not in shown
    assert "sorrel" not in shown
