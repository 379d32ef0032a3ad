"""File systems that behave as object stores do, over a folder."""

import errno
import os
import shutil
import time
import uuid
from pathlib import Path

from fsspec.implementations.local import LocalFileSystem

from resume_pipeline.backends.fsspec_storage import FsspecStorage
from resume_pipeline.backends.fsspec_storage.remote import FsspecDriver


class ConditionalFileSystem(LocalFileSystem):
    """Honours mode="create" atomically, as S3's conditional writes do."""

    conflict = FileExistsError(errno.EEXIST, "exists")

    def pipe_file(self, path, value, mode="overwrite", **kwargs):
        draft = self._draft(path, mode)
        draft.write_bytes(value)
        self._create(draft, path)

    def put_file(self, lpath, rpath, mode="overwrite", **kwargs):
        draft = self._draft(rpath, mode)
        shutil.copyfile(lpath, draft)
        self._create(draft, rpath)

    def _draft(self, path, mode):
        assert mode == "create"
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return Path(path).parent / f".{uuid.uuid4()}"

    def _create(self, draft, path):
        try:
            os.link(draft, path)
        except FileExistsError:
            raise self.conflict from None
        finally:
            draft.unlink()


class TerseFileSystem(ConditionalFileSystem):
    """Answers a failed condition with the error that other S3 servers' codes become."""

    conflict = OSError(errno.EINVAL, "Bad Request")


class RacyFileSystem(LocalFileSystem):
    """Looks first and writes then, as fsspec's own default does; its network is slow."""

    def pipe_file(self, path, value, mode="overwrite", **kwargs):
        exists = Path(path).exists()
        time.sleep(0.05)
        if mode == "create" and exists:
            raise FileExistsError
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(value)


class OverwritingFileSystem(LocalFileSystem):
    """Ignores mode."""

    def pipe_file(self, path, value, mode="overwrite", **kwargs):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(value)


def storage_on(kind, folder):
    """A storage over the file system ``kind``, as one behind a URL would be."""
    return FsspecStorage(FsspecDriver("test", str(folder), lambda: kind(skip_instance_cache=True)))
