"""Objects that lie in the host's storage already become files, once, and stay as they are."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest

from resume_pipeline import (
    FileRefusedError,
    InvalidRequestError,
    NotFoundError,
    Pipeline,
    QuotaError,
    Settings,
    SettingsError,
    hookimpl,
)
from resume_pipeline.cli import main
from resume_pipeline.model.intake.source import Adoption
from resume_pipeline.ports.faults import trapped
from tests.servers import s3_server

PDF = b"%PDF-1.7 a resume"


@attrs.frozen
class Place:
    """Where a host has its objects, and a library that may take them in."""

    settings: dict
    root: str
    put: object
    get: object

    def opened(self, plugins=(), **more) -> Pipeline:
        return Pipeline.open(Settings.of(**{**self.settings, **more}), plugins=plugins)


@pytest.fixture(scope="module")
def server():
    with s3_server() as server:
        yield server


@pytest.fixture(params=["file", pytest.param("s3", marks=[pytest.mark.server, pytest.mark.slow])])
def place(request, tmp_path) -> Place:
    urls = {
        "ledger": f"sqlite:///{tmp_path}/ledger.db",
        "queue": f"sqlite:///{tmp_path}/queue.db",
    }
    if request.param == "file":
        own = tmp_path.resolve() / "own"
        own.mkdir()
        root = f"file://{own}"
        settings = {**urls, "storage": f"file://{tmp_path}/files", "adopt_from": [root]}
        return Place(
            settings, root, lambda n, b: (own / n).write_bytes(b), lambda n: (own / n).read_bytes()
        )
    server = request.getfixturevalue("server")
    client, own = server.client(), f"{server.bucket}/own-{tmp_path.name}"
    key, secret = server.host
    settings = {
        **urls, "storage": server.url(tmp_path.name), "adopt_from": [f"s3://{own}"],
        "storage_access_key": key, "storage_secret_key": secret,
    }  # fmt: skip
    return Place(
        settings, f"s3://{own}", lambda n, b: client.pipe_file(f"{own}/{n}", b),
        lambda n: client.cat_file(f"{own}/{n}"),
    )  # fmt: skip


def stored(pipeline) -> list[str]:
    return [*pipeline.opened.storage.list("acme/files/")]


@pytest.mark.unwatched  # a bucket's client logs at DEBUG the address that the host gave
def test_an_object_becomes_a_file_once_and_stays_as_it_is(place):
    place.put("Ada Example.pdf", PDF)
    with place.opened() as pipeline:
        acme = pipeline.tenant("acme", actor="ada")
        url = f"{place.root}/Ada Example.pdf"
        file = acme.adopt(url, subject="candidate-9")
        assert (file.filename, file.media_type) == ("Ada Example.pdf", "application/pdf")
        assert (file.size, file.subject, file.actor) == (len(PDF), "candidate-9", "ada")
        assert acme.adopt(url, filename="another") == file
        with acme.download(file.id) as stream:
            assert stream.read() == PDF
        assert len(stored(pipeline)) == 1
        assert pipeline.tenant("rival").adopt(url).id != file.id
        (said,) = [one.entry for one in acme.trail() if one.entry["kind"] == "adopted"]
        assert (said["file"], said["actor"]) == (file.id, "ada")
        assert "uploaded" not in {one.entry["kind"] for one in acme.trail()}
    assert place.get("Ada Example.pdf") == PDF


def test_what_may_not_be_adopted_leaves_nothing(place):
    class Scanner:
        @hookimpl
        def scan_file(self, file, open_file):
            with open_file() as stream:
                return "bad" if b"bad" in stream.read() else None

    for name, body in (("bad", b"bad"), ("empty", b""), ("long", bytes(101))):
        place.put(name, body)
    quotas = {"acme": {"bytes": 100}}
    with place.opened([Scanner()], max_upload_bytes=100, quotas=quotas) as pipeline:
        acme = pipeline.tenant("acme")
        for name, kind in (
            ("bad", FileRefusedError), ("empty", InvalidRequestError),
            ("long", InvalidRequestError), ("missing", NotFoundError),
        ):  # fmt: skip
            with pytest.raises(kind):
                acme.adopt(f"{place.root}/{name}")
        place.put("good", bytes(60))
        acme.adopt(f"{place.root}/good")
        acme.upload(bytes(40))
        place.put("more", b"1")
        with pytest.raises(QuotaError):
            acme.adopt(f"{place.root}/more")
        assert len(stored(pipeline)) == 2


@pytest.mark.parametrize("point", ["upload.stored", "upload.recorded"])
def test_after_a_crash_it_goes_on_where_it_stopped(place, point):
    names = [f"cv-{number}" for number in range(6)]
    for name in names:
        place.put(name, PDF + name.encode())
    wanted = [Adoption(url=f"{place.root}/{name}") for name in names]
    with place.opened() as pipeline:
        acme, reached = pipeline.tenant("acme"), []

        def crash(at):
            reached.append(at)
            if at == point and reached.count(at) == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), trapped(crash):
            list(acme.adopt_all(wanted))
        again = list(acme.adopt_all(wanted))
        assert [one.is_new for one in again].count(False) == (2 if point == "upload.stored" else 3)
        assert {one.file.filename for one in again} == set(names)
        assert [one.file for one in acme.adopt_all(wanted)] == [one.file for one in again]


def test_two_at_once_make_one_file(place):
    place.put("cv", PDF)
    with place.opened() as pipeline, ThreadPoolExecutor(6) as pool:
        acme = pipeline.tenant("acme")
        files = list(pool.map(lambda _: acme.adopt(f"{place.root}/cv"), range(12)))
        assert len({file.id for file in files}) == 1
        assert len(stored(pipeline)) == 1


ELSEWHERE = (
    "{root}/../own-secret/x", "{root}/./x", "{root}//x", "{root}", "{root}-2/x", "{root}/x?y",
    "{root}/x#y", "{root}/x\0", "{root}/\ud800", "http://169.254.169.254/x", "x", "",
    "file:///etc/passwd", "s3://other/x",
)  # fmt: skip


def test_nothing_is_adopted_from_elsewhere(place):
    with place.opened() as pipeline:
        for url in ELSEWHERE:
            with pytest.raises((InvalidRequestError, NotFoundError)):
                pipeline.tenant("acme").adopt(url.format(root=place.root))
        assert stored(pipeline) == []


def test_no_link_leads_out_of_the_folder(tmp_path):
    own = tmp_path.resolve() / "own"
    own.mkdir()
    (tmp_path / "secret").write_bytes(PDF)
    (own / "link").symlink_to(tmp_path / "secret")
    (own / "folder").symlink_to(tmp_path)
    with Pipeline.open(home=str(tmp_path / "data"), adopt_from=[f"file://{own}"]) as pipeline:
        for name in ("link", "folder/secret", "folder"):
            with pytest.raises(NotFoundError):
                pipeline.tenant("acme").adopt(f"file://{own}/{name}")


def test_without_the_setting_nothing_is_adopted(tmp_path):
    with Pipeline.open(home=str(tmp_path)) as pipeline, pytest.raises(SettingsError):
        pipeline.tenant("acme").adopt("file:///etc/passwd")


def test_the_command_reads_a_csv_and_may_be_run_again(tmp_path, capsys, monkeypatch):
    own = tmp_path.resolve() / "own"
    own.mkdir()
    monkeypatch.setenv("RESUME_PIPELINE_ADOPT_FROM", f'["file://{own}"]')
    names = ["a, b.txt", 'quo"ted', "Ünï.pdf"]
    for name in names:
        (own / name).write_bytes(PDF + name.encode())
    listing = tmp_path / "list.csv"
    with listing.open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file)
        rows.writerows([["url", "subject"], *([f"file://{own}/{n}", "s"] for n in names)])
        rows.writerow([f"file://{own}/missing", ""])
    command = ["adopt", str(listing), "--tenant", "acme", "--home", str(tmp_path / "data")]
    for expected in ("3 adopted, 0 known, 1 refused", "0 adopted, 3 known, 1 refused"):
        assert main(command) == 1
        said = capsys.readouterr()
        assert expected in said.out
        assert "row 4: no such object" in said.err
    listing.write_text("name\nx\n", encoding="utf-8")
    assert main(command) == 2
    assert Path(own / names[0]).read_bytes() == PDF + names[0].encode()
