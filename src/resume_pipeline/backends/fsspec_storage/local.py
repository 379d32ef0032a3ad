"""A folder: exclusive creation by hard links, flushed to the disk in groups.

An object is written to a private file in ``.incoming``, flushed, and linked to its key: `link`
fails if the name is taken, so of all writers, in all processes, one creates the object, and no
reader ever sees a part of it. What a killed writer leaves behind stays in ``.incoming``, outside
the grammar of keys.

No directory on the way to an object is reached through a symbolic link, so no link inside the root
leads out of it, not even one made at that moment. The root itself may be a link. Hard links and
mounts made by the machine's owner cannot be told apart from objects and are not refused. All of the
root must be one file system.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from resume_pipeline.backends.fsspec_storage.directories import (
    DIRECTORY_MODE,
    begin_flush,
    enter,
    flush,
    flush_system,
    lineage,
)
from resume_pipeline.backends.fsspec_storage.driver import Draft
from resume_pipeline.ports.storage import Capabilities

INCOMING: Final = ".incoming"
FILE_MODE: Final = 0o660
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
#: O_NONBLOCK: a pipe put in an object's place must not hang its reader.
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
#: Bytes after which the way to the disk begins for what was written so far.
_EARLY: Final = 4 << 20
_REMEMBERED: Final = 10_000
#: From how many objects on the file system is flushed as a whole.
_MANY: Final = 4


class _EarlyFile(io.FileIO):
    """A file whose way to the disk begins while it is written, not when it is flushed."""

    def __init__(self, descriptor: int, mode: str) -> None:
        super().__init__(descriptor, mode)
        self._size = self._begun = 0

    def write(self, piece: Any) -> int:
        """Write ``piece``, or as much of it as the system takes."""
        count = super().write(piece)
        self._size += count
        if self._size - self._begun >= _EARLY:
            begin_flush(self.fileno(), self._begun, self._size - self._begun)
            self._begun = self._size
        return count


class LocalDriver:
    """Objects in the folder ``root``. Holds no open files, so it survives a fork."""

    capabilities = Capabilities(create_only=True, durable=True, shared=True)
    is_probed = True

    def __init__(self, root: Path) -> None:
        self._root = root
        self._flushed: set[str] = set()

    def describe(self) -> str:
        """Where the objects are, in words."""
        return f"the folder {self._root}"

    def prepare(self) -> None:
        """Make the root durable if it is new."""
        missing = [path for path in (self._root, *self._root.parents) if not path.exists()]
        self._root.mkdir(DIRECTORY_MODE, parents=True, exist_ok=True)
        for path in missing:
            descriptor = os.open(path.parent, os.O_RDONLY)
            try:
                flush(descriptor)
            finally:
                os.close(descriptor)

    def sweep(self, before: float) -> int:
        """Delete drafts last written before ``before`` (epoch seconds); return how many."""
        with self._directory(INCOMING, create=True) as incoming:
            with os.scandir(incoming) as entries:
                old = [e.name for e in entries if e.stat(follow_symlinks=False).st_mtime < before]
            for name in old:
                remove(incoming, name)
        return len(old)

    @contextmanager
    def draft(self, key: str) -> Iterator[Draft]:
        """A new file in ``.incoming``."""
        del key  # drafts have names of their own, so that writers of one key do not meet
        name = secrets.token_hex(16)
        with self._directory(INCOMING, create=True) as incoming:
            try:
                raw = _EarlyFile(os.open(name, _NEW, FILE_MODE, dir_fd=incoming), "wb")
                with io.BufferedWriter(raw) as file:
                    yield Draft(name=name, file=file)
            finally:
                remove(incoming, name)

    def publish(self, draft: Draft, key: str) -> bool:
        """Flush ``draft``, link it to ``key``, flush the directory; False if the key exists."""
        draft.file.flush()
        flush(draft.file.fileno())
        with self._directory(INCOMING) as incoming:
            created = self._link(incoming, draft.name, key)
        self._make_durable([key], set() if created else {key})
        return created

    def create(self, objects: Mapping[str, bytes], *, durable: bool) -> set[str]:
        """Write all, flush all, link all, then flush the directories."""
        names = {key: secrets.token_hex(16) for key in objects}
        with self._directory(INCOMING, create=True) as incoming:
            try:
                for key, name in names.items():
                    write_new(incoming, name, objects[key])
                if durable:
                    flush_files(incoming, names.values())
                existing = {k for k, name in names.items() if not self._link(incoming, name, k)}
            finally:
                for name in names.values():
                    remove(incoming, name)
            if durable and not (len(objects) >= _MANY and flush_system(incoming)):
                self._make_durable(objects, existing)
        return existing

    def read(self, key: str, *, limit: int | None) -> bytes:
        """At most ``limit`` + 1 bytes of the object."""
        with self.open(key) as file:
            return file.read(-1 if limit is None else limit + 1)

    def open(self, key: str) -> BinaryIO:
        """The object, if it is a plain file."""
        folder, _, name = key.rpartition("/")
        with self._directory(folder) as directory:
            file = os.fdopen(os.open(name, _READ, dir_fd=directory), "rb")
        try:
            require_plain(os.fstat(file.fileno()))
        except OSError:
            file.close()
            raise
        return file

    def exists(self, key: str) -> bool:
        """Whether a plain file is there."""
        folder, _, name = key.rpartition("/")
        try:
            with self._directory(folder) as directory:
                require_plain(os.stat(name, dir_fd=directory, follow_symlinks=False))
        except FileNotFoundError:
            return False
        return True

    def list(self, prefix: str) -> Iterator[str]:
        """Plain files under ``prefix``, in the order of their names."""
        folder = prefix.rstrip("/")
        try:
            with self._directory(folder) as directory, os.scandir(directory) as entries:
                found = sorted((e.name, e.is_dir(follow_symlinks=False), plain(e)) for e in entries)
        except FileNotFoundError:
            return
        for name, is_directory, is_plain in found:
            if is_directory:
                yield from self.list(f"{folder}/{name}")
            elif is_plain:
                yield f"{folder}/{name}"

    def delete(self, keys: Iterable[str]) -> None:
        """Unlink, then flush the directories, lest a power cut bring the erased back."""
        folders = set()
        for key in keys:
            folder, _, name = key.rpartition("/")
            with suppress(FileNotFoundError), self._directory(folder) as directory:
                os.unlink(name, dir_fd=directory)
                folders.add(folder)
        for folder in sorted(folders):
            self._flush_directory(folder)

    @contextmanager
    def _directory(self, folder: str, *, create: bool = False) -> Iterator[int]:
        """A descriptor of ``folder``, reached without following a symbolic link."""
        descriptor = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        if folder:
            root = descriptor
            try:
                descriptor = enter(root, folder, create=create)
            finally:
                os.close(root)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _link(self, incoming: int, draft: str, key: str) -> bool:
        folder, _, name = key.rpartition("/")
        with self._directory(folder, create=True) as directory:
            try:
                os.link(
                    draft, name, src_dir_fd=incoming, dst_dir_fd=directory, follow_symlinks=False
                )
            except FileExistsError:
                return False
        return True

    def _make_durable(self, keys: Collection[str], existing: set[str]) -> None:
        """Flush what stands under ``keys``.

        An object that existed may be another writer's of this moment, who has yet to flush it, or
        one that was created without a flush: whoever goes on from it needs it on the disk too.
        """
        for key in existing:
            folder, _, name = key.rpartition("/")
            with self._directory(folder) as directory:
                flush_file(directory, name)
        self._flush_directories(keys)

    def _flush_directories(self, keys: Collection[str]) -> None:
        """Flush the directories of ``keys``, and those above that this process never flushed.

        Who finds a directory cannot know whether its maker has flushed the entry, hence once per
        process and directory, whoever made it. The library never removes a directory.
        """
        folders = {key.rpartition("/")[0] for key in keys}
        unsure = {above for folder in folders for above in lineage(folder)} - self._flushed
        for folder in sorted(folders | {entry.rpartition("/")[0] for entry in unsure}):
            self._flush_directory(folder)
        if len(self._flushed) > _REMEMBERED:
            self._flushed.clear()
        self._flushed.update(unsure)

    def _flush_directory(self, folder: str) -> None:
        with self._directory(folder) as directory:
            flush(directory)


def write_new(directory: int, name: str, body: bytes) -> None:
    """Write ``body`` to the new file ``name``."""
    with os.fdopen(os.open(name, _NEW, FILE_MODE, dir_fd=directory), "wb") as file:
        file.write(body)


def remove(directory: int, name: str) -> None:
    """Unlink ``name``, unless somebody swept it."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=directory)


def flush_files(directory: int, names: Collection[str]) -> None:
    """Flush the files ``names``."""
    if len(names) >= _MANY and flush_system(directory):
        return
    for name in names:
        flush_file(directory, name)


def flush_file(directory: int, name: str) -> None:
    """Flush the file ``name``; any descriptor of it will do."""
    descriptor = os.open(name, _READ, dir_fd=directory)
    try:
        flush(descriptor)
    finally:
        os.close(descriptor)


def plain(entry: os.DirEntry[str]) -> bool:
    """Whether ``entry`` is a file itself, not a link to one."""
    return entry.is_file(follow_symlinks=False)


def require_plain(status: os.stat_result) -> None:
    """Refuse links, pipes and devices in an object's place."""
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.ELOOP, "not a plain file")
