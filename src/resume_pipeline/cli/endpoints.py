"""The commands about who is told of endings over HTTP."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import attrs

from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.tables import print_json, print_lines, table
from resume_pipeline.endpoints import Endpoints, Registered
from resume_pipeline.model.endpoint import Endpoint
from resume_pipeline.model.naming import when
from resume_pipeline.pipeline import Pipeline


@contextmanager
def _of(arguments: Namespace) -> Iterator[Endpoints]:
    """The tenant's, or the host's own."""
    with Pipeline.open(settings_of(arguments)) as pipeline:
        tenant = arguments.tenant
        yield pipeline.tenant(tenant, actor="command").endpoints if tenant else pipeline.endpoints


def listing(arguments: Namespace) -> int:
    """List endpoints, by their hosts: the rest of a URL may hold a secret."""
    with _of(arguments) as endpoints:
        found = endpoints.all()
    headers = ("ENDPOINT", "HOST", "EVENTS", "KEYS", "SINCE", "DISABLED", "BECAUSE")
    print_lines(table(headers, [_row(endpoint) for endpoint in found]))
    return 0


def _row(one: Endpoint) -> tuple[Any, ...]:
    keys = ", ".join(
        f"{key.number}" + (f" until {when(key.until)}" if key.until else "") for key in one.keys
    )
    times = when(one.created_at), when(one.disabled_at)
    return (
        one.id,
        urlsplit(one.url).netloc,
        ", ".join(one.events),
        keys,
        *times,
        one.disabled_because,
    )


def add(arguments: Namespace) -> int:
    """Register an endpoint; print its id and its secret."""
    with _of(arguments) as endpoints:
        _show(endpoints.register(arguments.url, events=arguments.event))
    return 0


def rotate(arguments: Namespace) -> int:
    """Give an endpoint a new key; print it."""
    with _of(arguments) as endpoints:
        _show(endpoints.rotate(arguments.endpoint, overlap=arguments.overlap))
    return 0


def _show(registered: Registered) -> None:
    print_lines([registered.endpoint.id, f"{registered.secret}  (this is shown once)"])


def remove(arguments: Namespace) -> int:
    """Forget an endpoint."""
    with _of(arguments) as endpoints:
        endpoints.remove(arguments.endpoint)
    return 0


def enable(arguments: Namespace) -> int:
    """Tell an endpoint again."""
    with _of(arguments) as endpoints:
        endpoints.enable(arguments.endpoint)
    return 0


def disable(arguments: Namespace) -> int:
    """Tell an endpoint nothing for now."""
    with _of(arguments) as endpoints:
        endpoints.disable(arguments.endpoint)
    return 0


def log(arguments: Namespace) -> int:
    """Print what an endpoint was told or is to be told, the latest first."""
    with _of(arguments) as endpoints:
        found = endpoints.log(arguments.endpoint, limit=arguments.limit)
    if arguments.json:
        for notice in found:
            print_json({**attrs.asdict(notice), "state": notice.state})
        return 0
    headers = ("NOTICE", "KIND", "STATE", "STATUS", "TRIES", "WRITTEN", "TRIED", "DUE", "ERROR")
    rows = [
        (n.id, n.kind, n.state, n.status, n.tries, when(n.created_at), when(n.tried_at),
         when(n.due_at), n.error)
        for n in found
    ]  # fmt: skip
    print_lines(table(headers, rows))
    return 0


def resend(arguments: Namespace) -> int:
    """Send notices again; print how many."""
    with _of(arguments) as endpoints:
        count = endpoints.resend(arguments.endpoint, *arguments.notices, since=arguments.since)
    print_lines([f"{count} notices are sent again"])
    return 0
