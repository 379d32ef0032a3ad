"""The doctor says which kind of Celery app it was shown, and what is unsafe about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from resume_pipeline import cli

SAFE = """
from celery import Celery
from resume_pipeline.engines.celery import install

app = Celery("acme", broker="amqp://broker.example/")
app.conf.worker_prefetch_multiplier = 1
install(app)
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RESUME_PIPELINE_STORAGE", f"file://{tmp_path}/files")
    # Port 9 is nobody's: the doctor must find out quickly that this broker does not answer.
    url = "amqp://broker.invalid:9/?prefix=acme.&timeout=0.1"
    monkeypatch.setenv("RESUME_PIPELINE_QUEUE", url)
    return tmp_path


def findings(app: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is said of the app, each with its level."""
    cli.main(["doctor", "--celery", app])
    lines = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    return [f"{level} {said}" for level, what, said in (x for x in lines if len(x) == 3)
            if what == "celery"]  # fmt: skip


def write(here: Path, name: str, text: str) -> str:
    (here / f"{name}.py").write_text(text.replace("broker.example/", "broker.invalid:9/"))
    return name


def test_our_own_app_is_without_a_database(here, capsys) -> None:
    (said,) = findings("resume_pipeline.engines.celery", capsys)
    assert said.startswith("ok our own app, without a database")


def test_our_own_app_where_a_database_is_named(here, capsys, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:secret@db.example/app")
    (said,) = findings("resume_pipeline.engines.celery", capsys)
    assert said.startswith("weak our own app, with a database in reach: variable DATABASE_URL")
    assert "secret" not in said


def test_a_hosts_app_with_a_database_in_reach(here, capsys) -> None:
    name = write(here, "acme_reaching", "import sqlalchemy\nprint('loaded')\n" + SAFE)
    (said,) = findings(name, capsys)
    assert said == "weak a host's app, acme, with a database in reach: module sqlalchemy"


def test_a_hosts_app_that_reaches_nothing(here, capsys) -> None:
    (said,) = findings(write(here, "acme_safe", SAFE), capsys)
    assert said == "ok a host's app, acme; no database in reach is seen from here"


def test_everything_unsafe_is_missing(here, capsys) -> None:
    text = SAFE + "app.conf.update(worker_prefetch_multiplier=4, task_always_eager=True)\n"
    kind, *unsafe = findings(write(here, "acme_unsafe", text), capsys)
    assert kind.startswith("ok a host's app, acme")
    assert [line.split()[:2] for line in unsafe] == [
        ["missing", "worker_prefetch_multiplier"],
        ["missing", "task_always_eager"],
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SAFE.replace("install(app)", ""), "call resume_pipeline.engines.celery.install(app)"),
        ("raise RuntimeError('no')", "cannot be loaded: no"),
        ("import os\nos._exit(0)", "cannot be loaded: it ended its process"),
        ("x = 1", "cannot be loaded"),
    ],
)
def test_what_is_no_app_of_ours_is_missing(here, capsys, text: str, words: str) -> None:
    (said,) = findings(write(here, "acme_broken", text), capsys)
    assert said.startswith("missing")
    assert words in said
