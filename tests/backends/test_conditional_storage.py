import pytest

from resume_pipeline.errors import ConfigError, StorageError
from resume_pipeline.model.keys import in_words
from resume_pipeline.testing.storage_samples import new_key
from tests.backends.exclusive import (
    ConditionalFileSystem,
    OverwritingFileSystem,
    RacyFileSystem,
    storage_on,
)


def test_a_file_system_that_ignores_the_condition_is_refused(tmp_path):
    with pytest.raises(ConfigError):
        storage_on(OverwritingFileSystem, tmp_path).probe()


def test_a_file_system_that_looks_first_and_writes_then_is_refused(tmp_path):
    with pytest.raises(ConfigError):
        storage_on(RacyFileSystem, tmp_path).probe()


class GarrulousFileSystem(ConditionalFileSystem):
    def info(self, path, **kwargs):
        raise RuntimeError("403 for key AKIA123 at https://internal")

    def cat_file(self, path, start=None, end=None, **kwargs):
        raise PermissionError(13, "denied for AKIA123", path)


def test_whatever_a_file_system_raises_is_a_storage_error_without_its_words(tmp_path):
    storage = storage_on(GarrulousFileSystem, tmp_path)
    key = new_key()
    for attempt, kind in ((storage.exists, "RuntimeError"), (storage.get, "EACCES")):
        with pytest.raises(StorageError) as caught:
            attempt(key)
        assert str(caught.value) == f"storage did not answer for {in_words(key)}: {kind}"


def test_a_refusal_that_is_no_conflict_is_not_taken_for_one(tmp_path):
    class RefusingFileSystem(ConditionalFileSystem):
        def pipe_file(self, path, value, mode="overwrite", **kwargs):
            raise OSError(22, "BadDigest")

    storage = storage_on(RefusingFileSystem, tmp_path)
    with pytest.raises(StorageError, match="EINVAL"):
        storage.put_all({new_key(): b"x"})
