from functools import partial

import pytest

from resume_pipeline.backends.fsspec_storage import FsspecStorage
from resume_pipeline.testing.storage_contract import StorageContract


class TestFileStorage(StorageContract):
    @pytest.fixture
    def open_storage(self, tmp_path):
        return partial(FsspecStorage.from_url, f"file://{tmp_path}/objects")
