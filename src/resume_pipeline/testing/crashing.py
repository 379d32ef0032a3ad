"""The command line in a process that kills itself at a named fault point.

``python -m resume_pipeline.testing.crashing run.claimed 3 worker --slots 1`` is the command
``resume-pipeline worker --slots 1`` until the point is reached for the third time: then SIGKILL.
``celery …`` is a command, too: then one process of its pool dies.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from resume_pipeline.ports.faults import trapped

#: Names the file that a process makes when it dies: only one process dies for one file.
DEATH: Final = "FLEET_DEATH"


def run(point: str, occurrence: int, command: Sequence[str]) -> int:
    """Run ``command`` and die at ``point``; return its exit code if it never gets there."""
    left = occurrence

    def trap(reached: str) -> None:
        nonlocal left
        left -= reached == point
        if reached == point and left == 0 and _may_die():
            os.kill(os.getpid(), signal.SIGKILL)

    with trapped(trap):
        if command[0] == "celery":
            return _celery(command[1:])
        # By name: the kit and the command line stand side by side and do not import each other.
        return int(importlib.import_module("resume_pipeline.cli").main(list(command)))


def _may_die() -> bool:
    """Whether no other process has died in our stead, as those of a pool could for each other."""
    file = os.environ.get(DEATH)
    if file is None:
        return True
    try:
        Path(file).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _celery(words: Sequence[str]) -> int:
    """Celery's own command line; it ends by SystemExit."""
    from celery.bin.celery import celery

    celery.main(args=list(words), prog_name="celery")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
