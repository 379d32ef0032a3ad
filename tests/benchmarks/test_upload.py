"""The benchmark of uploads, in short: a machine that does much else at once says less."""

from __future__ import annotations

import pytest

from resume_pipeline.testing.storage_samples import MIB
from tests.benchmarks.upload import to_folder, to_s3
from tests.servers import s3_server

pytestmark = [pytest.mark.slow, pytest.mark.unwatched]


def check(result) -> None:
    print(result.line())
    assert max(rates.ratio for rates in result.rounds) > 0.5
    assert result.memory < 64 * MIB  # some parts of 5 MiB, however long the stream is


def test_a_folder_takes_a_stream_about_as_fast_as_it_is_hashed_or_copied(tmp_path):
    result = to_folder(tmp_path, size=48 * MIB, rounds=12)
    check(result)
    assert result.memory < 12 * MIB


@pytest.mark.server
def test_a_bucket_takes_a_stream_about_as_fast_as_it_is_hashed_or_copied(tmp_path):
    with s3_server() as server:
        check(to_s3(tmp_path, server, size=96 * MIB, rounds=3))
