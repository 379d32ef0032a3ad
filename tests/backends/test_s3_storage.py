"""Objects in S3: wrong settings, lost answers, killed writers, and who may do what."""

from __future__ import annotations

import hashlib
import io
import json
import signal
import subprocess
import sys
import time

import pytest

from resume_pipeline.backends.fsspec_storage import S3Storage
from resume_pipeline.backends.fsspec_storage.parts import PART
from resume_pipeline.errors import (
    ConfigError,
    InvalidRequestError,
    SettingsError,
    StorageError,
)
from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.link import LinkTerms
from resume_pipeline.plugins import build
from resume_pipeline.settings import Settings
from resume_pipeline.testing.storage_samples import MIB, Endless, new_key
from tests.backends.laxer_s3 import lax_s3
from tests.links.places import Asked
from tests.servers import Proxy, s3_server

slow_server = [pytest.mark.server, pytest.mark.slow]


class TestSettings:
    @pytest.mark.parametrize(
        "url",
        [
            "s3://",
            "s3:bucket",
            "s3://Bucket",
            "s3://b",
            "s3://bucket/../x",
            "s3://bucket//x",
            "s3://bucket/a b",
            "s3://bucket?endpoit=http://host",
            "s3://bucket?endpoint=host:8333",
            "s3://bucket?endpoint=ftp://host",
            "s3://bucket?endpoint=http://key:s3cret@host",
            "s3://bucket?endpoint=http://host/path",
            "s3://bucket?endpoint=http://host:0x1",
            "s3://bucket?region=a/b",
            "s3://bucket?region=",
            "s3://bucket?path_style=maybe",
            "s3://bucket?probe=no",
            "s3://bucket#x",
            "s3://key:s3cret@bucket",
        ],
    )
    def test_a_url_out_of_its_grammar_is_refused(self, url):
        with pytest.raises(SettingsError) as caught:
            S3Storage.from_url(url, probe=False)
        assert "s3cret" not in str(caught.value)

    @pytest.mark.parametrize("only", ["storage_access_key", "storage_secret_key"])
    def test_half_of_the_credentials_is_refused(self, only):
        with pytest.raises(SettingsError, match="belong together"):
            build(Settings.of(**{only: "x"})).storage("s3://bucket?probe=false")

    def test_a_storage_that_takes_no_credentials_says_so(self, tmp_path):
        settings = Settings.of(storage_access_key="AK", storage_secret_key="SK")
        with pytest.raises(SettingsError, match="takes no access key"):
            build(settings).storage(f"file://{tmp_path}")

    def test_a_secret_is_shown_nowhere(self):
        settings = Settings.of(storage_access_key="AK", storage_secret_key="s3cret")
        storage = build(settings).storage("s3://bucket/x?endpoint=https://host&probe=false")
        assert storage.describe() == "s3 objects under bucket/x at https://host"
        assert "s3cret" not in f"{settings!r} {settings.model_dump_json()} {vars(storage)!r}"


class TestLaxProviders:
    """Over real requests, with a server that does not do what S3 promises."""

    def test_a_provider_without_conditional_create_is_refused(self):
        with lax_s3() as server, pytest.raises(ConfigError, match="replace an object"):
            S3Storage.from_url(server.url, credentials=("AK", "SK"))

    def test_unless_the_operator_takes_it_as_given(self):
        with lax_s3() as server:
            storage = S3Storage.from_url(f"{server.url}&probe=false", credentials=("AK", "SK"))
            key = new_key()
            assert storage.put_all({key: b"1"}) == {key: b"1"}

    @pytest.mark.parametrize("code", ["ConditionalRequestConflict", "SlowDown"])
    def test_a_request_that_met_another_one_is_made_again(self, code):
        with lax_s3() as server:
            storage = S3Storage.from_url(f"{server.url}&probe=false", credentials=("AK", "SK"))
            server.refusals += [code, code]
            key = new_key()
            assert storage.put_all({key: b"1"}) == {key: b"1"}
            assert server.refusals == []


@pytest.fixture(scope="module")
def server():
    with s3_server() as server:
        yield server


@pytest.fixture
def prefix():
    return uuid7(0)


@pytest.fixture
def storage(server, prefix):
    return S3Storage.from_url(server.url(prefix), credentials=server.host, probe=False)


class TestWrongSettings:
    pytestmark = slow_server

    @pytest.mark.parametrize(
        ("credentials", "said"),
        [(("AKHOST", "wr0ng"), "secret key"), (("N0BODY", "wr0ng"), "credentials are not known")],
    )
    def test_wrong_credentials_are_refused_at_once(self, server, prefix, credentials, said):
        with pytest.raises(SettingsError, match=said) as caught:
            S3Storage.from_url(server.url(prefix), credentials=credentials)
        assert not {"wr0ng", "N0BODY"} & set(str(caught.value).split())

    def test_a_bucket_that_is_not_there_is_refused_at_once(self, server):
        url = f"s3://nobody-made-this?endpoint={server.endpoint}&region=us-east-1"
        with pytest.raises(SettingsError, match="no such bucket"):
            S3Storage.from_url(url, credentials=server.host)

    def test_no_credentials_are_refused_at_once(self, server, prefix, monkeypatch, tmp_path):
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
        with pytest.raises(SettingsError, match="no credentials"):
            S3Storage.from_url(server.url(prefix))
        with pytest.raises(SettingsError, match="no such profile"):
            S3Storage.from_url(f"{server.url(prefix)}&profile=nobody")

    def test_credentials_of_the_environment_and_of_a_profile_are_found(
        self, server, prefix, monkeypatch, tmp_path
    ):
        key, secret = server.host
        with monkeypatch.context() as patch:
            patch.setenv("AWS_ACCESS_KEY_ID", key)
            patch.setenv("AWS_SECRET_ACCESS_KEY", secret)
            S3Storage.from_url(server.url(prefix))
        file = tmp_path / "credentials"
        file.write_text(f"[app]\naws_access_key_id={key}\naws_secret_access_key={secret}\n")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
        S3Storage.from_url(f"{server.url(prefix)}&profile=app")

    def test_a_key_outside_the_grammar_is_not_signed(self, storage):
        with pytest.raises(InvalidRequestError):
            storage.sign(LinkTerms(method="GET", key="acme/files/../x", expires=60))


class TestLostAnswers:
    """The server does what it is asked, and the client never hears of it."""

    pytestmark = slow_server

    @pytest.fixture
    def proxy(self, server):
        proxy = Proxy(server.port)
        yield proxy
        proxy.close()

    @pytest.fixture
    def cut_off(self, server, prefix, proxy):
        """The storage by way of the proxy, connected."""
        url = server.url(prefix, port=proxy.port)
        storage = S3Storage.from_url(url, credentials=server.host, probe=False)
        storage.exists(new_key())
        return storage

    @pytest.mark.parametrize("size", [1, MIB])
    def test_a_small_object_that_was_created_is_ours(self, cut_off, storage, proxy, size):
        for _ in range(3):
            put, stored, body = new_key(), new_key(), b"x" * size
            proxy.lose(put.encode())
            assert cut_off.put_all({put: body}) == {put: body}
            proxy.lose(stored.encode())
            found = cut_off.store(stored, io.BytesIO(body), limit=size)
            assert found.sha256 == hashlib.sha256(body).hexdigest()
            assert storage.get(put) == storage.get(stored) == body
        assert proxy.lost == 6

    @pytest.mark.parametrize(
        "request_line",
        [b"?uploads", b"partNumber=1", b"partNumber=3", b"POST /%b?uploadId="],
        ids=["begin", "first part", "last part", "complete"],
    )
    def test_a_long_object_that_was_created_is_ours(
        self, cut_off, storage, server, prefix, proxy, request_line
    ):
        key, size = new_key(), 2 * PART + MIB
        path = f"{server.bucket}/{prefix}/{key}".encode()
        proxy.lose(request_line.replace(b"%b", path))
        stored = cut_off.store(key, Endless(size), limit=size)
        assert proxy.lost == 1
        assert (stored.size, stored.sha256) == (size, hashlib.sha256(b"x" * size).hexdigest())
        with storage.open(key) as stream:
            assert hashlib.file_digest(stream, "sha256").hexdigest() == stored.sha256

    def test_an_upload_that_is_cut_for_good_leaves_nothing_visible(self, cut_off, storage, proxy):
        class Cutting(Endless):
            def read(self, size=-1):
                if self._left < MIB:
                    proxy.close()
                return super().read(size)

        key = new_key()
        with pytest.raises(StorageError):
            cut_off.store(key, Cutting(3 * PART), limit=3 * PART)
        assert not storage.exists(key)
        assert list(storage.list("acme/")) == []


WRITER = """
import sys
from resume_pipeline.backends.fsspec_storage import S3Storage

class Stuck:
    left = 12

    def read(self, size):
        if not self.left:
            print("stuck", flush=True)
            sys.stdin.read()
        self.left -= 1
        return b"x" * (1 << 20)

storage = S3Storage.from_url(sys.argv[1], credentials=(sys.argv[3], sys.argv[4]), probe=False)
storage.store(sys.argv[2], Stuck(), limit=1 << 40)
"""


class TestKilledWriters:
    pytestmark = slow_server

    def test_nothing_is_visible_and_what_is_left_can_be_dropped(self, server, storage, prefix):
        key, client = new_key(), server.client()
        command = [sys.executable, "-c", WRITER, server.url(prefix), key, *server.host]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        ) as writer:
            assert writer.stdout.readline() == b"stuck\n"
            until = time.monotonic() + 60
            while not self.uploads(client, server, prefix):
                assert time.monotonic() < until
            writer.send_signal(signal.SIGKILL)
        assert not storage.exists(key)
        assert storage.get(key) is None
        assert list(storage.list("acme/")) == []
        (left,) = self.uploads(client, server, prefix)
        assert left["Key"] == f"{prefix}/{key}"
        client.abort_mpu(server.bucket, left["Key"], left["UploadId"])
        assert self.uploads(client, server, prefix) == []
        storage.store(key, io.BytesIO(b"later"), limit=9)
        assert storage.get(key) == b"later"

    @pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
    def test_a_writer_that_fails_cleans_up_itself(self, server, storage, prefix, error):
        key = new_key()
        with pytest.raises(error):
            storage.store(key, Endless(2 * PART + 1, then=error()), limit=100 * MIB)
        assert self.uploads(server.client(), server, prefix) == []
        assert not storage.exists(key)

    def test_a_stream_over_its_limit_leaves_no_parts(self, server, storage, prefix):
        with pytest.raises(InvalidRequestError):
            storage.store(new_key(), Endless(3 * PART), limit=3 * PART - 1)
        assert self.uploads(server.client(), server, prefix) == []

    @staticmethod
    def uploads(client, server, prefix):
        found = client.call_s3("list_multipart_uploads", Bucket=server.bucket, Prefix=prefix)
        return found.get("Uploads", [])


def policy(server, prefix):
    """What `docs/howto/keep-files.md` gives a worker, as far as this server can say it."""
    arn, who = f"arn:aws:s3:::{server.bucket}", {"AWS": "arn:aws:iam::000000000000:user/akworker"}
    rules = [
        ("Allow", ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"], f"{arn}/{prefix}/*"),
        ("Deny", ["s3:DeleteObject"], f"{arn}/*"),
    ]
    listing = {
        "Effect": "Allow",
        "Principal": who,
        "Action": ["s3:ListBucket"],
        "Resource": arn,
        "Condition": {"StringLike": {"s3:prefix": [f"{prefix}/*"]}},
    }
    statements = [
        {"Effect": effect, "Principal": who, "Action": actions, "Resource": resource}
        for effect, actions, resource in rules
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": [*statements, listing]})


class TestTheWorkersIdentity:
    pytestmark = slow_server

    @pytest.fixture
    def worker(self, server, prefix):
        text = policy(server, prefix)
        server.client().call_s3("put_bucket_policy", Bucket=server.bucket, Policy=text)
        return S3Storage.from_url(server.url(prefix), credentials=server.worker, probe=False)

    def test_it_reads_and_creates(self, worker, storage):
        worker.probe()
        read, made, long = new_key(), new_key(), new_key()
        storage.put_all({read: b"read"})
        assert worker.get(read) == b"read"
        assert worker.exists(read)
        assert worker.put_all({read: b"again", made: b"made"}) == {read: b"read", made: b"made"}
        worker.store(long, Endless(2 * PART + 1), limit=100 * MIB)
        with worker.open(long) as stream:
            assert len(stream.read()) == 2 * PART + 1
        assert not worker.exists(new_key())
        assert worker.get(new_key()) is None

    def test_it_does_not_delete(self, worker, storage):
        key = new_key()
        storage.put_all({key: b"kept"})
        with pytest.raises(StorageError):
            worker.delete([key])
        assert storage.get(key) == b"kept"

    def test_it_does_not_read_write_or_list_elsewhere(self, server, worker):
        other = f"{server.bucket}/{uuid7(0)}"
        client = server.client(server.worker)
        server.client().pipe_file(f"{other}/secret", b"secret")
        for attempt in (
            lambda: client.cat_file(f"{other}/secret"),
            lambda: client.pipe_file(f"{other}/new", b"x"),
            lambda: client.call_s3("list_objects_v2", Bucket=server.bucket),
            lambda: client.call_s3(
                "list_objects_v2", Bucket=server.bucket, Prefix=other.partition("/")[2]
            ),
        ):
            with pytest.raises(PermissionError):
                attempt()

    def test_it_signs_nothing_that_it_may_not_do(self, server, worker):
        """A link carries no more rights than whoever signed it has."""
        other = S3Storage.from_url(server.url(uuid7(0)), credentials=server.worker, probe=False)
        for storage, status in ((worker, 404), (other, 403)):
            url = storage.sign(LinkTerms(method="GET", key=new_key(), expires=60))
            assert Asked("GET", url).send()[0] == status
