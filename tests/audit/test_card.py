"""The card says what runs, and no figure that nobody recorded."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from resume_pipeline.audit.card import as_markdown, read_figures
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.ids import sha256
from resume_pipeline.stages.blind.about import TAKEN_OUT
from resume_pipeline.stages.score import Score
from resume_pipeline.stages.score.about import about
from resume_pipeline.stages.score.vocabulary import DIGEST, vocabulary
from resume_pipeline.wire.payloads import View
from resume_pipeline.wire.vacancy import DEFAULT_POINTS
from tests.stages.documents import blind, demo, extract, make_demo

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_it_names_what_runs_here() -> None:
    card = as_markdown()
    assert card.startswith(f"# Model card: score {Score.version}\n")
    assert DIGEST in card
    for source in vocabulary().sources:
        assert source["licence"] in card
    for kind, points in DEFAULT_POINTS.items():
        assert f"| `{kind}` | {points} |" in card


def test_it_knows_every_kind_of_criterion_and_every_abstention() -> None:
    assert set(about().criteria) == set(DEFAULT_POINTS)
    code = (Path(__file__).parents[2] / "src/resume_pipeline/stages/score").glob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in code)
    said = re.findall(r'(?:abstained=|return )"([a-z_]+)"', text)
    assert set(said) & set(about().abstains) == set(about().abstains)


def test_it_names_every_kind_that_is_taken_out() -> None:
    kinds = set()
    for name in make_demo().files():
        if name.startswith("resumes/"):
            document = extract(demo(name))
            view = blind(document)
            assert isinstance(view, View)
            kinds |= {redaction.kind for redaction in view.redactions}
    assert kinds
    assert kinds <= set(TAKEN_OUT)
    page = (DOCS / "concepts/scoring.md").read_text(encoding="utf-8")
    assert [kind for kind in TAKEN_OUT if f"`{kind}`" not in page] == []


def test_figures_are_those_of_a_recorded_file(tmp_path: Path) -> None:
    assert "No recorded figures were given" in as_markdown()
    rows = [{"what": "a | sum", "figure": "10,000 of 10,000", "command": "pytest x"}]
    file = tmp_path / "figures.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    card = as_markdown(read_figures(file))
    assert sha256(file.read_bytes()) in card
    assert "| a \\| sum | 10,000 of 10,000 | `pytest x` |" in card


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '[{"what": "x"}]', '[{"what": "x", "figure": 1}]']
)
def test_figures_without_their_command_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "figures.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRequestError, match="a JSON list of objects"):
        read_figures(file)
