"""Reports on their way: many in one message, and reading what somebody sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.wire.base import parse_json
from resume_pipeline.wire.messages import Completion, Presence, Progress

_KINDS: Final[dict[object, type[Completion | Progress | Presence]]] = {
    kind.schema_id: kind for kind in (Completion, Progress, Presence)
}


#: Schema of a message that holds several reports.
SEVERAL: Final = "resume_pipeline.reports/1"
#: A message without reports, which only wakes who waits for them.
NUDGE: Final = b'{"reports":[],"schema":"%s"}' % SEVERAL.encode()
_AT_ONCE: Final = 50


def messages_of(reports: Sequence[Completion | Progress | Presence]) -> Iterator[bytes]:
    """``reports`` in few messages, in their order: canonical bytes, as of any other report."""
    for start in range(0, len(reports), _AT_ONCE):
        some = [report.to_bytes() for report in reports[start : start + _AT_ONCE]]
        if len(some) == 1:
            yield some[0]
        else:
            yield b'{"reports":[%s],"schema":"%s"}' % (b",".join(some), SEVERAL.encode())


def read_reports(body: bytes) -> list[Completion | Progress | Presence | InvalidRequestError]:
    """The reports in the message ``body``; in the place of one that nobody can read, why not.

    Raises:
        InvalidRequestError: it holds no reports, whatever the bytes are.
    """
    value = parse_json(body)
    is_several = isinstance(value, dict) and value.get("schema") == SEVERAL
    listed = value.get("reports") if is_several else [value]
    if not isinstance(listed, list):
        raise InvalidRequestError(f"expected a list of reports in {SEVERAL}")
    return [_tried(item) for item in listed]


def _tried(value: Any) -> Completion | Progress | Presence | InvalidRequestError:
    try:
        return _report(value)
    except InvalidRequestError as error:
        return error


def read_report(body: bytes) -> Completion | Progress | Presence:
    """The one report in ``body``, of the kind that its ``schema`` says.

    Raises:
        InvalidRequestError: it is no report, whatever the bytes are.
    """
    return _report(parse_json(body))


def _report(value: Any) -> Completion | Progress | Presence:
    schema = value.get("schema") if isinstance(value, dict) else None
    kind = _KINDS.get(schema) if isinstance(schema, str) else None
    if kind is None:
        raise InvalidRequestError("expected a completion, a progress or a presence report")
    return kind.from_json(value)
