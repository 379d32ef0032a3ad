"""HttpReporter: reports as signed callbacks to the host, as Standard Webhooks 1.0 says."""

from __future__ import annotations

import secrets
import ssl
import time
from collections.abc import Sequence

from resume_pipeline.backends.http_reporter.addresses import Resolver, resolve
from resume_pipeline.backends.http_reporter.endpoint import Endpoint
from resume_pipeline.backends.http_reporter.posting import Answer, post
from resume_pipeline.backends.http_reporter.sending import Letter, Pace, Sender
from resume_pipeline.errors import SettingsError
from resume_pipeline.model.ids import sha256
from resume_pipeline.ports.queue import Queue
from resume_pipeline.ports.reporter import Report
from resume_pipeline.settings import Settings
from resume_pipeline.wire.messages import Completion
from resume_pipeline.wire.signing import sign


class HttpReporter:
    """Posts each report's canonical bytes to one endpoint.

    A thread of its own posts, one report at a time. A caller waits at most two seconds for it,
    and not at all while the host is silent. A completion is tried for a minute; a sign of life or
    of progress once, for the next one says more. Closing waits ten seconds for what is in line.
    Whatever is lost, the sweep finds in storage.

    Args:
        endpoint: where to.
        keys: each of which signs.
        resolver: gives the addresses of a host.
        tls: the context for https; by default the system's authorities, and what the environment's
            SSL_CERT_FILE names.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        keys: Sequence[bytes],
        *,
        resolver: Resolver = resolve,
        tls: ssl.SSLContext | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._keys = keys
        self._resolver = resolver
        is_secret = endpoint.scheme == "https"
        self._tls = (tls or ssl.create_default_context()) if is_secret else None
        self._pace = pace or Pace()
        self._sender = Sender(self._post, self._pace)

    def describe(self) -> str:
        """Where reports go, in words, without credentials."""
        return f"signed callbacks to {self._endpoint.describe()}"

    def report(self, reports: Sequence[Report]) -> None:
        """Post ``reports``; completions that are not accepted are tried again by a thread.

        Raises:
            ReportError: not all were accepted yet, too many wait, or the reporter is closed.
        """
        self._sender.send([_letter(report) for report in reports])

    def close(self) -> None:
        """Wait for what is in line, at most for ten seconds; report no more."""
        self._sender.close()

    def _post(self, letter: Letter) -> Answer:
        return post(
            self._endpoint,
            sign(letter.id, int(time.time()), letter.body, self._keys),
            letter.body,
            resolver=self._resolver,
            tls=self._tls,
            timeout=self._pace.attempt,
        )


def _letter(report: Report) -> Letter:
    """A completion's id is its digest: the same over tries, and from any process."""
    body = report.to_bytes()
    is_once = not isinstance(report, Completion)
    # A report's own id may hold dots, and two beats are two messages with the same id.
    return Letter(id=secrets.token_hex(16) if is_once else sha256(body), body=body, is_once=is_once)


def open_reporter(url: str, _queue: Queue, settings: Settings) -> HttpReporter:
    """The reporter that calls ``url``.

    Raises:
        SettingsError: the URL is not allowed, or no key is set.
    """
    if not settings.callback_keys:
        raise SettingsError("callback_keys are not set, and a callback must be signed")
    return HttpReporter(Endpoint.of(url, settings.callback_allow), settings.signing_keys)
