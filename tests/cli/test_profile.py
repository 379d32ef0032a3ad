"""profile, parse and demo: what they print, what they keep, and how they exit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from resume_pipeline import cli
from resume_pipeline.cli.parse import names

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_profile_ranks_best_first_and_keeps_nothing(
    resumes: dict[str, Path], here: Path, scratch: Path, capsys: Capture
) -> None:
    before = sorted(here.iterdir())
    files = [str(resumes[name]) for name in ("picture", "nurse", "fit")]
    assert cli.main(["profile", *files, "--vacancy", str(resumes["advert"])]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines[1:4]] == ["fit.pdf", "nurse.html", "scan.png"]
    assert "met: " in lines[1]
    assert "missing: " in lines[2]
    assert "failed: scanned" in lines[3]
    assert sorted(here.iterdir()) == before
    assert list(scratch.iterdir()) == []


def test_profile_as_json_is_one_object_a_line_best_first(
    resumes: dict[str, Path], here: Path, capsys: Capture
) -> None:
    (here / "empty.txt").touch()
    files = [str(resumes[name]) for name in ("picture", "nurse", "fit")] + ["empty.txt"]
    asked = ["profile", *files, "--vacancy", str(resumes["advert"]), "--json", "--out", "kept"]
    assert cli.main(asked) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [Path(row["file"]).name for row in rows] == [
        "fit.pdf",
        "nurse.html",
        "scan.png",
        "empty.txt",
    ]
    assert [row["reading_status"] for row in rows] == ["ok", "ok", "scanned", "empty"]
    assert [row["state"] for row in rows] == ["succeeded", "succeeded", "failed", "failed"]
    assert float(rows[0]["score"]) > float(rows[1]["score"])
    assert rows[2]["score"] is None
    result = json.loads(Path(rows[0]["result"]).read_bytes())
    assert result["job"] == rows[0]["job_id"]
    assert (rows[2]["result"], rows[3]["job_id"]) == (None, None)


def test_profile_without_a_vacancy_counts_what_it_found(
    resumes: dict[str, Path], capsys: Capture
) -> None:
    assert cli.main(["profile", str(resumes["fit"]), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["state"], row["score"], row["result"]) == ("succeeded", None, None)
    assert cli.main(["profile", str(resumes["fit"])]) == 0
    assert "work 2" in capsys.readouterr().out


def test_a_name_cannot_steer_the_terminal(resumes: dict[str, Path], capsys: Capture) -> None:
    hostile = resumes["fit"].with_name("\x1b[31m\u202efdp.vc\n.pdf")
    shutil.copy(resumes["fit"], hostile)
    assert cli.main(["profile", str(hostile)]) == 0
    printed = capsys.readouterr().out
    assert "[31mfdp.vc .pdf" in printed
    assert not {"\x1b", "\u202e"} & set(printed)


def test_parse_writes_a_document_for_each_file(
    resumes: dict[str, Path], here: Path, capsys: Capture
) -> None:
    (here / "other").mkdir()
    twin = here / "other" / "fit.txt"
    twin.write_text("Jo Example\njo@example.org\n\nSkills\nPython, SQL\n")
    files = [resumes["fit"], twin, resumes["nurse"], resumes["picture"]]
    assert cli.main(["parse", *map(str, files), "--out", "out"]) == 0
    written = {path.name: json.loads(path.read_bytes()) for path in Path("out").iterdir()}
    assert sorted(written) == ["fit.pdf.json", "fit.txt.json", "nurse.json", "scan.json"]
    assert written["fit.txt.json"]["basics"]["email"] == "jo@example.org"
    assert written["scan.json"] == {}
    assert capsys.readouterr().err == f"resume-pipeline: {resumes['picture']}: scanned\n"


def test_parse_that_could_read_nothing_exits_with_one(
    resumes: dict[str, Path], capsys: Capture
) -> None:
    assert cli.main(["parse", str(resumes["picture"]), "--out", "out"]) == 1
    assert json.loads(Path("out/scan.json").read_bytes()) == {}
    assert "scanned" in capsys.readouterr().err


def test_no_two_files_are_written_to_one_name() -> None:
    paths = ["a/cv.pdf", "b/CV.docx", "b/cv.pdf", "c/jo.pdf"]
    given = names([Path(path) for path in paths])
    assert given == ["cv.pdf.json", "CV.docx.json", "cv.pdf-2.json", "jo.json"]


def test_demo_runs_twice_and_says_where_everything_is(here: Path, capsys: Capture) -> None:
    for _ in range(2):
        assert cli.main(["demo", "--dir", "tried"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("RANK")
        assert lines[1].startswith("1 ")
        assert "the results in tried/results" in lines[-3]
        assert lines[-1].endswith("rm -r tried")
    assert [path.name for path in here.iterdir()] == ["tried"]


def test_a_draft_that_is_given_back_is_confirmed(
    resumes: dict[str, Path], here: Path, capsys: Capture
) -> None:
    assert cli.main(["draft", str(resumes["advert"])]) == 0
    printed = capsys.readouterr().out
    kinds = {criterion["kind"] for criterion in json.loads(printed)["criteria"]}
    assert {"must", "title"} <= kinds
    (here / "vacancy.json").write_text(printed, encoding="utf-8")
    assert cli.main(["profile", str(resumes["fit"]), "--vacancy", "vacancy.json"]) == 0
    assert "nobody has confirmed" not in capsys.readouterr().out
    assert cli.main(["profile", str(resumes["fit"]), "--vacancy", str(resumes["advert"])]) == 0
    assert "nobody has confirmed" in capsys.readouterr().out
