"""records and audit: what people say is kept, and an auditor is given it in a form to check."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from resume_pipeline import cli
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).resolve().parents[2]
PEOPLE = """sex,race_ethnicity,source,selected,count
Male,White,self_reported,1,30
Male,White,self_reported,0,10
Female,White,self_reported,1,20
Female,White,self_reported,0,20
,,,1,3
"""


@pytest.fixture
def ended(here: Path) -> tuple[str, str]:
    """Ids of a job that succeeded and of its file."""
    with Pipeline.open(Settings.of()) as pipeline:
        tenant = pipeline.tenant("default")
        text = b"Ada Example\nada@example.org\n\nSkills\nPython, SQL\n"
        job = tenant.submit(tenant.upload(text), plan="profile")
        with pipeline.running():
            assert tenant.wait(job, timeout=60).is_terminal
        return job.id, job.files[0]


def said(capsys: Capture, *words: str, code: int = 0) -> str:
    assert cli.main(words) == code
    return capsys.readouterr().out


def test_a_correction_and_a_decision_are_kept_listed_and_exported(
    ended: tuple[str, str], here: Path, capsys: Capture
) -> None:
    job, file = ended
    by = ("--actor", "user-7")
    why = ("--reason", "a second page")
    skill = '{"name": "Kubernetes"}'
    said(capsys, "records", "correct", file, "/basics/name", "Ada E.", "--reason", "typo", *by)
    said(capsys, "records", "correct", file, "/skills/-", skill, "--as-json", *why, *by)
    said(capsys, "records", "correct", file, "/skills/1", "--remove", *why, *by)
    table = said(capsys, "records", "corrections", file).splitlines()
    assert [line.split()[3] for line in table[1:]] == ["/basics/name", "/skills/-", "/skills/1"]
    assert "(taken away)" in table[3]
    first, *_ = map(
        json.loads, said(capsys, "records", "corrections", file, "--json").split("\n")[:-1]
    )
    assert (first["path"], first["value"], first["actor"]) == ("/basics/name", "Ada E.", "user-7")

    stance = ("--overrides", "--reason-code", "portfolio")
    said(capsys, "records", "decide", job, "--outcome", "invited", *stance, *by)
    assert "overrides  portfolio" in said(capsys, "records", "decisions", job)
    (decision,) = map(json.loads, said(capsys, "records", "decisions", "--json").splitlines())
    assert (decision["outcome"], decision["agrees"]) == ("invited", False)

    assert cli.main(["audit", "export", "--out", "chain.jsonl"]) == 0
    head = capsys.readouterr().err.split()[1].rstrip(":")
    assert f"holds; head {head}" in said(capsys, "audit", "check", "chain.jsonl", "--head", head)
    script = shutil.copy(ROOT / "examples" / "check_audit.py", here)
    done = subprocess.run([sys.executable, script, "chain.jsonl", head], check=False)
    assert done.returncode == 0
    lines = Path("chain.jsonl").read_text(encoding="utf-8").splitlines()
    kinds = [json.loads(line)["entry"]["kind"] for line in lines]
    assert (kinds.count("corrected"), kinds.count("decided")) == (3, 1)
    Path("cut.jsonl").write_text("\n".join(lines[:-1]), encoding="utf-8")
    assert "does not hold" in said(capsys, "audit", "check", "cut.jsonl", code=1)


def test_rates_by_group_are_written_in_three_forms(here: Path, capsys: Capture) -> None:
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    page = said(capsys, "audit", "bias", "people.csv")
    assert "It is not an independent audit" in page
    assert "| Female | 40 | 20 | 0.5000 | 0.6667 |" in page
    assert "below_four_fifths" in said(capsys, "audit", "bias", "people.csv", "--format", "csv")
    said(capsys, "audit", "bias", "people.csv", "--format", "json", "--out", "bias.json")
    report = json.loads(Path("bias.json").read_text(encoding="utf-8"))
    assert report["tables"][0]["groups"][0]["exact"]["impact_ratio"] == "2/3"
    assert report["tables"][0]["unknown"] == 3


def test_rates_by_group_of_jobs_come_from_the_ledger(
    ended: tuple[str, str], here: Path, capsys: Capture
) -> None:
    job, _ = ended
    decide = ("records", "decide", job, "--agrees", "--actor", "user-7", "--outcome")
    for outcome in ("rejected", "invited"):
        said(capsys, *decide, outcome)
    text = f"sex,race_ethnicity,source,job\nFemale,White,self_reported,{job}\n"
    Path("people.csv").write_text(text, encoding="utf-8")
    page = said(capsys, "audit", "bias", "people.csv", "--jobs", "--selected", "invited")
    assert "| Female | 1 | 1 | 1.0000 | 1.0000 |" in page


def test_the_card_has_the_figures_of_a_file(here: Path, capsys: Capture) -> None:
    row = {"what": "sums", "figure": "10,000 of 10,000", "command": "pytest"}
    Path("figures.json").write_text(json.dumps([row]), encoding="utf-8")
    assert "| sums | 10,000 of 10,000 |" in said(
        capsys, "audit", "card", "--measured", "figures.json"
    )
    assert "No recorded figures" in said(capsys, "audit", "card")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["records"], "required: COMMAND"),
        (
            ["records", "correct", "f", "/basics/name", "--reason", "r", "--actor", "a"],
            "one of the",
        ),
        (["records", "correct", "f", "/x", "v", "--reason", "r"], "required: --actor"),
        (["records", "correct", "f", "/x", "v", "--reason", "r", "--actor", "a"], "no such file"),
        (["records", "decide", "j", "--outcome", "x", "--actor", "a"], "--agrees --overrides"),
        (
            ["records", "decide", "j", "--outcome", "x", "--agrees", "--actor", "a"],
            "no such job",
        ),
        (["records", "decisions", "--limit", "0"], "not a number above zero"),
        (["audit", "bais"], "did you mean bias?"),
        (["audit", "bias", "people.csv", "--selected", "invited"], "say --jobs"),
        (["audit", "bias", "people.csv", "--jobs"], "each row has a job"),
        (["audit", "bias", "missing.csv"], "there is no such file"),
        (["audit", "bias", "here.txt"], "holds no rows"),
        (["audit", "card", "--out", "here.txt"], "here.txt exists"),
        (["audit", "card", "--measured", "here.txt"], "recorded figures are a JSON list"),
        (["audit", "export", "--until", "soon"], "'soon' is no time"),
    ],
)
def test_a_wrong_use_is_one_line_and_two(
    here: Path, arguments: list[str], words: str, capsys: Capture
) -> None:
    (here / "here.txt").write_text("sex\n", encoding="utf-8")
    (here / "people.csv").write_text(PEOPLE, encoding="utf-8")
    assert cli.main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
