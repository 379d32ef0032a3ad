"""An export is found out when a line was changed, dropped, moved or cut off."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from resume_pipeline import AsyncPipeline
from resume_pipeline.audit.chain import check, written
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.keeping.trail import Head, TrailEntry, begun, chained

CHECKER = Path(__file__).resolve().parents[2] / "examples" / "check_audit.py"


def entries(lines: list[str]) -> list[dict]:
    return [json.loads(line)["entry"] for line in lines]


@pytest.fixture
def exported(desk, file, job) -> list[str]:
    desk.acme.correct(file, "/basics/name", "Ada Ł. Example", reason="a ł was lost")
    desk.acme.decide(job, outcome="invited", agrees=True, note="seen")
    stranger = desk.pipeline.tenant("umbrella", actor="user-1")
    stranger.submit(stranger.upload(b"Bob Other\n"))
    return list(desk.acme.audit_lines())


def chain(said: list[dict]) -> list[str]:
    entries = [
        TrailEntry(id=str(at), tenant="acme", at=at, entry=one) for at, one in enumerate(said)
    ]
    return list(written(chained(Head(), [begun("acme", 0), *entries])))


@pytest.fixture
def lines() -> list[str]:
    said = {"outcome": "invited", "reason_code": "Łódź"}
    return chain([{"kind": "decided", "job": str(number), **said} for number in range(1, 5)])


def test_all_that_happened_to_a_tenant_is_there_and_nothing_of_others(desk, job, exported) -> None:
    found = entries(exported)
    kinds = [entry["kind"] for entry in found]
    assert kinds[:4] == ["begin", "uploaded", "submitted", "ended"]
    assert kinds[-3:] == ["corrected", "decided", "end"]
    assert {entry["job"] for entry in found if "job" in entry} == {job.id}
    assert found[-1] == {"kind": "end", "entries": len(exported)}
    assert found[-2]["outcome"] == "invited"
    assert found[-3]["correction"] == desk.acme.corrections(job.files[0])[0].id
    for word in ("Ada", "a ł was lost", "seen"):
        assert word not in "".join(exported), "the trail names nobody and quotes nothing"
    assert check(exported) == json.loads(exported[-1])["hash"]


def test_the_same_moment_gives_the_same_lines(desk, exported) -> None:
    until = entries(exported)[-2]["at"]
    while desk.pipeline.opened.clock.now() <= until:
        pass
    desk.acme.submit(desk.acme.upload(b"Cy Third\n"))
    assert list(desk.acme.audit_lines(until=until)) == exported
    assert len(list(desk.acme.audit_lines())) == len(exported) + 2


def test_an_event_loop_is_given_the_same_lines(desk, exported) -> None:
    until = entries(exported)[-2]["at"]

    async def lines() -> list[str]:
        pipeline = AsyncPipeline(desk.pipeline)
        acme = pipeline.tenant("acme")
        found = [line async for line in acme.audit_lines(until=until)]
        await pipeline.threads.close()
        return found

    assert asyncio.run(lines()) == exported


def changed(lines: list[str], how: str) -> list[str]:
    if how == "a value":
        return [line.replace('"invited"', '"rejected"') for line in lines]
    if how == "dropped":
        return [*lines[:2], *lines[3:]]
    if how == "moved":
        return [lines[0], lines[2], lines[1], *lines[3:]]
    if how == "doubled":
        return [*lines[:2], lines[1], *lines[2:]]
    if how == "cut off":
        return lines[:-1]
    if how == "cut off and closed":
        return chain(entries(lines)[1:-2])
    if how == "added":
        return [*lines, lines[-1]]
    return []


def by_script(tmp_path: Path, lines: list[str], *head: str) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "export.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    command = [sys.executable, "-I", "-S", str(CHECKER), str(file), *head]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_was_exported_holds_here_and_by_a_script_of_thirty_lines(tmp_path, lines) -> None:
    head = json.loads(lines[-1])["hash"]
    assert check(lines) == check(lines, head=head) == head
    done = by_script(tmp_path, lines, head)
    assert (done.returncode, done.stdout) == (0, f"{len(lines)} lines, head {head}\n")
    text = CHECKER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 32
    assert "resume_pipeline" not in text


@pytest.mark.parametrize(
    "how",
    ["a value", "dropped", "moved", "doubled", "cut off", "cut off and closed", "added", "emptied"],
)
def test_what_was_done_to_it_is_found_here_and_by_the_script(tmp_path, lines, how) -> None:
    head = json.loads(lines[-1])["hash"]
    other = changed(lines, how)
    assert other != lines
    with pytest.raises(InvalidRequestError):
        check(other, head=head)
    assert by_script(tmp_path, other, head).returncode == 1


def test_without_the_head_only_a_whole_new_chain_goes_unseen(lines) -> None:
    for how in ("a value", "dropped", "moved", "doubled", "cut off", "added", "emptied"):
        with pytest.raises(InvalidRequestError):
            check(changed(lines, how))
    check(changed(lines, "cut off and closed"))


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"entry": 1, "hash": 2, "more": 3}', "\x00"])
def test_what_is_no_line_is_refused_in_words(line: str) -> None:
    with pytest.raises(InvalidRequestError):
        check([line])


def test_an_export_is_read_page_by_page_to_its_end(desk, monkeypatch, exported) -> None:
    monkeypatch.setattr("resume_pipeline.audit.chain._PAGE", 2)
    until = desk.pipeline.opened.clock.now()
    assert list(desk.acme.audit_lines(until=until)) == exported


def test_what_is_changed_in_the_database_is_found_in_the_next_export(desk, exported) -> None:
    ledger = desk.pipeline.opened.ledger
    trail = ledger.tables.trail
    row = trail.update().where(trail.c.entry.contains("decided"))
    changed = row.values(entry='{"kind":"decided","outcome":"rejected"}')
    ledger.transact(lambda tx: tx.connection.execute(changed))
    with pytest.raises(InvalidRequestError, match="does not follow"):
        check(list(desk.acme.audit_lines()))
