"""A host that mounts the library's app, in Starlette: ``uvicorn links_host:app`` in this folder.

Settings come from the environment: RESUME_PIPELINE_LINKS, such as https://app.example/resumes/links,
and RESUME_PIPELINE_LINK_KEYS.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount

from resume_pipeline import AsyncPipeline, AsyncTenantPipeline
from resume_pipeline.web import web_app

#: Stands for the host's own sessions.
USERS = {"a token of Ada's": ("acme", "ada")}


@asynccontextmanager
async def opened(_app: Starlette) -> AsyncIterator[dict[str, AsyncPipeline]]:
    async with await AsyncPipeline.open() as pipeline:
        yield {"pipeline": pipeline}


def pipeline_of(request: Request) -> AsyncPipeline:
    return request.state.pipeline


def tenant_of(request: Request) -> AsyncTenantPipeline | None:
    user = USERS.get(request.headers.get("authorization", "").removeprefix("Bearer "))
    if user is None:
        return None
    tenant, actor = user
    return pipeline_of(request).tenant(tenant, actor=actor)


app = Starlette(
    routes=[Mount("/resumes", web_app(pipeline_of, tenant_of))],
    lifespan=opened,
)
