"""What people put on record: a correction of a reading, and a decision on a job's outcome."""

from __future__ import annotations

import re
from typing import Final

import attrs

from resume_pipeline.errors import InvalidRequestError

_CODE: Final = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_ACTOR: Final = 200
_WORDS: Final = 4_000


@attrs.frozen(kw_only=True)
class CorrectionRecord:
    """That somebody corrected a reading. What it says now lies in storage, by its digest.

    Attributes:
        id: UUIDv7; corrections of a file are applied in the order of their ids.
        file: the file whose reading it corrects.
        digest: SHA-256 of the stored correction.
        path: JSON pointer into the profile's resume.
        actor, reason: who, and why.
        at: epoch milliseconds.
    """

    id: str
    tenant: str
    file: str
    digest: str
    path: str
    actor: str
    reason: str
    at: int


@attrs.frozen(kw_only=True)
class Decision:
    """What a person decided on a job's outcome. It is added to, never changed, and moves no score.

    Attributes:
        id: UUIDv7.
        job: which job; ``manifest`` is the digest of its ending, so that it is known what the
            person could see.
        actor: who decided.
        outcome: the host's own word for what was decided, such as ``invited``.
        agrees: whether it follows the score; False if it overrides it.
        reason_code: the host's own word for why; always there where it overrides.
        note: in words.
        saw_explanation: whether the person looked at the explanations, if the host knows.
        at: epoch milliseconds.
    """

    id: str
    tenant: str
    job: str
    manifest: str
    actor: str
    outcome: str
    agrees: bool
    reason_code: str = ""
    note: str = ""
    saw_explanation: bool | None = None
    at: int


def checked_actor(actor: str | None) -> str:
    """``actor`` itself, if there is one.

    Raises:
        InvalidRequestError: nobody is named, or at too great a length.
    """
    if not actor or not actor.strip():
        raise InvalidRequestError("say who it is: an actor is needed for what goes on record")
    return checked_words("actor", actor, most=_ACTOR)


def checked_subject(subject: str | None) -> str | None:
    """``subject`` itself, if a database can hold it.

    Raises:
        InvalidRequestError: it is empty or too long, or has a NUL or half a character in it.
    """
    if subject is None:
        return None
    is_whole = not any("\ud800" <= character <= "\udfff" for character in subject)
    if not subject or not is_whole:
        raise InvalidRequestError("a subject is an opaque id: not empty, and whole characters")
    return checked_words("subject", subject, most=_ACTOR)


def checked_words(what: str, text: str, *, most: int = _WORDS) -> str:
    """``text`` itself, if a database can hold it.

    Raises:
        InvalidRequestError: it is too long, or has a NUL in it.
    """
    if len(text) > most or "\x00" in text:
        raise InvalidRequestError(f"the {what} must have at most {most} characters, and no NUL")
    return text


def checked_code(what: str, code: str) -> str:
    """``code`` itself, if it is one.

    Raises:
        InvalidRequestError: it is not 1 to 63 of ``a-z 0-9 _ -``, starting with a letter.
    """
    if not _CODE.fullmatch(code):
        raise InvalidRequestError(
            f"the {what} must be a code: 1 to 63 characters of a-z, 0-9, _ and -, a letter first"
        )
    return code


def checked(decision: Decision) -> Decision:
    """``decision`` itself, if it says what an auditor must find.

    Raises:
        InvalidRequestError: a code or text is out of its grammar, or it overrides without a reason.
    """
    checked_actor(decision.actor)
    checked_code("outcome", decision.outcome)
    checked_words("note", decision.note)
    if decision.reason_code:
        checked_code("reason_code", decision.reason_code)
    elif not decision.agrees:
        raise InvalidRequestError("what overrides a score needs a reason_code")
    return decision
