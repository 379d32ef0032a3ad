"""Documents that were built to break readers: none breaks this process, all end as a status."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest

from resume_pipeline.errors import StageFailedError
from resume_pipeline.model.media import HEAD, PDF, sniff
from resume_pipeline.sandbox import BoxLimits, ZygoteBox
from resume_pipeline.stages.extract import Extract
from resume_pipeline.wire.payloads import ReadingStatus
from tests.stages.documents import work

from . import readers

pytestmark = pytest.mark.slow

#: Findings of text that is there and that nobody sees.
LEFT_OUT = {"hidden_text", "text_off_page", "tiny_text"}


def resident():
    with open("/proc/self/statm") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@attrs.frozen
class Ending:
    """What became of a document, and what others find in it.

    Attributes:
        found: whether text was read, or seen and left out because no reader of the page sees it.
        missed: whether it was not, though pypdfium2 or pypdf finds some.
    """

    name: str
    status: ReadingStatus
    seconds: float
    found: bool
    missed: bool


def ending(path, box):
    content, began = path.read_bytes(), time.monotonic()
    try:
        document = Extract().run(work(content, box=box))
        status, found = (
            document.status,
            bool(document.text.strip() or LEFT_OUT & {*document.findings}),
        )
    except StageFailedError as error:
        status, found = ReadingStatus(error.code), False  # or it is none of the closed list
    seconds = time.monotonic() - began
    told = status is ReadingStatus.FONTS_UNMAPPABLE  # others take numbers of shapes for text
    is_pdf = sniff(content[:HEAD]) == PDF
    missed = not found and not told and is_pdf and others_find_text(content, box)
    return Ending(path.name, status, seconds, found, missed)


def others_find_text(content, box):
    """Each of them in a child of its own."""
    calls = (
        box.call(f"{readers.__name__}:{reader}", content, {}) for reader in ("pdfium", "pypdf_")
    )
    return any(boxed.status == "ok" and boxed.value for boxed in calls)


def test_every_hostile_document_ends_as_a_status_and_harms_nobody(corpus):
    paths = [path for path in sorted((corpus / "hostile").iterdir()) if path.suffix != ".json"]
    assert len(paths) > 500
    box = ZygoteBox(BoxLimits())
    ending(paths[0], box)
    before = resident()
    with ThreadPoolExecutor(2) as pool:
        endings = list(pool.map(lambda path: ending(path, box), paths))
    box.close()
    grown, slowest = resident() - before, max(one.seconds for one in endings)
    found, missed = sum(one.found for one in endings), [one.name for one in endings if one.missed]
    print(f"{slowest:.1f} s at most; the host grew by {grown >> 20} MB; {found=} {missed=}")
    unnamed = [one.name for one in endings if one.status is ReadingStatus.FONTS_UNMAPPABLE]
    assert len(unnamed) <= 5, unnamed
    assert grown < 50 << 20
    assert slowest < 16
    assert len(missed) <= 0.01 * (found + len(missed)), missed
