"""Source: an object of the host's own, which is adopted."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import attrs

from resume_pipeline.errors import InvalidRequestError, SettingsError
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import sha256

#: Any character but controls, and what begins another part of a URL.
_URL: Final = re.compile(r"(?:s3|file)://[^?#\x00-\x1f\x7f\ud800-\udfff]{1,2000}")
_WAYS: Final = {"", ".", ".."}


@attrs.frozen(kw_only=True)
class Adoption:
    """What is to be adopted.

    Attributes:
        url: ``s3://bucket/key`` or ``file:///path``, as it is: nothing in it is decoded.
        filename: to be shown; the last part of the URL, if it is empty.
        subject: the host's opaque id of the person.
    """

    url: str
    filename: str = ""
    subject: str | None = None

    @property
    def shown(self) -> str:
        """The name under which it is shown."""
        return self.filename or self.url.rpartition("/")[2]

    @property
    def digest(self) -> str:
        """By which it is found again: a URL may name a person."""
        return sha256(self.url.encode())


@attrs.frozen(kw_only=True)
class Adopted:
    """What became of one of many.

    Attributes:
        row: which, from 1.
        file: what it is now; None if it was not adopted.
        is_new: whether that happened now.
        error: why not.
    """

    row: int
    file: FileRecord | None = None
    is_new: bool = False
    error: str | None = None


def checked_source(url: str, allowed: Collection[str]) -> str:
    """``url`` itself, if objects may be adopted from there.

    Raises:
        SettingsError: nothing may be adopted at all.
        InvalidRequestError: it is no URL of an object, or lies outside ``allowed``.
    """
    if not allowed:
        raise SettingsError("adopt_from is not set, so nothing may be adopted")
    if not _URL.fullmatch(url) or _WAYS & set(url.partition("://")[2].split("/")[1:]):
        raise InvalidRequestError("write s3://bucket/key or file:///path, without . and ..")
    if not any(url.startswith(f"{place.rstrip('/')}/") for place in allowed):
        raise InvalidRequestError("objects are not adopted from there: see adopt_from")
    return url
