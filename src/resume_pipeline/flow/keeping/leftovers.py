"""Leftovers: what lies in storage and belongs to nothing, because somebody died before its row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import attrs

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.ids import moment_of
from resume_pipeline.model.keeping.erasure import is_erased
from resume_pipeline.model.keeping.scrub import Leftovers
from resume_pipeline.ports.ledger import Ledger
from resume_pipeline.ports.storage import Storage

_AT_ONCE: Final = 500


def leftovers(
    tenant: str, *, ledger: Ledger, storage: Storage, before: int, deletes: bool = False
) -> Leftovers:
    """Files and corrections without a row, staged uploads, and objects of jobs that never were.

    Derived objects are no leftovers: they are checkpoints, and go with the file they were made of.

    Args:
        before: epoch milliseconds; what is younger may still get its row.

    Raises:
        InvalidRequestError: it is to delete, and the ledger lacks jobs that ended in storage.
    """
    look = _Look(tenant=tenant, ledger=ledger, storage=storage, before=before)
    jobs, rebuildable = look.jobs()
    keys = (*look.files(), *look.staged(), *look.corrections(), *jobs)
    if deletes and rebuildable:
        raise InvalidRequestError(
            f"{len(rebuildable)} jobs ended in storage and are not in the ledger: rebuild it first"
        )
    if deletes:
        storage.delete(keys)
    return Leftovers(keys=keys, rebuildable=tuple(rebuildable), is_deleted=deletes)


@attrs.frozen(kw_only=True)
class _Look:
    tenant: str
    ledger: Ledger
    storage: Storage
    before: int

    def listed(self, folder: str) -> Iterator[Sequence[str]]:
        """Keys below a folder of the tenant that are old enough, some at a time."""
        found = self.storage.list(f"{self.tenant}/{folder}/")
        old = (key for key in found if moment_of(key.split("/")[2]) < self.before)
        while some := list(islice(old, _AT_ONCE)):
            yield some

    def without_file(self, keys: Sequence[str]) -> list[str]:
        """Those of ``keys`` whose file is not in the ledger, or erased."""
        ids = {key.split("/")[2] for key in keys}
        known = self.ledger.read(lambda tx: tx.files.get(ids, self.tenant))
        whole = {file.id for file in known.values() if not is_erased(file)}
        return [key for key in keys if key.split("/")[2] not in whole]

    def files(self) -> list[str]:
        return [key for some in self.listed("files") for key in self.without_file(some)]

    def corrections(self) -> list[str]:
        return [key for some in self.listed("corrections") for key in self.without_file(some)]

    def staged(self) -> list[str]:
        return [key for some in self.listed("staging") for key in some]

    def jobs(self) -> tuple[list[str], list[str]]:
        """Objects of jobs that are not in the ledger and did not end; ids of those that did."""
        unknown = {key for some in self.listed("jobs") for key in self.without_job(some)}
        ended = {key.split("/")[2] for key in unknown if key.endswith("/manifest.json")}
        return sorted(key for key in unknown if key.split("/")[2] not in ended), sorted(ended)

    def without_job(self, keys: Sequence[str]) -> list[str]:
        ids = {key.split("/")[2] for key in keys}
        known = self.ledger.read(lambda tx: tx.jobs.get(ids, self.tenant))
        return [key for key in keys if key.split("/")[2] not in known]
