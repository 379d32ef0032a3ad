"""Every error of the library, by who must act.

::

    ResumePipelineError
    ├── ConfigError            the operator: settings, plugins, backends
    │   ├── SettingsError        a setting is missing, misspelt or contradicts another
    │   ├── UnknownBackendError  no plugin offers this URL scheme
    │   ├── PluginError          two plugins offer one name, a plugin cannot be loaded
    │   └── PlanError            a plan names an unknown stage, or a stage lacks its input
    ├── RequestError           the caller: what was asked for
    │   ├── NotFoundError        it does not exist, or it is not yours: the same answer
    │   ├── InvalidRequestError  a value is out of its range or grammar
    │   ├── SignatureError       a callback or a link that no active key signed, or none at all
    │   ├── IdempotencyError     one idempotency key, two different requests
    │   ├── QuotaError           the tenant has as much as it may have
    │   ├── FileRefusedError     a scanner found something in the file
    │   ├── NobodyRunningError   waiting for a job that no process is there to run
    │   └── JobFailedError       the job ended without a result
    ├── StageError             the stage's author, or the document
    │   ├── StageFailedError     for good: the same input fails again
    │   ├── StageRetryError      this time: a later attempt may succeed
    │   └── PayloadError         a payload is not what the stage declared
    ├── UnavailableError       nobody yet: try again
    │   ├── StorageError, LedgerError, QueueError, ReportError, ScanError
    │   └── DamagedError         a StorageError: what is stored is not what was stored
    └── BugError               us
        └── ArtifactConflictError  an immutable object holds something else

No message carries resume text, names, addresses or file names.
"""

from __future__ import annotations


class ResumePipelineError(Exception):
    """The root of all errors that this library raises on purpose."""


class ConfigError(ResumePipelineError):
    """The operator must change a setting, a plugin or a backend."""


class SettingsError(ConfigError):
    """A setting is missing, misspelt, or contradicts another."""


class UnknownBackendError(ConfigError):
    """No plugin offers a backend for this URL scheme."""


class PluginError(ConfigError):
    """A plugin cannot be loaded, or offers a name that is taken."""


class PlanError(ConfigError):
    """A plan names a stage nobody offers, or a stage's input is produced by none before it."""


class RequestError(ResumePipelineError):
    """The caller must ask for something else."""


class NotFoundError(RequestError):
    """It does not exist, or it belongs to another tenant; the answer is the same."""


class InvalidRequestError(RequestError):
    """A value is outside its range or grammar."""


class SignatureError(RequestError):
    """A callback is unsigned, too old or malformed: a host answers 401. Or a link is: 403."""


class IdempotencyError(RequestError):
    """This idempotency key was used for a different request."""


class QuotaError(RequestError):
    """The tenant has as much as it may have; a host answers 429, or 413 for bytes.

    Attributes:
        of: what there is too much of: ``bytes``, ``files`` or ``jobs``.
    """

    def __init__(self, of: str, message: str) -> None:
        super().__init__(message)
        self.of = of


class FileRefusedError(RequestError):
    """A scanner found something in the file; it is not kept.

    Attributes:
        code: what the scanner calls it.
    """

    def __init__(self, code: str) -> None:
        super().__init__("a scanner refused the file")
        self.code = code


class NobodyRunningError(RequestError):
    """Waiting would be in vain: no process is there to run the job."""


class JobFailedError(RequestError):
    """The job ended without a result.

    Attributes:
        code: why, from a closed list that a user interface can show.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code


class StageError(ResumePipelineError):
    """A stage could not do its work.

    Attributes:
        code: a short machine-readable reason, lower case with underscores.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class StageFailedError(StageError):
    """The same input would fail again: the job fails at once."""


class StageRetryError(StageError):
    """A later attempt may succeed: charged to the job's failures."""


class PayloadError(StageError):
    """A payload is not what its stage declared."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_payload", message)


class UnavailableError(ResumePipelineError):
    """A backend did not answer; the same call may succeed later."""


class StorageError(UnavailableError):
    """The object store did not do what was asked."""


class DamagedError(StorageError):
    """What the storage gives is not what was stored: restore it from a copy; `scrub` finds more."""


class LedgerError(UnavailableError):
    """The database did not do what was asked."""


class QueueError(UnavailableError):
    """The broker did not accept or deliver a message."""


class ReportError(UnavailableError):
    """A report did not reach the coordinator."""


class ScanError(UnavailableError):
    """A scanner could not say whether a file is clean, so that it is not accepted."""


class BugError(ResumePipelineError):
    """Something that cannot happen did; please report it."""


class ArtifactConflictError(BugError):
    """An immutable object already exists and belongs to something else."""
