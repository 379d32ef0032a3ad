"""Calls into a box, and a look at processes from outside."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from resume_pipeline.sandbox import BoxLimits

from . import hostile

HOSTILE = hostile.__name__
QUICK = BoxLimits(wall_ms=1_500, memory_bytes=256 << 20)


def call(box, name, content=b"", **options):
    return box.call(f"{HOSTILE}:{name}", content, options)


def wait_until(is_so, seconds=30):
    deadline = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.01)
    return found


def _status(process):
    """State and parent of a process, or None if there is none."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return fields[0], int(fields[1])


def is_alive(process):
    status = _status(process)
    return status is not None and status[0] not in "ZX"


def children_of(parent):
    """The processes that ``parent`` started and that were not waited for."""
    ids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [one for one in ids if (status := _status(one)) and status[1] == parent]


def open_descriptors():
    return len(os.listdir("/proc/self/fd"))


def run(source):
    """A Python process of its own that runs ``source``."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(source)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
