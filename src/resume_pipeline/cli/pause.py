"""The commands of an operator on duty: ``pause``, ``resume``, ``pauses`` and ``backlog``."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import attrs

from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.tables import print_json, print_lines, table
from resume_pipeline.model.backlog import Backlog
from resume_pipeline.model.naming import when
from resume_pipeline.pipeline import Pipeline

_PAST = 100  # pauses that ended are kept; the latest are what one asks for


def pause(arguments: Namespace) -> int:
    """Dispatch nothing of a queue, a tenant or a plan for now."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        more = {"reason": arguments.reason, "actor": arguments.actor}
        found = pipeline.pause(**_named(arguments), **more)
    print_lines([f"{found.describe()}; since {when(found.paused_at)}"])
    return 0


def resume(arguments: Namespace) -> int:
    """End a pause; nothing is wrong if there was none."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        was_paused = pipeline.resume(**_named(arguments), actor=arguments.actor)
    print_lines(["goes on" if was_paused else "was not paused"])
    return 0


def _named(arguments: Namespace) -> dict[str, str | None]:
    return {
        "queue": arguments.paused_queue,
        "tenant": arguments.paused_tenant,
        "plan": arguments.paused_plan,
    }


def listing(arguments: Namespace) -> int:
    """List what is paused; with ``--all``, the latest pauses."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        found = pipeline.pauses(past=_PAST if arguments.all else 0)
    if arguments.json:
        for one in found:
            print_json(attrs.asdict(one))
        return 0
    headers = ("WHAT", "NAME", "SINCE", "UNTIL", "BY", "RESUMED BY", "REASON")
    rows = [
        (p.kind, p.name, when(p.paused_at), when(p.resumed_at), p.actor, p.resumed_by, p.reason)
        for p in found
    ]
    print_lines(table(headers, rows))
    return 0


def backlog(arguments: Namespace) -> int:
    """Print how much each queue has to do."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        found = pipeline.backlog()
    if arguments.json:
        for one in found:
            print_json(_figures(one))
        return 0
    names = tuple(_figures(found[0])) if found else ()
    headers = [name.upper().replace("_", " ") for name in names]
    print_lines(table(headers, [tuple(_figures(one).values()) for one in found]))
    return 0


def _figures(one: Backlog) -> dict[str, Any]:
    load = None if one.load is None else round(one.load, 3)
    return {**attrs.asdict(one), "work": one.work, "load": load}
