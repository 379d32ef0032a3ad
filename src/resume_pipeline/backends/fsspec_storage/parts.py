"""PartStream: an object that is sent to S3 while it is written, and published by one request."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Final

#: Bytes of a part. S3 accepts no smaller ones, and some servers want all but the last alike.
PART: Final = 5 << 20
#: Parts on their way at once; with the one that is being filled, all that is ever in memory.
IN_FLIGHT: Final = 2


def put_new(fs: Any, target: Mapping[str, str], body: bytes) -> None:
    """Create an object by one conditional request.

    The digest goes along because some servers create an empty object when the connection ends
    behind the head of a request, and compare the body with nothing else.

    Raises:
        OSError: the key exists, or the server said something else.
    """
    md5 = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
    fs.call_s3("put_object", **target, Body=body, ContentMD5=md5, IfNoneMatch="*")


class PartStream(io.RawIOBase):
    """What is written goes to ``key`` in parts, which nobody sees before `complete`.

    A short object is one conditional request. A long one is a multipart upload, whose completion
    is the conditional request; its parts are sent while the next one is filled.
    """

    def __init__(self, fs: Any, bucket: str, key: str) -> None:
        super().__init__()
        self._fs = fs
        self._target = {"Bucket": bucket, "Key": key}
        self._buffer = bytearray()
        self._upload: str | None = None
        self._sent = 0
        self._waiting: deque[tuple[int, Future[Any]]] = deque()
        self._tags: list[dict[str, Any]] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, piece: Any) -> int:
        """Take ``piece``; send a part once one is full and more has come."""
        self._buffer += piece
        while len(self._buffer) > PART:
            part = bytes(memoryview(self._buffer)[:PART])
            del self._buffer[:PART]
            self._send(part)
        return len(piece)

    def complete(self) -> None:
        """Create the object, unless the key exists.

        Raises:
            OSError: the key exists, or the server said something else.
        """
        rest = bytes(self._buffer)
        if self._upload is None:
            put_new(self._fs, self._target, rest)
            return
        self._send(rest)
        while self._waiting:
            self._settle()
        self._fs.call_s3(
            "complete_multipart_upload",
            **self._target,
            UploadId=self._upload,
            MultipartUpload={"Parts": self._tags},
            IfNoneMatch="*",
        )
        self._upload = None

    def abandon(self) -> None:
        """Have the server drop the parts, unless they became the object.

        Where it cannot be told, the bucket's own rule for unfinished uploads drops them.
        """
        for _, answer in self._waiting:
            answer.cancel()
        if self._upload is not None:
            with suppress(Exception):
                self._fs.call_s3("abort_multipart_upload", **self._target, UploadId=self._upload)

    def _send(self, part: bytes) -> None:
        if self._upload is None:
            self._upload = self._fs.call_s3("create_multipart_upload", **self._target)["UploadId"]
        while len(self._waiting) >= IN_FLIGHT:
            self._settle()
        self._sent += 1
        request = self._fs._call_s3(
            "upload_part",
            **self._target,
            UploadId=self._upload,
            PartNumber=self._sent,
            Body=part,
        )
        answer = asyncio.run_coroutine_threadsafe(request, self._fs.loop)
        self._waiting.append((self._sent, answer))

    def _settle(self) -> None:
        number, answer = self._waiting.popleft()
        self._tags.append({"PartNumber": number, "ETag": answer.result()["ETag"]})
