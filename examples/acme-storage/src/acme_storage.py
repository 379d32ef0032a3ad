"""A storage that keeps every object in one SQLite file: ``sqlite-blob:///path/of/objects.db``.

An object is a row that points to a content; a content is a sequence of chunks. Chunks are written
as they come, in transactions of their own, and nobody sees them until the row is inserted, which
is one statement that does nothing if the key is taken: of all writers, in all processes, one
creates the object. What a killed writer leaves behind is a content without a row, deleted when the
file is opened a day later.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, Self
from urllib.parse import unquote

from resume_pipeline import (
    ArtifactConflictError,
    InvalidRequestError,
    NotFoundError,
    StorageError,
    hookimpl,
)
from resume_pipeline.model.keys import checked_key, checked_prefix
from resume_pipeline.ports.storage import Capabilities, Stored

CHUNK: Final = 1 << 20
HEAD: Final = 4096
DAY: Final = 86_400
_PAGE: Final = 500
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS object (key TEXT PRIMARY KEY, content TEXT NOT NULL, size INTEGER);
CREATE TABLE IF NOT EXISTS chunk (
    content TEXT, number INTEGER, body BLOB NOT NULL, written_at INTEGER NOT NULL,
    PRIMARY KEY (content, number)
);
"""
_CREATE: Final = "INSERT OR IGNORE INTO object VALUES (?, ?, ?)"
_APPEND: Final = "INSERT INTO chunk VALUES (?, ?, ?, ?)"
_FORGET: Final = "DELETE FROM chunk WHERE content = ?"
_LEFT_OVER: Final = (
    "DELETE FROM chunk WHERE content IN (SELECT content FROM chunk GROUP BY content"
    " HAVING max(written_at) < ?) AND content NOT IN (SELECT content FROM object)"
)


class BlobStorage:
    """Immutable objects in the SQLite file ``path``.

    Every call opens a connection of its own, so an instance may be shared by threads and kept
    over a fork.
    """

    capabilities = Capabilities(create_only=True, durable=True, shared=True)

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Open the file at ``url``, and make it if there is none.

        Raises:
            ValueError: the URL names no file by an absolute path.
            StorageError: the file cannot be opened.
        """
        _, _, rest = url.partition("://")
        path = Path(unquote(rest))
        if not path.is_absolute() or path.is_dir():
            raise ValueError("write sqlite-blob:///absolute/path/of/objects.db")
        storage = cls(path)
        with storage._connection() as connection:
            connection.executescript(_SCHEMA)
            connection.execute(_LEFT_OVER, (int(time.time()) - DAY,))
        return storage

    def describe(self) -> str:
        """Where the objects are, in words."""
        return f"the SQLite file {self._path}"

    def store(self, key: str, stream: BinaryIO, *, limit: int) -> Stored:
        """Write ``stream`` to ``key``, chunk by chunk; the same bytes again are no error.

        Raises:
            InvalidRequestError: the stream is empty or longer than ``limit`` bytes.
            ArtifactConflictError: the key exists and holds other bytes.
        """
        checked_key(key)
        content = secrets.token_hex(16)
        try:
            stored = self._append_all(content, stream, limit=limit)
            with self._connection() as connection:
                created = connection.execute(_CREATE, (key, content, stored.size)).rowcount == 1
        except BaseException:
            self._forget(content)
            raise
        if not created:
            self._forget(content)
            if not self._holds(key, stored):
                raise ArtifactConflictError("the object exists and holds other bytes")
        return stored

    def put_all(self, objects: Mapping[str, bytes], *, durable: bool = True) -> dict[str, bytes]:
        """Create in one transaction what does not exist; return the bytes that stand.

        Raises:
            InvalidRequestError: an object is empty, or a key is none.
        """
        del durable  # always
        for key, body in objects.items():
            checked_key(key)
            if not body:
                raise InvalidRequestError("an object has at least one byte")
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            for key, body in objects.items():
                _create(connection, key, body)
            connection.execute("COMMIT")
        return {key: self._standing(key) for key in objects}

    def get(self, key: str, *, limit: int | None = None) -> bytes | None:
        """The object's bytes, or None if there is none.

        Raises:
            InvalidRequestError: it is longer than ``limit`` bytes.
        """
        found = self._find(key)
        if found is None:
            return None
        content, size = found
        if limit is not None and size > limit:
            raise InvalidRequestError(f"the object is longer than {limit} bytes")
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT body FROM chunk WHERE content = ? ORDER BY number", (content,)
            )
            body = b"".join(row[0] for row in rows)
        return body or None  # deleted in between

    def open(self, key: str) -> BinaryIO:
        """The object as a stream that holds one chunk in memory.

        Raises:
            NotFoundError: there is none.
        """
        found = self._find(key)
        if found is None:
            raise NotFoundError("there is no such object")
        content, _ = found
        return io.BufferedReader(Chunks(lambda number: self._chunk(content, number)))

    def exists(self, key: str) -> bool:
        """Whether there is an object now."""
        return self._find(key) is not None

    def list(self, prefix: str) -> Iterator[str]:
        """The keys under ``prefix``, in order."""
        return self._listed(checked_prefix(prefix))

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects with their contents, in one transaction."""
        checked = [(checked_key(key),) for key in keys]
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            of_key = "(SELECT content FROM object WHERE key = ?)"
            connection.executemany(f"DELETE FROM chunk WHERE content IN {of_key}", checked)
            connection.executemany("DELETE FROM object WHERE key = ?", checked)
            connection.execute("COMMIT")

    def close(self) -> None:
        """Nothing to let go of."""

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that commits each statement, durably, unless told to begin.

        Raises:
            StorageError: whatever SQLite raises, without its words, which may hold paths.
        """
        try:
            opened = sqlite3.connect(self._path, timeout=60, isolation_level=None)
            with closing(opened) as connection:
                connection.execute("PRAGMA synchronous = EXTRA")
                yield connection
        except sqlite3.Error as error:
            raise StorageError(f"storage did not answer: {type(error).__name__}") from error

    def _append_all(self, content: str, stream: BinaryIO, *, limit: int) -> Stored:
        """Write ``stream`` as chunks of ``content`` while hashing it."""
        digest, size, head, number = hashlib.sha256(), 0, b"", 0
        while piece := stream.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            head += piece[: HEAD - len(head)]
            if size > limit:
                raise InvalidRequestError(f"the stream is longer than {limit} bytes")
            with self._connection() as connection:
                connection.execute(_APPEND, (content, number, piece, int(time.time())))
            number += 1
        if not size:
            raise InvalidRequestError("the stream is empty")
        return Stored(sha256=digest.hexdigest(), size=size, head=head)

    def _forget(self, content: str) -> None:
        with self._connection() as connection:
            connection.execute(_FORGET, (content,))

    def _find(self, key: str) -> tuple[str, int] | None:
        """An object's content and size."""
        asked = (checked_key(key),)
        with self._connection() as connection:
            found: tuple[str, int] | None = connection.execute(
                "SELECT content, size FROM object WHERE key = ?", asked
            ).fetchone()
        return found

    def _chunk(self, content: str, number: int) -> bytes:
        """A chunk, or nothing behind the last one."""
        with self._connection() as connection:
            found = connection.execute(
                "SELECT body FROM chunk WHERE content = ? AND number = ?", (content, number)
            ).fetchone()
        return found[0] if found else b""

    def _holds(self, key: str, stored: Stored) -> bool:
        digest = hashlib.sha256()
        with self.open(key) as stream:
            while piece := stream.read(CHUNK):
                digest.update(piece)
        return digest.hexdigest() == stored.sha256

    def _standing(self, key: str) -> bytes:
        body = self.get(key)
        if body is None:
            raise StorageError("an object was deleted meanwhile")
        return body

    def _listed(self, prefix: str) -> Iterator[str]:
        after, until = prefix, prefix[:-1] + "0"  # the character behind "/"
        page = "SELECT key FROM object WHERE key > ? AND key < ? ORDER BY key LIMIT ?"
        while True:
            with self._connection() as connection:
                keys = [row[0] for row in connection.execute(page, (after, until, _PAGE))]
            yield from keys
            if not keys:
                return
            after = keys[-1]


class Chunks(io.RawIOBase):
    """Chunks, fetched by number, as one stream."""

    def __init__(self, fetch: Callable[[int], bytes]) -> None:
        super().__init__()
        self._fetch = fetch
        self._number = 0
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what is left of a chunk."""
        if not self._rest:
            self._rest = memoryview(self._fetch(self._number))
            self._number += 1
        piece = self._rest[: len(buffer)]
        buffer[: len(piece)] = piece
        self._rest = self._rest[len(piece) :]
        return len(piece)


def _create(connection: sqlite3.Connection, key: str, body: bytes) -> None:
    content = secrets.token_hex(16)
    if connection.execute(_CREATE, (key, content, len(body))).rowcount == 1:
        now = int(time.time())
        chunks = (body[start : start + CHUNK] for start in range(0, len(body), CHUNK))
        rows = ((content, number, chunk, now) for number, chunk in enumerate(chunks))
        connection.executemany(_APPEND, rows)


@hookimpl
def register_storages(register: Callable[[str, Any], None]) -> None:
    """Offer the scheme."""
    register("sqlite-blob", BlobStorage.from_url)
