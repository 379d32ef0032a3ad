"""Identifiers, digests, and the ticket that proves a report belongs to an attempt."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import threading
import uuid
from functools import lru_cache
from typing import NewType

from resume_pipeline.errors import InvalidRequestError

FileId = NewType("FileId", str)
JobId = NewType("JobId", str)
BatchId = NewType("BatchId", str)
Digest = NewType("Digest", str)  # 64 lower-case hex characters: SHA-256
Tenant = NewType("Tenant", str)

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


class _Tail:
    """The 74 random bits of a UUID, rising while the millisecond stays the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = -1
        self._last = 0

    def next(self, now: int) -> int:
        """Random; in the same millisecond as before, more than before by a random step."""
        with self._lock:
            is_same = now == self._now
            # Nine bytes leave room above: steps of four bytes never fill it within a millisecond.
            fresh = int.from_bytes(os.urandom(4 if is_same else 9), "big")
            self._now, self._last = now, self._last + 1 + fresh if is_same else fresh
            return self._last


_tail = _Tail()


def uuid7(now: int) -> str:
    """A UUID for ``now`` in epoch milliseconds (RFC 9562, version 7).

    Those that one process makes for one millisecond after another, or within one, are in the order
    in which they were made (section 6.2, method 2).
    """
    tail = _tail.next(now)
    bits = (now & (1 << 48) - 1) << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0x2 << 62
    return str(uuid.UUID(int=bits | tail & (1 << 62) - 1))


def is_id(name: str) -> bool:
    """Whether ``name`` could be an id of `uuid7`."""
    return _ID.fullmatch(name) is not None


def earliest_at(moment: int) -> str:
    """What no id of `uuid7` for ``moment`` or later is before, in epoch milliseconds."""
    digits = f"{max(moment, 0):012x}"
    return f"{digits[:8]}-{digits[8:]}"


def sha256(content: bytes) -> Digest:
    """The SHA-256 of ``content`` as lower-case hex."""
    return Digest(hashlib.sha256(content).hexdigest())


@lru_cache(maxsize=1024)  # a job's reports come together, and each returns it
def ticket(key: bytes, job_id: str, attempt: int) -> str:
    """What every report of this attempt must return: HMAC-SHA256 under the coordinator's key."""
    return hmac.new(key, f"{job_id}|{attempt}".encode(), hashlib.sha256).hexdigest()


def is_ticket(candidate: str, key: bytes, job_id: str, attempt: int) -> bool:
    """Whether ``candidate`` is the ticket of this attempt, compared in constant time."""
    return hmac.compare_digest(candidate.encode(), ticket(key, job_id, attempt).encode())


def checked_tenant(name: str) -> Tenant:
    """``name`` as a tenant.

    Raises:
        InvalidRequestError: it is not 1 to 63 of ``a-z 0-9 _ -``, starting with a letter or digit.
    """
    if not _TENANT.fullmatch(name):
        raise InvalidRequestError(
            "a tenant is 1 to 63 characters of a-z, 0-9, _ and -, and starts with a letter or digit"
        )
    return Tenant(name)


def moment_of(id: str) -> int:
    """When an id of `uuid7` was made, in epoch milliseconds."""
    return int(id[:8] + id[9:13], 16)
