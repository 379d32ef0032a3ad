"""What the commands of this package can be asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_reports(commands: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    """``report`` and ``blind``."""
    more = (
        "One file that needs no other, no network and no script. It is made anew each time. The "
        "page of a batch that still runs shows how it stands so far."
    )
    words = "a page on a job or a batch: the score, what it rests on, and how firm it is"
    report = add(commands, "report", "report.writing:report", words, more)
    report.add_argument("job", nargs="?", metavar="JOB")
    report.add_argument("--batch", metavar="BATCH", help="on this batch instead of a job")
    words = "the candidate's own copy: without names of staff, and nothing of others"
    report.add_argument("--candidate", action="store_true", help=words)
    report.add_argument("--html", type=Path, required=True, metavar="OUT", help="where to write it")
    _whose(report)
    more = (
        "A PDF becomes pictures of its pages, in which only lines are left that were read; any "
        "other document a page of HTML with the blind text. OUT has to end in .pdf or .html "
        "accordingly; the command says so."
    )
    words = "a copy of a job's resume without what says whose it is"
    blind = add(commands, "blind", "report.writing:blind", words, more)
    blind.add_argument("job", metavar="JOB")
    blind.add_argument("--out", type=Path, required=True, metavar="OUT")
    _whose(blind)


def _whose(to: argparse.ArgumentParser) -> None:
    to.add_argument("--tenant", default="default", metavar="NAME", help="whose (default)")
