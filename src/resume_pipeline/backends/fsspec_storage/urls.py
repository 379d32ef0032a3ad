"""Which driver a storage URL names."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from fsspec import AbstractFileSystem, filesystem, get_filesystem_class
from fsspec.core import url_to_fs

from resume_pipeline.backends.fsspec_storage.driver import Driver
from resume_pipeline.backends.fsspec_storage.local import LocalDriver
from resume_pipeline.backends.fsspec_storage.remote import FsspecDriver, MemoryDriver
from resume_pipeline.backends.fsspec_storage.s3 import Bucket, S3Driver
from resume_pipeline.errors import ConfigError, SettingsError, UnknownBackendError
from resume_pipeline.ports.clock import Clock

DAY_MS = 86_400_000
#: Listings kept from earlier would hide what other processes wrote since.
_FRESH: Final = {"use_listings_cache": False, "skip_instance_cache": True}


def driver_of(
    url: str,
    options: dict[str, Any],
    *,
    clock: Clock,
    credentials: tuple[str, str] | None = None,
) -> Driver:
    """The driver for ``url``.

    Raises:
        SettingsError: the URL cannot be read, or holds credentials.
        UnknownBackendError: fsspec has nothing for this scheme.
        ConfigError: what the scheme needs is not installed, or the folder cannot be used.
    """
    parts = urlsplit(url)
    if not parts.scheme:
        raise SettingsError("a storage URL starts with its scheme, such as file: or s3:")
    if "@" in parts.netloc:
        raise SettingsError("a storage URL holds no credentials: set them apart")
    if parts.scheme == "s3":
        return s3_driver(Bucket.parse(url), credentials, options)
    if credentials:
        raise SettingsError(f"a {parts.scheme}: storage takes no access key")
    if parts.scheme == "file":
        return local_driver(parts, options, clock=clock)
    return fsspec_driver(url, parts.scheme, options)


def local_driver(parts: SplitResult, options: dict[str, Any], *, clock: Clock) -> LocalDriver:
    """The folder of a ``file:`` URL, made if it is missing, swept of drafts older than a day."""
    if parts.netloc not in {"", "localhost"} or not parts.path or parts.query or parts.fragment:
        raise SettingsError("write file:///absolute/folder or file:relative/folder")
    if options:
        raise SettingsError("a file: storage takes no options")
    driver = LocalDriver(Path(unquote(parts.path)).resolve())
    try:
        driver.prepare()
        driver.sweep((clock.now() - DAY_MS) / 1000)
    except OSError as error:
        kind = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise ConfigError(f"the storage folder cannot be used: {kind}") from error
    return driver


def fsspec_driver(url: str, scheme: str, options: dict[str, Any]) -> FsspecDriver:
    """The driver of a scheme that only fsspec knows."""
    require_known(scheme)
    settled = {**options, **_FRESH}

    def connect() -> AbstractFileSystem:
        return url_to_fs(url, **settled)[0]

    root = url_to_fs(url, **settled)[1]
    kind = MemoryDriver if scheme == "memory" else FsspecDriver
    return kind(scheme, root, connect)


def s3_driver(
    bucket: Bucket, credentials: tuple[str, str] | None, options: dict[str, Any]
) -> S3Driver:
    """The driver of a bucket. Without ``credentials`` the client looks where AWS's own do."""
    require_known("s3")
    settled = {**bucket.settled(credentials, options), **_FRESH}

    def connect() -> AbstractFileSystem:
        fs = filesystem("s3", **settled)
        fs.retries = 2  # each of which the client below tries five times
        return fs

    return S3Driver(bucket, connect)


def require_known(scheme: str) -> None:
    """Raise unless fsspec and this scheme's package are there."""
    try:
        get_filesystem_class(scheme)
    except ValueError:
        raise UnknownBackendError(f"no storage is known for {scheme}: URLs") from None
    except ImportError as error:
        raise ConfigError(f"{scheme}: URLs need a package that is not installed: {error}") from None
