"""pause, resume, pauses and backlog, over a folder with jobs that wait."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from resume_pipeline import cli
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings
from tests.callback_server import serving

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def job(here: Path) -> str:
    """A job that waits in the embedded pipeline of the current folder."""
    with Pipeline.open(Settings.of()) as pipeline:
        tenant = pipeline.tenant("default")
        return tenant.submit(tenant.upload(b"Ada Example\n"), plan="profile").id


def said(capsys: Capture, *words: str) -> str:
    assert cli.main(words) == 0
    return capsys.readouterr().out


def test_what_is_paused_is_listed_everywhere_until_it_goes_on(job: str, capsys: Capture) -> None:
    out = said(capsys, "pause", "--queue", "jobs", "--reason", "a\nbad night", "--actor", "ops-1")
    assert out.startswith("queue jobs is paused: a bad night; since 20")
    (line,) = said(capsys, "pauses").splitlines()[1:]
    assert line.split()[:2] == ["queue", "jobs"]
    assert "queued, paused" in said(capsys, "jobs", "list")
    assert "queue jobs is paused" in said(capsys, "doctor")
    (figures,) = map(json.loads, said(capsys, "backlog", "--json").splitlines())
    assert (figures["held"], figures["work"], figures["load"]) == (1, 0, None)
    assert said(capsys, "resume", "--queue", "jobs") == "goes on\n"
    assert said(capsys, "resume", "--queue", "jobs") == "was not paused\n"
    assert "paused" not in said(capsys, "jobs", "list")
    assert said(capsys, "pauses", "--json") == ""
    (past,) = map(json.loads, said(capsys, "pauses", "--all", "--json").splitlines())
    assert (past["actor"], past["resumed_by"], past["reason"]) == (
        "ops-1",
        "command",
        "a\nbad night",
    )


def test_endpoints_are_added_listed_and_told(job: str, here: Path, capsys: Capture) -> None:
    with serving() as server:
        Path("settings.toml").write_text(f'callback_allow = ["{server.place}"]\n')
        endpoints = ("--settings", "settings.toml", "endpoints")
        url = f"http://{server.place}/told?token=hidden"
        endpoint, secret = said(capsys, *endpoints, "add", url, "--event", "job.cancelled").split(
            "\n"
        )[:2]
        assert secret.startswith("whsec_")
        listed = said(capsys, *endpoints, "list")
        assert (server.place in listed, "hidden" in listed, secret in listed) == (
            True,
            False,
            False,
        )
        assert len(said(capsys, *endpoints, "list", "--tenant", "default").splitlines()) == 1
        said(capsys, "jobs", "cancel", job, "--yes")
        with Pipeline.open(Settings.load(file=Path("settings.toml"))) as pipeline:
            assert pipeline.notify() == 1
        (line,) = map(json.loads, said(capsys, *endpoints, "log", endpoint, "--json").splitlines())
        assert (line["state"], line["status"], line["job_id"]) == ("delivered", 204, job)
        assert said(capsys, *endpoints, "resend", endpoint, line["id"]).startswith("1 notices")
        assert "waiting" in said(capsys, *endpoints, "log", endpoint)
        for act in ("disable", "enable", "rotate", "remove"):
            said(capsys, *endpoints, act, endpoint)
        assert len(said(capsys, *endpoints, "list").splitlines()) == 1
        assert cli.main([*endpoints, "log", endpoint]) == 2


def test_the_backlog_is_a_table_for_people(job: str, capsys: Capture) -> None:
    headers, line = said(capsys, "backlog").splitlines()
    assert headers.split()[:2] == ["QUEUE", "WAITING"]
    assert line.split()[:2] == ["jobs", "1"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["pause"], "name one of queue, tenant and plan"),
        (["pause", "--plan", "profil"], "no plan profil; there are"),
        (["pause", "--queue", "job"], "no queue job; there are jobs"),
        (["pause", "--tenant", "../acme"], "a tenant is"),
    ],
)
def test_a_pause_that_cannot_be_meant_is_refused(
    words: list[str], complaint: str, here: Path, capsys: Capture
) -> None:
    assert cli.main(words) == 2
    assert complaint in capsys.readouterr().err
