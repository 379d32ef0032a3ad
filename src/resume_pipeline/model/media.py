"""What kind of file some bytes are: told by the bytes alone, never by a name."""

from __future__ import annotations

import re
from typing import Final

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT: Final = "application/vnd.oasis.opendocument.text"
RTF: Final = "application/rtf"
HTML: Final = "text/html"
TEXT: Final = "text/plain"
UNKNOWN: Final = "application/octet-stream"

#: How many of a file's first bytes `sniff` looks at.
HEAD: Final = 4096

_MAGIC: Final = (
    (b"{\\rtf", RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
)
_OFFICE: Final = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", ODT),
    (b"word/", DOCX),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"[Content_Types].xml", DOCX),
)
_TAG: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|h[1-6]|ul|script|style)[\s/>]",
    re.IGNORECASE,
)
_XML: Final = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*", re.DOTALL)


def sniff(head: bytes) -> str:
    """The media type of a file that begins with ``head``.

    A zip archive that may be a Word document is called one; only its directory, at its end,
    can tell for sure. `UNKNOWN` is what is neither a known format nor text.
    """
    head = head[:HEAD]
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _OFFICE if mark in head), "application/zip")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    magic = next((kind for mark, kind in _MAGIC if head.startswith(mark)), None)
    return magic or _text_kind(head)


def _text_kind(head: bytes) -> str:
    # UTF-16 puts a zero beside every ASCII byte: without them its tags read like any others.
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or is_utf16(head)
    narrow = head.replace(b"\x00", b"") if wide else head
    narrow = (
        narrow.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    )
    if not narrow or (not wide and not _is_text(narrow)):
        return UNKNOWN
    start = _XML.match(narrow)
    return HTML if _TAG.match(narrow, start.end() if start else 0) else TEXT


def is_utf16(head: bytes) -> bool:
    """Whether ``head`` is text in UTF-16 without a mark: every other byte is mostly zero."""
    even, odd = head[0:512:2], head[1:512:2]
    if len(odd) < 4:
        return False
    shares = sorted(half.count(0) * 100 // len(half) for half in (even, odd))
    return shares[0] < 5 and shares[1] > 70


def _is_text(head: bytes) -> bool:
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x1b")
    return control * 100 <= max(100, len(head))
