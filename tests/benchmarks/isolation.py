"""What isolation costs: each document opened in this process and in the box, in turn, on one core.

Run it as ``python -m tests.benchmarks.isolation [FOLDER]`` on an idle machine; without a folder of
PDFs, the demo's are read. A machine that does other things tells longer times for both.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from importlib.resources import files
from pathlib import Path

from resume_pipeline.sandbox import InlineBox, ZygoteBox

READER = "resume_pipeline.stages.extract.reader:read"
OPTIONS = {"max_pages": 60, "max_characters": 500_000}
ROUNDS = 5


def documents(folder):
    """The contents of at most sixty PDFs."""
    root = Path(folder) if folder else files("resume_pipeline.demo") / "resumes"
    paths = sorted((p for p in root.iterdir() if p.name.endswith(".pdf")), key=lambda p: p.name)
    return [path.read_bytes() for path in paths[:: max(1, len(paths) // 60)]]


def milliseconds(box, function, content, options):
    began = time.perf_counter()
    boxed = box.call(function, content, options)
    assert boxed.status == "ok"
    return (time.perf_counter() - began) * 1000


def main(folder=None):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    inline, box = InlineBox(allow_unsafe=True), ZygoteBox()
    contents = documents(folder)
    for content in contents:  # both are warm, as a worker is after its first documents
        milliseconds(inline, READER, content, OPTIONS)
        milliseconds(box, READER, content, OPTIONS)
    here, there, bare = [], [], []
    for content in contents * ROUNDS:
        here.append(milliseconds(inline, READER, content, OPTIONS))
        there.append(milliseconds(box, READER, content, OPTIONS))
        bare.append(milliseconds(box, "json:loads", b"1", {}))
    box.close()
    more = statistics.median(b - a for a, b in zip(here, there, strict=True))
    print(
        f"{len(here)} pairs; in this process {statistics.median(here):.1f} ms at the median, ",
        end="",
    )
    print(f"in the box {statistics.median(there):.1f}; of a pair {more:.1f} more")
    print(f"a call that does nothing: {statistics.median(bare):.1f} ms")


if __name__ == "__main__":
    main(*sys.argv[1:])
