"""The score's model card, written from what the installed code runs with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from resume_pipeline import __version__
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.evidence.performing import environment
from resume_pipeline.model.ids import sha256
from resume_pipeline.ports.stage import StageTraits
from resume_pipeline.stages.blind import Blind
from resume_pipeline.stages.blind.about import LEFT, TAKEN_OUT
from resume_pipeline.stages.blind.stage import MODE
from resume_pipeline.stages.extract import Extract
from resume_pipeline.stages.parse import Parse
from resume_pipeline.stages.score import Score
from resume_pipeline.stages.score.about import About, about

_FIELDS = frozenset({"what", "figure", "command"})


@attrs.frozen(kw_only=True)
class Figures:
    """What somebody measured and recorded.

    Attributes:
        rows: of each figure, ``what``, ``figure`` and the ``command`` that measures it again.
        digest: SHA-256 of the file that they are read from.
    """

    rows: tuple[dict[str, str], ...]
    digest: str


def read_figures(file: Path) -> Figures:
    """The figures in a JSON file: a list of objects with ``what``, ``figure`` and ``command``.

    Raises:
        InvalidRequestError: it is not of that shape.
    """
    body = file.read_bytes()
    try:
        rows = json.loads(body)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(map(_is_row, rows)):
        raise InvalidRequestError(
            "recorded figures are a JSON list of objects with what, figure and command, all texts"
        )
    return Figures(rows=tuple(rows), digest=sha256(body))


def _is_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and set(row) == _FIELDS
        and all(isinstance(value, str) for value in row.values())
    )


def as_markdown(figures: Figures | None = None) -> str:
    """The card. No figure stands in it that is not read from a recorded file."""
    return "\n".join([*_lines(about()), *_measured(figures)]) + "\n"


def _lines(it: About) -> Iterator[str]:
    yield from (f"# Model card: {it.name} {it.version}", "")
    yield (
        "A sum of points that an employer gives to criteria, computed by rules from a resume "
        "without identity. Written by the code that it describes."
    )
    yield from _versions(it)
    yield from _criteria(it)
    yield from ("", "## When there is no score", "", "| code | why |", "| --- | --- |")
    yield from (f"| `{code}` | {why} |" for code, why in it.abstains.items())
    yield from _vocabulary(it)
    yield from ("", "## What is not used", "", *_bullets(it.not_used))
    yield from ("", "Taken out of the resume before anything is computed:", "")
    yield from _bullets([f"`{kind}`: {what}" for kind, what in TAKEN_OUT.items()])
    yield from ("", "## Known limits", "", *_bullets((*it.limits, *LEFT)))


def _versions(it: About) -> Iterator[str]:
    yield from ("", "## What runs", "", "| part | version | rests on |", "| --- | --- | --- |")
    yield f"| resume_pipeline | {__version__} | |"
    for stage in (Extract(), Parse(), Blind(), Score()):
        yield f"| stage {stage.name} | {stage.version} | {_basis(StageTraits.of(stage))} |"
    yield f"| view | {MODE} | |"
    yield from (f"| vocabulary | | SHA-256 `{it.vocabulary}` |", "")
    yield "Each score also names the digests of its criteria and of this vocabulary."


def _basis(traits: StageTraits) -> str:
    """Versions of engines, and the digest of a model."""
    engines = [f"{name} {version}" for name, version in environment(traits.engines).items()]
    return ", ".join([*engines, *([f"model `{traits.model}`"] if traits.model else [])])


def _criteria(it: About) -> Iterator[str]:
    yield from ("", "## Criteria", "")
    yield "Default points of a vacancy that asks for all of them and gives none of its own."
    yield from ("", "| kind | points | how it is looked for |", "| --- | --- | --- |")
    yield from (f"| `{kind}` | {points} | {how} |" for kind, (points, how) in it.criteria.items())


def _vocabulary(it: About) -> Iterator[str]:
    yield from ("", "## Vocabulary", "")
    yield f"It knows {', '.join(f'{size} {name}' for name, size in it.sizes.items())}."
    yield from ("", "| what | from | licence |", "| --- | --- | --- |")
    for source in it.sources:
        yield f"| {source['what']} | {source['from']} | {source['licence']} |"


def _bullets(lines: Sequence[str]) -> list[str]:
    return [f"- {line}" for line in lines]


def _measured(figures: Figures | None) -> Iterator[str]:
    yield from ("", "## What was measured", "")
    if figures is None:
        yield "No recorded figures were given when this card was written."
        return
    yield f"Read from a recorded file with the SHA-256 `{figures.digest}`."
    yield from ("", "| what | figure | command |", "| --- | --- | --- |")
    for row in figures.rows:
        yield f"| {_cell(row['what'])} | {_cell(row['figure'])} | `{_cell(row['command'])}` |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
