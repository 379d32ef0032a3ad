"""Incoming: how files of a tenant come in, and how their bytes are read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import attrs

from resume_pipeline.errors import RequestError
from resume_pipeline.evidence.verified import verified_stream
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.intake.source import Adopted, Adoption, checked_source
from resume_pipeline.model.keys import file_key
from resume_pipeline.on_record import OnRecord
from resume_pipeline.ports.tracing import context, span


@attrs.frozen(kw_only=True)
class Incoming(OnRecord):
    """Uploads and adoptions; a part of `TenantPipeline`."""

    def upload(
        self, stream: BinaryIO | bytes, *, filename: str = "", subject: str | None = None
    ) -> FileRecord:
        """Store a file in constant memory, and record it.

        Args:
            stream: the bytes, or something to read them from.
            filename: what the person called it; shown, never trusted.
            subject: the host's opaque id of the person, by which it can be erased.

        Raises:
            InvalidRequestError: empty, or longer than the settings allow.
        """
        with span("upload", tenant=self.name):
            record = self.opened.intake(self.name, self.actor).upload(
                io.BytesIO(stream) if isinstance(stream, bytes) else stream,
                filename=filename,
                subject=subject,
            )
            self.opened.remember_upload(self.name, record.id, context())
        self.opened.registry.tell("file_uploaded", file=record)
        return record

    def adopt(self, url: str, *, filename: str = "", subject: str | None = None) -> FileRecord:
        """Make a file of an object that lies in the host's own storage; once, whenever asked.

        A copy of it is hashed, sniffed and scanned, and becomes the file. The original is only
        read. S3 copies by itself, without the bytes passing through here twice.

        Args:
            url: ``s3://bucket/key`` or ``file:///path``, under one of ``adopt_from``.
            filename: to be shown; the last part of the URL, if it is empty.

        Raises:
            NotFoundError: there is no such object.
            InvalidRequestError: it is empty, too long, or not to be adopted.
            QuotaError: there is no room for it.
            FileRefusedError: a scanner found something.
            SettingsError: ``adopt_from`` is not set.
        """
        return self._adopt(Adoption(url=url, filename=filename, subject=subject))[0]

    def _adopt(self, wanted: Adoption) -> tuple[FileRecord, bool]:
        checked_source(wanted.url, self.opened.settings.adopt_from)
        record, is_new = self.opened.intake(self.name, self.actor).adopt(wanted)
        if is_new:
            self.opened.registry.tell("file_uploaded", file=record)
        return record, is_new

    def adopt_all(self, wanted: Iterable[Adoption]) -> Iterator[Adopted]:
        """Adopt one after another, and tell what became of each.

        What was adopted before is told as it is, so that after a stop the same again goes on where
        it stopped. What cannot be adopted is told with its error, and the others are.

        Raises:
            UnavailableError: a backend does not answer: go on later with the same.
        """
        for row, one in enumerate(wanted, start=1):
            try:
                file, is_new = self._adopt(one)
            except RequestError as error:
                yield Adopted(row=row, error=str(error))
            else:
                yield Adopted(row=row, file=file, is_new=is_new)

    def download(self, file_id: str) -> BinaryIO:
        """A file's bytes as a stream, which is held against their digest while it is read.

        Raises:
            NotFoundError: there is no such file, or its bytes are gone.
            DamagedError: out of the last read: they are not those that were uploaded.
        """
        record = self.file(file_id)
        self.opened.note_access(self.name, self.actor, "read", file=record.id)
        stream = self.opened.storage.open(file_key(self.name, record.id))
        return verified_stream(stream, record.sha256)
