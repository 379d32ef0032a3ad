"""Two coordinators at once, on one file, with the same reports: every effect happens once."""

from __future__ import annotations

import threading
from pathlib import Path

import attrs

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.model.verdict import Verdict
from resume_pipeline.testing.rig import Rig

JOBS = 20


def test_two_finalizers_settle_each_job_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    rig = Rig(ledger=SqlLedger.from_url(url), window=100, routes={})
    for _ in range(JOBS):
        rig.submit()
    rig.relay()
    for _ in range(JOBS):
        rig.work("jobs")
    other = attrs.evolve(rig, ledger=SqlLedger.from_url(url))
    other.promises.tellings = rig.promises.tellings
    barrier = threading.Barrier(2)
    verdicts: list[Verdict] = []

    def finalize(mine: Rig) -> None:
        barrier.wait()
        for report in list(rig.reports):
            verdicts.extend(mine.finalize([report]).verdicts)
        mine.relay()

    threads = [threading.Thread(target=finalize, args=(each,)) for each in (rig, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rig.check()
    assert all(rig.job(job_id).is_terminal for job_id in rig.jobs)
    assert sorted(verdicts) == [Verdict.APPLIED] * JOBS + [Verdict.REPEATED] * JOBS
    rig.close()
    other.close()
