"""The command ``train``: the model of confidence, from invented resumes and labelled ones."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from resume_pipeline.cli.accuracy.evaluate import reliability_lines
from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.tables import print_lines
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.evaluation.folder import labelled_files
from resume_pipeline.ports.stage import Box
from resume_pipeline.sandbox import configured_box
from resume_pipeline.stages.parse.confidence import Confidence
from resume_pipeline.training.learning import Labelled, drawn, examples, trained


def train(arguments: Namespace) -> int:
    """Write a model, or only check one, and print how sure it is of layouts that it never saw."""
    if not (arguments.out or arguments.check):
        raise InvalidRequestError("name where to write the model: --out FILE; or --check")
    out = writable(arguments.out) if arguments.out else None
    labelled = list(_labelled(arguments.labelled)) if arguments.labelled else []
    with closing(configured_box(settings_of(arguments))) as box:
        model = _trained(arguments, labelled, box) if out else _shipped()
        pairs = list(_held_out(model, arguments, box))
    if out:
        out.write_bytes(model.body)
        print_lines([f"the model is {out}, sha256 {model.digest}"])
    print_lines(["", "Invented resumes in layouts that were not fitted:"])
    print_lines(reliability_lines(pairs))
    return 0


def writable(out: Path) -> Path:
    """``out``, if a file can be written there.

    Raises:
        InvalidRequestError: it is a folder, or in none.
    """
    if out.is_dir() or not out.parent.is_dir():
        raise InvalidRequestError(f"{out}: name a file in a folder that there is")
    return out


def _labelled(folder: Path) -> Iterator[Labelled]:
    for file in labelled_files(folder):
        yield f"labelled/{file.path.stem}", file.path.read_bytes(), file.truth


def _trained(arguments: Namespace, labelled: list[Labelled], box: Box) -> Confidence:
    def say(line: str) -> None:
        print_lines([line])

    size = (arguments.seed, arguments.layouts, arguments.each)
    try:
        return trained(*size, box, labelled, say)
    except ValueError as error:
        raise InvalidRequestError(f"{error}; ask for more --layouts") from None


def _shipped() -> Confidence:
    from resume_pipeline.stages.parse.confidence import shipped

    return shipped()


def _held_out(model: Confidence, arguments: Namespace, box: Box) -> Iterator[tuple[int, bool]]:
    count = max(2, arguments.layouts // 3)
    for one in examples(drawn(arguments.seed, count, arguments.each, held_out=True), box):
        yield model.of(one.rule, one.signals), one.is_right
