"""When two values say the same, and which entries of two lists are the same entry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

T = TypeVar("T")
P = TypeVar("P")

_ALIKE: Final = 90  # percent
_SAME_ENTRY: Final = 15  # percent
_DIALLED: Final = 7  # digits that make a phone number
_UNSPACED: Final = re.compile(
    r"(?<=[\u3040-\u9fff\uac00-\ud7af]) | (?=[\u3040-\u9fff\uac00-\ud7af])"
)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_SMALL: Final = frozenset(["in", "of", "en", "de", "und", "and", "des", "der", "im", "的"])


def plain(text: Any) -> str:
    """Letters and digits in small letters, without punctuation and marks of presentation."""
    low = unicodedata.normalize("NFKC", str(text or "")).replace("İ", "i").casefold()
    low = low.replace("ı", "i").replace("ـ", "")
    kept = (c if c.isalnum() or c in "+#" or unicodedata.combining(c) else " " for c in low)
    return _UNSPACED.sub("", " ".join("".join(kept).split()))


def likeness(left: Any, right: Any) -> int:
    """Percent of both texts' letters that stand in the same order in both (2 LCS / lengths)."""
    a, b = plain(left), plain(right)
    if not a or not b:
        return 0
    return 100 if a == b else 200 * _common(a, b) // (len(a) + len(b))


def _common(a: str, b: str) -> int:
    """Length of the longest common subsequence, with a bit per letter of ``a`` (Hyyrö 2004)."""
    masks: dict[str, int] = {}
    for at, letter in enumerate(a):
        masks[letter] = masks.get(letter, 0) | 1 << at
    every = (1 << len(a)) - 1
    row = every
    for letter in b:
        hit = row & masks.get(letter, 0)
        row = ((row + hit) | (row - hit)) & every
    return len(a) - row.bit_count()


def same_text(truth: Any, said: Any) -> bool:
    """Whether two texts differ in no more than a slip."""
    return likeness(truth, said) >= _ALIKE


def same_words(truth: Any, said: Any) -> bool:
    """Whether two texts have the same words, in whatever order and joined by whatever words."""
    left, right = (
        " ".join(sorted(word for word in plain(text).split() if word not in _SMALL))
        for text in (truth, said)
    )
    return likeness(left, right) >= _ALIKE


def same_address(truth: Any, said: Any) -> bool:
    """Whether two addresses on the web, or of mail, lead to the same place."""
    return address(truth) == address(said)


def address(text: Any) -> str:
    """An address without what can be left out of it."""
    low = str(text or "").strip().casefold()
    return re.sub(r"^(?:mailto:|https?://)?(?:www\.)?", "", low).rstrip("/")


def same_phone(truth: Any, said: Any) -> bool:
    """Whether two numbers are one, with the country's number in front of it or without."""
    digits = sorted((re.sub(r"\D", "", str(text or "")) for text in (truth, said)), key=len)
    short = digits[0].lstrip("0")
    return len(short) >= _DIALLED and digits[1].endswith(short)


def same_date(truth: Any, said: Any) -> bool:
    """Whether two dates are the same year, and the same month if ``truth`` has one."""
    left, right = _DATE.match(str(truth or "")), _DATE.match(str(said or ""))
    if not left or not right or left[1] != right[1]:
        return False
    return left[2] is None or (right[2] is not None and int(left[2]) == int(right[2]))


def paired(
    truth: Sequence[T], said: Sequence[P], alike: Callable[[T, P], int]
) -> list[tuple[int, int]]:
    """Which entries are the same: the most alike first, each at most once.

    Args:
        truth, said: two lists.
        alike: percent.

    Returns:
        Indexes into both; entries that are not alike at all are in no pair.
    """
    scores = [(alike(t, s), i, j) for i, t in enumerate(truth) for j, s in enumerate(said)]
    pairs: list[tuple[int, int]] = []
    left: set[int] = set()
    right: set[int] = set()
    for score, i, j in sorted(scores, key=lambda one: (-one[0], one[1], one[2])):
        if score > _SAME_ENTRY and i not in left and j not in right:
            pairs.append((i, j))
            left.add(i)
            right.add(j)
    return pairs
