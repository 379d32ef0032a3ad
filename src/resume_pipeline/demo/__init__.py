"""Resumes of people who do not exist, and an advert: something to try the pipeline on.

They are made by ``examples/make_demo.py`` in the project's repository.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def write(folder: Path) -> tuple[list[Path], Path]:
    """Write the demo's files into ``folder``, which is made if need be.

    Returns:
        The resumes in a fixed order, and the vacancy's advert.
    """
    folder.mkdir(parents=True, exist_ok=True)
    here = files(__name__)
    resumes = sorted((here / "resumes").iterdir(), key=lambda resume: resume.name)
    return [_copied(resume, folder) for resume in resumes], _copied(here / "vacancy.txt", folder)


def _copied(source: Traversable, folder: Path) -> Path:
    path = folder / source.name
    path.write_bytes(source.read_bytes())
    return path
