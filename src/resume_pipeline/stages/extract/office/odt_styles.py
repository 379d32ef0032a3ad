"""The looks of an OpenDocument text's styles: size, weight, and whether they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree import ElementTree as ET

import attrs

from resume_pipeline.stages.extract.office.parts import TINY

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:"
_STYLE, _TEXT = (f"{_NS}{name}:1.0}}" for name in ("style", "text"))
_FO: Final = f"{_NS}xsl-fo-compatible:1.0}}"
_SIZE: Final = 1200  # 1/100 pt, where nothing says another
_LARGEST: Final = 100_000
_LENGTH: Final = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)(pt|cm|mm|in|%)")
_POINTS: Final = {"pt": 1.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0}
_PARENTS: Final = 10  # a style is based on another one, and so on


@attrs.frozen
class Look:
    """How text looks: ``size`` in 1/100 pt."""

    size: int = _SIZE
    bold: bool = False
    is_hidden: bool = False

    @property
    def is_unseen(self) -> bool:
        """Whether nobody sees it."""
        return self.is_hidden or self.size < TINY


@attrs.frozen
class _Style:
    """What one style says; empty words where it says nothing."""

    size: str = ""
    weight: str = ""
    display: str = ""
    parent: str = ""

    def over(self, look: Look) -> Look:
        """``look`` with what this style says about it."""
        heavy = self.weight == "bold" or (self.weight.isdecimal() and int(self.weight) >= 600)
        return Look(
            size=_size(self.size, look.size),
            bold=heavy if self.weight else look.bold,
            is_hidden=self.display == "none" if self.display else look.is_hidden,
        )


@attrs.frozen
class Looks:
    """The styles of one part, by family and name; a family's default has no name."""

    styles: Mapping[tuple[str, str], _Style]

    def of(self, family: str, name: str, around: Look | None = None) -> Look:
        """The look of text in a style, which stands in text that looks like ``around``."""
        chain: list[_Style] = []
        for _ in range(_PARENTS):
            style = self.styles.get((family, name))
            if style is None or not name:
                break
            chain.append(style)
            name = style.parent
        look = around or self.styles.get(("paragraph", ""), _Style()).over(Look())
        for style in reversed(chain):
            look = style.over(look)
        return look


def looks_of(elements: Iterable[ET.Element]) -> Looks:
    """The looks of styles as they stand in a part."""
    found = {}
    for element in elements:
        if element.tag in (f"{_STYLE}style", f"{_STYLE}default-style"):
            family, name = element.get(f"{_STYLE}family", ""), element.get(f"{_STYLE}name", "")
            found[family, name] = _style(element)
    return Looks(found)


def merged(common: Looks, own: Looks) -> Looks:
    """The styles that a part has in common with others, and its own."""
    return Looks({**common.styles, **own.styles})


def _style(element: ET.Element) -> _Style:
    text = element.find(f"{_STYLE}text-properties")
    said: Mapping[str, str] = {} if text is None else text.attrib
    return _Style(
        size=said.get(f"{_FO}font-size", ""),
        weight=said.get(f"{_FO}font-weight", ""),
        display=said.get(f"{_TEXT}display", ""),
        parent=element.get(f"{_STYLE}parent-style-name", ""),
    )


def _size(said: str, around: int) -> int:
    match = _LENGTH.fullmatch(said)
    if match is None:
        return around
    number = float(match[1])
    size = around * number / 100 if match[2] == "%" else number * _POINTS[match[2]] * 100
    return min(round(size), _LARGEST)
