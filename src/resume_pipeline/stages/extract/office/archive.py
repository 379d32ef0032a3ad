"""Whether a zip archive is safe to unpack, told from its directory before anything is."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

_ENTRIES = 2000
_PART = 50 << 20
_TOTAL = 200 << 20
_RATIO = 200  # beyond a mebibyte no text packs better than this
_LOCAL_HEADER = 30


def opened(content: bytes) -> zipfile.ZipFile | None:
    """The archive, or None if it is not one that can be read."""
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return None


def objection(archive: zipfile.ZipFile, size: int) -> str | None:
    """``encrypted``, ``too_large`` or ``malformed`` for an archive not to be unpacked.

    Args:
        archive: open, with nothing read from it yet.
        size: of the whole file, in bytes.
    """
    entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        return "encrypted"
    if _is_large(entries):
        return "too_large"
    return "malformed" if _is_odd(entries) or _overlap(entries, size) else None


def _is_large(entries: Sequence[zipfile.ZipInfo]) -> bool:
    return (
        len(entries) > _ENTRIES
        or sum(entry.file_size for entry in entries) > _TOTAL
        or any(_is_bomb(entry) for entry in entries)
    )


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    if entry.file_size > _PART:
        return True
    return entry.file_size > 1 << 20 and entry.file_size > _RATIO * max(1, entry.compress_size)


def _is_odd(entries: Sequence[zipfile.ZipInfo]) -> bool:
    names = [entry.filename for entry in entries]
    known = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if len(set(names)) != len(names) or any(e.compress_type not in known for e in entries):
        return True
    return any(name.startswith("/") or ".." in name.split("/") for name in names)


def _overlap(entries: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """Whether two entries share bytes: a small file that unpacks to any size."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + _LOCAL_HEADER + len(entry.filename) + entry.compress_size
    return end > size


def part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One part's bytes, or None if it is missing or broken.

    Raises:
        OverflowError: it holds more than its entry says or any part may.
    """
    try:
        with archive.open(name) as stream:
            data = stream.read(_PART + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError):
        return None
    if len(data) > _PART:
        raise OverflowError
    return data
