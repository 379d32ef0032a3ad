"""The same file and plan give the same payload bytes, whatever the process is like."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resume_pipeline import demo

SCRIPT = """
import json, sys, time
from pathlib import Path
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings
from resume_pipeline.wire.vacancy import Vacancy

home, shift = Path(sys.argv[1]), int(sys.argv[2])
folder = Path(sys.argv[3])
true = time.time_ns
time.time_ns = lambda: true() + shift * 1_000_000_000
pipeline = Pipeline.open(Settings.of(home=str(home)))
tenant = pipeline.tenant("acme")
advert = Vacancy.from_text((folder / "vacancy.txt").read_text(encoding="utf-8"))
found = {}
with pipeline.running():
    jobs = {}
    for path in sorted(folder.iterdir()):
        if path.name != "vacancy.txt":
            file = tenant.upload(path.read_bytes(), filename=path.name)
            jobs[path.name] = tenant.submit(file, vacancy=advert)
    for name, job in jobs.items():
        done = tenant.wait(job, timeout=60)
        stages = ("extract", "parse", "blind", "score")
        found[name] = sorted([r.stage, r.payload_sha256] for r in done.done if r.stage in stages)
        assert len(found[name]) == 4, (name, done.state, done.error)
pipeline.close()
print(json.dumps(found, sort_keys=True))
"""

#: Two processes that are as different as environments make them.
ONE = {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC", "OMP_NUM_THREADS": "1"}
OTHER = {
    "PYTHONHASHSEED": "4242",
    "LC_ALL": "C.UTF-8",
    "LANG": "de_DE.UTF-8",
    "TZ": "Asia/Kathmandu",
    "OMP_NUM_THREADS": "8",
}

READ = """
import sys
from pathlib import Path
from resume_pipeline.engines.reading import read_resume
from resume_pipeline.sandbox import InlineBox

box = InlineBox(allow_unsafe=True)
for line in sys.stdin:
    reading = read_resume(Path(line.rstrip()).read_bytes(), box=box)
    print(line.rstrip(), reading.document.digest, reading.profile.digest)
"""


def run(home: Path, folder: Path, shift: int, **environment: str) -> dict[str, list[list[str]]]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(home), str(shift), str(folder)],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[list[str]]] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_two_different_processes_write_the_same_payloads(tmp_path: Path) -> None:
    folder = tmp_path / "resumes"
    demo.write(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    flat = tmp_path / "flat"
    flat.mkdir()
    for path in files:
        (flat / path.name).write_bytes(path.read_bytes())
    # Almost a day apart, and still the same UTC day: `as_of` is the one date that may count.
    since_midnight = int(time.time()) % 86_400
    early, late = 300 - since_midnight, 86_100 - since_midnight
    one = run(tmp_path / "1", flat, early, **ONE)
    two = run(tmp_path / "2", flat, late, **OTHER)
    assert one == two
    assert len(one) >= 8


@pytest.mark.slow
def test_many_documents_are_read_to_the_same_bytes(corpus: Path) -> None:
    folders = (corpus / "resumes", corpus / "resumes-extra")
    kinds = (".pdf", ".docx", ".html", ".txt")
    files = sorted(path for folder in folders for path in folder.iterdir() if path.suffix in kinds)
    names = "".join(f"{path}\n" for path in files[::6])
    started = [
        subprocess.Popen(
            [sys.executable, "-c", READ],
            env={"PATH": os.environ["PATH"], **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for environment in (ONE, OTHER)
    ]
    one, two = (process.communicate(names, timeout=300)[0] for process in started)
    assert [process.returncode for process in started] == [0, 0]
    assert one == two
    assert len(one.splitlines()) == len(files[::6]) > 50
