"""How long reading takes, as a multiple of what no reader can do without.

Run it as ``python -m tests.benchmarks.reading [FOLDER]``; without a folder of PDFs, the demo's are
read. The unit is a bare pass of pypdfium2 over a document's glyphs: each one's box and character,
and nothing made of them. Everything is measured on the same document in turn, on one core, in
processor time, so that the ratios hold on a machine that does other things as well.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

from pypdfium2 import PdfDocument

from resume_pipeline.ports.stage import Work
from resume_pipeline.sandbox import InlineBox, ZygoteBox
from resume_pipeline.stages.extract.reader import read
from resume_pipeline.stages.extract.stage import _document
from resume_pipeline.stages.parse import Parse

from .isolation import OPTIONS, READER, documents, milliseconds

ROUNDS = 3
AS_OF = "2026-01-01"
#: What is wanted: at the median, and at the 95th percentile where there is a second number.
GOALS = {"extract": (3, None), "extract and parse": (5, 10)}
ADDED = 5  # milliseconds that isolation may add at the median


def glyphs(content):
    """The bare pass."""
    with PdfDocument(content) as document:
        for page in document:
            text = page.get_textpage()
            count = text.count_chars()
            text.get_text_range(0, count)
            for index in range(count):
                text.get_charbox(index, loose=True)
            text.close()
            page.close()


def extract(content):
    return _document("0" * 64, read(content, **OPTIONS))


def parse(content):
    return Parse().run(Work(inputs=[extract(content)], as_of=AS_OF))


def seconds(function, content):
    """The least processor time of a few runs."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        function(content)
        took.append(time.process_time() - began)
    return min(took)


def ratios(contents):
    """For each document, how many bare passes extract takes, and extract and parse."""
    found = {name: [] for name in GOALS}
    for content in contents:
        bare = seconds(glyphs, content)
        for name, function in zip(GOALS, (extract, parse), strict=True):
            found[name].append(seconds(function, content) / bare)
    return found


def added(contents):
    """Milliseconds that the box adds to reading a document, at the median of pairs."""
    inline, box = InlineBox(allow_unsafe=True), ZygoteBox()
    try:
        pairs = [
            milliseconds(box, READER, content, OPTIONS)
            - milliseconds(inline, READER, content, OPTIONS)
            for content in contents[:1] + contents * ROUNDS
        ]
    finally:
        box.close()
    return statistics.median(pairs[1:])


def verdict(value, goal):
    if goal is None:
        return f"{value:.1f}"
    return f"{value:.1f} (goal {goal}, {'met' if value <= goal else 'missed'})"


def main(folder=None):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    contents = documents(folder)
    print(f"{len(contents)} documents, in bare passes over their glyphs:")
    for name, found in ratios(contents).items():
        middle, high = GOALS[name]
        edge = statistics.quantiles(found, n=20)[-1]
        median = statistics.median(found)
        print(f"{name}: median {verdict(median, middle)}, 95th percentile {verdict(edge, high)}")
    print(f"isolation adds at the median, in milliseconds: {verdict(added(contents), ADDED)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
