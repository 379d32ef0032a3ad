"""A host that takes callbacks, in Starlette: ``uvicorn callback_host:app`` in this folder.

Settings come from the environment: RESUME_PIPELINE_STORAGE, _LEDGER, _QUEUE and _CALLBACK_KEYS.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from resume_pipeline import Pipeline, SignatureError, UnavailableError


@asynccontextmanager
async def opened(_app: Starlette) -> AsyncIterator[dict[str, Pipeline]]:
    with Pipeline.open() as pipeline:
        yield {"pipeline": pipeline}


async def callback(request: Request) -> Response:
    body = await request.body()
    try:
        await run_in_threadpool(request.state.pipeline.receive, request.headers, body)
    except SignatureError:
        return Response(status_code=401)
    except UnavailableError:
        return Response(status_code=503)
    return Response(status_code=204)


app = Starlette(routes=[Route("/callback", callback, methods=["POST"])], lifespan=opened)
