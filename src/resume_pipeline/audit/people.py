"""Who was assessed, as a file says it: groups as people reported them, and what came of it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import attrs

from resume_pipeline.errors import InvalidRequestError

#: What the column ``source`` must say of each row whose groups are known.
SELF_REPORTED: Final = "self_reported"
_COLUMNS: Final = ("sex", "race_ethnicity", "source", "selected", "score", "count", "job")
_UNKNOWN: Final = frozenset({"", "unknown", "declined", "not_reported", "prefer not to say"})
_FLAGS: Final = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,12})?")
_LONGEST: Final = 200


@attrs.frozen(kw_only=True)
class Assessed:
    """People of one pair of groups with one outcome.

    Attributes:
        sex, race_ethnicity: as they reported it themselves; None if it is not known.
        selected: whether they were selected to move forward; None if that is not asked.
        score: that they were given; None if none was.
        count: how many people this is.
        job: in which they were assessed, if their outcome is to be looked up.
    """

    sex: str | None
    race_ethnicity: str | None
    selected: bool | None = None
    score: Fraction | None = None
    count: int = 1
    job: str | None = None


def read_people(file: Path) -> list[Assessed]:
    """The rows of a CSV file with a header, or of a JSON file that holds a list of objects.

    Columns: ``sex``, ``race_ethnicity``, ``source``, ``selected`` and ``score`` (one of the two at
    least), and ``count`` if a row stands for several people; or ``job`` in the place of these
    three, see `resume_pipeline.audit.outcomes.with_outcomes`. Groups that differ in capital letters
    or spaces alone are one.

    Raises:
        InvalidRequestError: the file or a row is not of that shape, or its groups were not reported
            by the people themselves. The message names row and column, never a value.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        rows = json.loads(text) if file.suffix.lower() == ".json" else _csv(text)
    except (ValueError, RecursionError, csv.Error):
        raise InvalidRequestError("the file is no CSV with a header, and no JSON list") from None
    if not isinstance(rows, list) or not rows:
        raise InvalidRequestError("the file holds no rows: a list of people is needed")
    spellings: dict[str, str] = {}
    return [_assessed(row, number, spellings) for number, row in enumerate(rows, 1)]


def _csv(text: str) -> list[Mapping[str, Any]]:
    reader = csv.DictReader(io.StringIO(text), strict=True, restval=None)
    return list(reader)


def _assessed(row: Any, number: int, spellings: dict[str, str]) -> Assessed:
    if not isinstance(row, dict) or not set(row) <= set(_COLUMNS):
        raise InvalidRequestError(f"row {number}: the columns are {', '.join(_COLUMNS)}")
    if any(isinstance(value, dict | list) for value in row.values()):
        raise InvalidRequestError(f"row {number}: each column has one value")
    said = {name: _word(row.get(name)) for name in _COLUMNS}
    sex, race = (_group(said[name], name, number, spellings) for name in ("sex", "race_ethnicity"))
    if (sex or race) and said["source"] != SELF_REPORTED:
        raise InvalidRequestError(
            f"row {number}: groups count only as people reported them themselves; say so with "
            f"source = {SELF_REPORTED}, or leave the groups empty. Inferred groups are refused"
        )
    return Assessed(
        sex=sex,
        race_ethnicity=race,
        selected=_flag(said["selected"], number),
        score=_score(said["score"], number),
        count=_count(said["count"], number),
        job=said["job"] or None,
    )


def _word(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _group(text: str, name: str, number: int, spellings: dict[str, str]) -> str | None:
    """The group in its first spelling: small and capital letters make no two groups of one."""
    if len(text) > _LONGEST or not text.isprintable():
        raise InvalidRequestError(f"row {number}: {name} is no name of a group")
    if text.lower() in _UNKNOWN:
        return None
    return spellings.setdefault(" ".join(text.casefold().split()), text)


def _flag(text: str, number: int) -> bool | None:
    if text and text.lower() not in _FLAGS:
        raise InvalidRequestError(f"row {number}: selected is 1 or 0, yes or no")
    return _FLAGS[text.lower()] if text else None


def _score(text: str, number: int) -> Fraction | None:
    if text and not _NUMBER.fullmatch(text):
        raise InvalidRequestError(f"row {number}: score is a number such as 67.6")
    return Fraction(text) if text else None


def _count(text: str, number: int) -> int:
    if text and not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise InvalidRequestError(f"row {number}: count is a whole number above zero")
    return int(text or 1)


def groups_of(one: Assessed) -> Iterator[tuple[str, str | None]]:
    """By which question somebody belongs to which group; None where it is not known."""
    both = f"{one.sex} / {one.race_ethnicity}" if one.sex and one.race_ethnicity else None
    yield "sex", one.sex
    yield "race_ethnicity", one.race_ethnicity
    yield "sex and race_ethnicity", both
