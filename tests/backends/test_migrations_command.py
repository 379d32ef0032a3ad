"""The command ``migrate``, and what opening does to tables of the layout before."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from resume_pipeline import Pipeline, SettingsError
from resume_pipeline.backends.sql_ledger.schema import OWN
from resume_pipeline.cli import main

SNAPSHOT = Path(__file__).parent / "schemas" / f"layout-{OWN - 1}.sql"


def before(path: Path) -> Path:
    """The ledger of the release before this one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path)
    database.executescript(SNAPSHOT.read_text(encoding="utf-8"))
    database.close()
    return path


def layout(path: Path) -> str:
    database = sqlite3.connect(path)
    try:
        return str(database.execute("SELECT * FROM resume_pipeline_schema_version").fetchone()[0])
    except sqlite3.OperationalError:
        return "1"
    finally:
        database.close()


def urls(tmp_path: Path, ledger: Path) -> dict[str, str]:
    return {
        "storage": f"file://{tmp_path}/files",
        "ledger": f"sqlite:///{ledger}",
        "queue": f"sqlite:///{tmp_path}/queue.db",
    }


def test_it_says_what_it_did_and_that_there_is_nothing_more(tmp_path, capsys) -> None:
    ledger = before(tmp_path / "ledger.db")
    command = ["migrate", "--ledger", f"sqlite:///{ledger}"]
    assert main(command) == 0
    first = capsys.readouterr().out
    assert f"layout {OWN}: " in first
    assert f"SQLite file {ledger}: migrated" in first
    assert layout(ledger) == str(OWN)
    assert main([*command, "--contract"]) == 0
    assert capsys.readouterr().out == f"SQLite file {ledger}: nothing to change\n"


def test_printed_statements_do_the_same(tmp_path, capsys) -> None:
    ledger = before(tmp_path / "ledger.db")
    command = ["migrate", "--ledger", f"sqlite:///{ledger}", "--sql"]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert layout(ledger) == str(OWN - 1)
    database = sqlite3.connect(ledger)
    database.executescript(printed)
    database.close()
    assert layout(ledger) == str(OWN)
    assert main(command) == 0
    assert capsys.readouterr().out == "-- nothing to change\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--storage", "memory://"], "RESUME_PIPELINE_LEDGER is not set"),
        (["--ledger", "acme://db"], "come from a plugin"),
    ],
)
def test_a_wrong_use_is_one_line(words, said, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_named_ledger_is_migrated_by_the_command_only(tmp_path: Path, capsys) -> None:
    ledger = before(tmp_path / "ledger.db")
    with Pipeline.open(**urls(tmp_path, ledger)) as pipeline:
        acme = pipeline.tenant("acme")
        assert len(acme.jobs()) == 5
        job = acme.submit(acme.upload(b"Ada Example"), plan="profile")
        pipeline.relay()
        pipeline.sweep()
        assert acme.job(job.id).state == "queued"
        with pytest.raises(SettingsError, match="resume-pipeline migrate"):
            pipeline.opened.ledger.transact(lambda tx: tx.erasures.release("acme", "s"))
    assert layout(ledger) == str(OWN - 1)
    main(["doctor", *(f"--{name}={url}" for name, url in urls(tmp_path, ledger).items())])
    assert "run `resume-pipeline migrate`" in capsys.readouterr().out


def test_the_embedded_ledger_migrates_itself(tmp_path: Path) -> None:
    ledger = before(tmp_path / "home" / "ledger.db")
    with Pipeline.open(home=str(tmp_path / "home")) as pipeline:
        assert len(pipeline.tenant("acme").jobs()) == 5
        pipeline.pause(tenant="acme")
    assert layout(ledger) == str(OWN)
