"""The commands ``profile`` and ``draft``: rank resumes against a vacancy; draft its criteria."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from resume_pipeline.cli.boundary import FAILED
from resume_pipeline.cli.embedded import (
    TENANT,
    Asked,
    Handled,
    checked,
    embedded,
    extracting,
    home_of,
    run,
)
from resume_pipeline.cli.safe import safe
from resume_pipeline.cli.tables import Bar, print_json, print_lines, table
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.keys import result_key
from resume_pipeline.stages.score.draft import draft_criteria
from resume_pipeline.wire.payloads import Item, ScoreCard
from resume_pipeline.wire.vacancy import Vacancy

_HEADERS: Final = ("RANK", "SCORE", "FILE", "READING", "WHY")
_SHOWN: Final = 3  # criteria a line
_ADVERT_BYTES: Final = 1 << 20


def profile(arguments: Namespace) -> int:
    """Read the files, print what came of them, best first; 1 if one has failed."""
    checked(arguments.files)
    vacancy = vacancy_in(arguments.vacancy) if arguments.vacancy else None
    plan = "default" if vacancy else "profile"
    options = extracting(arguments)
    asked = Asked(paths=arguments.files, plan=plan, vacancy=vacancy, options=options)
    with home_of(arguments.out) as home:
        handled = run(asked, embedded(arguments, home), Bar().show)
    if arguments.json:
        for one in handled:
            print_json(as_json(one, arguments.out))
    else:
        print_lines([*ranked_table(handled), "", _where(arguments.out)])
    return FAILED if any(one.has_failed for one in handled) else 0


def draft(arguments: Namespace) -> int:
    """Print the vacancy in a file with criteria drafted from its text, for a person to confirm."""
    vacancy = draft_criteria(vacancy_in(arguments.advert))
    text = json.dumps(vacancy.to_json(), indent=2, ensure_ascii=False, sort_keys=True)
    print_lines(text.split("\n"))
    return 0


def _where(out: Path | None) -> str:
    if out is None:
        return "Nothing was kept; --out DIR keeps the results."
    return f"The results are in {out}."


def vacancy_in(path: Path) -> Vacancy:
    """The vacancy in a file: an advert as text, or a whole vacancy as ``.json``.

    Raises:
        InvalidRequestError: it is none.
    """
    (path,) = checked([path])
    with path.open("rb") as stream:
        body = stream.read(_ADVERT_BYTES + 1)
    if path.suffix.lower() == ".json":
        return Vacancy.from_bytes(body)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRequestError(f"{path}: is not text; save the advert as plain text") from None
    if not text.strip() or "\x00" in text:
        raise InvalidRequestError(f"{path}: holds no text; save the advert as plain text")
    return _of_text(path, text)


def _of_text(path: Path, text: str) -> Vacancy:
    try:
        return Vacancy.from_text(text)
    except ValueError:
        raise InvalidRequestError(f"{path}: is too long for an advert") from None


def as_json(one: Handled, out: Path | None) -> dict[str, Any]:
    """What came of one file, for programs."""
    score = one.result.score if one.result else None
    kept = out is not None and one.job is not None and one.result is not None
    return {
        "file": str(one.path),
        "job_id": one.job.id if one.job else None,
        "state": str(one.job.state) if one.job else "failed",
        "reading_status": one.reading_status,
        "score": None if score is None else str(score),
        "code": one.code,
        "result": str(_result(one, out)) if kept else None,
    }


def _result(one: Handled, out: Path | None) -> Path | None:
    return out / "files" / result_key(TENANT, one.job.id) if out and one.job else None


def ranked_table(handled: Sequence[Handled]) -> Iterator[str]:
    """A line for each file with its score and the reasons for it, best first."""
    yield from table(_HEADERS, [_row(one) for one in handled])
    if any(one.result and one.result.summary.criteria_draft for one in handled):
        yield ""
        yield "The criteria were drafted from the advert: nobody has confirmed them."


def _row(one: Handled) -> tuple[Any, ...]:
    score = one.result.score if one.result else None
    return one.rank, score, one.path.name, one.reading_status, _why(one)


def _why(one: Handled) -> str:
    if one.result is None:
        return f"failed: {one.code}"
    if one.result.scorecard is None:
        return _counted(one.result.summary.counts)
    if one.result.abstained:
        return f"no score: {one.result.abstained}"
    return _criteria(one.result.scorecard)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count) or "no entries"


def _criteria(card: ScoreCard) -> str:
    """The criteria that gave most, and the must-haves without evidence."""
    items = [item for contribution in card.contributions for item in contribution.items]
    met = sorted((item for item in items if item.status == "met"), key=lambda i: -i.points)
    parts = {"met": [_label(item) for item in met], "missing": list(card.missing)}
    said = [f"{name}: {_some(labels)}" for name, labels in parts.items() if labels]
    return "; ".join(said) or "no criterion is met"


def _label(item: Item) -> str:
    return item.label or "unnamed"


def _some(labels: Sequence[str]) -> str:
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(safe(label) for label in labels[:_SHOWN]) + more
