"""The commands ``records``: corrections of a reading, and decisions on jobs."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

import attrs

from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.jobs import tenant_of
from resume_pipeline.cli.tables import print_json, print_lines, table
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.naming import when
from resume_pipeline.pipeline import Pipeline


def correct(arguments: Namespace) -> int:
    """Correct what was read from a file."""
    value = _value(arguments)
    with Pipeline.open(settings_of(arguments)) as pipeline:
        tenant = pipeline.tenant(arguments.tenant, actor=arguments.actor)
        made = tenant.correct(arguments.file, arguments.path, value, reason=arguments.reason)
    print_lines([f"correction {made.digest} holds for jobs that are submitted from now on"])
    return 0


def _value(arguments: Namespace) -> Any:
    """A text as it stands, a JSON value, or None to take something away.

    Raises:
        InvalidRequestError: not one of the three, or no JSON.
    """
    if arguments.remove == (arguments.value is not None):
        raise InvalidRequestError("give a value, or --remove: one of the two")
    if not arguments.is_json:
        return arguments.value
    try:
        return json.loads(arguments.value or "")
    except ValueError:
        raise InvalidRequestError("with --as-json, the value must be JSON") from None


def corrections(arguments: Namespace) -> int:
    """List what was corrected in a file's reading."""
    with tenant_of(arguments) as tenant:
        found = tenant.corrections(arguments.file)
    if arguments.json:
        for one in found:
            print_json(one.to_json())
        return 0
    rows = [(when(c.at), c.actor, c.path, _short(c.value), c.reason) for c in found]
    print_lines(table(("AT", "BY", "PATH", "VALUE", "REASON"), rows))
    return 0


def _short(value: Any) -> str:
    if value is None:
        return "(taken away)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def decide(arguments: Namespace) -> int:
    """Put a decision on a job on record."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        tenant = pipeline.tenant(arguments.tenant, actor=arguments.actor)
        made = tenant.decide(
            arguments.job,
            outcome=arguments.outcome,
            agrees=arguments.agrees,
            reason_code=arguments.reason_code,
            note=arguments.note,
        )
    print_lines([f"decision {made.id} is on record"])
    return 0


def decisions(arguments: Namespace) -> int:
    """List what was decided, on one job or on all."""
    with tenant_of(arguments) as tenant:
        found = tenant.decisions(arguments.job, limit=arguments.limit, after=arguments.after)
    if arguments.json:
        for one in found:
            print_json(attrs.asdict(one))
        return 0
    rows = [
        (when(d.at), d.job, d.actor, d.outcome, _stance(d.agrees), d.reason_code or None, d.note)
        for d in found
    ]
    print_lines(table(("AT", "JOB", "BY", "OUTCOME", "SCORE", "REASON", "NOTE"), rows))
    return 0


def _stance(agrees: bool) -> str:
    return "agrees" if agrees else "overrides"
