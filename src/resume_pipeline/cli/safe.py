"""Text that is safe to print: no control characters, no overrides of direction, no passwords."""

from __future__ import annotations

import re
from typing import Final

_SPACES: Final = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
#: What moves a cursor, colours a terminal, turns text around, or is not there at all.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_CREDENTIALS: Final = re.compile(r"(?<=://)([^/@\s:]*):[^/@\s]*@")
_SECRET: Final = re.compile(
    r"([?&][^=&\s]*(?:pass|secret|token|key|signature)[^=&\s]*=)[^&\s]+", re.IGNORECASE
)


def safe(text: object) -> str:
    """``text`` on one line, without anything that could steer a terminal."""
    line = _UNSAFE.sub("", _SPACES.sub(" ", str(text)))
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", line)


def masked(text: str) -> str:
    """``text`` with the passwords of the URLs in it replaced by stars."""
    return _SECRET.sub(r"\1***", _CREDENTIALS.sub(r"\1:***@", text))
