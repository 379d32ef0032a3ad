"""Log events: what happened to a job, in words for people and in fields for machines.

Fields are ids, codes and numbers: job, attempt, stage, tenant, trace. No document's text, no name.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any, Final

from resume_pipeline.errors import ResumePipelineError
from resume_pipeline.ports.tracing import trace_of

logger: Final = logging.getLogger("resume_pipeline")
_FIELDS: Final = "resume_pipeline_fields"


def log_event(event: str, *, trace: str | None = None, **fields: Any) -> None:
    """Log at level INFO that something happened to a job.

    Args:
        event: such as ``job ended``.
        trace: W3C trace context; its trace id is logged.
        fields: what is None is left out.
    """
    if not logger.isEnabledFor(logging.INFO):
        return
    said = {k: v for k, v in {**fields, "trace": trace_of(trace)}.items() if v is not None}
    words = " ".join(f"{name}={value}" for name, value in said.items())
    logger.info("%s %s", event, words, extra={_FIELDS: {"event": event, **said}})


def log_bug(doing: str) -> None:
    """Log at level ERROR, from an ``except`` clause, what was being done and where it broke.

    What an error of this library says is told. Of any other only the class: its words may quote a
    document.
    """
    error = sys.exc_info()[1]
    where = "\n".join(_told(error)) if error else ""
    said = {"event": doing, "error": type(error).__name__, "where": where}
    logger.error("%s\n%s", doing, where, extra={_FIELDS: said})


def _told(error: BaseException) -> Iterator[str]:
    """The lines of a traceback, what led to it first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    yield f"{name}: {error}" if isinstance(error, ResumePipelineError) else name


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, and the event's fields, or the message."""

    def format(self, record: logging.LogRecord) -> str:
        """``record`` as JSON. Of an exception only the class is told."""
        said = getattr(record, _FIELDS, None) or {"event": record.getMessage()}
        error = record.exc_info[0] if record.exc_info else None
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "error": error.__name__ if error else None,
            **said,
        }
        return json.dumps({k: v for k, v in line.items() if v is not None}, ensure_ascii=False)
