"""StorageContract: what every storage must do."""

from __future__ import annotations

import hashlib
import io
import os
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from resume_pipeline.errors import (
    ArtifactConflictError,
    InvalidRequestError,
    NotFoundError,
    ResumePipelineError,
)
from resume_pipeline.model.keys import (
    claim_key,
    correction_key,
    derived_key,
    end_key,
    explanations_key,
    job_prefix,
    manifest_key,
    result_key,
    stage_key,
    vacancy_key,
)
from resume_pipeline.ports.storage import Storage
from resume_pipeline.testing.contract import Contract
from resume_pipeline.testing.storage_samples import (
    MIB,
    OUTSIDE,
    OUTSIDE_PREFIXES,
    SHA,
    DisconnectedError,
    Endless,
    in_child,
    new_id,
    new_key,
)

Open = Callable[[], Storage]


class StorageContract(Contract):
    """Subclass it, give the fixture, and a storage is proved.

    Fixtures:
        open_storage: a function that opens the same storage anew with every call, as another
            process would, empty at first.
    """

    @pytest.fixture
    def open_storage(self) -> Open:
        """What opens the storage."""
        raise NotImplementedError

    @pytest.fixture
    def storage(self, open_storage: Open) -> Storage:
        """An open, empty storage."""
        return open_storage()

    def test_a_stream_comes_back_as_it_went_in(self, storage: Storage) -> None:
        key, body = new_key(), bytes(range(256)) * 5000
        storage.store(key, io.BytesIO(body), limit=len(body))
        assert storage.get(key) == body
        with storage.open(key) as stream:
            assert stream.read() == body

    def test_store_tells_the_digest_the_size_and_the_head_of_what_it_wrote(
        self, storage: Storage
    ) -> None:
        key, body = new_key(), os.urandom(300_000)
        stored = storage.store(key, io.BytesIO(body), limit=len(body))
        found = storage.get(key)
        assert found is not None
        assert stored.sha256 == hashlib.sha256(found).hexdigest()
        assert (stored.size, stored.head) == (len(found), found[:4096])

    def test_a_stream_that_gives_little_at_a_time_is_stored_whole(self, storage: Storage) -> None:
        class Dripping(io.BytesIO):
            def read(self, _size: int | None = -1) -> bytes:
                return super().read(7)

        key = new_key()
        stored = storage.store(key, Dripping(b"y" * 10_000), limit=10_000)
        assert (stored.size, stored.head) == (10_000, b"y" * 4096)
        assert storage.get(key) == b"y" * 10_000

    def test_every_kind_of_key_can_be_written_read_listed_and_deleted(
        self, storage: Storage
    ) -> None:
        job = new_id()
        keys = [
            new_key(),
            correction_key("acme", job, SHA),
            vacancy_key("acme", SHA),
            derived_key("acme", SHA, "extract", SHA),
            stage_key("acme", job, "acme.badges"),
            claim_key("acme", job, 1, "extract"),
            end_key("acme", job, 1),
            result_key("acme", job),
            explanations_key("acme", job),
            manifest_key("acme", job),
        ]
        storage.put_all({key: key.encode() for key in keys})
        assert [storage.get(key) for key in keys] == [key.encode() for key in keys]
        assert sorted(storage.list("acme/")) == sorted(keys)
        storage.delete(keys)
        assert list(storage.list("acme/")) == []

    def test_what_is_not_there_is_none_or_not_found(self, storage: Storage) -> None:
        key = new_key()
        assert storage.get(key) is None
        assert not storage.exists(key)
        with pytest.raises(NotFoundError):
            storage.open(key)

    def test_no_error_names_a_key(self, storage: Storage) -> None:
        key, gone = new_key(), new_key()
        storage.put_all({key: b"x" * 9})
        attempts: tuple[Callable[[], object], ...] = (
            lambda: storage.open(gone),
            lambda: storage.get(key, limit=1),
            lambda: storage.store(key, io.BytesIO(b"other"), limit=9),
        )
        for attempt in attempts:
            with pytest.raises(ResumePipelineError) as caught:
                attempt()
            assert key not in str(caught.value)
            assert gone not in str(caught.value)

    def test_get_refuses_more_than_its_limit(self, storage: Storage) -> None:
        key = new_key()
        storage.put_all({key: b"12345"})
        assert storage.get(key, limit=5) == b"12345"
        with pytest.raises(InvalidRequestError):
            storage.get(key, limit=4)

    def test_two_readers_of_one_object_do_not_disturb_each_other(self, storage: Storage) -> None:
        key = new_key()
        storage.put_all({key: b"12345"})
        with storage.open(key) as first, storage.open(key) as second:
            assert first.read(3) == b"123"
            assert second.read() == b"12345"
            assert first.read() == b"45"

    def assert_nothing_at(self, storage: Storage, key: str) -> None:
        """No trace of ``key``, and it can still be created."""
        assert storage.get(key) is None
        assert not storage.exists(key)
        assert key not in storage.list("acme/")
        storage.store(key, io.BytesIO(b"later"), limit=5)
        assert storage.get(key) == b"later"

    def test_an_empty_stream_is_refused_and_leaves_nothing(self, storage: Storage) -> None:
        key = new_key()
        with pytest.raises(InvalidRequestError):
            storage.store(key, io.BytesIO(), limit=10)
        self.assert_nothing_at(storage, key)

    def test_a_stream_over_the_limit_is_refused_and_leaves_nothing(self, storage: Storage) -> None:
        key = new_key()
        with pytest.raises(InvalidRequestError):
            storage.store(key, io.BytesIO(b"12345"), limit=4)
        self.assert_nothing_at(storage, key)

    def test_a_stream_without_end_is_read_no_further_than_its_limit(self, storage: Storage) -> None:
        key, stream = new_key(), Endless(1 << 60)
        with pytest.raises(InvalidRequestError):
            storage.store(key, stream, limit=MIB)
        self.assert_nothing_at(storage, key)

    @pytest.mark.parametrize("size", [1, 100_000, 6 * MIB])
    def test_a_stream_that_raises_in_the_middle_leaves_nothing(
        self, storage: Storage, size: int
    ) -> None:
        key = new_key()
        with pytest.raises(DisconnectedError):
            storage.store(key, Endless(size, then=DisconnectedError()), limit=100 * MIB)
        self.assert_nothing_at(storage, key)

    def test_the_streams_own_error_is_not_the_storages(self, storage: Storage) -> None:
        with pytest.raises(ConnectionResetError):
            storage.store(new_key(), Endless(9, then=ConnectionResetError()), limit=MIB)

    def test_a_refused_put_all_writes_none_of_its_objects(self, storage: Storage) -> None:
        good = new_key()
        with pytest.raises(InvalidRequestError):
            storage.put_all({good: b"good", "acme/files/bad": b"bad"})
        with pytest.raises(InvalidRequestError):
            storage.put_all({good: b"good", new_key(): b""})
        self.assert_nothing_at(storage, good)

    def test_an_empty_object_is_refused_so_that_no_second_writer_replaces_it(
        self, storage: Storage
    ) -> None:
        key = new_key()
        with pytest.raises(InvalidRequestError):
            storage.put_all({key: b""})
        self.assert_nothing_at(storage, key)

    @pytest.mark.parametrize("size", [1, 100_000, 6 * MIB])
    def test_storing_to_a_key_that_exists_is_one_kind_of_error(
        self, storage: Storage, size: int
    ) -> None:
        key = new_key()
        stored = storage.store(key, io.BytesIO(b"1" * size), limit=size)
        # Nobody can tell a second writer of the same bytes from one whose answer was lost.
        assert storage.store(key, io.BytesIO(b"1" * size), limit=size) == stored
        for other in (b"2" * size, b"3", b"1" * (size + 1)):
            with pytest.raises(ArtifactConflictError):
                storage.store(key, io.BytesIO(other), limit=size + 1)
        assert storage.get(key) == b"1" * size

    def test_put_all_gives_the_bytes_that_stand(self, storage: Storage) -> None:
        old, new = new_key(), new_key()
        assert storage.put_all({old: b"first"}) == {old: b"first"}
        assert storage.put_all({old: b"second", new: b"new"}) == {old: b"first", new: b"new"}
        assert (storage.get(old), storage.get(new)) == (b"first", b"new")

    def test_put_all_and_store_respect_each_other(self, storage: Storage) -> None:
        put, stored = new_key(), new_key()
        storage.put_all({put: b"put"})
        storage.store(stored, io.BytesIO(b"stored"), limit=9)
        with pytest.raises(ArtifactConflictError):
            storage.store(put, io.BytesIO(b"late"), limit=9)
        assert storage.put_all({stored: b"late"}) == {stored: b"stored"}

    def test_put_all_of_nothing_is_no_error(self, storage: Storage) -> None:
        assert storage.put_all({}) == {}

    @pytest.mark.parametrize("durable", [True, False])
    def test_of_eight_threads_one_creates_and_all_get_its_bytes(
        self, open_storage: Open, durable: bool
    ) -> None:
        storage = open_storage()
        for _ in range(10):
            key, start = new_key(), Barrier(8)

            def write(number: int, key: str = key, start: Barrier = start) -> bytes:
                start.wait()
                return storage.put_all({key: b"%d" % number * 1000}, durable=durable)[key]

            with ThreadPoolExecutor(8) as pool:
                standing = set(pool.map(write, range(8)))
            assert standing == {storage.get(key)}

    def test_of_eight_threads_that_store_one_succeeds(self, storage: Storage) -> None:
        key, start = new_key(), Barrier(8)

        def write(number: int) -> bytes | None:
            start.wait()
            body = b"%d" % number * 1000
            try:
                storage.store(key, io.BytesIO(body), limit=MIB)
            except ArtifactConflictError:
                return None
            return body

        with ThreadPoolExecutor(8) as pool:
            winners = [body for body in pool.map(write, range(8)) if body is not None]
        assert winners == [storage.get(key)]

    def test_what_another_instance_wrote_after_a_listing_is_seen(self, open_storage: Open) -> None:
        here, there = open_storage(), open_storage()
        key = new_key()
        assert list(here.list("acme/files/")) == []
        assert not here.exists(key)
        there.put_all({key: b"there"})
        assert here.exists(key)
        assert here.get(key) == b"there"
        assert list(here.list("acme/files/")) == [key]
        assert here.put_all({key: b"here"}) == {key: b"there"}

    def test_what_another_instance_deleted_is_gone(self, open_storage: Open) -> None:
        here, there = open_storage(), open_storage()
        key = new_key()
        here.put_all({key: b"here"})
        there.delete([key])
        assert not here.exists(key)
        assert here.get(key) is None

    def test_it_works_on_both_sides_of_a_fork(self, storage: Storage) -> None:
        before, after, beside = new_key(), new_key(), new_key()
        storage.put_all({before: b"before"})

        def act() -> bytes:
            storage.put_all({after: b"after"})
            return (storage.get(before) or b"") + (storage.get(after) or b"")

        assert in_child(act) == b"beforeafter"
        assert storage.put_all({beside: b"beside"}) == {beside: b"beside"}
        assert storage.exists(after) == storage.capabilities.shared

    @pytest.mark.parametrize("key", OUTSIDE)
    def test_a_key_outside_the_grammar_is_refused_by_every_method(
        self, storage: Storage, key: str
    ) -> None:
        for attempt in (
            lambda: storage.store(key, io.BytesIO(b"x"), limit=1),
            lambda: storage.put_all({key: b"x"}),
            lambda: storage.get(key),
            lambda: storage.open(key),
            lambda: storage.exists(key),
            lambda: storage.delete([key]),
        ):
            with pytest.raises(InvalidRequestError):
                attempt()

    @pytest.mark.parametrize("prefix", OUTSIDE_PREFIXES)
    def test_a_prefix_that_begins_no_key_is_refused(self, storage: Storage, prefix: str) -> None:
        with pytest.raises(InvalidRequestError):
            storage.list(prefix)

    def test_an_error_does_not_repeat_a_key_outside_the_grammar(self, storage: Storage) -> None:
        with pytest.raises(InvalidRequestError) as caught:
            storage.get("acme/files/jane doe.pdf")
        assert "jane" not in str(caught.value)

    def test_a_list_holds_what_is_under_its_prefix_and_nothing_else(self, storage: Storage) -> None:
        job, other = new_id(), new_id()
        mine = [
            result_key("acme", job),
            claim_key("acme", job, 1, "parse"),
            end_key("acme", job, 1),
            end_key("acme", job, 10),
        ]
        others = [result_key("acme", other), result_key("acme2", job), vacancy_key("acme", SHA)]
        storage.put_all({key: b"x" for key in mine + others})
        assert sorted(storage.list(f"{job_prefix('acme', job)}/")) == sorted(mine)
        attempt = f"{job_prefix('acme', job)}/attempts/1/"
        assert sorted(storage.list(attempt)) == sorted(mine[1:3])
        assert sorted(storage.list("acme/jobs/")) == sorted([*mine, others[0]])
        assert list(storage.list("nobody/")) == []

    def test_deleting_is_idempotent_and_touches_nothing_else(self, storage: Storage) -> None:
        gone, kept, never = new_key(), new_key(), new_key()
        storage.put_all({gone: b"gone", kept: b"kept"})
        for _ in range(2):
            storage.delete([gone, never])
        assert not storage.exists(gone)
        assert storage.get(kept) == b"kept"

    def test_a_refused_delete_deletes_nothing(self, storage: Storage) -> None:
        key = new_key()
        storage.put_all({key: b"x"})
        with pytest.raises(InvalidRequestError):
            storage.delete([key, "acme/"])
        assert storage.exists(key)

    def test_a_listing_can_be_deleted_as_it_comes(self, storage: Storage) -> None:
        storage.put_all({new_key(): b"x" for _ in range(20)})
        for key in storage.list("acme/"):
            storage.delete([key])
        assert list(storage.list("acme/")) == []

    @pytest.mark.slow
    def test_a_large_stream_takes_constant_memory(self, storage: Storage) -> None:
        key, size = new_key(), 128 * MIB
        tracemalloc.start()
        try:
            storage.store(key, Endless(size), limit=size)
            with storage.open(key) as stream:
                assert sum(len(piece) for piece in iter(lambda: stream.read(MIB), b"")) == size
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < size / 2  # a few parts of 5 MiB, where a server demands them

    def test_it_creates_exclusively_and_says_so(self, storage: Storage) -> None:
        assert storage.capabilities.create_only

    def test_it_says_where_objects_are(self, storage: Storage) -> None:
        assert storage.describe()

    def test_closing_twice_is_no_error(self, storage: Storage) -> None:
        storage.close()
        storage.close()
