"""On tables of the layout before, nothing is on record, and what would be says what to run."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline.errors import SettingsError
from resume_pipeline.testing.records_contract import a_correction, a_decision
from tests.backends.test_migrations import migrated, opened, restore


def test_the_layout_before_holds_none_until_it_is_migrated(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    restore(url, 1)
    said, decided = a_correction("f1"), a_decision("j1")
    with opened(url) as ledger:
        assert ledger.read(lambda tx: tx.records.corrections_of("acme", ["f1"])) == []
        assert ledger.read(lambda tx: tx.records.corrections("acme", limit=9)) == []
        assert ledger.read(lambda tx: tx.records.decisions("acme", limit=9)) == []
        for write in (
            lambda tx: tx.records.correct(said),
            lambda tx: tx.records.decide(decided),
        ):
            with pytest.raises(SettingsError, match="resume-pipeline migrate"):
                ledger.transact(write)
        migrated(url)
        ledger.transact(lambda tx: tx.records.correct(said))
        assert ledger.read(lambda tx: tx.records.corrections_of("acme", ["f1"])) == [said]
