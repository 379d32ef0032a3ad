"""Loading before a document is opened: a child that may open no file can import nothing more."""

from __future__ import annotations

import encodings
import importlib
import pkgutil
from contextlib import suppress
from types import ModuleType


def import_all(package: ModuleType) -> None:
    """Import every module of ``package``, for one that imports some only when they are needed."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        with suppress(ImportError):  # some need another platform, or what is not installed
            importlib.import_module(module.name)


def import_codecs() -> None:
    """Import every codec, because a document can name any."""
    import_all(encodings)
