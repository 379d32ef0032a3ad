"""The watch hears what it is there for: each way to say a word fails a run of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unwatched  # another watch would hear it, too

ROOT = Path(__file__).parent.parent.parent
LEAKS = """
import logging, subprocess, sys, warnings
from resume_pipeline.errors import NotFoundError
from resume_pipeline.model.artifact import JobError
from resume_pipeline.model.keeping.metrics import gauge
from resume_pipeline.engines import metrics
from resume_pipeline.ports.tracing import span

def test_log():
    logging.getLogger("a.driver").debug("reading %s", "Fernwood")

def test_traceback():
    try:
        raise ValueError("Tannenhof")
    except ValueError:
        logging.getLogger("b").exception("it broke")

def test_warning():
    warnings.warn("Valtorta is odd", stacklevel=1)

def test_error():
    NotFoundError("no Quillfeather")

def test_error_of_a_job():
    JobError(code="odd", message="for Avonmead")

def test_metric():
    metrics.text([gauge("jobs", "Jobs.", [({"of": "Lindenwerk"}, 1.0)])])

def test_span():
    with span("upload", tenant="林晓梅"):
        pass

def test_process():
    subprocess.run([sys.executable, "-c", "import time; time.sleep(0.5)", "Larkspur"], check=True)

def test_child():
    said = "import logging; logging.getLogger('c').debug('Mercado' + ' Azul')"
    subprocess.run([sys.executable, "-c", said], check=True)

def test_child_that_ends_by_an_error():
    subprocess.run([sys.executable, "-c", "raise ValueError('Jane' + ' Quill')"])

def test_command():
    subprocess.run([sys.executable, "-c", "0", "resume-pipeline", "parse", "Jane Doe.pdf"])
"""


def watched(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(tests, encoding="utf-8")
    call = (sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "tests.watching.plugin")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("WATCHED", "PYTEST"))}
    env = {**inherited, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*call, "--rootdir", str(folder), str(folder)],
        capture_output=True, text=True, check=False, env=env, timeout=120, cwd=ROOT,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="there is no list of processes here")
def test_every_way_to_say_a_word_is_heard_and_fails_the_run(tmp_path: Path) -> None:
    done = watched(tmp_path, LEAKS)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "11 passed" in done.stdout
    for place, word in {
        "logs": "Fernwood", "warnings": "Valtorta", "errors": "Quillfeather",
        "errors of jobs": "Avonmead", "metrics": "Lindenwerk", "spans": "林晓梅",
        "processes": "Larkspur", "uncaught": "Jane Quill",
    }.items():  # fmt: skip
        assert any(f" x {place}: " in line and word in line for line in done.stdout.splitlines()), (
            place,
            done.stdout,
        )
    assert "Tannenhof" in done.stdout
    assert "Mercado Azul" in done.stdout
    assert "Jane Doe" not in done.stdout, "who named the file may see its name"
    quiet = watched(tmp_path, "def test_nothing():\n    pass\n")
    assert quiet.returncode == 0, quiet.stdout
