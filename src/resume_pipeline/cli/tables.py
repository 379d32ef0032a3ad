"""Tables and a bar, for people who look at a terminal."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from resume_pipeline.cli.safe import safe

_BAR = 30  # characters


def width(text: str) -> int:
    """How many columns ``text`` takes: letters that fill a square take two, marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """Lines of a table whose columns are as wide as they must be.

    On a terminal a line ends where the screen does.
    """
    cells = [list(headers), *([safe("-" if c is None else c) for c in row] for row in rows)]
    widths = [max(width(row[i]) for row in cells) for i in range(len(headers))]
    lines = [
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        for row in cells
    ]
    return [_clipped(line.rstrip()) for line in lines]


def _clipped(line: str) -> str:
    if not sys.stdout.isatty():
        return line
    columns = shutil.get_terminal_size().columns
    if width(line) <= columns:
        return line
    while width(line) >= columns:
        line = line[:-1]
    return line + "…"


def print_lines(lines: Iterable[object]) -> None:
    """Print each line, made safe."""
    for line in lines:
        print(safe(line))


def print_json(value: Any) -> None:
    """Print one object on one line, in ASCII."""
    print(json.dumps(value, ensure_ascii=True))


class Bar:
    """How far it is, on standard error if that is a terminal."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()

    def show(self, done: int, total: int) -> None:
        """Draw ``done`` of ``total``; wipe the bar when all is done."""
        if not self.is_shown:
            return
        filled = _BAR * done // max(1, total)
        drawn = f"[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}"
        wiped = " " * len(drawn) + "\r" if done >= total else ""
        print(f"\r{drawn}\r{wiped}", end="", file=sys.stderr, flush=True)
