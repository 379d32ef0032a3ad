"""Endpoint: where callbacks go, as the operator's URL names it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

import attrs

from resume_pipeline.errors import SettingsError

_DEFAULT: Final = {"https": 443, "http": 80}
_PORTS: Final = {443, 8443}
_URL: Final = re.compile(r"[!-~]{1,2000}")
_HOST: Final = re.compile(r"[a-z0-9_.:-]{1,253}")


@attrs.frozen(kw_only=True)
class Endpoint:
    """One URL, taken apart and found fit.

    Attributes:
        host: lower case; an IPv6 address without brackets.
        target: path and query, as they stand in a request.
        is_allowed: whether the operator put ``host:port`` on the list of ``callback_allow``.
    """

    scheme: str
    host: str
    port: int
    target: str
    is_allowed: bool

    @classmethod
    def of(cls, url: str, allow: Collection[str] = ()) -> Self:
        """The endpoint at ``url``.

        Args:
            allow: each ``host:port`` that may be not public, by plain http, at any port.

        Raises:
            SettingsError: saying what is wrong, without repeating the URL: it may hold a secret.
        """
        if not _URL.fullmatch(url):
            raise SettingsError("a callback's URL is printable ASCII without spaces")
        try:
            parts = urlsplit(url)
            port = parts.port if parts.port is not None else _DEFAULT.get(parts.scheme, 0)
        except ValueError:
            raise SettingsError("a callback's URL has a malformed host or port") from None
        host = parts.hostname or ""
        _check(parts, host)
        query = f"?{parts.query}" if parts.query else ""
        made = cls(
            scheme=parts.scheme,
            host=host,
            port=port,
            target=(parts.path or "/") + query,
            is_allowed=_authority(host, port) in {entry.lower() for entry in allow},
        )
        made._check_allowed()
        return made

    def _check_allowed(self) -> None:
        if not self.is_allowed and (self.scheme != "https" or self.port not in _PORTS):
            raise SettingsError(
                "a callback goes by https to port 443 or 8443; to allow another, add "
                f"{self.authority!r} to callback_allow"
            )

    @property
    def authority(self) -> str:
        """``host:port``, as ``callback_allow`` and a request's Host header have it."""
        return _authority(self.host, self.port)

    def describe(self) -> str:
        """Scheme, host and port; path and query may hold a secret."""
        return f"{self.scheme}://{self.authority}"


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _check(parts: SplitResult, host: str) -> None:
    if parts.scheme not in _DEFAULT:
        raise SettingsError("a callback's URL begins with https:// or http://")
    if "@" in parts.netloc:
        raise SettingsError("a callback's URL holds no user or password: reports are signed")
    if not _HOST.fullmatch(host):
        raise SettingsError("a callback's URL names a host; write other scripts in punycode")
    if parts.fragment:
        raise SettingsError("a callback's URL has no fragment")
