"""inspect: the page that it writes, its exit codes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline import cli
from tests.reports.pages import Page, can_be_found_around, keeps_its_policy

Capture = pytest.CaptureFixture[str]


def test_inspect_writes_one_page_that_tells_everything(
    resumes: dict[str, Path], here: Path, capsys: Capture
) -> None:
    before = sorted(here.iterdir())
    assert cli.main(["inspect", str(resumes["fit"]), "--html", "page.html"]) == 0
    assert "ok: the page is page.html" in capsys.readouterr().out
    assert sorted(here.iterdir()) == sorted([*before, here / "page.html"])
    page = Page((here / "page.html").read_text(encoding="utf-8"))
    keeps_its_policy(page)
    can_be_found_around(page)
    assert page.all("image")
    told = page.all("footer")[0][1]
    for word in ("resume_pipeline", "extract", "parse", "pypdfium2", "isolation", "rlimits"):
        assert word in told


def test_a_file_without_pages_is_shown_as_marked_text(resumes: dict[str, Path], here: Path) -> None:
    assert cli.main(["inspect", str(resumes["nurse"]), "--html", "page.html"]) == 0
    page = Page((here / "page.html").read_text(encoding="utf-8"))
    assert not page.all("svg")
    assert [a for a, _ in page.all("a") if a.get("class") == "mark"]


def test_what_cannot_be_read_gives_a_page_and_exit_code_1(
    resumes: dict[str, Path], here: Path
) -> None:
    assert cli.main(["inspect", str(resumes["picture"]), "--html", "page.html"]) == 1
    assert "reading them needs OCR" in (here / "page.html").read_text(encoding="utf-8")


def test_languages_of_pictures_are_named_on_the_command_line(
    resumes: dict[str, Path], here: Path
) -> None:
    named = ["--ocr-languages", "xxx"]  # of which nobody has the data
    picture = str(resumes["picture"])
    assert cli.main(["inspect", picture, "--html", "page.html", *named]) == 1
    page = (here / "page.html").read_text(encoding="utf-8")
    is_installed = "tesserocr" in page
    assert ("without the data of a language" in page) is is_installed
    assert cli.main(["parse", picture, "--out", "out", *named]) == 1
    assert cli.main(["parse", str(resumes["fit"]), "--out", "out", "--ocr-languages", "!"]) == 1


def test_wrong_uses_are_one_line(
    resumes: dict[str, Path], here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = str(resumes["fit"])
    (here / "empty.pdf").touch()
    monkeypatch.setenv("RESUME_PIPELINE_MAX_UPLOAD_BYTES", "100")
    before = resumes["fit"].read_bytes()
    for asked in (
        ["inspect", fit],
        ["inspect", fit, "--html", fit],
        ["inspect", fit, "--html", str(here)],
        ["inspect", fit, "--html", "missing/page.html"],
        ["inspect", "missing.pdf", "--html", "page.html"],
        ["inspect", "empty.pdf", "--html", "page.html"],
        ["inspect", fit, "--html", "page.html"],  # longer than the setting allows
        ["inspect", fit, fit, "--html", "page.html"],
        ["inspect", fit, "--html", "page.html", "--ocr-languages", "!"],
    ):
        assert cli.main(asked) == 2, asked
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert resumes["fit"].read_bytes() == before
    assert not (here / "page.html").exists()
