"""Cautions about what is printed: dates that nobody filled in, and skills in heaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from resume_pipeline.stages.parse.cuts import Cut, span
from resume_pipeline.wire.payloads import Caution

_PLACEHOLDER: Final = re.compile(
    r"(?<![\w])(?:(?:19|20)(?:XX|xx|\?\?|__)|(?:19|20)\d[Xx?_]|(?:XX|xx|MM|mm)[./-](?:XXXX|xxxx|YYYY|yyyy)"
    r"|YYYY|JJJJ|AAAA)(?![\w?])"
)
_FOUND: Final = 20  # placeholders; a form that nobody filled in has more
_HEAP: Final = 80  # skills; who has them all cannot say so on two pages


def placeholders(rows: Iterable[Cut], file_sha256: str) -> Iterator[Caution]:
    """Dates like 20XX, which are no dates: no profile has them."""
    cuts = (row.part(*match.span()) for row in rows for match in _PLACEHOLDER.finditer(row.text))
    for _, cut in zip(range(_FOUND), cuts, strict=False):
        yield Caution(code="placeholder_date", raw=cut.text, span=span(cut, file_sha256))


def stuffing(resume: Mapping[str, Any]) -> Iterator[Caution]:
    """Whether a resume lists more skills than it can speak of, and how many."""
    groups = resume.get("skills", ())
    count = sum(len(group["keywords"]) if "keywords" in group else 1 for group in groups)
    if count > _HEAP:
        yield Caution(code="keyword_stuffing", path="/skills", amount=count)
