"""The commands ``totals`` and ``metrics``."""

from __future__ import annotations

import sys
import threading
from argparse import Namespace

import attrs

from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.jobs import tenant_of
from resume_pipeline.cli.operate import process
from resume_pipeline.cli.tables import print_json, print_lines, table
from resume_pipeline.engines.metrics import metrics as rendered
from resume_pipeline.engines.metrics import server
from resume_pipeline.model.keeping.totals import Day
from resume_pipeline.pipeline import Pipeline


def totals(arguments: Namespace) -> int:
    """Print what ended, by day and plan."""
    with tenant_of(arguments) as tenant:
        asked = {"since": arguments.since, "until": arguments.until, "plan": arguments.plan}
        found = tenant.totals(**asked)
    if arguments.json:
        for day in found:
            print_json(attrs.asdict(day))
        return 0
    headers = ("DAY", "PLAN", "SUCCEEDED", "FAILED", "CANCELLED", "MEAN WAIT", "MEAN RUN", "BYTES")
    print_lines(table(headers, [_row(day) for day in found]))
    return 0


def _row(day: Day) -> tuple[object, ...]:
    ended = [day.ended.get(state, 0) for state in ("succeeded", "failed", "cancelled")]
    started = sum(day.took.values())
    means = [
        f"{ms / started / 1000:.1f} s" if started else None for ms in (day.waited_ms, day.ran_ms)
    ]
    return day.day, day.plan, *ended, *means, day.artifact_bytes


def metrics(arguments: Namespace) -> int:
    """Print the metrics, or serve them until a signal says stop."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        if arguments.port is None:
            sys.stdout.write(rendered(pipeline))
            return 0
        with process() as stop, server(pipeline, arguments.host, arguments.port) as serving:
            threading.Thread(target=serving.serve_forever, daemon=True).start()
            stop.wait()
            serving.shutdown()
    return 0
