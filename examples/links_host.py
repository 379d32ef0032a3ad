"""A host that serves signed links, in Starlette: ``uvicorn links_host:app`` in this folder.

Settings come from the environment: RESUME_PIPELINE_LINKS, such as https://app.example/links, and
RESUME_PIPELINE_LINK_KEYS.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from resume_pipeline import (
    ArtifactConflictError,
    AsyncPipeline,
    InvalidRequestError,
    NotFoundError,
    ResumePipelineError,
    SignatureError,
    UnavailableError,
)

STATUSES: dict[type[ResumePipelineError], int] = {
    SignatureError: 403,
    NotFoundError: 404,
    ArtifactConflictError: 412,
    InvalidRequestError: 400,
    UnavailableError: 503,
}


@asynccontextmanager
async def opened(_app: Starlette) -> AsyncIterator[dict[str, AsyncPipeline]]:
    async with await AsyncPipeline.open() as pipeline:
        yield {"pipeline": pipeline}


async def link(request: Request) -> Response:
    pipeline, asked = request.state.pipeline, (request.method, str(request.url), request.headers)
    if request.method == "PUT":
        await pipeline.take_upload(*asked, request.stream())
        return Response(status_code=200)
    file = await pipeline.open_link(*asked)
    return StreamingResponse(file.chunks(), headers=file.headers)


async def refuse(_request: Request, error: Exception) -> Response:
    return Response(status_code=STATUSES[type(error)])


METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"]
app = Starlette(
    routes=[Route("/links/{handle:path}", link, methods=METHODS)],
    exception_handlers=dict.fromkeys(STATUSES, refuse),
    lifespan=opened,
)
