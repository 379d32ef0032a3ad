"""JSON Resume 1.0.0 as data, and values in such a document by JSON pointer (RFC 6901)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from resume_pipeline.errors import InvalidRequestError

TEXT: Final = "text"
DATE: Final = "date"
_ISO: Final = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_LONGEST: Final = 10_000  # characters of one text
_MOST: Final = 1_000  # entries of one list
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def _texts(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), TEXT)


_PERIOD: Final = {"startDate": DATE, "endDate": DATE}
#: What may stand where: a text, a date, an object by names, or a list of one kind of entry.
SHAPE: Final[Mapping[str, Any]] = {
    "basics": {
        **_texts("name label image email phone url summary"),
        "location": _texts("address postalCode city countryCode region"),
        "profiles": [_texts("network username url")],
    },
    "work": [
        {**_texts("name position location description url summary"), **_PERIOD}
        | {"highlights": [TEXT]}
    ],
    "volunteer": [
        {**_texts("organization name position url summary location"), **_PERIOD}
        | {"highlights": [TEXT]}
    ],
    "education": [
        {**_texts("institution url area studyType score"), **_PERIOD} | {"courses": [TEXT]}
    ],
    "awards": [{**_texts("title awarder summary"), "date": DATE}],
    "certificates": [{**_texts("name url issuer"), "date": DATE}],
    "publications": [{**_texts("name publisher url summary"), "releaseDate": DATE}],
    "skills": [{**_texts("name level"), "keywords": [TEXT]}],
    "languages": [_texts("language fluency")],
    "interests": [{**_texts("name"), "keywords": [TEXT]}],
    "references": [_texts("name reference")],
    "projects": [
        {**_texts("name description url entity type"), **_PERIOD}
        | {"highlights": [TEXT], "keywords": [TEXT], "roles": [TEXT]}
    ],
}
#: By which an entry of a list is known again when its file is read anew.
_NAMES: Final = ("name", "position", "organization", "institution", "studyType", "area", "language")
#: Behind the last entry of a list (RFC 6901, section 4).
END: Final = "-"


class Missing:
    """Where nothing stands."""


MISSING: Final = Missing()


def steps_of(path: str) -> tuple[str, ...]:
    """The names and numbers on the way that a JSON pointer leads.

    Raises:
        InvalidRequestError: it is no pointer, or it points to nothing that a profile may have.
    """
    if not path.startswith("/") or re.search("~(?![01])", path):
        raise InvalidRequestError("a path is a JSON pointer, such as /work/0/position")
    steps = tuple(s.replace("~1", "/").replace("~0", "~") for s in path.split("/")[1:])
    shape_at(steps)
    return steps


def shape_at(steps: Sequence[str]) -> Any:
    """What may stand there.

    Raises:
        InvalidRequestError: nothing; the message says what is known instead.
    """
    shape: Any = SHAPE
    for position, step in enumerate(steps):
        if isinstance(shape, list):
            is_last = position == len(steps) - 1
            if not re.fullmatch(r"0|[1-9]\d{0,5}", step) and not (step == END and is_last):
                raise InvalidRequestError(
                    "a list's entry has a number in the path, from 0, or - at its end to add one"
                )
            shape = shape[0]
        elif isinstance(shape, dict) and step in shape:
            shape = shape[step]
        elif isinstance(shape, dict):
            known = ", ".join(sorted(shape))
            raise InvalidRequestError(f"a profile has no such field there; there are {known}")
        else:
            raise InvalidRequestError("the path leads on where a profile has a single value")
    return shape


def check(value: Any, shape: Any) -> None:
    """See that ``value`` may stand where ``shape`` does.

    Raises:
        InvalidRequestError: it may not. The message names fields and rules, never the value.
    """
    if isinstance(shape, dict):
        _check_object(value, shape)
    elif isinstance(shape, list):
        if not isinstance(value, list) or not 0 < len(value) <= _MOST:
            raise InvalidRequestError(f"a list of 1 to {_MOST} entries must stand there")
        for entry in value:
            check(entry, shape[0])
    else:
        _check_text(value, is_date=shape == DATE)


def _check_text(value: Any, *, is_date: bool) -> None:
    if is_date and not (isinstance(value, str) and _ISO.fullmatch(value)):
        raise InvalidRequestError("a date must stand there: 2026, 2026-01 or 2026-01-31")
    if not isinstance(value, str) or not value.strip() or _CONTROL.search(value):
        raise InvalidRequestError("a text must stand there, with no control characters in it")
    if len(value) > _LONGEST:
        raise InvalidRequestError(f"a text may have at most {_LONGEST} characters")


def _check_object(value: Any, shape: Mapping[str, Any]) -> None:
    if not isinstance(value, dict) or not value or not set(value) <= set(shape):
        known = ", ".join(sorted(shape))
        raise InvalidRequestError(f"an object must stand there, with some of {known}")
    for name, part in value.items():
        check(part, shape[name])


def value_at(tree: Any, steps: Sequence[str]) -> Any:
    """What stands there, or `MISSING`."""
    for step in steps:
        if isinstance(tree, list):
            tree = tree[int(step)] if step != END and int(step) < len(tree) else MISSING
        else:
            tree = tree.get(step, MISSING) if isinstance(tree, dict) else MISSING
    return tree


def entry_at(tree: Any, steps: Sequence[str]) -> dict[str, str] | None:
    """The names of the list's entry in which the path ends; None if it is in none."""
    for position, step in enumerate(steps):
        if isinstance(value_at(tree, steps[:position]), list) and step != END:
            entry = value_at(tree, steps[: position + 1])
            known = entry if isinstance(entry, dict) else {}
            return {name: known[name] for name in _NAMES if name in known}
    return None


def is_reachable(tree: Any, steps: Sequence[str]) -> bool:
    """Whether a value can be put there: no entry of a list on the way is missing."""
    for position, step in enumerate(steps):
        at = value_at(tree, steps[:position])
        if isinstance(at, list) and step != END and int(step) >= len(at):
            return False
        is_entry = isinstance(shape_at(steps[:position]), list) and step != END
        if is_entry and at is MISSING:
            return False
    return True


def with_value(tree: Any, steps: Sequence[str], value: Any, shape: Any = SHAPE) -> Any:
    """A copy of ``tree`` with ``value`` there; objects and lists on the way are made."""
    if not steps:
        return value
    step, *rest = steps
    if isinstance(shape, list):
        entries = list(tree) if isinstance(tree, list) else []
        if step == END:
            return [*entries, value]
        entries[int(step)] = with_value(entries[int(step)], rest, value, shape[0])
        return entries
    known = dict(tree) if isinstance(tree, dict) else {}
    known[step] = with_value(known.get(step), rest, value, shape[step])
    return known


def without(tree: Any, steps: Sequence[str]) -> Any:
    """A copy of ``tree`` without what stands there; entries of a list move up."""
    step, *rest = steps
    if isinstance(tree, list):
        at = int(step)
        return [*tree[:at], *([without(tree[at], rest)] if rest else []), *tree[at + 1 :]]
    kept = {name: value for name, value in tree.items() if name != step or rest}
    return {**kept, step: without(tree[step], rest)} if rest else kept
