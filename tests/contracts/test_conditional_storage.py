"""The driver for object stores, over file systems that answer as they do."""

import pytest

from resume_pipeline.testing.storage_contract import StorageContract
from tests.backends.exclusive import ConditionalFileSystem, TerseFileSystem, storage_on


class TestConditionalStorage(StorageContract):
    kind = ConditionalFileSystem

    @pytest.fixture
    def open_storage(self, tmp_path):
        def opened():
            storage = storage_on(self.kind, tmp_path)
            storage.probe()
            return storage

        return opened


class TestTerseConditionalStorage(TestConditionalStorage):
    kind = TerseFileSystem
