"""What a ledger must do with erasures, holds, the trail, totals and trace contexts."""

from __future__ import annotations

import threading

import attrs

from resume_pipeline.errors import BugError
from resume_pipeline.flow.keeping.chain import chain
from resume_pipeline.model.event import fold
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.job import Job
from resume_pipeline.model.keeping.erasure import Erasure, Hold, blanked, is_erased
from resume_pipeline.model.keeping.totals import Day, Key
from resume_pipeline.model.keeping.trail import START, TrailEntry, entry_of, link
from resume_pipeline.ports.ledger import Ledger, Transaction
from resume_pipeline.testing.contract import Contract
from resume_pipeline.testing.ledger_samples import NOW, a_file, a_job, end
from resume_pipeline.testing.records_contract import a_correction, a_decision


def an_erasure(tenant: str = "acme", **changes: object) -> Erasure:
    """An erasure that was asked for."""
    base = Erasure(id=uuid7(NOW), tenant=tenant, subject="s", reason="asked", asked_at=NOW)
    return attrs.evolve(base, **changes)  # type: ignore[arg-type]


def an_entry(tenant: str = "acme") -> TrailEntry:
    """An entry that waits to be chained."""
    return entry_of("read", tenant=tenant, actor="user-7", at=NOW, job="j")


class KeepingContract(Contract):
    """A part of the ledger's contract: see `LedgerContract`."""

    def with_a_subject(self, ledger: Ledger) -> tuple[FileRecord, Job]:
        """A file of subject ``s`` with its job, which ended, and all that hangs on them."""
        file = attrs.evolve(a_file(), subject="s", filename="Planted.txt")
        job = a_job(files=(file.id,), subject="s", ref="planted", idempotency_key="planted")

        def work(tx: Transaction) -> None:
            tx.files.add(file)
            tx.jobs.add([job])
            end(ledger, tx, tx.jobs.lock([job.id])[job.id])
            tx.records.correct(a_correction(file.id, reason="planted"))
            tx.records.decide(a_decision(job.id, note="planted"))

        ledger.transact(work)
        return file, job

    def test_a_subjects_files_and_the_jobs_over_them_are_found(self, ledger: Ledger) -> None:
        file, job = self.with_a_subject(ledger)
        ledger.transact(lambda tx: tx.files.add(attrs.evolve(a_file("umbrella"), subject="s")))
        read = ledger.read
        assert list(read(lambda tx: tx.erasures.files_of("acme", "s"))) == [file.id]
        assert list(read(lambda tx: tx.erasures.jobs_over("acme", [file.id]))) == [job.id]
        assert read(lambda tx: tx.erasures.jobs_over("umbrella", [file.id])) == {}
        assert list(read(lambda tx: tx.erasures.tenants())) == ["acme", "umbrella"]

    def test_what_is_blanked_says_nothing_and_its_events_still_fold(self, ledger: Ledger) -> None:
        file, job = self.with_a_subject(ledger)
        before = ledger.read(lambda tx: tx.jobs.get([job.id]))[job.id]
        wanted = ("acme", [file.id], [job.id])
        assert ledger.read(lambda tx: tx.erasures.unblanked(*wanted))
        ledger.transact(lambda tx: tx.erasures.blank([file], [before]))
        assert ledger.read(lambda tx: tx.erasures.unblanked(*wanted)) == []
        after = ledger.read(lambda tx: tx.jobs.get([job.id]))[job.id]
        events = ledger.read(lambda tx: tx.jobs.events("acme", job.id, after=0, limit=99))
        assert after == blanked(before) == fold(events)
        assert is_erased(ledger.read(lambda tx: tx.files.get([file.id]))[file.id])
        assert ledger.read(lambda tx: tx.jobs.artifacts("acme", job.id)) == []
        assert ledger.read(lambda tx: tx.jobs.summaries([job.id])) == {}
        assert [one.ref for one in ledger.read(lambda tx: tx.watch.endings(0, limit=9))] == [None]
        assert ledger.read(lambda tx: tx.erasures.files("acme", limit=9)) == []
        (said,) = ledger.read(lambda tx: tx.records.decisions("acme", limit=9))
        assert (said.outcome, said.note) == ("invited", "")

    def test_erasures_come_back_until_they_are_done(self, ledger: Ledger) -> None:
        asked = an_erasure(files=("f",), jobs=("j", "k"))
        for one in (asked, an_erasure("umbrella")):
            ledger.transact(lambda tx, e=one: tx.erasures.save(e))  # type: ignore[misc]
        assert ledger.read(lambda tx: tx.erasures.get("acme", asked.id)) == asked
        assert ledger.read(lambda tx: tx.erasures.get("umbrella", asked.id)) is None
        assert len(ledger.read(lambda tx: tx.erasures.unfinished(limit=9))) == 2
        done = asked.done(ledger.key, NOW + 1)
        ledger.transact(lambda tx: tx.erasures.save(done))
        assert ledger.read(lambda tx: tx.erasures.all("acme", limit=9)) == [done]
        assert [e.tenant for e in ledger.read(lambda tx: tx.erasures.unfinished(limit=9))] == [
            "umbrella"
        ]

    def test_a_hold_lasts_until_it_is_released(self, ledger: Ledger) -> None:
        hold = Hold(tenant="acme", subject="s", reason="a claim", actor="user-7", held_at=NOW)
        ledger.transact(lambda tx: tx.erasures.hold(hold))
        ledger.transact(lambda tx: tx.erasures.hold(attrs.evolve(hold, reason="another")))
        assert ledger.read(lambda tx: tx.erasures.holds("acme", ["s", "t"])) == [hold]
        assert ledger.read(lambda tx: tx.erasures.holds("acme", ["t"])) == []
        assert ledger.read(lambda tx: tx.erasures.holds("umbrella")) == []
        assert ledger.transact(lambda tx: tx.erasures.release("acme", "s"))
        assert not ledger.transact(lambda tx: tx.erasures.release("acme", "s"))

    def test_the_trail_is_one_chain_for_each_tenant(self, ledger: Ledger) -> None:
        said = [an_entry(), an_entry("umbrella"), an_entry()]
        ledger.transact(lambda tx: tx.trail.add(said))
        assert chain(ledger=ledger) == 3
        ledger.transact(lambda tx: tx.trail.add([an_entry()]))
        assert chain(ledger=ledger, tenant="acme") == 1
        assert chain(ledger=ledger) == 0
        found = ledger.read(lambda tx: tx.trail.entries("acme", after=0, limit=9))
        assert [one.position for one in found] == [1, 2, 3, 4]
        assert [one.entry["kind"] for one in found] == ["begin", "read", "read", "read"]
        before = START
        for one in found:
            before = link(before, one.entry)
            assert one.hash == before
        assert len(ledger.read(lambda tx: tx.trail.entries("umbrella", after=1, limit=9))) == 1

    def test_two_who_chain_at_once_make_one_chain(self, ledger: Ledger) -> None:
        ledger.transact(lambda tx: tx.trail.add([an_entry() for _ in range(20)]))
        raised: list[Exception] = []

        def work() -> None:
            try:
                for _ in range(5):
                    ledger.transact(lambda tx: tx.trail.add([an_entry()]))
                    chain(ledger=ledger)
            except (BugError, AssertionError) as error:
                raised.append(error)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not raised
        chain(ledger=ledger)
        found = ledger.read(lambda tx: tx.trail.entries("acme", after=0, limit=99))
        assert [one.position for one in found] == list(range(1, 37))
        hashes = [START, *(one.hash or "" for one in found)]
        assert all(
            link(a, one.entry) == b for a, b, one in zip(hashes, hashes[1:], found, strict=False)
        )

    def test_totals_add_up_by_day_and_overall(self, ledger: Ledger) -> None:
        counts: dict[Key, int] = {
            ("acme", "default", "2026-01-31", "ended.succeeded"): 2,
            ("acme", "default", "2026-01-31", "took_ms"): 30,
            ("acme", "small", "2026-02-01", "ended.failed"): 1,
            ("umbrella", "default", "2026-01-31", "ended.succeeded"): 7,
            ("", "default", "", "ended.succeeded"): 9,
        }
        for _ in range(2):
            ledger.transact(lambda tx: tx.totals.add(counts))
        days = ledger.read(
            lambda tx: tx.totals.days("acme", since="2026-01-31", until="2026-02-01", plan=None)
        )
        measures = {"ended.succeeded": 4, "took_ms": 60}
        assert days == [
            Day.of("acme", "default", "2026-01-31", measures),
            Day.of("acme", "small", "2026-02-01", {"ended.failed": 2}),
        ]
        one = ledger.read(
            lambda tx: tx.totals.days("acme", since="2026-02-01", until="2026-03-01", plan="small")
        )
        assert one == days[1:]
        assert ledger.read(lambda tx: tx.totals.overall()) == {("default", "ended.succeeded"): 18}

    def test_the_oldest_open_job_is_known(self, ledger: Ledger) -> None:
        assert ledger.read(lambda tx: tx.totals.oldest_open()) is None
        first, second = a_job(created_at=NOW), a_job(created_at=NOW + 9)
        ledger.transact(lambda tx: tx.jobs.add([first, second]))
        assert ledger.read(lambda tx: tx.totals.oldest_open()) == NOW
        assert ledger.read(lambda tx: tx.totals.open(limit=9)) == {"queued": 2, "running": 0}
        ledger.transact(lambda tx: end(ledger, tx, tx.jobs.lock([first.id])[first.id]))
        assert ledger.read(lambda tx: tx.totals.oldest_open()) == NOW + 9

    def test_a_trace_context_stays_with_its_job(self, ledger: Ledger) -> None:
        contexts = {"j": ("acme", "00-1"), "k": ("umbrella", "00-2")}
        ledger.transact(lambda tx: tx.traces.keep(contexts))
        assert ledger.read(lambda tx: tx.traces.of(["j", "none"])) == {"j": "00-1"}
