"""Upload: bytes to storage while hashing, then the file's record."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import BinaryIO, Final

import attrs

from resume_pipeline.errors import (
    FileRefusedError,
    InvalidRequestError,
    LedgerError,
    NotFoundError,
    QuotaError,
    RequestError,
    SettingsError,
)
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import Tenant, is_id, uuid7
from resume_pipeline.model.intake.quota import Quota, Reservation
from resume_pipeline.model.intake.source import Adoption
from resume_pipeline.model.keeping.trail import Said, TrailEntry, entry_of
from resume_pipeline.model.keys import file_key, staging_key
from resume_pipeline.model.media import sniff
from resume_pipeline.model.naming import display_name
from resume_pipeline.model.on_record import checked_subject
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Ledger, Transaction
from resume_pipeline.ports.storage import Adopts, Storage, Stored
from resume_pipeline.ports.tracing import context

_PIECE: Final = 1 << 18
_HEAD: Final = 4096
_SIGNATURE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,79}")
_NO_UPLOAD: Final = "no such upload"

#: Milliseconds for which room is kept for a file whose bytes have not come.
HELD: Final = 3_600_000
Scan = Callable[[FileRecord, Callable[[], BinaryIO]], None]


@attrs.frozen(kw_only=True)
class Intake:
    """Where one tenant's files come in.

    First room is kept, then the bytes are stored and scanned, then the file is recorded: never a
    row for bytes that are not durable, or that nobody looked at.

    Attributes:
        actor: who brings them.
        limit: bytes that a file may have.
        quota: of the tenant.
        scan: raises if a stored file must not be kept.
    """

    tenant: Tenant
    actor: str | None
    limit: int
    quota: Quota
    scan: Scan
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
        """Store ``stream`` under a fresh key, have it scanned, and record it.

        Args:
            file_id: instead of a fresh one.

        Raises:
            InvalidRequestError: the stream is empty or longer than ``limit`` bytes, or the subject
                is none.
            QuotaError: there is no room for it.
            FileRefusedError: a scanner found something; the bytes are gone.
            StorageError, LedgerError, ScanError: nothing was recorded; upload again.
        """
        checked_subject(subject)
        now = self.clock.now()
        file_id = file_id or uuid7(now)
        room = self._keep_room(file_id, length_of(stream), now + HELD)
        try:
            stored = self._store(file_key(self.tenant, file_id), stream, room)
            reach("upload.stored")
            record = self._record(file_id, stored, filename, subject, now)
            self._accept(record)
        except Exception:
            self._release(file_id)
            raise
        reach("upload.recorded")
        return record

    def adopt(self, wanted: Adoption) -> tuple[FileRecord, bool]:
        """Make a file of a copy of an object of the host's, once; whether it happened now.

        The copy is hashed, sniffed and scanned; the original is only read.

        Raises:
            NotFoundError: there is no such object.
            InvalidRequestError, QuotaError, FileRefusedError: see `upload`.
            SettingsError: the storage cannot, or the ledger's tables are older.
            StorageError, LedgerError, ScanError: nothing was recorded; adopt again.
        """
        if (standing := self._adopted(wanted)) is not None:
            return standing, False
        if not isinstance(self.storage, Adopts):
            raise SettingsError("this storage takes in no objects that lie elsewhere")
        checked_subject(wanted.subject)
        file_id, now = uuid7(self.clock.now()), self.clock.now()
        key = file_key(self.tenant, file_id)
        room = self._keep_room(file_id, None, now + HELD)
        try:
            most = self.limit if room is None else min(self.limit, room)
            self.storage.adopt(wanted.url, key, limit=most)
            reach("upload.stored")
            record = self._record(file_id, self._read(key), wanted.shown, wanted.subject, now)
            self._accept(record, source=wanted.digest)
        except Exception:
            self._release(file_id)
            raise
        reach("upload.recorded")
        found = self._adopted(wanted)
        return found or record, found in (None, record)

    def _adopted(self, wanted: Adoption) -> FileRecord | None:
        """What became of it before."""

        def work(tx: Transaction) -> FileRecord | None:
            known = tx.adoptions.files(self.tenant, [wanted.digest]).get(wanted.digest)
            return tx.files.get([known], self.tenant).get(known) if known else None

        return self.ledger.read(work)

    def _read(self, key: str) -> Stored:
        """What was stored, as it is: hashed piece by piece."""
        digest, size, head = sha256(), 0, b""
        with self.storage.open(key) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size, head = size + len(piece), head + piece[: _HEAD - len(head)]
        return Stored(sha256=digest.hexdigest(), size=size, head=head)

    def keep_room(self, upload_id: str, size: int, until: int) -> None:
        """Keep room for a file that somebody is to bring until then, and an hour longer.

        Raises:
            QuotaError: there is none.
        """
        self._keep_room(upload_id, size, until + HELD)

    def _keep_room(self, file_id: str, size: int | None, until: int) -> int | None:
        """How many bytes the file may have by the tenant's quota; None if it has none."""
        if not self.quota.limits_files:
            return None
        now = self.clock.now()

        def work(tx: Transaction) -> int | None:
            tx.quotas.release(file_id, self.tenant)
            used = tx.quotas.used(self.tenant, now)
            room = self.quota.room(used)
            if size is not None:
                self.quota.check_file(used, size)
            most = min(each for each in (size, room, self.limit) if each is not None)
            kept = Reservation(
                id=file_id, tenant=self.tenant, bytes=most, created_at=now, expires_at=until
            )
            tx.quotas.reserve(kept)
            return room

        return self.ledger.transact(work)

    def _release(self, file_id: str) -> None:
        """Keep room no longer; where the ledger does not answer, it expires."""
        if self.quota.limits_files:
            with suppress(LedgerError):
                self.ledger.transact(lambda tx: tx.quotas.release(file_id, self.tenant))

    def _store(self, key: str, stream: BinaryIO, room: int | None) -> Stored:
        """Store at most what there is room for."""
        if room is None or room >= self.limit:
            return self.storage.store(key, stream, limit=self.limit)
        try:
            return self.storage.store(key, stream, limit=room)
        except InvalidRequestError:
            raise QuotaError(
                "bytes", "the file is empty, or longer than what is left of the tenant's bytes"
            ) from None

    def _record(
        self, file_id: str, stored: Stored, filename: str, subject: str | None, now: int
    ) -> FileRecord:
        return FileRecord(
            id=file_id,
            tenant=self.tenant,
            sha256=stored.sha256,
            size=stored.size,
            media_type=sniff(stored.head),
            filename=display_name(filename),
            subject=subject,
            actor=self.actor,
            created_at=now,
        )

    def _accept(self, record: FileRecord, source: str | None = None) -> None:
        """Have a stored file scanned, then record it; what is refused is deleted."""
        key = file_key(self.tenant, record.id)
        try:
            self.scan(record, lambda: self.storage.open(key))
            is_kept = self.ledger.transact(lambda tx: self._add(tx, record, source))
        except RequestError as error:
            self.storage.delete([key])
            if isinstance(error, FileRefusedError):
                said = _entry("refused", record, code=_signature(error.code))
                self.ledger.transact(lambda tx: tx.trail.add([said]))
            raise
        if not is_kept:
            self._release(record.id)
            self.storage.delete([key])

    def _add(self, tx: Transaction, record: FileRecord, source: str | None) -> bool:
        """Record the file; False if somebody else adopted what this one is a copy of."""
        if source is not None and not tx.adoptions.add(
            self.tenant, source, record.id, record.created_at
        ):
            return False
        if self.quota.limits_files and not tx.files.get([record.id], self.tenant):
            # Its room may have expired meanwhile.
            tx.quotas.release(record.id, self.tenant)
            used = tx.quotas.used(self.tenant, self.clock.now())
            self.quota.check_file(used, record.size)
        _add(tx, record, "uploaded" if source is None else "adopted")
        return True

    def accept(self, upload_id: str, *, filename: str, subject: str | None) -> FileRecord:
        """Make a file of what a client put under ``upload_id``: read again, hashed, sniffed.

        The bytes that are hashed are the bytes that are kept: whatever happens to the staged
        object meanwhile. Accepting again gives the same record.

        Raises:
            NotFoundError: nothing was put there, or it is another tenant's.
            InvalidRequestError, QuotaError, FileRefusedError: see `upload`.
            StorageError, LedgerError, ScanError: nothing was recorded; accept again.
        """
        if not is_id(upload_id):
            raise NotFoundError(_NO_UPLOAD)
        key = staging_key(self.tenant, upload_id)
        record = self._recorded(upload_id)
        if record is None:
            self._take(key, upload_id, filename, subject)
            record = self._recorded(upload_id)
        if record is None:
            raise NotFoundError(_NO_UPLOAD)
        self.storage.delete([key])
        return record

    def _take(self, key: str, upload_id: str, filename: str, subject: str | None) -> None:
        """Upload what is staged under ``key``."""
        try:
            staged = self.storage.open(key)
        except NotFoundError:
            raise NotFoundError(_NO_UPLOAD) from None
        with staged:
            try:
                self.upload(staged, file_id=upload_id, filename=filename, subject=subject)
            except FileRefusedError:
                self.storage.delete([key])
                raise

    def _recorded(self, file_id: str) -> FileRecord | None:
        """The record that stands: of several that accept one upload, the first one's."""
        return self.ledger.read(lambda tx: tx.files.get([file_id], self.tenant)).get(file_id)


def length_of(stream: BinaryIO) -> int | None:
    """How many bytes are left in ``stream``, if it can tell."""
    try:
        if not stream.seekable():
            return None
        here = stream.tell()
        end = stream.seek(0, io.SEEK_END)
        stream.seek(here)
    except (AttributeError, OSError):
        return None
    return end - here


def _add(tx: Transaction, record: FileRecord, kind: str) -> None:
    tx.files.add(record)
    tx.trail.add([_entry(kind, record)])
    if (trace := context()) is not None:
        tx.traces.keep({record.id: (record.tenant, trace)})


def _signature(code: str) -> str:
    """What a scanner calls its finding, if that is a name and no text."""
    return code if _SIGNATURE.fullmatch(code) else "other"


def _entry(kind: str, record: FileRecord, **more: Said) -> TrailEntry:
    return entry_of(
        kind,
        tenant=record.tenant,
        actor=record.actor,
        at=record.created_at,
        file=record.id,
        size=record.size,
        media_type=record.media_type,
        **more,
    )
