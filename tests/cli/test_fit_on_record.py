"""fit on what a tenant really has: jobs that ran, decisions on record, and a bias audit of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resume_pipeline import Criterion, Pipeline, Vacancy, cli
from resume_pipeline.model.ids import sha256
from resume_pipeline.stages.score.fitted import read_fitted
from resume_pipeline.training import weights

SKILLS = ("Python", "Excel", "Triage", "AutoCAD", "Figma")
DID = "Kept the records of nine branches, answered auditors and taught two colleagues the work"
PEOPLE = "sex,source,selected,count\nMale,self_reported,1,30\nFemale,self_reported,0,30\n"


def resume(number: int) -> bytes:
    known = [skill for place, skill in enumerate(SKILLS) if number >> place & 1]
    rows = [
        *(f"Kim Doe{number}", f"kim{number}@example.org", "", "Experience"),
        *("Clerk, Harbour Lane Ltd", "March 2019 - Present", *(f"- {DID}" for _ in range(6)), ""),
        *("Skills", ", ".join(["Typing", *known])),
    ]
    return "\n".join(rows).encode()


def vacancy(skill: str) -> Vacancy:
    asked = (Criterion(kind="must", label=skill), Criterion(kind="title", label="Clerk"))
    return Vacancy(title="Clerk", text=f"Clerk who knows {skill} and keeps records", criteria=asked)


@pytest.mark.slow
def test_a_model_is_fitted_to_decisions_on_record_and_scores_by_it(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a handful is refused is another test's; here fewer than are needed have to do."""
    monkeypatch.setattr(weights, "LEAST_OUTCOMES", 40)
    monkeypatch.setattr(weights, "LEAST_SELECTED", 10)
    with Pipeline.open() as pipeline:
        tenant = pipeline.tenant("default", actor="recruiter")
        files = [
            tenant.upload(resume(n), filename=f"{n}.txt", subject=f"person-{n}")
            for n in range(1, 17, 2)
        ]
        with pipeline.running():
            jobs = [
                (skill, tenant.submit(file, vacancy=vacancy(skill)))
                for skill in SKILLS
                for file in files
            ]
            ended = [(skill, tenant.wait(job.id, timeout=120)) for skill, job in jobs]
        for skill, job in ended:
            card = tenant.result(job).scorecard
            outcome = "invited" if skill not in card.missing else "turned_down"
            tenant.decide(job, outcome=outcome, agrees=True)
        (here / "people.csv").write_text(PEOPLE)
        assert (
            cli.main(["audit", "bias", "people.csv", "--format", "json", "--out", "bias.json"]) == 0
        )
        words = ["fit", "--selected", "invited", "--out", "model.json", "--audit", "bias.json"]
        assert cli.main(words) == 0, capsys.readouterr().err
        value = json.loads((here / "model.json").read_bytes())
        model = read_fitted(value)
        assert value["audit"] == sha256((here / "bias.json").read_bytes())
        assert value["training"]["outcomes"] == len(ended) == 40
        assert model.points["must"] == max(model.points.values())
        with pipeline.running():
            again = tenant.submit(
                files[0], vacancy=vacancy("Python"), options={"score": {"model": value}}
            )
            card = tenant.result(tenant.wait(again.id, timeout=60)).scorecard
    assert card.ids["model"] == model.digest
    assert card.weights["must"] == model.points["must"]
