"""jobs, hooks and doctor over a folder that a command has left."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from resume_pipeline import cli
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings
from resume_pipeline.stages.extract import Extract

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, samples: tuple[list[Path], Path]) -> Path:
    """Two jobs that ended, one of them badly, and one that waits."""
    folder = tmp_path_factory.mktemp("home")
    with Pipeline.open(Settings.of(home=str(folder), hooks={"note": "builtins:print"})) as pipeline:
        tenant = pipeline.tenant("default")
        good = tenant.upload(samples[0][0].read_bytes(), filename="good\x1b[2J.pdf")
        bad = tenant.upload(b"\x89PNG\r\n\x1a\n" + bytes(20), filename="bad.png")
        tenant.batch([good, bad], plan="profile", refs=["good", "bad"])
        with pipeline.running():
            for job in tenant.jobs():
                tenant.wait(job, timeout=60)
        tenant.submit(good, plan="profile", ref="waiting")
    return folder


@pytest.fixture
def ask(home: Path, capsys: Capture):
    """Run a command on that folder; its exit code and output."""

    def run(*words: str) -> tuple[int, str]:
        code = cli.main(["--home", str(home), *words])
        return code, capsys.readouterr().out

    return run


def ids(ask, *words: str) -> list[str]:
    code, out = ask("jobs", "list", "--json", *words)
    assert code == 0
    return [json.loads(line)["id"] for line in out.splitlines()]


def test_list_filters_by_every_field(ask) -> None:
    assert len(ids(ask)) >= 3
    (bad,) = ids(ask, "--ref", "bad")
    assert ids(ask, "--code", "scanned") == [bad]
    assert ids(ask, "--stage", "parse") == [bad]
    assert bad in ids(ask, "--state", "failed", "--plan", "profile", "--since", "1h")
    assert ids(ask, "--before", "2020-01-01") == []
    assert ids(ask, "--since", "2020-01-01T00:00Z", "--limit", "1") == ids(ask)[:1]
    code, out = ask("jobs", "list", "--ref", "bad")
    assert (code, len(out.splitlines())) == (0, 2)
    assert "scanned" in out


def test_show_prints_what_an_operator_needs(ask) -> None:
    (good,), (bad,) = ids(ask, "--ref", "good"), ids(ask, "--ref", "bad")
    _, out = ask("jobs", "show", good)
    shown = "good\N{REPLACEMENT CHARACTER}[2J.pdf"
    for said in (f"extract@{Extract.version}", "succeeded", shown, "result.json", "note", "as of"):
        assert said in out
    assert "\x1b" not in out
    _, out = ask("jobs", "show", bad)
    assert "scanned in parse: the resume could not be read" in out
    _, out = ask("jobs", "show", bad, "--json")
    shown = json.loads(out)
    assert (shown["id"], shown["error"]["code"], shown["why"]["code"]) == (bad, "scanned", "ended")


def test_events_and_why_tell_the_story(ask) -> None:
    (bad,) = ids(ask, "--ref", "bad")
    _, out = ask("jobs", "events", bad, "--json")
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["kind"], events[-1]["kind"]) == ("submitted", "failed")
    _, out = ask("jobs", "events", bad)
    assert "written: extract" in out
    _, out = ask("jobs", "why", bad)
    assert out.startswith("ended: it failed (scanned)")
    _, out = ask("jobs", "why", bad, "--json")
    assert json.loads(out)["code"] == "ended"


def test_verify_holds_and_says_so(ask, home: Path) -> None:
    (good,) = ids(ask, "--ref", "good")
    code, out = ask("jobs", "verify", good)
    assert (code, out.splitlines()[-1]) == (0, "it holds")


def test_cancel_and_rerun_change_nothing_without_yes(ask) -> None:
    (waiting,), (bad,) = ids(ask, "--ref", "waiting"), ids(ask, "--ref", "bad", "--state", "failed")
    before = ids(ask)
    code, out = ask("jobs", "cancel", "--since", "1h")
    assert code == 0
    assert f"{waiting}  queued  would cancel" in out
    assert f"{bad}  left alone: ended" in out
    code, out = ask("jobs", "rerun", bad, waiting)
    assert code == 0
    assert f"{bad}  failed  would rerun" in out
    assert f"{waiting}  left alone: has not ended" in out
    assert ids(ask) == before
    assert ids(ask, "--state", "queued") == [waiting]


def test_cancel_and_rerun_do_it_with_yes(
    samples: tuple[list[Path], Path], here: Path, capsys: Capture
) -> None:
    with Pipeline.open(Settings.of(home="apart")) as pipeline:
        tenant = pipeline.tenant("acme")
        file = tenant.upload(samples[0][0].read_bytes())
        first, second = (tenant.submit(file, plan="profile").id for _ in range(2))
        jobs = ["--home", "apart", "jobs"]
        assert cli.main([*jobs, "cancel", "--state", "queued", "--yes", "--tenant", "acme"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "cancel: 2 of 2 jobs"
        assert {str(tenant.job(job).state) for job in (first, second)} == {"cancelled"}
        again = [*jobs, "rerun", "--state", "cancelled", "--yes", "--tenant", "acme", "--rate"]
        assert cli.main([*again, "100"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "rerun: 2 of 2 jobs"
        assert cli.main([*again, "100"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "rerun: 0 of 2 jobs"
        assert len(tenant.jobs(state="queued")) == 2
    assert cli.main([*jobs, "list", "--json"]) == 0
    assert capsys.readouterr().out == "", "another tenant's jobs"


def test_a_hook_is_listed_and_retired(ask) -> None:
    _, out = ask("hooks", "list")
    assert out.splitlines()[1].split() == ["note", "in", "the", "transaction", "no", "no", "1"]
    assert ask("hooks", "retire", "note")[0] == 0
    _, out = ask("hooks", "list")
    assert out.splitlines()[1].split()[-3:] == ["no", "yes", "1"]


def test_doctor_finds_nothing_missing_where_nothing_is_set(here: Path, capsys: Capture) -> None:
    assert cli.main(["doctor", "--strict"]) == 0
    out = capsys.readouterr().out
    for said in (
        "no URL is set",
        "creates each object once",
        "hard links",
        "redelivery",
        f"extract@{Extract.version}",
    ):
        assert said in out
    assert "none is running" in out
    assert "isolation" in out
    assert list(here.iterdir()) == [], "looking left something behind"


def test_doctor_says_what_is_missing_and_shows_no_password(here: Path, capsys: Capture) -> None:
    urls = ["--storage=file:files", "--queue=amqq://me:secret@broker/x?api_key=hidden"]
    assert cli.main(["doctor", *urls]) == 0
    assert cli.main(["doctor", "--strict", *urls]) == 2
    out = capsys.readouterr().out
    assert "amqq://me:***@broker/x?api_key=***" in out
    assert "only a worker could start here: RESUME_PIPELINE_LEDGER not set" in out
    assert "no plugin offers the queue scheme 'amqq'" in out
    assert not [word for word in ("secret", "hidden") if word in out]


@pytest.mark.parametrize("scheme", ["amqp", "redis"])
def test_doctor_calls_no_broker_well_that_does_not_answer(
    scheme: str, here: Path, capsys: Capture
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound but not listening: whoever connects is refused
        url = f"{scheme}://127.0.0.1:{closed.getsockname()[1]}/"
        urls = ["--storage=file:files", "--ledger=sqlite:///l.db", f"--queue={url}"]
        assert cli.main(["doctor", "--strict", *urls]) == 2
    lines = capsys.readouterr().out.splitlines()
    about = [line for line in lines if line.split()[1:2] == ["queue"]]
    assert [line.split()[0] for line in about] == ["missing"], lines
    assert not [line for line in lines if line.startswith("ok") and "reporter" in line], lines


def test_doctor_misses_processes_and_hooks_that_are_needed(here: Path, capsys: Capture) -> None:
    Path("settings.toml").write_text(
        'storage = "file:files"\nledger = "sqlite:///l.db"\nqueue = "sqlite:///q.db"\n'
        "attempt_limit = 1000\n"
        '[hooks]\nmail = "no_such_module:send"\n[routes]\nocr = "slow"\n'
    )
    assert cli.main(["--settings", "settings.toml", "doctor", "--strict"]) == 2
    out = capsys.readouterr().out
    missing = [line.split()[1] for line in out.splitlines() if line.startswith("missing")]
    assert missing == ["routes", "hook", "coordinator", "worker", "worker", "redelivery"]
    assert "set attempt_limit to 900 or less" in out
