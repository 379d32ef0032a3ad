"""Errors as answers, and bodies as values, in constant memory."""

from __future__ import annotations

from typing import Final, TypeVar

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from resume_pipeline import errors
from resume_pipeline.web.shapes import Problem, Shape

S = TypeVar("S", bound=Shape)
#: Bytes of a JSON body, and of a callback: a report has far less.
LONGEST_JSON: Final = 1 << 16
LONGEST_CALLBACK: Final = 1 << 20


class UnsignedError(errors.SignatureError):
    """A callback is not signed, where a link would be refused: the answers differ."""


class NobodyError(errors.RequestError):
    """The host does not know who asks."""


class TooLongError(errors.RequestError):
    """A body is longer than it may be."""


#: The same words, whatever was looked for: a message of the storage would name a key.
NOT_FOUND: Final = "it is not there, or not yours"
#: Status and code of each kind; the first that fits.
ANSWERS: Final[tuple[tuple[type[Exception], int, str], ...]] = (
    (NobodyError, 401, "unauthenticated"),
    (UnsignedError, 401, "unsigned"),
    (errors.SignatureError, 403, "forbidden"),
    (errors.NotFoundError, 404, "not_found"),
    (errors.ArtifactConflictError, 412, "used"),
    (TooLongError, 413, "too_long"),
    (errors.QuotaError, 429, "quota"),
    (errors.InvalidRequestError, 400, "invalid"),
    (errors.UnavailableError, 503, "unavailable"),
)


def json_answer(shape: Shape, status: int = 200) -> Response:
    """``shape`` as JSON that nobody keeps."""
    return Response(
        shape.model_dump_json(),
        status,
        {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        "application/json",
    )


async def refusal(_request: Request, error: Exception) -> Response:
    """What an error of the library is answered with; its message names nobody."""
    status, code = next((s, c) for kind, s, c in ANSWERS if isinstance(error, kind))
    detail = NOT_FOUND if status == 404 else str(error)
    return json_answer(Problem(error=code, detail=detail), status)


async def body_of(request: Request, most: int) -> bytes:
    """The body, of at most ``most`` bytes.

    Raises:
        TooLongError: it is longer.
    """
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > most:
                raise TooLongError(f"a body here has at most {most} bytes")
    except ClientDisconnect:
        raise errors.InvalidRequestError("the body ended too early") from None
    return bytes(body)


async def asked(request: Request, shape: type[S]) -> S:
    """The JSON body as ``shape``; none at all is an empty object.

    Raises:
        InvalidRequestError: it is not one.
        TooLongError: it is too long to look at.
    """
    try:
        return shape.model_validate_json(await body_of(request, LONGEST_JSON) or b"{}")
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"] if part in shape.model_fields)
        raise errors.InvalidRequestError(f"{where or 'the body'}: {first['type']}") from None
