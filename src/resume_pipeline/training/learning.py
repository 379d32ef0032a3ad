"""From samples to examples, and from a seed to a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from resume_pipeline.errors import StageFailedError
from resume_pipeline.evaluation.judging import judge
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.media import HEAD, sniff
from resume_pipeline.ports.stage import Box, RawFile, Work
from resume_pipeline.stages.extract import Extract
from resume_pipeline.stages.parse.confidence import Confidence
from resume_pipeline.stages.parse.cuts import plain
from resume_pipeline.stages.parse.stage import found_in
from resume_pipeline.training.drawing import samples
from resume_pipeline.training.fitting import Example, fit
from resume_pipeline.training.layouts import layouts
from resume_pipeline.wire.payloads import Document, ReadingStatus

#: Of the generator; another one draws other resumes from the same seed.
GENERATOR: Final = "1"
_NO_DATE: Final = "1970-01-01"
#: A file's content and its truth, with the group that it is left out with.
Labelled = tuple[str, bytes, Mapping[str, Any]]


def drawn(seed: int, count: int, each: int, *, held_out: bool = False) -> Iterator[Labelled]:
    """``each`` invented resumes for ``count`` layouts."""
    for one in samples(seed, layouts(seed, count, held_out=held_out), each):
        yield one.group, one.content, one.truth


def examples(labelled: Iterable[Labelled], box: Box) -> Iterator[Example]:
    """Every value that is read in the files and can be judged."""
    for group, content, truth in labelled:
        document = _document(content, box)
        if document is not None:
            yield from _judged(group, document, truth)


def _document(content: bytes, box: Box) -> Document | None:
    file = RawFile(sha256=sha256(content), size=len(content), media_type=sniff(content[:HEAD]))
    try:
        read_out = Extract().run(Work(inputs=[file], content=content, as_of=_NO_DATE, box=box))
    except StageFailedError:
        return None
    return read_out if read_out.status is ReadingStatus.OK else None


def _judged(group: str, document: Document, truth: Mapping[str, Any]) -> Iterator[Example]:
    tree, values, _ = found_in(document)
    right = {one.path: one.is_right for one in judge(truth, plain(tree)) if one.path}
    for value in values:
        if value.path in right:
            yield Example(group, value.found.rule, value.signals, right[value.path])


def trained(
    seed: int,
    count: int,
    each: int,
    box: Box,
    labelled: Iterable[Labelled] = (),
    report: Callable[[str], None] = lambda _: None,
) -> Confidence:
    """The model of ``each`` resumes for ``count`` layouts, and of the labelled files.

    Raises:
        ConfigError: scikit-learn is not installed.
        ValueError: too few resumes to learn from.
    """
    invented = list(examples(drawn(seed, count, each), box))
    report(f"{len(invented)} values of {count * each} invented resumes")
    own = list(examples(labelled, box))
    if own:
        report(f"{len(own)} values of labelled files")
    made = {
        "generator": GENERATOR,
        "seed": seed,
        "layouts": count,
        "each": each,
        "values": len(invented),
        "labelled": len(own),
    }
    return fit([*invented, *own], made)
