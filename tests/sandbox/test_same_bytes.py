"""The level changes what a document can do, never what is read of it."""

import pytest

from resume_pipeline.sandbox import InlineBox, SpawnBox, ZygoteBox
from tests.stages.documents import demo, make_demo

OPTIONS = {"max_pages": 60, "max_characters": 500_000}
READER = "resume_pipeline.stages.extract.reader:read"
FALLBACK = "resume_pipeline.stages.extract.fallback:read"
RESUMES = [path for path in make_demo().files() if path.startswith("resumes/")]


@pytest.fixture(scope="module")
def boxes():
    boxes = [
        ZygoteBox(),
        ZygoteBox(walls=("rlimits", "landlock")),
        ZygoteBox(walls=("rlimits",)),
        SpawnBox(),
    ]
    yield boxes
    for box in boxes:
        box.close()


@pytest.mark.parametrize(
    ("function", "name"),
    [
        *((READER, name) for name in RESUMES),
        *((FALLBACK, name) for name in RESUMES if name.endswith(".pdf")),
    ],
)
def test_every_level_reads_the_same(boxes, function, name):
    expected = InlineBox(allow_unsafe=True).call(function, demo(name), OPTIONS)
    assert expected.status == "ok"
    assert expected.value["text"]
    for box in boxes:
        assert box.call(function, demo(name), OPTIONS).value == expected.value
