"""Link: signed URLs of one object, and what a host does when somebody comes with one of its own."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import BinaryIO, Final, cast
from urllib.parse import SplitResult, urlsplit

import attrs

from resume_pipeline.errors import (
    ArtifactConflictError,
    DamagedError,
    InvalidRequestError,
    SettingsError,
    SignatureError,
)
from resume_pipeline.evidence.verified import verified_stream
from resume_pipeline.model.keys import checked_key, owned_key
from resume_pipeline.model.link import BYTES, LinkTerms
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.logs import log_event
from resume_pipeline.ports.storage import SignsLinks, Storage
from resume_pipeline.wire.sigv4 import Credential, presigned, verified

_HANDLE: Final = re.compile(r"[A-Za-z0-9_-]{1,700}")
_CHUNK: Final = 1 << 18
_DISPOSITION: Final = "response-content-disposition"
_TYPE: Final = "response-content-type"
_DIGEST: Final = "response-sha256"
#: A document is data of strangers: no browser may guess at it, run it, or keep it for others.
_HARMLESS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


@attrs.frozen(kw_only=True)
class LinkedFile:
    """What a good link leads to.

    Attributes:
        stream: the bytes; `chunks` closes it, or the host does. Where they are not those that were
            stored, reading the last of them raises DamagedError: an answer that is being sent must
            end there, short of its Content-Length.
        headers: to answer with, as they are.
        names: tenant and file or job, for logs.
    """

    stream: BinaryIO
    headers: dict[str, str]
    names: Mapping[str, str] = attrs.field(factory=dict)

    def chunks(self) -> Iterator[bytes]:
        """The bytes, piece by piece, for an answer that is sent while it is read.

        Raises:
            DamagedError: before the last piece, if the bytes are not those that were stored.
        """
        try:
            with self.stream:
                while piece := self.stream.read(_CHUNK):
                    yield piece
        except DamagedError:
            log_event("download damaged", **self.names)
            raise


class HostLinks:
    """Links to a route of the host, signed as S3 signs its own.

    The key is in them encoded as base64, for one segment of a path that no proxy rewrites. It is
    no secret, and of no use without a signature.

    Args:
        base: URL of the route; ``/`` and a handle follow.
        keys: the first signs, any is accepted.
    """

    def __init__(self, base: str, keys: Sequence[bytes], clock: Clock) -> None:
        self._base = base
        self._credentials = [_credential(key) for key in keys]
        self._clock = clock

    def sign(self, terms: LinkTerms) -> str:
        """The URL for ``terms``."""
        query = {
            _DISPOSITION: terms.disposition,
            _TYPE: terms.content_type,
            _DIGEST: terms.sha256,
        }
        return presigned(
            terms.method,
            f"{self._base}/{_handle(terms.key)}",
            self._credentials[0],
            headers=terms.headers,
            query={name: value for name, value in query.items() if value is not None},
            now=self._clock.now() // 1000,
            expires=terms.expires,
        )

    def verified(self, method: str, url: str, headers: Mapping[str, str]) -> LinkTerms:
        """The terms of the link with which this request comes.

        The request's own scheme and host are not looked at: a proxy may have changed them, and
        whoever reaches this host under another name gets nothing more by it.

        Args:
            url: of the request, or its path and query.

        Raises:
            SignatureError: no active key allows this request now.
        """
        parts, base = _split(url), urlsplit(self._base)
        asked = parts._replace(scheme=base.scheme, netloc=base.netloc).geturl()
        query = verified(
            method,
            asked,
            self._credentials,
            headers=headers,
            now=self._clock.now() // 1000,
        )
        given = {name.lower(): value for name, value in headers.items()}
        is_put = method == "PUT"
        return LinkTerms(
            method="PUT" if is_put else "GET",
            key=_key_of(parts.path.removeprefix(f"{base.path}/")),
            expires=0,
            disposition=query.get(_DISPOSITION),
            content_type=query.get(_TYPE),
            sha256=query.get(_DIGEST),
            size=int(given["content-length"]) if is_put else None,
        )


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # such as a bracket that opens no address
        raise SignatureError("what was asked for is no URL") from None


def signer_of(storage: Storage, links: HostLinks | None) -> SignsLinks:
    """Who signs: the host where it serves links, else the storage.

    Raises:
        SettingsError: the storage cannot.
    """
    if links is not None:
        return links
    if isinstance(storage, SignsLinks):
        return storage
    raise SettingsError(
        "this storage signs no links: set links to an URL of the host and link_keys to its secrets"
    )


def link(terms: LinkTerms, *, tenant: str, signer: SignsLinks) -> str:
    """A signed URL of one of ``tenant``'s objects.

    Raises:
        InvalidRequestError: the object is not this tenant's; nothing is signed.
    """
    owned_key(terms.key, tenant)
    return signer.sign(terms)


def open_link(
    method: str, url: str, headers: Mapping[str, str], *, links: HostLinks, storage: Storage
) -> LinkedFile:
    """What a download link of the host leads to.

    Raises:
        SignatureError: no active key allows this request now.
        NotFoundError: the object is gone.
    """
    terms = links.verified(method, url, headers)
    if terms.method != "GET":
        raise SignatureError("the link is not for a download")
    stream = storage.open(terms.key)
    length = _length_of(stream)
    if terms.sha256 is not None:
        stream = verified_stream(stream, terms.sha256)
    given = {"Content-Disposition": terms.disposition, "Content-Type": terms.content_type or BYTES}
    said = {name: value for name, value in given.items() if value is not None}
    tenant, folder, name = terms.key.split("/")[:3]
    names = {"tenant": tenant, folder.removesuffix("s"): name}
    return LinkedFile(stream=stream, headers=said | _HARMLESS | length, names=names)


def take_upload(
    method: str,
    url: str,
    headers: Mapping[str, str],
    stream: BinaryIO,
    *,
    links: HostLinks,
    storage: Storage,
) -> None:
    """Store what comes by an upload link of the host, where nothing reads it before it is accepted.

    Raises:
        SignatureError: no active key allows this request now.
        InvalidRequestError: it is not as long as the link says; nothing is stored.
        ArtifactConflictError: the link was used before.
    """
    terms = links.verified(method, url, headers)
    if terms.method != "PUT" or not terms.size:
        raise SignatureError("the link is not for an upload")
    if storage.exists(terms.key):
        raise ArtifactConflictError("the link was used before")
    body = cast(BinaryIO, _Exactly(stream, terms.size))
    storage.store(terms.key, body, limit=terms.size)


class _Exactly:
    """A stream that must have exactly ``size`` bytes."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        piece = self._stream.read(size)
        self._left -= len(piece)
        if self._left < 0 or (not piece and self._left):
            raise InvalidRequestError("the body is not as long as the link says")
        return piece


def _credential(key: bytes) -> Credential:
    return Credential(sha256(key).hexdigest()[:16], key, "links", "resume-pipeline")


def _handle(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).rstrip(b"=").decode()


def _key_of(handle: str) -> str:
    # No percent sign: frameworks decode a path once or not at all, and none may do it twice.
    if _HANDLE.fullmatch(handle):
        with suppress(ValueError, InvalidRequestError):
            padded = handle + "=" * (-len(handle) % 4)
            return checked_key(base64.urlsafe_b64decode(padded).decode())
    raise SignatureError("the link names no object")


def _length_of(stream: BinaryIO) -> dict[str, str]:
    if not stream.seekable():
        return {}
    length = stream.seek(0, 2)
    stream.seek(0)
    return {"Content-Length": str(length)}
