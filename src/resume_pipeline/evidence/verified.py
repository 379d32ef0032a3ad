"""Verified: a stream that refuses to end where its bytes are not those that were stored."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO

from resume_pipeline.errors import DamagedError

_CHUNK = 1 << 18


class _Verified(io.RawIOBase):
    """Reads on, hashing; the end is held against the digest. It cannot be sought in."""

    def __init__(self, stream: BinaryIO, sha256: str) -> None:
        self._stream = stream
        self._wanted = sha256
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill ``buffer``; 0 at a good end.

        Raises:
            DamagedError: the end is there, and the digest is another.
        """
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self._digest.update(piece)
        if not piece and self._digest.hexdigest() != self._wanted:
            raise DamagedError("a stored file is not what was uploaded")
        return len(piece)

    def close(self) -> None:
        """Close what it reads from."""
        self._stream.close()
        super().close()


def verified_stream(stream: BinaryIO, sha256: str) -> BinaryIO:
    """``stream`` as one that is held against the digest of its bytes as it is read to its end."""
    return io.BufferedReader(_Verified(stream, sha256), _CHUNK)
