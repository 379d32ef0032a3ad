"""A storage that breaks a promise fails the contract."""

import hashlib
import io
import threading
import time

import pytest

from resume_pipeline.errors import ArtifactConflictError, InvalidRequestError, NotFoundError
from resume_pipeline.model.keys import checked_key, checked_prefix
from resume_pipeline.ports.storage import Capabilities, Stored
from resume_pipeline.testing.storage_contract import StorageContract
from resume_pipeline.testing.storage_samples import MIB, OUTSIDE, OUTSIDE_PREFIXES

lock = threading.Lock()


class Honest:
    """Keeps every promise, in a dict."""

    capabilities = Capabilities(create_only=True, durable=False, shared=False)

    def __init__(self, objects):
        self.objects = objects

    def describe(self):
        return "a dict"

    def store(self, key, stream, *, limit):
        checked_key(key)
        body = self.read_all(stream, limit)
        self.check_size(body, limit)
        if not self.create(key, body) and self.objects[key] != body:
            raise ArtifactConflictError("it holds other bytes")
        return self.stored(body)

    def read_all(self, stream, limit):
        body = b""
        while len(body) <= limit and (piece := stream.read(MIB)):
            body += piece
        return body

    def check_size(self, body, limit):
        if not body or len(body) > limit:
            raise InvalidRequestError("size")

    def stored(self, body):
        digest = hashlib.sha256(body).hexdigest()
        return Stored(sha256=digest, size=len(body), head=body[:4096])

    def create(self, key, body):
        with lock:
            if key in self.objects:
                return False
            self.objects[key] = body
            return True

    def put_all(self, objects, *, durable=True):
        for key, body in objects.items():
            checked_key(key)
            self.check_size(body, 1 << 40)
        for key, body in objects.items():
            self.create(key, body)
        return {key: self.objects[key] for key in objects}

    def get(self, key, *, limit=None):
        checked_key(key)
        body = self.objects.get(key)
        if body is not None and limit is not None:
            self.check_size(body, limit)
        return body

    def open(self, key):
        if self.get(key) is None:
            raise NotFoundError("it is not there")
        return io.BytesIO(self.get(key))

    def exists(self, key):
        return self.get(key) is not None

    def list(self, prefix):
        checked_prefix(prefix)
        return (key for key in list(self.objects) if key.startswith(prefix))

    def delete(self, keys):
        for key in [checked_key(key) for key in keys]:
            self.objects.pop(key, None)

    def close(self):
        pass


class Overwrites(Honest):
    def create(self, key, body):
        self.objects[key] = body
        return True


class LooksFirst(Honest):
    def create(self, key, body):
        if key in self.objects:
            return False
        time.sleep(0.005)
        self.objects[key] = body
        return True


class GivesItsOwnBytes(Honest):
    def put_all(self, objects, *, durable=True):
        super().put_all(objects)
        return dict(objects)


class ConflictsSilently(Honest):
    def store(self, key, stream, *, limit):
        try:
            return super().store(key, stream, limit=limit)
        except ArtifactConflictError:
            return self.stored(self.objects[key])


class ConflictsWithItself(Honest):
    def store(self, key, stream, *, limit):
        if key in self.objects:
            raise ArtifactConflictError("it holds other bytes")
        return super().store(key, stream, limit=limit)


class NamesKeys(Honest):
    def open(self, key):
        if key not in self.objects:
            raise NotFoundError(f"no object {key}")
        return super().open(key)


class PublishesHalf(Honest):
    def store(self, key, stream, *, limit):
        checked_key(key)
        body = b""
        try:
            while piece := stream.read(MIB):
                body += piece
        finally:
            self.create(key, body)
        return self.stored(body)


class TranslatesTheCallersErrors(Honest):
    def read_all(self, stream, limit):
        try:
            return super().read_all(stream, limit)
        except OSError:
            raise InvalidRequestError("stream") from None


class AcceptsEmpty(Honest):
    def check_size(self, body, limit):
        if len(body) > limit:
            raise InvalidRequestError("size")


class IgnoresLimits(Honest):
    def check_size(self, body, limit):
        if not body:
            raise InvalidRequestError("size")


class ReadsToTheEnd(Honest):
    def read_all(self, stream, limit):
        return stream.read()


class ReadsOnce(Honest):
    def read_all(self, stream, limit):
        return stream.read(MIB)


class HashesTheHead(Honest):
    def stored(self, body):
        digest = hashlib.sha256(body[:4096]).hexdigest()
        return Stored(sha256=digest, size=len(body), head=body[:4096])


class ChecksAsItWrites(Honest):
    def put_all(self, objects, *, durable=True):
        return {k: super(ChecksAsItWrites, self).put_all({k: v})[k] for k, v in objects.items()}


class DeletesAsItChecks(Honest):
    def delete(self, keys):
        for key in keys:
            self.objects.pop(checked_key(key), None)


class RemembersListings(Honest):
    seen = None

    def list(self, prefix):
        self.seen = set(super().list(prefix))
        return iter(self.seen)

    def exists(self, key):
        return super().exists(key) and (self.seen is None or key in self.seen)


class RemembersObjects(Honest):
    def __init__(self, objects):
        super().__init__(objects)
        self.cache = {}

    def put_all(self, objects, *, durable=True):
        standing = super().put_all(objects)
        self.cache.update(standing)
        return standing

    def get(self, key, *, limit=None):
        return super().get(key, limit=limit) or self.cache.get(key)


class OpensOneStream(Honest):
    def __init__(self, objects):
        super().__init__(objects)
        self.streams = {}

    def open(self, key):
        return self.streams.setdefault(key, super().open(key))


class ChecksNoKeyOnRead(Honest):
    def exists(self, key):
        return key in self.objects


class ChecksPrefixesLate(Honest):
    def list(self, prefix):
        yield from super().list(prefix)


class ListsByTheFirstLetters(Honest):
    def list(self, prefix):
        checked_prefix(prefix)
        return (key for key in list(self.objects) if key.startswith(prefix.rstrip("/")))


class DeletesOnce(Honest):
    def delete(self, keys):
        for key in [checked_key(key) for key in keys]:
            del self.objects[key]


class ListsWhileItChanges(Honest):
    def list(self, prefix):
        return (key for key in self.objects if key.startswith(checked_prefix(prefix)))


class CannotCreateOnly(Honest):
    capabilities = Capabilities(create_only=False, durable=True, shared=True)


MUTANTS = [
    (Overwrites, "test_put_all_gives_the_bytes_that_stand", {}),
    (Overwrites, "test_storing_to_a_key_that_exists_is_one_kind_of_error", {"size": 1}),
    (LooksFirst, "test_of_eight_threads_one_creates_and_all_get_its_bytes", {"durable": True}),
    (LooksFirst, "test_of_eight_threads_that_store_one_succeeds", {}),
    (GivesItsOwnBytes, "test_put_all_gives_the_bytes_that_stand", {}),
    (GivesItsOwnBytes, "test_put_all_and_store_respect_each_other", {}),
    (ConflictsSilently, "test_storing_to_a_key_that_exists_is_one_kind_of_error", {"size": 1}),
    (ConflictsWithItself, "test_storing_to_a_key_that_exists_is_one_kind_of_error", {"size": 1}),
    (NamesKeys, "test_no_error_names_a_key", {}),
    (PublishesHalf, "test_a_stream_that_raises_in_the_middle_leaves_nothing", {"size": 1}),
    (TranslatesTheCallersErrors, "test_the_streams_own_error_is_not_the_storages", {}),
    (AcceptsEmpty, "test_an_empty_stream_is_refused_and_leaves_nothing", {}),
    (AcceptsEmpty, "test_an_empty_object_is_refused_so_that_no_second_writer_replaces_it", {}),
    (IgnoresLimits, "test_a_stream_over_the_limit_is_refused_and_leaves_nothing", {}),
    (IgnoresLimits, "test_get_refuses_more_than_its_limit", {}),
    (ReadsToTheEnd, "test_a_stream_without_end_is_read_no_further_than_its_limit", {}),
    (ReadsOnce, "test_a_stream_that_gives_little_at_a_time_is_stored_whole", {}),
    (HashesTheHead, "test_store_tells_the_digest_the_size_and_the_head_of_what_it_wrote", {}),
    (ChecksAsItWrites, "test_a_refused_put_all_writes_none_of_its_objects", {}),
    (DeletesAsItChecks, "test_a_refused_delete_deletes_nothing", {}),
    (RemembersListings, "test_what_another_instance_wrote_after_a_listing_is_seen", {}),
    (RemembersObjects, "test_what_another_instance_deleted_is_gone", {}),
    (OpensOneStream, "test_two_readers_of_one_object_do_not_disturb_each_other", {}),
    (
        ChecksNoKeyOnRead,
        "test_a_key_outside_the_grammar_is_refused_by_every_method",
        {"key": OUTSIDE[0]},
    ),
    (
        ChecksPrefixesLate,
        "test_a_prefix_that_begins_no_key_is_refused",
        {"prefix": OUTSIDE_PREFIXES[0]},
    ),
    (ListsByTheFirstLetters, "test_a_list_holds_what_is_under_its_prefix_and_nothing_else", {}),
    (DeletesOnce, "test_deleting_is_idempotent_and_touches_nothing_else", {}),
    (ListsWhileItChanges, "test_a_listing_can_be_deleted_as_it_comes", {}),
    (CannotCreateOnly, "test_it_creates_exclusively_and_says_so", {}),
]


def run(kind, name, arguments):
    """Run one test of the contract against a fresh storage."""
    objects = {}
    test = getattr(StorageContract, name)
    given = {"storage": kind(objects), "open_storage": lambda: kind(objects)}
    wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
    test(StorageContract(), **{k: v for k, v in given.items() if k in wanted}, **arguments)


@pytest.mark.parametrize(("mutant", "name", "arguments"), MUTANTS)
def test_a_storage_that_breaks_a_promise_fails_the_contract(mutant, name, arguments):
    run(Honest, name, arguments)
    with pytest.raises((Exception, pytest.fail.Exception)):
        run(mutant, name, arguments)
