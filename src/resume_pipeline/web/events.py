"""A job's events as server-sent events, which a browser takes up again where it lost them.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from resume_pipeline.asynchronous.tenant import AsyncTenantPipeline
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.event import JobEvent
from resume_pipeline.model.job import Job
from resume_pipeline.web.shapes import EventShown

#: Seconds of silence after which a line is sent that means nothing: a proxy ends silent answers.
QUIET: Final = 15
#: Such lines in one answer; the browser then asks again from where it is.
_MOST: Final = 40
_ID: Final = re.compile(r"[0-9]{1,15}")
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def last_seen(request: Request) -> int:
    """The number of the last event that the client has; 0 if it has none.

    Raises:
        InvalidRequestError: that is no number.
    """
    given = request.headers.get("last-event-id", "0")
    if not _ID.fullmatch(given):
        raise InvalidRequestError("Last-Event-ID is the number of an event")
    return int(given)


def event_stream(tenant: AsyncTenantPipeline, job: Job, after: int) -> Response:
    """What happened from behind ``after`` on, until the job has ended.

    To who has seen the end, 204: a browser then asks no more.
    """
    if job.is_terminal and after >= job.seq:
        return Response(status_code=204, headers=_HEADERS)
    return StreamingResponse(_lines(tenant, job, after), 200, _HEADERS, "text/event-stream")


async def _lines(tenant: AsyncTenantPipeline, job: Job, after: int) -> AsyncIterator[str]:
    for _ in range(_MOST):
        async for event in tenant.follow(job, after=after, timeout=QUIET):
            yield _line(event)
            after = event.seq
        job = await tenant.job(job)
        if job.is_terminal and after >= job.seq:
            return
        yield ": nothing new\n\n"


def _line(event: JobEvent) -> str:
    data = EventShown.of(event).model_dump_json()
    return f"id: {event.seq}\nevent: {event.kind}\ndata: {data}\n\n"
