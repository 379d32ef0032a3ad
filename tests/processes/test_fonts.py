"""What is read of a PDF does not depend on the fonts of the machine, even if it embeds none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .fonts import FONTS, hiding, without_its_font

SCRIPT = """
import hashlib, json, sys
from pathlib import Path
from resume_pipeline.engines.reading import read_resume
from resume_pipeline.reports.pictures import draw_pages
from resume_pipeline.sandbox import InlineBox, ZygoteBox

found = {}
boxed, here = ZygoteBox(), InlineBox(allow_unsafe=True)
for path in sorted(Path(sys.argv[1]).iterdir()):
    content = path.read_bytes()
    for name, box in (("boxed", boxed), ("here", here)):
        reading = read_resume(content, box=box)
        found[f"{name} {path.name}"] = [reading.document.digest, reading.profile.digest]
    pictures = draw_pages(content, box=boxed)
    found[f"drawn {path.name}"] = [hashlib.sha256(picture).hexdigest() for picture in pictures]
boxed.close()
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    for number, name in enumerate(FONTS):
        (folder / f"{number}.pdf").write_bytes(without_its_font(name))
    return folder


def told(folder: Path, *before: str, **environment: str) -> dict[str, list[object]]:
    done = subprocess.run(
        [*before, sys.executable, "-c", SCRIPT, str(folder)],
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


def test_fonts_that_are_there_or_hidden_change_nothing(folder: Path, tmp_path: Path) -> None:
    here = told(folder, HOME=os.environ.get("HOME", "/"))
    nowhere = {"HOME": str(tmp_path), "FONTCONFIG_FILE": "/nonexistent", "XDG_DATA_HOME": "/none"}
    assert told(folder, *hiding(), **nowhere) == here
    # The box may open no file at all, and what is read in it is what is read outside of it.
    for path in folder.iterdir():
        assert here[f"boxed {path.name}"] == here[f"here {path.name}"]
        assert len(here[f"drawn {path.name}"]) == 1


def test_text_is_read_in_fonts_that_are_not_there(folder: Path) -> None:
    from resume_pipeline.engines.reading import read_resume
    from resume_pipeline.sandbox import InlineBox

    for path in sorted(folder.iterdir()):
        reading = read_resume(path.read_bytes(), box=InlineBox(allow_unsafe=True))
        assert reading.profile is not None, path
        assert reading.profile.resume["basics"]["email"] == "jane@example.com"
        assert reading.profile.resume["basics"]["name"] in ("Jane Quill", "李明")
