"""One attempt to post: resolve once, connect to a checked address, read the head of the answer.

By plain sockets, because the usual clients resolve the name again when they connect, follow
redirects, or read proxies from the environment; one request needs none of what they do.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Final

import attrs

from resume_pipeline.backends.http_reporter.addresses import Resolver, checked_addresses
from resume_pipeline.backends.http_reporter.endpoint import Endpoint
from resume_pipeline.errors import ReportError

_CAP: Final = 4096  # bytes of an answer that are read


@attrs.frozen(kw_only=True)
class Answer:
    """What a host said.

    Attributes:
        retry_after: seconds for which it does not want to be asked again.
    """

    status: int
    retry_after: float = 0

    @property
    def is_accepted(self) -> bool:
        """Whether the report is with the host: no redirect is one."""
        return 200 <= self.status < 300


def post(
    endpoint: Endpoint,
    headers: Mapping[str, str],
    body: bytes,
    *,
    resolver: Resolver,
    tls: ssl.SSLContext | None,
    timeout: float,
) -> Answer:
    """Post ``body`` once.

    Args:
        tls: the context for https.
        timeout: seconds for all of it, once the name is resolved.

    Raises:
        ReportError: the host's address is refused, or no HTTP answer came within the time.
    """
    addresses = checked_addresses(
        endpoint.host, endpoint.port, resolver=resolver, is_allowed=endpoint.is_allowed
    )
    until = time.monotonic() + timeout
    try:
        with _connected(addresses, endpoint, tls, until) as connection:
            _send(connection, _request(endpoint, headers, body), until)
            return _answer(_head(connection, until))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ReportError(f"the callback's host gave no answer: {type(error).__name__}") from None


def _connected(
    addresses: Sequence[str], endpoint: Endpoint, tls: ssl.SSLContext | None, until: float
) -> socket.socket:
    """A connection to the first of ``addresses`` that takes one."""
    plain = _first_open(addresses, endpoint.port, until)
    if tls is None:
        return plain
    try:
        plain.settimeout(_left(until))
        return tls.wrap_socket(plain, server_hostname=endpoint.host)
    except BaseException:
        plain.close()
        raise


def _first_open(addresses: Sequence[str], port: int, until: float) -> socket.socket:
    for left in range(len(addresses), 0, -1):
        share = _left(until) / left  # an address that is silent leaves time for the others
        try:
            return socket.create_connection((addresses[-left], port), timeout=share)
        except OSError:
            if left == 1:
                raise
    raise OSError("no address")


def _request(endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = {
        "host": endpoint.authority,
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "close",
        "user-agent": "resume-pipeline",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {endpoint.target} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


def _send(connection: socket.socket, request: bytes, until: float) -> None:
    rest = memoryview(request)
    while rest:
        connection.settimeout(_left(until))
        rest = rest[connection.send(rest) :]


def _head(connection: socket.socket, until: float) -> bytes:
    """The answer up to the end of its headers, at most `_CAP` bytes; the rest is never read."""
    found = b""
    while b"\r\n\r\n" not in found and len(found) < _CAP:
        connection.settimeout(_left(until))
        piece = connection.recv(_CAP - len(found))
        if not piece:
            break
        found += piece
    if b"\r\n\r\n" not in found:
        raise ValueError("no HTTP answer within the cap")
    return found


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _answer(head: bytes) -> Answer:
    version, status, *_ = head.partition(b"\r\n")[0].split(b" ", 2)
    if not version.startswith(b"HTTP/1.") or not (len(status) == 3 and status.isdigit()):
        raise ValueError("no HTTP answer")
    headers = http.client.parse_headers(io.BytesIO(head.partition(b"\r\n")[2]))
    return Answer(status=int(status), retry_after=_seconds(headers.get("retry-after", "")))


def _seconds(said: str) -> float:
    """The seconds that Retry-After says, as a number or as a date; 0 if it says neither."""
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0
