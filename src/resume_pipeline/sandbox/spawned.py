"""The child of a `SpawnBox`: one document, then the end.

It reads a line of JSON, ``{"function", "options", "limits", "walls"}``, and then the content; it
writes two frames, ``{"walls"}`` before it looks at the content and the answer after.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

from resume_pipeline.sandbox.answer import answer_of, framed, prepare, resolve
from resume_pipeline.sandbox.confine import Confinement, leave_network, offered
from resume_pipeline.sandbox.levels import NETNS
from resume_pipeline.sandbox.loading import import_codecs


def main() -> None:
    """Answer the one request on standard input."""
    request = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    limits, allowed = request["limits"], request["walls"]
    walls = offered().intersection(allowed)
    if NETNS in allowed and leave_network():
        walls |= {NETNS}
    with suppress(Exception):
        resolve(request["function"])  # imports are ours, and not what the limits are for
        prepare(request["function"], request["options"])
    import_codecs()
    Confinement(walls).enter(limits)
    _say(framed({"walls": sorted(walls)}))
    _say(answer_of(request["function"], content, request["options"], limits["output_bytes"]))


def _say(frame: bytes) -> None:
    sys.stdout.buffer.write(frame)
    sys.stdout.buffer.flush()
