"""Storage: immutable objects by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Protocol, runtime_checkable

import attrs

from resume_pipeline.model.link import LinkTerms


@attrs.frozen(kw_only=True)
class Capabilities:
    """What a storage can do. The road refuses one that cannot create conditionally.

    Attributes:
        create_only: writing to an existing key fails, atomically, also between processes.
        durable: what was put survives a power cut when `put_all` or `store` returned.
        shared: other processes see what this one put.
    """

    create_only: bool
    durable: bool
    shared: bool


@attrs.frozen(kw_only=True)
class Stored:
    """A stream that was stored.

    Attributes:
        sha256: of its bytes, computed while writing.
        size: in bytes.
        head: its first 4,096 bytes, for sniffing.
    """

    sha256: str
    size: int
    head: bytes


class Storage(Protocol):
    """Immutable objects by key. A visible object is complete and never changes.

    Keys follow the grammar of `resume_pipeline.model.keys`; any other key raises
    InvalidRequestError. Every method may raise StorageError, after which nothing half-written is
    visible; whether the object exists is then unknown, and the same call may be made again.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What this storage can do."""
        ...

    def describe(self) -> str:
        """Where the objects are, in words, without credentials."""
        ...

    def store(self, key: str, stream: BinaryIO, *, limit: int) -> Stored:
        """Write ``stream`` to ``key`` in constant memory.

        Where the key exists and holds the same bytes, an earlier try got through: no error.

        Raises:
            InvalidRequestError: the stream is empty or longer than ``limit`` bytes; nothing is
                visible then.
            ArtifactConflictError: the key exists and holds other bytes.
        """
        ...

    def put_all(self, objects: Mapping[str, bytes], *, durable: bool = True) -> dict[str, bytes]:
        """Create every object that does not exist, in one flush; return the bytes that stand.

        Where a key exists, its stored bytes are returned in place of the given ones: the caller
        goes on from those. Objects appear in the mapping's order. With ``durable`` false a power
        cut may undo the creation.

        Raises:
            InvalidRequestError: an object is empty.
        """
        ...

    def get(self, key: str, *, limit: int | None = None) -> bytes | None:
        """The object's bytes, or None if there is none.

        Raises:
            InvalidRequestError: it is longer than ``limit`` bytes.
        """
        ...

    def open(self, key: str) -> BinaryIO:
        """The object as a stream.

        Raises:
            NotFoundError: there is none.
        """
        ...

    def exists(self, key: str) -> bool:
        """Whether there is an object, as another process would see it now."""
        ...

    def list(self, prefix: str) -> Iterator[str]:
        """The keys under ``prefix``, which ends at a ``/``; for erasure and audits only."""
        ...

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; those that do not exist are no error. For erasure only."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


@runtime_checkable
class Adopts(Protocol):
    """What a storage may also do: take in an object that lies elsewhere, which stays as it is."""

    def adopt(self, url: str, key: str, *, limit: int) -> None:
        """Create ``key`` with the bytes of the object at ``url``, on the server if it can.

        Raises:
            NotFoundError: there is no such object.
            InvalidRequestError: this storage cannot take from there, or the object is empty or
                longer than ``limit`` bytes; nothing is visible then.
        """
        ...


@runtime_checkable
class SignsLinks(Protocol):
    """What a storage may also do: let a client read or create one object without the host.

    Where it cannot, the host signs and serves links itself.
    """

    def sign(self, terms: LinkTerms) -> str:
        """The URL of a request that does what ``terms`` say and nothing else."""
        ...
