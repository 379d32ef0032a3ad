"""Text that gives orders to a machine that may read it. It has no effect here; people are told."""

from __future__ import annotations

import re
from typing import Final

#: Up to so many words between those that make an order.
_FEW: Final = r"\W+(?:\w+\W+){0,3}?"
_ORDERS: Final = re.compile(
    "|".join(
        (
            rf"\b(?:ignore|disregard|forget|override){_FEW}(?:previous|prior|preceding|above|earlier|all)"
            rf"{_FEW}(?:instructions?|prompts?|rules|directions)\b",
            r"\b(?:system|developer) prompt\s*:",
            r"\b(?:note|message|instructions?) (?:to|for) (?:the |any )?"
            r"(?:ai|llm|language model|chatgpt)\b",
            rf"\b(?:rate|score|rank) this (?:candidate|applicant|resume|cv){_FEW}"
            r"(?:10/10|100|highest|maximum|best|top)\b",
            rf"\bignorier\w*{_FEW}(?:anweisung|instruktion|vorgabe)\w*",
            rf"\bignore[rz]?{_FEW}(?:instructions|consignes)\s+(?:précédentes|antérieures|ci-dessus)",
            rf"\bignor[ae]\w*{_FEW}(?:instrucciones|instruções|istruzioni)\b",
            r"忽略.{0,8}(?:指令|指示|提示)",
            r"(?:以前|上記|これまで)の?(?:指示|命令).{0,4}無視",
        )
    ),
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """Whether ``text`` tells a machine how to judge what it reads."""
    return _ORDERS.search(text) is not None
