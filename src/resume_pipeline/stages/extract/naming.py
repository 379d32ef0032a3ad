"""Letters that a font does not name: whether the numbers of their shapes say what they are.

Where a font has no map, a reader takes a shape's number for its letter. Some producers number their
shapes by letters, and the text is right; others by their order in the font: it is other letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from resume_pipeline.stages.extract.reading import UNKNOWN

_NO_LETTERS: Final = frozenset({"Cc", "Cn", "Co", "Cs"})
_NO_LETTERS_SHARE: Final = 3  # percent: the numbers of spaces, above all
_ODD_SHARE: Final = 30  # percent of words
#: Signs inside of a word, a number that goes on in capitals, rare letters, case that jumps.
_ODD: Final = re.compile(
    r"""[^\W_][$%()*+<=>\[\]\\^_`{|}~"\#;?!][^\W_]|[$%()*<=>\[\]\\^_`{|}~"\#;]{2}|\d[A-Z]{2}
    |[\u0180-\u024f\u0250-\u02af]|[^\W\d_][<>~^\\|]|[a-z][A-Z]+[a-z]+[A-Z]""",
    re.VERBOSE,
)


def unnamed(letter: str) -> str:
    """``letter`` as it is marked that a font does not name."""
    return UNKNOWN + letter


def named(texts: Sequence[str]) -> Sequence[str]:
    """A page's letters; those without a name keep the letter of their number if it may be one."""
    if max(map(len, texts), default=0) < 2:
        return texts
    words = "".join([text[1] if len(text) > 1 else " " for text in texts if text]).split(" ")
    other = 1 if may_be_text([word for word in words if word]) else 0
    return [text[other] if len(text) > 1 else text for text in texts]


def may_be_text(words: Sequence[str]) -> bool:
    """Whether words look as if somebody had written them."""
    letters = "".join(words)
    none = sum(unicodedata.category(letter) in _NO_LETTERS for letter in letters)
    if none * 100 > _NO_LETTERS_SHARE * len(letters):
        return False
    odd = sum(_ODD.search(word) is not None for word in words)
    return odd * 100 <= _ODD_SHARE * len(words)
