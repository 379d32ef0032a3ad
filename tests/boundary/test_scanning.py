"""Between stored and accepted somebody looks; what is refused leaves nothing."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator

import pytest

from resume_pipeline import (
    FileRefusedError,
    NotFoundError,
    Pipeline,
    ScanError,
    Settings,
    SettingsError,
    hookimpl,
)
from tests.boundary.hosts import BASE, EXAMPLES, SECRET
from tests.callback_server import closed_port

#: The standard harmless test file, put together so that no scanner takes this one for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """As much of ClamAV's daemon as a client meets."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.answer: bytes | None = None
        self.seen: list[bytes] = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as asked:
                assert asked.read(10) == b"zINSTREAM\0"
                content = b""
                while length := int.from_bytes(asked.read(4), "big"):
                    content += asked.read(length)
                self.seen.append(content)
                connection.sendall(self.said(content))

    def said(self, content: bytes) -> bytes:
        if self.answer is not None:
            return self.answer
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture
def clamd(monkeypatch) -> Iterator[FakeClamd]:
    fake = FakeClamd()
    monkeypatch.setenv("CLAMD", fake.address)
    monkeypatch.syspath_prepend(str(EXAMPLES))
    yield fake
    fake.socket.close()


def opened(folder, **more) -> Pipeline:
    links = {"links": f"{BASE}/links", "link_keys": [SECRET]}
    named = {"plugins": ["clamd_scanner"], **links, **more}
    return Pipeline.open(Settings.of(home=str(folder), **named))


def kept(pipeline: Pipeline) -> list[str]:
    return [*pipeline.opened.storage.list("acme/")]


def test_a_clean_file_is_accepted_and_all_of_it_was_looked_at(tmp_path, clamd):
    body = bytes(range(256)) * 1000
    with opened(tmp_path, scanning="required") as pipeline:
        file = pipeline.tenant("acme").upload(body)
        assert (clamd.seen, file.size) == ([body], len(body))


def test_what_a_scanner_finds_is_not_kept_by_any_way_in(tmp_path, clamd):
    with opened(tmp_path) as pipeline:
        acme = pipeline.tenant("acme")
        with pytest.raises(FileRefusedError) as refused:
            acme.upload(EICAR)
        assert refused.value.code == "Eicar-Test-Signature"
        upload = acme.links.upload(size=len(EICAR))
        pipeline.take_upload("PUT", upload.url, upload.headers, io.BytesIO(EICAR))
        with pytest.raises(FileRefusedError):
            acme.links.accept(upload)
        assert kept(pipeline) == []
        with pytest.raises(NotFoundError):
            acme.links.accept(upload)
        said = [one.entry for one in acme.trail() if one.entry["kind"] == "refused"]
        assert [one["code"] for one in said] == ["Eicar-Test-Signature"] * 2
        assert said[1]["file"] == upload.id


def test_what_a_scanner_says_in_a_text_is_not_put_on_the_trail(tmp_path):
    class Talkative:
        @hookimpl
        def scan_file(self, file, open_file):
            with open_file() as stream:
                return f"found in: {stream.read()!r}"

    with Pipeline.open(home=str(tmp_path), plugins=[Talkative()]) as pipeline:
        acme = pipeline.tenant("acme")
        with pytest.raises(FileRefusedError):
            acme.upload(b"a letter")
        (said,) = [one.entry for one in acme.trail() if one.entry["kind"] == "refused"]
        assert said["code"] == "other"


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: "])
def test_a_scanner_that_cannot_say_refuses_unless_told_otherwise(tmp_path, clamd, answer, caplog):
    clamd.answer = answer
    with opened(tmp_path) as pipeline:
        acme = pipeline.tenant("acme")
        with pytest.raises(ScanError):
            acme.upload(b"clean")
        upload = acme.links.upload(size=5)
        pipeline.take_upload("PUT", upload.url, upload.headers, io.BytesIO(b"clean"))
        with pytest.raises(ScanError):
            acme.links.accept(upload)
        clamd.answer = None
        assert acme.links.accept(upload).size == 5
    clamd.answer = answer
    with opened(tmp_path, scanning="open") as pipeline:
        assert pipeline.tenant("acme").upload(b"clean").size == 5
    assert "a scanner raised RuntimeError" in caplog.text


@pytest.mark.usefixtures("clamd")
def test_no_scanner_that_answers_is_a_scan_error_too(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAMD", f"127.0.0.1:{closed_port()}")
    with opened(tmp_path) as pipeline, pytest.raises(ScanError):
        pipeline.tenant("acme").upload(b"clean")


def test_where_scanning_is_required_nothing_starts_without_a_scanner(tmp_path):
    with pytest.raises(SettingsError, match="no plugin scans"):
        opened(tmp_path, plugins=[], scanning="required")


def test_several_scanners_see_the_bytes_from_the_start(tmp_path):
    seen = []

    class One:
        @hookimpl
        def scan_file(self, file, open_file):
            with open_file() as stream:
                seen.append((file.filename, stream.read()))

    class Other(One):
        pass

    with Pipeline.open(home=str(tmp_path), plugins=[One(), Other()]) as pipeline:
        pipeline.tenant("acme").upload(b"clean", filename="a")
    assert seen == [("a", b"clean")] * 2
