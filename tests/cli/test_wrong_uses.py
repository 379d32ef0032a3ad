"""Whatever is wrong with a call is said in one line, with exit code 2 and no traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from resume_pipeline import cli
from resume_pipeline.cli.boundary import guarded
from resume_pipeline.errors import BugError, JobFailedError, LedgerError

Capture = pytest.CaptureFixture[str]


def complaint(arguments: list[str], capsys: Capture) -> str:
    """The one line that a wrong use gets."""
    assert cli.main(arguments) == 2
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    assert captured.err.startswith("resume-pipeline: ")
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required: COMMAND"),
        (["profil", "cv.pdf"], "did you mean profile?"),
        (["jobs"], "required: COMMAND"),
        (["jobs", "lists"], "did you mean list?"),
        (["profile"], "required: FILE"),
        (["parse", "cv.pdf"], "required: --out"),
        (["profile", "--colour", "cv.pdf"], "--colour"),
        (["profile", "missing.pdf"], "missing.pdf: there is no such file"),
        (["profile", "."], "is not a file"),
        (["parse", "missing.pdf", "--out", "out"], "missing.pdf: there is no such file"),
        (["worker", "--slots", "none"], "'none' is not a number above zero"),
        (["worker", "--slots", "65"], "setting slots"),
        (["worker", "--queue", "jbos"], "did you mean jobs?"),
        (["jobs", "list", "--state", "failing"], "invalid choice"),
        (["jobs", "list", "--since", "yesterday"], "'yesterday' is no time"),
        (["jobs", "list", "--tenant", "../acme"], "a tenant is"),
        (["jobs", "show", "no-such-job"], "no such job"),
        (["jobs", "why", "no-such-job"], "no such job"),
        (["jobs", "events", "no-such-job"], "no such job"),
        (["jobs", "verify", "no-such-job"], "no such job"),
        (["jobs", "cancel"], "name jobs by id"),
        (["jobs", "rerun", "some-job", "--state", "failed"], "one of the two"),
        (["hooks", "retire", "nobody"], "no job and no setting names the hook nobody"),
        (["chaos", "--kills", "0"], "'0' is not a number above zero"),
        (["--settings", "missing.toml", "doctor"], "the settings file cannot be read"),
        (["--settings", ".", "doctor"], "the settings file cannot be read"),
        (["coordinator", "--storage", "file:///tmp/x"], "RESUME_PIPELINE_LEDGER"),
        (["--queue", "sqlite:///q.db", "worker"], "RESUME_PIPELINE_STORAGE"),
    ],
)
def test_a_wrong_use_is_one_line_and_two(arguments: list[str], said: str, capsys: Capture) -> None:
    assert said in complaint(arguments, capsys)


def hosts(**changed: str) -> list[str]:
    """Options that name a storage, a ledger and a queue."""
    urls = {"storage": "file:files", "ledger": "sqlite:///l.db", "queue": "sqlite:///q.db"}
    return [f"--{name}={url}" for name, url in (urls | changed).items()]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"storage": "gopher://x/y"}, "storage scheme 'gopher'"),
        ({"storage": "not a url"}, "storage scheme"),
        ({"ledger": "oracle://x/y"}, "ledger scheme 'oracle'"),
        ({"queue": "carrier+pigeon://x"}, "queue scheme 'carrier'"),
        ({"storage": "file:///dev/null/x"}, "the storage folder cannot be used"),
        ({"ledger": "sqlite:////dev/null/x/l.db"}, "Not a directory"),
        ({"ledger": "postgresql+nothing://x/y"}, "the ledger URL"),
    ],
)
def test_a_bad_url_is_one_line_and_two(changed: dict[str, str], said: str, capsys: Capture) -> None:
    assert said in complaint([*hosts(**changed), "jobs", "list"], capsys)


@pytest.mark.parametrize("driver", ["psycopg", "pg8000"])
def test_a_database_that_is_not_there_is_one_line_and_two(driver: str, capsys: Capture) -> None:
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        url = f"postgresql+{driver}://user:secret@127.0.0.1:{port}/resumes"
        for command in (["jobs", "list"], ["coordinator"]):
            said = complaint([*hosts(ledger=url), *command], capsys)
            assert "doctor" in said or "not installed" in said
            assert "secret" not in said


def test_a_misspelt_variable_is_named_with_what_was_meant(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, resumes: dict[str, Path]
) -> None:
    monkeypatch.setenv("RESUME_PIPELINE_STROAGE", "file:///tmp/x")
    for arguments in (["worker"], ["jobs", "list"], ["profile", str(resumes["fit"])]):
        said = complaint(arguments, capsys)
        assert "did you mean RESUME_PIPELINE_STORAGE?" in said


def test_half_of_the_urls_in_the_environment_start_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, resumes: dict[str, Path]
) -> None:
    monkeypatch.setenv("RESUME_PIPELINE_STORAGE", "file:files")
    for command in (["coordinator"], ["worker"], ["profile", str(resumes["fit"])], ["demo"]):
        assert "RESUME_PIPELINE_QUEUE" in complaint(command, capsys)


def test_a_worker_beside_the_ledger_is_refused(capsys: Capture) -> None:
    url = "sqlite:///both.db"
    assert "one database" in complaint([*hosts(ledger=url, queue=url), "worker"], capsys)


def test_a_file_that_is_no_toml_or_no_setting_is_refused(here: Path, capsys: Capture) -> None:
    file = here / "settings.toml"
    file.write_text("slots = [")
    assert "cannot be read" in complaint(["--settings", str(file), "worker"], capsys)
    file.write_text("slot = 2")
    assert "did you mean slots?" in complaint(["doctor", "--settings", str(file)], capsys)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("advert.txt", b"\xff\xfe\x00\x01", "is not text"),
        ("advert.txt", b"  \n", "holds no text"),
        ("advert.txt", b"a" * 200_000, "too long"),
        ("vacancy.json", b"{", "not a JSON document"),
        ("vacancy.json", b"{}", "expected an object of schema resume_pipeline.vacancy"),
    ],
)
def test_a_vacancy_that_is_none_is_refused(
    name: str, content: bytes, said: str, resumes: dict[str, Path], here: Path, capsys: Capture
) -> None:
    (here / name).write_bytes(content)
    assert said in complaint(["profile", str(resumes["fit"]), "--vacancy", name], capsys)


def test_a_vacancy_that_is_not_there_is_refused(resumes: dict[str, Path], capsys: Capture) -> None:
    wrong = ["profile", str(resumes["fit"]), "--vacancy"]
    assert "no such file" in complaint([*wrong, "nothing.txt"], capsys)
    assert "is not a file" in complaint([*wrong, "."], capsys)


def test_an_out_that_is_a_file_is_refused(resumes: dict[str, Path], capsys: Capture) -> None:
    cv, taken = str(resumes["fit"]), str(resumes["advert"])
    assert "is not a folder" in complaint(["profile", cv, "--out", taken], capsys)
    assert "is not a folder" in complaint(["parse", cv, "--out", taken], capsys)
    assert "is not a folder" in complaint(["demo", "--dir", taken], capsys)


def test_a_backend_given_to_a_command_that_uses_none_is_refused(
    resumes: dict[str, Path], capsys: Capture
) -> None:
    said = complaint(["--storage", "file:x", "profile", str(resumes["fit"])], capsys)
    assert "leave out --storage" in said


def test_each_kind_of_error_has_its_exit_code(capsys: Capture) -> None:
    def raising(error: BaseException) -> int:
        def command() -> int:
            raise error

        return guarded(command)

    assert raising(JobFailedError("encrypted")) == 1
    assert raising(LedgerError("the database said OperationalError")) == 2
    assert raising(PermissionError(13, "Permission denied", "somewhere")) == 2
    assert raising(BugError("impossible")) == 70
    assert raising(ZeroDivisionError("division by zero")) == 70
    assert raising(KeyboardInterrupt()) == 130
    said = capsys.readouterr().err
    assert said.count("\n") == 5
    assert "Traceback" not in said
    with pytest.raises(ZeroDivisionError):
        guarded(lambda: 1 // 0, debug=True)
