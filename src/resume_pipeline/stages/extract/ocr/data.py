"""Where the data of Tesseract's languages is; looked at without loading Tesseract."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FOLDERS: Final = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_SUFFIX: Final = ".traineddata"


def folders(data: str) -> list[Path]:
    """Where to look: in the folder ``data`` alone, if it is given."""
    root = Path("/")
    return (
        [Path(data)] if data else [one for glob in _FOLDERS for one in sorted(root.glob(glob[1:]))]
    )


def file_of(language: str) -> str:
    """The name of a language's data."""
    return language + _SUFFIX


def languages(data: str) -> list[str]:
    """Of which languages there is data, by Tesseract's names."""
    files = (file for folder in folders(data) for file in folder.glob(file_of("*")))
    return sorted({file.name.removesuffix(_SUFFIX) for file in files})
