"""What a page of HTML shows nobody, and what it sets apart, by its own styles.

Only what holds for every reader is believed: rules for a class or an id alone, outside of media
queries, that no other rule takes back. Style sheets elsewhere are not fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

#: How a page hides what is in it; nobody sees it, so nobody means it to be read.
_UNSEEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?![.\d])"
    r"|font-size\s*:\s*0(?![.\d])|(?:left|top|text-indent)\s*:\s*-\d{4}",
    re.IGNORECASE,
)
_APART: Final = re.compile(
    r"float\s*:\s*(?:left|right)|display\s*:\s*(?:block|flex|grid|table-cell|inline-block)"
    r"|position\s*:\s*absolute",
    re.IGNORECASE,
)
_SHOWN: Final = re.compile(r"(?:display|visibility|opacity|font-size|left|top)\s*:", re.IGNORECASE)
_WHITE: Final = re.compile(
    r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255)(?![\da-f])",
    re.IGNORECASE,
)
#: What may paint something that white text can be read on.
_GROUND: Final = re.compile(r"background|bgcolor|rel\s*=\s*[\"']?stylesheet|@import", re.IGNORECASE)
_ALONE: Final = re.compile(r"[a-z]{0,10}([.#][\w-]+)")
_BRACE: Final = re.compile("([{}])")
_NAME: Final = re.compile(r"[.#][\w-]+")


@attrs.frozen
class Hiding:
    """Which elements of one page nobody sees.

    Attributes:
        names: classes and ids, as selectors have them, of which no element is shown.
        apart: those of which each element stands apart from the text before it.
        has_ground: whether something may be painted behind text.
    """

    names: frozenset[str]
    apart: frozenset[str]
    has_ground: bool

    def hides(self, attributes: Iterable[tuple[str, str | None]]) -> bool:
        """Whether an element with these attributes is shown to nobody."""
        return any(self._is_unseen(name, value or "") for name, value in attributes)

    def sets_apart(self, attributes: Iterable[tuple[str, str | None]]) -> bool:
        """Whether an element inside a line is moved away from what stands before it."""
        return any(
            _APART.search(value or "") if name == "style" else _named(name, value or "", self.apart)
            for name, value in attributes
        )

    def _is_unseen(self, name: str, value: str) -> bool:
        if name == "style":
            return _is_hidden(value, self.has_ground)
        return name == "hidden" or _named(name, value, self.names)


def hiding_of(source: str) -> Hiding:
    """What the page ``source`` hides."""
    has_ground = _GROUND.search(source) is not None
    rules = [rule for sheet in _sheets(source) for rule in _rules(sheet)]
    shown, hidden, apart = set[str](), set[str](), set[str]()
    for selectors, said, is_nested in rules:
        alone = {one[1] for each in selectors.split(",") if (one := _ALONE.fullmatch(each.strip()))}
        if _APART.search(said) and not is_nested:
            apart |= alone
        if _is_hidden(said, has_ground) and not is_nested:
            hidden |= alone
        elif _SHOWN.search(said) and not _UNSEEN.search(said):
            shown |= set(_NAME.findall(selectors))
    return Hiding(frozenset(hidden - shown), frozenset(apart), has_ground)


def _named(name: str, value: str, names: frozenset[str]) -> bool:
    sign = {"class": ".", "id": "#"}.get(name)
    return sign is not None and any(sign + one in names for one in value.split())


def _is_hidden(said: str, has_ground: bool) -> bool:
    return bool(_UNSEEN.search(said) or (not has_ground and _WHITE.search(said)))


def _sheets(source: str) -> Iterator[str]:
    """What stands in the page's elements of style, without comments."""
    low, end = source.lower(), 0
    while (begin := low.find("<style", end)) >= 0 and (end := low.find("</style", begin)) >= 0:
        first, *others = source[begin:end].partition(">")[2].split("/*")
        yield first + "".join(text.partition("*/")[2] for text in others)


def _rules(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """Selectors and declarations of each rule, and whether it stands in another, as of a medium."""
    around: list[str] = []
    text = ""
    for part in _BRACE.split(sheet):
        if part == "{":
            around.append(text.rpartition(";")[2].strip())
        elif part == "}" and around:
            selectors = around.pop()
            if not selectors.startswith("@"):
                yield selectors, text, bool(around)
        text = part
