"""Extract: one file's text, with the place of every line.

Only `reader` and `fallback` and what they import open documents, and they run in the box. The
stage itself is imported when it is asked for: inside the box nobody asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from resume_pipeline.stages.extract.stage import Extract

__all__ = ["Extract"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from resume_pipeline.stages.extract.stage import Extract

    return Extract
