"""report and blind: the files that they write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline import Vacancy, cli
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings
from tests.reports.pages import Page, can_be_found_around, keeps_its_policy

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def ended(resumes: dict[str, Path]) -> dict[str, str]:
    """Ids of a batch and of its jobs, by the short names of their resumes."""
    with Pipeline.open(Settings.of()) as pipeline:
        tenant = pipeline.tenant("default", actor="user-7")
        vacancy = Vacancy.from_text(resumes["advert"].read_text(encoding="utf-8"))
        names = ("fit", "nurse", "picture")
        files = [tenant.upload(resumes[name].read_bytes(), filename=name) for name in names]
        batch = tenant.batch(files, vacancy=vacancy, refs=list(names))
        with pipeline.running():
            list(tenant.follow_batch(batch, timeout=60))
        jobs = {str(job.ref): job.id for job in tenant.jobs(batch=batch.id)}
    return {"batch": batch.id, **jobs}


def page_at(path: Path) -> Page:
    page = Page(path.read_text(encoding="utf-8"))
    keeps_its_policy(page)
    can_be_found_around(page)
    return page


def test_pages_of_jobs_batches_and_candidates_are_written(
    ended: dict[str, str], here: Path, capsys: Capture
) -> None:
    assert cli.main(["report", ended["fit"], "--html", "job.html"]) == 0
    assert "the page is job.html" in capsys.readouterr().out
    assert "Report on one candidate" in page_at(here / "job.html").text
    assert cli.main(["report", ended["fit"], "--candidate", "--html", "own.html"]) == 0
    assert "Your own copy" in page_at(here / "own.html").text
    assert cli.main(["report", "--batch", ended["batch"], "--html", "batch.html"]) == 0
    text = page_at(here / "batch.html").text
    assert "2 ranked, 1 without a score" in text
    assert "nobody has confirmed them" in text
    # An older page is written over: it can be made again at any time.
    assert cli.main(["report", ended["picture"], "--html", "job.html"]) == 0
    assert "No score" in page_at(here / "job.html").text


def test_blind_copies_are_written_as_what_they_are(
    ended: dict[str, str], here: Path, capsys: Capture
) -> None:
    assert cli.main(["blind", ended["fit"], "--out", "fit.pdf"]) == 0
    assert (here / "fit.pdf").read_bytes().startswith(b"%PDF-")
    assert cli.main(["blind", ended["nurse"], "--out", "nurse.html"]) == 0
    page_at(here / "nurse.html")
    capsys.readouterr()
    for name, out in (("fit", "fit.html"), ("nurse", "nurse.pdf")):
        assert cli.main(["blind", ended[name], "--out", out]) == 2
        assert "end its name in" in capsys.readouterr().err
        assert not (here / out).exists()


def test_wrong_uses_are_one_line(ended: dict[str, str], here: Path, capsys: Capture) -> None:
    job, batch = ended["fit"], ended["batch"]
    for asked in (
        ["report", job],
        ["report", "--html", "x.html"],
        ["report", job, "--batch", batch, "--html", "x.html"],
        ["report", "--batch", batch, "--candidate", "--html", "x.html"],
        ["report", "nothing", "--html", "x.html"],
        ["report", job, "--tenant", "umbrella", "--html", "x.html"],
        ["report", "--batch", "nothing", "--html", "x.html"],
        ["report", job, "--html", str(here)],
        ["report", job, "--html", "missing/x.html"],
        ["blind", job],
        ["blind", "nothing", "--out", "x.pdf"],
        ["blind", ended["picture"], "--out", "x.pdf"],
    ):
        assert cli.main(asked) == 2, asked
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert not list(here.glob("x.*"))
