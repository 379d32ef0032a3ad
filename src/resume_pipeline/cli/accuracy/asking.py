"""What can be asked of accuracy: arguments only, with imports that cost nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_accuracy(commands: Any, add: Callable[..., Any], number: Callable[[str], int]) -> None:
    """The commands ``evaluate`` and ``train``; ``number`` reads one above zero."""
    evaluate = add(
        commands,
        "evaluate",
        "accuracy.evaluate:evaluate",
        "measure readings against resumes that you labelled",
        "Beside each resume STEM.pdf stands its truth, STEM.truth.json or STEM.json: a JSON Resume "
        "document of what is printed in it. Intervals are at 95 percent.",
    )
    evaluate.add_argument("folder", type=Path, metavar="DIR")
    evaluate.add_argument("--json", action="store_true", help="one JSON object")
    train = add(
        commands,
        "train",
        "accuracy.train:train",
        "make the model that says how sure parse is of a value",
        "It draws resumes of people who do not exist, and tells what the model is worth on layouts "
        "that were not fitted. The same arguments give the same bytes. It needs the extra train.",
    )
    train.add_argument("--out", type=Path, metavar="FILE", help="where to write the model")
    words = "train nothing: measure the model that ships"
    train.add_argument("--check", action="store_true", help=words)
    train.add_argument("--seed", type=number, default=1, metavar="N", help="of the resumes (1)")
    words = "how many layouts to fit (250); a third as many others are held out"
    train.add_argument("--layouts", type=number, default=250, metavar="N", help=words)
    words = "how many resumes for each layout (4)"
    train.add_argument("--each", type=number, default=4, metavar="N", help=words)
    words = "also fit a folder of resumes that you labelled, as for evaluate"
    train.add_argument("--labelled", type=Path, metavar="DIR", help=words)
    _add_fit(commands, add)


def _add_fit(commands: Any, add: Callable[..., Any]) -> None:
    fit = add(
        commands,
        "fit",
        "accuracy.fit:fit",
        "experimental: points of criteria from decisions that are on record",
        "It learns past decisions, with what was wrong in them, and freezes no model without a "
        "bias audit. The same decisions give the same bytes. It needs the extra train.",
    )
    words = "a decision's outcome that moves somebody forward; again for each"
    fit.add_argument("--selected", action="append", required=True, metavar="CODE", help=words)
    words = "the bias audit of what it learns from, as audit bias --format json writes it"
    fit.add_argument("--audit", type=Path, metavar="FILE", help=words)
    fit.add_argument("--out", type=Path, metavar="FILE", help="where to write the model")
    fit.add_argument("--tenant", default="default", metavar="NAME", help="whose (default)")
