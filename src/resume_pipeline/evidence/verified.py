"""Verified: a stream that refuses to end where its bytes are not those that were stored."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO

from resume_pipeline.errors import DamagedError

_CHUNK = 1 << 18


class _Verified(io.RawIOBase):
    """Reads on, hashing, a piece ahead: the last piece is given once it is known to be good.

    So whoever hands the bytes on, with their length, cannot have handed on all of them. It cannot
    be sought in.
    """

    def __init__(self, stream: BinaryIO, sha256: str) -> None:
        self._stream = stream
        self._wanted = sha256
        self._digest = hashlib.sha256()
        self._held = memoryview(b"")
        self._ahead: bytes | None = None  # before the first piece was read

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill ``buffer``; 0 at a good end.

        Raises:
            DamagedError: the end is there, and the digest is another.
        """
        if not self._held:
            self._advance()
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size

    def close(self) -> None:
        """Close what it reads from."""
        self._stream.close()
        super().close()

    def _advance(self) -> None:
        piece = self._piece() if self._ahead is None else self._ahead
        self._ahead = self._piece() if piece else b""
        self._held = memoryview(piece)

    def _piece(self) -> bytes:
        piece = self._stream.read(_CHUNK)
        self._digest.update(piece)
        if not piece and self._digest.hexdigest() != self._wanted:
            raise DamagedError("a stored object is not what was written")
        return piece


def verified_stream(stream: BinaryIO, sha256: str) -> BinaryIO:
    """``stream`` as one that is held against the digest of its bytes as it is read to its end."""
    return io.BufferedReader(_Verified(stream, sha256), _CHUNK)
