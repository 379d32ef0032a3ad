"""Settings: one frozen value, from the environment, a file, or arguments. Never read at import."""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from resume_pipeline.errors import SettingsError
from resume_pipeline.model.intake.quota import Quota
from resume_pipeline.model.verdict import Policy
from resume_pipeline.wire.signing import key_of

PREFIX: Final = "RESUME_PIPELINE_"
DEFAULT_QUEUE: Final = "jobs"
REPORTS: Final = "reports"
EMBEDDED: Final = "resume-pipeline-data"
#: Lists and objects, which the environment holds as JSON.
_JSON: Final = {
    *("hooks", "after_hooks", "plugins", "routes", "retention", "quotas", "adopt_from"),
    *("callback_keys", "callback_allow", "link_keys"),
}

Isolation = Literal["strongest", "strict", "unsafe-in-process"]


class QuotaSetting(BaseModel):
    """How much a tenant may have; what is not set is not limited."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int | None = Field(default=None, ge=0)
    files: int | None = Field(default=None, ge=0)
    jobs: int | None = Field(default=None, ge=0)


class Settings(BaseModel):
    """Everything that can be set. Durations in seconds, sizes in bytes.

    With none of the URLs set, everything is embedded: a folder, and two SQLite files in it.

    Attributes:
        storage, ledger, queue, reporter: URLs. A worker needs no ledger, a host no reporter.
        home: the folder of the embedded defaults.
        table_prefix: of the ledger's tables, which may live in the host's database.
        hooks, after_hooks: name -> ``module:function``. A value ``=name`` makes a name an alias.
        plugins: modules to load besides those with an entry point.
        entry_points: whether to load plugins by entry point.
        routes: stage -> queue, for stages that have workers of their own.
        window: how many unclaimed messages a queue may hold; unset: four per slot of the workers.
        max_upload_bytes: longest file.
        job_lifetime: until a job that has not ended expires.
        slots: how many jobs a worker runs at once.
        max_failures, max_crashes, max_interruptions, backoff, backoff_cap, plan_grace, beat,
            attempt_limit, redeliver: see `Policy`.
        box_seconds, box_bytes: limits of the process in which a document is opened.
        isolation: of that process: the ``strongest`` that the machine offers; ``strict``, which
            refuses to start with less than all walls; or ``unsafe-in-process``, without any.
        callback_keys: secrets (``whsec_…``) that sign reports over HTTP, for workers and host; a
            worker signs with all of them, a host accepts any.
        callback_allow: each ``host:port`` that a callback may reach by plain http, at an address
            that is not public, or at another port than 443 and 8443.
        storage_access_key, storage_secret_key: of the storage, if it takes any; unset, AWS's own
            environment, files and roles are asked.
        row_security: whether the ledger's tables are under Postgres' row-level security, and this
            process refuses to start where they are not; ``ledger`` then names the login of a host.
        coordinator_ledger: the same database by the coordinator's login, where this process
            relays, finalizes or sweeps.
        quotas: tenant -> ``bytes`` and ``files`` that it may have, and ``jobs`` that may be open;
            ``*`` is for those that are not named.
        adopt_from: beginnings of URLs, such as ``s3://bucket/resumes``, from which objects of the
            host's own may be adopted.
        scanning: whether a scanner that fails refuses the file (``closed``) or lets it pass
            (``open``); ``required`` is closed, and refuses to start without any.
        retention: tenant -> days after which its files are erased with what was made of them; ``*``
            is for tenants that are not named.
        trail_reads: whether each reading of a file, result or artifact, and each signed link, is
            put on the tenant's trail before it happens.
        links: ``https://…`` of the host's route for signed links; unset, they lead to the storage.
        link_keys: secrets (``whsec_…``) of such links; the first signs, any is accepted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    storage: str | None = None
    ledger: str | None = None
    queue: str | None = None
    reporter: str | None = None
    home: str = EMBEDDED
    coordinator_ledger: str | None = None
    row_security: bool = False
    table_prefix: str = Field(default="resume_pipeline_", pattern=r"^[a-z][a-z0-9_]{0,40}$")
    hooks: dict[str, str] = Field(default_factory=dict)
    after_hooks: dict[str, str] = Field(default_factory=dict)
    plugins: tuple[str, ...] = ()
    entry_points: bool = True
    routes: dict[str, str] = Field(default_factory=dict)
    window: int | None = Field(default=None, ge=1)
    max_upload_bytes: int = Field(default=25 * 1024**2, ge=1)
    job_lifetime: float = Field(default=7 * 86_400, gt=0)
    slots: int = Field(default=1, ge=1, le=64)
    max_failures: int = Field(default=3, ge=0)
    max_crashes: int = Field(default=2, ge=0)
    max_interruptions: int = Field(default=20, ge=0)
    backoff: float = Field(default=5, gt=0)
    backoff_cap: float = Field(default=600, gt=0)
    plan_grace: float = Field(default=86_400, gt=0)
    beat: float = Field(default=10, gt=0)
    attempt_limit: float = Field(default=600, gt=0)
    redeliver: float = Field(default=60, gt=0)
    box_seconds: float = Field(default=15, gt=0)
    box_bytes: int = Field(default=512 * 1024**2, ge=64 * 1024**2)
    isolation: Isolation = "strongest"
    callback_keys: tuple[SecretStr, ...] = ()
    callback_allow: tuple[str, ...] = ()
    storage_access_key: str | None = None
    storage_secret_key: SecretStr | None = None
    links: str | None = Field(default=None, pattern=r"^https?://[^/?#@\s]+(?:/[\w.~-]+)*$")
    link_keys: tuple[SecretStr, ...] = ()
    quotas: dict[str, QuotaSetting] = Field(default_factory=dict)
    adopt_from: tuple[str, ...] = ()
    scanning: Literal["closed", "open", "required"] = "closed"
    retention: dict[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    trail_reads: bool = True

    @field_validator("callback_keys", "link_keys")
    @classmethod
    def _check_keys(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in secrets:
            key_of(secret.get_secret_value())
        return secrets

    @classmethod
    def of(cls, **values: Any) -> Self:
        """Settings from arguments.

        Raises:
            SettingsError: a name is not a setting, or a value is out of its range.
        """
        _check_names(values, "")
        try:
            return cls(**values)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"setting {name}: {first['msg']}") from None

    @classmethod
    def load(
        cls,
        environment: Mapping[str, str] | None = None,
        file: Path | None = None,
        **overrides: Any,
    ) -> Self:
        """Settings from a TOML file, over which the environment goes, over which arguments go.

        Raises:
            SettingsError: the file cannot be read, or a name or value is wrong.
        """
        values = {} if file is None else _from_file(file)
        values |= _from_environment(os.environ if environment is None else environment)
        values |= {name: value for name, value in overrides.items() if value is not None}
        return cls.of(**values)

    @property
    def policy(self) -> Policy:
        """The numbers that the model decides by, in milliseconds."""
        return Policy(
            max_failures=self.max_failures,
            max_crashes=self.max_crashes,
            max_interruptions=self.max_interruptions,
            backoff=_ms(self.backoff),
            backoff_cap=_ms(self.backoff_cap),
            plan_grace=_ms(self.plan_grace),
            beat=_ms(self.beat),
            attempt_limit=_ms(self.attempt_limit),
            redeliver=_ms(self.redeliver),
        )

    @property
    def signing_keys(self) -> tuple[bytes, ...]:
        """What ``callback_keys`` stand for."""
        return _keys_of(self.callback_keys)

    @property
    def link_signing_keys(self) -> tuple[bytes, ...]:
        """What ``link_keys`` stand for."""
        return _keys_of(self.link_keys)

    def quota_of(self, tenant: str) -> Quota:
        """What a tenant may have."""
        found = self.quotas.get(tenant) or self.quotas.get("*") or QuotaSetting()
        return Quota(bytes=found.bytes, files=found.files, jobs=found.jobs)

    @property
    def storage_credentials(self) -> tuple[str, str] | None:
        """Access key and secret key of the storage.

        Raises:
            SettingsError: one is set, the other is not.
        """
        if self.storage_access_key is None and self.storage_secret_key is None:
            return None
        if self.storage_access_key is None or self.storage_secret_key is None:
            raise SettingsError("storage_access_key and storage_secret_key belong together")
        return self.storage_access_key, self.storage_secret_key.get_secret_value()

    @property
    def is_embedded(self) -> bool:
        """Whether no URL is set at all."""
        return not any((self.storage, self.ledger, self.queue, self.reporter))

    def for_host(self) -> Settings:
        """These settings with every URL that a host needs.

        Raises:
            SettingsError: some URLs are set and others are missing.
        """
        return self._complete(("storage", "ledger", "queue"))

    def for_worker(self) -> Settings:
        """These settings with every URL that a worker process needs, and without a ledger.

        Raises:
            SettingsError: some URLs are set and others are missing, or the queue is the ledger's
                own database, which a process that opens documents must not reach.
        """
        if self.ledger is not None and self.queue is not None and _same_database(self):
            raise SettingsError(
                "queue and ledger name one database: a worker that can reach the queue could "
                "write the ledger; give the queue a database or a broker of its own"
            )
        complete = self._complete(("storage", "queue"))
        without = {"ledger": None, "coordinator_ledger": None, "link_keys": ()}
        return complete.model_copy(update=without)

    def _complete(self, needed: tuple[str, ...]) -> Settings:
        if self.is_embedded:
            return self.model_copy(update=_embedded(Path(self.home)))
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            names = ", ".join(PREFIX + name.upper() for name in missing)
            raise SettingsError(
                f"{names} not set, while another URL is: set all of them, or none to run embedded"
            )
        return self.model_copy(update={"reporter": self.reporter or "queue:"})

    def route(self, stage: str) -> str:
        """The queue of a stage."""
        return self.routes.get(stage, DEFAULT_QUEUE)


def _keys_of(secrets: tuple[SecretStr, ...]) -> tuple[bytes, ...]:
    return tuple(key_of(secret.get_secret_value()) for secret in secrets)


def _ms(seconds: float) -> int:
    return int(seconds * 1000)


def _embedded(home: Path) -> dict[str, str]:
    root = quote(str(home.absolute()))
    return {
        "storage": f"file://{root}/files",
        "ledger": f"sqlite:///{root}/ledger.db",
        "queue": f"sqlite:///{root}/queue.db",
        "reporter": "queue:",
    }


def _same_database(settings: Settings) -> bool:
    def place(url: str | None) -> str:
        scheme, _, rest = (url or "").partition("://")
        return scheme.partition("+")[0] + "://" + rest.rpartition("@")[2]

    return place(settings.queue) == place(settings.ledger)


def _check_names(values: Mapping[str, Any], prefix: str) -> None:
    known = list(Settings.model_fields)
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {prefix}{_cased(near[0], prefix)}?" if near else ""
            raise SettingsError(f"{prefix}{_cased(name, prefix)} is not a setting{hint}")


def _cased(name: str, prefix: str) -> str:
    return name.upper() if prefix else name


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    _check_names(given, PREFIX)
    return {name: _parsed(name, value) for name, value in given.items()}


def _parsed(name: str, text: str) -> Any:
    """A value of the environment: JSON where the setting is a list or an object."""
    if name not in _JSON:
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise SettingsError(f"{PREFIX}{name.upper()} is not JSON") from None


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"the settings file cannot be read: {error}") from None
