"""A folder of its own for each test, no setting from outside, and a few resumes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from resume_pipeline import demo
from resume_pipeline.settings import PREFIX


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty at first."""
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path]:
    """The demo's resumes and its advert."""
    return demo.write(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def resumes(here: Path, samples: tuple[list[Path], Path]) -> dict[str, Path]:
    """By short name: one that fits the advert, one that does not, one that nobody can read."""
    files, advert = samples
    fit = next(path for path in files if path.name.startswith("01"))
    nurse = next(path for path in files if "nurse" in path.name)
    picture = here / "scan.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    named = {"fit": here / "fit.pdf", "nurse": here / "nurse.html", "advert": here / "advert.txt"}
    for name, source in (("fit", fit), ("nurse", nurse), ("advert", advert)):
        shutil.copy(source, named[name])
    return {**named, "picture": picture}
