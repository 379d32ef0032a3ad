import io

import pytest

from resume_pipeline.backends.fsspec_storage import FsspecStorage
from resume_pipeline.model.ids import uuid7
from resume_pipeline.testing.contract import deviates
from resume_pipeline.testing.storage_contract import StorageContract
from resume_pipeline.testing.storage_samples import MIB, Endless, new_key


class TestMemoryStorage(StorageContract):
    @pytest.fixture
    def open_storage(self):
        name = uuid7(0)

        def opened():
            return FsspecStorage.from_url(f"memory://{name}")

        yield opened
        storage = opened()
        storage.delete([*storage.list("acme/"), *storage.list("acme2/")])

    @deviates("objects are kept in memory, so the memory they take is their size")
    def test_a_large_stream_takes_constant_memory(self, storage):
        key = new_key()
        storage.store(key, Endless(2 * MIB), limit=2 * MIB)
        assert storage.get(key) == b"x" * 2 * MIB

    def test_it_promises_nothing_to_other_processes_and_nothing_after_a_power_cut(self, storage):
        assert not storage.capabilities.shared
        assert not storage.capabilities.durable

    def test_storages_of_different_names_are_apart(self, storage):
        key = new_key()
        storage.store(key, io.BytesIO(b"x"), limit=1)
        assert not FsspecStorage.from_url(f"memory://{uuid7(0)}").exists(key)
