"""TenantLinks: signed links by which a tenant's clients read and bring files without a session."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.flow.link import link, signer_of
from resume_pipeline.flow.lookup import find_file, find_job
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import Tenant, uuid7
from resume_pipeline.model.job import Job
from resume_pipeline.model.keys import explanations_key, file_key, result_key, staging_key
from resume_pipeline.model.link import BYTES, SHOWN, LinkTerms, UploadLink, checked_expiry
from resume_pipeline.model.naming import disposition
from resume_pipeline.opened import Opened

#: Seconds that a link is valid for unless told otherwise.
EXPIRES = 300
_JSON = "application/json"


@attrs.frozen(kw_only=True)
class TenantLinks:
    """Links to what belongs to one tenant. Whoever has one may use it: keep them out of logs.

    They lead to the host's own route where the setting ``links`` names one, else to the storage.
    """

    opened: Opened
    name: Tenant
    actor: str | None = None

    def download(
        self, file_id: FileRecord | str, *, expires: int = EXPIRES, inline: bool = False
    ) -> str:
        """A link to a file's bytes, saved under a name made of the uploader's.

        Args:
            expires: seconds, at most 7 days.
            inline: have a browser show it instead, if it is a PDF, PNG or JPEG.

        Raises:
            NotFoundError: there is no such file of this tenant.
            SettingsError: neither host nor storage can sign.
        """
        file = find_file(file_id, self.name, self.opened.ledger_of(self.name))
        is_shown = inline and file.media_type in SHOWN
        return self._link(
            file_key(self.name, file.id),
            disposition(file.filename, inline=is_shown),
            file.media_type if is_shown else BYTES,
            expires,
            file.sha256,
        )

    def result(self, job_id: Job | str, *, expires: int = EXPIRES) -> str:
        """A link to what a job found, as JSON.

        Raises:
            NotFoundError: there is no such job of this tenant, or it has no result.
        """
        return self._found(job_id, "result", result_key, expires)

    def explanations(self, job_id: Job | str, *, expires: int = EXPIRES) -> str:
        """A link to where each point of a job's score comes from, as JSON.

        Raises:
            NotFoundError: there is no such job of this tenant, or it has no explanations.
        """
        return self._found(job_id, "explanations", explanations_key, expires)

    def upload(
        self, *, size: int, media_type: str | None = None, expires: int = EXPIRES
    ) -> UploadLink:
        """A link by which a client brings one file, which is none before it is accepted.

        Args:
            size: of the file, in bytes; the client must bring as many.
            media_type: the Content-Type that the client will give, such as a browser's; what the
                file is, its bytes say later.

        Raises:
            InvalidRequestError: the size is none, or more than the settings allow.
            QuotaError: the tenant has no room for it; where it has, room is kept until the link has
                expired and an hour longer.
            SettingsError: neither host nor storage can sign.
        """
        if not 1 <= size <= self.opened.settings.max_upload_bytes:
            raise InvalidRequestError("a file has at least one byte, and at most max_upload_bytes")
        now = self.opened.clock.now()
        upload_id = uuid7(now)
        until = now + 1000 * checked_expiry(expires)
        self.opened.intake(self.name, self.actor).keep_room(upload_id, size, until)
        terms = LinkTerms(
            method="PUT",
            key=staging_key(self.name, upload_id),
            expires=expires,
            size=size,
            media_type=media_type,
        )
        return UploadLink(
            id=upload_id,
            url=self._signed(terms),
            headers=terms.headers,
            expires_at=now // 1000 + expires,
        )

    def accept(
        self, upload_id: UploadLink | str, *, filename: str = "", subject: str | None = None
    ) -> FileRecord:
        """Make a file of what a client brought by an upload link.

        The bytes are read again, hashed and sniffed, and only then can a job use them. Accepting
        again gives the same record.

        Raises:
            NotFoundError: nothing was brought, or by another tenant's link.
            InvalidRequestError: it is longer than the settings allow.
        """
        record = self.opened.intake(self.name, self.actor).accept(
            upload_id if isinstance(upload_id, str) else upload_id.id,
            filename=filename,
            subject=subject,
        )
        self.opened.registry.tell("file_uploaded", file=record)
        return record

    def _found(
        self, job_id: Job | str, what: str, key_of: Callable[[str, str], str], expires: int
    ) -> str:
        """A link to ``what`` a job found, as JSON."""
        job = find_job(job_id, self.name, self.opened.ledger_of(self.name))
        digest = next((ref.sha256 for ref in job.done if ref.stage == what), None)
        if digest is None:
            raise NotFoundError("there is nothing that a link could lead to")
        name = disposition(f"{job.id}-{what}.json", inline=False)
        return self._link(key_of(self.name, job.id), name, _JSON, expires, digest)

    def _link(self, key: str, name: str, content_type: str, expires: int, sha256: str) -> str:
        if not self.opened.storage.exists(key):
            raise NotFoundError("there is nothing that a link could lead to")
        below = key.partition("/")[2]  # files/ID, or jobs/ID/what
        note = self.opened.note_access
        note(self.name, self.actor, "signed", object=below, method="GET", expires=expires)
        terms = LinkTerms(
            method="GET",
            key=key,
            expires=checked_expiry(expires),
            disposition=name,
            content_type=content_type,
            sha256=sha256,
        )
        return self._signed(terms)

    def _signed(self, terms: LinkTerms) -> str:
        signer = signer_of(self.opened.storage, self.opened.links)
        return link(terms, tenant=self.name, signer=signer)
