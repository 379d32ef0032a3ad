"""The reader alone: the same as the pipeline's, and never an invented profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline import InvalidRequestError, Pipeline, Profile, demo, read_resume
from resume_pipeline.sandbox import BoxLimits, open_box


@pytest.fixture
def resumes(tmp_path: Path) -> list[Path]:
    paths, _ = demo.write(tmp_path / "demo")
    return paths


def test_a_resume_is_read_with_evidence(resumes: list[Path]) -> None:
    reading = read_resume(resumes[0].read_bytes())
    assert reading.status == "ok"
    assert reading.profile.resume["basics"]["name"]
    text = reading.document.text
    for evidence in reading.profile.evidence:
        assert text[evidence.span.start : evidence.span.end] == evidence.raw
    assert "process" in reading.isolation


def test_it_reads_what_the_pipeline_reads(resumes: list[Path], tmp_path: Path) -> None:
    with Pipeline.open(home=str(tmp_path / "home")) as pipeline:
        acme = pipeline.tenant("acme")
        jobs = [acme.submit(acme.upload(p.read_bytes()), plan="profile") for p in resumes]
        with pipeline.running():
            done = [acme.wait(job, timeout=60) for job in jobs]
        for path, job in zip(resumes, done, strict=True):
            assert read_resume(path.read_bytes()).profile == acme.artifact(job, Profile)


def test_a_result_tells_of_dates_after_its_day_and_what_parse_made_knows_no_day(
    tmp_path: Path,
) -> None:
    text = "Jane Quill\njane@example.com\n\nExperience\n\nNurse\nElm Clinic\nMay 2019 - May 2098\n"
    with Pipeline.open(home=str(tmp_path / "home")) as pipeline:
        acme = pipeline.tenant("acme")
        job = acme.submit(acme.upload(text.encode()), plan="profile")
        with pipeline.running():
            job = acme.wait(job, timeout=60)
        (caution,) = acme.result(job).profile.cautions
        assert (caution.code, caution.path) == ("future_date", "/work/0/endDate")
        assert acme.artifact(job, Profile).cautions is None


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"%PDF-1.7 and nothing else", "malformed"),
        (b"\x7fELF and more", "unsupported"),
        (b"   \n  \n", "empty"),
    ],
)
def test_what_cannot_be_read_has_a_status_and_no_profile(data: bytes, status: str) -> None:
    reading = read_resume(data)
    assert (reading.status, reading.profile) == (status, None)


def test_a_reader_that_must_be_stopped_is_a_status(resumes: list[Path]) -> None:
    box = open_box(BoxLimits(wall_ms=1))
    try:
        reading = read_resume(resumes[0].read_bytes(), box=box)
    finally:
        box.close()
    assert (reading.status, reading.document, reading.profile) == ("limit_time", None, None)
    assert reading.findings == ()


def test_no_bytes_are_no_resume() -> None:
    with pytest.raises(InvalidRequestError):
        read_resume(b"")


def test_options_are_those_of_the_stage(resumes: list[Path]) -> None:
    text = resumes[0].read_bytes()
    assert read_resume(text, options={"max_characters": 10}).status == "too_large"
    with pytest.raises(InvalidRequestError, match="whole numbers"):
        read_resume(text, options={"max_letters": 10})
