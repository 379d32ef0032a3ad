"""Correction: what a person says instead of a reading, and what becomes of a profile by it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.event import canonical
from resume_pipeline.model.ids import Digest, sha256
from resume_pipeline.wire.base import Wire
from resume_pipeline.wire.json_resume import (
    END,
    MISSING,
    check,
    entry_at,
    is_reachable,
    shape_at,
    steps_of,
    value_at,
    with_value,
    without,
)
from resume_pipeline.wire.payloads import Conflict, Corrected, Profile


class Correction(Wire):
    """What a person says instead of what was read; stored beside the file, and never changed.

    Attributes:
        id: UUIDv7; corrections of a file are applied in the order of their ids.
        file, file_sha256: of which file.
        path: JSON pointer into `Profile.resume`; ``-`` at its end adds an entry to a list.
        value: what it says now; None takes away what is there.
        was: digest of the value that it replaces; None if there was none.
        entry: digest of the names of the list's entry that it is in; None outside of lists.
        actor, reason: who, and why.
        at: epoch milliseconds.
    """

    schema_id: ClassVar[str] = "resume_pipeline.correction/1"

    id: str
    file: str
    file_sha256: str
    path: str
    value: Any = None
    was: str | None = None
    entry: str | None = None
    actor: str
    reason: str
    at: int

    @property
    def digest(self) -> Digest:
        """SHA-256 of the canonical bytes: the name under which jobs know it."""
        return sha256(self.to_bytes())

    @classmethod
    def against(cls, profile: Profile, path: str, value: Any, **said: Any) -> Self:
        """A correction of ``profile`` as it stands.

        Raises:
            InvalidRequestError: the path leads nowhere in it, or the value may not stand there.
        """
        steps = steps_of(path)
        tree = profile.resume
        if value is not None:
            check(value, shape_at(steps))
        if not is_reachable(tree, steps):
            raise InvalidRequestError("the profile has no such entry; count from 0")
        if value is None and value_at(tree, steps) is MISSING:
            raise InvalidRequestError("nothing stands there that could be taken away")
        was, entry = _was(tree, steps), _entry(tree, steps)
        return cls(path=path, value=value, was=was, entry=entry, **said)


def _was(tree: Any, steps: Sequence[str]) -> str | None:
    value = value_at(tree, steps)
    return None if value is MISSING else _digest(value)


def _entry(tree: Any, steps: Sequence[str]) -> str | None:
    names = entry_at(tree, steps)
    return None if names is None else _digest(names)


def _digest(value: Any) -> str:
    return sha256(canonical(value).encode())


def corrected(profile: Profile, corrections: Sequence[Correction]) -> Profile:
    """``profile`` with ``corrections``, each applied to what those before it left.

    One that cannot be applied any more is kept as a conflict. Outside of lists a correction always
    holds; in an entry of a list it holds while that entry is the one that was corrected.
    """
    for one in corrections:
        profile = _with(profile, one)
    return profile


def _with(profile: Profile, one: Correction) -> Profile:
    steps = steps_of(one.path)
    why = _conflict(profile.resume, steps, one)
    if why:
        conflict = Conflict(path=one.path, correction=one.digest, why=why)
        return profile.model_copy(update={"conflicts": (*(profile.conflicts or ()), conflict)})
    return _removed(profile, steps, one) if one.value is None else _set(profile, steps, one)


def _conflict(tree: Any, steps: Sequence[str], one: Correction) -> str | None:
    """Why it cannot be applied: what it corrects is gone, or something else stands there now."""
    if not is_reachable(tree, steps):
        return "path_gone"
    if one.value is None and value_at(tree, steps) is MISSING:
        return "path_gone"
    is_same = (_was(tree, steps), _entry(tree, steps)) == (one.was, one.entry)
    is_agreed = one.value is not None and value_at(tree, steps) == one.value
    return None if one.entry is None or is_same or is_agreed else "changed"


def _set(profile: Profile, steps: Sequence[str], one: Correction) -> Profile:
    path = _path_at(profile.resume, steps, one.path)
    return profile.model_copy(
        update={
            "resume": with_value(profile.resume, steps, one.value),
            "evidence": tuple(e for e in profile.evidence if not _is_within(e.path, path)),
            "corrected": (
                *(c for c in profile.corrected or () if not _is_within(c.path, path)),
                _mark(profile, path, one),
            ),
        }
    )


def _removed(profile: Profile, steps: Sequence[str], one: Correction) -> Profile:
    def kept(path: str) -> str | None:
        return None if _is_within(path, one.path) else _moved_up(path, one.path)

    def moved(entries: Sequence[Any]) -> tuple[Any, ...]:
        paths = [entry.path if _is_gone(entry) else kept(entry.path) for entry in entries]
        return tuple(
            entry.model_copy(update={"path": path})
            for entry, path in zip(entries, paths, strict=True)
            if path is not None
        )

    mark = _mark(profile, one.path, one)
    return profile.model_copy(
        update={
            "resume": without(profile.resume, steps),
            "evidence": moved(profile.evidence),
            "corrected": (*moved(profile.corrected or ()), mark),
        }
    )


def _is_gone(entry: Any) -> bool:
    return bool(getattr(entry, "is_removed", False))


def _mark(profile: Profile, path: str, one: Correction) -> Corrected:
    """Who corrected it, when and why, and where the replaced value is printed."""
    before = [c for c in profile.corrected or () if _is_within(c.path, path) and not c.is_removed]
    spans = [e.span for e in profile.evidence if _is_within(e.path, path)]
    return Corrected(
        path=path,
        correction=one.digest,
        actor=one.actor,
        at=one.at,
        reason=one.reason,
        is_removed=one.value is None,
        printed=tuple(dict.fromkeys([*spans, *(span for c in before for span in c.printed)])),
    )


def _path_at(tree: Any, steps: Sequence[str], path: str) -> str:
    """``path`` with the number of the entry that is added."""
    if steps[-1] != END:
        return path
    entries = value_at(tree, steps[:-1])
    return f"{path[:-1]}{len(entries) if isinstance(entries, list) else 0}"


def _is_within(path: str, above: str) -> bool:
    return path == above or path.startswith(f"{above}/")


def _moved_up(path: str, removed: str) -> str:
    """``path`` once an entry of a list is gone, if it was one and stood before it."""
    parent, _, number = removed.rpartition("/")
    match = re.fullmatch(rf"{re.escape(parent)}/(\d+)(/.*)?", path)
    if match is None or not number.isdigit() or int(match[1]) < int(number):
        return path
    return f"{parent}/{int(match[1]) - 1}{match[2] or ''}"
