import io
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resume_pipeline.backends.fsspec_storage import FsspecStorage
from resume_pipeline.errors import ConfigError, SettingsError, StorageError, UnknownBackendError
from resume_pipeline.model.keys import claim_key, in_words, manifest_key, result_key, stage_key
from resume_pipeline.testing.fakes import SettableClock
from resume_pipeline.testing.storage_samples import Endless, new_id, new_key


@pytest.fixture
def root(tmp_path):
    return tmp_path / "objects"


@pytest.fixture
def storage(root):
    return FsspecStorage.from_url(f"file://{root}")


@pytest.fixture
def calls(monkeypatch):
    """What the storage asks of the system, in order."""
    calls = []
    fsync, link = os.fsync, os.link

    def recorded_fsync(descriptor):
        calls.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def recorded_link(*args, **kwargs):
        calls.append("link")
        link(*args, **kwargs)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(os, "link", recorded_link)
    return calls


def leftovers(root):
    return sorted(path.name for path in (root / ".incoming").iterdir())


def failing(code):
    def fail(*args, **kwargs):
        raise OSError(code, os.strerror(code), "/a/path/that/nobody/should/see")

    return fail


class TestFlushing:
    def test_a_stream_is_flushed_before_it_is_linked_and_its_directories_after(
        self, storage, calls
    ):
        storage.store(new_key(), io.BytesIO(b"x"), limit=1)
        # The directory of the file, and the two above, whose entries are new.
        assert calls == ["file", "link", "directory", "directory", "directory"]

    def test_the_objects_of_one_job_are_flushed_together(self, storage, calls):
        job = new_id()
        names = ("extract", "parse", "score")
        storage.put_all({stage_key("acme", job, name): b"x" for name in names})
        assert calls[:6] == ["file"] * 3 + ["link"] * 3
        assert calls[6:] == ["directory"] * 5  # root, acme, acme/jobs, the job, its stages

    def test_directories_that_are_on_the_disk_are_not_flushed_again(self, storage, calls):
        job = new_id()
        storage.put_all({result_key("acme", job): b"x"})
        calls.clear()
        storage.put_all({manifest_key("acme", job): b"x"})
        assert calls == ["file", "link", "directory"]

    def test_a_claim_is_not_flushed(self, storage, calls):
        storage.put_all({claim_key("acme", new_id(), 1, "extract"): b"x"}, durable=False)
        assert calls == ["link"]

    def test_what_stands_is_flushed_for_whoever_goes_on_from_it(self, storage, root, calls):
        key = manifest_key("acme", new_id())
        FsspecStorage.from_url(f"file://{root}").put_all({key: b"first"}, durable=False)
        calls.clear()
        assert storage.put_all({key: b"second"}) == {key: b"first"}
        # Its own draft, then the object that stands, then every directory on the way to it.
        assert calls == ["file", "link", "file", *["directory"] * 4]

    def test_an_erasure_is_flushed(self, storage, calls):
        key = new_key()
        storage.put_all({key: b"x"})
        calls.clear()
        storage.delete([key, new_key()])
        assert calls == ["directory"]

    def test_objects_become_visible_in_the_order_they_were_given(self, storage, monkeypatch):
        job = new_id()
        first, last = result_key("acme", job), manifest_key("acme", job)
        linked, link = [], os.link

        def recorded(draft, name, **kwargs):
            linked.append(name)
            link(draft, name, **kwargs)

        monkeypatch.setattr(os, "link", recorded)
        storage.put_all({first: b"x", last: b"x"})
        assert linked == ["result.json", "manifest.json"]


class TestFailures:
    @pytest.mark.parametrize("call", ["fsync", "link", "mkdir"])
    def test_an_error_of_the_system_leaves_nothing_and_names_no_key(
        self, storage, root, monkeypatch, call
    ):
        key = new_key()
        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing(28))
            for attempt in (
                lambda: storage.put_all({key: b"x"}),
                lambda: storage.store(key, io.BytesIO(b"x"), limit=1),
            ):
                with pytest.raises(StorageError) as caught:
                    attempt()
                assert str(caught.value) == f"storage did not answer for {in_words(key)}: ENOSPC"
        assert leftovers(root) == []
        assert not storage.exists(key)
        assert storage.put_all({key: b"later"}) == {key: b"later"}

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is full")
    def test_a_full_disk_is_a_storage_error_and_leaves_nothing(self, storage, root, monkeypatch):
        opened = os.open

        def full(path, flags, *args, **kwargs):
            if not flags & os.O_CREAT:
                return opened(path, flags, *args, **kwargs)
            os.close(opened(path, flags, *args, **kwargs))
            return opened("/dev/full", os.O_WRONLY)

        with monkeypatch.context() as patch:
            patch.setattr(os, "open", full)
            for size in (1, 1 << 20):
                with pytest.raises(StorageError):
                    storage.store(new_key(), Endless(size), limit=1 << 30)
                with pytest.raises(StorageError):
                    storage.put_all({new_key(): b"x" * size})
        assert leftovers(root) == []
        assert list(storage.list("acme/")) == []

    def test_a_folder_without_hard_links_is_refused(self, storage, monkeypatch):
        monkeypatch.setattr(os, "link", failing(1))
        with pytest.raises(ConfigError, match="EPERM"):
            storage.probe()

    def test_a_probe_that_got_no_answer_may_be_tried_again(self, storage, monkeypatch):
        monkeypatch.setattr(os, "link", failing(5))
        with pytest.raises(StorageError, match="EIO"):
            storage.probe()

    def test_a_probe_leaves_no_object(self, storage):
        storage.probe()
        assert list(storage.list("resume_pipeline_probe/")) == []


WRITER = """
import sys, time
from resume_pipeline.backends.fsspec_storage import FsspecStorage

class Slow:
    def read(self, size):
        print("reading", flush=True)
        time.sleep(0.02)
        return b"x" * size

FsspecStorage.from_url(sys.argv[1]).store(sys.argv[2], Slow(), limit=1 << 40)
"""


class TestLeftovers:
    def test_a_killed_writer_leaves_nothing_visible_and_its_draft_is_swept(self, storage, root):
        key = new_key()
        command = [sys.executable, "-c", WRITER, f"file://{root}", key]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            for _ in range(3):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
        assert len(leftovers(root)) == 1
        assert not storage.exists(key)
        assert storage.get(key) is None
        assert list(storage.list("acme/")) == []
        tomorrow = SettableClock((int(time.time()) + 25 * 3600) * 1000)
        FsspecStorage.from_url(f"file://{root}", clock=tomorrow)
        assert leftovers(root) == []

    def test_a_draft_of_today_is_left_to_its_writer(self, storage, root):
        (root / ".incoming" / "draft").write_bytes(b"x")
        FsspecStorage.from_url(f"file://{root}")
        assert leftovers(root) == ["draft"]

    def test_names_outside_the_grammar_are_not_listed(self, storage, root):
        key = new_key()
        storage.put_all({key: b"x"})
        (root / key).with_name("cv.pdf").write_bytes(b"x")
        (root / key).with_name(".hidden").write_bytes(b"x")
        assert list(storage.list("acme/")) == [key]


class TestSymbolicLinks:
    @pytest.fixture
    def outside(self, tmp_path):
        outside = tmp_path / "outside"
        outside.mkdir()
        return outside

    def test_a_link_in_an_objects_place_is_neither_read_nor_replaced(self, storage, root, outside):
        key = new_key()
        secret = outside / "secret"
        secret.write_bytes(b"secret")
        (root / "acme" / "files").mkdir(parents=True)
        (root / key).symlink_to(secret)
        for attempt in (
            lambda: storage.get(key),
            lambda: storage.open(key),
            lambda: storage.exists(key),
            lambda: storage.put_all({key: b"x"}),
        ):
            with pytest.raises(StorageError):
                attempt()
        assert list(storage.list("acme/")) == []
        storage.delete([key])
        assert secret.read_bytes() == b"secret"

    @pytest.mark.parametrize("depth", [1, 2])
    def test_a_link_on_the_way_to_an_object_is_not_followed(self, storage, root, outside, depth):
        key = new_key()
        name = key.split("/")[-1]
        (outside / name).write_bytes(b"secret")
        (outside / "files").mkdir()
        (outside / "files" / name).write_bytes(b"secret")
        link = root.joinpath(*key.split("/")[:depth])
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(outside, target_is_directory=True)
        new = key[:-1] + ("0" if key[-1] != "0" else "1")
        for attempt in (
            lambda: storage.get(key),
            lambda: storage.exists(key),
            lambda: storage.put_all({new: b"x"}),
            lambda: storage.store(new, io.BytesIO(b"x"), limit=1),
            lambda: storage.delete([key]),
            lambda: list(storage.list("acme/files/")),
        ):
            with pytest.raises(StorageError):
                attempt()
        assert sorted(path.name for path in outside.iterdir()) == sorted(["files", name])

    def test_a_listing_does_not_follow_links(self, storage, root, outside):
        key = new_key()
        storage.put_all({key: b"x"})
        (outside / "result.json").write_bytes(b"x")
        (root / "acme" / "jobs").mkdir()
        (root / "acme" / "jobs" / new_id()).symlink_to(outside, target_is_directory=True)
        assert list(storage.list("acme/")) == [key]

    def test_the_root_itself_may_be_a_link(self, outside, tmp_path):
        (tmp_path / "link").symlink_to(outside, target_is_directory=True)
        key = new_key()
        FsspecStorage.from_url(f"file://{tmp_path}/link").put_all({key: b"x"})
        assert (outside / key).read_bytes() == b"x"

    def test_a_pipe_in_an_objects_place_does_not_hang_its_reader(self, storage, root):
        key = new_key()
        (root / "acme" / "files").mkdir(parents=True)
        os.mkfifo(root / key)
        with pytest.raises(StorageError):
            storage.get(key)


class TestUrls:
    def test_a_relative_url_is_relative_to_the_folder_where_it_is_opened(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.chdir(tmp_path)
        storage = FsspecStorage.from_url("file:some%20folder/objects")
        monkeypatch.chdir("/")
        key = new_key()
        storage.put_all({key: b"x"})
        assert (tmp_path / "some folder" / "objects" / key).read_bytes() == b"x"

    @pytest.mark.parametrize(
        "url",
        ["", "/tmp/x", "objects", "file:", "file://", "file://host/x", "file:///x?y", "file:x#y"],
    )
    def test_a_url_that_cannot_be_read_is_refused(self, url):
        with pytest.raises(SettingsError):
            FsspecStorage.from_url(url)

    def test_credentials_in_a_url_are_refused_and_not_repeated(self):
        with pytest.raises(SettingsError) as caught:
            FsspecStorage.from_url("s3://key:s3cret@bucket/x")
        assert "s3cret" not in str(caught.value)

    def test_options_of_a_folder_are_refused(self, root):
        with pytest.raises(SettingsError):
            FsspecStorage.from_url(f"file://{root}", auto_mkdir=True)

    def test_a_scheme_that_nobody_knows_is_refused(self):
        with pytest.raises(UnknownBackendError):
            FsspecStorage.from_url("carrier-pigeon://loft")

    def test_a_folder_that_cannot_be_made_is_refused(self, tmp_path):
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(ConfigError):
            FsspecStorage.from_url(f"file://{tmp_path}/file/objects")

    def test_others_cannot_read_what_is_stored(self, storage, root):
        key = new_key()
        storage.put_all({key: b"x"})
        storage.store(other := new_key(), io.BytesIO(b"x"), limit=1)
        for path in (root, root / "acme", root / key, root / other):
            assert not path.stat().st_mode & stat.S_IRWXO
