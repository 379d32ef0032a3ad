"""The app's routes. Each calls one method of the facade that a host could call itself."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Final

import attrs
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from resume_pipeline.asynchronous.pipeline import AsyncPipeline
from resume_pipeline.asynchronous.tenant import AsyncTenantPipeline
from resume_pipeline.errors import InvalidRequestError, SettingsError, SignatureError
from resume_pipeline.errors import NotFoundError as NotFound
from resume_pipeline.web import shapes
from resume_pipeline.web.answers import (
    ANSWERS,
    LONGEST_CALLBACK,
    NobodyError,
    UnsignedError,
    asked,
    body_of,
    json_answer,
    refusal,
)
from resume_pipeline.web.events import event_stream, last_seen
from resume_pipeline.web.openapi import description

#: The host's open pipeline, for a request: where the host's own start has put it.
PipelineOf = Callable[[Request], AsyncPipeline]
#: Who asks: ``pipeline.tenant(…, actor=…)``, or None, which is answered with 401.
TenantOf = Callable[[Request], AsyncTenantPipeline | Awaitable[AsyncTenantPipeline | None] | None]
_ANY: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH")


def web_app(pipeline_of: PipelineOf, tenant_of: TenantOf) -> Starlette:
    """An ASGI app to be mounted; the setting ``links`` names the URL of its ``/links``.

    Args:
        pipeline_of: gives the host's open pipeline.
        tenant_of: gives who asks; may be awaited.
    """
    site = _Site(pipeline_of, tenant_of)
    app = Starlette(
        routes=[
            Route("/links/{handle}", site.link, methods=_ANY),
            Route("/callback", site.callback, methods=["POST"]),
            Route("/health", site.health, methods=["GET"]),
            Route("/uploads", site.ask_upload, methods=["POST"]),
            Route("/uploads/{upload_id}/accept", site.accept, methods=["POST"]),
            Route("/files/{file_id}", site.file, methods=["GET"]),
            Route("/files/{file_id}/link", site.file_link, methods=["POST"]),
            Route("/jobs/{job_id}", site.job, methods=["GET"]),
            Route("/jobs/{job_id}/events", site.events, methods=["GET"]),
            Route("/jobs/{job_id}/result/link", site.result_link, methods=["POST"]),
            Route("/openapi.json", site.described, methods=["GET"]),
        ],
        exception_handlers={kind: refusal for kind, _, _ in ANSWERS},
    )
    app.router.redirect_slashes = False  # a link with a slash behind it is another one
    return app


@attrs.frozen
class _Site:
    """What the routes do."""

    pipeline_of: PipelineOf
    tenant_of: TenantOf

    async def tenant(self, request: Request) -> AsyncTenantPipeline:
        """Who asks."""
        found = self.tenant_of(request)
        tenant = await found if inspect.isawaitable(found) else found
        if tenant is None:
            raise NobodyError("say who you are")
        return tenant

    async def link(self, request: Request) -> Response:
        """Read, or bring, what a signed link leads to."""
        pipeline, url = self.pipeline_of(request), str(request.url)
        try:
            if request.method == "PUT":
                await pipeline.take_upload("PUT", url, request.headers, request.stream())
                return Response(status_code=201)
            file = await pipeline.open_link(request.method, url, request.headers)
        except SettingsError:
            raise NotFound("this host serves no links") from None
        except ClientDisconnect:
            raise InvalidRequestError("the body ended too early") from None
        return StreamingResponse(file.chunks(), headers=file.headers)

    async def callback(self, request: Request) -> Response:
        """Take a worker's report."""
        body = await body_of(request, LONGEST_CALLBACK)
        try:
            await self.pipeline_of(request).receive(request.headers, body)
        except SignatureError as error:
            raise UnsignedError(str(error)) from None
        except SettingsError:
            raise NotFound("this host takes no callbacks") from None
        return Response(status_code=204)

    async def health(self, request: Request) -> Response:
        """Whether ledger and storage answer."""
        await self.pipeline_of(request).ping()
        return json_answer(shapes.Health(status="ok"))

    async def ask_upload(self, request: Request) -> Response:
        """Sign an upload link."""
        tenant, wanted = await self.tenant(request), await asked(request, shapes.UploadAsked)
        link = await tenant.links.upload(
            size=wanted.size, media_type=wanted.media_type, expires=wanted.expires
        )
        return json_answer(shapes.UploadGiven.of(link), 201)

    async def accept(self, request: Request) -> Response:
        """Make a file of what was brought."""
        tenant, said = await self.tenant(request), await asked(request, shapes.Acceptance)
        upload_id = request.path_params["upload_id"]
        file = await tenant.links.accept(upload_id, filename=said.filename, subject=said.subject)
        return json_answer(shapes.FileShown.of(file), 201)

    async def file(self, request: Request) -> Response:
        """A file's record."""
        tenant = await self.tenant(request)
        return json_answer(shapes.FileShown.of(await tenant.file(request.path_params["file_id"])))

    async def file_link(self, request: Request) -> Response:
        """Sign a link to a file's bytes."""
        tenant, wanted = await self.tenant(request), await asked(request, shapes.LinkAsked)
        file_id = request.path_params["file_id"]
        url = await tenant.links.download(file_id, expires=wanted.expires, inline=wanted.inline)
        return json_answer(shapes.LinkGiven(url=url), 201)

    async def job(self, request: Request) -> Response:
        """A job as it stands."""
        tenant = await self.tenant(request)
        return json_answer(shapes.JobShown.of(await tenant.job(request.path_params["job_id"])))

    async def events(self, request: Request) -> Response:
        """A job's events as they happen."""
        tenant, after = await self.tenant(request), last_seen(request)
        return event_stream(tenant, await tenant.job(request.path_params["job_id"]), after)

    async def result_link(self, request: Request) -> Response:
        """Sign a link to what a job found."""
        tenant, wanted = await self.tenant(request), await asked(request, shapes.LinkAsked)
        url = await tenant.links.result(request.path_params["job_id"], expires=wanted.expires)
        return json_answer(shapes.LinkGiven(url=url), 201)

    async def described(self, request: Request) -> Response:
        """The app's description."""
        return JSONResponse(description(request.scope.get("root_path", "")))
