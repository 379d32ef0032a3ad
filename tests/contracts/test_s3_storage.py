"""Object storage over S3, against a real server."""

from functools import partial

import pytest

from resume_pipeline.backends.fsspec_storage import S3Storage
from resume_pipeline.model.ids import uuid7
from resume_pipeline.testing.storage_contract import StorageContract
from tests.servers import s3_server

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture(scope="module")
def server():
    with s3_server() as server:
        yield server


class TestS3Storage(StorageContract):
    @pytest.fixture
    def open_storage(self, server):
        # Each proof takes seconds, since the server makes writers of one key wait for each other.
        return partial(
            S3Storage.from_url, server.url(uuid7(0)), credentials=server.host, probe=False
        )

    def test_it_is_proved_to_create_exclusively(self, open_storage):
        open_storage().probe()
