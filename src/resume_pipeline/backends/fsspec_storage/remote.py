"""Objects behind an fsspec file system, and fsspec's in-memory one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from fsspec import AbstractFileSystem
from fsspec.implementations.memory import MemoryFile

from resume_pipeline.backends.fsspec_storage.driver import Draft
from resume_pipeline.ports.storage import Capabilities


class FsspecDriver:
    """Objects under ``root`` of the file system that ``connect`` makes.

    The file system must honour ``mode="create"`` of `pipe_file` and `put_file` atomically, as
    s3fs does by conditional requests; `FsspecStorage.probe` finds out. One is made per process,
    because the asynchronous ones do not survive a fork.
    """

    capabilities = Capabilities(create_only=True, durable=True, shared=True)
    is_probed = True

    def __init__(self, scheme: str, root: str, connect: Callable[[], AbstractFileSystem]) -> None:
        self._scheme = scheme
        self._root = root.rstrip("/")
        self._connect = connect
        self._connected: dict[int, AbstractFileSystem] = {}

    @property
    def fs(self) -> Any:
        """This process's file system.

        A parent's is kept and never touched: letting go of it would close connections through
        the poll that both processes share, and the parent would wait for ever.
        """
        process = os.getpid()
        if process not in self._connected:
            self._connected[process] = self._connect()
        return self._connected[process]

    def describe(self) -> str:
        """Where the objects are, in words."""
        return f"{self._scheme} objects under {self._root or '/'}"

    @contextmanager
    def draft(self, key: str) -> Iterator[Draft]:
        """A temporary file on this machine: what fsspec streams, it publishes half-written."""
        del key
        with tempfile.NamedTemporaryFile() as file:
            yield Draft(name=file.name, file=cast(BinaryIO, file))

    def publish(self, draft: Draft, key: str) -> bool:
        """Upload ``draft``, in parts if it is long; the last request decides."""
        draft.file.flush()
        return self._created(key, partial(self._upload, draft))

    def create(self, objects: Mapping[str, bytes], *, durable: bool) -> set[str]:
        """One conditional request an object; always durable."""
        del durable
        return {
            key for key, body in objects.items() if not self._created(key, partial(self._put, body))
        }

    def read(self, key: str, *, limit: int | None) -> bytes:
        """At most ``limit`` + 1 bytes of the object."""
        end = None if limit is None else limit + 1
        return cast(
            bytes, self.fs.cat_file(self._path(key), start=None if end is None else 0, end=end)
        )

    def open(self, key: str) -> BinaryIO:
        """The object as a stream."""
        return cast(BinaryIO, self.fs.open(self._path(key), "rb"))

    def exists(self, key: str) -> bool:
        """Whether `info` finds it; fsspec's own `exists` takes every error for a no."""
        try:
            return cast(bool, self.fs.info(self._path(key))["type"] == "file")
        except FileNotFoundError:
            return False

    def list(self, prefix: str) -> Iterator[str]:
        """What `find` finds under ``prefix``."""
        with suppress(FileNotFoundError):
            for path in self.fs.find(self._path(prefix.rstrip("/"))):
                yield path.removeprefix(f"{self._root}/")

    def delete(self, keys: Iterable[str]) -> None:
        """One request a key."""
        for key in keys:
            with suppress(FileNotFoundError):
                self.fs.rm_file(self._path(key))

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}"

    def _created(self, key: str, create: Callable[[str], Any]) -> bool:
        """Whether ``create`` created; an object that stands after an error is one that exists.

        Some servers answer a failed condition with a code of their own, and where an answer was
        lost and the request repeated, the object in the way is ours: the caller compares.
        """
        try:
            create(self._path(key))
        except FileExistsError:
            return False
        except Exception:  # what client libraries raise has no common root
            if self._is_known_to_exist(key):
                return False
            raise
        return True

    def _is_known_to_exist(self, key: str) -> bool:
        with suppress(Exception):  # the first error says more
            return self.exists(key)
        return False

    def _put(self, body: bytes, path: str) -> None:
        self.fs.pipe_file(path, body, mode="create")

    def _upload(self, draft: Draft, path: str) -> None:
        self.fs.put_file(draft.name, path, mode="create")


class MemoryDriver(FsspecDriver):
    """Objects in fsspec's in-memory file system, which this process's instances share."""

    capabilities = Capabilities(create_only=True, durable=False, shared=False)

    def describe(self) -> str:
        """Where the objects are, in words."""
        return "the memory of this process, gone when it ends"

    def open(self, key: str) -> BinaryIO:
        """A stream of its own: fsspec would hand the same one to every reader."""
        return cast(BinaryIO, MemoryFile(None, None, self.read(key, limit=None)))

    def _put(self, body: bytes, path: str) -> None:
        # One indivisible step, where fsspec looks first and writes then.
        mine = MemoryFile(self.fs, path, body)
        if self.fs.store.setdefault(path, mine) is not mine:
            raise FileExistsError

    def _upload(self, draft: Draft, path: str) -> None:
        self._put(Path(draft.name).read_bytes(), path)
