"""Upload: bytes to storage while hashing, then the file's record."""

from __future__ import annotations

from typing import BinaryIO

import attrs

from resume_pipeline.errors import NotFoundError
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import Tenant, uuid7
from resume_pipeline.model.keeping.trail import entry_of
from resume_pipeline.model.keys import file_key, staging_key
from resume_pipeline.model.media import sniff
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Ledger, Transaction
from resume_pipeline.ports.storage import Storage


@attrs.frozen(kw_only=True)
class Intake:
    """Where one tenant's files come in.

    Attributes:
        actor: who brings them.
        limit: bytes that a file may have.
    """

    tenant: Tenant
    actor: str | None
    limit: int
    storage: Storage
    ledger: Ledger
    clock: Clock

    def upload(
        self,
        stream: BinaryIO,
        *,
        filename: str,
        subject: str | None,
        file_id: str | None = None,
    ) -> FileRecord:
        """Store ``stream`` under a fresh key and record it: no row for bytes that are not durable.

        Args:
            file_id: instead of a fresh one.

        Raises:
            InvalidRequestError: the stream is empty or longer than ``limit`` bytes.
            StorageError, LedgerError: nothing was recorded; upload again.
        """
        now = self.clock.now()
        file_id = file_id or uuid7(now)
        stored = self.storage.store(file_key(self.tenant, file_id), stream, limit=self.limit)
        reach("upload.stored")
        record = FileRecord(
            id=file_id,
            tenant=self.tenant,
            sha256=stored.sha256,
            size=stored.size,
            media_type=sniff(stored.head),
            filename=filename,
            subject=subject,
            actor=self.actor,
            created_at=now,
        )
        self.ledger.transact(lambda tx: _add(tx, record))
        reach("upload.recorded")
        return record

    def accept(self, upload_id: str, *, filename: str, subject: str | None) -> FileRecord:
        """Make a file of what a client put under ``upload_id``: read again, hashed, sniffed.

        The bytes that are hashed are the bytes that are kept: whatever happens to the staged
        object meanwhile. Accepting again gives the same record.

        Raises:
            NotFoundError: nothing was put there, or it is another tenant's.
            InvalidRequestError: it is longer than ``limit`` bytes.
            StorageError, LedgerError: nothing was recorded; accept again.
        """
        key = staging_key(self.tenant, upload_id)
        record = self._recorded(upload_id)
        if record is None:
            with self.storage.open(key) as staged:
                self.upload(staged, file_id=upload_id, filename=filename, subject=subject)
            record = self._recorded(upload_id)
        if record is None:
            raise NotFoundError("no such upload")
        self.storage.delete([key])
        return record

    def _recorded(self, file_id: str) -> FileRecord | None:
        """The record that stands: of several that accept one upload, the first one's."""
        return self.ledger.read(lambda tx: tx.files.get([file_id], self.tenant)).get(file_id)


def _add(tx: Transaction, record: FileRecord) -> None:
    tx.files.add(record)
    said = entry_of(
        "uploaded",
        tenant=record.tenant,
        actor=record.actor,
        at=record.created_at,
        file=record.id,
        size=record.size,
        media_type=record.media_type,
    )
    tx.trail.add([said])
