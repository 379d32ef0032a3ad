"""Tesseract's library with the data of its languages, started so that it stays one thread."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any, Final

import attrs

from resume_pipeline.stages.extract.ocr.data import file_of, folders

# Threads do not survive a fork, and the box starts none.
os.environ["OMP_THREAD_LIMIT"] = "1"

import tesserocr

__all__ = ["engine_of", "tesserocr"]

_DOTS: Final = "300"  # an inch, or near it: what `images` draws


@attrs.frozen
class Engine:
    """Tesseract with the data of its languages, and its name with version and their digests."""

    api: Any
    name: str


@cache
def engine_of(languages: str, data: str) -> Engine | None:
    """The engine, or None if the data of a language is missing."""
    folder = _folder(languages.split("+"), data)
    if folder is None:
        return None
    try:
        api = tesserocr.PyTessBaseAPI(path=str(folder), lang=languages, psm=tesserocr.PSM.AUTO)
    except RuntimeError:  # the data is not of this engine
        return None
    # What it learns on one page must not change how it reads the next.
    api.SetVariable("classify_enable_learning", "0")
    api.SetVariable("user_defined_dpi", _DOTS)
    version = tesserocr.tesseract_version().split()[1]
    digests = (f"{name}:{_digest(folder / file_of(name))}" for name in languages.split("+"))
    return Engine(api, f"tesseract {version} {' '.join(digests)}")


def _folder(languages: list[str], data: str) -> Path | None:
    """The first folder that has the data of all languages."""
    return next(
        (
            one
            for one in folders(data)
            if all((one / file_of(name)).is_file() for name in languages)
        ),
        None,
    )


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]
