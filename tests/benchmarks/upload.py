"""How fast a stream is stored, beside what the machine can do.

``python -m tests.benchmarks.upload`` prints it.

Three things are timed in turn, again and again, with the same file of random bytes: hashing it,
copying it to the same place by the plainest means, and storing it. A folder's plain copy is
flushed, as a stored file is; a bucket's is what the S3 client does with a file. The figure that
counts is how fast storing is beside the slower of the other two, as the median over the rounds.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from resume_pipeline.backends.fsspec_storage import FsspecStorage, S3Storage
from resume_pipeline.testing.storage_samples import MIB, new_key
from tests.servers import S3, s3_server

Undo = Callable[[], object]


@attrs.frozen
class Rates:
    """Bytes a second of one round, all over the same file."""

    hashing: float
    copying: float
    storing: float

    @property
    def ratio(self) -> float:
        """Of storing to the slower of the other two."""
        return self.storing / min(self.hashing, self.copying)


@attrs.frozen
class Result:
    """Rounds of one place.

    Attributes:
        memory: the most that storing held at once, in bytes.
    """

    place: str
    rounds: Sequence[Rates]
    memory: int

    @property
    def ratio(self) -> float:
        """The median."""
        return statistics.median(rates.ratio for rates in self.rounds)

    def line(self) -> str:
        """For people."""
        hashing, copying, storing = (
            statistics.median(getattr(rates, name) for rates in self.rounds) / MIB
            for name in ("hashing", "copying", "storing")
        )
        return (
            f"{self.place:8} sha256 {hashing:6.0f} MiB/s, plain copy {copying:6.0f}, "
            f"stored {storing:6.0f}: {self.ratio:.2f} of the slower; "
            f"{self.memory / MIB:.1f} MiB of memory"
        )


def to_folder(folder: Path, *, size: int, rounds: int) -> Result:
    """Store in a folder beside ``folder``'s own file."""
    storage = FsspecStorage.from_url(f"file://{folder}/objects")
    target = folder / "copy"

    def copy(source: Path) -> Undo:
        with source.open("rb") as stream, target.open("wb") as file:
            shutil.copyfileobj(stream, file)
            file.flush()
            os.fsync(file.fileno())
        return target.unlink

    return measured("folder", storage, copy, folder, size=size, rounds=rounds)


def to_s3(folder: Path, server: S3, *, size: int, rounds: int) -> Result:
    """Store in a bucket."""
    storage = S3Storage.from_url(server.url("stored"), credentials=server.host, probe=False)
    client = server.client()

    def copy(source: Path) -> Undo:
        path = f"{server.bucket}/copied/{new_key()}"
        client.put_file(str(source), path)
        return lambda: client.rm_file(path)

    return measured("S3", storage, copy, folder, size=size, rounds=rounds)


def measured(
    place: str,
    storage: FsspecStorage,
    copy: Callable[[Path], Undo],
    folder: Path,
    *,
    size: int,
    rounds: int,
) -> Result:
    """Time the three in turn."""
    source = folder / "source"
    with source.open("wb") as file:
        for _ in range(size // MIB):
            file.write(os.urandom(MIB))

    def store(source: Path) -> Undo:
        key = new_key()
        with source.open("rb") as stream:
            storage.store(key, stream, limit=size)
        return lambda: storage.delete([key])

    tracemalloc.start()
    store(source)()
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    copy(source)()
    found = [
        Rates(*(size / seconds(act, source) for act in (hashed, copy, store)))
        for _ in range(rounds)
    ]
    return Result(place, found, memory)


def hashed(source: Path) -> Undo:
    """Read and hash."""
    with source.open("rb") as stream:
        hashlib.file_digest(stream, "sha256")
    return lambda: None


def seconds(act: Callable[[Path], Undo], source: Path) -> float:
    """How long ``act`` takes, without what it takes to undo it."""
    start = time.perf_counter()
    undo = act(source)
    took = time.perf_counter() - start
    undo()
    return took


def main() -> int:
    """Measure both places; exit 1 if storing is slower than 0.8 of the slower of the two."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mib", type=int, default=128, help="size of the file")
    options.add_argument("--rounds", type=int, default=7)
    asked = options.parse_args()
    size = asked.mib * MIB
    with tempfile.TemporaryDirectory() as folder, s3_server() as server:
        results = [
            to_folder(Path(folder), size=size, rounds=asked.rounds),
            to_s3(Path(folder), server, size=size, rounds=asked.rounds),
        ]
    for result in results:
        print(result.line())
    return int(min(result.ratio for result in results) < 0.8)


if __name__ == "__main__":
    sys.exit(main())
