"""The command as processes: signals, pipes, start-up time, and what a worker imports."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resume_pipeline.cli.safe import masked, safe
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings

COMMAND = [sys.executable, "-m", "resume_pipeline.cli"]
#: A worker that writes down what it has imported when it ends.
WORKER = (
    "import sys; from resume_pipeline.cli import main; code = main(['worker']); "
    "print(*sorted(sys.modules)); sys.exit(code)"
)


def start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_and_coordinator_do_their_work_and_stop_cleanly(
    number: int, samples: tuple[list[Path], Path], here: Path
) -> None:
    settings = Settings.of()
    with Pipeline.open(settings) as pipeline:
        tenant = pipeline.tenant("default")
        job = tenant.submit(tenant.upload(samples[0][0].read_bytes()), plan="profile")
        processes = [start([sys.executable, "-c", WORKER]), start([*COMMAND, "coordinator"])]
        try:
            until = time.monotonic() + 60
            while not tenant.job(job.id).is_terminal and time.monotonic() < until:
                time.sleep(0.1)
            assert str(tenant.job(job.id).state) == "succeeded"
        finally:
            for process in processes:
                process.send_signal(number)
            said = [process.communicate(timeout=30) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    modules = said[0][0].split()
    assert "resume_pipeline.flow.run" in modules
    assert not [name for name in modules if "ledger" in name or name == "resume_pipeline.pipeline"]
    for (_, errors), words in zip(said, (["files", "queue"], ["files", "ledger"]), strict=True):
        first = errors.splitlines()[0]
        assert all(word in first for word in (*words, "resume-pipeline-data")), errors
        assert "Traceback" not in errors


def test_a_profile_that_is_told_to_stop_leaves_nothing(
    samples: tuple[list[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    process = start([*COMMAND, "profile", *map(str, samples[0] * 20)])
    until = time.monotonic() + 30
    while not list(scratch.glob("*/ledger.db")) and time.monotonic() < until:
        time.sleep(0.01)
    process.terminate()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 143
    assert errors == ""
    assert list(scratch.iterdir()) == []


def test_a_reader_that_leaves_is_no_error() -> None:
    process = start([*COMMAND, "doctor"])
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(30) == 141
    assert process.stderr is not None
    with process.stderr as errors:
        assert errors.read() == ""


def test_letters_that_an_encoding_lacks_do_not_stop_the_output(
    here: Path, samples: tuple[list[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    named = here / "résumé-履歴書.txt"
    named.write_bytes(samples[0][0].read_bytes())
    process = start([*COMMAND, "profile", str(named)])
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert "r?sum?-???.txt" in out


def test_help_takes_at_most_twice_as_long_as_importing_pydantic() -> None:
    def seconds(*command: str) -> float:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - began)
        return statistics.median(times)

    command = Path(sys.executable).with_name("resume-pipeline")
    assert seconds(str(command), "--help") <= 2 * seconds(sys.executable, "-c", "import pydantic")


def test_what_is_printed_is_one_harmless_line() -> None:
    assert safe("a\nb\tc\x1b[0m\x9b1m\u202edlo\u2066\x07 \udcff") == "a b c[0m1mdlo \ufffd"
    assert safe("نمونه\u200cای 履歴書 é") == "نمونه\u200cای 履歴書 é"


def test_no_password_is_printed() -> None:
    assert masked("at postgresql://me:p%40ss@db/x or") == "at postgresql://me:***@db/x or"
    assert masked("redis://:pass@host/0") == "redis://:***@host/0"
    assert masked("s3://b/p?secret_key=a&region=b") == "s3://b/p?secret_key=***&region=b"
    assert masked("https://user@host/a:b@c") == "https://user@host/a:b@c"
