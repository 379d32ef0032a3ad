"""fit: no model without a bias audit, and none from a handful of decisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resume_pipeline import cli
from resume_pipeline.cli.accuracy import fit
from resume_pipeline.model.ids import sha256
from resume_pipeline.stages.score.fitted import read_fitted
from tests.scoring.outcomes import outcomes

Capture = pytest.CaptureFixture[str]
PEOPLE = "sex,source,selected,count\nMale,self_reported,1,30\nFemale,self_reported,0,30\n"


@pytest.fixture
def audit(here: Path, capsys: Capture) -> Path:
    """A bias audit as the command writes it."""
    (here / "people.csv").write_text(PEOPLE)
    assert cli.main(["audit", "bias", "people.csv", "--format", "json", "--out", "bias.json"]) == 0
    return here / "bias.json"


def test_without_a_bias_audit_nothing_is_frozen(here: Path, capsys: Capture) -> None:
    assert cli.main(["fit", "--selected", "invited", "--out", "model.json"]) != 0
    assert "bias audit" in capsys.readouterr().err
    (here / "empty.json").write_text('{"schema": "resume_pipeline.bias/1", "people": 0}')
    (here / "other.json").write_text('{"schema": "resume_pipeline.card/1", "people": 9}')
    for file in ("empty.json", "other.json"):
        words = ["fit", "--selected", "invited", "--out", "model.json", "--audit", file]
        assert cli.main(words) != 0
        assert "no bias audit" in capsys.readouterr().err
    assert not (here / "model.json").exists()


def test_a_handful_of_decisions_is_refused(audit: Path, here: Path, capsys: Capture) -> None:
    words = ["fit", "--selected", "invited", "--out", "model.json", "--audit", str(audit)]
    assert cli.main(words) != 0
    assert "0 outcomes of 0 vacancies" in capsys.readouterr().err
    assert not (here / "model.json").exists()


def test_a_model_is_written_with_the_digest_of_its_audit(
    audit: Path, here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "outcomes_of", lambda tenant, selected: outcomes(250))
    words = ["fit", "--selected", "invited", "--out", "model.json", "--audit", str(audit)]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    value = json.loads((here / "model.json").read_bytes())
    assert value["audit"] == sha256(audit.read_bytes())
    assert value["experimental"] is True
    assert read_fitted(value).digest in said
    assert "EXPERIMENTAL" in said
    assert "left out vacancies and people" in said
