"""A host in Django that mounts the library's app, its asgi.py: ``uvicorn django_host:application``.

Settings come from the environment, as for ``web_host.py``; Django's from DJANGO_SETTINGS_MODULE.
"""

from contextlib import AsyncExitStack
from typing import Any

from django.core.asgi import get_asgi_application
from starlette.requests import Request

from resume_pipeline import AsyncPipeline, AsyncTenantPipeline
from resume_pipeline.web import web_app

MOUNTED_AT = "/resumes"
site = get_asgi_application()
opened: dict[str, AsyncPipeline] = {}


def pipeline_of(_request: Request) -> AsyncPipeline:
    return opened["pipeline"]


async def tenant_of(request: Request) -> AsyncTenantPipeline | None:
    """Who asks; Django's own sessions work here, too: ``await request_user(request.cookies)``."""
    user = request.headers.get("x-user")
    return opened["pipeline"].tenant("acme", actor=user) if user else None


resumes = web_app(pipeline_of, tenant_of)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(f"{MOUNTED_AT}/"):
        root = scope.get("root_path", "") + MOUNTED_AT
        await resumes({**scope, "root_path": root}, receive, send)
    else:
        await site(scope, receive, send)


async def lifespan(receive: Any, send: Any) -> None:
    """Open the pipeline when the server starts, close it when it stops."""
    await receive()
    async with AsyncExitStack() as stack:
        opened["pipeline"] = await stack.enter_async_context(await AsyncPipeline.open())
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})
