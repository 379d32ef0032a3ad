"""The storage keeps the contract of storages, and cleans up after killed writers."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import acme_storage
import pytest
from acme_storage import BlobStorage

from resume_pipeline import StorageError
from resume_pipeline.testing import StorageContract

KEY = "acme/files/01980000-0000-7000-8000-000000000001"


def open_at(folder: Path) -> BlobStorage:
    return BlobStorage.from_url(f"sqlite-blob://{folder}/objects.db")


class TestBlobStorage(StorageContract):
    @pytest.fixture
    def open_storage(self, tmp_path: Path) -> Callable[[], BlobStorage]:
        return lambda: open_at(tmp_path)


@pytest.mark.parametrize("url", ["sqlite-blob:objects.db", "sqlite-blob://", "sqlite-blob:///"])
def test_a_url_without_an_absolute_path_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="absolute"):
        BlobStorage.from_url(url)


def test_what_a_killed_writer_left_is_deleted_a_day_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = open_at(tmp_path)
    storage._append_all("left-over", io.BytesIO(b"x" * 100), limit=100)
    storage.store(KEY, io.BytesIO(b"kept"), limit=4)

    def contents() -> int:
        with closing(sqlite3.connect(tmp_path / "objects.db")) as connection:
            found = connection.execute("SELECT count(DISTINCT content) FROM chunk").fetchone()
        return int(found[0])

    open_at(tmp_path)
    assert contents() == 2
    monkeypatch.setattr(acme_storage, "DAY", -2)
    assert open_at(tmp_path).get(KEY) == b"kept"
    assert contents() == 1


def test_a_file_that_is_no_database_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "objects.db").write_bytes(b"no database at all, whatever its name says" * 100)
    with pytest.raises(StorageError):
        open_at(tmp_path)
