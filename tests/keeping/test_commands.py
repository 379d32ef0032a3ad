"""The commands that forget, look after what is stored, and count."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from resume_pipeline import Pipeline
from resume_pipeline.cli import main
from resume_pipeline.settings import PREFIX

SET = ("--home", "data")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def job() -> str:
    """A job that waits, of subject ``candidate-9``."""
    with Pipeline.open(home="data") as pipeline:
        tenant = pipeline.tenant("default")
        file = tenant.upload(b"Ada Example\n", filename="ada.txt", subject="candidate-9")
        return tenant.submit(file).id


def said(capsys: pytest.CaptureFixture[str], *command: str, code: int = 0) -> str:
    assert main([*command, *SET]) == code
    return capsys.readouterr().out


def test_erasing_by_hand(job, capsys) -> None:
    assert "held" in said(capsys, "hold", "candidate-9", "--reason", "a claim")
    assert "a claim" in said(capsys, "holds")
    assert main(["erase", "candidate-9", *SET]) == 2
    assert "it is held" in capsys.readouterr().err
    assert said(capsys, "release", "candidate-9") == "released\n"
    assert said(capsys, "release", "candidate-9") == "was not held\n"
    done = said(capsys, "erase", "candidate-9")
    assert "done, 1 files, 1 jobs, 1 objects" in done
    erasure = done.split()[1].rstrip(":")
    assert erasure in said(capsys, "erasures")
    assert said(capsys, "erasures", erasure) == "nothing is left\n"
    assert said(capsys, "compact") == "compacted\n"
    assert main(["erase", "candidate-9", *SET]) == 2
    assert b"ada.txt" not in Path("data/ledger.db").read_bytes()


def test_looking_after_what_is_stored(job, capsys) -> None:
    assert said(capsys, "scrub") == "1 objects, 12 bytes: 0 not as they were stored\n"
    (stored,) = [p for p in Path("data/files").rglob("*") if p.is_file() and "files/" in str(p)]
    stored.chmod(0o600)
    stored.write_bytes(b"Bob Example\n")
    found = said(capsys, "scrub", "--rate", "1", code=1)
    assert found.startswith("damaged  default/files/")
    assert "0 objects found; nothing was done" in said(capsys, "leftovers")
    assert "0 objects deleted" in said(capsys, "leftovers", "--yes", "--hours", "1")
    assert "0 jobs, 0 files, 0 corrections are back" in said(capsys, "rebuild")


def test_counting(job, capsys) -> None:
    assert said(capsys, "jobs", "cancel", job, "--yes")
    assert "CANCELLED" in said(capsys, "totals")
    (line,) = said(capsys, "totals", "--since", "1d", "--json").splitlines()
    assert json.loads(line)["ended"] == {"cancelled": 1}
    assert "resume_pipeline_jobs_ended_total" in said(capsys, "metrics")
