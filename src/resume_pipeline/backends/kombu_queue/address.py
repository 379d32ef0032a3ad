"""Where a broker is and how to talk to it, read from one URL."""

from __future__ import annotations

import ssl
from importlib.util import find_spec
from typing import Any, Final, Self
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

import attrs

from resume_pipeline.errors import ConfigError, SettingsError, UnknownBackendError

#: Scheme -> the module that speaks its protocol, and the extra that installs it.
DRIVERS: Final = {
    "amqp": ("amqp", None),
    "amqps": ("amqp", None),
    "redis": ("redis", "redis"),
    "rediss": ("redis", "redis"),
}
#: What RabbitMQ's ``consumer_timeout`` is unless its operator changed it.
AMQP_REDELIVERY: Final = 30 * 60.0
REDIS_REDELIVERY: Final = 60 * 60.0
_OPTIONS: Final = ("prefix", "redelivery", "timeout", "heartbeat", "ca")


@attrs.frozen(kw_only=True)
class Address:
    """A broker, and how patient to be with it. Durations in seconds.

    Attributes:
        url: for kombu, with credentials and without options.
        place: host, port and virtual host or database, for people.
        prefix: of the queues' names.
        redelivery: after how long an unacknowledged message is delivered again; 0 for never.
        timeout: of connecting, and of every answer.
        heartbeat: within two of which a broker and a consumer notice that the other is gone.
        ca: file with the certificates that are trusted, instead of the system's.
    """

    url: str = attrs.field(repr=False)
    scheme: str
    place: str
    prefix: str
    redelivery: float
    timeout: float
    heartbeat: float
    ca: str | None

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read ``scheme://user:password@host:port/name?option=value``.

        Raises:
            SettingsError: the URL names no host, or an option is unknown or out of its range.
            UnknownBackendError: the scheme is another one.
            ConfigError: the scheme's driver is not installed.
        """
        parts = _parts(url)
        _check_driver(parts.scheme)
        options = _options(parts.query)
        is_amqp = parts.scheme.startswith("amqp")
        redelivery = AMQP_REDELIVERY if is_amqp else REDIS_REDELIVERY
        name = unquote(parts.path).lstrip("/") or ("" if is_amqp else "0")
        place = parts.netloc.rpartition("@")[2]
        return cls(
            url=_for_kombu(parts),
            scheme=parts.scheme,
            place=f"{place}, {'virtual host /' if is_amqp else 'database '}{name}",
            prefix=options.get("prefix", "resume_pipeline."),
            redelivery=_seconds(options, "redelivery", redelivery, least=0 if is_amqp else 0.1),
            timeout=_seconds(options, "timeout", 10.0, least=0.1),
            heartbeat=_seconds(options, "heartbeat", 30.0, least=1),
            ca=options.get("ca"),
        )

    @property
    def is_amqp(self) -> bool:
        """Whether the broker speaks AMQP 0-9-1."""
        return self.scheme.startswith("amqp")

    @property
    def redelivery_ms(self) -> int | None:
        """After how many milliseconds a message is delivered again."""
        return int(self.redelivery * 1000) or None

    def tls(self) -> dict[str, Any] | bool:
        """How to encrypt, as kombu wants it: always with the broker's certificate checked."""
        if self.scheme == "amqps":
            host = urlsplit(self.url).hostname
            return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": host, "ca_certs": self.ca}
        if self.scheme == "rediss":
            return {
                "ssl_cert_reqs": ssl.CERT_REQUIRED,
                "ssl_check_hostname": True,
                "ssl_ca_certs": self.ca,
            }
        return False


def _parts(url: str) -> SplitResult:
    parts = urlsplit(url)
    try:
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise SettingsError("not a broker's URL, such as amqp://host or redis://host/0")
    return parts


def _for_kombu(parts: SplitResult) -> str:
    """The URL without options; AMQP by its driver's name, for another one has no confirms."""
    scheme = "pyamqp" if parts.scheme == "amqp" else parts.scheme
    return urlunsplit((scheme, parts.netloc, parts.path, "", ""))


def _check_driver(scheme: str) -> None:
    if scheme not in DRIVERS:
        raise UnknownBackendError(f"no queue is known for {scheme}: URLs")
    module, extra = DRIVERS[scheme]
    if find_spec(module) is None:
        hint = f"; install resume-pipeline[{extra}]" if extra else ""
        raise ConfigError(f"the driver for {scheme}: URLs is not installed{hint}")


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown:
        known = ", ".join(_OPTIONS)
        raise SettingsError(
            f"the queue's URL has no option {', '.join(unknown)}; there are {known}"
        )
    return options


def _seconds(options: dict[str, str], name: str, default: float, *, least: float) -> float:
    try:
        seconds = float(options.get(name, default))
    except ValueError:
        seconds = -1.0
    if not least <= seconds < float("inf"):
        raise SettingsError(f"option {name} of the queue's URL: seconds, at least {least:g}")
    return seconds
