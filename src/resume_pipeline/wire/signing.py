"""Signing callbacks as Standard Webhooks 1.0 says: HMAC-SHA256 over ``id.timestamp.body``.

The source of every rule: https://github.com/standard-webhooks/standard-webhooks, spec 1.0.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final

from resume_pipeline.errors import SignatureError

TOLERANCE: Final = 300  # seconds that a timestamp may be off, either way
_PREFIX: Final = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes of a secret
_ID: Final = re.compile(r"[!-\-/-~]{1,256}")  # printable, without the dot that parts what is signed
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_SIGNATURES: Final = 16  # how many are looked at: more keys than that are never active


def key_of(secret: str) -> bytes:
    """The key that ``whsec_`` and base64 stand for.

    Raises:
        ValueError: it is not of this form, or not of 24 to 64 bytes; it is not repeated.
    """
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not (secret.startswith(_PREFIX) and _SHORTEST <= len(key) <= _LONGEST):
        raise ValueError(
            f"a secret is {_PREFIX} and base64 of {_SHORTEST} to {_LONGEST} random bytes"
        )
    return key


def sign(id: str, timestamp: int, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The headers that sign ``body``, with each of ``keys``: during a rotation there are two.

    Args:
        id: the same for every try to deliver, 1 to 256 printable ASCII characters without a dot.
        timestamp: of this try, in seconds since the epoch.

    Raises:
        ValueError: the id or the timestamp cannot be signed, or there is no key.
    """
    if not (_ID.fullmatch(id) and timestamp >= 0 and keys):
        raise ValueError("expected an id without a dot, a time since the epoch, and a key")
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(id, str(timestamp), body, key) for key in keys),
    }


def verified(
    headers: Mapping[str, str],
    body: bytes,
    keys: Sequence[bytes],
    now: int,
    tolerance: int = TOLERANCE,
) -> str:
    """The id of a callback that one of ``keys`` signed at about ``now``.

    Args:
        headers: of the request; names in any case.
        now, tolerance: seconds, since the epoch and of difference either way.

    Raises:
        SignatureError: anything else, whatever headers and body are.
    """
    given = {name.lower(): value for name, value in headers.items()}
    id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not (_ID.fullmatch(id) and _TIMESTAMP.fullmatch(timestamp)):
        raise SignatureError(
            "the headers webhook-id and webhook-timestamp are missing or malformed"
        )
    if abs(now - int(timestamp)) > tolerance:
        raise SignatureError(f"the timestamp is more than {tolerance} seconds off")
    expected = [_signature(id, timestamp, body, key).encode() for key in keys]
    offered = given.get("webhook-signature", "").split(" ")[:_SIGNATURES]
    # Every pair is compared, each in constant time: how long it takes says nothing of a key.
    matches = [
        hmac.compare_digest(one, other.encode(errors="replace"))
        for one in expected
        for other in offered
    ]
    if not any(matches):
        raise SignatureError("no signature is by an active key")
    return id


def _signature(id: str, timestamp: str, body: bytes, key: bytes) -> str:
    signed = b".".join((id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
