"""The library's app inside real hosts, asked in this process."""

from __future__ import annotations

import base64
import importlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs
import django
import httpx
from django.conf import settings as django_settings
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from resume_pipeline import AsyncPipeline, Settings
from resume_pipeline.web import web_app

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
BASE = "http://host.example/resumes"
HOSTS = ("starlette", "fastapi", "django")


@attrs.frozen
class Site:
    """A host with the app at ``/resumes``, and a client of it."""

    pipeline: AsyncPipeline
    app: Any
    client: httpx.AsyncClient

    def of(self, user: str) -> httpx.AsyncClient:
        """The client, as somebody: ``tenant/actor``."""
        return client_of(self.app, {"X-User": user})


def tenant_of(pipeline: AsyncPipeline) -> Any:
    """Who asks, as the hosts of these tests know it."""

    def found(request: Any) -> Any:
        tenant, _, actor = request.headers.get("x-user", "").partition("/")
        return pipeline.tenant(tenant, actor=actor) if tenant else None

    return found


def host_of(kind: str, pipeline: AsyncPipeline) -> Any:
    """The host's own app."""
    resumes = web_app(lambda _request: pipeline, tenant_of(pipeline))
    if kind == "starlette":
        return Starlette(routes=[Mount("/resumes", resumes)])
    if kind == "fastapi":
        app = FastAPI()
        app.mount("/resumes", resumes)
        return app
    if not django_settings.configured:
        django_settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=(), SECRET_KEY="tests")
        django.setup()
    if str(EXAMPLES) not in sys.path:
        sys.path.append(str(EXAMPLES))
    example = importlib.import_module("django_host")
    example.resumes = resumes
    return example.application


def client_of(app: Any, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    """Asks ``app``; what a host leaves unanswered is raised here."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE, headers=headers)


def settings_at(folder: Path, **more: Any) -> Settings:
    """Embedded, with links of the host's own and callbacks."""
    given = {"links": f"{BASE}/links", "link_keys": [SECRET], "callback_keys": [SECRET]}
    if "ledger" not in more:
        given["home"] = str(folder)
    return Settings.of(**given, **more)


@asynccontextmanager
async def sited(kind: str, settings: Settings) -> AsyncIterator[Site]:
    """A host of ``kind``, open."""
    async with await AsyncPipeline.open(settings) as pipeline:
        app = host_of(kind, pipeline)
        async with client_of(app, {"X-User": "acme/ada"}) as client:
            yield Site(pipeline, app, client)
