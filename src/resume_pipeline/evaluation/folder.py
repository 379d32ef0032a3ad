"""A folder of resumes that somebody labelled: each file with its truth beside it, by its stem."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import starmap
from pathlib import Path
from typing import Any, Final

import attrs

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.evaluation.judging import FIELDS
from resume_pipeline.wire.json_resume import DATE, SHAPE

_TRUTHS: Final = (".truth.json", ".json")
_DATE: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_MOST_BYTES: Final = 1 << 22


@attrs.frozen
class LabelledFile:
    """A resume and its truth.

    Attributes:
        path: of the resume.
        truth: a JSON Resume document of what is printed in it.
    """

    path: Path
    truth: Mapping[str, Any]


def labelled_files(folder: Path) -> list[LabelledFile]:
    """The labelled resumes in ``folder``, by name; files without a truth are left out.

    Raises:
        InvalidRequestError: no such folder, no labelled file in it, or a truth that is none.
    """
    if not folder.is_dir():
        raise InvalidRequestError(f"{folder}: there is no such folder")
    found = list(_pairs(folder))
    if not found:
        said = "holds no labelled resume: put STEM.json, a JSON Resume document, beside STEM.pdf"
        raise InvalidRequestError(f"{folder}: {said}")
    return [LabelledFile(path, _truth(truth)) for path, truth in found]


def _pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() == ".json" or not path.is_file():
            continue
        beside = (path.with_name(path.stem + ending) for ending in _TRUTHS)
        truth = next((one for one in beside if one.is_file()), None)
        if truth:
            yield path, truth


def _truth(path: Path) -> Mapping[str, Any]:
    """The truth in a file.

    Raises:
        InvalidRequestError: it is no JSON Resume document.
    """
    with path.open("rb") as stream:
        body = stream.read(_MOST_BYTES)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidRequestError(f"{path}: is not JSON") from None
    wrong = what_is_wrong(value)
    if wrong:
        raise InvalidRequestError(f"{path}: is no JSON Resume document: {wrong}")
    found: Mapping[str, Any] = value
    return found


def what_is_wrong(value: Any) -> str | None:
    """What is wrong with a truth, in a few words; None if it can be judged by."""
    if not isinstance(value, dict):
        return "it is not an object"
    found = _misshapen(value, SHAPE, "")
    if found or not isinstance(value.get("meta", {}), dict):
        return found or "meta is not an object"
    return _wrong_scored(value.get("meta", {}).get("scored"))


def _misshapen(value: Any, shape: Any, where: str) -> str | None:
    """What in ``value`` is not as JSON Resume has it; names that it does not know may be there."""
    if value is None:
        return None
    if isinstance(shape, Mapping):
        if not isinstance(value, dict):
            return f"{where[1:]} is not an object"
        parts = (
            (value[name], kind, f"{where}.{name}") for name, kind in shape.items() if name in value
        )
        return next(filter(None, starmap(_misshapen, parts)), None)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{where[1:]} is not a list"
        entries = ((one, shape[0], f"{where}.{number}") for number, one in enumerate(value))
        return next(filter(None, starmap(_misshapen, entries)), None)
    return _no_text(value, shape, where[1:])


def _no_text(value: Any, shape: str, where: str) -> str | None:
    if not isinstance(value, str):
        return f"{where} is not a text"
    if shape == DATE and value and not _DATE.fullmatch(value):
        return f"{where} is no date: write 2019, 2019-05 or 2019-05-31"
    return None


def _wrong_scored(scored: Any) -> str | None:
    if scored is None:
        return None
    if not isinstance(scored, list) or not all(isinstance(one, str) for one in scored):
        return "meta.scored is not a list of fields"
    known = {*FIELDS, *(field.rpartition(".")[0] for field in FIELDS)} - {""}
    strange = next((one for one in scored if one not in known), None)
    return f"meta.scored has no field {strange}" if strange else None
