"""What people are shown: a file's name where it is saved, made harmless, and a time."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final
from urllib.parse import quote

#: Bytes of UTF-8; with a number and a suffix of a browser's own it fits every file system.
LONGEST: Final = 180
#: Characters of a name that are kept; no file system has longer ones.
KEPT: Final = 1000
#: Embeddings, overrides and isolates: by them ``exe.pdf`` is shown for ``fdp.exe``.
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,10}$")
#: What parts a path, steers a shell, or cannot be part of a name on Windows.
_UNSAFE: Final = re.compile(r'[/\\:*?"<>|`$%;{}]')
_PLAIN: Final = re.compile(r"[^A-Za-z0-9 ._()-]")
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
#: Joiners: Persian and Indic names are misspelt without them.
_JOINERS: Final = "\u200c\u200d"


def display_name(filename: str) -> str:
    """``filename`` as it is kept to be shown: in NFC, on one line, of at most `KEPT` characters.

    White space of any kind becomes a space, and what no text may hold, such as NUL, half a
    character or another control, the replacement character. What turns text around is left out. A
    path stays one: it is only shown.
    """
    name = unicodedata.normalize("NFC", _TURNING.sub("", filename[: 4 * KEPT]))
    return "".join(map(_shown, name))[:KEPT]


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    is_control = unicodedata.category(character) in ("Cc", "Cs")
    return "\N{REPLACEMENT CHARACTER}" if is_control else character


def saved_name(filename: str) -> str:
    """``filename`` as a name under which a browser may save it; ``file`` if nothing is left.

    No path, no control character, no override of direction, no leading dot, no device of Windows;
    NFC; white space collapsed, so that nothing pushes an ending out of sight; cut before the
    ending to at most `LONGEST` bytes.
    """
    joined = " ".join(unicodedata.normalize("NFC", filename).split())
    visible = "".join(c for c in joined if c in _JOINERS or unicodedata.category(c)[0] != "C")
    name = _UNSAFE.sub("_", visible).strip(". " + _JOINERS)
    if _DEVICE.match(name):
        name = f"_{name}"
    return _cut(name) or "file"


def disposition(filename: str, *, inline: bool) -> str:
    """The value of Content-Disposition for a file that its uploader called ``filename``.

    As RFC 6266 says: an ASCII name for old clients, then the whole one in the form of RFC 8187.
    """
    name = saved_name(filename)
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _PLAIN.sub("_", ascii_name).strip(". ") or "file"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _cut(name: str) -> str:
    suffix = _SUFFIX.search(name)
    ending = suffix[0] if suffix else ""
    room = LONGEST - len(ending)
    stem = name.removesuffix(ending).encode()[:room].decode(errors="ignore")
    return stem.rstrip() + ending


def when(ms: int | None) -> str | None:
    """A time in epoch milliseconds for people, in UTC."""
    if ms is None:
        return None
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC).strftime("%Y-%m-%d %H:%M:%SZ")
