"""The app's description in OpenAPI 3.1, made from the shapes."""

from __future__ import annotations

from typing import Any, Final

from pydantic.json_schema import models_json_schema

from resume_pipeline import __version__
from resume_pipeline.web import shapes
from resume_pipeline.web.shapes import Shape

_SHAPES: Final = (
    *(shapes.UploadAsked, shapes.UploadGiven, shapes.Acceptance, shapes.FileShown),
    *(shapes.LinkAsked, shapes.LinkGiven, shapes.JobShown, shapes.EventShown),
    *(shapes.Health, shapes.Problem),
)
_WORDS: Final = {
    400: "not as described",
    401: "nobody the host knows, or not signed",
    403: "no key in use allows this",
    404: "not found, or not yours: the same answer",
    412: "the link was used before",
    413: "too long",
    429: "the tenant has as much as it may have",
    503: "a backend does not answer: try again",
}
_ID: Final = {"type": "string", "format": "uuid"}


def description(mounted_at: str = "") -> dict[str, Any]:
    """The description, for the app under the path ``mounted_at``."""
    _, named = models_json_schema(
        [(shape, "validation") for shape in _SHAPES], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "resume_pipeline", "version": __version__},
        "servers": [{"url": mounted_at or "/"}],
        "paths": _paths(),
        "components": {"schemas": named["$defs"]},
    }


def _paths() -> dict[str, Any]:
    """Every route; the one of links is for whoever has a link, as the link says."""
    # Long because it is a list, in the order of the routes.
    job, file = _named("job_id"), _named("file_id")
    seen = {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}}
    events = {
        "description": "what happens, until the job has ended",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
    done = {"description": "done"}
    bytes_ = {"description": "the bytes", "content": {"*/*": {"schema": {"type": "string"}}}}
    over = {"description": "the client has seen the end"}
    return {
        "/links/{handle}": {
            "parameters": [_named("handle", {"type": "string"})],
            "get": _route("Read what a link leads to", {200: bytes_}, (403, 404, 503)),
            "put": {
                **_route("Bring a file", {201: done}, (400, 403, 404, 412, 503)),
                "requestBody": {"content": {"application/octet-stream": {}}},
            },
        },
        "/callback": {
            "post": {
                **_route("Take a worker's report", {204: done}, (400, 401, 404, 413, 503)),
                "requestBody": {"content": _json({})},
            }
        },
        "/health": {"get": _route("Whether backends answer", {200: _of(shapes.Health)}, (503,))},
        "/uploads": {"post": _posted("An upload link", shapes.UploadAsked, shapes.UploadGiven)},
        "/uploads/{upload_id}/accept": {
            "parameters": [_named("upload_id")],
            "post": _posted("Make a file", shapes.Acceptance, shapes.FileShown),
        },
        "/files/{file_id}": {"parameters": [file], "get": _got("A file", shapes.FileShown)},
        "/files/{file_id}/link": {
            "parameters": [file],
            "post": _posted("A link to its bytes", shapes.LinkAsked, shapes.LinkGiven),
        },
        "/jobs/{job_id}": {"parameters": [job], "get": _got("A job", shapes.JobShown)},
        "/jobs/{job_id}/events": {
            "parameters": [job, seen],
            "get": _route("As they happen", {200: events, 204: over}, (400, 401, 404, 503)),
        },
        "/jobs/{job_id}/result/link": {
            "parameters": [job],
            "post": _posted("A link to its result", shapes.LinkAsked, shapes.LinkGiven),
        },
        "/openapi.json": {
            "get": _route("This", {200: {"description": "this", "content": _json({})}}, ())
        },
    }


def _named(name: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema or _ID}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _ref(shape: type[Shape]) -> dict[str, Any]:
    return _json({"$ref": f"#/components/schemas/{shape.__name__}"})


def _of(shape: type[Shape]) -> dict[str, Any]:
    return {"description": shape.__doc__, "content": _ref(shape)}


def _route(summary: str, good: dict[int, Any], bad: tuple[int, ...]) -> dict[str, Any]:
    refused = {code: {"description": _WORDS[code], "content": _ref(shapes.Problem)} for code in bad}
    answers = {str(code): answer for code, answer in {**good, **refused}.items()}
    return {"summary": summary, "responses": answers}


def _got(summary: str, given: type[Shape]) -> dict[str, Any]:
    return _route(summary, {200: _of(given)}, (401, 404, 503))


def _posted(summary: str, taken: type[Shape], given: type[Shape]) -> dict[str, Any]:
    route = _route(summary, {201: _of(given)}, (400, 401, 404, 413, 429, 503))
    return {**route, "requestBody": {"content": _ref(taken)}}
