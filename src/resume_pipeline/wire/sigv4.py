"""Signing a request in its URL, as S3 does it: AWS Signature Version 4, in the query.

Links that a host serves itself are signed and verified here, so that the same link is good or bad
wherever the object is. The source of every rule: "Authenticating Requests: Using Query Parameters
(AWS Signature Version 4)" in the reference of Amazon S3.
"""

from __future__ import annotations

import calendar
import hmac
import re
import time
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

import attrs

from resume_pipeline.errors import SignatureError

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_LONGEST: Final = 7 * 86_400
#: Seconds that the signer's clock may be ahead.
_SKEW: Final = 15 * 60
_PARAMETERS: Final = 16
_GRAMMAR: Final = {
    "X-Amz-Algorithm": re.compile(_ALGORITHM),
    "X-Amz-Credential": re.compile(r"[A-Za-z0-9_-]{1,64}(?:/[a-z0-9_-]{1,64}){3}/aws4_request"),
    "X-Amz-Date": re.compile(r"[0-9]{8}T[0-9]{6}Z", re.ASCII),
    "X-Amz-Expires": re.compile(r"[1-9][0-9]{0,5}", re.ASCII),
    "X-Amz-SignedHeaders": re.compile(r"[a-z-]{1,40}(?:;[a-z-]{1,40}){0,8}"),
    "X-Amz-Signature": re.compile(r"[0-9a-f]{64}"),
}


@attrs.frozen
class Credential:
    """A key and what it is for.

    Attributes:
        id: names the key in the URL, and says nothing of it.
        secret: the key.
        region, service: for S3 its own, ``us-east-1`` and ``s3``.
    """

    id: str
    secret: bytes = attrs.field(repr=False)
    region: str
    service: str


def presigned(
    method: str,
    url: str,
    credential: Credential,
    *,
    headers: Mapping[str, str],
    query: Mapping[str, str],
    now: int,
    expires: int,
) -> str:
    """``url`` with a signature that allows this method, these headers and this query.

    Args:
        headers: that the request must carry; the host's is added.
        now, expires: seconds since the epoch, and from then on.
    """
    parts = urlsplit(url)
    signed = _lower(headers) | {"host": parts.netloc}
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    scope = f"{date[:8]}/{credential.region}/{credential.service}/aws4_request"
    asked = dict(query) | {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{credential.id}/{scope}",
        "X-Amz-Date": date,
        "X-Amz-Expires": str(expires),
        "X-Amz-SignedHeaders": ";".join(sorted(signed)),
    }
    signature = _signature(method, parts.path, asked, signed, credential)
    text = _encoded(asked | {"X-Amz-Signature": signature})
    return parts._replace(query=text).geturl()


def verified(
    method: str,
    url: str,
    credentials: Sequence[Credential],
    *,
    headers: Mapping[str, str],
    now: int,
) -> dict[str, str]:
    """The query of a request that one of ``credentials`` allows now, without the signature's part.

    Args:
        url: the request's, with the host that was signed.
        headers: of the request; names in any case.

    Raises:
        SignatureError: anything else, whatever method, URL and headers are.
    """
    parts, asked = _parsed(url)
    signature = asked.pop("X-Amz-Signature")
    _check_time(asked, now)
    given = _lower(headers) | {"host": parts.netloc}
    names = asked["X-Amz-SignedHeaders"].split(";")
    if names != sorted(set(names)) or "host" not in names or not given.keys() >= set(names):
        raise SignatureError("the request lacks a header that was signed")
    signed = {name: given[name] for name in names}
    # Every key is tried, each in constant time: how long it takes says nothing of a key.
    matches = [
        hmac.compare_digest(_signature(method, parts.path, asked, signed, credential), signature)
        for credential in credentials
        if asked["X-Amz-Credential"] == f"{credential.id}/{_scope(asked, credential)}"
    ]
    if not any(matches):
        raise SignatureError("no active key signed this request")
    return {name: value for name, value in asked.items() if name not in _GRAMMAR}


def _parsed(url: str) -> tuple[SplitResult, dict[str, str]]:
    """The parts of ``url``, and its query with every parameter of a signature in its grammar."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(
            parts.query, keep_blank_values=True, strict_parsing=True, max_num_fields=_PARAMETERS
        )
    except ValueError:
        raise SignatureError("the URL is not a signed link") from None
    asked = dict(pairs)
    if len(asked) != len(pairs) or parts.fragment:
        raise SignatureError("a parameter is there twice")
    if not all(grammar.fullmatch(asked.get(name, "")) for name, grammar in _GRAMMAR.items()):
        raise SignatureError("the URL is not a signed link")
    return parts, asked


def _check_time(asked: Mapping[str, str], now: int) -> None:
    try:
        signed_at = calendar.timegm(time.strptime(asked["X-Amz-Date"], "%Y%m%dT%H%M%SZ"))
    except ValueError:
        raise SignatureError("the URL is not a signed link") from None
    expires = int(asked["X-Amz-Expires"])
    if expires > _LONGEST or not signed_at - _SKEW <= now <= signed_at + expires:
        raise SignatureError("the link is not valid now")


def _scope(asked: Mapping[str, str], credential: Credential) -> str:
    date = asked["X-Amz-Date"][:8]
    return f"{date}/{credential.region}/{credential.service}/aws4_request"


def _signature(
    method: str,
    path: str,
    asked: Mapping[str, str],
    signed: Mapping[str, str],
    credential: Credential,
) -> str:
    request = "\n".join(
        (
            method,
            "/".join(_quoted(unquote(segment)) for segment in path.split("/")),
            _encoded(asked),
            *(f"{name}:{' '.join(signed[name].split())}" for name in sorted(signed)),
            "",
            ";".join(sorted(signed)),
            "UNSIGNED-PAYLOAD",
        )
    )
    scope = _scope(asked, credential)
    digest = sha256(request.encode(errors="replace")).hexdigest()
    text = "\n".join((_ALGORITHM, asked["X-Amz-Date"], scope, digest))
    key = b"AWS4" + credential.secret
    for word in scope.split("/"):
        key = hmac.digest(key, word.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def _encoded(query: Mapping[str, str]) -> str:
    pairs = sorted((_quoted(name), _quoted(value)) for name, value in query.items())
    return "&".join(f"{name}={value}" for name, value in pairs)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
