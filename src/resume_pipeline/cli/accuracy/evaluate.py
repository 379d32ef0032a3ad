"""The command ``evaluate``: readings against a folder of labelled resumes."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import attrs

from resume_pipeline.cli.configured import settings_of
from resume_pipeline.cli.tables import Bar, print_json, print_lines, table
from resume_pipeline.engines.reading import read_resume
from resume_pipeline.evaluation.folder import LabelledFile, labelled_files
from resume_pipeline.evaluation.judging import Judged, judge
from resume_pipeline.evaluation.report import (
    Bin,
    Score,
    Share,
    macro,
    macro_interval,
    reliability,
    scores,
)
from resume_pipeline.ports.stage import Box
from resume_pipeline.sandbox import configured_box

_HEADERS: Final = ("FIELD", "RIGHT", "WRONG", "MISSED", "PRECISION", "RECALL", "F1")
SURE: Final = 900  #: thousandths from which on a value is called sure


@attrs.frozen
class Measured:
    """One file: what became of it, its judged values, and a confidence for each that was read."""

    path: Path
    status: str
    judged: tuple[Judged, ...]
    stated: tuple[tuple[int, bool], ...]


def evaluate(arguments: Namespace) -> int:
    """Print how right the readings of a folder's resumes are; 0 however right that is."""
    files = labelled_files(arguments.folder)
    bar = Bar()
    measured = []
    with closing(configured_box(settings_of(arguments))) as box:
        for number, file in enumerate(files, 1):
            measured.append(_measured(file, box))
            bar.show(number, len(files))
    if arguments.json:
        print_json(_as_json(measured))
    else:
        print_lines(_lines(measured))
    return 0


def _measured(file: LabelledFile, box: Box) -> Measured:
    content = file.path.read_bytes()
    reading = read_resume(content, box=box) if content else None
    profile = reading.profile if reading else None
    judged = judge(file.truth, profile.resume if profile else {})
    evidence = profile.evidence if profile else ()
    stated = {entry.path: entry.confidence for entry in evidence}
    pairs = tuple((stated[one.path], one.is_right) for one in judged if one.path is not None)
    return Measured(file.path, reading.status if reading else "empty", tuple(judged), pairs)


def _stated(measured: Sequence[Measured]) -> list[tuple[int, bool]]:
    return [pair for one in measured for pair in one.stated]


def _lines(measured: Sequence[Measured]) -> Iterator[str]:
    found = scores(one.judged for one in measured)
    yield from table(_HEADERS, [_row(field, score) for field, score in found.items()])
    low, high = macro_interval([one.judged for one in measured])
    yield ""
    yield f"{len(measured)} files, macro F1 {macro(found):.3f} [{low:.3f}, {high:.3f}]"
    for one in measured:
        if one.status != "ok":
            yield f"{one.path.name}: {one.status}"
    yield ""
    yield from reliability_lines(_stated(measured))


def _row(field: str, score: Score) -> tuple[Any, ...]:
    shares = (_share(score.precision), _share(score.recall))
    return field, score.right, score.wrong, score.missed, *shares, f"{score.f1:.3f}"


def _share(share: Share) -> str | None:
    if share.value is None:
        return None
    low, high = share.interval
    return f"{share.value:.3f} [{low:.3f}, {high:.3f}]"


def reliability_lines(pairs: Sequence[tuple[int, bool]]) -> Iterator[str]:
    """A line for each bin of confidence, and one for all that are sure."""
    headers = ("CONFIDENCE", "VALUES", "STATED", "RIGHT")
    yield from table(headers, [_bin_row(one) for one in reliability(pairs)])
    sure = [is_right for stated, is_right in pairs if stated >= SURE]
    yield ""
    yield f"{SURE} and more: {_share(Share(sum(sure), len(sure))) or '-'} of {len(sure)} are right"


def _bin_row(one: Bin) -> tuple[Any, ...]:
    return f"{one.low}+", one.hits.total, one.stated, _share(one.hits)


def _as_json(measured: Sequence[Measured]) -> dict[str, Any]:
    found = scores(one.judged for one in measured)
    low, high = macro_interval([one.judged for one in measured])
    return {
        "files": len(measured),
        "unread": {one.path.name: one.status for one in measured if one.status != "ok"},
        "fields": {field: _score_json(score) for field, score in found.items()},
        "macro": {"f1": round(macro(found), 4), "low": round(low, 4), "high": round(high, 4)},
        "reliability": [
            {"from": one.low, "values": one.hits.total, "stated": one.stated} | one.hits.to_json()
            for one in reliability(_stated(measured))
        ],
    }


def _score_json(score: Score) -> dict[str, Any]:
    return {
        "right": score.right,
        "wrong": score.wrong,
        "missed": score.missed,
        "precision": score.precision.to_json(),
        "recall": score.recall.to_json(),
        "f1": round(score.f1, 4),
    }
