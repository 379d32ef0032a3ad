"""What a ledger keeps beside the road: records, in order, and room for files, by tenant."""

from __future__ import annotations

from typing import Any

import attrs

from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.intake.quota import Reservation, Used
from resume_pipeline.model.on_record import CorrectionRecord, Decision
from resume_pipeline.ports.ledger import Ledger
from resume_pipeline.testing.contract import Contract
from resume_pipeline.testing.ledger_samples import NOW, a_file, a_job


def a_correction(file: str, **changes: Any) -> CorrectionRecord:
    """A correction's record."""
    said = {"path": "/work/0/position", "actor": "user-7", "reason": "misread", "at": NOW}
    base = {"id": uuid7(NOW), "tenant": "acme", "file": file, "digest": "d" * 64}
    return CorrectionRecord(**{**base, **said, **changes})


def a_decision(job: str, **changes: Any) -> Decision:
    """A decision."""
    said = {"actor": "user-7", "outcome": "invited", "agrees": False, "reason_code": "portfolio"}
    base = {"id": uuid7(NOW), "tenant": "acme", "job": job, "manifest": "e" * 64, "at": NOW}
    return Decision(**{**base, **said, **changes})


class RecordsContract(Contract):
    """A part of the ledger's contract: see `LedgerContract`."""

    def test_corrections_come_back_in_order_for_their_files(self, ledger: Ledger) -> None:
        first, second = a_correction("f1"), a_correction("f1", path="/skills/-")
        other, foreign = a_correction("f2"), a_correction("f1", tenant="umbrella")
        for one in (second, other, foreign, first):
            ledger.transact(lambda tx, r=one: tx.records.correct(r))  # type: ignore[misc]
        of_file = ledger.read(lambda tx: tx.records.corrections_of("acme", ["f1"]))
        assert list(of_file) == [first, second]
        page = ledger.read(lambda tx: tx.records.corrections("acme", limit=2, after=first.id))
        assert list(page) == [second, other]
        assert list(ledger.read(lambda tx: tx.records.corrections("initech", limit=9))) == []

    def test_decisions_come_back_as_they_were_made(self, ledger: Ledger) -> None:
        first = a_decision("j1", note="a portfolio", saw_explanation=True)
        second = a_decision("j1", agrees=True, reason_code="", saw_explanation=False)
        third = a_decision("j2")
        for one in (third, second, first, a_decision("j1", tenant="umbrella")):
            ledger.transact(lambda tx, d=one: tx.records.decide(d))  # type: ignore[misc]
        found = ledger.read(lambda tx: tx.records.decisions("acme", limit=9))
        assert list(found) == [first, second, third]
        of_job = ledger.read(
            lambda tx: tx.records.decisions("acme", job="j1", limit=9, after=first.id)
        )
        assert list(of_job) == [second]

    def test_what_a_tenant_has_is_the_sum_of_its_files(self, ledger: Ledger) -> None:
        first, second = (attrs.evolve(a_file(), size=size) for size in (10, 5))
        ledger.transact(lambda tx: tx.files.add(first))
        assert self._used(ledger) == Used(bytes=10, files=1)
        for record in (second, second, a_file(tenant="umbrella")):
            ledger.transact(lambda tx, r=record: tx.files.add(r))  # type: ignore[misc]
        assert self._used(ledger) == Used(bytes=15, files=2)

    def test_room_is_kept_until_it_is_released_or_expires(self, ledger: Ledger) -> None:
        kept = Reservation(
            id=uuid7(NOW), tenant="acme", bytes=7, created_at=NOW, expires_at=NOW + 100
        )
        for _ in range(2):
            ledger.transact(lambda tx: tx.quotas.reserve(kept))
        assert self._used(ledger) == Used(bytes=7, files=1)
        assert self._used(ledger, at=NOW + 100) == Used()
        ledger.transact(lambda tx: tx.quotas.release(kept.id, "umbrella"))
        assert self._used(ledger) == Used(bytes=7, files=1)
        ledger.transact(lambda tx: tx.quotas.release(kept.id, "acme"))
        assert self._used(ledger) == Used()

    def _used(self, ledger: Ledger, at: int = NOW) -> Used:
        return ledger.transact(lambda tx: tx.quotas.used("acme", at))

    def test_open_jobs_of_a_tenant_are_counted_up_to_a_limit(self, ledger: Ledger) -> None:
        jobs = [a_job(), a_job(), a_job(), a_job(tenant="umbrella")]
        ledger.transact(lambda tx: tx.jobs.add(jobs))
        counts = [
            ledger.read(lambda tx, n=limit: tx.quotas.open_jobs("acme", limit=n))  # type: ignore[misc]
            for limit in (2, 9)
        ]
        assert counts == [2, 3]

    def test_an_adopted_object_is_found_by_its_source(self, ledger: Ledger) -> None:
        file = a_file()
        ledger.transact(lambda tx: tx.files.add(file))
        for source, name in (("s1", file.id), ("s2", "gone")):
            ledger.transact(
                lambda tx, s=source, n=name: tx.adoptions.add("acme", s, n, NOW)  # type: ignore[misc]
            )
        other, wanted = a_file(), ["s1", "s2", "s3"]
        ledger.transact(lambda tx: tx.files.add(other))
        added = [
            ledger.transact(lambda tx, s=source: tx.adoptions.add("acme", s, other.id, NOW))  # type: ignore[misc]
            for source in ("s1", "s3")
        ]
        assert added == [False, True]
        assert ledger.read(lambda tx: tx.adoptions.files("acme", wanted)) == {
            "s1": file.id,
            "s3": other.id,
        }
        assert ledger.read(lambda tx: tx.adoptions.files("umbrella", wanted)) == {}
