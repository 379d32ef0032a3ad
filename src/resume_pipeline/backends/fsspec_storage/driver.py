"""What `FsspecStorage` needs from a place for objects, and the one place that translates errors."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import BinaryIO, Protocol

import attrs

from resume_pipeline.errors import ResumePipelineError, StorageError
from resume_pipeline.model.keys import in_words
from resume_pipeline.ports.storage import Capabilities


@attrs.frozen(kw_only=True)
class Draft:
    """A private file that nobody sees as an object.

    Attributes:
        name: where it is, in the driver's own terms.
        file: open for writing.
    """

    name: str
    file: BinaryIO


class Driver(Protocol):
    """A place for objects. Keys were checked before; errors are the driver's own."""

    @property
    def capabilities(self) -> Capabilities:
        """What this place can do."""
        ...

    @property
    def is_probed(self) -> bool:
        """Whether opening must prove that objects are created exclusively."""
        ...

    def describe(self) -> str:
        """Where the objects are, in words, without credentials."""
        ...

    def draft(self, key: str) -> AbstractContextManager[Draft]:
        """A draft of ``key`` to write to; gone when the context ends, published or not."""
        ...

    def publish(self, draft: Draft, key: str) -> bool:
        """Create ``key`` durably from ``draft``; False if the key exists, durably too.

        An answer may be lost after the object was created, so False may mean by this very call.
        """
        ...

    def create(self, objects: Mapping[str, bytes], *, durable: bool) -> set[str]:
        """Create ``objects`` in their order; return the keys that existed before."""
        ...

    def read(self, key: str, *, limit: int | None) -> bytes:
        """At most ``limit`` + 1 bytes of the object; FileNotFoundError if there is none."""
        ...

    def open(self, key: str) -> BinaryIO:
        """The object as a stream; FileNotFoundError if there is none."""
        ...

    def exists(self, key: str) -> bool:
        """Whether there is an object now."""
        ...

    def list(self, prefix: str) -> Iterator[str]:
        """What is under ``prefix``; names outside the grammar may be among it."""
        ...

    def delete(self, keys: Iterable[str]) -> None:
        """Delete what exists of ``keys``."""
        ...


@contextmanager
def translate(*keys: str) -> Iterator[None]:
    """Turn whatever a driver raises into StorageError; ``keys`` are keys or a prefix.

    The message has the kind of error but neither a key nor the driver's own words, which may hold
    paths.
    """
    try:
        yield
    except ResumePipelineError:
        raise
    except OSError as error:
        kind = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise _unanswered(keys, kind) from error
    except Exception as error:  # drivers behind fsspec raise whatever their client library does
        raise _unanswered(keys, type(error).__name__) from error


def _unanswered(keys: Sequence[str], kind: str) -> StorageError:
    return StorageError(f"storage did not answer for {in_words(*keys)}: {kind}")
