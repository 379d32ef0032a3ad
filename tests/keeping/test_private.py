"""No word of a document and no file name is in a log, an error, a metric, a span, a process."""

from __future__ import annotations

import logging
import os
import time
import traceback
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from resume_pipeline import (
    Criterion,
    Pipeline,
    Plan,
    Profile,
    ResumePipelineError,
    StageFailedError,
    Vacancy,
    hookimpl,
)
from resume_pipeline.wire.base import Payload

PEOPLE = 10
KINDS = ("Xanthippe", "mail", "street", "employer", "filename")
WORDS = [f"{kind}{number:02d}zq" for number in range(PEOPLE) for kind in KINDS]


class Odd(Payload):
    schema_id = "odd/1"


class Quoting:
    """A stage of somebody else's that puts what it read into what it raises."""

    name, version = "odd.quoting", "1"
    consumes, produces = (Profile,), Odd

    def run(self, work) -> Odd:
        said = str(work.get(Profile).resume)
        if "mail01" in said:
            raise StageFailedError("no_use", "this document is of no use")
        raise ValueError(said)


class Plugin:
    @hookimpl
    def register_stages(self, register) -> None:
        register(Quoting())

    @hookimpl
    def register_plans(self, register) -> None:
        register(Plan("quoting", ("extract", "parse", "odd.quoting")))


def hook(tx, job, result) -> None:
    """Quotes the result in what it raises, now and then."""
    if result is not None and result.profile and "mail02" in str(result.profile.resume):
        raise LookupError(str(result.profile.resume))


def resume(number: int) -> bytes:
    name, mail, street, employer, _ = WORDS[number * len(KINDS) :][: len(KINDS)]
    return (
        f"{name} Example\n{mail}@planted.example\n{street} 5, 10115 Berlin\n\nExperience\n"
        f"Clerk, {employer} Ltd, Berlin\nJanuary 2018 - March 2021\n- Kept the books\n\n"
        "Skills\nPython, Excel\n"
    ).encode()


def processes() -> str:
    """Arguments and environments of all processes of this user, as far as they can be read."""
    said = []
    for entry in Path("/proc").iterdir():
        for name in ("cmdline", "environ"):
            try:
                said.append((entry / name).read_bytes().decode(errors="replace"))
            except OSError:
                continue
    return "".join(said)


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no list of processes here")
def test_nothing_that_was_planted_is_seen_by_those_who_watch(tmp_path, caplog, monkeypatch) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    caplog.set_level(logging.DEBUG)
    errors: list[str] = []
    seen = ""
    vacancy = Vacancy(title="Clerk", criteria=(Criterion(kind="must", label="Python"),))
    pipeline = Pipeline.open(
        home=str(tmp_path / "data"), plugins=[Plugin()], hooks={"h": f"{__name__}:hook"},
        backoff=0.05, max_failures=1, beat=1,
    )  # fmt: skip
    with pipeline, pipeline.running(slots=2):
        acme = pipeline.tenant("acme", actor="user-7")
        jobs = []
        for number in range(PEOPLE):
            body = resume(number)
            body = b"%PDF-1.7\n" + body if number == 3 else body
            name = f"{WORDS[number * len(KINDS) + 4]}.txt"
            file = acme.upload(body, filename=name, subject=f"candidate-{number}")
            plan = "quoting" if number < 2 else "default"
            jobs.append(acme.submit(file, plan=plan, vacancy=vacancy))
        until = time.monotonic() + 120
        while not all(acme.job(j).is_terminal or acme.job(j).settle_at for j in jobs):
            assert time.monotonic() < until
            seen += processes()
            time.sleep(0.05)
        for job in jobs:
            for ask in (acme.result, lambda j: acme.artifact(j, Odd), lambda j: acme.submit(j.id)):
                try:
                    ask(job)
                except ResumePipelineError as error:
                    errors += traceback.format_exception(error)
            errors += [acme.why(job).text, str(acme.job(job).error)]
        metrics = pipeline.metrics()
        trail = "".join(acme.audit_lines())
        states = {str(acme.job(job).state) for job in jobs}
        shown = " ".join(acme.result(jobs[-1]).profile.resume["basics"].values().__str__().split())
    assert {"succeeded", "failed"} <= states
    assert "mail09zq" in shown, "what was planted was read"
    formatter = logging.Formatter("%(message)s")
    places = {
        "logs": "\n".join(formatter.format(record) for record in caplog.records),
        "errors": "".join(errors),
        "metrics": metrics,
        "trail": trail,
        "spans": "".join(span.to_json() for span in exporter.get_finished_spans()),
        "processes": seen,
    }
    assert all(len(text) > 100 for text in places.values()), {k: len(v) for k, v in places.items()}
    found = {(place, word) for place, text in places.items() for word in WORDS if word in text}
    assert not found
