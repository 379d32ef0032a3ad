"""Tracing: spans by OpenTelemetry's API where the host has set it up; nothing at all elsewhere.

The API is never imported from here: a process that has set it up has imported it. Spans carry ids,
codes and numbers. What an exception says is left out of them: a stage's may quote a document.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, Final

#: What spans' names begin with.
_NAME: Final = "resume_pipeline"
_HEADER: Final = "traceparent"


def _api() -> Any:
    """OpenTelemetry's API, if somebody set up who takes the spans."""
    api = sys.modules.get("opentelemetry.trace")
    if api is None:
        return None
    provider = api.get_tracer_provider()
    is_idle = isinstance(provider, api.ProxyTracerProvider | api.NoOpTracerProvider)
    return None if is_idle else api


def is_on() -> bool:
    """Whether spans go anywhere."""
    return _api() is not None


@contextmanager
def span(name: str, *, parent: str | None = None, **attributes: str | int) -> Iterator[None]:
    """A span around what is done here.

    Args:
        name: of what is done: upload, submit, run, a stage's, finalize.
        parent: W3C trace context of what led to it, if no span is open in this thread.
        attributes: ids, codes and numbers.
    """
    api = _api()
    if api is None:
        yield
        return
    current = _tracer(api.get_tracer_provider()).start_span(
        f"{_NAME} {name}", context=_context(api, parent), attributes=_named(attributes)
    )
    contexts = sys.modules["opentelemetry.context"]
    token = contexts.attach(api.set_span_in_context(current))
    try:
        yield
    except BaseException as error:
        current.set_status(api.StatusCode.ERROR, type(error).__name__)
        raise
    finally:
        contexts.detach(token)
        current.end()


def mark(name: str, *, parent: str, since: int, **attributes: str | int) -> None:
    """A span that is over, begun at ``since`` in nanoseconds of `time.time_ns`."""
    api = _api()
    if api is not None:
        made = _tracer(api.get_tracer_provider()).start_span(
            f"{_NAME} {name}",
            context=_propagator().extract({_HEADER: parent}),
            attributes=_named(attributes),
            start_time=since,
        )
        made.end(time.time_ns())


def context() -> str | None:
    """The W3C trace context of the span that is open in this thread, if one is."""
    api = _api()
    if api is None or not api.get_current_span().get_span_context().is_valid:
        return None
    carrier: dict[str, str] = {}
    _propagator().inject(carrier)
    return carrier.get(_HEADER)


def is_inside() -> bool:
    """Whether a span is open in this thread, such as of a host's request."""
    api = _api()
    return api is not None and api.get_current_span().get_span_context().is_valid


def trace_of(parent: str | None) -> str | None:
    """The trace's id in a W3C trace context."""
    parts = (parent or "").split("-")
    return parts[1] if len(parts) == 4 else None


def _context(api: Any, parent: str | None) -> Any:
    if parent is None or api.get_current_span().get_span_context().is_valid:
        return None
    return _propagator().extract({_HEADER: parent})


def _named(attributes: dict[str, str | int]) -> dict[str, str | int]:
    return {f"{_NAME}.{name}": value for name, value in attributes.items()}


@lru_cache(4)
def _tracer(provider: Any) -> Any:
    """One for a provider: making one costs as much as a span does."""
    return provider.get_tracer(_NAME)


@cache
def _propagator() -> Any:
    from opentelemetry.trace.propagation import tracecontext

    return tracecontext.TraceContextTextMapPropagator()
