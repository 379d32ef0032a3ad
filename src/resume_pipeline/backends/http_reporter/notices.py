"""HttpPoster: posts one signed notice, under the same guard as the reports of workers."""

from __future__ import annotations

import ssl
import time
from collections.abc import Collection, Sequence

from resume_pipeline.backends.http_reporter.addresses import (
    Resolver,
    checked_addresses,
    resolve,
)
from resume_pipeline.backends.http_reporter.endpoint import Endpoint
from resume_pipeline.backends.http_reporter.posting import post
from resume_pipeline.errors import InvalidRequestError, ReportError, SettingsError
from resume_pipeline.model.endpoint import Try
from resume_pipeline.wire.signing import sign


class HttpPoster:
    """See `resume_pipeline.ports.operating.Poster`.

    Args:
        allow: each ``host:port`` that may be not public, by plain http, at any port.
        resolver: gives the addresses of a host.
        tls: the context for https; by default the system's authorities.
        timeout: seconds for one try.
    """

    def __init__(
        self,
        allow: Collection[str],
        *,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
        timeout: float = 15,
    ) -> None:
        self._allow = allow
        self._resolver = resolver
        self._tls = tls
        self._timeout = timeout

    def check(self, url: str) -> None:
        """See that it may be called; see the port."""
        try:
            endpoint = Endpoint.of(url, self._allow)
            checked_addresses(
                endpoint.host,
                endpoint.port,
                resolver=self._resolver,
                is_allowed=endpoint.is_allowed,
            )
        except (SettingsError, ReportError) as error:
            raise InvalidRequestError(str(error)) from None

    def post(self, url: str, id: str, body: bytes, keys: Sequence[bytes]) -> Try:
        """Post once; see the port."""
        try:
            endpoint = Endpoint.of(url, self._allow)
            answer = post(
                endpoint,
                sign(id, int(time.time()), body, keys),
                body,
                resolver=self._resolver,
                tls=self._context() if endpoint.scheme == "https" else None,
                timeout=self._timeout,
            )
        except (SettingsError, ReportError) as error:
            return Try(error=str(error))
        problem = "" if answer.is_accepted else f"the host answered {answer.status}"
        wait = int(1000 * min(answer.retry_after, 86_400))
        return Try(status=answer.status, error=problem, retry_after=wait)

    def _context(self) -> ssl.SSLContext:
        # Made when it is first needed: reading the authorities takes a while.
        self._tls = self._tls or ssl.create_default_context()
        return self._tls
