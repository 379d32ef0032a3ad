"""What must hold for every text: a profile whose every value is where it says, in linear time."""

from __future__ import annotations

import time

from resume_pipeline.stages.parse import Parse
from resume_pipeline.wire.payloads import Profile

from .texts import document, shapes

#: Seconds of processor time for a text of a million characters, on one idle core.
SECONDS = 2.0
#: Seconds that `_reference` takes there.
_REFERENCE = 0.2
#: How much longer twice the text may take.
RATIO = 2.6
_FLOOR = 0.02  # seconds below which a clock says little


def profile_of(read):
    """The profile of a text that need not be a resume."""
    return Parse().profile(read)


def check_profile(read):
    """Parse makes a profile of ``read``, the same one twice, and each value is printed there."""
    profile = profile_of(read)
    body = profile.to_bytes()
    assert Profile.from_bytes(body) == profile
    assert profile_of(read).to_bytes() == body
    lines = {line.start: line for line in read.lines}
    paths = set()
    for one in profile.evidence:
        span = one.span
        assert read.text[span.start : span.end] == one.raw
        line = lines[max(start for start in lines if start <= span.start)]
        assert span.end <= line.end
        assert (span.page, span.file_sha256) == (line.page, read.file_sha256)
        paths.add(one.path)
    assert {path for path, _ in leaves(profile.resume)} <= paths


def leaves(value, path=""):
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in pairs:
            yield from leaves(part, f"{path}/{name}")
    else:
        assert isinstance(value, str)
        yield path, value


def seconds(text, rounds=1):
    """The least processor time that parse takes for ``text``."""
    read = document(text)
    took = []
    for _ in range(rounds):
        began = time.process_time()
        profile_of(read)
        took.append(time.process_time() - began)
    return min(took)


def idle_seconds(text):
    """The processor time that parse would take for ``text`` on one idle core; the least of five.

    Beside other processes, or with a large heap, the same work costs several times as much: so
    does a piece of known work, done just before and just after.
    """
    found = []
    for _ in range(5):
        before, took, after = _reference(), seconds(text), _reference()
        found.append(took / max(1, max(before, after) / _REFERENCE))
        if found[-1] <= SECONDS:
            break
    return min(found)


def _reference():
    """The processor time of making, keeping and sorting many small objects."""
    began = time.process_time()
    sorted({str(n): (n, n + 1) for n in range(300_000)})
    return time.process_time() - began


def ratio(unit, shape, size):
    """How much longer parse takes for twice as much of ``unit``; the least of a few tries."""
    once, twice = (dict(shapes(unit, n))[shape] for n in (size, 2 * size))
    found = RATIO + 1
    for _ in range(4):
        found = min(found, seconds(twice, 2) / max(_FLOOR, seconds(once, 2)))
        if found <= RATIO:
            break
    return found
