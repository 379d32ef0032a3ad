"""What a ledger must do with what people put on record: keep it, in order, each tenant's apart."""

from __future__ import annotations

from typing import Any

from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.on_record import CorrectionRecord, Decision
from resume_pipeline.ports.ledger import Ledger
from resume_pipeline.testing.contract import Contract
from resume_pipeline.testing.ledger_samples import NOW


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
