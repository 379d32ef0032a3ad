"""The command line. Nothing heavy is imported before a command is chosen.

``parser`` says what can be asked, ``boundary`` turns errors into one line and an exit code, and
each other module holds the commands of one kind.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from resume_pipeline.cli.boundary import guarded
from resume_pipeline.cli.parser import parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command ``resume-pipeline`` with ``argv``, or with this process's arguments.

    Returns:
        0 if all is well, 1 if a job failed, 2 if something must be changed first, 70 for a bug.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    return guarded(lambda: _run(words), debug="--debug" in words)


def _run(words: list[str]) -> int:
    arguments = parser().parse_args(words)
    module, _, name = arguments.target.partition(":")
    command = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    return int(command(arguments))
