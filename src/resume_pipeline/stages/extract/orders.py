"""Text that gives orders to a machine that may read it. It has no effect here; people are told."""

from __future__ import annotations

import re
from typing import Final

#: Up to so many words between those that make an order.
_FEW: Final = r"\W+(?:\w+\W+){0,3}?"
#: Words in lower case, of which an order of this kind has one, and the order.
_ORDERS: Final = tuple(
    (cues, re.compile(pattern, re.IGNORECASE))
    for cues, pattern in (
        (
            ("ignore", "disregard", "forget", "override"),
            rf"\b(?:ignore|disregard|forget|override){_FEW}(?:previous|prior|preceding|above|earlier|all)"
            rf"{_FEW}(?:instructions?|prompts?|rules|directions)\b",
        ),
        ((" prompt",), r"\b(?:system|developer) prompt\s*:"),
        (
            ("note ", "message ", "instruction"),
            r"\b(?:note|message|instructions?) (?:to|for) (?:the |any )?"
            r"(?:ai|llm|language model|chatgpt)\b",
        ),
        (
            (" this ",),
            rf"\b(?:rate|score|rank) this (?:candidate|applicant|resume|cv){_FEW}"
            r"(?:10/10|100|highest|maximum|best|top)\b",
        ),
        (
            ("ignor",),
            rf"\bignorier\w*{_FEW}(?:anweisung|instruktion|vorgabe)\w*"
            rf"|\bignore[rz]?{_FEW}(?:instructions|consignes)\s+(?:précédentes|antérieures|ci-dessus)"
            rf"|\bignor[ae]\w*{_FEW}(?:instrucciones|instruções|istruzioni)\b",
        ),
        (("忽略",), r"忽略.{0,8}(?:指令|指示|提示)"),
        (("無視",), r"(?:以前|上記|これまで)の?(?:指示|命令).{0,4}無視"),
    )
)


def gives_orders(text: str) -> bool:
    """Whether ``text`` tells a machine how to judge what it reads."""
    # Looking for a word takes a hundredth of the time of looking for any order, and few have one.
    # Patterns that take no notice of case take a dotted or dotless I for ours; folding does not.
    folded = text.replace("İ", "i").replace("ı", "i").casefold()
    return any(
        pattern.search(text) is not None
        for cues, pattern in _ORDERS
        if any(cue in folded for cue in cues)
    )
