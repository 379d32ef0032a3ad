"""A stage from anybody's package is given the same box, and its contract holds in it."""

from typing import ClassVar

import attrs
import pytest

from resume_pipeline.errors import StageFailedError
from resume_pipeline.ports.stage import RawFile, Work
from resume_pipeline.sandbox import ZygoteBox, configured_box
from resume_pipeline.settings import Settings
from resume_pipeline.testing.stage_contract import StageContract
from resume_pipeline.wire.base import Payload

from .machine import WALLS, walls_of
from .processes import QUICK

CONTENT = b"three words here"


class Counted(Payload):
    schema_id = "acme.counted/1"
    words: int


@attrs.define
class Count:
    """Counts words in the box."""

    name: str = "acme.count"
    version: str = "1"
    consumes: tuple = (RawFile,)
    produces: type = Counted
    function: ClassVar[str] = f"{__name__}:count"

    def run(self, work):
        boxed = work.box.call(self.function, work.content, {})
        work.isolation = boxed.isolation
        if boxed.status != "ok":
            raise StageFailedError(boxed.status)
        return Counted(words=boxed.value)


def count(content):
    return len(content.split())


def import_late(content):
    import wave  # a module that nobody has imported before

    return wave.WAVE_FORMAT_PCM


def raw_work(box):
    raw = RawFile(sha256="0" * 64, size=len(CONTENT), media_type="text/plain")
    return Work(inputs=(raw,), content=CONTENT, as_of="2026-01-31", box=box)


class TestCount(StageContract):
    stage = Count()

    def examples(self):
        return [raw_work(ZygoteBox(QUICK))]


def test_the_stage_learns_how_its_document_was_held():
    box = ZygoteBox(QUICK)
    work = raw_work(box)
    assert Count().run(work).words == 3
    assert walls_of(work.isolation) == WALLS
    box.close()


@pytest.mark.skipif({"rlimits"} == WALLS, reason="this kernel has neither Landlock nor seccomp")
def test_what_is_imported_late_shows_as_a_crash():
    box = ZygoteBox(QUICK)
    boxed = box.call(f"{__name__}:import_late", b"", {})
    assert (boxed.status, boxed.value) == ("crashed", "ModuleNotFoundError")
    box.close()


def test_no_box_is_a_setting_in_so_many_words():
    box = configured_box(Settings.of(isolation="unsafe-in-process"))
    work = raw_work(box)
    assert (Count().run(work).words, work.isolation) == (3, "none")
    box.close()
