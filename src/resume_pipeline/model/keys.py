"""The grammar of storage keys: computed from ids, never taken from a message."""

from __future__ import annotations

import re
from typing import Final, Protocol

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.artifact import Place

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SHA = r"[0-9a-f]{64}"
_STAGE = r"[a-z][a-z0-9_-]{0,62}(?:\.[a-z0-9][a-z0-9_-]{0,62}){0,3}"
_TENANT = r"[a-z0-9][a-z0-9_-]{0,62}"
_KEY = re.compile(
    rf"{_TENANT}/(?:"
    rf"(?:files|staging)/{_UUID}"
    rf"|corrections/{_UUID}/{_SHA}\.json"
    rf"|vacancies/{_SHA}\.json"
    rf"|derived/{_SHA}/{_STAGE}@{_SHA}\.json"
    rf"|jobs/{_UUID}/(?:"
    rf"stages/{_STAGE}(?:@{_UUID})?\.json|attempts/[0-9]{{1,6}}/(?:{_STAGE}\.claim|end\.json)"
    rf"|result\.json|explanations\.json|manifest\.json))"
)
_NIL: Final = "00000000-0000-0000-0000-000000000000"
_ZEROS: Final = "0" * 64
#: What lies in a tenant's folder, and whether the name below it may be told.
_WORDS: Final = {
    "files": ("file", True),
    "staging": ("upload", True),
    "corrections": ("a correction of file", True),
    "vacancies": ("a vacancy", False),
    "derived": ("a checkpoint", False),
    "jobs": ("an object of job", True),
}
#: What may follow a prefix that ends at a ``/`` and make a key of it.
_TAILS: Final = (
    f"files/{_NIL}",
    f"corrections/{_NIL}/{_ZEROS}.json",
    f"{_NIL}/{_ZEROS}.json",
    _NIL,
    f"{_ZEROS}.json",
    f"{_ZEROS}/a@{_ZEROS}.json",
    f"a@{_ZEROS}.json",
    f"{_NIL}/result.json",
    "result.json",
    "1/end.json",
    "end.json",
)


def checked_key(key: str) -> str:
    """``key`` itself, if the grammar allows it.

    Raises:
        InvalidRequestError: it could not have been made by a function of this module.
    """
    if not is_key(key):
        raise InvalidRequestError("not a storage key of this library")
    return key


def is_key(name: str) -> bool:
    """Whether the grammar allows ``name``."""
    return _KEY.fullmatch(name) is not None


def checked_prefix(prefix: str) -> str:
    """``prefix`` itself, if it is the beginning of a key, cut after a ``/``.

    Raises:
        InvalidRequestError: it is not.
    """
    if not prefix.endswith("/") or not any(is_key(prefix + tail) for tail in _TAILS):
        raise InvalidRequestError("not a prefix of this library's storage keys")
    return prefix


def owned_key(key: str, tenant: str) -> str:
    """``key`` itself, if it is one of ``tenant``'s.

    Raises:
        InvalidRequestError: it is not, or it is no key.
    """
    if not checked_key(key).startswith(f"{tenant}/"):
        raise InvalidRequestError("not a storage key of this tenant")
    return key


def in_words(*keys: str) -> str:
    """What is at ``keys``, or below prefixes, for messages: with ids, and no key in it (R15)."""
    if not keys:
        return "nothing"
    _, folder, *rest = keys[0].split("/")
    words, has_id = _WORDS.get(folder, ("an object", False))
    more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
    return (f"{words} {rest[0]}" if has_id and rest and rest[0] else words) + more


def is_stage_name(name: str) -> bool:
    """Whether ``name`` may name a stage: lower-case words, joined by at most three dots.

    ``result`` and ``explanations`` name what is made of all stages.
    """
    return re.fullmatch(_STAGE, name) is not None and name not in ("result", "explanations")


def file_key(tenant: str, file_id: str) -> str:
    """Where a file's raw bytes are."""
    return f"{tenant}/files/{file_id}"


def staging_key(tenant: str, upload_id: str) -> str:
    """Where a client puts bytes by a signed link; nothing reads them before they are accepted."""
    return f"{tenant}/staging/{upload_id}"


def correction_key(tenant: str, file_id: str, digest: str) -> str:
    """Where a correction of a file's reading is, by its content."""
    return f"{tenant}/corrections/{file_id}/{digest}.json"


def vacancy_key(tenant: str, digest: str) -> str:
    """Where a vacancy is, by its content."""
    return f"{tenant}/vacancies/{digest}.json"


def derived_key(tenant: str, input_digest: str, stage: str, stage_digest: str) -> str:
    """Where the checkpoint of a shared stage is, by all that it consumed."""
    return f"{tenant}/derived/{input_digest}/{stage}@{stage_digest}.json"


def job_prefix(tenant: str, job_id: str) -> str:
    """Under which everything of one job is."""
    return f"{tenant}/jobs/{job_id}"


def stage_key(tenant: str, job_id: str, stage: str, file: str | None = None) -> str:
    """Where the payload of any other stage is; for one that runs once per file, of ``file``."""
    of_file = f"@{file}" if file else ""
    return f"{job_prefix(tenant, job_id)}/stages/{stage}{of_file}.json"


def claim_key(tenant: str, job_id: str, attempt: int, stage: str) -> str:
    """Whose existence means that this hop was started."""
    return f"{job_prefix(tenant, job_id)}/attempts/{attempt}/{stage}.claim"


def end_key(tenant: str, job_id: str, attempt: int) -> str:
    """Where an ending is that ends the attempt, not the job."""
    return f"{job_prefix(tenant, job_id)}/attempts/{attempt}/end.json"


def result_key(tenant: str, job_id: str) -> str:
    """Where a job's profile, score, summary and versions are."""
    return f"{job_prefix(tenant, job_id)}/result.json"


def explanations_key(tenant: str, job_id: str) -> str:
    """Where a job's contributions and their evidence are."""
    return f"{job_prefix(tenant, job_id)}/explanations.json"


def manifest_key(tenant: str, job_id: str) -> str:
    """Where a job's one ending is."""
    return f"{job_prefix(tenant, job_id)}/manifest.json"


class Placed(Protocol):
    """A payload, or a pointer to one, as far as its key goes."""

    @property
    def stage(self) -> str: ...
    @property
    def file(self) -> str | None: ...
    @property
    def place(self) -> Place: ...
    @property
    def input_digest(self) -> str: ...
    @property
    def stage_digest(self) -> str: ...


def artifact_key(tenant: str, job_id: str, ref: Placed) -> str:
    """Where the payload that ``ref`` points to must be, whatever key it names itself.

    A pointer comes from a worker, which opens hostile documents: its key is not believed.
    """
    whole = {"result": result_key, "explanations": explanations_key}
    if ref.place is Place.SHARED:
        return derived_key(tenant, ref.input_digest, ref.stage, ref.stage_digest)
    if ref.place is Place.INLINE:
        return result_key(tenant, job_id)
    if ref.stage in whole:
        return whole[ref.stage](tenant, job_id)
    return stage_key(tenant, job_id, ref.stage, ref.file)
