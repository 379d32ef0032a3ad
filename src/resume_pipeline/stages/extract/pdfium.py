"""pdfium, started so that the fonts of the machine do not matter. Runs in the box."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw


def restart_without_fonts() -> None:
    """Start the library again with an empty list of font folders.

    A PDF that does not embed its fonts is laid out with whatever the machine has; with no folder
    to look in, pdfium uses the fonts that it carries itself, which are the same everywhere.
    """
    raw.FPDF_DestroyLibrary()
    config = raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=_NO_FOLDERS)
    raw.FPDF_InitLibraryWithConfig(config)


def quick(function: Any) -> Any:
    """A function of pdfium for what is asked of every glyph: pointers are addresses, as numbers.

    An address can be looked up at once, and making pointers takes longer than such a call; as does
    letting go of the interpreter's lock, which nobody else in the box waits for.
    """
    kinds = [_address_of(kind) for kind in (function.restype, *function.argtypes)]
    entry = ctypes.cast(function, ctypes.c_void_p).value
    assert entry
    return ctypes.PYFUNCTYPE(*kinds)(entry)


def written(
    ask: Any, kind: Any, parts: int, count: int, *given: Iterable[int], pointers: int = 1
) -> tuple[list[int], Any]:
    """What a function answers, and what it writes, as an array of C, for each of so many calls.

    Args:
        ask: from `quick`; after what it is ``given``, it takes ``pointers`` to what it writes.
        kind: a number of C; ``parts`` of them are written one after the other in each call.
    """
    room = (kind * (parts * count))()
    start, part = ctypes.addressof(room), ctypes.sizeof(kind)
    step, end = part * parts, part * parts * count
    places = (range(start + part * n, start + part * n + end, step) for n in range(pointers))
    return list(map(ask, *given, *places)), room


def _address_of(kind: Any) -> Any:
    return ctypes.c_void_p if hasattr(kind, "contents") else kind


def address(pointer: Any) -> int:
    """Where ``pointer`` leads."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


#: A list that ends at once; pdfium keeps the pointer, so it lives as long as the library.
_NO_FOLDERS = (ctypes.POINTER(ctypes.c_char) * 1)()

# On import, because it comes before any document and happens once per zygote, not per child.
restart_without_fonts()

__all__ = ["address", "pdfium", "quick", "raw", "written"]
