"""What a host makes of a callback: settled, or one of two errors."""

from __future__ import annotations

import base64
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.errors import LedgerError, SettingsError, SignatureError
from resume_pipeline.flow.finalize import Finalized
from resume_pipeline.model.verdict import Verdict
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.testing.reporter_contract import completion, presence, progress
from resume_pipeline.wire.signing import sign
from tests.core.conftest import World, open_world

ROOT = Path(__file__).resolve().parents[2]
KEY = b"k" * 32
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@pytest.fixture(scope="module")
def called() -> Iterator[World]:
    world = open_world(callback_keys=[SECRET])
    yield world
    world.worker.close()
    world.pipeline.close()


def signed(world: World, body: bytes) -> dict[str, str]:
    return sign("msg_1", world.clock.now() // 1000, body, [KEY])


def receive(world: World, body: bytes) -> Finalized:
    return world.pipeline.receive(signed(world, body), body)


def reports_of_a_run(world: World) -> list[bytes]:
    """What a worker reports of one job, as it would post it."""
    world.submit(ref="application-117")
    return [report.to_bytes() for report in world.reports()]


def test_a_run_is_settled_by_callbacks_alone(called: World) -> None:
    *signs_of_life, ending = reports_of_a_run(called)
    assert [receive(called, body).ended for body in signs_of_life] == [()] * len(signs_of_life)
    done = receive(called, ending)
    assert done.verdicts == (Verdict.APPLIED,)
    assert [job.ref for job in done.ended] == ["application-117"]


def test_a_callback_that_comes_again_changes_nothing(called: World) -> None:
    ending = reports_of_a_run(called)[-1]
    assert receive(called, ending).verdicts == (Verdict.APPLIED,)
    again = receive(called, ending)
    assert (again.verdicts, again.ended) == ((Verdict.REPEATED,), ())


@pytest.mark.parametrize("report", [completion(), progress(), presence()])
def test_a_report_about_nothing_is_a_verdict_and_no_error(called: World, report) -> None:
    assert receive(called, report.to_bytes()).ended == ()


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"[" * 100_000, b'{"schema":"other/1"}'])
def test_what_is_signed_and_no_report_is_a_signature_error(called: World, body: bytes) -> None:
    with pytest.raises(SignatureError, match="no report"):
        receive(called, body)


@given(headers=st.dictionaries(st.text(), st.text()), body=st.binary())
def test_whatever_is_unsigned_is_a_signature_error(called, headers, body) -> None:
    with pytest.raises(SignatureError):
        called.pipeline.receive(headers, body)


def test_a_forged_ticket_is_unknown_though_signed(called: World) -> None:
    assert receive(called, completion().to_bytes()).verdicts == (Verdict.UNKNOWN,)


def test_a_ledger_that_does_not_answer_is_unavailable(called: World, monkeypatch) -> None:
    def silent(*_args, **_options):
        raise LedgerError("the database does not answer")

    monkeypatch.setattr(type(called.pipeline.opened.ledger), "read", silent)
    with pytest.raises(LedgerError):
        receive(called, completion().to_bytes())


def test_a_host_without_keys_says_so(world: World) -> None:
    with pytest.raises(SettingsError, match="callback_keys"):
        receive(world, completion().to_bytes())


def test_the_flask_example_answers_with_a_status(called: World, monkeypatch) -> None:
    path = ROOT / "examples" / "flask_host.py"
    spec = importlib.util.spec_from_file_location("flask_host", path)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    monkeypatch.setattr(Pipeline, "open", lambda: called.pipeline)
    client = example.create_app().test_client()
    body = completion().to_bytes()
    headers = signed(called, body)
    assert client.post("/callback", data=body, headers=headers).status_code == 204
    assert client.post("/callback", data=body + b" ", headers=headers).status_code == 401
    assert client.post("/callback", data=body).status_code == 401
    assert client.get("/callback").status_code == 405
    assert client.post("/callback", data=b"x" * 2_000_000, headers=headers).status_code == 413

    def silent(*_args, **_options):
        raise LedgerError("the database does not answer")

    monkeypatch.setattr(type(called.pipeline.opened.ledger), "read", silent)
    assert client.post("/callback", data=body, headers=headers).status_code == 503
