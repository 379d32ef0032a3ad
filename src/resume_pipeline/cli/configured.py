"""Settings from a command's arguments, over those of the environment and a file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any, Final

from resume_pipeline.settings import Settings

URLS: Final = ("storage", "ledger", "queue", "reporter")


def settings_of(arguments: Namespace, **more: Any) -> Settings:
    """The settings that the command runs with; ``more`` goes over everything.

    Raises:
        SettingsError: a setting is wrong, or the file cannot be read.
    """
    given = {name: getattr(arguments, f"{name}_url") for name in URLS}
    file = Path(arguments.settings) if arguments.settings else None
    return Settings.load(file=file, home=arguments.home, **given, **more)
