"""Objects in a bucket: what a storage URL says of it, and the driver."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final, Self, cast
from urllib.parse import SplitResult, parse_qsl, urlsplit

import attrs
from fsspec import AbstractFileSystem

from resume_pipeline.backends.fsspec_storage.driver import Draft
from resume_pipeline.backends.fsspec_storage.parts import PART, PartStream, put_new
from resume_pipeline.backends.fsspec_storage.remote import FsspecDriver
from resume_pipeline.errors import SettingsError
from resume_pipeline.model.link import LinkTerms

_OPTIONS: Final = ("endpoint", "region", "path_style", "profile", "probe")
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX: Final = re.compile(r"(?:/[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,99}){0,8}/?")
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,99}")
_SWITCH: Final = {"true": True, "false": False}
_TRIES: Final = 5

#: What a server says of wrong settings -> what to look at.
_WRONG: Final = {
    "NoSuchBucket": "there is no such bucket",
    "InvalidBucketName": "there is no such bucket",
    "InvalidAccessKeyId": "the credentials are not known there",
    "SignatureDoesNotMatch": "the secret key is not that of the access key",
    "InvalidToken": "the session token is not accepted",
    "ExpiredToken": "the session token has expired",
    "AuthorizationHeaderMalformed": "the region is not the bucket's",
    "PermanentRedirect": "the region or the endpoint is not the bucket's",
    "IllegalLocationConstraintException": "the region is not the bucket's",
    "AccessDenied": "these credentials may not create objects there",
    "NoCredentialsError": "no credentials were found",
    "PartialCredentialsError": "of the credentials, a part is missing",
    "ProfileNotFound": "the AWS configuration has no such profile",
    "NoRegionError": "no region is set",
}


@attrs.frozen(kw_only=True)
class Bucket:
    """Where a bucket is, as its storage URL says.

    Attributes:
        name: of the bucket.
        root: ``bucket/prefix``, under which the keys are.
        endpoint: of the server; AWS if unset.
        path_style: whether the bucket stands in the path of requests instead of the host.
        profile: of the AWS configuration.
        is_probed: whether opening proves that objects are created exclusively.
    """

    name: str
    root: str
    endpoint: str | None
    region: str | None
    path_style: bool
    profile: str | None
    is_probed: bool

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read ``s3://bucket/prefix?option=value``.

        Raises:
            SettingsError: the bucket, the prefix or an option is out of its grammar.
        """
        parts = urlsplit(url)
        if not (_BUCKET.fullmatch(parts.netloc) and _PREFIX.fullmatch(parts.path)):
            raise SettingsError("write s3://bucket/prefix, in the characters that S3 allows")
        options = _options(parts)
        endpoint = _endpoint(options.get("endpoint"))
        return cls(
            name=parts.netloc,
            root=(parts.netloc + parts.path).rstrip("/"),
            endpoint=endpoint,
            region=_word(options, "region"),
            path_style=_switch(options, "path_style", default=endpoint is not None),
            profile=_word(options, "profile"),
            is_probed=_switch(options, "probe", default=True),
        )

    def settled(self, credentials: tuple[str, str] | None, more: dict[str, Any]) -> dict[str, Any]:
        """The options of s3fs's file system; ``more`` goes over what the URL says."""
        config = {
            # Without it, some regions get signatures of version 2, which newer ones refuse.
            "signature_version": "s3v4",
            # Checksums that the client adds by itself, many servers do not understand.
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
            "s3": {"addressing_style": "path" if self.path_style else "auto"},
            "connect_timeout": 10,
            "read_timeout": 30,
        }
        key, secret = credentials or (None, None)
        said = {
            "endpoint_url": self.endpoint,
            "client_kwargs": {"region_name": self.region} if self.region else None,
            "profile": self.profile,
            "key": key,
            "secret": secret,
            "default_block_size": PART,
            "max_concurrency": 2,
        }
        given = {name: value for name, value in said.items() if value is not None}
        config |= more.get("config_kwargs", {})
        return {**given, **more, "config_kwargs": config}


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown or parts.fragment:
        known = ", ".join(_OPTIONS)
        raise SettingsError(f"an s3: URL has only the options {known}, and no fragment")
    return options


def _endpoint(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    try:
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_whole = False
    more = parts.path.strip("/") or parts.query or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or not is_whole or more:
        raise SettingsError("option endpoint of the storage URL: write https://host:port")
    return url.rstrip("/")


def _word(options: dict[str, str], name: str) -> str | None:
    value = options.get(name)
    if value is not None and not _WORD.fullmatch(value):
        raise SettingsError(f"option {name} of the storage URL is not a name")
    return value


def _switch(options: dict[str, str], name: str, *, default: bool) -> bool:
    value = options.get(name)
    if value is not None and value not in _SWITCH:
        raise SettingsError(f"option {name} of the storage URL is true or false")
    return default if value is None else _SWITCH[value]


class S3Driver(FsspecDriver):
    """Objects in ``bucket``, created by conditional requests.

    No request needs more than the rights to read, to create and, under the prefix, to list:
    s3fs's own calls list a bucket to learn whether a key is a directory.
    """

    def __init__(self, bucket: Bucket, connect: Callable[[], AbstractFileSystem]) -> None:
        super().__init__("s3", bucket.root, connect)
        self._bucket = bucket
        self.is_probed = bucket.is_probed

    def describe(self) -> str:
        """Where the objects are, in words."""
        return f"{super().describe()} at {self._bucket.endpoint or 'AWS'}"

    @contextmanager
    def draft(self, key: str) -> Iterator[Draft]:
        """Parts of a multipart upload, which nobody sees before it is completed."""
        stream = PartStream(self.fs, self._bucket.name, self._name(key))
        try:
            yield Draft(name=key, file=cast(BinaryIO, stream))
        finally:
            stream.abandon()

    def publish(self, draft: Draft, key: str) -> bool:
        """Complete the upload, or send the object whole if it is short."""
        stream = cast(PartStream, draft.file)
        return self._created(key, lambda _path: stream.complete())

    def open(self, key: str) -> BinaryIO:
        """The object as a stream."""
        if not self.exists(key):
            raise FileNotFoundError
        return super().open(key)

    def exists(self, key: str) -> bool:
        """Whether the server has it."""
        try:
            self.fs.call_s3("head_object", Bucket=self._bucket.name, Key=self._name(key))
        except FileNotFoundError:
            return False
        return True

    def copy_in(self, url: str, key: str, *, limit: int) -> int:
        """Have the server copy an object of any bucket to ``key``, if it is not too long.

        Returns:
            Its length in bytes.
        """
        bucket, _, name = url.removeprefix("s3://").partition("/")
        head = self.fs.call_s3("head_object", Bucket=bucket, Key=name)
        size = int(head["ContentLength"])
        if 1 <= size <= limit:
            self.fs.call_s3(
                "copy_object",
                Bucket=self._bucket.name,
                Key=self._name(key),
                CopySource={"Bucket": bucket, "Key": name},
                CopySourceIfMatch=head["ETag"],
            )
        return size

    def sign(self, terms: LinkTerms) -> str:
        """A presigned URL. Signing asks nobody, unless the credentials have to be renewed."""
        given = {
            "ResponseContentDisposition": terms.disposition,
            "ResponseContentType": terms.content_type,
        }
        if terms.method == "PUT":
            given = {"ContentType": terms.media_type, "IfNoneMatch": "*"}
        more: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if terms.size is not None:
            more["ContentLength"] = terms.size
        call = {"GET": "get_object", "PUT": "put_object"}[terms.method]
        path = self._path(terms.key)
        return str(self.fs.url(path, expires=terms.expires, client_method=call, **more))

    def _name(self, key: str) -> str:
        return self._path(key).removeprefix(f"{self._bucket.name}/")

    def _put(self, body: bytes, path: str) -> None:
        name = path.removeprefix(f"{self._bucket.name}/")
        for pause in (*(0.05 * 2**number for number in range(_TRIES)), None):
            try:
                return put_new(self.fs, {"Bucket": self._bucket.name, "Key": name}, body)
            except OSError as error:
                # Two conditional requests met; the server decided neither.
                if pause is None or code_of(error) != "ConditionalRequestConflict":
                    raise
                time.sleep(pause)
        return None


def code_of(error: BaseException | None) -> str:
    """The server's code for ``error``, or the name of the client's own."""
    while error is not None and error.__cause__ is not None:
        error = error.__cause__
    response = getattr(error, "response", None) or {}
    return str(response.get("Error", {}).get("Code") or type(error).__name__)


def wrong_setting(error: BaseException) -> str | None:
    """What ``error`` says is wrong with the settings, if it does."""
    return _WRONG.get(code_of(error))
