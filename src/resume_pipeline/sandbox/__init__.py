"""The box: documents are opened in a child process with hard limits.

`open_box` picks the strongest kind that the platform offers: a helper that forks one child per
document (`ZygoteBox`), or a fresh process per document (`SpawnBox`). What stands in an artifact's
envelope as isolation says which walls stood around the child (`levels`).

Names are imported when they are first used, because the helper imports this package as well and
every module that it has makes each of its forks dearer.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from resume_pipeline.sandbox.box import InlineBox, OpenBox, configured_box, open_box
    from resume_pipeline.sandbox.limits import BoxLimits
    from resume_pipeline.sandbox.spawn import SpawnBox
    from resume_pipeline.sandbox.zygote_box import ZygoteBox

__all__ = [
    "BoxLimits",
    "InlineBox",
    "OpenBox",
    "SpawnBox",
    "ZygoteBox",
    "configured_box",
    "open_box",
]

_HOMES: Final = {"BoxLimits": "limits", "SpawnBox": "spawn", "ZygoteBox": "zygote_box"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, 'box')}"), name)
