"""FsspecStorage: the checks and promises of `Storage`, over whichever driver the URL names."""

from __future__ import annotations

import errno
import hashlib
import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier
from typing import Any, BinaryIO, Final, Self, cast

from resume_pipeline.backends.fsspec_storage.driver import Draft, Driver, translate
from resume_pipeline.backends.fsspec_storage.s3 import S3Driver, wrong_setting
from resume_pipeline.backends.fsspec_storage.urls import driver_of
from resume_pipeline.errors import (
    ArtifactConflictError,
    ConfigError,
    InvalidRequestError,
    NotFoundError,
    SettingsError,
    StorageError,
)
from resume_pipeline.model.keys import checked_key, checked_prefix, claim_key, in_words, is_key
from resume_pipeline.model.link import LinkTerms
from resume_pipeline.ports.clock import Clock, SystemClock
from resume_pipeline.ports.storage import Capabilities, Stored

CHUNK: Final = 1 << 18
#: How many pieces may be read and hashed before they are written.
AHEAD: Final = 16
HEAD: Final = 4096
_NIL: Final = "00000000-0000-0000-0000-000000000000"
#: The place says no for good: it has no hard links, is read-only, or forbids us to write.
_FOR_GOOD: Final = {
    *(errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOSYS),
    *(errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV, errno.EMLINK),
}


class FsspecStorage:
    """Immutable objects in a folder (``file:``), in memory (``memory:``), or behind fsspec.

    Empty objects are refused on every way in: some drivers let a second writer replace them.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        clock: Clock | None = None,
        probe: bool = True,
        credentials: tuple[str, str] | None = None,
        **options: Any,
    ) -> Self:
        """Open the storage at ``url`` and prove that it creates exclusively.

        Args:
            url: ``file:///absolute/folder``, ``file:relative/folder`` (to the current directory
                of this moment; both percent-encoded), ``memory://name``,
                ``s3://bucket/prefix?endpoint=…&region=…&path_style=…&profile=…&probe=…``, or any
                URL for which fsspec has a file system that creates exclusively.
            clock: tells which leftovers in a folder are older than a day.
            probe: whether to prove it; without, `probe` can do so later.
            credentials: access key and secret key, for ``s3:``; without, AWS's own environment,
                files and roles are asked.
            options: for fsspec's file system, over those of the URL; none for ``file:``.

        Raises:
            ConfigError: the URL, an option, a missing package or the place is at fault.
            StorageError: the place did not answer.
        """
        driver = driver_of(url, options, clock=clock or SystemClock(), credentials=credentials)
        storage = cls(driver)
        if probe and driver.is_probed:
            storage.probe()
        return storage

    @property
    def capabilities(self) -> Capabilities:
        """What this storage can do."""
        return self._driver.capabilities

    def describe(self) -> str:
        """Where the objects are, in words, without credentials."""
        return self._driver.describe()

    def probe(self) -> None:
        """Prove that of several writers at once, one creates the object.

        Raises:
            ConfigError: it is not so here, or the place cannot be written to at all.
            StorageError: the place did not answer.
        """
        key = claim_key("resume_pipeline_probe", _NIL, 0, f"probe-{secrets.token_hex(8)}")
        try:
            standing = self._race(key, writers=4)
            standing.add(self.put_all({key: b"late"}, durable=False)[key])
        except StorageError as error:
            if wrong := wrong_setting(error):
                raise SettingsError(f"the storage cannot be used: {wrong}") from error
            if getattr(error.__cause__, "errno", None) in _FOR_GOOD:
                raise ConfigError(f"this storage cannot create exclusively: {error}") from error
            raise
        finally:
            with suppress(StorageError):  # a worker's role may write but not delete
                self.delete([key])
        if len(standing) != 1:
            raise ConfigError("this storage lets a second writer replace an object")

    def adopt(self, url: str, key: str, *, limit: int) -> None:
        """Take in a file of this machine; see `resume_pipeline.ports.storage.Adopts`."""
        with opened_file(url) as stream:
            self.store(key, stream, limit=limit)

    def store(self, key: str, stream: BinaryIO, *, limit: int) -> Stored:
        """Write ``stream`` to ``key`` in constant memory; what it raises goes through.

        Storing the same bytes again is no error: an answer that was lost, and the request that
        was repeated for it, change nothing.

        Raises:
            InvalidRequestError: the stream is empty or longer than ``limit`` bytes; nothing is
                visible then.
            ArtifactConflictError: the key exists and holds other bytes.
        """
        checked_key(key)
        with Drafted(self._driver, key) as draft:
            stored = copy(stream, draft, key, limit=limit)
            with translate(key):
                created = self._driver.publish(draft, key)
        if not created and not self._holds(key, stored):
            raise ArtifactConflictError(f"{in_words(key)} exists and holds other bytes")
        return stored

    def put_all(self, objects: Mapping[str, bytes], *, durable: bool = True) -> dict[str, bytes]:
        """Create every object that does not exist, in one flush; return the bytes that stand.

        Objects become visible in the order of ``objects``: one that names others goes last.

        Raises:
            InvalidRequestError: a key is outside the grammar, or an object is empty; nothing was
                written.
        """
        for key, body in objects.items():
            checked_key(key)
            if not body:
                raise InvalidRequestError("an object has at least one byte")
        with translate(*objects):
            existing = self._driver.create(objects, durable=durable)
        return {key: self._standing(key) if key in existing else objects[key] for key in objects}

    def get(self, key: str, *, limit: int | None = None) -> bytes | None:
        """The object's bytes, or None if there is none.

        Raises:
            InvalidRequestError: it is longer than ``limit`` bytes.
        """
        checked_key(key)
        with translate(key):
            try:
                body = self._driver.read(key, limit=limit)
            except FileNotFoundError:
                return None
        if limit is not None and len(body) > limit:
            raise InvalidRequestError(f"{in_words(key)} is longer than {limit} bytes")
        return body

    def open(self, key: str) -> BinaryIO:
        """The object as a stream.

        Raises:
            NotFoundError: there is none.
        """
        checked_key(key)
        with translate(key):
            try:
                return self._driver.open(key)
            except FileNotFoundError:
                raise NotFoundError(f"{in_words(key)} is not in storage") from None

    def exists(self, key: str) -> bool:
        """Whether there is an object, as another process would see it now."""
        checked_key(key)
        with translate(key):
            return self._driver.exists(key)

    def list(self, prefix: str) -> Iterator[str]:
        """The keys under ``prefix``, which ends at a ``/``; for erasure and audits only."""
        checked_prefix(prefix)
        return self._listed(prefix)

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; those that do not exist are no error. For erasure only."""
        checked = [checked_key(key) for key in keys]
        with translate(*checked):
            self._driver.delete(checked)

    def close(self) -> None:
        """Nothing to let go of: connections belong to fsspec and end with the process."""

    def _listed(self, prefix: str) -> Iterator[str]:
        with translate(prefix):
            for name in self._driver.list(prefix):
                if is_key(name):
                    yield name

    def _holds(self, key: str, stored: Stored) -> bool:
        """Whether the object that stands is ``stored``, byte for byte."""
        digest, size = hashlib.sha256(), 0
        with self.open(key) as stream, translate(key):
            while size <= stored.size and (piece := stream.read(CHUNK)):
                digest.update(piece)
                size += len(piece)
        return (size, digest.hexdigest()) == (stored.size, stored.sha256)

    def _standing(self, key: str) -> bytes:
        body = self.get(key)
        if body is None:
            raise StorageError(f"{in_words(key)} existed and was deleted meanwhile")
        return body

    def _race(self, key: str, *, writers: int) -> set[bytes]:
        start = Barrier(writers)

        def write(number: int) -> bytes:
            start.wait()
            return self.put_all({key: b"writer %d" % number}, durable=False)[key]

        with ThreadPoolExecutor(writers) as pool:
            return set(pool.map(write, range(writers)))


def opened_file(url: str) -> BinaryIO:
    """The file at a ``file:`` URL, to which no symbolic link leads.

    Raises:
        InvalidRequestError: the URL has another scheme.
        NotFoundError: there is no such file.
    """
    scheme, _, name = url.partition("://")
    if scheme != "file":
        raise InvalidRequestError(f"this storage takes no objects from {scheme}: URLs")
    path = Path(name)
    try:
        if path.resolve(strict=True) != path or not path.is_file():
            raise NotFoundError("no such object")
        return path.open("rb")
    except (OSError, ValueError):
        raise NotFoundError("no such object") from None


class S3Storage(FsspecStorage):
    """Immutable objects in a bucket, to which it can sign links."""

    def adopt(self, url: str, key: str, *, limit: int) -> None:
        """Copied by the server, as it was when its length was asked; see the port."""
        if not url.startswith("s3://"):
            super().adopt(url, key, limit=limit)
            return
        checked_key(key)
        with translate(key):
            try:
                size = cast(S3Driver, self._driver).copy_in(url, key, limit=limit)
            except FileNotFoundError:
                raise NotFoundError("no such object") from None
        if not 1 <= size <= limit:
            raise InvalidRequestError(f"the object is empty, or longer than {limit} bytes")

    def sign(self, terms: LinkTerms) -> str:
        """A presigned URL, signature version 4.

        Raises:
            InvalidRequestError: the key is outside the grammar.
            StorageError: there are no credentials to sign with.
        """
        checked_key(terms.key)
        with translate(terms.key):
            return cast(S3Driver, self._driver).sign(terms)


class Drafted:
    """A driver's draft whose own errors are translated, and the caller's are not."""

    def __init__(self, driver: Driver, key: str) -> None:
        self._draft = driver.draft(key)
        self._key = key

    def __enter__(self) -> Draft:
        """Open the draft."""
        with translate(self._key):
            return self._draft.__enter__()

    def __exit__(self, *raised: Any) -> None:
        """Delete the draft."""
        with translate(self._key):
            self._draft.__exit__(*raised)


def copy(stream: BinaryIO, draft: Draft, key: str, *, limit: int) -> Stored:
    """Hash ``stream`` piece by piece while another thread writes it to ``draft``.

    Hashing and writing let go of the interpreter, and what waits for a disk or a server does not
    keep the next pieces from being hashed, as far as `AHEAD` pieces go.
    """
    digest, size, head = hashlib.sha256(), 0, b""
    written: deque[Future[int]] = deque()
    with ThreadPoolExecutor(1) as writer:
        try:
            while piece := stream.read(CHUNK):
                size += len(piece)
                head += piece[: HEAD - len(head)]
                if size > limit:
                    raise InvalidRequestError(f"the stream is longer than {limit} bytes")
                written.append(writer.submit(draft.file.write, piece))
                digest.update(piece)
                settle(written, key, leave=AHEAD)
            settle(written, key, leave=0)
        finally:
            writer.shutdown(cancel_futures=True)
    if not size:
        raise InvalidRequestError("the stream is empty")
    return Stored(sha256=digest.hexdigest(), size=size, head=head)


def settle(written: deque[Future[int]], key: str, *, leave: int) -> None:
    """Wait until at most ``leave`` pieces of ``key`` are yet to be written; raise what failed."""
    with translate(key):
        while len(written) > leave:
            written.popleft().result()
