"""What a look through the storage found: damage, leftovers, and what could be rebuilt."""

from __future__ import annotations

from enum import StrEnum

import attrs


class Fault(StrEnum):
    """What is wrong with an object."""

    DAMAGED = "damaged"  #: its bytes are not those that were stored
    MISSING = "missing"  #: the ledger points to it, and it is not there
    UNREADABLE = "unreadable"  #: the storage did not give it now


@attrs.frozen(kw_only=True)
class Finding:
    """An object that is not as it should be.

    Attributes:
        key: in storage, for the operator; ids and digests alone.
        fault: what is wrong.
        file, job: whose it is, where one is.
    """

    key: str
    fault: Fault
    file: str | None = None
    job: str | None = None


@attrs.frozen(kw_only=True)
class Scrubbed:
    """What was read again.

    Attributes:
        objects, bytes: how much.
        findings: what is not as it should be.
    """

    objects: int = 0
    bytes: int = 0
    findings: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Leftovers:
    """What lies in storage and belongs to nothing.

    Attributes:
        keys: of those objects.
        rebuildable: jobs that ended in storage and are not in the ledger; nothing is deleted while
            there are any.
        is_deleted: whether they were deleted, or only found.
    """

    keys: tuple[str, ...]
    rebuildable: tuple[str, ...] = ()
    is_deleted: bool = False


@attrs.frozen(kw_only=True)
class Rebuilt:
    """What came back into the ledger from storage, and what did not.

    Attributes:
        jobs, files, corrections: how many rows were made.
        lost: jobs without an ending in storage: what they were asked is gone with the ledger.
        unreadable: jobs whose ending cannot be read.
        unnamed: files without a job that ended: neither name nor person is known of them, and they
            have no row.
    """

    jobs: int
    files: int
    corrections: int
    lost: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
