"""An upload of a gibibyte takes no more memory than one of a kibibyte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import io, resource, sys, threading, time
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings

GIB = 1 << 30

class Zeros(io.RawIOBase):
    def __init__(self, size):
        self.left = size
    def readable(self):
        return True
    def readinto(self, buffer):
        size = min(len(buffer), self.left)
        buffer[:size] = bytes(size)
        self.left -= size
        return size

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

pipeline = Pipeline.open(Settings.of(home=sys.argv[1], max_upload_bytes=2 * GIB))
tenant = pipeline.tenant("acme")
tenant.upload(io.BufferedReader(Zeros(1024)))
baseline = peak = resident()
over = threading.Event()

def watch():
    global peak
    while not over.is_set():
        peak = max(peak, resident())
        time.sleep(0.002)

watcher = threading.Thread(target=watch)
watcher.start()
record = tenant.upload(io.BufferedReader(Zeros(GIB)))
over.set()
watcher.join()
assert record.size == GIB
print((peak - baseline) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_upload_of_a_gibibyte_stays_under_64_mebibytes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    above = int(done.stdout)
    print(f"{above} KiB above the baseline")
    assert above < 64 * 1024
