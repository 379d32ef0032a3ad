"""A file's name is shown and nothing else: no key, path, header or terminal is steered by it."""

from __future__ import annotations

import asyncio
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resume_pipeline import AsyncPipeline, Criterion, Pipeline, Vacancy
from resume_pipeline.cli import main
from resume_pipeline.model.naming import KEPT, display_name
from tests.boundary.hosts import client_of, host_of, settings_at
from tests.reports.pages import Page
from tests.servers import postgres_schema

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "hostile" / "_filenames.json"
#: Some that are always at hand.
NASTY = [
    "../../etc/passwd", "a\r\nSet-Cookie: x=1", 'a"; filename="b.exe', "\x1b[2J\x1b]0;owned\x07",
    "cv\u202efdp.exe", "\ud800half", "nul\0.pdf", "a" * 5000, "", "   ", "e\u0301.pdf",
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\u2028\u2029", "CON", "%2e%2e%2f", "~/.ssh",
]  # fmt: skip
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def names() -> list[str]:
    known = json.loads(CORPUS.read_text(encoding="utf-8")) if CORPUS.exists() else []
    return [*NASTY, *known]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def given_settings(request, tmp_path):
    if request.param == "sqlite":
        yield settings_at(tmp_path / "data")
        return
    with postgres_schema() as url:
        urls = {"storage": f"file://{tmp_path}/files", "queue": f"sqlite:///{tmp_path}/queue.db"}
        yield settings_at(tmp_path, ledger=url, **urls)


def test_every_name_comes_in_and_steers_nothing(given_settings, capsys, monkeypatch) -> None:
    with Pipeline.open(given_settings) as pipeline:
        acme = pipeline.tenant("acme")
        files = [acme.upload(b"Ada Example", filename=name) for name in names()]
        assert [acme.file(file.id).filename for file in files] == [file.filename for file in files]
        for file in files:
            assert unicodedata.is_normalized("NFC", file.filename)
            assert len(file.filename) <= KEPT
        keys = set(pipeline.opened.storage.list("acme/files/"))
        assert keys == {f"acme/files/{file.id}" for file in files}
        jobs = [acme.submit(file, plan="profile") for file in files]
        asyncio.run(_ask(pipeline, files))
        for name, value in given_settings.model_dump(exclude_defaults=True).items():
            if name in ("storage", "ledger", "queue", "home"):
                monkeypatch.setenv(f"RESUME_PIPELINE_{name.upper()}", value)
        for command in (["jobs"], ["show", jobs[0].id], ["events", jobs[0].id]):
            main([*command, "--tenant", "acme"])
            said = capsys.readouterr()
            assert not STEERING.search((said.out + said.err).replace("\n", ""))


async def _ask(pipeline: Pipeline, files) -> None:
    """Each file's record and link by the web app, and the headers of its download."""
    app = host_of("starlette", AsyncPipeline(pipeline))
    async with client_of(app, {"X-User": "acme/ada"}) as client:
        for file in files:
            shown = await client.get(f"/files/{file.id}")
            assert shown.json()["filename"] == file.filename
            assert not STEERING.search(shown.text)
            url = (await client.post(f"/files/{file.id}/link")).json()["url"]
            answer = await client.get(url)
            said = answer.headers["content-disposition"]
            assert re.fullmatch(
                r"attachment; filename=\"[A-Za-z0-9 ._()-]+\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+",
                said,
            ), said
            assert "set-cookie" not in answer.headers
            assert answer.headers["content-type"] == "application/octet-stream"


def test_a_report_shows_a_name_as_text(tmp_path) -> None:
    """A page has the elements of one whose files have plain names, and not one more."""
    with Pipeline.open(settings_at(tmp_path / "data")) as pipeline:
        acme = pipeline.tenant("acme")
        vacancy = Vacancy(title="Clerk", criteria=(Criterion(kind="must", label="Python"),))
        plain = acme.upload(b"Ada Example", filename="cv.txt")
        files = [acme.upload(b"Ada Example", filename=name) for name in names()]
        named = [file for file in files[: len(NASTY)] if file.filename.strip()]
        jobs = [acme.submit(file, vacancy=vacancy) for file in (plain, *named)]
        first, *pages = [Page(acme.reports.job(job)) for job in jobs]
        for page, file in zip(pages, named, strict=True):
            assert shape(page) == shape(first), repr(file.filename)
            assert file.filename in "".join("".join(text) for _, _, text in page.elements)
        whole = acme.reports.batch(acme.batch([plain, *files], vacancy=vacancy))
        plainly = acme.reports.batch(acme.batch([plain] * (len(files) + 1), vacancy=vacancy))
    assert shape(Page(whole)) == shape(Page(plainly))


def shape(page: Page) -> list[tuple[str, list[str]]]:
    """Elements with the names of their attributes."""
    return [(name, sorted(attributes)) for name, attributes, _ in page.elements]


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec=None), max_size=40))
def test_a_kept_name_is_one_line_of_whole_characters_and_is_kept_as_it_is(text) -> None:
    name = display_name(text)
    assert name == display_name(name)
    name.encode()
    assert name.splitlines() in ([], [name])
    assert "\0" not in name


def test_a_harmless_name_stays_as_it_was() -> None:
    for name in ("Ada Ünï (2).pdf", "履歴書.pdf", "cv/2024/ada.pdf", "نامه‌ی من.pdf"):
        assert display_name(name) == unicodedata.normalize("NFC", name)
