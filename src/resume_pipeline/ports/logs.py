"""Log events: what happened to a job, in words for people and in fields for machines.

Fields are ids, codes and numbers: job, attempt, stage, tenant, trace. No document's text, no name.
"""

from __future__ import annotations

import json
import logging
from typing import Any, Final

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
