"""FileRecord: one uploaded file, whose bytes are already durable."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class FileRecord:
    """What the ledger knows of a file.

    Attributes:
        id: UUIDv7; its storage key is computed from it.
        tenant: whose it is.
        sha256: of the raw bytes, lower-case hex.
        size: bytes.
        media_type: sniffed from the content, never taken from the name.
        filename: what the uploader called it; shown, never used in a key or a path.
        subject: the host's opaque id of the person.
        actor: who uploaded it.
        created_at: epoch milliseconds.
    """

    id: str
    tenant: str
    sha256: str
    size: int
    media_type: str
    filename: str
    subject: str | None
    actor: str | None
    created_at: int
